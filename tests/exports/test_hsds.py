# SPDX-License-Identifier: AGPL-3.0-or-later
"""HSDS 3 out: what the standard asks for is there, and what came in goes out again."""

from __future__ import annotations

import csv
import io
import json
import tomllib
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from pyoxigraph import Literal, NamedNode

from exports import formats, publish
from exports._types import Publication
from graph.deliveries import DeliveryOrigin, facts_of
from graph.model.exchange import exchange
from graph.namespaces import ORG, RDF, SCHEMA, TIS, VOCABULARY, XSD
from graph.rdf.dataset import Dataset, Fact, text_literal
from graph.settings import Settings
from graph.sources import SourceContent, SourceTerms, format_of, source_formats
from graph.storage.derivation import Background
from tests.conftest import background_facts
from tests.hsds_records import compared, faults, records
from tests.instances import BASE, DAY, ID, fact, label, model, observatory, territories

FORMATS = {export.slug: export for export in formats()}
STANDARD = tomllib.loads((Path(__file__).parent / "standards" / "hsds-3.0.toml").read_text(encoding="utf-8"))
FREE = {"": {"type": "string", "minLength": 1}, "number": {"type": "number"}}


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings.from_environment({"INSTANCE": str(tmp_path_factory.mktemp("instance"))})


def _published(facts: list[Fact], settings: Settings) -> Publication:
    whole = [*facts, *background_facts(facts, territories())]
    return publish(Dataset.in_memory(whole, BASE), model(), settings, observatory())


def _facts(path: Path) -> Iterator[Fact]:
    """What a file says, as it enters."""
    content = SourceContent(path.name, path)
    background = Background(territories(), BASE)
    read = format_of(content).read(content, SourceTerms(model(), background))
    origin = DeliveryOrigin("file", "Un annuaire", observatory().licence, DAY)
    delivered = facts_of(read.things, origin, model(), background, Dataset.in_memory([], BASE))
    assert not delivered.faults
    yield from origin.facts(BASE)
    yield from (fact for thing in delivered.things for fact in thing.facts)


def _ours(row: Any) -> Any:
    """Terms of ours are told by their address: their names are those of here."""
    if isinstance(row, list):
        return [_ours(part) for part in row]
    if not isinstance(row, dict):
        return row
    term = row.get("taxonomy_term")
    if isinstance(term, dict) and term["term_uri"].startswith((VOCABULARY, TIS)):
        return {"term_uri": term["term_uri"], **({"value": row["value"]} if "value" in row else {})}
    return {name: _ours(part) for name, part in row.items()}


def _schema() -> dict[str, Any]:
    """What the standard asks of an organisation as its API gives it, as a JSON schema; nothing else may stand there."""
    kinds = {}
    for kind, asked in STANDARD.items():
        fields = [said.partition(" ")[::2] for said in asked["fields"]]
        own = {name.rstrip("*"): _typed(written) for name, written in fields}
        own |= {name: {"$ref": f"#/$defs/{there}"} for name, there in asked.get("one", {}).items()}
        for name, there in asked.get("lists", {}).items():
            own[name] = {"type": "array", "items": {"$ref": f"#/$defs/{there}"}}
        required = [name.rstrip("*") for name, _ in fields if name.endswith("*")]
        kinds[kind] = {"type": "object", "properties": own, "required": required, "additionalProperties": False}
    return {"$ref": "#/$defs/organization", "$defs": kinds}


def _typed(written: str) -> dict[str, Any]:
    if written.startswith("="):
        return {"enum": written.removeprefix("=").split("|")}
    return FREE.get(written, {"type": "string", "format": written})


def _unlike_the_standard(rows: list[dict[str, Any]]) -> list[str]:
    """Each thing that the standard does not allow in these organisations: where it stands, and why."""
    validator = jsonschema_rs.Draft202012Validator(_schema(), validate_formats=True)
    return [f"{error.instance_path} {error.message}" for row in rows for error in validator.iter_errors(row)]


def _shown(rows: list[dict[str, Any]]) -> dict[str, Any]:
    return {row["id"]: compared(_ours(row)) for row in rows}


@pytest.fixture(scope="module")
def again(tmp_path_factory: pytest.TempPathFactory, settings: Settings) -> Publication:
    path = tmp_path_factory.mktemp("hsds") / "annuaire.json"
    path.write_text(json.dumps(records()), encoding="utf-8")
    return _published(list(_facts(path)), settings)


