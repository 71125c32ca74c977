# SPDX-License-Identifier: AGPL-3.0-or-later
"""MedNum and data·inclusion read: what each field becomes, what is kept as it is said, what is wrong in a file."""

from __future__ import annotations

import json
from itertools import chain
from pathlib import Path
from typing import Any

import pytest

from graph.errors import DataError
from graph.model import Model
from graph.model.exchange import exchange
from graph.namespaces import DCT, ORG, SCHEMA, SKOS, TIS, VOCABULARY, WGS
from graph.sources import (
    SourceContent,
    SourceEntity,
    SourceFault,
    SourceMapping,
    SourceReading,
    SourceTerms,
    cell_option,
    format_of,
    source_formats,
)
from graph.storage.derivation import Background
from tests.instances import BASE, model, territories

PLACE = {
    "id": "1",
    "pivot": "43493312300029",
    "nom": "La Place",
    "commune": "Chinon",
    "code_postal": "37500",
    "adresse": "1 rue Haute",
    "date_maj": "2026-01-02",
}
STRUCTURE = {"id": "essai--1", "source": "essai", "nom": "La Structure", "date_maj": "2026-01-02"}
SERVICE = {"id": "essai--1", "source": "essai", "structure_id": "essai--1", "nom": "Aide", "date_maj": "2026-01-02"}


def reading(path: Path, mapping: SourceMapping | None = None) -> SourceReading:
    content = SourceContent(path.name, path)
    terms = SourceTerms(model(), Background(territories(), BASE), mapping or SourceMapping())
    return format_of(content).read(content, terms)


def read(folder: Path, content: Any, name: str = "file.json") -> list[SourceEntity | SourceFault]:
    """The things of a document, or of the text of a file."""
    path = folder / name
    raw = content if isinstance(content, bytes) else content if isinstance(content, str) else json.dumps(content)
    path.write_bytes(raw if isinstance(raw, bytes) else raw.encode())
    return list(reading(path).things)


def place(folder: Path, **said: str) -> dict[str, list[str]]:
    """What a place says, by property."""
    (found, *_) = read(folder, [PLACE | said])
    assert isinstance(found, SourceEntity)
    return by_path(found)


def by_path(found: SourceEntity) -> dict[str, list[str]]:
    texts: dict[str, list[str]] = {}
    for value in found.values:
        texts.setdefault(value.path, []).append(value.text)
    return texts


def kept(name: str) -> str:
    return exchange("mednum").elsewhere(name)


def test_a_place_is_an_organisation_and_the_help_it_gives(tmp_path: Path) -> None:
    said = {
        "services": "Maîtrise des outils numériques du quotidien|Loisirs et créations numériques",
        "frais_a_charge": "Gratuit",
    }
    own, given = read(tmp_path, [PLACE | said])
    assert isinstance(own, SourceEntity)
    assert isinstance(given, SourceEntity)
    assert (own.kind, own.key, given.kind) == ("organisation", "1", "service")
    texts = by_path(own)
    assert texts[SKOS.prefLabel] == ["La Place"]
    assert texts[SCHEMA.address] == ["1 rue Haute, 37500 Chinon"]
    assert texts[SCHEMA.location] == ["37500 Chinon"]
    assert texts[ORG.identifier] == ["43493312300029"]
    assert texts[DCT.modified] == ["2026-01-02"]
    helps = by_path(given)
    assert helps[SKOS.prefLabel] == ["Médiation numérique – La Place"]
    assert helps[TIS.meetsNeed] == [VOCABULARY["need/digital-basics"]]
    assert helps[kept("services")] == ["Loisirs et créations numériques"]
    assert helps[TIS.cost] == [VOCABULARY["cost/free"]]
    assert [value.text for value in given.values if value.link] == ["1"]
    # Nobody said that associations are welcome.
    assert TIS.openToAssociations not in helps


def test_without_services_no_service_is_made_and_nothing_is_lost(tmp_path: Path) -> None:
    found = read(tmp_path, [PLACE | {"frais_a_charge": "Gratuit|Payant"}])
    (own,) = found
    assert isinstance(own, SourceEntity)
    assert by_path(own)[kept("frais_a_charge")] == ["Gratuit", "Payant"]
    assert TIS.cost not in by_path(own)


