# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every IRI answers as a page or as data, whatever is asked, and all data forms say the same."""

from __future__ import annotations

import json

import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient

from graph.namespaces import DCAT, PREFIXES, RDF, RDFS, VOID
from graph.rdf.forms import FORMS, Form
from tests.instances import observatory

CARD = "/id/organisation/atelier"
FORMATS = {form.extension: ox.RdfFormat.from_extension(form.extension) for form in FORMS}
DATASET = f"/export/{observatory().slug}"


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
        pytest.param("application/rdf+xml", f"{CARD}.rdf", id="rdf/xml"),
        pytest.param("application/rdf+xml, text/turtle;q=0.5", f"{CARD}.rdf", id="rdf/xml preferred"),
        pytest.param("application/trig", f"{CARD}.trig", id="trig"),
        pytest.param("application/n-quads", f"{CARD}.nq", id="n-quads"),
        pytest.param("text/n3", f"{CARD}.n3", id="n3"),
        pytest.param("image/png, */*;q=0.1", "/fiche/organisation/atelier", id="nothing we have, or anything"),
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
def test_all_forms_say_the_same(client: FlaskClient, address: str) -> None:
    forms = {extension: _triples(client.get(f"{address}.{extension}").text, extension) for extension in FORMATS}
    assert forms["ttl"]
    assert all(form == forms["ttl"] for form in forms.values())


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


@pytest.mark.parametrize("address", [CARD, DATASET, "/id/need", "/ontologie"])
@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
def test_who_asks_for_one_form_gets_that_one(client: FlaskClient, address: str, form: Form) -> None:
    response = client.get(address, headers={"Accept": form.media_type}, follow_redirects=True)
    assert response.status_code == 200
    assert response.mimetype == form.media_type
    assert len(_triples(response.text, form.extension)) > 3


@pytest.mark.parametrize("address", [CARD, DATASET, "/id/need", "/ontologie", "/.well-known/void"])
@pytest.mark.parametrize("accept", ["application/owl+xml", "image/png", "text/turtle;q=0, image/png"])
def test_who_asks_for_what_is_not_there_is_told_what_is(client: FlaskClient, address: str, accept: str) -> None:
    response = client.get(address, headers={"Accept": accept})
    assert response.status_code == 406
    assert response.mimetype == "application/problem+json"
    assert all(form.media_type in response.json["detail"] for form in FORMS)


def _headers(client: FlaskClient, **headers: str) -> tuple[int, bytes, dict[str, str]]:
    response = client.get(f"{DATASET}.ttl", headers={name.replace("_", "-"): text for name, text in headers.items()})
    return response.status_code, response.data, dict(response.headers)


def test_a_file_is_given_in_parts(client: FlaskClient) -> None:
    _, whole, headers = _headers(client)
    assert headers["Accept-Ranges"] == "bytes"
    assert not headers["ETag"].startswith("W/")
    for accepted in ("identity", "gzip, br"):
        status, first, told = _headers(client, Range="bytes=0-999", Accept_Encoding=accepted)
        assert (status, first) == (206, whole[:1000])
        assert told["Content-Range"] == f"bytes 0-999/{len(whole)}"
        assert "Content-Encoding" not in told
        status, rest, _ = _headers(client, Range="bytes=1000-", If_Range=told["ETag"], Accept_Encoding=accepted)
        assert (status, first + rest) == (206, whole)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        pytest.param({"Range": "bytes=0-9", "If_Range": '"another"'}, 200, id="the file has changed"),
        pytest.param({"Range": "bytes=0-1, 5-9"}, 200, id="several parts"),
        pytest.param({"Range": "lines=0-9"}, 200, id="another unit"),
        pytest.param({"Range": "bytes=99999999-"}, 416, id="after the end"),
        pytest.param({"Range": "bytes=-10"}, 206, id="the end"),
    ],
)
def test_a_part_that_cannot_be_cut(client: FlaskClient, headers: dict[str, str], status: int) -> None:
    assert _headers(client, **headers)[0] == status


