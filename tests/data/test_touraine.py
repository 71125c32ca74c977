# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the minutes of 4 February 2021 say is in `data/touraine`: sourced, dated and in the model's terms."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from functools import cache
from pathlib import Path

import pytest
import rdflib
from pyoxigraph import Literal

from graph.rdf.dataset import Dataset, Fact, text_literal
from graph.folders import DESCRIPTION
from graph.model import Model
from graph.namespaces import DCT, ORG, PROV, RDF, SCHEMA, SKOS, SKOSXL, TIS, VOCABULARY, VOID
from graph.model.ontology import load_model, vocabulary_facts
from graph.territory import Territories
from graph.rdf.turtle import read_turtle
from tests.instances import model as shared_model

ROOT = Path(__file__).resolve().parents[2]
BASE = "http://localhost:5000"
FILES = [path for path in sorted((ROOT / "data" / "touraine").glob("*.ttl")) if path.name != DESCRIPTION]
USAGE = ROOT / "data" / "acronyms" / "common.ttl"
OTHERS = [*sorted((ROOT / "data" / "tools").glob("*.ttl")), *sorted((ROOT / "data" / "arguments").glob("*.ttl")), USAGE]
BEFORE, AFTER = date(2020, 12, 1), date(2021, 6, 1)
OPEN_LICENCE = "https://www.etalab.gouv.fr/licence-ouverte-open-licence"
ACRONYMS = re.findall(
    r"\w+", "CAN PTCA AVAL PAVA CRIB PAN EPN GT DDCS DRJSCS ASEPT CLAAC ID37 FUN SCIC RGPD CVL DIY CHATONS CR"
)
STATED_EXPANSIONS = {
    "can": "Coordination des acteurs du numérique",
    "ptca": "Pôle territorial de coopération associatif",
    "aval": "Appui à la vie associative locale",
    "pava": "Point d’appui à la vie associative",
}


def iri(path: str) -> str:
    return f"{BASE}/id/{path}"


@cache
def bundle_of(path: Path) -> str:
    """The one source that a file declares."""
    found = {fact.s for fact in read_turtle(path, BASE) if (fact.p, fact.o) == (RDF.type, SCHEMA.Dataset)}
    assert len(found) == 1, f"{path.name}: {len(found)} bundles"
    return found.pop()


@cache
def facts_of(path: Path) -> tuple[Fact, ...]:
    return tuple(fact._replace(source=bundle_of(path)) for fact in read_turtle(path, BASE))


@pytest.fixture(scope="module")
def model() -> Model:
    return shared_model()


@pytest.fixture(scope="module")
def touraine() -> Dataset:
    return Dataset.in_memory((fact for path in FILES for fact in facts_of(path)), BASE)


@pytest.fixture(scope="module")
def everything() -> Dataset:
    """Touraine, the tools it links to and the vocabularies."""
    facts = [fact for path in (*FILES, *OTHERS) for fact in facts_of(path)]
    return Dataset.in_memory([*facts, *vocabulary_facts()], BASE)


def kind_targets(data: Dataset, target: str) -> set[str]:
    """The classes of what a link leads to; territories are derived from the index and not in the files."""
    if target.startswith(iri("territory/")):
        return {SCHEMA.AdministrativeArea}
    return set(data.types(target))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_file_is_strict_turtle_for_both_parsers(path: Path) -> None:
    graph = rdflib.Graph().parse(path, format="turtle", publicID=BASE + "/")
    assert len(graph) == len(set(facts_of(path)))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_file_is_one_public_source_under_an_open_licence(path: Path) -> None:
    source = bundle_of(path)
    data = Dataset.in_memory(facts_of(path), BASE)
    assert data.link(source, DCT.license) == OPEN_LICENCE
    assert (data.link(source, DCT.accessRights) or "").endswith("/PUBLIC")
    if path.name == "glossary-local.ttl":
        assert data.text(source, SKOS.prefLabel) == "Usage local, à confirmer"
        assert data.text(source, TIS.openQuestion)
    else:
        assert data.link(source, PROV.hadPrimarySource) == iri("resource/minutes-2021-02-04")


def test_no_two_files_are_the_same_source() -> None:
    assert max(Counter(bundle_of(path) for path in FILES).values()) == 1


