# SPDX-License-Identifier: AGPL-3.0-or-later
"""A third language is one file of translations and labels in the model: in a copy of the project that has one, made of
marks around each French text, no page says anything that has no marks, but data marked as French."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence, Set
from html.parser import HTMLParser

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

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
SPOKEN = ("title", "aria-label", "placeholder", "alt", "aria-description", "aria-roledescription")
# A licence, a list of the model.
NAMES = ("Licence Ouverte", "argument-part")
# What a visitor typed is quoted as it is.
TYPED = re.compile(r"“[^”]*”|\S*[/@.]\w\S*")
PAGES = (
    "/", "/orientation", "/orientation?pas=ou", "/orientation?pas=besoins&commune=Chinon",
    "/orientation?commune=Chinon&besoin=file-sharing&date=2021-06-01", "/orientation?commune=37500&outil=plume",
    "/orientation?commune=Chinon&question=zzzzz+et+un+site", "/orientation?commune=Zzz&besoin=website",
    "/orientation/fiche?commune=Chinon&besoin=file-sharing&date=2021-06-01",
    "/orientation/bon?commune=37072&besoin=file-sharing&acteur=organisation/passerelle", "/bon", "/retours",
    "/fiches-a-verifier", "/annuaire", "/annuaire/acteurs", "/annuaire/outils", "/fiche/organisation/passerelle",
    "/fiche/tool/plume", "/fiche/need/file-sharing", "/fiche/network/trame", "/glossaire", "/ontologie",
    "/recherche?q=passerelle", "/recherche?q=zzzz", "/couverture?date=2021-06-01", "/diagnostic",
    "/pourquoi-le-libre", "/entre-professionnels", "/a-propos", "/accessibilite", "/nulle-part",
    "/carte?vue=reseaux&date=2021-06-01", "/carte?vue=reseaux&date=2021-06-01&depuis=2020-06-01", "/carte?vue=zzz",
    "/carte?vue=chemin&de=organisation/passerelle&vers=network/trame", "/carte/partager?vue=reseaux",
    "/carte.svg?vue=reseaux", "/couverture.svg",
)  # fmt: skip
PROGRAM = """
import json, sys, tempfile
from pathlib import Path
from app import create_app
from graph.settings import Settings
settings = Settings.from_environment({"INSTANCE": tempfile.mkdtemp(), "TODAY": "2021-06-01", "SECRET_KEY": "x" * 40})
client = create_app(settings, data=[Path(name) for name in sys.argv[2:]]).test_client()
answers = {}
for path in json.loads(sys.argv[1]):
    answer = client.get(path + ("&" if "?" in path else "?") + "lang=LANG", follow_redirects=True)
    answers[path] = [answer.status_code, answer.headers.get("Content-Language"), answer.get_data(as_text=True)]
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
        shutil.copytree(ROOT / name, house / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copyfile(ROOT / "app.py", house / "app.py")
    with (house / f"graph/text/translations/{LANG}.po").open("wb") as file:
        write_po(file, translations())
    town = house / "town.ttl"
    shutil.copyfile(TESTS / "ecosystem.ttl", town)
    for path in (*(house / "ontology").rglob("*.ttl"), *(house / "data").rglob("*.ttl"), town):
        path.write_text(spoken(path.read_text(encoding="utf-8")), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, json.dumps(PAGES), str(town)], cwd=house, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return {path: (status, lang, text) for path, (status, lang, text) in json.loads(done.stdout).items()}


class Heard(HTMLParser):
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
            foreign = given.get("lang", LANG) != LANG or tag in ("script", "style", "code", "kbd", "textarea")
            self.above.append((tag, foreign))
        if self.ours:
            self.said += [text for name in SPOKEN if (text := given.get(name))]
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


def unmarked(html: str, french: Set[str], places: Sequence[str]) -> Iterator[str]:
    """The texts of a page that say a French word without marks, names of places left aside."""
    heard = Heard()
    heard.feed(html)
    for text in heard.said:
        rest = text
        while rest != (rest := MARKED.sub(" ", rest)):
            pass
        rest = " ".join(TYPED.sub(" ", rest).split())
        if words([rest]) & french:
            for name in (*places, *NAMES):
                rest = rest.replace(name, " ")
            cut = any(place.startswith(rest.strip(" …")) for place in places)
            if words([rest]) & french and not cut:
                yield text


@pytest.fixture(scope="module")
def french() -> set[str]:
    """Words that are French and not English: those of the product and of its model."""
    english = catalogue("en").texts
    labels = [text for path in (ROOT / "ontology").rglob("*.ttl") for text in FRENCH.findall(path.read_text("utf-8"))]
    found = words([*english, *labels]) - words(form for forms in english.values() for form in forms)
    return {word for word in found if len(word) > SHORT}


@pytest.fixture(scope="module")
def places(territories: Territories) -> list[str]:
    """Names of places, longest first: proper nouns, the same in every language."""
    every = [place for level in LEVELS for place in territories.all(level)]
    found = {name for place in every for name in (place.name, short_name(place))}
    return sorted((name for name in found if len(name) > SHORT), key=len, reverse=True)


@pytest.mark.parametrize("path", PAGES)
def test_a_page_says_nothing_but_in_its_language(
    answers: dict[str, tuple[int, str, str]], french: set[str], places: list[str], path: str
) -> None:
    status, lang, text = answers[path]
    assert status in (200, 400, 403, 404)
    assert lang in (LANG, None)
    if path.startswith("/couverture.svg"):  # names of places stand there in lines
        french = french - words(places)
    assert sorted(set(unmarked(text, french, places))) == []
