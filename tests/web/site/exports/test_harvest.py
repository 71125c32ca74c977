# SPDX-License-Identifier: AGPL-3.0-or-later
"""Another observatory takes the whole dataset: one file, then every IRI in it, and finds the same facts."""

from __future__ import annotations

import gzip
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pyoxigraph as ox
import pyshacl
import pytest
import rdflib
from flask import Flask
from flask.testing import FlaskClient
from rdflib.term import Node
from werkzeug.test import TestResponse

from graph.namespaces import DCT, PROV, RDF, RDFS, SH, SKOS, TIS, VOCABULARY, VOID
from tests.applications import application
from tests.conftest import TESTS
from tests.instances import BASE, model
from tests.siege import LENGTH
from web.app.ecosystem import DATA

pytestmark = pytest.mark.long

DCAT_AP = Path(__file__).resolve().parents[5] / "shared" / "data" / "shacl" / "dcat-ap-3.0.1-SHACL.ttl"
FORMS = {
    "text/turtle": ox.RdfFormat.TURTLE,
    "application/ld+json": ox.RdfFormat.JSON_LD,
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
}
ONTOLOGY = str(TIS).rstrip("#")
Triples = set[ox.Triple]


@pytest.fixture(scope="module")
def observed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The application on the project's own data, with a few restricted facts beside them."""
    folder = tmp_path_factory.mktemp("observed")
    app = application(folder, (DATA, TESTS / "ecosystem.ttl", TESTS / "ecosystem-restricted.ttl"))
    app.config["API_CALLS_PER_MINUTE"] = 10**9
    yield app
    app.extensions["tisserand"].close()


@pytest.fixture(scope="module")
def visitor(observed: Flask) -> FlaskClient:
    return observed.test_client()


@pytest.fixture(scope="module")
def published(visitor: FlaskClient) -> Triples:
    """The triples of the Turtle file, read strictly."""
    body = visitor.get("/export/touraine.ttl").data
    return {quad.triple for quad in ox.parse(body, format=ox.RdfFormat.TURTLE)}


@pytest.fixture(scope="module")
def graph(visitor: FlaskClient) -> rdflib.Graph:
    """The Turtle file as rdflib reads it: not to be written."""
    return rdflib.Graph().parse(data=visitor.get("/export/touraine.ttl").data, format="turtle")


def subject_of(triple: ox.Triple) -> str:
    assert isinstance(triple.subject, ox.NamedNode)  # no blank nodes
    return triple.subject.value


def about(triples: Triples) -> dict[str, Triples]:
    """The triples of each subject."""
    found: dict[str, Triples] = defaultdict(set)
    for triple in triples:
        found[subject_of(triple)].add(triple)
    return found


def minted(triples: Triples) -> list[str]:
    """Every IRI of ours that the file speaks of, terms of the ontology and the catalogue's own apart."""
    ends = {end.value for t in triples for end in (t.subject, t.object) if isinstance(end, ox.NamedNode)}
    return sorted(iri for iri in ends if iri.startswith((f"{BASE}/id/", VOCABULARY)) and "#" not in iri)


def local(iri: str) -> str:
    """Where this instance answers for an IRI."""
    return iri.removeprefix(BASE) if iri.startswith(BASE) else f"/id/{iri.removeprefix(VOCABULARY)}"


def fetched(visitor: FlaskClient, iri: str, accept: str) -> TestResponse:
    first = visitor.get(local(iri), headers={"Accept": accept})
    assert first.status_code == 303, iri
    return visitor.get(first.headers["Location"], headers={"Accept": accept})


# One thing in five is asked about each time, one in two by `make test-slow`, each in a siege: one code answers for all.
STEPS = [5, pytest.param(2 if LENGTH == 1 else 1, marks=pytest.mark.slow)]


@pytest.mark.parametrize("step", STEPS)
def test_every_iri_leads_to_exactly_what_the_file_says_of_it(
    visitor: FlaskClient, published: Triples, step: int
) -> None:
    said = about(published)
    iris = [iri for iri in minted(published) if iri != ONTOLOGY]
    assert len(iris) > 700
    for iri in iris[::step]:
        response = fetched(visitor, iri, "text/turtle")
        assert (response.status_code, response.mimetype) == (200, "text/turtle"), iri
        document = {quad.triple for quad in ox.parse(response.data, format=ox.RdfFormat.TURTLE)}
        names = {triple for triple in document if triple.predicate.value == RDFS.label and subject_of(triple) != iri}
        assert document - names <= published, iri
        # What it leads to is named as it names itself, for whoever takes this card alone.
        assert all(name.object in {triple.object for triple in said[subject_of(name)]} for name in names), iri
        assert {triple for triple in document if subject_of(triple) == iri} == said[iri]