def test_a_code_is_read_however_it_is_spelled_and_an_unknown_one_stays_as_it_is_said(tmp_path: Path) -> None:
    texts = place(tmp_path, formations_labels="etapes numeriques (La Poste)|Label rare", typologie="asso|CSC|LIEU")
    assert texts[kept("formations_labels")] == ["Étapes numériques(La Poste)", "Label rare"]
    kinds = [VOCABULARY[f"organisation-kind/{slug}"] for slug in ("association", "social-centre")]
    assert texts[ORG.classification] == kinds
    # « Centre socioculturel » says more than our kind: it would not come back from it.
    assert texts[kept("typologie")] == ["CSC", "LIEU"]


@pytest.mark.parametrize(
    ("said", "path", "value"),
    [
        ({"code_insee": "37072"}, SCHEMA.location, ["37072"]),
        ({"code_insee": "49018", "commune": "Baugé"}, SCHEMA.location, ["49018"]),
        ({"code_insee": "99999"}, SCHEMA.location, ["37500 Chinon"]),
        ({"code_insee": "99999"}, kept("code_insee"), ["99999"]),
        ({"latitude": "47,1", "longitude": "0.2"}, WGS.lat, ["47.1"]),
        ({"latitude": "47,1"}, kept("latitude"), ["47,1"]),
        ({"typologie": '["ASSO", "ML"]'}, kept("typologie"), ["ML"]),
        ({"typologie": "ASSO,BIB"}, kept("typologie"), []),
        ({"typologie": "[LIEU]"}, kept("typologie"), ["[LIEU]"]),
        ({"pivot": "1234567890"}, kept("pivot"), ["1234567890"]),
        ({"horaires": "le matin"}, kept("horaires"), ["le matin"]),
        ({"site_web": "www.exemple.org"}, kept("site_web"), ["www.exemple.org"]),
        ({"presentation_resume": "Court.", "presentation_detail": "Long."}, DCT.description, ["Court.\n\nLong."]),
        ({"prise_en_charge_specifique": "Langues étrangères (anglais)"}, TIS.speaks, [VOCABULARY["language/en"]]),
    ],
    ids=lambda case: str(case)[:40],
)
def test_a_field_becomes(said: dict[str, str], path: str, value: list[str], tmp_path: Path) -> None:
    assert place(tmp_path, **said).get(path, []) == value


def test_what_became_of_every_column_is_said(tmp_path: Path) -> None:
    path = tmp_path / "lieux.csv"
    names = [*PLACE, "horaires", "notes internes", "source"]
    rows = [[*PLACE.values(), hours, "x", "Hub"] for hours in ("24/7", "le matin", "")]
    path.write_text("\n".join(";".join(row) for row in [names, *rows]), encoding="utf-8")
    found = reading(path, SourceMapping({"adresse": ""}))
    told = {column.name: column for column in found.columns}
    assert list(told) == names
    assert told["pivot"].taken_as == "organisation org:identifier"
    assert "une valeur ne se lit pas, et reste" in told["horaires"].why
    assert (told["notes internes"].taken_as, told["notes internes"].why) == ("", "ce n’est pas un champ du standard")
    assert (told["adresse"].taken_as, told["adresse"].why) == ("", "laissé, comme vous l’avez réglé")
    assert found.publisher == "Hub"
    assert SCHEMA.address not in {
        value.path for thing in found.things if isinstance(thing, SourceEntity) for value in thing.values
    }