def test_what_came_in_goes_out_again(again: Publication) -> None:
    found = _shown(json.loads(FORMATS["hsds"].render(again))["contents"])
    expected = _shown(records())
    assert found.keys() == expected.keys()
    for key, row in expected.items():
        # One that nobody gave an address has that of its card here.
        known, written = row.pop("uri", None), found[key].pop("uri")
        assert written == known or (known is None and written.startswith(f"{ID}organisation/file-association-"))
        for name in row.keys() | found[key].keys():
            assert found[key].get(name) == row.get(name), f"{key} {name}"


def test_tables_say_what_json_says(again: Publication, tmp_path: Path, settings: Settings) -> None:
    path = tmp_path / "annuaire.zip"
    path.write_bytes(FORMATS["hsds-tables"].render(again))
    back = _published(list(_facts(path)), settings)
    assert _shown(json.loads(FORMATS["hsds"].render(back))["contents"]) == _shown(
        json.loads(FORMATS["hsds"].render(again))["contents"]
    )


def test_tables_are_those_of_the_standard(again: Publication) -> None:
    own = exchange("hsds")
    with zipfile.ZipFile(io.BytesIO(FORMATS["hsds-tables"].render(again))) as archive:
        described = json.loads(archive.read("datapackage.json"))
        tables = {
            one["name"]: list(csv.DictReader(io.StringIO(archive.read(one["path"]).decode())))
            for one in described["resources"]
        }
    assert len(tables) > 15
    ids = {name: {row["id"] for row in rows} for name, rows in tables.items()}
    for name, rows in tables.items():
        columns = own.tables[name].columns
        assert [*rows[0]] == [column.name for column in columns]
        assert len(ids[name]) == len(rows)
        for row in rows:
            assert all(row[column.name] for column in columns if column.required), (name, row)
            for column in columns:
                target = column.name.removesuffix("_id")
                if column.kind == "uuid" and target in ids and row[column.name]:
                    assert row[column.name] in ids[target], (name, column.name)
    parents = {row["parent_organization_id"] for row in tables["organization"]} - {""}
    assert parents
    assert parents <= ids["organization"]


def test_a_choice_of_organisations_names_no_other(again: Publication) -> None:
    bodies = again.instances(again.model.kind("organisation"))
    child = next(iri for iri in bodies if again.dataset.links(iri, ORG.subOrganizationOf))
    (row,) = json.loads(FORMATS["hsds"].render(replace(again, things=frozenset({child}))))["contents"]
    assert "parent_organization_id" not in row
    assert "services" not in row


@pytest.mark.parametrize("slug", ["hsds", "gogocarto"])
def test_what_is_over_is_not_told_as_if_it_were_there(slug: str, settings: Settings) -> None:
    body = [fact("organisation/a", RDF.type, model().kind("organisation").iri), label("organisation/a", "Le Cercle")]
    end = fact("organisation/a", SCHEMA.endDate, Literal("2020-01-01", datatype=NamedNode(XSD.date)))
    told, over = (FORMATS[slug].render(_published(said, settings)) for said in (body, [*body, end]))
    assert b"Le Cercle" in told
    assert b"Le Cercle" not in over


def test_what_the_town_publishes_is_what_the_standard_allows(dataset: Dataset, settings: Settings) -> None:
    publication = publish(dataset, model(), settings, observatory())
    page = json.loads(FORMATS["hsds"].render(publication))
    assert page["total_items"] == len(page["contents"]) > 5
    assert sum(len(row.get("services", [])) for row in page["contents"]) > 5
    assert _unlike_the_standard(page["contents"]) == []


def test_what_goes_out_is_valid_by_the_standard(again: Publication) -> None:
    rows = json.loads(FORMATS["hsds"].render(again))["contents"]
    assert _unlike_the_standard(rows) == []
    body = next(row for row in rows if row.get("phones"))
    service = {**body["services"][0], "status": "peut-être"}
    phone = {name: said for name, said in body["phones"][0].items() if name != "number"}
    wrong = {**body, "id": "12", "website": "sans adresse", "services": [service], "phones": [phone], "humeur": "bonne"}
    assert len(_unlike_the_standard([wrong])) == 5


