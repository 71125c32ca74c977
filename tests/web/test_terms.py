# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the server answers as data uses the terms of other vocabularies as these define them."""

from __future__ import annotations

import re
from collections.abc import Iterable

import pyoxigraph as ox
import pytest
from flask import Flask
from flask.testing import FlaskClient

from graph.namespaces import RDF, SCHEMA, SKOS
from graph.rdf.dataset import Fact
from tests.instances import model as shared_model
from tests.ontology.terms import misuses

KINDS = [item.kind for item in shared_model().classes]
JSON_LD = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)
FORMATS = {"ttl": ox.RdfFormat.TURTLE, "nq": ox.RdfFormat.N_QUADS, "jsonld": ox.RdfFormat.JSON_LD}


@pytest.fixture
def visitor(touraine_app: Flask) -> FlaskClient:
    return touraine_app.test_client()


def read(text: str, extension: str) -> list[Fact]:
    """The facts of a document; a node without IRI is named as the parser names it."""

    def named(term: object) -> object:
        return term if isinstance(term, ox.Literal) else getattr(term, "value", "")

    quads: Iterable[ox.Quad] = ox.parse(text, format=FORMATS[extension])
    return [Fact(*map(named, (quad.subject, quad.predicate, quad.object)), "") for quad in quads]  # type: ignore[arg-type]


@pytest.mark.parametrize("address", ["/ontologie.ttl", "/id/need.ttl", "/id/audience.jsonld", "/id/role.nq"])
def test_the_model_and_its_lists(visitor: FlaskClient, address: str) -> None:
    found = read(visitor.get(address).text, address.rpartition(".")[2])
    assert len(found) > 10
    assert misuses(found, whole=False) == []


@pytest.mark.parametrize("address", ["/export/touraine", "/.well-known/void"])
def test_the_description_of_the_dataset(visitor: FlaskClient, address: str) -> None:
    text = visitor.get(address, headers={"Accept": "text/turtle"}, follow_redirects=True).text
    assert misuses(read(text, "ttl")) == []


@pytest.mark.parametrize("kind", KINDS)
def test_the_data_and_the_page_of_a_thing(visitor: FlaskClient, touraine_app: Flask, kind: str) -> None:
    repository = touraine_app.extensions["tisserand"].repository
    own = repository.model.kind(kind)
    iris = [choice.iri for choice in repository.model.choices.values() if choice.scheme == own.scheme]
    iris = iris if own.scheme else repository.public.instances(own.iri)
    for iri in iris[:3]:
        slug = iri.rpartition("/")[2]
        said = read(visitor.get(f"/id/{kind}/{slug}.ttl").text, "ttl")
        assert misuses(said, whole=False) == []
        page = JSON_LD.search(visitor.get(f"/fiche/{kind}/{slug}").text)
        assert page is not None
        assert set(read(page[1], "jsonld")) == set(said)
        names = {(fact.s, fact.o) for fact in said if fact.p == SKOS.prefLabel}
        assert {(fact.s, fact.o) for fact in said if fact.p == SCHEMA.name} == names
        assert any(fact.s == iri and fact.p == RDF.type for fact in said)