def test_structures_and_services_are_read_from_each_kind_of_file(tmp_path: Path) -> None:
    service = SERVICE | {"thematiques": ["numerique--acquerir-un-equipement", "numerique--inconnue"], "frais": "payant"}
    wrapped = read(tmp_path, {"structures": [STRUCTURE], "services": [service]})
    lines = "\n".join(json.dumps(record) for record in (STRUCTURE, service))
    assert [(thing.kind, thing.key) for thing in wrapped if isinstance(thing, SourceEntity)] == [
        ("organisation", "essai--1"),
        ("service", "essai--1"),
    ]
    assert [_bare(thing) for thing in read(tmp_path, lines, "lines.ndjson")] == [_bare(thing) for thing in wrapped]
    assert [_bare(thing) for thing in read(tmp_path, [STRUCTURE, service])] == [_bare(thing) for thing in wrapped]
    helps = by_path(wrapped[1]) if isinstance(wrapped[1], SourceEntity) else {}
    assert helps[TIS.meetsNeed] == [VOCABULARY["need/equipment"]]
    assert helps[exchange("data-inclusion").elsewhere("service.thematiques")] == ["numerique--inconnue"]
    table = (
        'id,source,nom,date_maj,typologie,labels_nationaux\nessai--1,essai,La Structure,2026-01-02,ASSO,"{adie,afpa}"\n'
    )
    (own,) = read(tmp_path, table, "structures.csv")
    assert isinstance(own, SourceEntity)
    assert by_path(own)[ORG.classification] == [VOCABULARY["organisation-kind/association"]]
    assert by_path(own)[exchange("data-inclusion").elsewhere("structure.labels_nationaux")] == ["adie", "afpa"]


def _bare(thing: SourceEntity | SourceFault) -> Any:
    return (
        thing if isinstance(thing, SourceFault) else (thing.kind, thing.key, [(v.path, v.text) for v in thing.values])
    )


def test_nobody_enters_by_name(tmp_path: Path) -> None:
    path = tmp_path / "offre.json"
    path.write_text(json.dumps([STRUCTURE, SERVICE | {"contact_nom_prenom": "Camille Exemple"}]), encoding="utf-8")
    found = reading(path)
    column = next(column for column in found.columns if column.name == "contact_nom_prenom")
    assert (column.taken_as, column.examples) == ("", ())
    assert "des noms de personnes" in column.why
    values = chain.from_iterable(thing.values for thing in found.things if isinstance(thing, SourceEntity))
    assert not [value for value in values if "Camille" in value.text]


def test_areas_of_both_versions_are_territories(tmp_path: Path) -> None:
    services = [
        SERVICE | {"id": "1", "zone_eligibilite": ["37", "37261", "france", "99109"]},
        SERVICE | {"id": "2", "zone_diffusion_type": "region", "zone_diffusion_code": "24"},
    ]
    _, one, two = read(tmp_path, {"structures": [STRUCTURE], "services": services})
    root = f"{BASE}/id/territory/"
    assert isinstance(one, SourceEntity)
    assert isinstance(two, SourceEntity)
    places = [f"{root}{key}" for key in ("departement-37", "commune-37261", "pays-fr")]
    assert by_path(one)[SCHEMA.areaServed] == places
    assert by_path(one)[exchange("data-inclusion").elsewhere("service.zone_eligibilite")] == ["99109"]
    assert by_path(two)[SCHEMA.areaServed] == [f"{root}region-24"]


@pytest.mark.parametrize("table", ["structure", "service"])
def test_every_field_of_both_versions_is_kept_somewhere(table: str, tmp_path: Path) -> None:
    """Each field alone, with a text that no list and no other field has."""
    form = exchange("data-inclusion")
    for name, own in form.fields.items():
        of, _, column = name.partition(".")
        base = STRUCTURE if table == "structure" else SERVICE
        if of != table or not own.kind or column in base:
            continue
        said = base | {column: f"dit par {column}"}
        found = read(tmp_path, [STRUCTURE, said] if table == "service" else [said])
        thing = found[-1]
        assert isinstance(thing, SourceEntity)
        assert any(f"dit par {column}" in value.text for value in thing.values), name
        assert {value.column for value in thing.values} <= {*said}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ([PLACE | {"id": ""}], "le champ « id » est vide"),
        ([PLACE, PLACE | {"adresse": {"rue": "x"}}], "ce champ en contient d’autres"),
        ([PLACE, "une place"], "cet élément n’est pas une fiche"),
        ([STRUCTURE, SERVICE | {"structure_id": "autre"}], "la structure « autre » n’est pas dans ce fichier"),
        ([STRUCTURE | {"nom": ""}, SERVICE], "le champ « nom » est vide"),
    ],
    ids=["no key", "nested", "no record", "no provider", "no name"],
)
def test_a_fault_is_told_with_its_row(content: list[Any], said: str, tmp_path: Path) -> None:
    faults = [item for item in read(tmp_path, content) if isinstance(item, SourceFault)]
    assert said in faults[0].why
    assert faults[0].row