@pytest.mark.parametrize("form", ACRONYMS)
def test_every_acronym_of_the_minutes_is_in_the_glossary(touraine: Dataset, form: str) -> None:
    acronym = iri(f"acronym/{form.lower()}")
    assert touraine.types(acronym) == [TIS.Acronym]
    assert touraine.text(acronym, SKOSXL.literalForm) == form
    assert touraine.texts(acronym, TIS.expansion) or touraine.text(acronym, TIS.openQuestion)


def test_expansions_of_the_minutes_and_of_common_usage_have_different_sources(everything: Dataset) -> None:
    usage = iri("source/common-usage-acronyms")
    common = {fact.s for fact in everything.facts(p=TIS.expansion, source=usage)}
    for slug, expansion in STATED_EXPANSIONS.items():
        said = everything.sources(iri(f"acronym/{slug}"), TIS.expansion, text_literal(expansion, "fr"))
        assert said == [iri("source/workshop-2021-02-04-glossary")]
        assert iri(f"acronym/{slug}") not in common
    assert {iri("acronym/crib"), iri("acronym/rgpd"), iri("acronym/chatons")} <= common
    assert all(everything.texts(acronym, TIS.openQuestion) for acronym in common)


@pytest.mark.parametrize(("slug", "perceived"), [("can", 4), ("ptca", 3), ("aval", 2)])
def test_what_is_believed_stands_beside_what_is(touraine: Dataset, slug: str, perceived: int) -> None:
    views: Counter[str] = Counter()
    for definition in touraine.subjects(TIS.defines, iri(f"network/{slug}")):
        assert touraine.link(definition, PROV.wasGeneratedBy) == iri("event/workshop-2021-02-04")
        assert touraine.text(definition, SKOS.definition)
        views[touraine.link(definition, TIS.viewpoint) or ""] += 1
    assert views[VOCABULARY["viewpoint/perceived"]] == perceived
    assert views[VOCABULARY["viewpoint/actual"]] >= 1


def networks_of_the_pava(data: Dataset, day: date) -> set[str]:
    """The networks that a PAVA group belongs to on that day."""
    groups = {iri("working-group/can-pava"), iri("working-group/aval-pava")}
    valid = [item for item in data.instances(ORG.Membership) if data.valid(item, day)]
    return {data.link(item, ORG.organization) or "" for item in valid if data.link(item, ORG.member) in groups}


def test_the_pava_group_leaves_the_can_for_aval(touraine: Dataset) -> None:
    assert networks_of_the_pava(touraine, date(2020, 12, 31)) == {iri("network/can")}
    assert networks_of_the_pava(touraine, AFTER) == {iri("network/can"), iri("network/aval")}, "in 2021: no day is said"
    assert networks_of_the_pava(touraine, date(2022, 1, 1)) == {iri("network/aval")}


def test_the_can_loses_two_groups_and_has_no_single_successor(touraine: Dataset) -> None:
    groups = [iri("working-group/can-pava"), iri("working-group/can-technical-actors")]
    assert touraine.subjects(ORG.subOrganizationOf, iri("network/can")) == groups
    changes = [touraine.subjects(ORG.originalOrganization, group) for group in groups]
    assert [len(change) for change in changes] == [1, 1]
    assert touraine.links(changes[0][0], ORG.resultingOrganization) == [iri("working-group/aval-pava")]
    heirs = touraine.links(changes[1][0], ORG.resultingOrganization)
    assert len(heirs) == 3
    assert {touraine.link(heir, ORG.subOrganizationOf) for heir in heirs} == {iri("network/ptca")}
    assert touraine.subjects(ORG.originalOrganization, iri("network/can")) == []


def test_the_pilot_of_aval_changes_on_the_day_the_minutes_attest(touraine: Dataset) -> None:
    pilots = [
        item
        for item in touraine.subjects(ORG.organization, iri("working-group/aval-consortium-37"))
        if touraine.link(item, ORG.role) == VOCABULARY["role/pilot"]
    ]
    at = {
        day: {touraine.link(item, ORG.member) for item in pilots if touraine.valid(item, day)}
        for day in (BEFORE, AFTER)
    }
    assert at == {BEFORE: {iri("organisation/ddcs")}, AFTER: {iri("organisation/drjscs")}}