def test_each_kind_answers_in_every_form(visitor: FlaskClient, published: Triples) -> None:
    said = about(published)
    by_kind = {local(iri).split("/")[2]: iri for iri in minted(published)}
    assert len(by_kind) > 30  # kinds of entities, schemes with their concepts, the ontology
    for iri in by_kind.values():
        page = fetched(visitor, iri, "text/html")
        assert (page.status_code, page.mimetype) == (200, "text/html"), iri
        for accept, form in FORMS.items():
            response = fetched(visitor, iri, accept)
            assert (response.status_code, response.mimetype) == (200, accept), iri
            document = {quad.triple for quad in ox.parse(response.data, format=form)}
            assert said[iri] <= document, iri


def test_the_lists_of_choices_have_addresses(visitor: FlaskClient) -> None:
    for scheme in model().schemes:
        page = visitor.get(f"/id/{scheme.slug}")
        path, _, anchor = page.headers["Location"].partition("#")
        assert f'id="{anchor}"' in visitor.get(path).text
        assert visitor.get(f"/id/{scheme.slug}.ttl").mimetype == "text/turtle"
    assert visitor.get("/id/planets").status_code == 404


@pytest.mark.parametrize(
    ("accept", "target"),
    [
        ("text/turtle", "/export/touraine.ttl"),
        ("application/n-triples", "/export/touraine.nt"),
        ("application/ld+json", "/export/touraine.jsonld"),
        ("text/html", "/a-propos#donnees"),
    ],
)
def test_the_iris_of_the_catalogue_lead_to_its_document(visitor: FlaskClient, accept: str, target: str) -> None:
    response = visitor.get("/export/touraine", headers={"Accept": accept})
    assert (response.status_code, response.headers["Location"]) == (303, target)
    assert visitor.get(target).status_code == 200


@pytest.mark.parametrize(
    ("accept", "extension"),
    [
        pytest.param("text/turtle; charset=utf-8", "ttl", id="charset"),
        pytest.param('application/ld+json;profile="http://www.w3.org/ns/json-ld#expanded"', "jsonld", id="profile"),
        pytest.param("text/turtle, */*", "ttl", id="named rather than covered"),
        pytest.param("text/turtle, */*;q=0.1", "ttl", id="rdflib"),
        pytest.param("TEXT/TURTLE", "ttl", id="capitals"),
        pytest.param("text/turtle;q=0.5, application/ld+json;q=0.6", "jsonld", id="quality"),
        pytest.param("text/html;q=0, */*", "ttl", id="anything but a page"),
        pytest.param("application/rdf+xml, application/n-triples;q=0.9, */*;q=0.1", "rdf", id="jena"),
    ],
)
def test_what_clients_really_send_gets_data(client: FlaskClient, accept: str, extension: str) -> None:
    response = client.get("/id/organisation/atelier", headers={"Accept": accept})
    assert response.headers["Location"] == f"/id/organisation/atelier.{extension}"


@pytest.mark.parametrize("accept", ["garbage", ";;,q=", "image/png"])
def test_what_is_not_there_is_said_with_what_is(client: FlaskClient, accept: str) -> None:
    response = client.get("/id/organisation/atelier", headers={"Accept": accept})
    assert response.status_code == 406
    assert "Turtle" in response.text


@pytest.mark.parametrize("accept", ["text/turtle;q=2", "text/*", "text/turtle;q=0"])
def test_anything_else_gets_the_page(client: FlaskClient, accept: str) -> None:
    response = client.get("/id/organisation/atelier", headers={"Accept": accept})
    assert response.headers["Location"] == "/fiche/organisation/atelier"


def test_another_site_may_read_data_on_the_way_to_it_too(client: FlaskClient) -> None:
    turtle = {"Accept": "text/turtle"}
    for address in ("/id/organisation/atelier", "/export/touraine", "/export/touraine.ttl", "/ontologie"):
        assert client.get(address, headers=turtle).headers["Access-Control-Allow-Origin"] == "*", address
    asked = client.options("/id/organisation/atelier.ttl")
    assert asked.headers["Access-Control-Allow-Origin"] == "*"
    assert "If-None-Match" in asked.headers["Access-Control-Allow-Headers"]
    assert "Access-Control-Allow-Origin" not in client.get("/ontologie").headers
    assert "Access-Control-Allow-Origin" not in client.get("/fiche/organisation/atelier").headers


