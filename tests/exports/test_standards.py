# SPDX-License-Identifier: AGPL-3.0-or-later
"""MedNum and data·inclusion, in and out again: nothing is lost, and what goes out is what their own tools take."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from exports import formats, publish
from exports._types import Export, Publication
from graph.deliveries.facts import facts_of
from graph.deliveries.origin import DeliveryOrigin
from graph.model import Model
from graph.model.exchange import exchange
from graph.namespaces import DCT, FOAF, ORG, RDF, SCHEMA, SKOS, TIS
from graph.rdf.dataset import Dataset, Fact, text_literal
from graph.sources import SourceContent, SourceTerms, format_of
from graph.storage.derivation import Background
from tests.conftest import TESTS, background_facts, facts_of_files
from tests.exports.made_records import inclusion_records, mednum_records
from tests.instances import BASE, PREFIXES, fact, observatory, settings_in, territories

FOLDER = Path(__file__).parent / "standards"
SCHEMA_FILE, EXAMPLE = FOLDER / "mednum-1.0.2.json", FOLDER / "mednum-example.csv"
MEDNUM, INCLUSION = (next(item for item in formats() if item.slug == slug) for slug in ("mednum", "data-inclusion"))
SUMMARY = "Un lieu, long à dire. " * 13 + "Fin."
OPEN = "https://www.etalab.gouv.fr/licence-ouverte-open-licence"


def delivered(path: Path, model: Model) -> list[Fact]:
    """The facts of a file, all of which enters."""
    background, content = Background(territories(), BASE), SourceContent(path.name, path)
    reading = format_of(content).read(content, SourceTerms(model, background))
    origin = DeliveryOrigin("essai", "Essai", OPEN, date(2026, 12, 1))
    found = facts_of(reading.things, origin, model, background, Dataset.in_memory([], BASE))
    assert [fault.why for fault in found.faults] == []
    facts = [*origin.facts(BASE), *(fact for thing in found.things for fact in thing.facts)]
    known = Background(territories(), BASE)
    return [*facts, *known.start(facts)]


def published(facts: Iterable[Fact], model: Model, folder: Path) -> Publication:
    return publish(Dataset.in_memory(facts, BASE), model, settings_in(folder), observatory())


def rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode(), newline="")))


def written(path: Path, records: list[dict[str, str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as stream:
        table = csv.DictWriter(stream, fieldnames=list(records[0]))
        table.writeheader()
        table.writerows(records)
    return path


def cells(record: dict[str, str]) -> dict[str, set[str]]:
    """Values by field, in no order: none of these fields says that its order means anything."""
    several = {name for name, own in exchange("mednum").fields.items() if own.several}
    said = {name: {*text.split("|")} if name in several else {text} for name, text in record.items() if text}
    # Numbers are what they are worth: « 47.20 » is 47.2.
    return said | {name: {str(float(record[name]))} for name in ("latitude", "longitude") if name in said}


@pytest.fixture(scope="module")
def mednum(model: Model, tmp_path_factory: pytest.TempPathFactory) -> tuple[list[dict[str, str]], Publication]:
    """What was brought in, the valid example of the standard first, and what is then published."""
    folder = tmp_path_factory.mktemp("mednum")
    with EXAMPLE.open(encoding="utf-8", newline="") as stream:
        given = [*csv.DictReader(stream), *mednum_records()]
    return given, published(delivered(written(folder / "lieux.csv", given), model), model, folder)


@pytest.fixture(scope="module")
def inclusion(model: Model, tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Any], Publication]:
    folder = tmp_path_factory.mktemp("inclusion")
    given = inclusion_records()
    path = folder / "offre.json"
    path.write_text(json.dumps(given), encoding="utf-8")
    return given, published(delivered(path, model), model, folder)


def test_records_have_every_field_and_every_code() -> None:
    form, made = exchange("mednum"), [cells(record) for record in mednum_records()]
    for name in form.fields:
        said = {text for record in made for text in record.get(name, ())}
        assert said >= {*(form.known(name) if name in form.codes else ())}, name
        assert said, name
    form, records = exchange("data-inclusion"), inclusion_records()
    for name, own in form.fields.items():
        table, _, column = name.partition(".")
        values = [record[column] for record in records[f"{table}s"] if column in record]
        said = {text for value in values for text in (value if isinstance(value, list) else [value])}
        if own.kind and not own.former:
            assert said >= {*form.codes.get(name, ())}, name
            assert said, name


def test_places_go_out_as_they_came_in(mednum: tuple[list[dict[str, str]], Publication]) -> None:
    given, publication = mednum
    found = {record["id"]: cells(record) for record in rows(MEDNUM.render(publication))}
    assert len(found) == len(given)
    for record in given:
        back = found[record["id"]]
        assert {name: back.get(name) for name in cells(record)} == cells(record), record["id"]
        # What is added is the code of the commune, which its name and its postal code tell.
        assert back.keys() - cells(record).keys() <= {"code_insee"}


def test_offers_go_out_as_they_came_in(inclusion: tuple[dict[str, Any], Publication]) -> None:
    given, publication = inclusion
    found = json.loads(INCLUSION.render(publication))
    assert {name: len(records) for name, records in found.items()} == {n: len(r) for n, r in given.items()}
    for name, records in given.items():
        back = {record["id"]: _unordered(record) for record in found[name]}
        for record in map(_unordered, records):
            other = back[record["id"]]
            assert {key: other.get(key) for key in record} == record
            assert other.keys() - record.keys() <= {"code_postal"}


def _unordered(record: dict[str, Any]) -> dict[str, Any]:
    return {name: sorted(value) if isinstance(value, list) else value for name, value in record.items()}


def place_faults(content: bytes, folder: Path) -> list[str]:
    """What frictionless has against a table, by the schema of the standard."""
    from frictionless import Resource, Schema

    (folder / "checked.csv").write_bytes(content)
    schema = Schema.from_descriptor(json.loads(SCHEMA_FILE.read_text(encoding="utf-8")))
    report = Resource(path="checked.csv", basepath=str(folder), schema=schema).validate()
    return [message for (message,) in report.flatten(["message"])]


def offers(content: bytes) -> int:
    """How many structures and services a document has; raises what their models have against it."""
    from data_inclusion.schema.v1 import Service, Structure

    found = json.loads(content)
    valid = [Structure.model_validate(record) for record in found["structures"]]
    return len(valid) + len([Service.model_validate(record) for record in found["services"]])


def test_places_are_valid_by_the_schema_of_the_standard(
    mednum: tuple[list[dict[str, str]], Publication], tmp_path: Path
) -> None:
    content = MEDNUM.render(mednum[1])
    assert place_faults(content, tmp_path) == []
    assert place_faults(content.replace(b"Gratuit sous condition", b"Gratuit parfois"), tmp_path)


def test_offers_are_valid_by_the_models_of_data_inclusion(inclusion: tuple[dict[str, Any], Publication]) -> None:
    content = INCLUSION.render(inclusion[1])
    assert offers(content) == 220
    with pytest.raises(ValueError, match="frais"):
        offers(content.replace(b'"frais": "payant"', b'"frais": "parfois"'))


def test_what_ships_goes_out_valid(model: Model, tmp_path: Path) -> None:
    """The small town, whose days, addresses and costs are of every sort, as if each of its bodies had a number."""
    town = facts_of_files(sorted(TESTS.glob("ecosystem*.ttl")))
    numbered = [
        Fact(one.s, ORG.identifier, text_literal("43493312300029"), one.source)
        for one in town
        if one.p == RDF.type and one.o == model.kind("organisation").iri
    ]
    facts = [*town, *numbered]
    publication = published([*facts, *background_facts(facts, territories())], model, tmp_path)
    assert place_faults(MEDNUM.render(publication), tmp_path) == []
    assert offers(INCLUSION.render(publication)) > 1


def test_what_was_said_elsewhere_gives_way_to_what_is_known_now(
    mednum: tuple[list[dict[str, str]], Publication], model: Model, tmp_path: Path
) -> None:
    """A code that a file said is let go of when its choice is; another choice is written by its own."""
    dataset = mednum[1].dataset
    place = next(iri for iri in dataset.subjects(SKOS.prefLabel, text_literal("Anonymal", "fr")))
    service = dataset.subjects(SCHEMA.provider, place)[0]
    free, paid = (f"https://w3id.org/tisserand/cost/{name}" for name in ("free", "paid"))
    facts = [one for one in dataset.facts() if (one.s, one.p) != (service, TIS.cost)]
    changed = published([*facts, Fact(service, TIS.cost, free, "")], model, tmp_path)
    row = next(row for row in rows(MEDNUM.render(changed)) if row["nom"] == "Anonymal")
    assert row["frais_a_charge"] == "Gratuit"
    assert paid not in {one.o for one in changed.dataset.facts(s=service)}


def test_a_correction_made_here_goes_out_instead_of_what_came(model: Model, tmp_path: Path) -> None:
    """The page, the address, the code of a former commune, the area of a file give way to what is said since."""
    place = {
        "id": "a", "nom": "Le lieu", "commune": "Chinon", "code_insee": "37999", "code_postal": "37500",
        "adresse": "1 rue du Pont", "complement_adresse": "Porte B", "site_web": "lieu.example.org",
        "presentation_resume": SUMMARY, "presentation_detail": "Suite.",
    }  # fmt: skip
    service = {"id": "s", "structure_id": "a", "source": "x", "nom": "Une aide", "description": "On aide un peu."}
    structure = {"id": "a", "source": "x", "nom": "Le lieu", "date_maj": "2026-01-02"}
    day = {"date_maj": "2026-01-02", "zone_eligibilite": ["99100"]}
    file = tmp_path / "offres.json"
    file.write_text(json.dumps({"structures": [structure], "services": [service | day]}), encoding="utf-8")
    number = {"pivot": "43493312300029", "date_maj": "2026-01-02", "services": "Compréhension du monde numérique"}
    facts = delivered(written(tmp_path / "lieux.csv", [place | number]), model)
    offered = delivered(file, model)

    def lieu(said: list[Fact]) -> dict[str, str]:
        (row,) = rows(MEDNUM.render(published(said, model, tmp_path)))
        return {name: row[name] for name in place}

    def areas(said: list[Fact]) -> list[str]:
        (row,) = json.loads(INCLUSION.render(published(said, model, tmp_path)))["services"]
        found: list[str] = row["zone_eligibilite"]
        return found

    assert lieu(facts) == place
    assert areas(offered) == ["99100"]
    body = next(one.s for one in facts if one.p == RDF.type and one.o == model.kind("organisation").iri)
    changed = (SCHEMA.location, SCHEMA.address, FOAF.homepage, DCT.description)
    ours = [
        fact(body, SCHEMA.location, "territory/commune-37261"),
        fact(body, SCHEMA.address, text_literal("9 quai Neuf, 37000 Tours")),
    ]
    others = [one for one in facts if one.s != body or one.p not in changed]
    known = Background(territories(), BASE).start(ours)
    row = lieu([*others, *ours, *known])
    assert row == dict.fromkeys(place, "") | {
        "id": "a", "nom": "Le lieu", "commune": "Tours", "code_insee": "37261", "code_postal": "37000",
        "adresse": "9 quai Neuf",
    }  # fmt: skip
    moved = [
        Fact(one.s, one.p, f"{BASE}/id/territory/departement-37", one.source) if one.p == SCHEMA.areaServed else one
        for one in offered
    ]
    assert areas(moved) == ["37"]


@pytest.mark.parametrize("export", [MEDNUM, INCLUSION], ids=lambda export: export.slug)
def test_only_what_the_standard_can_hold_goes_out_and_the_rest_is_counted(
    export: Export, model: Model, tmp_path: Path
) -> None:
    """An organisation that helps, of which neither number nor address nor day is known."""
    need = "https://w3id.org/tisserand/need/digital-basics"
    facts = [
        fact("organisation/mill", RDF.type, model.kind("organisation").iri, ""),
        fact("organisation/mill", SKOS.prefLabel, text_literal("Le Moulin", "fr"), ""),
        fact("service/help", RDF.type, model.kind("service").iri, ""),
        fact("service/help", SKOS.prefLabel, text_literal("Aide", "fr"), ""),
        fact("service/help", SCHEMA.provider, "organisation/mill", ""),
        fact("service/help", TIS.meetsNeed, need, ""),
    ]
    publication = published(facts, model, tmp_path)
    assert "Le Moulin" not in export.render(publication).decode()
    assert export.left_out is not None
    aside = export.left_out(publication)
    assert aside.things == (1 if export is MEDNUM else 2)
    assert aside.lacking["date_maj"] == aside.things
    assert aside.lacking["adresse"] == (1 if export is MEDNUM else 0)


PLAIN = """<id/source/town> a schema:Dataset ; skos:prefLabel "Petite ville"@fr ; dct:issued "2026-03-01"^^xsd:date .
<id/organisation/mill> a org:FormalOrganization ; skos:prefLabel "Le Moulin"@fr ;
  org:identifier "W371234567", "43493312300029" ; schema:location <id/territory/commune-37072> ;
  schema:address "1 rue de l’Eau, Chinon" ; schema:telephone "02 47 00 00 01" ;
  foaf:homepage <https://moulin.example.org/> ; dct:description "Un moulin."@fr, "A mill."@en .
