# SPDX-License-Identifier: AGPL-3.0-or-later
"""An open page is told what changed since it was made, and nothing of what only others may see."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from graph.namespaces import FOAF, ORG, RDF, SCHEMA, TIS, VOCABULARY
from graph.storage.repository import Repository
from tests.applications import filled
from tests.instances import ID, draft, fact, label
from tests.steps import steps
from tests.web.conftest import TOWN
from tests.web.gated import entered
from web.app.sessions import PATH

ADDRESS = "/api/v1/changes"
INSIDE = f"{PATH}/changements"
EMPTY: dict[str, list[Any]] = {"added": [], "changed": [], "gone": []}
BELL = {
    fact("organisation/bell", RDF.type, ORG.FormalOrganization),
    label("organisation/bell", "Le Carillon"),
    fact("service/chimes", RDF.type, SCHEMA.Service),
    label("service/chimes", "Atelier de visioconférence"),
    fact("service/chimes", SCHEMA.provider, "organisation/bell"),
    fact("service/chimes", TIS.meetsNeed, f"{VOCABULARY}need/video-meeting"),
    fact("service/chimes", SCHEMA.areaServed, "territory/commune-37261"),
}


@pytest.fixture
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    app = filled(tmp_path_factory.mktemp("changes"), TOWN)
    app.extensions["tisserand"].prepare()
    yield app
    app.extensions["tisserand"].close()


@pytest.fixture
def visitor(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def repository(app: Flask) -> Repository:
    found: Repository = app.extensions["tisserand"].repository
    return found


def _now(client: FlaskClient, address: str = ADDRESS) -> int:
    return int(_told(client, address)["number"])


def _told(client: FlaskClient, address: str) -> dict[str, Any]:
    found: dict[str, Any] = client.get(address).get_json()
    return found


def _names(cards: list[dict[str, Any]]) -> list[str]:
    return [card["label"] for card in cards]


def test_what_changed_is_told_once_and_its_number_is_its_tag(visitor: FlaskClient, repository: Repository) -> None:
    before = visitor.get(ADDRESS)
    number = before.get_json()["number"]
    assert before.json == {"number": number, "since": number, "reset": False, **EMPTY}
    assert visitor.get(ADDRESS, headers={"If-None-Match": before.headers["ETag"]}).status_code == 304
    repository.commit(draft(BELL))
    answer = visitor.get(f"{ADDRESS}?since={number}", headers={"If-None-Match": before.headers["ETag"]})
    assert answer.headers["ETag"] == f'W/"{number + 1}"'
    told = answer.get_json()
    assert (told["number"], told["reset"], told["changed"], told["gone"]) == (number + 1, False, [], [])
    chimes, bell = told["added"]
    assert (chimes["label"], chimes["kind"]) == ("Atelier de visioconférence", "service")
    assert bell == {
        "iri": f"{ID}organisation/bell", "label": "Le Carillon", "kind": "organisation", "places": [], "links": [],
    }  # fmt: skip
    assert chimes["places"] == [{"iri": f"{ID}territory/commune-37261", "label": "Tours"}]
    assert {"p": SCHEMA.provider, "o": {"iri": f"{ID}organisation/bell", "label": "Le Carillon"}} in chimes["links"]
    assert _told(visitor, f"{ADDRESS}?since={number + 1}") == {**told, "since": number + 1, **EMPTY}


def test_what_goes_is_told_by_the_name_it_had(visitor: FlaskClient, repository: Repository) -> None:
    change = repository.commit(draft(BELL))
    assert change is not None
    number = _now(visitor)
    repository.commit(draft({label("organisation/bell", "Le Bourdon")}, {label("organisation/bell", "Le Carillon")}))
    assert _names(_told(visitor, f"{ADDRESS}?since={number}")["changed"]) == ["Le Bourdon"]
    repository.commit(draft(removed=BELL | {label("organisation/bell", "Le Bourdon")}))
    told = _told(visitor, f"{ADDRESS}?since={number}&lang=en")
    assert (told["added"], told["changed"]) == ([], [])
    assert _names(told["gone"]) == ["Atelier de visioconférence", "Le Bourdon"]
    assert told["gone"][1]["kind"] == "organisation"


def test_restricted_changes_stay_among_professionals(app: Flask, repository: Repository) -> None:
    visitor, inside = app.test_client(), entered(app)
    number, whole = _now(visitor), _now(inside, INSIDE)
    before = visitor.get(ADDRESS)
    repository.commit(draft({fact("person/x", RDF.type, FOAF.Person), label("person/x", "Une collègue de plus")}))
    for client in (visitor, inside):
        after = client.get(ADDRESS)
        assert (after.data, after.headers["ETag"]) == (before.data, before.headers["ETag"])
        assert client.get(f"{ADDRESS}?since={number}", headers={"If-None-Match": f'W/"{number}"'}).status_code == 304
    told = inside.get(f"{INSIDE}?since={whole}")
    assert _names(told.get_json()["added"]) == ["Une collègue de plus"]
    assert told.headers["Cache-Control"] == "no-store, private"
    assert "Cookie" in told.headers["Vary"]
    assert visitor.get(f"{INSIDE}?since={whole}").status_code == 403


def test_a_number_of_before_or_of_elsewhere_asks_for_everything_again(visitor: FlaskClient) -> None:
    for since in (0, 999_999_999):
        assert _told(visitor, f"{ADDRESS}?since={since}")["reset"] is True
    for wrong in ("-1", "x", "1000000000", ""):
        refused = visitor.get(f"{ADDRESS}?since={wrong}")
        assert (refused.status_code, refused.get_json()["parameter"]) == (400, "since")


def test_a_page_that_is_current_costs_no_reading_and_is_never_one_too_many(app: Flask, visitor: FlaskClient) -> None:
    number = _now(visitor)
    app.config["API_CALLS_PER_MINUTE"] = 2

    def ask() -> None:
        answer = visitor.get(f"{ADDRESS}?since={number}", headers={"If-None-Match": f'W/"{number}"'})
        assert (answer.status_code, answer.data) == (304, b"")

    ask()
    first = steps(ask)
    assert max(steps(ask) for _ in range(5)) <= first + 200
    assert first < 3000
