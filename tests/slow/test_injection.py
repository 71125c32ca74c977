# SPDX-License-Identifier: AGPL-3.0-or-later
"""Hostile texts in the names and words of facts, looked for in every way out: each is only text there."""

from __future__ import annotations

import csv
import json
import random
from collections.abc import Iterator
from contextlib import closing
from html.parser import HTMLParser
from io import StringIO
from pathlib import Path
from urllib.parse import quote
from xml.etree import ElementTree as ET

import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient

from graph.namespaces import DCT, ORG, RDF, SCHEMA
from graph.rdf.dataset import Fact, text_literal
from tests.applications import application
from tests.conftest import TESTS
from tests.instances import draft, fact, label
from tests.siege import LEAKED, LENGTH, SiegeTally, chance, counted

pytestmark = pytest.mark.slow
TEXTS = 6 * LENGTH
AT_ONCE = 12
# Whatever runs or shows of these would bring an element, or an attribute, that nobody else writes.
INSIDE = "<x-hostile onhostile=1>"
STARTS = (
    "", '"', "'", '">', "'>", "</script>", "</title>", "</textarea>", "]]>", "-->", "</svg>", "*/", "{{", "{%",
    "\\u003c/", "&lt;", "&#60;", "=", "+", "@", "-", "\t=", ";=", "`", "${", "](javascript:x)", "|", "\\", '\\"',
    "%0a", "http://a'",
)  # fmt: skip
ENDS = ("", "-->", "</script>", '"', "}}", "%}", "*/", "=HYPERLINK(1)", "\u2028", "é𝔉ﷺ", "]]>")
WAYS = (
    "/", "/annuaire", "/recherche?q={0}", "/api/v1/search?q={0}",
    "/orientation?question={0}", "/carte", "/carte.svg?vue=autour&centre=organisation/h{1}",
    "/actualites", "/actualites.atom", "/actualites.json", "/export/touraine.csv",
    "/export/touraine.ttl", "/export/touraine.nq", "/export/touraine.jsonld", "/export/touraine.graphml",
    "/export/touraine.gexf", "/export/touraine.rdf", "/sitemap.xml", "/fiche/organisation/h{1}",
    "/id/organisation/h{1}", "/id/organisation/h{1}.ttl", "/id/organisation/h{1}.jsonld",
    "/carte.json?vue=autour&centre=organisation/h{1}", "/carte?vue=autour&centre=organisation/h{1}",
    "/carte/fiche?centre=organisation/h{1}", "/fiche/organisation/h{1}/corriger",
    "/fiche/organisation/h{1}/histoire", "/api/v1/neighbours?id=organisation/h{1}",
)  # fmt: skip
READ = {"text/turtle": ox.RdfFormat.TURTLE, "application/n-quads": ox.RdfFormat.N_QUADS}


class Elements(HTMLParser):
    """What a browser would make of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.hostile: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Notes what nobody of ours writes."""
        led = [value for name, value in attrs if name in {"href", "src", "action"} and value]
        if "hostile" in tag or any("hostile" in name for name, _ in attrs) or any(map(_runs, led)):
            self.hostile.append(self.get_starttag_text() or tag)


def _runs(address: str) -> bool:
    return address.strip().lower().startswith(("javascript:", "vbscript:", "data:text/html"))


def _facts(number: int, text: str) -> set[Fact]:
    me, words = f"organisation/h{number}", text_literal(text, "fr")
    return {
        fact(me, RDF.type, ORG.FormalOrganization), label(me, text), fact(me, DCT.description, words),
        fact(f"membership/h{number}", RDF.type, ORG.Membership), label(f"membership/h{number}", text),
        fact(f"membership/h{number}", ORG.member, me),
        fact(f"membership/h{number}", ORG.organization, "network/cercle"),
        fact(me, SCHEMA.areaServed, "territory/commune-37261"),
    }  # fmt: skip


def _texts(drawn: random.Random, count: int) -> Iterator[str]:
    # It was found in what a card says of itself where it is shared.
    yield f'"{INSIDE}'
    for number in range(1, count):
        yield f"{drawn.choice(STARTS)}{INSIDE}{number}{drawn.choice(ENDS)}".strip()


def test_hostile_texts_are_only_text_in_every_way_out(tmp_path: Path) -> None:
    drawn, known = chance("injection"), 0
    app = application(tmp_path, [TESTS / "ecosystem.ttl"], FORM_SECONDS="0")
    app.config["API_CALLS_PER_MINUTE"] = 10**9
    with counted("hostile") as tally, closing(app.extensions["tisserand"]) as here:
        for first in range(0, TEXTS, AT_ONCE):
            texts = dict(enumerate(_texts(drawn, min(AT_ONCE, TEXTS - first)), first))
            added = set().union(*(_facts(number, text) for number, text in texts.items()))
            assert here.repository.commit(draft(added))
            number = first if not first else drawn.choice([*texts])
            known += _look(app.test_client(use_cookies=False), number, texts[number], tally)
            here.repository.undo(here.repository.number, "essais")
            tally.round(len(texts))
    assert known > 15 * -(-TEXTS // AT_ONCE), "they were shown"


def _look(client: FlaskClient, number: int, text: str, tally: SiegeTally) -> int:
    """How many ways out show a text, none of which lets it out of its place."""
    found = 0
    for way in WAYS:
        answer = client.get(way.format(quote(text, safe=""), number))
        assert answer.status_code < 500, way
        found += "hostile" in answer.text
        if answer.status_code == 200:
            with tally.looking_for(LEAKED):
                assert _hostile_in(answer.mimetype, answer.text) == [], way
    return found


def _hostile_in(kind: str, text: str) -> list[str]:
    """What of an answer of a kind is more than text; raises where it cannot be read back."""
    if kind == "text/html":
        return Elements(text).hostile
    if kind.endswith("json"):
        json.loads(text)
    elif kind.endswith("xml"):
        tree = ET.fromstring(text)  # noqa: S314 - ours
        return [item.tag for item in tree.iter() if "hostile" in f"{item.tag} {[*item.attrib]}"]
    elif kind == "text/csv":
        cells = [cell for row in csv.reader(StringIO(text)) for cell in row if "hostile" in cell]
        return [cell for cell in cells if cell.startswith(("=", "+", "@", "-", "\t"))]
    elif kind in READ:
        assert any(True for _ in ox.parse(text.encode(), format=READ[kind]))
    return []