<id/service/help> a schema:Service ; skos:prefLabel "Aide"@fr ; dct:description "On aide."@fr ;
  schema:provider <id/organisation/mill> ; tis:meetsNeed need:digital-basics, need:website ;
  tis:cost cost:free, cost:free-under-conditions ; schema:serviceType kind:workshop ;
  schema:audience audience:everyone, audience:seniors ; tis:condition "Adhérer."@fr, "Venir à deux."@fr ;
  schema:areaServed <id/territory/departement-37>, <id/territory/region-24> .
<id/service/closed> a schema:Service ; skos:prefLabel "Fini"@fr ; dct:description "On aidait."@fr ;
  schema:provider <id/organisation/mill> ; tis:meetsNeed need:security ; schema:endDate "2020"^^xsd:gYear .
"""
LISTS = "".join(
    f"@prefix {name}: <https://w3id.org/tisserand/{scheme}/> .\n"
    for name, scheme in {"need": "need", "cost": "cost", "audience": "audience", "kind": "service-kind"}.items()
)


def test_what_is_known_here_goes_out_and_no_more_than_that(model: Model, tmp_path: Path) -> None:
    """Two costs are not one, a region is no département, what is over does not go out."""
    path = tmp_path / "town.ttl"
    path.write_text(PREFIXES + LISTS + PLAIN, encoding="utf-8")
    facts = facts_of_files([path])
    publication = published([*facts, *background_facts(facts, territories())], model, tmp_path)
    (row,) = rows(MEDNUM.render(publication))
    assert {name: text for name, text in row.items() if text} == {
        "id": "organisation/mill",
        "pivot": "43493312300029",
        "nom": "Le Moulin",
        "commune": "Chinon",
        "code_postal": "37500",
        "code_insee": "37072",
        "adresse": "1 rue de l’Eau",
        "telephone": "+33247000001",
        "site_web": "https://moulin.example.org/",
        "presentation_resume": "Un moulin.",
        "date_maj": "2026-03-01",
        "services": "Maîtrise des outils numériques du quotidien",
        "publics_specifiquement_adresses": "Seniors",
        "frais_a_charge": "Gratuit|Gratuit sous condition",
    }
    found = json.loads(INCLUSION.render(publication))
    assert offers(INCLUSION.render(publication)) == 2
    (own,), (given,) = found["structures"], found["services"]
    assert (own["id"], own["siret"], own["code_postal"]) == ("touraine--mill", "43493312300029", "37500")
    assert given == {
        "source": "touraine",
        "id": "touraine--help",
        "structure_id": "touraine--mill",
        "nom": "Aide",
        "description": "On aide.",
        "date_maj": "2026-03-01",
        "type": "atelier",
        "thematiques": ["numerique--maitriser-les-fondamentaux-du-numerique"],
        "publics": ["tous-publics"],
        "conditions_acces": "Adhérer.\nVenir à deux.",
    }


def test_nothing_out_of_a_card_is_calculated_by_a_spreadsheet(model: Model, tmp_path: Path) -> None:
    record = mednum_records(1)[0] | {"nom": "=HYPERLINK(1)", "telephone": "+33247000000"}
    path = written(tmp_path / "lieux.csv", [record])
    content = MEDNUM.render(published(delivered(path, model), model, tmp_path))
    (row,) = rows(content)
    assert (row["nom"], row["telephone"]) == ("'=HYPERLINK(1)", "+33247000000")
    (tmp_path / "back.csv").write_bytes(content)
    names = {
        one.o
        for one in delivered(tmp_path / "back.csv", model)
        if one.p == SKOS.prefLabel and "/organisation/" in one.s
    }
    assert text_literal("=HYPERLINK(1)", "fr") in names
