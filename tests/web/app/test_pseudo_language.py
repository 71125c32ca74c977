# SPDX-License-Identifier: AGPL-3.0-or-later
"""A third language is one file of translations and labels in the model: in a copy of the project that has one, made of
marks around each French text, no page says anything that has no marks, but data marked as French."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Set
from html.parser import HTMLParser
from urllib.parse import parse_qsl
from xml.etree import ElementTree

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from graph.model.ontology import EXAMPLES
from graph.settings import ROOT
from graph.territory import LEVELS, Territories
from graph.text.catalogue import catalogue
from tests.conftest import TESTS
from tests.web.test_names import words
from web.site.coverage.page import short_name

SHORT = 3
LANG = "eo"  # one for which Babel writes days and lists
BLANK = re.compile(r"(\{\w+\})")
# A text of a Turtle file in French; what can be said in several languages is a list of such texts.
FRENCH = re.compile(r'("(?:[^"\\\n]|\\.)+"|"""(?:[^"\\]|\\.|"(?!""))+""")@fr\b')
MARKED = re.compile(r"⟦[^⟦⟧]*(?:⟧|…?$)")
WORD = re.compile(r"[^\W\d_]{3,}")
FIRST_WORD = re.compile(r"\w+")
SPOKEN = ("title", "aria-label", "placeholder", "alt", "aria-description", "aria-roledescription")
# A licence, a list of the model.
NAMES = ("Licence Ouverte", "argument-part", "data·inclusion", "La Mednum")
# What a visitor typed is quoted as it is.
TYPED = re.compile(r"“[^”]*”|\S*[/@.]\w\S*")
ASKED = "commune=Chinon&besoin=file-sharing&outil=GrosMail&date=2021-06-01"
PAGES = (
    "/", "/orientation", "/orientation?pas=ou", "/orientation?pas=besoins&commune=Chinon",
    "/orientation?commune=Chinon&besoin=file-sharing&date=2021-06-01",
    f"/orientation?{ASKED}", "/orientation?commune=37500&outil=plume",
    "/orientation?commune=Chinon&question=zzzzz+et+un+site", "/orientation?commune=Zzz&besoin=website",
    "/orientation/fiche?commune=Chinon&besoin=file-sharing&date=2021-06-01",
    "/orientation/bon?commune=37072&besoin=file-sharing&acteur=organisation/passerelle", "/bon", "/retours",
    "/fiches-a-verifier", "/annuaire", "/annuaire/acteurs", "/annuaire/outils", "/fiche/organisation/passerelle",
    "/fiche/tool/plume", "/fiche/need/file-sharing", "/fiche/network/trame", "/glossaire", "/ontologie",
    "/recherche?q=passerelle", "/recherche?q=zzzz", "/couverture?date=2021-06-01", "/diagnostic",
    "/pourquoi-le-libre", "/entre-professionnels", "/a-propos", "/export/", "/accessibilite", "/droits", "/nulle-part",
    "/carte?vue=reseaux&date=2021-06-01", "/carte?vue=reseaux&date=2021-06-01&depuis=2020-06-01", "/carte?vue=zzz",
    "/carte?vue=chemin&de=organisation/passerelle&vers=network/trame", "/carte/partager?vue=reseaux",
    "/carte.svg?vue=reseaux", "/couverture.svg", "/croisements", "/croisements.svg",
)  # fmt: skip
# What goes home, is copied, mailed or read by programs.
FILES = (
    "/api/v1/referrals?commune=Chinon&need=file-sharing&tool=GrosMail&date=2021-06-01", "/api/v1/search?q=passerelle",
    "/api/v1/neighbours?id=network/trame", "/api/v1/path?from=organisation/passerelle&to=network/trame",
    "/api/v1/coverage?date=2021-06-01", "/api/v1/outcomes", "/api/v1/referrals?commune=Zzz", "/api/v1/search?zzz=1",
    "/api/v1/crossing", "/croisements.csv",
    "/carte.json?vue=reseaux&date=2021-06-01", "/couverture.csv?date=2021-06-01",
    f"/orientation/dates.ics?{ASKED}", "/fiche/service/files-back.ics",
    f"/orientation/fiche.pdf?{ASKED}",
    "/carte.pdf?vue=reseaux&date=2021-06-01", "/carte.md?vue=reseaux&date=2021-06-01",
    "/carte.mm?vue=reseaux&date=2021-06-01", "/pourquoi-le-libre.pdf",
)  # fmt: skip
WRONG = ("/api/v1/referrals?commune=Zzz", "/api/v1/search?zzz=1")
SILENT = ("/api/v1/outcomes",)
# What programs read in JSON: addresses, names of files and of choices, days, codes.
PLAIN = re.compile(r"https?:\S*|/\S*|[a-z0-9-]+(?:/[a-z0-9-]+)*")
PROGRAM = """
import json, sys, tempfile
from pathlib import Path
import pypdfium2
from app import create_app
from graph.settings import Settings
settings = Settings.from_environment({"INSTANCE": tempfile.mkdtemp(), "TODAY": "2021-06-01", "SECRET_KEY": "x" * 40})
client = create_app(settings, data=[Path(name) for name in sys.argv[2:]]).test_client()
answers = {}
for path in json.loads(sys.argv[1]):
    answer = client.get(path + ("&" if "?" in path else "?") + "lang=LANG", follow_redirects=True)
    body = answer.get_data()
    if answer.mimetype == "application/pdf":
        pages = pypdfium2.PdfDocument(body)
        text = "\\n".join(page.get_textpage().get_text_range() for page in pages)
    else:
        text = body.decode()
    answers[path] = [answer.status_code, answer.headers.get("Content-Language"), text]
print(json.dumps(answers))
""".replace("LANG", LANG)


def marked(text: str) -> str:
    """A text in the language of this test; what fills its blanks has marks of its own, or none."""
    return "".join(
        part if BLANK.fullmatch(part) or not WORD.search(part) else f"⟦{part}⟧" for part in BLANK.split(text)
    )


def translations() -> Catalog:
    """English is the pattern: each French text between marks."""
    with (ROOT / "graph/text/translations/en.po").open("rb") as file:
        english = read_po(file)
    ours = Catalog(locale=LANG)
    for message in english:
        if message.id:
            ids = message.id if isinstance(message.id, tuple) else (message.id,)
            ours.add(message.id, tuple(map(marked, ids)) if len(ids) > 1 else marked(ids[0]))
    return ours


def spoken(turtle: str) -> str:
    """A Turtle file whose French texts are said in the language of this test too."""
    return FRENCH.sub(lambda found: f"{found[0]} , {_marked(found[1])}@{LANG}", turtle)


def _marked(literal: str) -> str:
    quotes = '"""' if literal.startswith('"""') else '"'
    return f"{quotes}{marked(literal.strip(quotes[0]))}{quotes}"


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[int, str, str]]:
    """Every page in that language: status, language, text."""
    house = tmp_path_factory.mktemp("house")
    for name in ("graph", "exports", "web", "ontology", "data"):
        shutil.copytree(ROOT / name, house / name)  # with what is compiled, which bears the times of the sources
    shutil.copyfile(ROOT / "app.py", house / "app.py")
    with (house / f"graph/text/translations/{LANG}.po").open("wb") as file:
        write_po(file, translations())
    town = house / "town.ttl"
    shutil.copyfile(TESTS / "ecosystem.ttl", town)
    for path in (*(house / "ontology").rglob("*.ttl"), *(house / "data").rglob("*.ttl"), town):
        path.write_text(spoken(path.read_text(encoding="utf-8")), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, json.dumps([*PAGES, *FILES]), str(town)],
        cwd=house,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return {path: (status, lang, text) for path, (status, lang, text) in json.loads(done.stdout).items()}


class ShownWords(HTMLParser):
    """What a page says in its own language: texts and attributes outside of elements in another one."""

    def __init__(self) -> None:
        super().__init__()
        self.above: list[tuple[str, bool]] = []
        self.said: list[str] = []
        self.drawn: list[str] = []

    @property
    def ours(self) -> bool:
        return not any(foreign for _, foreign in self.above)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag not in ("br", "input", "img", "meta", "link", "hr", "wbr"):
            foreign = given.get("lang", LANG) != LANG or tag in ("script", "style", "code", "kbd")
            self.above.append((tag, foreign))
        if self.ours:
            self.said += [text for name in SPOKEN if (text := given.get(name))]
            if (given.get("href") or "").startswith("mailto:?"):
                self.said += [text for _, text in parse_qsl((given["href"] or "").partition("?")[2])]
            self.said += [
                text
                for name, text in attrs
                if name.startswith("data-") and name != "data-kinds" and text and " " in text
            ]

    def handle_endtag(self, tag: str) -> None:
        if tag in ("a", "g", "svg") and self.drawn:
            self.said.append(" ".join(self.drawn))
            self.drawn = []
        while self.above and self.above.pop()[0] != tag:
            pass

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if self.above and self.above[-1][0] == tag:
            self.above.pop()

    def handle_data(self, data: str) -> None:
        if self.ours and data.strip():
            drawn = any(tag == "text" for tag, _ in self.above)  # words of a drawing are cut into lines
            (self.drawn if drawn else self.said).append(data.strip().replace("\xad", ""))


def of_page(html: str) -> list[str]:
    """The texts of a page in its own language."""
    heard = ShownWords()
    heard.feed(html)
    return heard.said


def of_file(path: str, text: str) -> list[str]:
    """The texts that people read in a file: not its addresses, nor what programs call things."""
    name = path.partition("?")[0]
    if path.startswith("/api/") or name.endswith(".json"):
        return [said for said in _strings(json.loads(text)) if not PLAIN.fullmatch(said)]
    if name.endswith(".ics"):
        lines = text.replace("\r\n ", "").splitlines()
        return [line.partition(":")[2] for line in lines if line.startswith(("SUMMARY", "DESCRIPTION", "X-WR", "LOC"))]
    if name.endswith(".mm"):
        nodes = list(ElementTree.fromstring(text).iter())  # noqa: S314 - our own
        return [said for node in nodes for said in (node.get("TEXT"), node.get("VALUE"), node.text) if said]
    # The typeface has no such marks: on paper they are written as brackets, and what is said goes over several lines.
    return [text.translate({ord("["): "⟦", ord("]"): "⟧"}) if name.endswith(".pdf") else text]


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        # What was found by is told as it is written, in whatever language.
        told = [one for key, one in value.items() if key != "matched"] if isinstance(value, dict) else value
        for one in told:
            yield from _strings(one)


class Places:
    """Names of places, longest first: proper nouns, the same in every language."""

    def __init__(self, names: Iterable[str]) -> None:
        self.names = sorted(names, key=len, reverse=True)
        self._by_word: dict[str, list[str]] = defaultdict(list)
        for name in self.names:
            self._by_word[FIRST_WORD.findall(name)[0]].append(name)

    def named_in(self, text: str) -> list[str]:
        """Those that a text may name, for its words: few of the many thousands."""
        found = {name for word in set(FIRST_WORD.findall(text)) for name in self._by_word.get(word, ())}
        return sorted(found, key=len, reverse=True)


def unmarked(texts: Iterable[str], french: Set[str], places: Places) -> Iterator[str]:
    """The texts that say a French word without marks, names of places left aside."""
    for text in texts:
        rest = text
        while rest != (rest := MARKED.sub(" ", rest)):
            pass
        rest = " ".join(TYPED.sub(" ", rest).split())
        if words([rest]) & french:
            for name in (*places.named_in(rest), *NAMES):
                rest = rest.replace(name, " ")
            if words([rest]) & french and not any(place.startswith(rest.strip(" …")) for place in places.names):
                yield text


@pytest.fixture(scope="module")
def french() -> set[str]:
    """Words that are French and not English: those of the product and of its model."""
    english = catalogue("en").texts
    paths = [path for path in (ROOT / "ontology").rglob("*.ttl") if path.parent.name != EXAMPLES]
    labels = [text for path in paths for text in FRENCH.findall(path.read_text("utf-8"))]
    found = words([*english, *labels]) - words(form for forms in english.values() for form in forms)
    return {word for word in found if len(word) > SHORT}


@pytest.fixture(scope="module")
def places(territories: Territories) -> Places:
    """The places of every level."""
    every = [place for level in LEVELS for place in territories.all(level)]
    found = {name for place in every for name in (place.name, short_name(place))}
    return Places(name for name in found if len(name) > SHORT)


@pytest.mark.parametrize("path", PAGES)
def test_a_page_says_nothing_but_in_its_language(
    answers: dict[str, tuple[int, str, str]], french: set[str], places: Places, path: str
) -> None:
    status, lang, text = answers[path]
    assert status in (200, 400, 403, 404)
    assert lang in (LANG, None)
    if path.startswith("/couverture.svg"):  # names of places stand there in lines
        french = french - words(places.names)
    assert sorted(set(unmarked(of_page(text), french, places))) == []


@pytest.mark.parametrize("path", FILES)
def test_what_is_taken_away_says_nothing_but_in_that_language(
    answers: dict[str, tuple[int, str, str]], french: set[str], places: Places, path: str
) -> None:
    status, _, text = answers[path]
    assert status == (400 if path in WRONG else 200)
    texts = of_file(path, text)
    assert path in SILENT or any(MARKED.search(said) for said in texts)
    assert sorted(set(unmarked(texts, french, places))) == []
