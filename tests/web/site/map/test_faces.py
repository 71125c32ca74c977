# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whatever face of a comparison is read, it claims what dates of facts say between the two days, and nothing else."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from xml.etree.ElementTree import fromstring

import pypdfium2
import pytest
from flask import Flask

from exports.maps import TakenMap, map_formats
from graph.mindmaps import MindMap
from graph.settings import ROOT
from tests.applications import application
from tests.conftest import TESTS
from tests.graph.mindmaps.test_changes import Dates, Window, false, silent
from web.app.pages import ecosystem, reader
from web.app.parameters import asked_of_page
from web.site.map.page import MapPage
from web.site.map.parts import parts
from web.site.map.query import read_query
from web.site.map.svg_nodes import SIGNS
from web.site.map.tree import Item
from web.site.takeaway.page import taken

SVG = "{http://www.w3.org/2000/svg}"
WORDS = {"nouveau": "added", "terminé": "ended", "a quitté": "left", "déplacé": "moved"}
FORMATS = {it.slug: it for it in map_formats()}
States = list[tuple[str, str]]


def drawn_states(root: object) -> States:
    """What a drawing claims, by its classes, in the order of its nodes."""
    found = [(it.get("data-iri", ""), it.get("class", "")) for it in root.iter(f"{SVG}a")]  # type: ignore[attr-defined]
    return [(iri, state) for iri, look in found if iri for state in _states(look)]


def _states(look: str) -> list[str]:
    return [name[2:] for name in look.split() if name.startswith("s-")]


def outline_states(item: Item) -> States:
    """What the outline claims, by its classes, which its words must say too."""
    said = [WORDS[word] for word in item.words if word in WORDS]
    assert said == _states(item.css)
    return [
        *((item.node.iri, state) for state in said),
        *(it for child in item.children for it in outline_states(child)),
    ]


def freeplane_states(view: TakenMap, text: bytes) -> States:
    root = fromstring(text)  # noqa: S314 - our own file
    found = []
    for element, node in zip(root.iter("node"), view.mindmap.nodes, strict=True):
        said = [it.get("VALUE", "") for it in element.findall("attribute") if it.get("NAME") == "état"]
        found += [(node.iri, WORDS[word]) for word in said]
        struck = element.find("font[@STRIKETHROUGH='true']") is not None
        assert struck == ("terminé" in said)
    return found


def markdown_states(view: TakenMap, text: str) -> States:
    lines = [line for line in text.partition("\n## ")[0].splitlines() if re.match(r" *- ", line)]
    found = []
    for line, node in zip(lines, view.mindmap.nodes, strict=True):
        notes = line.rpartition(" – ")[2].split(", ") if " – " in line else []
        said = [WORDS[note] for note in notes if note in WORDS]
        assert ("~~" in line) == (said == ["ended"])
        found += [(node.iri, state) for state in said]
    return found


def false_edges(mindmap: MindMap, dates: Dates) -> list[str]:
    """The relations said to begin or to end of which no date says so, and those of what ended that do not say it."""
    window, wrong = Window(mindmap, dates), []
    for edge in (*mindmap.edges, *mindmap.cross_links):
        links = [
            link
            for end, other in ((edge.s, edge.o), (edge.o, edge.s))
            for link, there in dates.links(end)
            if there == other
        ]
        dated = [edge.s, edge.o, *links, *dates.offers(edge.s), *dates.offers(edge.o)]
        holds = {"added": window.began, "ended": window.ended}.get(edge.state)
        if holds is not None and not any(map(holds, dated)):
            wrong.append(f"{edge.text}: {edge.state}")
    for node, edge in zip(mindmap.nodes[1:], mindmap.edges, strict=True):
        if node.state == "ended" and edge.state != "ended":
            wrong.append(f"{node.label} has ended, what holds it has not")
    return wrong


class ComparedFaces:
    """One comparison, by all its faces."""

    def __init__(self, query: str) -> None:
        self.page = MapPage(reader(), read_query(reader(), ecosystem(), asked_of_page()))
        self.view = taken(self.page)
        self.query = query

    def check(self, dates: Dates) -> None:
        mindmap, made = self.page.mindmap, parts(self.page)
        expected = [(node.iri, node.state) for node in mindmap.nodes if node.state]
        assert false(mindmap, dates) + silent(self.page.built, dates) + false_edges(mindmap, dates) == [], self.query
        root = fromstring(made["drawing"])  # noqa: S314 - our own drawing
        assert drawn_states(root) == expected
        signs = [(it.get("class", ""), "".join(it.itertext())) for it in root.iter(f"{SVG}g") if it.get("data-s")]
        assert sorted(SIGNS[state] for _, state in expected) == sorted(
            text for look, text in signs if "s-change" not in look and "s-cross" not in look
        )
        assert not any(dates.lives(iri, mindmap.day) for iri, state in expected if SIGNS[state] == "†")
        assert [state for it in root.iter(f"{SVG}path") for state in _states(it.get("class", ""))].count(
            "ended"
        ) == sum(
            line.edge.state == "ended" for line in (*self.page.drawing().branches, *self.page.drawing().cross_links)
        )
        assert outline_states(made["tree"]) == expected
        self.files(expected)

    def files(self, expected: States) -> None:
        """The files of the view, which may hold more than a screen."""
        mindmap = self.view.mindmap
        whole = [(node.iri, node.state) for node in mindmap.nodes if node.state]
        assert set(expected) <= set(whole)
        text = FORMATS["outline"].render(self.view).decode()
        assert markdown_states(self.view, text) == whole
        listed = text.partition("## Ce qui a changé\n\n")[2].partition("\n\n")[0].splitlines()
        assert [bare(line) for line in listed] == [bare(change.text) for change in mindmap.changes]
        mm = FORMATS["freeplane"].render(self.view)
        assert freeplane_states(self.view, mm) == whole
        note = [bare(line) for line in re.findall(r"<p>(.*?)</p>", html.unescape(mm.decode()))]
        assert {bare(change.text) for change in mindmap.changes} <= set(note)