def test_no_price_is_invented(touraine: Dataset) -> None:
    assert list(touraine.facts(p=TIS.cost)) == []


def test_a_host_whose_tools_are_not_named_runs_none(touraine: Dataset) -> None:
    futuretic = iri("instance/futuretic")
    assert touraine.link(futuretic, SCHEMA.provider) == iri("organisation/labomedia")
    assert touraine.links(futuretic, SCHEMA.areaServed) == [iri("territory/region-24")]
    assert touraine.links(futuretic, TIS.instanceOf) == []
    assert touraine.texts(futuretic, TIS.openQuestion)


def test_every_entity_described_here_is_named_in_french_and_english(touraine: Dataset) -> None:
    described = {fact.s for fact in touraine.facts(p=RDF.type)}
    for entity in sorted(described):
        labels = [label for label in touraine.values(entity, SKOS.prefLabel) if isinstance(label, Literal)]
        assert sorted(label.language or "" for label in labels) == ["en", "fr"], entity


def test_texts_have_a_language_and_single_ones_are_single(touraine: Dataset) -> None:
    for path in (SKOS.note, SKOS.altLabel, SKOS.definition, DCT.description, TIS.openQuestion, ORG.purpose):
        for fact in touraine.facts(p=path):
            assert isinstance(fact.o, Literal), fact
            assert fact.o.language in {"fr", "en"}, fact
    described = Counter(
        (fact.s, fact.o.language) for fact in touraine.facts(p=DCT.description) if isinstance(fact.o, Literal)
    )
    assert max(described.values()) == 1


def test_no_link_dangles(everything: Dataset) -> None:
    inside = (f"{BASE}/id/", str(VOCABULARY))
    for fact in (fact for path in FILES for fact in facts_of(path)):
        if isinstance(fact.o, str) and fact.o.startswith(inside) and not fact.o.startswith(str(TIS)):
            assert fact.o.startswith(iri("territory/")) or everything.types(fact.o), fact


def test_territories_are_those_of_the_official_code(touraine: Dataset) -> None:
    territories = Territories.load(area=["37"])
    links = {fact.o for fact in touraine.facts() if isinstance(fact.o, str) and fact.o.startswith(iri("territory/"))}
    names = sorted(territories.from_iri(BASE, link).name for link in links)
    assert names == ["Centre-Val de Loire", "Hauts-de-France", "Indre-et-Loire", "Orléans", "Pays de la Loire", "Tours"]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_fact_fits_the_model(everything: Dataset, model: Model, path: Path) -> None:
    for fact in facts_of(path):
        entity_class = model.class_of(everything.types(fact.s))
        assert entity_class, f"{fact.s} has no class of the model"
        if fact.p == RDF.type:
            continue
        field = entity_class.field(fact.p)
        assert field, f"{entity_class.kind} has no field {fact.p}"
        if field.is_link and isinstance(fact.o, str):
            assert kind_targets(everything, fact.o) & set(field.targets), fact
            concept = fact.o.startswith(str(VOCABULARY))
            assert not concept or fact.o.startswith(field.scheme + "/"), fact
        assert field.max_count is None or len(everything.values(fact.s, fact.p)) <= field.max_count, fact


def test_what_the_model_demands_is_given(everything: Dataset, touraine: Dataset, model: Model) -> None:
    for entity in sorted({fact.s for fact in touraine.facts(p=RDF.type)}):
        entity_class = model.class_of(touraine.types(entity))
        assert entity_class, entity
        missing = [
            field.path for field in entity_class.fields if len(everything.values(entity, field.path)) < field.min_count
        ]
        assert missing == [], entity


def test_an_end_follows_its_start(touraine: Dataset) -> None:
    ended = [fact.s for fact in touraine.facts(p=SCHEMA.endDate)]
    spans = [(touraine.day(entity, SCHEMA.startDate), touraine.day(entity, SCHEMA.endDate)) for entity in ended]
    assert spans
    assert all(end is not None and (start is None or start <= end) for start, end in spans)


def test_nobody_is_described_as_a_person(touraine: Dataset) -> None:
    assert touraine.instances("http://xmlns.com/foaf/0.1/Person") == []
    assert list(touraine.facts(p=ORG.heldBy)) == []
