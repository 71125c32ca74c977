# SPDX-License-Identifier: AGPL-3.0-or-later
"""The scenarios of tests/scenarios asked of the API and of the page: the same answers as the engine gives.

Every edge of every explanation that the API gives is looked up in the published N-Quads, as another program would.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pyoxigraph
import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.applications import application
from tests.conftest import TESTS
from tests.graph.referral.test_scenarios import ALL, cases
from tests.instances import BASE
from tests.scenarios.judge import Scenario, ScenarioReply, faults, is_in, told
from tests.web.referral_reader import Page, plain, read_page

# Nothing public is made of what only professionals see.
PUBLIC = cases(tuple(item for item in ALL if item.world != "full"))
WORDS = {"need": "besoin", "tool": "outil", "audience": "public", "free": "gratuit"}
FIRST = 3  # whom to call first for each thing asked
Triples = frozenset[tuple[str, str, str, str]]


@pytest.fixture(scope="module")
def plain_town_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The application with the small town alone."""
    app = application(tmp_path_factory.mktemp("plain-town"), [TESTS / "ecosystem.ttl"])
    app.config["API_CALLS_PER_MINUTE"] = 60_000
    yield app
    app.extensions["tisserand"].close()


@pytest.fixture(scope="module")
def clients(touraine_app: Flask, plain_town_app: Flask) -> dict[str, FlaskClient]:
    """Somebody who asks, in each world."""
    return {"touraine": touraine_app.test_client(), "town": plain_town_app.test_client()}


@pytest.fixture(scope="module")
def published(clients: dict[str, FlaskClient]) -> dict[str, Triples]:
    """The published facts of each world as (subject, predicate, object, source)."""
    return {name: frozenset(facts_of(client.get("/export/touraine.nq").data)) for name, client in clients.items()}


def facts_of(quads: bytes) -> Iterator[tuple[str, str, str, str]]:
    for quad in pyoxigraph.parse(quads, format=pyoxigraph.RdfFormat.N_QUADS):
        source = "" if isinstance(quad.graph_name, pyoxigraph.DefaultGraph) else quad.graph_name.value
        yield quad.subject.value, quad.predicate.value, quad.object.value, source


def asked_api(client: FlaskClient, scenario: Scenario) -> tuple[int, Any]:
    response = client.get("/api/v1/referrals", query_string={**scenario.parameters, "lang": scenario.lang})
    return response.status_code, response.json


def asked_page(client: FlaskClient, scenario: Scenario) -> tuple[int, Page]:
    parameters = {WORDS.get(name, name): value for name, value in scenario.parameters.items() if name != "asker"}
    if scenario.ask.get("asker") == "professional":
        parameters["professionnel"] = "1"
    response = client.get("/orientation", query_string={**parameters, "lang": scenario.lang})
    return response.status_code, read_page(response.get_data(as_text=True))


@pytest.mark.parametrize("scenario", PUBLIC)
def test_the_api_answers_as_expected(
    clients: dict[str, FlaskClient], published: dict[str, Triples], scenario: Scenario
) -> None:
    status, document = asked_api(clients[scenario.world], scenario)
    if "error" in scenario.expected:
        assert status == 400
        assert document["parameter"] == "commune"
        assert faults(scenario, ScenarioReply(choices=tuple(item["label"] for item in document["suggestions"]))) == []
        return
    assert status == 200
    for result in document["results"]:
        assert result["path"]
        for edge in result["path"]:
            assert (edge["s"], edge["p"], edge["o"], edge["source"]) in published[scenario.world], edge["text"]
    assert faults(scenario, told(document, BASE)) == []


@pytest.mark.parametrize("scenario", PUBLIC)
def test_the_page_answers_as_expected_and_as_the_api(clients: dict[str, FlaskClient], scenario: Scenario) -> None:
    client = clients[scenario.world]
    (_, document), (status, page) = asked_api(client, scenario), asked_page(client, scenario)
    expected = scenario.expected
    if "error" in expected:
        assert status == 400
        assert expected["error"] in page.choices
        return
    assert status == 200
    found = told(document, BASE)
    check_rows(document, page)
    assert [text for text in expected.get("gaps", ()) if plain(text) not in page.text] == []
    for text in (expected.get("missing", ""), expected.get("unresolved", "")):
        assert plain(text) in page.text
    for word in (*expected.get("advice", ()), *expected.get("named", ())):
        assert word in page.cards
    for word in expected.get("absent", ()):
        assert not [row for row in page.rows if is_in(word, row)]
    assert not scenario.not_yet or faults(scenario, found) == []


def check_rows(document: Any, page: Page) -> None:
    """Whoever is to be called first for each thing asked is on the page, in order, with the same rank; and the page
    names nobody whom the document does not name."""
    named = {short(caller.get("actor", caller)["iri"]) for part in document["by_need"] for caller in callers(part)}
    named |= {short(result[name]["iri"]) for result in document["results"] for name in ("actor", "provider")}
    assert {row.split()[1] for row in page.rows} <= named
    for part in document["by_need"]:
        wanted = [(str(caller["rank"]), short(caller["actor"]["iri"])) for caller in part["callers"][:FIRST]]
        rows = iter([tuple(row.split()[:2]) for row in page.rows])
        assert all(row in rows for row in wanted), (wanted, page.rows)
        for caller in part["callers"][:FIRST]:
            assert [doubt for doubt in caller["doubts"] if plain(doubt).rstrip(".") not in page.text] == []
    if document["by_need"] and not page.rows:
        assert not any(callers(part) for part in document["by_need"])


def callers(part: Any) -> list[Any]:
    """All those whom a part of the document names."""
    return [caller for name in ("callers", "near", "ways", "leaving", "without_contact") for caller in part[name]]


def short(iri: str) -> str:
    """`organisation/mill`."""
    return iri.removeprefix(f"{BASE}/id/")
