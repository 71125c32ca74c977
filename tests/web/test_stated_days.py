# SPDX-License-Identifier: AGPL-3.0-or-later
"""No day is shown that no source states: over the pages, files and answers that the shipped facts give."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pyoxigraph import Literal

from graph import clock
from graph.mindmaps import perspectives
from graph.namespaces import PROV, RDF, XSD
from graph.rdf.dataset import Dataset, Fact
from web.app.ecosystem import current_ecosystem
from web.app.filters import MONTHS

ASKED = "2021-06-01"
FRENCH = re.compile(rf"\b(1er|\d{{1,2}})\s({MONTHS})\s(\d{{4}})\b")
ISO = re.compile(r"(?<![\d/=-])(\d{4}-\d\d-\d\d)(?![\d-])")
# What is followed and not read: addresses, what forms send, and names of files.
SENT = re.compile(r"""\s(?:href|src|action|value|content|data-[a-z-]+|name|id)=("[^"]*"|'[^']*')""")
ADDRESS = re.compile(r"(?:https?:/)?/[^\s\"'<>]+")
UNSEEN = re.compile(r"<(script|style)\b.*?</\1\s*>", re.DOTALL)
PAGES = [
    "/", "/a-propos", "/annuaire", "/annuaire/groupes", "/annuaire/evenements", "/annuaire/engagements",
    "/annuaire/evolutions", "/annuaire/services", "/annuaire/sources", "/glossaire", "/pourquoi-le-libre",
    f"/couverture?date={ASKED}", f"/orientation?commune=Tours&besoin=general-support&date={ASKED}",
    f"/orientation?commune=Tours&besoin=free-software-transition&date={ASKED}",
    f"/orientation?commune=Tours&outil=framadrop&date={ASKED}",
    f"/orientation/fiche?commune=Tours&besoin=peer-exchange&professionnel=1&date={ASKED}",
    f"/api/v1/referrals?commune=Tours&need=training&asker=professional&date={ASKED}",
]  # fmt: skip
VIEWS = [item.slug for item in perspectives() if not item.needs_centre and not item.needs_ends]
STATED = {date(2021, 2, 4)}
"""The only day that the minutes state."""


@pytest.fixture
def visitor(touraine_app: Flask) -> FlaskClient:
    return touraine_app.test_client()


def days_in(text: str) -> set[date]:
    """The days written in a text, in French or in ISO form."""
    months = MONTHS.split("|")
    plain = unescape(text).replace("\u00a0", " ").replace("\u202f", " ")
    found = {
        date(int(year), months.index(month) + 1, int(day.removesuffix("er")))
        for day, month, year in FRENCH.findall(plain)
    }
    return found | {date.fromisoformat(day) for day in ISO.findall(ADDRESS.sub(" ", plain))}


def shown(answer: str) -> set[date]:
    """The days that a page or a file shows."""
    return days_in(SENT.sub(" ", UNSEEN.sub(" ", answer)))


def stated(dataset: Dataset) -> set[date]:
    """The days that facts state: those of dates, and those that sources write in words."""
    found: set[date] = set()
    for fact in dataset.facts():
        if isinstance(fact.o, Literal):
            exact = fact.o.datatype.value == XSD.date
            found |= {date.fromisoformat(fact.o.value)} if exact else days_in(fact.o.value)
    return found


@pytest.fixture(scope="module")
def known(touraine_app: Flask) -> set[date]:
    with touraine_app.app_context():
        return {*stated(current_ecosystem().full.dataset), clock.today()}


def not_stated(client: FlaskClient, address: str, known: set[date]) -> set[date]:
    response = client.get(address)
    assert response.status_code == 200, address
    return shown(response.text) - known


@pytest.mark.parametrize("address", PAGES)
def test_a_page_shows_no_day_that_no_source_states(visitor: FlaskClient, known: set[date], address: str) -> None:
    assert not_stated(visitor, address, known | {date.fromisoformat(ASKED)}) == set()


