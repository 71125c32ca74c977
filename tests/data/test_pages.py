# SPDX-License-Identifier: AGPL-3.0-or-later
"""What public pages say of organisations: each page is a source that can be opened; nothing is of a private person."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from itertools import accumulate
from pathlib import Path

import pytest
from pyoxigraph import Literal

from graph.folders import territory_folder
from graph.namespaces import DC, DCT, PROV, RDF, SCHEMA, TIS, VOCABULARY, VOID, WGS
from graph.rdf.dataset import Fact
from graph.rdf.turtle import read_turtle
from graph.territory.centres import packed_centres

BASE = "https://town.example"
PAGES = sorted((territory_folder("") / "pages").glob("*.ttl"))
IDS = [path.stem for path in PAGES]
MOBILE = re.compile(r"^(\+33 ?|0)[67]", re.ASCII)
# Mailboxes named as persons are: `p.nom@`, `prenom.nom@`. Those of places are listed, as they look alike.
PERSON = re.compile(r"^[a-z]+[.-][a-z]+@", re.ASCII)
OF_PLACES = {"bonjour-informatique@asso-info.org", "pij.chinon@ijcentre.fr", "pij.loches@ijcentre.fr"}
OF_PLACES |= {"accueil.plurielles@laposte.net"}
NEAR = 0.08  # degrees around the centre of a commune


@cache
def facts_of(path: Path) -> tuple[Fact, ...]:
    return tuple(read_turtle(path, BASE))


def said(path: Path, prop: str) -> Iterator[tuple[str, str]]:
    """Who and what, for one property."""
    for fact in facts_of(path):
        if fact.p == prop:
            yield fact.s, fact.o.value if isinstance(fact.o, Literal) else fact.o


@pytest.mark.parametrize("path", PAGES, ids=IDS)
def test_a_file_is_one_source_that_can_be_opened(path: Path) -> None:
    (source,) = [fact.s for fact in facts_of(path) if fact.p == RDF.type and fact.o == SCHEMA.Dataset]
    own = {fact.p: fact.o for fact in facts_of(path) if fact.s == source}
    assert str(own[PROV.wasDerivedFrom]).startswith(("https://", "http://"))
    if own.get(TIS.basis) == VOCABULARY["basis/deduced"]:
        assert TIS.rule in own
    else:
        assert DC.publisher in own
    assert {DCT.issued, TIS.readOn, TIS.copyReadOn} & set(own), "a source has a day: its own, or that of its reading"


@pytest.mark.parametrize("path", PAGES, ids=IDS)
def test_no_contact_is_that_of_a_private_person(path: Path) -> None:
    assert not [number for _, number in said(path, SCHEMA.telephone) if MOBILE.match(number)]
    found = {mailbox for _, mailbox in said(path, SCHEMA.email) if PERSON.match(mailbox)}
    assert found <= OF_PLACES


@cache
def centres() -> dict[str, tuple[float, float]]:
    """The latitude and longitude of communes, by code; each is packed as its difference from the one before."""
    packed = json.loads(packed_centres())
    both = zip(accumulate(packed["latitudes"]), accumulate(packed["longitudes"]), strict=True)
    return {code: (lat / 1000, long / 1000) for code, (lat, long) in zip(packed["codes"].split(), both, strict=True)}


def test_a_point_is_near_the_commune_where_the_place_is() -> None:
    everything = [fact for path in PAGES for fact in facts_of(path)]
    located = {fact.s: str(fact.o).rsplit("-", 1)[1] for fact in everything if fact.p == SCHEMA.location}
    points: dict[str, dict[str, float]] = {}
    for path in PAGES:
        for prop in (WGS.lat, WGS.long):
            for subject, text in said(path, prop):
                points.setdefault(subject, {})[prop] = float(text)
    assert len(points) > 10
    for subject in points.keys() & located.keys():
        lat, long = centres()[located[subject]]
        assert (points[subject][WGS.lat], points[subject][WGS.long]) == pytest.approx((lat, long), abs=NEAR), subject