def test_what_we_read_of_the_standard_is_what_it_says() -> None:
    """The tables by which files are read and written ask of each object what the standard asks, field by field."""
    loose = {"date": "", "time": "", "datetime": "date-time"}
    for kind, asked in STANDARD.items():
        said = {name: (written, star) for name, star, written in map(_parted, asked["fields"])}
        columns = {column.name: column for column in exchange("hsds").tables[kind].columns}
        assert columns.keys() == said.keys(), kind
        for name, (written, required) in said.items():
            column = columns[name]
            kept = f"={'|'.join(column.values)}" if column.values else loose.get(column.kind, column.kind)
            assert kept == written, (kind, name)
            assert column.required or not required, (kind, name)


def _parted(said: str) -> tuple[str, bool, str]:
    name, _, written = said.partition(" ")
    return name.rstrip("*"), name.endswith("*"), written


def test_records_of_tests_are_what_the_standard_allows() -> None:
    assert [fault for row in records() for fault in faults(row)] == []
    wrong = {**records(1)[0], "website": "sans adresse", "humeur": "bonne"}
    wrong.pop("description")
    assert len(list(faults(wrong))) == 3


def test_a_correction_made_here_goes_out_instead_of_what_came(tmp_path: Path, settings: Settings) -> None:
    path = tmp_path / "annuaire.json"
    path.write_text(json.dumps(records(1)), encoding="utf-8")
    facts = [fact for fact in _facts(path) if fact.p not in (SCHEMA.telephone, SCHEMA.address)]
    body = next(fact.s for fact in facts if "/organisation/" in fact.s)
    facts.append(Fact(body, SCHEMA.address, text_literal("9 quai Neuf, 37500 Chinon"), ID + "source/ours"))
    (row,) = json.loads(FORMATS["hsds"].render(_published(facts, settings)))["contents"]
    assert "phones" not in row
    (address,) = row["locations"][0]["addresses"]
    assert (address["address_1"], address["city"], address["state_province"]) == (
        "9 quai Neuf",
        "Chinon",
        "Indre-et-Loire",
    )


def test_what_came_leaves_with_what_it_meant(tmp_path: Path, settings: Settings) -> None:
    """Rows that say more than we do go out while what they mean is still said here, and no longer."""
    terms = [{"name": "Site", "term_uri": f"{VOCABULARY}need/website"}, {"name": "Un"}, {"name": "Deux"}]
    town = {"city": "Chinon", "postal_code": "37500", "country": "FR", "address_1": "1 rue du Pont"}
    rows: dict[str, list[dict[str, Any]]] = {
        "languages": [{"code": "en", "note": "le mardi"}, {"name": "Ourdou", "note": "le lundi"}],
        "cost_options": [{"amount": 0, "currency": "EUR"}],
        "service_areas": [{"name": "Tours", "description": "toute la ville"}, {"name": "Le grand ouest"}],
        "attributes": [{"value": "oui", "taxonomy_term": term} for term in terms],
        "service_at_locations": [{"location": {"name": "Annexe", "addresses": [town]}}],
    }
    numbers = [
        {"identifier": "732 829 320", "identifier_scheme": "FR-SIREN", "identifier_type": "SIREN"},
        {"identifier": "07", "identifier_scheme": "GB-COH", "identifier_type": "Company number"},
    ]
    body = {"id": "a", "name": "A", "services": [{"id": "s", "name": "S", **rows}], "organization_identifiers": numbers}
    path = tmp_path / "annuaire.json"
    path.write_text(json.dumps([body]), encoding="utf-8")
    facts = list(_facts(path))
    meanings = (ORG.identifier, TIS.speaks, TIS.cost, TIS.meetsNeed, SCHEMA.areaServed, SCHEMA.location)
    left = [fact for fact in facts if fact.p not in meanings]
    before, after = (_counts(json.loads(FORMATS["hsds"].render(_published(part, settings)))) for part in (facts, left))
    assert before == {**{name: len(own) for name, own in rows.items()}, "organization_identifiers": 2}
    assert after == {"languages": 1, "service_areas": 1, "attributes": 2, "organization_identifiers": 1}


def _counts(page: dict[str, Any]) -> dict[str, int]:
    (body,) = page["contents"]
    (service,) = body.pop("services")
    return {name: len(rows) for name, rows in {**body, **service}.items() if isinstance(rows, list)}


def test_a_package_of_another_sort_is_no_hsds(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("lisez-moi.txt", "rien")
    own = next(item for item in source_formats() if item.slug == "hsds")
    assert not own.recognises(SourceContent(path.name, path))