def test_the_home_page_leads_to_the_data(client: FlaskClient) -> None:
    for page in (client.get("/"), client.get("/", headers={"Accept-Encoding": "gzip"})):  # the second from what is kept
        links = ", ".join(page.headers.getlist("Link"))
        for form in FORMS:
            assert f'<{DATASET}.{form.extension}>; rel="alternate"; type="{form.media_type}"' in links
        assert '</.well-known/void>; rel="describedby"' in links
        assert '</api/v1/openapi.json>; rel="service-desc"' in links
    assert f'<link rel="alternate" type="text/turtle" href="{DATASET}.ttl">' in client.get("/").text


def test_programs_find_the_description_where_they_look_first(client: FlaskClient) -> None:
    response = client.get("/.well-known/void")
    assert response.mimetype == "text/turtle"
    triples = {(t.subject.value, t.predicate.value, str(t.object.value)) for t in _triples(response.text, "ttl")}
    dataset = f"http://localhost:5000{DATASET}#dataset"
    assert (dataset, RDF.type, VOID.Dataset) in triples
    assert (f"http://localhost:5000{DATASET}#nquads", DCAT.downloadURL, f"http://localhost:5000{DATASET}.nq") in triples
    as_xml = client.get("/.well-known/void", headers={"Accept": "application/rdf+xml"})
    assert _triples(as_xml.text, "rdf") == _triples(response.text, "ttl")
    assert client.get("/.well-known/void", headers={"Accept": "text/html,*/*;q=0.8"}).location == "/a-propos#donnees"


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


def test_published_questions_are_listed_and_answered(client: FlaskClient) -> None:
    page = client.get("/export/").text
    for slug in ("needs-nobody-answers", "who-hosts-what", "members-of-networks"):
        assert f'href="/export/questions/{slug}.csv"' in page
    assert "Needs for which no service is known" in client.get("/export/?lang=en").text
    table = client.get("/export/questions/members-of-networks.csv?date=2020-06-01")
    assert table.status_code == 200
    assert table.content_type == "text/csv; charset=utf-8"
    assert "2020-06-01" in table.text
    assert 'filename="members-of-networks-2020-06-01.csv"' in table.headers["Content-Disposition"]
    rows = client.get("/export/questions/members-of-networks.json")
    assert rows.content_type == "application/sparql-results+json"
    assert rows.json is not None
    assert "?network" in client.get("/export/questions/members-of-networks.rq").text
    assert client.get(f"/export/questions/who-hosts-what.csv?date={'2' * 300}").status_code == 400
    assert client.get("/export/questions/who-hosts-what.csv?query=ASK").status_code == 400
    missing = client.get("/export/questions/nobody.csv")
    assert missing.status_code == 404
    assert "who-hosts-what" in missing.text


def test_a_question_says_nothing_that_is_restricted(client: FlaskClient) -> None:
    """What is asked is the public dataset, which holds no restricted fact."""
    for slug in ("needs-nobody-answers", "who-hosts-what", "members-of-networks"):
        assert "discret" not in client.get(f"/export/questions/{slug}.csv").text.lower()


def test_data_name_what_an_entity_leads_to(client: FlaskClient) -> None:
    """Whoever reads one card alone knows what its links lead to."""
    facts = _triples(client.get(f"{CARD}.ttl").text, "ttl")
    base = next(fact.subject.value for fact in facts if fact.subject.value.endswith(CARD)).removesuffix(CARD)
    own = {fact.object for fact in facts if fact.subject.value == f"{base}{CARD}" and fact.predicate.value != RDF.type}
    linked = {node.value for node in own if isinstance(node, ox.NamedNode) and node.value.startswith(f"{base}/id/")}
    assert linked
    assert linked - {f"{base}{CARD}"} <= {fact.subject.value for fact in facts if fact.predicate.value == RDFS.label}