@pytest.mark.parametrize("extension", ["ttl", "jsonld", "nq", "csv", "graphml", "gexf"])
def test_an_export_is_compressed_dated_licensed_and_not_sent_twice(visitor: FlaskClient, extension: str) -> None:
    address = f"/export/touraine.{extension}"
    plain, small = visitor.get(address), visitor.get(address, headers={"Accept-Encoding": "gzip"})
    assert gzip.decompress(small.data) == plain.data
    assert len(small.data) * 4 < len(plain.data)
    assert {"Accept", "Accept-Encoding"} <= set(plain.headers["Vary"].replace(" ", "").split(","))
    assert plain.headers["Last-Modified"]
    assert f'filename="touraine.{extension}"' in plain.headers["Content-Disposition"]
    assert any('rel="license"' in link for link in plain.headers.getlist("Link"))
    for again in (plain.headers["ETag"], small.headers["ETag"]):
        response = visitor.get(address, headers={"If-None-Match": again, "Accept-Encoding": "gzip"})
        assert (response.status_code, response.data) == (304, b"")
    head = visitor.head(address)
    assert (head.status_code, head.data, head.headers["Content-Length"]) == (200, b"", str(len(plain.data)))


def test_a_document_names_its_licence_and_what_it_describes(client: FlaskClient) -> None:
    links = client.get("/id/organisation/atelier.ttl").headers.getlist("Link")
    assert f'<{BASE}/id/organisation/atelier>; rel="describes"' in links
    assert any('rel="license"' in link for link in links)


def test_every_source_is_described_with_its_licence(visitor: FlaskClient, published: Triples) -> None:
    quads = list(ox.parse(visitor.get("/export/touraine.nq").data, format=ox.RdfFormat.N_QUADS))
    licensed = {quad.subject.value for quad in quads if quad.predicate.value == DCT.license}
    assert {quad.graph_name.value for quad in quads} <= licensed
    derived = {str(t.object) for t in published if t.predicate.value == PROV.wasDerivedFrom}
    assert {iri for iri in derived if iri.startswith(f"<{BASE}")} <= {f"<{iri}>" for iri in licensed}
    assert not any(isinstance(end, ox.BlankNode) for t in published for end in (t.subject, t.object))


def test_the_counts_are_those_of_the_file(graph: rdflib.Graph) -> None:
    (data,) = graph.subjects(rdflib.URIRef(RDF.type), rdflib.URIRef(VOID.Dataset))
    said = {name: int(str(graph.value(data, rdflib.URIRef(VOID[name])))) for name in ("triples", "entities")}
    subjects = {str(s) for s in graph.subjects() if str(s).startswith(f"{BASE}/id/")}
    assert said == {"triples": len(graph), "entities": len(subjects)}
    rows = graph.query("SELECT ?c (COUNT(DISTINCT ?s) AS ?n) WHERE { ?s a ?c } GROUP BY ?c")
    counted = {str(row[0]): int(str(row[1])) for row in rows}  # type: ignore[index]
    parts = graph.objects(data, rdflib.URIRef(VOID.classPartition))
    assert counted == {
        str(graph.value(part, rdflib.URIRef(VOID["class"]))): int(str(graph.value(part, rdflib.URIRef(VOID.entities))))
        for part in parts
    }


def test_the_published_model_judges_the_published_data(visitor: FlaskClient, graph: rdflib.Graph) -> None:
    ontology = rdflib.Graph().parse(data=visitor.get("/ontologie.ttl").data, format="turtle")
    used = {str(term) for triple in graph for term in triple if str(term).startswith(str(TIS)) and str(term) != TIS}
    assert used <= {str(subject) for subject in ontology.subjects()}
    described = {str(p): str(o) for p, o in ontology.predicate_objects(rdflib.URIRef(ONTOLOGY))}
    assert described[DCT.license]
    assert described["http://www.w3.org/2002/07/owl#versionInfo"]
    conforms, _, report = pyshacl.validate(graph, shacl_graph=ontology)
    assert conforms, report
    member = rdflib.URIRef("http://www.w3.org/ns/org#member")  # several classes are accepted, a tool is not one
    one, tool = next(graph.subjects(member)), next(graph.subjects(rdflib.URIRef(TIS.freeSoftware)))
    alone = rdflib.Graph()  # what is said of one link, and of what it binds
    for thing in (one, tool, *graph.objects(one)):
        alone += graph.triples((thing, None, None))
    assert not faults_at(alone, ontology, one, member)
    alone.add((one, member, tool))
    assert faults_at(alone, ontology, one, member)


