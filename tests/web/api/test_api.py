# SPDX-License-Identifier: AGPL-3.0-or-later
"""The API keeps its contract, its description is valid, and its errors say what to do."""

from __future__ import annotations

import re

import jsonschema
import pytest
from flask import Flask
from flask.testing import FlaskClient
from openapi_spec_validator import OpenAPIV31SpecValidator

from tests.applications import description
from tests.graph.referral.worlds import FRENCH_WORDS
from tests.instances import BASE

ID = f"{BASE}/id/"
CALLS = {
    "/search": "q=atelier&kind=organisation",
    "/referrals": "commune=Chinon&need=file-sharing&tool=GrosMail&free=1&date=2021-06-01",
    "/neighbours": "id=network/cercle&depth=2",
    "/path": "from=organisation/relais&to=organisation/bilan",
    "/coverage": "theme=learn&date=2021-06-01",
    "/criteria": "",
}


def test_the_description_is_valid_openapi() -> None:
    assert list(OpenAPIV31SpecValidator(description()).iter_errors()) == []


def test_the_description_names_every_address(town_app: Flask) -> None:
    routes = {
        rule.rule.removeprefix("/api/v1") for rule in town_app.url_map.iter_rules() if rule.rule.startswith("/api/")
    }
    assert routes == set(description()["paths"])


