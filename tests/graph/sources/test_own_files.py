# SPDX-License-Identifier: AGPL-3.0-or-later
"""What another instance publishes, read back under our base: each fact, with whose it is, in each way of writing."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path

import pytest

from exports import formats, publish, written
from exports._types import Publication
from graph.entity.reading import entity_facts
from graph.namespaces import DCT, FOAF, ORG, RDF, SCHEMA, SKOS, TIS
from graph.rdf.dataset import Dataset, Fact, text_literal
from graph.rdf.forms import FORMS, Form
from graph.settings import Settings
from graph.sources import (
    SourceContent,
    SourceEntity,
    SourceFault,
    SourceReading,
    SourceTerms,
    exact_value,
    format_of,
)
from graph.storage.derivation import Background
from tests.conftest import background_facts
from tests.instances import BASE, ID, fact, label, model, observatory, territories, write

THERE = "https://other.example/sub"
NOTES = ID + "source/notes"


def _terms(base: str = THERE, known: Dataset | None = None) -> SourceTerms:
    return SourceTerms(model(), Background(territories(), base), known=known)


def _read(path: Path, terms: SourceTerms) -> tuple[SourceReading, list[SourceEntity], list[SourceFault]]:
    content = SourceContent(path.name, path)
    found = format_of(content)
    assert found.slug == "tisserand"
    reading = found.read(content, terms)
    things = list(reading.things)
    entities = [item for item in things if isinstance(item, SourceEntity)]
    return reading, entities, [item for item in things if isinstance(item, SourceFault)]


def _facts(entities: Iterable[SourceEntity]) -> set[Fact]:
    assert all(item.exact for item in entities)
    return {Fact(item.key, value.path, exact_value(value), item.source) for item in entities for value in item.values}


def _moved(found: Fact, there: str = THERE) -> Fact:
    return Fact(*(part.replace(ID, f"{there}/id/") if isinstance(part, str) else part for part in found))


def _publication(dataset: Dataset) -> Publication:
    return publish(dataset, model(), Settings.from_environment({"INSTANCE": "nowhere"}), observatory())


@cache
def _small() -> tuple[Fact, ...]:
    """Two sources that speak of the same thing, a page that two things share, a number, a territory, what no field
    of ours says."""
    return (
        *(fact(source, RDF.type, SCHEMA.Dataset, source) for source in (ID + "source/town", NOTES)),
        *(label(source, source.rpartition("/")[2], source) for source in (ID + "source/town", NOTES)),
        fact("source/notes", DCT.license, "https://creativecommons.org/licenses/by/4.0/", NOTES),
        fact("organisation/mill", RDF.type, ORG.FormalOrganization),
        label("organisation/mill", "Le Moulin"),
        fact("organisation/mill", ORG.identifier, text_literal("123456782")),
        fact("organisation/mill", SKOS.altLabel, text_literal("The Mill", "en"), NOTES),
        fact("organisation/mill", FOAF.homepage, "https://shared.example/"),
        fact("organisation/mill", SCHEMA.location, "territory/commune-37261", NOTES),
        fact("organisation/mill", SCHEMA.knowsAbout, text_literal("Meunerie"), NOTES),
        fact("organisation/barn", RDF.type, TIS.Branch),
        label("organisation/barn", "La Grange"),
        fact("organisation/barn", FOAF.homepage, "https://shared.example/"),
        fact("service/help", RDF.type, SCHEMA.Service, NOTES),
        label("service/help", "Aide", NOTES),
        fact("service/help", FOAF.homepage, "https://shared.example/", NOTES),
        fact("service/help", SCHEMA.url, "https://page.example/", NOTES),
    )


def _dataset(facts: Iterable[Fact], base: str = BASE) -> Dataset:
    said = list(facts)
    return Dataset.in_memory([*said, *background_facts(said, territories(), base)], base)


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.extension)
def test_all_that_is_published_comes_back_as_it_was(form: Form, tmp_path: Path) -> None:
    export = next(export for export in formats() if export.extension == form.extension)
    path = tmp_path / f"all.{form.extension}"
    path.write_bytes(export.render(_publication(_dataset(_small()))))
    reading, entities, faults = _read(path, _terms())
    assert not faults
    assert reading.licence == observatory().licence
    assert reading.publisher == observatory().publisher
    assert all(item.row > 0 for item in entities)
    found, wanted = _facts(entities), {_moved(found) for found in _small()}
    if form.graphs:
        assert found == wanted
        assert not reading.notices
        return
    # One thing is said by two sources: this way of writing does not tell which says what, so that neither is made to.
    mill = f"{THERE}/id/organisation/mill"
    cited = {Fact(mill, DCT.source, f"{THERE}/id/source/{name}", "") for name in ("town", "notes")}
    assert found == cited | {item._replace(source="") if item.s == mill else item for item in wanted}
    assert reading.notices[0].startswith("1 fiche tient de plusieurs sources")


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.extension)
def test_one_card_comes_back_as_it_was(form: Form, tmp_path: Path) -> None:
    """With its sources, and nothing of what we derive ourselves."""
    dataset = _dataset(_small())
    own = entity_facts(dataset, ID + "organisation/barn")
    path = write(tmp_path, written(own, form), f"barn.{form.extension}")
    _, entities, faults = _read(path, _terms())
    assert not faults
    wanted = {_moved(found) for found in _small() if found.s in (ID + "organisation/barn", ID + "source/town")}
    assert _facts(entities) == wanted


def test_the_files_of_the_project_are_read_under_our_base(tmp_path: Path) -> None:
    text = """@prefix org: <http://www.w3.org/ns/org#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<id/source/s> a <https://schema.org/Dataset> ; skos:prefLabel "S"@fr .