@pytest.mark.parametrize("view", [VIEWS[0], *(pytest.param(view, marks=pytest.mark.slow) for view in VIEWS[1:])])
def test_a_stop_of_the_map_is_told_as_what_is_known(visitor: FlaskClient, known: set[date], view: str) -> None:
    """The day in the address of a stop is nowhere shown, unless a source states it."""
    stops = visitor.get(f"/carte.json?vue={view}").json["stops"]
    assert all(days_in(stop["label"]) <= known for stop in stops)
    for stop in stops:
        address = f"vue={view}&date={stop['date']}"
        for page in (f"/carte?{address}", f"/carte/integrer?{address}", f"/carte/partager?{address}"):
            assert not_stated(visitor, page, known) == set(), page
    first, last = stops[0]["date"], stops[-1]["date"]
    compared = f"vue={view}&date={last}&depuis={first}"
    if first != last:
        for page in (f"/carte?{compared}", *(f"/carte.{name}?{compared}" for name in ("md", "svg", "mm", "graphml"))):
            assert not_stated(visitor, page, known) == set(), page


def test_a_year_is_a_stop_whose_address_is_a_day(visitor: FlaskClient) -> None:
    stops = {stop["date"]: stop["label"] for stop in visitor.get("/carte.json?vue=reseaux").json["stops"]}
    assert stops["2020-01-01"] == "2020"
    assert stops["2022-01-01"] == "après 2021"
    assert stops["2021-02-04"] in {"4 février 2021", "au plus tard le 4 février 2021"}
    page = visitor.get("/carte?vue=reseaux&date=2020-01-01").text
    assert '<output id="map-day" for="map-date">2020</output>' in page
    assert "janvier 2020" not in page.replace("\u00a0", " ")


def drawn_from_the_minutes(dataset: Dataset) -> list[Fact]:
    """What the minutes say, and what is deduced from them."""
    drawn = set(dataset.subjects(PROV.hadPrimarySource, f"{dataset.base}/id/resource/minutes-2021-02-04"))
    return [fact for fact in dataset.facts() if fact.source in drawn]


def cards(app: Flask) -> Iterator[str]:
    """The card of each thing that the minutes are about."""
    with app.app_context():
        dataset = current_ecosystem().full.dataset
        things = {
            fact.s for fact in dataset.facts(p=RDF.type) if "workshop-2021" in fact.source or "deduced" in fact.source
        }
        prefix = f"{dataset.base}/id/"
        yield from sorted(f"/fiche/{iri.removeprefix(prefix)}" for iri in things)


def test_a_card_shows_no_day_that_no_source_states(touraine_app: Flask, visitor: FlaskClient, known: set[date]) -> None:
    for address in cards(touraine_app):
        response = visitor.get(address, follow_redirects=True)
        if response.status_code == 200:
            assert shown(response.text) <= known, (address, shown(response.text) - known)


def test_exports_show_no_day_that_no_source_states(visitor: FlaskClient, known: set[date]) -> None:
    for name in ("touraine.csv", "touraine.graphml", "touraine.ttl", "touraine.jsonld"):
        assert not_stated(visitor, f"/export/{name}", known) == set(), name


def test_the_minutes_state_one_day(touraine_app: Flask) -> None:
    """Every date of the facts drawn from the minutes is that of the workshop, or no day."""
    with touraine_app.app_context():
        dataset = current_ecosystem().full.dataset
        drawn = drawn_from_the_minutes(dataset)
    days = {
        date.fromisoformat(fact.o.value)
        for fact in drawn
        if isinstance(fact.o, Literal) and fact.o.datatype.value == XSD.date
    }
    assert days == STATED
    texts = [fact.o.value for fact in drawn if isinstance(fact.o, Literal)]
    assert set().union(*map(days_in, texts)) == STATED


def test_the_pilot_changed_at_the_latest_on_the_day_of_the_workshop(visitor: FlaskClient) -> None:
    page = visitor.get("/fiche/change-event/ddcs-to-drjscs").text.replace("\u00a0", " ")
    assert "au plus tard le 4 février 2021" in page