@pytest.mark.parametrize("path", CALLS)
def test_answers_follow_the_description(client: FlaskClient, path: str) -> None:
    described = description()
    schema = described["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    answer = client.get(f"/api/v1{path}?{CALLS[path]}")
    assert answer.status_code == 200
    jsonschema.Draft202012Validator({**schema, "components": described["components"]}).validate(answer.json)


@pytest.mark.parametrize("path", CALLS)
def test_parameters_are_those_of_the_description(client: FlaskClient, path: str) -> None:
    described = {item["name"] for item in description()["paths"][path]["get"]["parameters"]}
    problem = client.get(f"/api/v1{path}?zzzzzz=1").json
    assert problem["parameter"] == "zzzzzz"
    assert all(name in problem["detail"] for name in described - {"lang"})


def test_search_is_ranked(client: FlaskClient) -> None:
    found = client.get("/api/v1/search?q=atelier exemple&limit=3").json["results"]
    assert found[0]["iri"] == f"{ID}organisation/atelier"
    assert len(found) <= 3


def test_a_referral_has_reasons_and_a_path_of_facts(client: FlaskClient) -> None:
    answer = client.get("/api/v1/referrals?commune=Chinon&need=file-sharing&free=1&date=2021-06-01").json
    first = answer["results"][0]
    assert first["service"]["iri"] == f"{ID}service/files-back"
    assert first["kind"] == "direct"
    assert all(reason["text"] for reason in first["reasons"])
    assert answer["situation"]["commune"]["code"] == "37072"
    neighbours = client.get(f"/api/v1/neighbours?id={first['service']['iri']}").json["edges"]
    known = {(edge["s"], edge["p"], edge["o"]) for edge in neighbours}
    assert any((edge["s"], edge["p"], edge["o"]) in known for edge in first["path"])


ASKED = "/api/v1/referrals?commune=Chinon&need=file-sharing&need=backup&free=1&date=2021-06-01"


@pytest.mark.parametrize(
    ("address", "accepted"),
    [
        pytest.param(f"{ASKED}&lang=en", "", id="lang=en"),
        pytest.param(ASKED, "en-GB,en;q=0.9", id="Accept-Language"),
    ],
)
def test_a_referral_speaks_english_where_it_is_asked_to(client: FlaskClient, address: str, accepted: str) -> None:
    response = client.get(address, headers={"Accept-Language": accepted} if accepted else {})
    answer = response.json
    first = answer["results"][0]
    assert response.headers["Content-Language"] == "en"
    assert "Accept-Language" in response.headers["Vary"]
    assert [need["label"] for need in answer["situation"]["needs"]] == ["Share files", "Back up data"]
    assert ("cost", "Free of charge, as asked.") in [(reason["label"], reason["text"]) for reason in first["reasons"]]
    assert first["path"][0]["text"] == "“Take your files back” meets the need “Share files”"
    assert answer["missing"] == ["Chinon: nobody is known for “Back up data”."]


def test_a_referral_is_french_without_a_wish(client: FlaskClient) -> None:
    response = client.get(ASKED)
    assert response.headers["Content-Language"] == "fr"
    assert response.json["missing"] == ["Chinon : personne n’est connu pour « Sauvegarder ses données »."]


@pytest.mark.parametrize("path", CALLS)
def test_english_answers_follow_the_description_too(client: FlaskClient, path: str) -> None:
    described = description()
    schema = described["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    answer = client.get(f"/api/v1{path}?{CALLS[path]}&lang=en")
    assert answer.status_code == 200
    jsonschema.Draft202012Validator({**schema, "components": described["components"]}).validate(answer.json)


def test_an_online_service_is_told_beside_its_tool(client: FlaskClient) -> None:
    (tool,) = client.get("/api/v1/referrals?tool=Dates d’Exemple&date=2021-06-01").json["situation"]["tools"]
    assert tool["iri"] == f"{ID}tool/libre-date"
    assert tool["service"]["iri"] == f"{ID}instance/libre-date"
    assert tool["closed"] == "2021-03-31"


def test_a_path_is_a_chain_of_facts(client: FlaskClient) -> None:
    found = client.get("/api/v1/path?from=organisation/relais&to=organisation/bilan").json
    assert found["length"] == len(found["path"]) == 4  # both are members of the same network
    here = f"{ID}organisation/relais"
    for edge in found["path"]:
        assert here in (edge["s"], edge["o"])
        assert edge["source"] == f"{ID}source/ecosystem"
        here = edge["o"] if here == edge["s"] else edge["s"]
    assert here == f"{ID}organisation/bilan"


def test_a_path_to_itself_is_empty(client: FlaskClient) -> None:
    assert client.get("/api/v1/path?from=network/cercle&to=network/cercle").json["path"] == []


def test_neighbours_grow_with_depth(client: FlaskClient) -> None:
    near, far = (client.get(f"/api/v1/neighbours?id=network/cercle&depth={depth}").json for depth in (1, 2))
    assert {node["iri"] for node in near["nodes"]} < {node["iri"] for node in far["nodes"]}
    ends = {edge[end] for edge in far["edges"] for end in "so"}
    assert ends <= {node["iri"] for node in far["nodes"]}


WRONG = pytest.mark.parametrize(
    ("address", "status", "parameter"),
    [
        pytest.param("search?q=", 400, "q", id="empty"),
        pytest.param("search", 400, "q", id="missing"),
        pytest.param("search?q=can&limit=0", 400, "limit", id="limit too low"),
        pytest.param("search?q=can&limit=abc", 400, "limit", id="limit not a number"),
        pytest.param("search?q=can&kind=planet", 404, "kind", id="unknown kind"),
        pytest.param("search?query=can", 400, "query", id="unknown parameter"),
        pytest.param("search?q=" + "a" * 10_000, 400, "q", id="ten thousand characters"),
        pytest.param("search?q=a%E2%80%AEb", 400, "q", id="bidirectional character"),
        pytest.param("search?q=a%07b", 400, "q", id="control character"),
        pytest.param("referrals?date=2021-06-01", 400, "need", id="nothing asked"),
        pytest.param("referrals?need=visio&date=2021-13-01", 400, "date", id="no such month"),
        pytest.param("referrals?need=visio&date=01/06/2021", 400, "date", id="date the other way"),
        pytest.param("referrals?need=visio&free=peut-être", 400, "free", id="neither yes nor no"),
        pytest.param("referrals?need=visio&asker=robot", 400, "asker", id="unknown asker"),
        pytest.param("neighbours?id=network/zzz", 404, "id", id="unknown entity"),
        pytest.param("neighbours?id=javascript:alert(1)", 400, "id", id="script as IRI"),
        pytest.param("neighbours?id=network/cercle&depth=9", 400, "depth", id="too deep"),
        pytest.param("path?from=network/cercle&to=network/zzz", 404, "to", id="unknown end"),
    ],
)


@WRONG
def test_a_wrong_call_is_a_problem_that_names_the_parameter(
    client: FlaskClient, address: str, status: int, parameter: str
) -> None:
    response = client.get(f"/api/v1/{address}")
    assert response.status_code == status
    assert response.mimetype == "application/problem+json"
    assert response.json["parameter"] == parameter
    assert response.json["status"] == status
    assert response.json["detail"].endswith((".", "?"))


@WRONG
def test_a_wrong_call_is_told_in_english_too(client: FlaskClient, address: str, status: int, parameter: str) -> None:
    join = "&" if "?" in address else "?"
    french, english = (client.get(f"/api/v1/{address}{join}lang={lang}").json for lang in ("fr", "en"))
    assert (english["status"], english["parameter"]) == (status, parameter)
    assert english["detail"] != french["detail"]
    assert not FRENCH_WORDS.search(re.sub(r"“[^”]*”", "Words", english["detail"]))


def test_the_closest_parameter_is_suggested(client: FlaskClient) -> None:
    assert "« commune »" in client.get("/api/v1/referrals?comune=Chinon&need=visio").json["detail"].replace(
        "\u202f", " "
    )


def test_too_many_calls_are_told_when_to_come_back(town_app: Flask) -> None:
    before = town_app.config["API_CALLS_PER_MINUTE"]
    town_app.config["API_CALLS_PER_MINUTE"] = 60
    try:
        client = town_app.test_client()
        statuses = [client.get("/api/v1/search?q=x", environ_base={"REMOTE_ADDR": "192.0.2.7"}) for _ in range(62)]
    finally:
        town_app.config["API_CALLS_PER_MINUTE"] = before
    refused = statuses[-1]
    assert statuses[0].status_code == 200
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) >= 1
    assert refused.json["title"]
