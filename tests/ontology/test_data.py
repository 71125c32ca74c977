# SPDX-License-Identifier: AGPL-3.0-or-later
"""A sound town passes the check of the data; each kind of defect is named, by pyshacl and by the quick check alike."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pytest

from graph.model import Model
from graph.model.ontology import vocabulary_facts
from graph.namespaces import DCT, FOAF, ORG, RDF, SCHEMA, SKOS, TIS, WGS
from graph.rdf.dataset import Dataset, Fact, text_literal
from graph.rdf.turtle import read_turtle
from graph.text.characters import code, refused_in
from graph.validation import Finding, check, standard_shapes, validate_data, validate_entities
from tests.instances import model as shared_model
from tests.steps import steps

HERE = Path(__file__).resolve().parent
BASE = "http://localhost:5000"
TOWN = f"{BASE}/id/source/town"
TOURS = f"{BASE}/id/territory/commune-37261"

# Entity of broken.ttl, property at fault, what the message says.
DEFECTS = [
    ("organisation/english-only", SKOS.prefLabel, "nom en français"),
    ("organisation/no-label", SKOS.prefLabel, "nom en français"),
    ("organisation/two-labels", SKOS.prefLabel, "un seul par langue"),
    ("organisation/bare-label", SKOS.prefLabel, "Donnez un nom en français"),
    ("organisation/unknown-property", ORG.colour, "inconnue du modèle"),
    ("organisation/unknown-type", RDF.type, "un type du modèle"),
    ("organisation/dangling", ORG.subOrganizationOf, "une fiche qui n’existe pas"),
    ("organisation/dangling-concept", TIS.worksOn, "une fiche qui n’existe pas"),
    ("organisation/unknown-place", SCHEMA.areaServed, "une fiche qui n’existe pas"),
    ("organisation/wrong-class", ORG.subOrganizationOf, "parmi les acteurs"),
    ("organisation/wrong-scheme", TIS.worksOn, "dans la liste des besoins"),
    ("organisation/text-for-link", TIS.worksOn, "dans la liste des besoins"),
    ("organisation/bad-email", SCHEMA.email, "contact@exemple.org"),
    ("organisation/bad-number", ORG.identifier, "SIREN"),
    ("organisation/wrong-key", ORG.identifier, "la bonne clé"),
    ("organisation/wrong-hours", SCHEMA.openingHours, "à la manière d’OpenStreetMap"),
    ("organisation/half-a-point", WGS.lat, "wgs:long"),
    ("organisation/off-the-globe", WGS.lat, "entre -90 et 90"),
    ("event/no-such-hour", SCHEMA.startDate, "n’existe pas"),
    ("organisation/script-address", FOAF.homepage, "adresse refusée"),
    ("organisation/file-address", DCT.source, "adresse refusée"),
    ("organisation/text-address", FOAF.homepage, "https://"),
    ("organisation/control-character", SKOS.prefLabel, "U+0007"),
    ("organisation/bidi-character", SKOS.prefLabel, "U+202E"),
    ("organisation/backwards", SCHEMA.endDate, "précède le début"),
    ("organisation/no-such-day", SCHEMA.startDate, "AAAA-MM-JJ"),
    ("organisation/no-such-month", SCHEMA.startDate, "n’existe pas"),
    ("organisation/day-and-hour", SCHEMA.startDate, "AAAA-MM-JJ"),
    ("organisation/ends-the-year-before", SCHEMA.endDate, "la fin (2020) précède le début (2021-06-01)"),
    ("organisation/confirmed-some-year", TIS.confirmedOn, "AAAA-MM-JJ"),
    ("organisation/text-date", SCHEMA.endDate, "AAAA-MM-JJ"),
    ("organisation/two-starts", SCHEMA.startDate, "une seule date de début"),
    ("organisation/neither-yes-nor-no", TIS.entryPoint, "oui ou par non"),
    ("organisation/part-of-itself", ORG.subOrganizationOf, "partie d’elle-même"),
    ("organisation/part-of-its-part", ORG.subOrganizationOf, "« Tout » → « Partie » → « Détail » → « Tout »"),
    ("organisation/part-of-the-part", ORG.subOrganizationOf, "tourne en rond"),
    ("organisation/part-of-a-part", ORG.subOrganizationOf, "tourne en rond"),
    ("service/nobody-offers", SCHEMA.provider, "qui propose le service"),
    ("service/two-states", TIS.state, "un seul état"),
    ("tool/unknown-licence", SCHEMA.license, "SPDX"),
    ("competence/competent-on-cost", DCT.subject, "un outil"),
    ("alternative/replaces-nothing", TIS.replaces, "outil remplacé"),
]
IDS = [entity.split("/")[1].replace("-", " ") for entity, *_ in DEFECTS]


def known(iri: str) -> bool:
    return iri == TOURS


def read(name: str) -> list[Fact]:
    return [fact._replace(source=TOWN) for fact in read_turtle(HERE / name, BASE)]


@cache
def model() -> Model:
    return shared_model()


def dataset_of(facts: Iterable[Fact]) -> Dataset:
    return Dataset.in_memory([*facts, *vocabulary_facts()], BASE)


@cache
def broken_town() -> Dataset:
    return dataset_of([*read("town.ttl"), *read("broken.ttl")])


@cache
def judged() -> list[Finding]:
    """What is found in the town with the broken entities; pyshacl is called once for all cases."""
    return validate_data(broken_town(), model(), known=known)


def test_the_sound_town_passes() -> None:
    assert check(model(), dataset_of(read("town.ttl")), known=known) == []


def test_the_quick_check_passes_the_sound_town_too() -> None:
    facts = read("town.ttl")
    assert validate_entities(dataset_of(facts), model(), {fact.s for fact in facts}, known) == []


@pytest.mark.parametrize(("entity", "path", "words"), DEFECTS, ids=IDS)
def test_a_defect_is_found_and_says_what_to_do(entity: str, path: str, words: str) -> None:
    found = [finding for finding in judged() if finding.subject == f"{BASE}/id/{entity}" and finding.path == path]
    assert any(words in finding.message for finding in found), found
    assert {finding.severity for finding in found} == {"violation"}
    assert {finding.source for finding in found} == {TOWN}


@pytest.mark.parametrize(("entity", "path", "words"), DEFECTS, ids=IDS)
def test_the_quick_check_finds_it_too(entity: str, path: str, words: str) -> None:
    found = validate_entities(broken_town(), model(), [f"{BASE}/id/{entity}"], known)
    assert any(finding.path == path and words in finding.message for finding in found), found


def test_nothing_but_the_broken_entities_is_accused() -> None:
    accused = {finding.subject for finding in judged()}
    assert accused == {f"{BASE}/id/{entity}" for entity, *_ in DEFECTS} | {
        f"{BASE}/id/organisation/other-class-property"
    }


def test_a_property_of_another_class_is_only_a_warning() -> None:
    found = [finding for finding in judged() if finding.subject.endswith("/other-class-property")]
    assert [(finding.severity, finding.path) for finding in found] == [("warning", TIS.freeSoftware)]


def test_a_fault_is_told_once() -> None:
    dangling = [finding for finding in judged() if finding.subject.endswith("/organisation/dangling")]
    assert len(dangling) == 1
    assert dangling[0].value == f"{BASE}/id/organisation/nobody"


def test_an_undescribed_source_is_found() -> None:
    fact = Fact(
        f"{BASE}/id/organisation/house", SKOS.altLabel, text_literal("La maison", "fr"), f"{BASE}/id/source/nowhere"
    )
    found = validate_entities(dataset_of([*read("town.ttl"), fact]), model(), [fact.s], known)
    assert [(finding.source, "décrivez la source" in finding.message) for finding in found] == [(fact.source, True)]


def test_a_finding_reads_in_one_line_with_prefixes() -> None:
    finding = Finding("violation", "classes/network.ttl", f"{TIS}Need", SKOS.prefLabel, "donnez un nom.", "x")
    assert str(finding) == "classes/network.ttl · tis:Need · skos:prefLabel : donnez un nom. [x]"


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("L’été « à l’aise » : 30 € l’heure", []),
        ("deux\nlignes\tet une tabulation", []),
        ("zéro\u0000", ["U+0000"]),
        ("a\u2066b\u202ec", ["U+202E", "U+2066"]),
    ],
    ids=["plain French", "line breaks", "null", "bidirectional"],
)
def test_hidden_characters(text: str, hidden: list[str]) -> None:
    assert list(map(code, refused_in(text))) == hidden


@pytest.mark.slow
def test_the_shapes_are_well_formed_for_any_shacl_engine() -> None:
    from pyshacl import validate
    from rdflib import Graph

    conforms, _, report = validate(Graph(), shacl_graph=standard_shapes(), meta_shacl=True)
    assert conforms, report


SHAPES = 8_500_000  # calls of functions, before any fact: more with each name and example of the vocabularies


@pytest.mark.slow
def test_facts_by_the_thousand_are_checked_with_as_much_work_each() -> None:
    """A few thousand are to be checked in seconds; the town is repeated under other names."""
    facts = [Fact(*_renamed(fact, number), fact.source) for fact in read("town.ttl") for number in range(20)]
    data = dataset_of([*read("town.ttl"), *facts])
    found: list[Finding] = []
    work = steps(lambda: found.extend(validate_data(data, model(), known=known)))
    assert len(facts) > 1000
    assert found == []
    assert work < SHAPES + 5_000 * len(facts)


def _renamed(fact: Fact, number: int) -> tuple[str, str, str | ox.Literal]:
    def other(term: str | ox.Literal) -> str | ox.Literal:
        own = isinstance(term, str) and term.startswith(f"{BASE}/id/") and term not in {TOURS, TOWN}
        return f"{term}-{number}" if own else term

    return str(other(fact.s)), fact.p, other(fact.o) if fact.s != TOWN else fact.o