def test_a_row_of_another_length_is_told(tmp_path: Path) -> None:
    rows = [",".join(PLACE), ",".join(PLACE.values()), "2,x"]
    found = read(tmp_path, "\n".join(rows), "lieux.csv")
    fault = found[1]
    assert isinstance(fault, SourceFault)
    assert (fault.row, fault.why.startswith("cette ligne a 2 cellules")) == (3, True)


TWO = {"code_insee": "37261", "commune": "Chinon", "code_postal": "37500"}


@pytest.mark.parametrize(
    ("first", "column"),
    [([PLACE | TWO], "commune"), ({"structures": [STRUCTURE | TWO], "services": []}, "structures.commune")],
    ids=["mednum", "data-inclusion"],
)
def test_a_code_and_the_name_of_another_commune_are_a_doubt(tmp_path: Path, first: Any, column: str) -> None:
    fault, *_ = read(tmp_path, first)
    assert isinstance(fault, SourceFault)
    assert (fault.row, fault.column, fault.value) == (1, column, "37261, Chinon")
    assert fault.why.startswith("le code 37261 est celui de Tours, et le nom celui d’une autre commune")
    assert fault.nearest == ("Tours (37)", "Chinon (37)")
    for answer, codes in (("Chinon (37)", ["37072"]), ("Tours (37)", ["37261"]), ("", [])):
        mapping = SourceMapping({}, {cell_option(column, fault.value): answer})
        (thing,) = reading(tmp_path / "file.json", mapping).things
        assert isinstance(thing, SourceEntity)
        assert by_path(thing).get(SCHEMA.location, []) == codes


START = json.dumps([PLACE])[:-1]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (START + ",", "ce n’est plus du JSON"),
        (START + ',{"id": NaN}]', "ce n’est plus du JSON"),
        (START + "]]", "ce n’est plus du JSON"),
        (START + "," + "[" * 100_000, "emboîtés trop profondément"),
        (START + ',"' + "x" * 10_000_000, "dépasse 4 Mo"),
        (START.encode() + b',{"id": "\xe9"}]', "n’est pas en UTF-8"),
    ],
    ids=["cut", "not a number", "two ends", "deep", "without end", "encoding"],
)
def test_a_broken_document_is_refused_before_anything_is_taken(text: str | bytes, said: str, tmp_path: Path) -> None:
    path = tmp_path / "lieux.json"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(DataError, match=said):
        reading(path)


def test_other_documents_are_left_to_other_formats(tmp_path: Path) -> None:
    for number, text in enumerate(("[]", "{}", '{"id": "1"}', "nom,adresse\nx,y\n", "", "[1, 2]")):
        path = tmp_path / f"{number}.json"
        path.write_text(text, encoding="utf-8")
        content = SourceContent(path.name, path)
        ours = [item for item in source_formats() if item.slug in ("mednum", "data-inclusion")]
        assert [item.recognises(content) for item in ours] == [False, False]


def test_a_list_says_one_choice_and_its_codes(model: Model) -> None:
    """Mappings name choices that exist, and properties that the model has for that kind."""
    for slug in ("mednum", "data-inclusion"):
        form = exchange(slug)
        choices = [
            iri
            for tables in (form.codes, form.reads, form.gone)
            for table in tables.values()
            for own in table.values()
            for iri in own
        ]
        assert {*choices} <= {*model.choices}
        for own in form.fields.values():
            assert not own.path or model.kind(own.kind).field(own.path), own
        assert {*form.codes, *form.reads, *form.gone} <= {*form.fields}
