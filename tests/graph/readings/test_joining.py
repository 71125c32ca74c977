# SPDX-License-Identifier: AGPL-3.0-or-later
"""How to join somebody: what is called, when it is open, where to come, and how each is known."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from graph.entity import Reader
from graph.model.ontology import vocabulary_facts
from graph.rdf.dataset import Dataset
from graph.rdf.turtle import read_turtle
from graph.readings.contacts import Reach
from graph.readings.joining import Joining, joining
from tests.instances import model as shared_model

BASE = "https://town.example"
SOURCE = f"{BASE}/id/source/page"
FRIDAY = datetime(2026, 11, 27, 9, 0, tzinfo=UTC)  # ten o’clock on our clocks
WRITTEN = """
@prefix dct: <http://purl.org/dc/terms/> . @prefix org: <http://www.w3.org/ns/org#> .
@prefix schema: <https://schema.org/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix tis: <https://w3id.org/tisserand/ontology#> .
@prefix wgs: <http://www.w3.org/2003/01/geo/wgs84_pos#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
<id/source/page> a schema:Dataset ; skos:prefLabel "Page"@fr {date} .
<id/organisation/mill> a org:FormalOrganization ; skos:prefLabel "Le Moulin"@fr {said} .
<id/organisation/silent> a org:FormalOrganization ; skos:prefLabel "Muette"@fr .
"""
ALL = """; schema:telephone "+33 2 61 91 40 27", "02 61 91 40 28" ; schema:email "bonjour@mill.example" ;
  tis:contactPage <https://mill.example/contact/> ; schema:address "8 quai de la Filature, 37700 Exemple" ;
  wgs:lat 47.3911 ; wgs:long 0.6889 ; schema:openingHours "Mo-Fr 09:00-12:00" ;
  tis:accessibilityPage <https://acceslibre.example/moulin>"""


@cache
def of(tmp: Path, said: str = ALL, date: str = '; dct:issued "2026-11"^^xsd:gYearMonth', lang: str = "fr") -> Reader:
    file = tmp / "town.ttl"
    file.write_text(WRITTEN.format(said=said, date=date), encoding="utf-8")
    facts = [fact._replace(source=SOURCE) for fact in read_turtle(file, BASE)]
    return Reader(Dataset.in_memory([*facts, *vocabulary_facts()], BASE), shared_model(), lang)


def mill(reader: Reader) -> Joining:
    found = joining(reader, f"{BASE}/id/organisation/mill", FRIDAY)
    assert found is not None
    return found


def test_every_way_to_join_is_told(tmp_path: Path) -> None:
    found = mill(of(tmp_path))
    assert found.call is not None
    assert [way.href for way in found.call.ways] == ["tel:+33261914027", "tel:0261914028"]
    assert found.call.ways[0].text == "02 61 91 40 27"
    assert found.write is not None
    assert found.write.ways == (
        Reach("bonjour@mill.example", "mailto:bonjour@mill.example"),
        Reach("mill.example/contact", "https://mill.example/contact/", external=True),
    )
    assert found.place is not None
    assert found.place.lines == ("8 quai de la Filature", "37700 Exemple")
    assert "mlat=47.3911&mlon=0.6889" in found.place.on_map
    assert found.place.accessibility == "https://acceslibre.example/moulin"
    assert found.call.state.text == "dit en novembre 2026, jamais confirmé"


def test_hours_are_told_on_our_clocks(tmp_path: Path) -> None:
    hours = mill(of(tmp_path)).hours
    assert hours is not None
    assert (hours.open, hours.now, hours.next) == (True, "Ouvert maintenant", "Ferme à 12 h")
    assert [(line.days, line.hours) for line in hours.week] == [("du lundi au vendredi", "9 h–12 h")]


def test_hours_said_long_ago_are_not_told_as_sure(tmp_path: Path) -> None:
    hours = mill(of(tmp_path, date='; dct:issued "2020-07"^^xsd:gYearMonth')).hours
    assert hours is not None
    assert hours.now == "En principe ouvert"
    assert hours.state.sign == "old"


def test_hours_of_no_known_day_are_not_told_as_sure(tmp_path: Path) -> None:
    hours = mill(of(tmp_path, date="")).hours
    assert hours is not None
    assert hours.now == "En principe ouvert"


def test_hours_that_no_week_says_are_given_as_written(tmp_path: Path) -> None:
    written = 'Mo-Fr 09:00-12:00 \\"sur rendez-vous\\"'
    hours = mill(of(tmp_path, said=f'; schema:openingHours "{written}"')).hours
    assert hours is not None
    assert (hours.open, hours.now, hours.week) == (None, "", ())
    assert "sur rendez-vous" in hours.written


def test_nothing_is_told_of_who_said_nothing(tmp_path: Path) -> None:
    assert joining(of(tmp_path), f"{BASE}/id/organisation/silent", FRIDAY) is None
    assert joining(of(tmp_path), "https://w3id.org/tisserand/need/email", FRIDAY) is None