<id/organisation/mill> a org:FormalOrganization ; skos:prefLabel "Le Moulin"@fr .
"""
    _, entities, _ = _read(write(tmp_path, text), _terms())
    assert [(item.key.removeprefix(THERE), item.row) for item in entities] == [
        ("/id/source/s", 2), ("/id/organisation/mill", 3)
    ]  # fmt: skip
    assert {item.source for item in entities} == {f"{THERE}/id/source/s"}


def test_an_address_that_is_anothers_here_is_not_taken(tmp_path: Path) -> None:
    """What bears no word of the name that is known here gets an address of its own; what does is the same thing, as is
    what one of the same sources brought before under another name."""
    here = f"{THERE}/id/source/here"
    known = _dataset([label(f"{THERE}/id/organisation/mill", "Maison des fleurs", here),
                      label(f"{THERE}/id/organisation/barn", "Grange d’avant", here),
                      label(f"{THERE}/id/service/help", "Autre nom", f"{THERE}/id/source/notes")], THERE)  # fmt: skip
    export = next(export for export in formats() if export.extension == "nq")
    path = tmp_path / "all.nq"
    path.write_bytes(export.render(_publication(_dataset(_small()))))
    reading, entities, _ = _read(path, _terms(known=known))
    keys = {item.key.removeprefix(f"{THERE}/id/") for item in entities}
    assert keys == {
        "source/town",
        "source/notes",
        "organisation/mill-localhost-5000",
        "organisation/barn",
        "service/help",
    }
    assert "organisation/mill" in reading.notices[0]


def test_what_cannot_enter_is_said_once_a_kind_of_problem(tmp_path: Path) -> None:
    text = """@prefix org: <http://www.w3.org/ns/org#> . @prefix schema: <https://schema.org/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
<http://a.example/id/source/s> a schema:Dataset ; skos:prefLabel "S"@fr .
<http://a.example/id/organisation/x> a org:FormalOrganization ; skos:prefLabel "X"@fr ;
  schema:startDate "2021-13-01"^^xsd:date ; schema:endDate "2021-02-30"^^xsd:date ;
  schema:url <javascript:alert(1)> ; skos:altLabel "re\u202eversed"@fr ;
  schema:location <http://a.example/id/territory/commune-99999> ; schema:address [ schema:name "sans adresse" ] .
<http://a.example/id/person/somebody> a <http://xmlns.com/foaf/0.1/Person> ; skos:prefLabel "Quelqu’un"@fr .
<http://a.example/id/spaceship/y> skos:prefLabel "Y"@fr .
"""
    _, entities, faults = _read(write(tmp_path, text), _terms())
    assert {item.key.rpartition("/id/")[2] for item in entities} == {"source/s", "organisation/x"}
    assert {value.text for item in entities for value in item.values if not value.link} == {"S", "X"}
    said = " | ".join(f"{fault.row} {fault.value} {fault.why}" for fault in faults)
    for part in ("cette date n’existe pas", "(2 fois", "« javascript: »", "invisible", "territoire", "personnes",
                 "« spaceship »", "sans adresse"):  # fmt: skip
        assert part in said, part
    assert len(faults) == 7
    assert "Quelqu’un" not in said
    assert "\u202e" not in said


def test_the_table_comes_back_as_things(tmp_path: Path) -> None:
    export = next(export for export in formats() if export.extension == "csv")
    path = tmp_path / "all.csv"
    path.write_bytes(export.render(_publication(_dataset(_small()))))
    reading, entities, faults = _read(path, _terms())
    assert not faults
    by_key = {item.key.removeprefix(f"{THERE}/id/"): item for item in entities}
    assert set(by_key) == {"organisation/mill", "organisation/barn", "service/help"}
    said = {(value.path, value.text) for value in by_key["organisation/mill"].values}
    assert {
        (SKOS.prefLabel, "Le Moulin"),
        (ORG.identifier, "123456782"),
        (SCHEMA.location, f"{THERE}/id/territory/commune-37261"),
    } <= said
    assert all(column.taken_as for column in reading.columns[2:])