def faults_at(data: rdflib.Graph, shapes: rdflib.Graph, subject: Node, path: rdflib.URIRef) -> list[Node]:
    """What is wrong with what a thing says by one property."""
    _, report, _ = pyshacl.validate(data, shacl_graph=shapes)
    results = report.subjects(rdflib.URIRef(SH.focusNode), subject)
    return [result for result in results if (result, rdflib.URIRef(SH.resultPath), path) in report]


@pytest.mark.parametrize("accept", FORMS)
def test_the_model_is_the_same_in_every_form(visitor: FlaskClient, accept: str) -> None:
    response = visitor.get("/ontologie", headers={"Accept": accept})
    assert response.mimetype == accept
    read = list(ox.parse(response.data, format=FORMS[accept]))
    assert len(read) == len(list(ox.parse(visitor.get("/ontologie.ttl").data, format=ox.RdfFormat.TURTLE)))


@pytest.mark.skipif(not DCAT_AP.exists(), reason="the DCAT-AP shapes are not beside the project")
def test_the_catalogue_of_the_real_data_conforms_to_dcat_ap(visitor: FlaskClient) -> None:
    graph = rdflib.Graph().parse(data=visitor.get("/export/touraine.ttl").data, format="turtle")
    conforms, _, report = pyshacl.validate(graph, shacl_graph=rdflib.Graph().parse(DCAT_AP, format="turtle"))
    assert conforms, report


def _public_addresses(published: Triples, step: int) -> Iterator[str]:
    """Every output that could repeat a fact, as addresses; of what is said of a single thing, one in so many."""
    for extension in ("ttl", "jsonld", "nq", "csv", "graphml", "gexf"):
        yield f"/export/touraine.{extension}"
    for iri in minted(published)[::step]:
        if iri.startswith(f"{BASE}/id/"):
            path = urlsplit(iri).path
            yield from (path.replace("/id/", "/fiche/", 1), f"{path}.nt")
            yield f"/api/v1/neighbours?id={iri}"
    yield from ("/", "/annuaire", "/annuaire/competences", "/glossaire", "/ontologie", "/a-propos", "/sante")
    yield from ("/carte", "/carte.json", "/carte.svg")
    yield from ("/carte/vue", "/carte/integrer", "/carte/partager", "/couverture", "/couverture.csv", "/diagnostic")
    for shown in ("json", "svg", "md", "mm", "graphml"):
        yield f"/carte.{shown}?vue=autour&centre={BASE}/id/organisation/relais"
        yield f"/carte.{shown}?vue=autour&centre={BASE}/id/tool/nuage-libre"
    yield from (f"/api/v1/search?q={words}&limit=100" for words in ("collegue", "experte", "nuage libre", "discret"))
    yield from ("/recherche?q=experte", "/annuaire?q=experte", "/orientation?outil=Nuage+Libre&besoin=file-sharing")
    yield "/api/v1/referrals?tool=Nuage+Libre&need=file-sharing&asker=professional&commune=Chinon"


@pytest.mark.parametrize("step", STEPS)
def test_restricted_facts_are_in_no_public_output(
    observed: Flask, visitor: FlaskClient, published: Triples, step: int
) -> None:
    repository = observed.extensions["tisserand"].repository
    hidden = set(repository.full.facts()) - set(repository.public.facts())
    names = {fact.o.value for fact in hidden if fact.p == SKOS.prefLabel and not isinstance(fact.o, str)}
    secrets = {name.encode() for name in names} | {fact.s.removeprefix(BASE).encode() for fact in hidden}
    assert len(secrets) > 8
    for address in _public_addresses(published, step):
        body = visitor.get(address).data
        assert body, address
        assert not [secret for secret in secrets if secret in body], address
    for secret in {urlsplit(fact.s).path for fact in hidden}:
        assert visitor.get(f"{secret}.ttl").status_code == 404
