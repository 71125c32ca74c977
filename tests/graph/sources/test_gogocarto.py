# SPDX-License-Identifier: AGPL-3.0-or-later
"""GoGoCarto: full and compact elements, options with and without a tree, hours and addresses, what is left aside."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from graph.errors import DataError
from graph.model.exchange import exchange
from graph.namespaces import DCT, FOAF, ORG, SCHEMA, SKOS, TIS, VOCABULARY, WGS
from graph.sources import gogocarto
from graph.sources._gogocarto import days_of, hours_of
from tests.field_files import PLACE, TREE
from tests.readings import GivenFile, given

FORM = exchange("gogocarto")


def _map(folder: Path, *places: Any, tree: Any = None, **whole: Any) -> GivenFile:
    said = {"data": places, **({"taxonomy": tree} if tree else {}), **whole}
    return given(folder / "elements.json", json.dumps(said))


def test_a_full_element_is_an_organisation(tmp_path: Path) -> None:
    read = _map(tmp_path, PLACE, tree=TREE, ontology="gogofull")
    said = read.said()
    assert (read.form.slug, read.things[0].kind, read.things[0].key) == ("gogocarto", "organisation", "10kw")
    assert said[SKOS.prefLabel] == ["La Ronde"]
    assert (said[WGS.lat], said[WGS.long]) == (["47.3941"], ["0.6848"])
    assert (said[SCHEMA.address], said[SCHEMA.location]) == (["5 rue du Pont, 37000 Tours"], ["Tours 37000"])
    assert said[DCT.description] == ["Ateliers ouverts & conseils"]
    assert (said[SCHEMA.telephone], said[FOAF.homepage]) == (["02 61 91 00 00"], ["https://ronde.example.org/"])
    assert said[SCHEMA.openingHours] == ["Mo 09:00-12:00, 14:00-18:30; We 14:00-18:00"]
    assert said[DCT.modified] == ["2021-11-02"]
    assert said[ORG.classification] == [VOCABULARY["organisation-kind/association"]]
    assert said[TIS.worksOn] == [VOCABULARY["need/website"]]
    assert SCHEMA.email not in said  # « hidden » is no address
    assert not read.faults


def test_what_has_no_place_is_kept_as_it_is_said(tmp_path: Path) -> None:
    read = _map(tmp_path, PLACE, tree=TREE)
    said = read.said()
    assert said[FORM.elsewhere("categories")] == ["Association", "Avoir un site internet"]
    assert said[FORM.elsewhere("createdAt")] == ["12/03/2019"]
    assert said[FORM.elsewhere("description")] == ["Ateliers <b>ouverts</b> &amp; conseils"]
    assert FORM.elsewhere("address") not in said  # the line gives its parts back
    assert said[FORM.elsewhere("openHours")] == ['{"Mo": "9h-12h, 14h - 18h30", "We": "14:00-18:00"}']
    kinds = {value.path: value.datatype.rpartition("#")[2] for value in read.things[0].values}
    assert (kinds[FORM.elsewhere("accueil")], kinds[FORM.elsewhere("places")]) == ("boolean", "integer")


def test_every_name_is_told_of(tmp_path: Path) -> None:
    read = _map(tmp_path, PLACE)
    told = {column.name: column for column in read.reading.columns}
    assert told["name"].taken_as == "organisation skos:prefLabel"
    assert told["status"].why == "utile au seul logiciel d’origine"
    assert told["referent"].why == "des noms de personnes : ils n’entrent pas ici"
    assert not told["referent"].examples
    assert told["images"].why == "rien dedans, cette fois"
    assert told["places"].taken_as == f"organisation {FORM.elsewhere('places')}"
    assert {"address.streetAddress", "geo.latitude"} <= set(told)


def test_numbers_without_a_tree_mean_nothing_and_are_kept(tmp_path: Path) -> None:
    read = _map(tmp_path, PLACE)
    said = read.said()
    assert said[FORM.elsewhere("categories")] == ["12", "10427"]
    assert "sous le nom « taxonomy »" in read.reading.notices[0]
    assert not _map(tmp_path, PLACE, tree=TREE).reading.notices
    assert not {ORG.classification, TIS.worksOn} & set(said)


def test_a_tree_may_be_given_beside(tmp_path: Path) -> None:
    read = given(tmp_path / "a.json", json.dumps({"data": [PLACE]}), options={"taxonomy": json.dumps(TREE)})
    assert read.said()[TIS.worksOn] == [VOCABULARY["need/website"]]


def test_a_compact_element_gives_what_it_has(tmp_path: Path) -> None:
    read = _map(tmp_path, ["10j2", "La Ronde", 47.39, 0.68, [12]], tree=TREE, ontology="gogocompact")
    said = read.said()
    assert (said[SKOS.prefLabel], said[WGS.lat], said[WGS.long]) == (["La Ronde"], ["47.39"], ["0.68"])
    assert said[ORG.classification] == [VOCABULARY["organisation-kind/association"]]


def test_what_is_no_element_is_told_with_its_row(tmp_path: Path) -> None:
    places = (
        PLACE,
        12,
        {"id": "b"},
        {"id": "c", "name": "Nulle part", "geo": {"latitude": 0, "longitude": 0}},
        [1, "x"],
    )
    read = _map(tmp_path, *places)
    assert [(fault.row, fault.column) for fault in read.faults] == [(2, ""), (3, "name"), (5, "")]
    assert read.reading.notices[1:] == ("La position 0, 0 est en pleine mer : elle n’est pas prise (ligne 4).",)
    assert [thing.key for thing in read.things] == ["10kw", "c"]
    assert WGS.lat not in read.said(1)


def test_a_postal_code_alone_is_no_commune(tmp_path: Path) -> None:
    said = _map(tmp_path, {"id": 1, "name": "A", "address": {"postalCode": "37110"}, "geo": PLACE["geo"]}).said()
    assert (said[FORM.elsewhere("address")], SCHEMA.location in said) == (['{"postalCode": "37110"}'], False)


def test_of_two_descriptions_the_first_of_the_format_is_taken(tmp_path: Path) -> None:
    said = _map(tmp_path, {"abstract": "En bref", **PLACE}).said()
    assert said[DCT.description] == ["Ateliers ouverts & conseils"]
    assert said[FORM.elsewhere("abstract")] == ["En bref"]


@pytest.mark.parametrize(
    ("number", "kind", "nested"),
    [
        ("12", "integer", "12"),
        ("12.50", "decimal", "12.5"),
        ("1e3", "double", "1000"),
        ("1e999999999", "double", '"1E+999999999"'),
        ("123456789012345678901", "integer", "123456789012345678901"),
    ],
)
def test_numbers_stay_as_they_are_written(number: str, kind: str, nested: str, tmp_path: Path) -> None:
    text = f'{{"data": [{{"id": 1, "name": "A", "geo": {{}}, "n": {number}, "o": {{"n": {number}}}}}]}}'
    read = given(tmp_path / "a.json", text)
    kinds = {value.path: value.datatype.rpartition("#")[2] for value in read.things[0].values}
    assert (kinds[FORM.elsewhere("n")], read.said()[FORM.elsewhere("o")]) == (kind, [f'{{"n": {nested}}}'])


def test_a_day_that_no_calendar_has_is_kept_as_it_is_written(tmp_path: Path) -> None:
    said = _map(tmp_path, {**PLACE, "updatedAt": "30/02/2026"}).said()
    assert (said[FORM.elsewhere("updatedAt")], DCT.modified in said) == (["30/02/2026"], False)


@pytest.mark.parametrize(
    ("days", "hours"),
    [
        ({"Mo": "9h-12h"}, "Mo 09:00-12:00"),
        ({"Tu": "9h30 à 12h & 14:00-18:00"}, "Tu 09:30-12:00, 14:00-18:00"),
        ({"Fr": "09:00-11:30 & 5pm to 9pm"}, ""),
        ({"Mo": "9-12"}, ""),
        ({"Lundi": "9h-12h"}, ""),
        ({"Mo": "30h-42h"}, ""),
        ("9h-12h", ""),
        ({}, ""),
    ],
)
def test_hours_are_read_where_they_are_hours(days: Any, hours: str) -> None:
    assert hours_of(days) == hours


def test_hours_of_a_week_come_back_by_day() -> None:
    assert days_of("Mo-We 09:00-12:00; Sa 10:00-12:00,14:00-16:00") == {
        "Mo": "09:00-12:00", "Tu": "09:00-12:00", "We": "09:00-12:00", "Sa": "10:00-12:00,14:00-16:00",
    }  # fmt: skip
    assert days_of("Mo 09:00-12:00; PH off") == {}


def test_linked_data_of_others_are_left_to_who_reads_them(tmp_path: Path) -> None:
    other = {"@context": "https://schema.org", "@type": "NGO", "name": "La Ronde", "geo": {"latitude": 47.39}}
    read = given(tmp_path / "a.json", json.dumps(other))
    assert not gogocarto.recognises(read.content)


def test_a_tree_alone_is_no_map(tmp_path: Path) -> None:
    form = _map(tmp_path, PLACE).form
    read = given(tmp_path / "taxonomy.json", json.dumps(TREE))
    with pytest.raises(DataError, match="sans les lieux"):
        form.read(read.content, read.terms)


def test_elements_as_linked_data_are_read_by_their_names(tmp_path: Path) -> None:
    graph = [{"@id": "https://map.example.org/a", "@type": "Element", "name": "La Ronde", "geo": PLACE["geo"]}]
    whole = {"@context": "https://map.example.org/context-gogo.jsonld", "@graph": graph}
    read = given(tmp_path / "elements.jsonld", json.dumps(whole))
    assert (read.form.slug, read.things[0].key) == ("gogocarto", "https://map.example.org/a")
    assert read.said()[WGS.lat] == ["47.3941"]


def test_options_named_and_numbered_are_said_once(tmp_path: Path) -> None:
    """As maps of today say them: their names, and the same with their numbers."""
    full = [{"id": 12, "name": "Association", "index": 0}, {"id": 99, "name": "À part", "index": 1}]
    read = _map(
        tmp_path, {"id": 1, "name": "A", "categories": ["Association", "À part", "Seul"], "categoriesFull": full}
    )
    assert read.said()[FORM.elsewhere("categories")] == ["Seul", "Association", "À part"]
    (said,) = read.said()[FORM.elsewhere("categoriesFull")]
    assert [option["id"] for option in json.loads(said)] == ["Seul", "12", "99"]