def bare(said: str) -> str:
    """Words without the signs of Markdown nor the spaces of French."""
    return re.sub(r"[\s\\]|^- ", "", html.unescape(said))


@pytest.fixture(params=["touraine", "town"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    """The data that ship, then the small town, served."""
    if request.param == "touraine":
        yield request.getfixturevalue("touraine_app")
        return
    made = application(tmp_path, [TESTS / "ecosystem.ttl"])
    yield made
    made.extensions["tisserand"].close()


def test_every_face_claims_what_dates_of_facts_say(place: Flask) -> None:
    with place.test_request_context("/carte"):
        dates = Dates(reader().dataset)
    first, last = dates.days[0], dates.days[-1]
    pairs = [(date(2020, 6, 1), date(2022, 1, 1)), (date(2021, 1, 1), date(2021, 4, 15)), (first, last)]
    for view in ("reseaux", "territoire"):
        for since, day in pairs:
            query = f"/carte?vue={view}&date={day}&depuis={since}&lang=fr"
            with place.test_request_context(query):
                ComparedFaces(query).check(dates)


def test_paper_says_what_the_screen_does(touraine_app: Flask) -> None:
    query = "/carte?vue=reseaux&date=2022-01-01&depuis=2020-06-01&lang=fr"
    with touraine_app.test_request_context(query):
        view = ComparedFaces(query).view
        document = pypdfium2.PdfDocument(FORMATS["pdf"].render(view))
    words = document[0].get_textpage().get_text_range()
    document.close()
    states = [node.state for node in view.mindmap.nodes]
    # Each sign stands once beside its node, and once in the legend.
    for state in ("ended", "moved"):
        assert words.count(SIGNS[state]) == states.count(state) + (state in states)
    assert "à relire" in words


def test_the_guide_of_workshops_names_what_is_on_the_page(touraine_app: Flask) -> None:
    guide = (ROOT / "docs" / "guides" / "animer-un-atelier.md").read_text(encoding="utf-8")
    quoted = [" ".join(words.split()) for words in re.findall(r"«\s(.+?)\s»", guide, re.DOTALL)]
    assert len(quoted) > 5
    client = touraine_app.test_client()
    pages = [
        client.get(f"/carte?vue=reseaux&lang=fr{more}").text for more in ("", "&date=2022-01-01&depuis=2020-01-01")
    ]
    pages.append(client.get("/carte?vue=territoire&masque=service&lang=fr").text)
    pages.append(client.get("/carte/partager?vue=reseaux&lang=fr").text)
    telling = [client.get(f"/recit{more}?lang=fr").text for more in ("s", "/can-aval-ptca-2021")]
    folders = [ROOT / "web" / "site" / name for name in ("contributions", "room", "story", "workshop_end", "workshops")]
    texts = [path for folder in folders for path in folder.rglob("*") if path.suffix in {".html", ".py"}]
    making = [path.read_text(encoding="utf-8") for path in texts]
    shown = bare(" ".join([*pages, *telling, *making]))
    assert [words for words in quoted if bare(words) not in shown] == []
    stops = {bare(stop) for stop in re.findall(r"<option[^>]*>\s*([^<]+)", pages[0])}
    dates = [words for words in quoted if re.fullmatch(r"(\D+ )?\d{4}", words) and "," not in words]
    assert dates
    assert {bare(words) for words in dates} <= stops


def _keys_told(text: str) -> set[str]:
    return {key for key in re.findall(r"`([^`\n]+)`", text) if len(key) == 1}


def test_keys_of_the_guide_of_workshops_are_those_of_the_map(touraine_app: Flask) -> None:
    guide = (ROOT / "docs" / "guides" / "animer-un-atelier.md").read_text(encoding="utf-8")
    # Those of the page on which a session is led are told in a paragraph of their own.
    before, _, rest = guide.partition("Sur la page d’animation")
    console, _, after = rest.partition("\n\n")
    keys = _keys_told(before + after)
    assert len(keys) > 10
    folder = ROOT / "web" / "site" / "workshops" / "templates"
    pressed = "".join(path.read_text(encoding="utf-8") for path in folder.glob("*.html"))
    found = re.findall(r'data-key="([a-z])"|, "([a-z])"(?=\)| if |, )', pressed)
    assert _keys_told(console) == {one or other for one, other in found}
    known = set()
    for script in ("map/scripts/keys.js", "story/script.js"):
        text = (ROOT / "web" / "site" / script).read_text(encoding="utf-8")
        known |= set(re.findall(r'^ +"?([^\s":])"?: (?:\(\) =>|")', text, re.MULTILINE))
    assert keys - known == set()
    helped = re.findall(r"<kbd>([^<]+)</kbd>", touraine_app.test_client().get("/carte?vue=reseaux").text)
    assert keys <= set(" ".join(helped).split())
