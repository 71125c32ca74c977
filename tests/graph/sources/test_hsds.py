# SPDX-License-Identifier: AGPL-3.0-or-later
"""HSDS 3 in: what each part becomes, what of persons stays out, and every way in which a file is refused."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from graph.errors import DataError, TooLarge
from graph.namespaces import ELSEWHERE, FOAF, ORG, SCHEMA, SKOS, TIS, VOCABULARY, WGS
from graph.sources import SourceContent, SourceEntity, SourceFault, SourceReading, SourceTerms, format_of
from graph.storage.derivation import Background
from tests.hsds_records import TOWNS, records
from tests.instances import BASE, model, territories

TERMS = SourceTerms(model(), Background(territories(), BASE))
BODY: dict[str, Any] = {"id": "a", "name": "La Ronde", "description": "Un collectif"}
HEADS = {"organizations": "id,name,description,website", "services": "id,organization_id,name,status"}


def _read(path: Path) -> SourceReading:
    content = SourceContent(path.name, path)
    assert format_of(content).slug == "hsds"
    return format_of(content).read(content, TERMS)


def _things(path: Path) -> list[SourceEntity]:
    found = list(_read(path).things)
    assert all(isinstance(thing, SourceEntity) for thing in found), found
    return [thing for thing in found if isinstance(thing, SourceEntity)]


def _json(folder: Path, value: object) -> Path:
    path = folder / "annuaire.json"
    path.write_text(value if isinstance(value, str) else json.dumps(value), encoding="utf-8")
    return path


def _said(thing: SourceEntity) -> set[tuple[str, str]]:
    return {(value.path, value.text) for value in thing.values}


def _body(**parts: Any) -> dict[str, Any]:
    """One that is told for what it is by a field that only the standard has."""
    return {**BODY, "legal_status": "association", **parts}


def test_an_organisation_takes_its_place_and_nobody_is_named(tmp_path: Path) -> None:
    address = {"address_1": "2 rue du Puits", "city": "Chinon", "postal_code": "37500", "country": "FR"}
    week = {"freq": "WEEKLY", "byday": "MO,TU", "opens_at": "09:00", "closes_at": "12:00"}
    place = {
        "location_type": "physical",
        "latitude": 47.1,
        "longitude": 0.2,
        "addresses": [address],
        "schedules": [week],
    }
    named = {"name": "Camille Exemple", "email": "camille@example.org", "phones": [{"number": "+33600000000"}]}
    desk = {"email": "accueil@example.org", "phones": [{"number": "+33247000000"}]}
    numbers = [{"identifier_type": "SIRET", "identifier": "732 829 320 00074"}]
    path = _json(
        tmp_path,
        _body(
            website="https://ronde.example.org/", year_incorporated=1987, locations=[place], contacts=[named, desk],
            organization_identifiers=numbers,
        ),
    )  # fmt: skip
    (thing,) = _things(path)
    said = _said(thing)
    assert (thing.kind, thing.key, thing.row) == ("organisation", "a", 1)
    assert said >= {
        (SKOS.prefLabel, "La Ronde"), (FOAF.homepage, "https://ronde.example.org/"), (SCHEMA.startDate, "1987"),
        (SCHEMA.address, "2 rue du Puits, 37500 Chinon"), (SCHEMA.location, "37072"), (WGS.lat, "47.1"),
        (SCHEMA.openingHours, "Mo,Tu 09:00-12:00"), (SCHEMA.email, "accueil@example.org"),
        (SCHEMA.telephone, "+33247000000"), (ORG.identifier, "73282932000074"),
        (ELSEWHERE["hsds#organization.legal_status"], "association"),
    }  # fmt: skip
    assert "amille" not in str(thing)
    assert "+33600000000" not in str(thing)


def test_a_service_says_where_for_whom_and_what_it_costs(tmp_path: Path) -> None:
    def term(uri: str) -> dict[str, Any]:
        return {"taxonomy_term": {"name": "x", "description": "x", "term_uri": uri}}

    service = {
        "id": "s", "name": "Cours", "status": "temporarily closed", "organization_id": "a",
        "eligibility_description": "Adhérer", "cost_options": [{"amount": 0}], "languages": [{"code": "en"}],
        "service_areas": [{"name": "Chinon"}, {"name": "Là où il faut"}, {"uri": "http://id.insee.fr/geo/commune/37261"}],
        "attributes": [term(f"{VOCABULARY}need/website"), term("https://terms.example.org/food")],
    }  # fmt: skip
    (thing,) = _things(_json(tmp_path, service))
    said = _said(thing)
    assert said >= {
        (TIS.state, f"{VOCABULARY}state/interrupted"), (TIS.condition, "Adhérer"), (SCHEMA.provider, "a"),
        (TIS.cost, f"{VOCABULARY}cost/free"), (TIS.speaks, f"{VOCABULARY}language/en"),
        (SCHEMA.areaServed, "commune-37072"), (TIS.meetsNeed, f"{VOCABULARY}need/website"),
    }  # fmt: skip
    assert (SCHEMA.areaServed, "commune-37261") in said
    assert (ELSEWHERE["hsds#service_area"], '{"name": "Là où il faut"}') in said
    kept = {path: text for path, text in said if path.startswith(ELSEWHERE)}
    assert "https://terms.example.org/food" in kept[ELSEWHERE["hsds#attribute"]]
    assert TIS.openToAssociations not in {path for path, _ in said}  # nobody said so


def _rows(*rows: dict[str, Any]) -> dict[str, Any]:
    return _body(locations=[{"location_type": "physical", "schedules": list(rows)}])


@pytest.mark.parametrize(
    "row",
    [
        pytest.param({"opens_at": "09:00+01:00"}, id="a time zone"),
        pytest.param({"interval": 2}, id="every other week"),
        pytest.param({"valid_from": "2026-01-01"}, id="a season"),
        pytest.param({"freq": "MONTHLY", "byday": "", "bymonthday": "2"}, id="a day of the month"),
        pytest.param({"closes_at": "08:00"}, id="until the next day"),
        pytest.param({"freq": "MONTHLY", "byday": "1MO"}, id="one Monday as well"),
    ],
)
def test_hours_that_cannot_be_said_exactly_stay_as_they_are_said(row: dict[str, Any], tmp_path: Path) -> None:
    week = {"freq": "WEEKLY", "byday": "MO", "opens_at": "09:00", "closes_at": "12:00"}
    (thing,) = _things(_json(tmp_path, _rows(week, {**week, **row})))
    said = dict(_said(thing))
    assert SCHEMA.openingHours not in said
    assert next(iter(row)) in said[ELSEWHERE["hsds#location"]]


def test_the_second_tuesday_has_hours_of_its_own(tmp_path: Path) -> None:
    row = {"freq": "MONTHLY", "byday": "2TU", "opens_at": "14:00", "closes_at": "16:00"}
    (thing,) = _things(_json(tmp_path, _rows(row)))
    assert (SCHEMA.openingHours, "Tu[2] 14:00-16:00") in _said(thing)


def test_what_became_of_every_column_is_told(tmp_path: Path) -> None:
    path = _json(
        tmp_path, _body(contacts=[{"name": "Camille Exemple"}], website="https://a.example.org/", humeur="bonne")
    )
    columns = {column.name: column for column in _read(path).columns}
    assert columns["organization.website"].taken_as == "organisation foaf:homepage"
    assert columns["organization.legal_status"].why.startswith("gardé")
    assert columns["organization.legal_status"].taken_as.endswith("elsewhere/hsds#organization.legal_status")
    assert not columns["organization.humeur"].taken_as
    assert (columns["contact.name"].taken_as, columns["contact.name"].examples) == ("", ())
    assert "personnes" in columns["contact.name"].why


@pytest.mark.parametrize("form", ["list", "page", "lines", "one"])
def test_every_form_of_json_gives_the_same_things(form: str, tmp_path: Path) -> None:
    found = records(3)
    text = {
        "list": json.dumps(found, indent=1),
        "page": json.dumps({"total_items": 3, "contents": found}),
        "lines": "\n".join(json.dumps(row) for row in found),
        "one": json.dumps(found[0]),
    }[form]
    things = _things(_json(tmp_path, text))
    names = [thing.key for thing in things if thing.kind == "organisation"]
    assert names == [row["id"] for row in (found if form != "one" else found[:1])]
    assert {thing.row for thing in things} == {"list": {2, *(thing.row for thing in things)}, "lines": {1, 2, 3}}.get(
        form, {1}
    )


def _package(path: Path, **tables: str) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in tables.items():
            archive.writestr(f"annuaire/{name}.csv", text)
    return path


TABLES = {
    "organizations": "id,name,description\na,La Ronde,Un collectif\n",
    "services": "id,organization_id,name,status\ns,a,Cours,active\nt,z,Atelier,defunct\n",
    "phones": "id,organization_id,number\np,a,+33247000000\n",
    "locations": "id,organization_id,location_type\nl,a,physical\n",
    "addresses": "id,location_id,address_1,city,state_province,postal_code,country,address_type\n"
    "d,l,1 rue Haute,Tours,Indre-et-Loire,37000,FR,physical\n",
    "service_at_location": "id,service_id,location_id\nx,s,l\n",
}


@pytest.mark.parametrize("form", ["zip", "folder"])
def test_tables_hang_together(form: str, tmp_path: Path) -> None:
    if form == "zip":
        path = _package(tmp_path / "annuaire.zip", **TABLES)
    else:
        path = tmp_path / "annuaire"
        path.mkdir()
        for name, text in TABLES.items():
            (path / f"{name}.csv").write_text(text, encoding="utf-8")
    body, service, alone = _things(path)
    assert _said(body) >= {(SCHEMA.telephone, "+33247000000"), (SCHEMA.address, "1 rue Haute, 37000 Tours")}
    assert (SCHEMA.location, "37261") in _said(service)
    assert (alone.key, alone.row) == ("t", 3)
    assert (SCHEMA.provider, "z") in _said(alone)


def test_a_table_alone_is_read(tmp_path: Path) -> None:
    path = tmp_path / "services.csv"
    path.write_bytes(b"\xef\xbb\xbf" + TABLES["services"].encode())
    assert [thing.key for thing in _things(path)] == ["s", "t"]


def test_rows_that_cannot_be_taken_are_named_and_the_others_enter(tmp_path: Path) -> None:
    text = "id,name,description,legal_status\na,La Ronde,Un collectif,\nb,trop,court\n,Sans numéro,x,y\nc,,x,y\n"
    path = _package(tmp_path / "a.zip", organizations=text)
    found = list(_read(path).things)
    faults = [thing for thing in found if isinstance(thing, SourceFault)]
    assert [(fault.row, fault.column) for fault in faults] == [
        (3, "organization"), (4, "organization.id"), (5, "organization.name"),
    ]  # fmt: skip
    assert all(fault.why for fault in faults)
    assert [thing.key for thing in found if isinstance(thing, SourceEntity)] == ["a"]


HEAD = '{"legal_status": "", '
BAD = {
    "cut": HEAD + '"id": "a", "name": "b"',
    "deep": HEAD + '"x": ' + "[" * 100_000,
    "NaN": HEAD + '"minimum_age": NaN}',
    "the same key twice": HEAD + '"id": "a", "id": "b"}',
    "a number without end": HEAD + '"minimum_age": ' + "9" * 5000 + "}",
    "a list that is not closed": "[" + HEAD + '"id": "a", "name": "b"},',
}


@pytest.mark.parametrize("text", [pytest.param(text, id=name) for name, text in BAD.items()])
def test_json_that_is_none_is_refused_with_its_line(text: str, tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"annuaire\.json, ligne 1 : [^ ].{20,}"):
        _read(_json(tmp_path, text))


@pytest.mark.parametrize("value", ["texte", 3, {"legal_status": "x"}, {"id": ["a"], "name": {"legal_status": 1}}])
def test_what_is_no_record_is_a_fault_of_its_own(value: object, tmp_path: Path) -> None:
    found = list(_read(_json(tmp_path, [_body(), value])).things)
    assert len(found) == 2 - isinstance(value, dict) * ("id" in str(value))
    assert isinstance(found[0], SourceEntity)


def test_a_category_is_no_organisation_and_a_page_is_told_from_the_whole(tmp_path: Path) -> None:
    rows = [
        _body(),
        {"id": "c", "name": "Sport", "taxonomy": "Loisirs"},
        {"id": "t", "name": "Loisirs", "version": "2"},
    ]
    page = {"total_pages": 3, "page_number": 2, "contents": rows}
    found = _read(_json(tmp_path, page))
    assert found.notices == (
        "Ce fichier est la page 2 sur 3 : les autres n’y sont pas. Apportez-les aussi, chacune comme un fichier qui "
        "complète le précédent.",
    )
    faults = [thing for thing in found.things if isinstance(thing, SourceFault)]
    assert [fault.value for fault in faults] == ["Sport", "Loisirs"]
    assert all("catégorie" in fault.why for fault in faults)
    assert not _read(_json(tmp_path, page | {"total_pages": 1})).notices


def test_wrong_types_everywhere_break_nothing(tmp_path: Path) -> None:
    odd: list[Any] = [None, 3, "x", [], {}, [3], [None], [[]], {"a": 1}, True]
    names = ["phones", "locations", "services", "attributes", "contacts", "website", "organization_identifiers"]
    rows = [_body(id=f"{number}", **dict.fromkeys(names, value)) for number, value in enumerate(odd)]
    things = list(_read(_json(tmp_path, rows)).things)
    assert len([thing for thing in things if isinstance(thing, SourceEntity)]) >= len(odd)


def test_a_zip_that_unfolds_without_end_is_refused(tmp_path: Path) -> None:
    path = _package(tmp_path / "bombe.zip", organizations="id,name\n" + "a" * 3_000_000)
    with pytest.raises(TooLarge, match=r"bombe\.zip"):
        _read(path)


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        pytest.param("phones", "id,number\n1,2\n", "organizations.csv", id="no organisation"),
        pytest.param("organizations", 'id,name\n1,"ouvert', "guillemet", id="a quotation mark"),
        pytest.param("organizations", "id,name\n1," + "é" * 300_000, "trop longue", id="a cell"),
    ],
)
def test_tables_that_are_none_are_refused(name: str, text: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(DataError, match=said):
        _read(_package(tmp_path / "a.zip", **{name: text}))


def test_a_zip_that_is_cut_or_climbs_writes_nothing(tmp_path: Path) -> None:
    whole = _package(tmp_path / "a.zip", **TABLES)
    with zipfile.ZipFile(whole, "a") as archive:
        archive.writestr("../../organizations.csv", "id,name,description\nw,Dehors,x\n")
    assert "w" not in [thing.key for thing in _things(whole)]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.zip"]


def test_towns_are_those_of_france_only(tmp_path: Path) -> None:
    assert dict(TOWNS)["Chinon"] == "37500"
    address = {"address_1": "1 Main St", "city": "Tours", "postal_code": "37000", "country": "US"}
    (thing,) = _things(_json(tmp_path, _body(locations=[{"location_type": "physical", "addresses": [address]}])))
    assert SCHEMA.location not in dict(_said(thing))
