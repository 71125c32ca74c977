# SPDX-License-Identifier: AGPL-3.0-or-later
"""OpenStreetMap: nodes, ways and relations with a name, tags that mean something here, the licence that follows."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from graph.errors import DataError
from graph.model.exchange import exchange
from graph.namespaces import DCT, FOAF, ORG, SCHEMA, SKOS, TIS, VOCABULARY, WGS
from tests.field_files import TAGS
from tests.readings import GivenFile, given

FORM = exchange("openstreetmap")


def _answer(folder: Path, *elements: Any) -> GivenFile:
    whole = {
        "version": 0.6,
        "generator": "Overpass API",
        "osm3s": {"timestamp_osm_base": "2026-11-02T10:00:00Z", "copyright": "ODbL"},
        "elements": elements,
    }
    return given(folder / "export.json", json.dumps(whole))


def test_a_named_node_is_an_organisation_with_its_licence(tmp_path: Path) -> None:
    read = _answer(tmp_path, {"type": "node", "id": 42, "lat": 47.39, "lon": 0.68, "tags": TAGS})
    said = read.said()
    assert (read.form.slug, read.things[0].key) == ("openstreetmap", "https://www.openstreetmap.org/node/42")
    assert read.reading.licence == "https://opendatacommons.org/licenses/odbl/1-0/"
    assert (read.reading.publisher, read.reading.issued) == ("OpenStreetMap", "2026-11-02")
    assert said[SKOS.prefLabel] == ["Bibliothèque du Pont"]
    assert said[SKOS.altLabel] == ["La Biblio", "Le Pont des livres"]
    assert said[ORG.classification] == [VOCABULARY["organisation-kind/library"]]
    assert (said[SCHEMA.address], said[SCHEMA.location]) == (["12 Rue du Pont, 37000 Tours"], ["Tours 37000"])
    assert (said[WGS.lat], said[WGS.long]) == (["47.39"], ["0.68"])
    assert (said[SCHEMA.telephone], said[FOAF.homepage]) == (["+33 2 61 91 00 01"], ["https://pont.example.org/"])
    assert said[SCHEMA.openingHours] == ["Tu-Sa 10:00-18:00; PH off"]
    assert read.column("addr:housenumber").why == read.column("name").why
    assert said[ORG.identifier] == ["73282932000074"]
    assert said[DCT["source"]] == ["https://www.openstreetmap.org/node/42"]


def test_a_tag_that_says_more_or_less_is_kept_as_it_is_said(tmp_path: Path) -> None:
    said = _answer(tmp_path, {"type": "node", "id": 42, "lat": 47.39, "lon": 0.68, "tags": TAGS}).said()
    assert TIS.welcomesReducedMobility not in said  # « limited » is neither yes nor no
    kept = {name: said[FORM.elsewhere(name)] for name in ("wheelchair", "amenity", "operator")}
    assert kept == {"wheelchair": ["limited"], "amenity": ["library"], "operator": ["Ville de Tours"]}
    assert FORM.elsewhere("fixme") not in said


def test_a_postal_code_alone_is_no_commune(tmp_path: Path) -> None:
    """Its digits are the official code of another one."""
    tags = {"name": "A", "addr:postcode": "37110"}
    said = _answer(tmp_path, {"type": "node", "id": 1, "tags": tags}).said()
    assert (said[FORM.elsewhere("addr:postcode")], SCHEMA.location in said) == (["37110"], False)


def test_what_is_said_in_french_is_taken_first(tmp_path: Path) -> None:
    tags = {"name": "A", "description": "Books", "description:fr": "Des livres"}
    said = _answer(tmp_path, {"type": "node", "id": 1, "tags": tags}).said()
    assert (said[DCT.description], said[FORM.elsewhere("description")]) == (["Des livres"], ["Books"])


def test_ways_and_relations_stand_at_their_centre_and_geometry_is_passed_over(tmp_path: Path) -> None:
    read = _answer(
        tmp_path,
        {"type": "node", "id": 1, "lat": 47.0, "lon": 0.0},
        {"type": "way", "id": 2, "center": {"lat": 47.1, "lon": 0.1}, "nodes": [1, 1], "tags": {"name": "A"}},
        {"type": "relation", "id": 3, "members": [{"type": "relation", "ref": 3}], "tags": {"name": "B"}},
    )
    assert [thing.key.rpartition("org/")[2] for thing in read.things] == ["way/2", "relation/3"]
    assert (read.said()[WGS.lat], WGS.lat in read.said(1)) == (["47.1"], False)
    assert not read.faults


def test_what_cannot_be_taken_is_told_with_its_row(tmp_path: Path) -> None:
    read = _answer(
        tmp_path,
        {"type": "node", "id": 1, "tags": {"name": "A", "opening_hours": "quand on y est", "ref:FR:SIRET": "12"}},
        {"type": "node", "id": 2, "tags": {"amenity": "school"}},
        {"type": "area", "id": 3, "tags": {"name": "C"}},
        "rien",
    )
    assert [(fault.row, fault.column) for fault in read.faults] == [(3, ""), (4, "")]
    assert read.reading.notices == ("Ce qui n’a pas de nom (« name ») n’entre pas (ligne 2).",)
    assert SCHEMA.openingHours not in read.said()
    assert read.column("opening_hours").why.endswith("; une valeur ne se lit pas, et reste telle qu’elle est écrite")
    kept = [read.said()[FORM.elsewhere(name)] for name in ("opening_hours", "ref:FR:SIRET")]
    assert kept == [["quand on y est"], ["12"]]


def test_an_answer_that_stopped_before_its_end_does_not_enter(tmp_path: Path) -> None:
    """What it lacks would be said to have disappeared."""
    elements = [{"type": "node", "id": 1, "tags": {"name": "A"}}]
    whole = {"generator": "Overpass API", "elements": elements, "remark": "runtime error: Query timed out in 25 s"}
    with pytest.raises(
        DataError, match=r"arrêté avant la fin.* \(« runtime error: Query timed out in 25 s »\)\. Refaites"
    ):
        list(given(tmp_path / "export.json", json.dumps(whole)).reading.things)
