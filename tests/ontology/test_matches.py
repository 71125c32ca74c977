# SPDX-License-Identifier: AGPL-3.0-or-later
"""What our choices correspond to elsewhere exists there, by its code and its name."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from pyoxigraph import Literal

from graph.model.ontology import ONTOLOGY
from graph.namespaces import DC, DCT, RDF, SKOS, VOCABULARY, local_name
from graph.rdf.dataset import Dataset
from graph.rdf.turtle import read_turtle
from tests.instances import BASE
from tests.instances import model as shared_model

VALUES = Path(__file__).with_name("outside_values.tsv")
MATCHES = (SKOS.exactMatch, SKOS.closeMatch)
FILES = sorted((ONTOLOGY / "matches").glob("*.ttl"))
DATA = Dataset.in_memory((fact for path in FILES for fact in read_turtle(path, BASE)), BASE)
MODEL = shared_model()
LISTS = [scheme for scheme in MODEL.schemes if scheme.publisher]
MATCHED = [(fact.s, fact.p, str(fact.o)) for path in MATCHES for fact in DATA.facts(p=path)]


def published() -> dict[tuple[str, str], str]:
    """The name of each value by its list and its code, as the file says it was published."""
    with VALUES.open(encoding="utf-8", newline="") as file:
        lines = (line for line in file if not line.startswith("#"))
        return {(row["list"], row["value"]): row["label"] for row in csv.DictReader(lines, delimiter="\t")}


def test_the_lists_are_those_of_the_files() -> None:
    assert {scheme.iri for scheme in LISTS} == set(DATA.instances(SKOS.ConceptScheme))
    assert {scheme.slug for scheme in LISTS} == {name for name, _ in published()}


@pytest.mark.parametrize("scheme", LISTS, ids=lambda scheme: scheme.slug)
def test_a_list_says_who_publishes_it_where_and_when(scheme: object) -> None:
    iri = scheme.iri  # type: ignore[attr-defined]
    (source,) = DATA.links(iri, DCT.source)
    assert source.startswith("https://github.com/")
    assert DATA.day(iri, DCT.issued) is not None
    assert DATA.text(iri, DC.publisher)
    assert len(DATA.texts(iri, SKOS.definition)) == 1


@pytest.mark.parametrize("scheme", LISTS, ids=lambda scheme: scheme.slug)
def test_each_value_is_in_the_published_list_under_its_name(scheme: object) -> None:
    known = published()
    for choice in scheme.choices:  # type: ignore[attr-defined]
        (code,) = choice.notation
        assert known[local_name(choice.scheme), code] == choice.label.fr


def test_only_our_choices_are_matched_each_with_values_that_exist() -> None:
    ours = {choice.iri for scheme in MODEL.schemes if not scheme.publisher for choice in scheme.choices}
    theirs = {choice.iri for scheme in LISTS for choice in scheme.choices}
    assert {s for s, _, _ in MATCHED} <= ours
    assert {o for _, _, o in MATCHED} == theirs
    assert {s.removeprefix(VOCABULARY).split("/")[0] for s, _, _ in MATCHED} >= {"need", "audience", "service-kind"}


def test_what_has_no_definition_there_is_not_said_to_be_the_same() -> None:
    """The values of MedNum, and the themes, are names alone: whether they mean the same nobody can tell."""
    exact = {o for _, path, o in MATCHED if path == SKOS.exactMatch}
    assert exact
    assert not [iri for iri in exact if "/mednum-" in iri or "/data-inclusion-theme/" in iri]


def test_a_value_matches_at_most_one_choice_exactly() -> None:
    exact = [o for _, path, o in MATCHED if path == SKOS.exactMatch]
    assert len(exact) == len(set(exact))
    assert all(isinstance(value, Literal) for fact in DATA.facts(p=SKOS.notation) for value in [fact.o])
    assert all(SKOS.Concept in DATA.links(o, RDF.type) for _, _, o in MATCHED)
