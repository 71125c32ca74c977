# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every IRI answers as a page or as data, whatever is asked, and the three data forms say the same."""

from __future__ import annotations

import json

import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient

from graph.namespaces import PREFIXES

CARD = "/id/organisation/atelier"
FORMATS = {"ttl": ox.RdfFormat.TURTLE, "nt": ox.RdfFormat.N_TRIPLES, "jsonld": ox.RdfFormat.JSON_LD}


@pytest.mark.parametrize(
    ("accept", "target"),
    [
        pytest.param(None, "/fiche/organisation/atelier", id="nothing said"),
        pytest.param("*/*", "/fiche/organisation/atelier", id="anything"),
        pytest.param("text/html,application/xhtml+xml,*/*;q=0.8", "/fiche/organisation/atelier", id="browser"),
        pytest.param("text/turtle", f"{CARD}.ttl", id="turtle"),
        pytest.param("application/ld+json", f"{CARD}.jsonld", id="json-ld"),
        pytest.param("application/json", f"{CARD}.jsonld", id="json"),
        pytest.param("application/n-triples", f"{CARD}.nt", id="n-triples"),
        pytest.param("text/html;q=0.5, text/turtle;q=0.9", f"{CARD}.ttl", id="turtle preferred"),
        pytest.param("text/turtle;q=0.2, text/html", "/fiche/organisation/atelier", id="page preferred"),
        pytest.param("text/turtle;q=0", "/fiche/organisation/atelier", id="turtle refused"),
        pytest.param("image/png", "/fiche/organisation/atelier", id="nothing we have"),
    ],
)
def test_an_iri_redirects_by_preference(client: FlaskClient, accept: str | None, target: str) -> None:
    response = client.get(CARD, headers={"Accept": accept} if accept is not None else {})
    assert response.status_code == 303
    assert response.headers["Location"] == target
    assert "Accept" in response.headers["Vary"]


def _triples(text: str, extension: str) -> set[ox.Triple]:
    return {quad.triple for quad in ox.parse(text, format=FORMATS[extension])}


@pytest.mark.parametrize("address", [CARD, "/id/need/file-sharing", "/id/source/ecosystem"])
def test_the_three_forms_say_the_same(client: FlaskClient, address: str) -> None:
    forms = {extension: _triples(client.get(f"{address}.{extension}").text, extension) for extension in FORMATS}
    assert forms["ttl"]
    assert forms["ttl"] == forms["nt"] == forms["jsonld"]


def test_data_holds_links_in_and_the_source_with_its_licence(client: FlaskClient) -> None:
    triples = _triples(client.get(f"{CARD}.nt").text, "nt")
    ends = {(triple.subject.value, triple.predicate.value) for triple in triples}
    assert ("http://localhost:5000/id/service/files-back", "https://schema.org/provider") in ends
    assert ("http://localhost:5000/id/source/ecosystem", "http://purl.org/dc/terms/license") in ends


def test_json_ld_needs_no_other_document(client: FlaskClient) -> None:
    document = json.loads(client.get(f"{CARD}.jsonld").text)
    assert document["@context"] == PREFIXES


def test_a_reader_who_has_it_gets_304(client: FlaskClient) -> None:
    first = client.get(f"{CARD}.ttl")
    assert first.headers["ETag"]
    assert first.headers["Last-Modified"]
    assert client.get(f"{CARD}.ttl", headers={"If-None-Match": first.headers["ETag"]}).status_code == 304


def test_data_may_be_read_from_any_site(client: FlaskClient) -> None:
    assert client.get(f"{CARD}.ttl").headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Origin" not in client.get("/").headers


def test_an_unknown_iri_names_its_neighbours(client: FlaskClient) -> None:
    page = client.get("/id/organisation/atelier-exempel")
    assert page.status_code == 404
    assert "Atelier Exemple" in page.text
    problem = client.get("/id/organisation/atelier-exempel.ttl")
    assert problem.mimetype == "application/problem+json"
    assert problem.json["suggestions"][0]["label"] == "Atelier Exemple"


@pytest.mark.parametrize(
    "slug", ["a b", "%3Cscript%3E", "..%2F..%2Fetc", "x" * 3000, "%E2%80%AE", "javascript:alert(1)"]
)
def test_an_odd_address_is_not_found(client: FlaskClient, slug: str) -> None:
    assert client.get(f"/id/organisation/{slug}").status_code == 404
    assert client.get(f"/fiche/organisation/{slug}").status_code == 404


def test_the_ontology_is_turtle_for_programs(client: FlaskClient) -> None:
    by_extension = client.get("/ontologie.ttl")
    by_accept = client.get("/ontologie", headers={"Accept": "text/turtle"})
    assert by_accept.mimetype == by_extension.mimetype == "text/turtle"
    assert len(_triples(by_extension.text, "ttl")) > 1000


@pytest.mark.parametrize("extension", ["ttl", "jsonld", "nq", "csv", "graphml", "gexf"])
def test_exports_are_offered(client: FlaskClient, extension: str) -> None:
    response = client.get(f"/export/touraine.{extension}")
    assert response.status_code == 200
    assert "Reprendre la main sur ses fichiers" in response.text
    assert "Accept" in response.headers["Vary"]


def test_an_unknown_export_says_which_exist(client: FlaskClient) -> None:
    response = client.get("/export/touraine.docx")
    assert response.status_code == 404
    assert "touraine.ttl" in response.text
