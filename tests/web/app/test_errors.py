# SPDX-License-Identifier: AGPL-3.0-or-later
"""Errors are pages or problems in French, headers are strict, and no error shows its code."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from graph.errors import BrokenJournal, StorageError, TooLarge
from graph.recent import Recent
from web.app.errors import Problem, problem_of
from web.app.recent import all_recent
from web.app.security import HEADERS


@pytest.mark.parametrize(
    ("method", "address", "status"),
    [
        pytest.param("GET", "/nulle-part", 404, id="unknown page"),
        pytest.param("GET", "/annuaire/planetes", 404, id="unknown kind"),
        pytest.param("GET", "/annuaire/personnes", 404, id="restricted kind"),
        pytest.param("GET", "/annuaire?page=0", 400, id="page zero"),
        pytest.param("GET", "/annuaire?besoin=planetes", 400, id="unknown filter"),
        pytest.param("GET", "/recherche?q=" + "b" * 10_000, 400, id="ten thousand characters"),
        pytest.param("POST", "/annuaire", 405, id="posted"),
        pytest.param("DELETE", "/fiche/network/cercle", 405, id="deleted"),
    ],
)
def test_an_error_is_a_page_that_says_what_to_do(client: FlaskClient, method: str, address: str, status: int) -> None:
    response = client.open(address, method=method)
    assert response.status_code == status
    assert response.mimetype == "text/html"
    assert response.text.count("<h1") == 1
    assert "Chercher" in response.text
    assert "Traceback" not in response.text


def test_a_program_gets_a_problem(client: FlaskClient) -> None:
    response = client.get("/nulle-part", headers={"Accept": "application/json"})
    assert response.mimetype == "application/problem+json"
    assert response.json["status"] == 404
    assert response.json["instance"] == "/nulle-part"


def test_a_posted_page_says_what_is_allowed(client: FlaskClient) -> None:
    assert "GET" in client.post("/annuaire").headers["Allow"]


@pytest.mark.parametrize("address", ["/", "/nulle-part", "/api/v1/search?q=a", "/static/style.css", "/sante"])
def test_every_answer_carries_the_headers(client: FlaskClient, address: str) -> None:
    headers = client.get(address, buffered=True).headers
    assert all(headers[name] == value for name, value in HEADERS.items())
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert "http" not in headers["Content-Security-Policy"]


def test_visitors_get_no_cookie(client: FlaskClient) -> None:
    assert "Set-Cookie" not in client.get("/").headers


def test_a_marked_file_is_kept_and_a_page_is_not(client: FlaskClient) -> None:
    assert "immutable" in client.get("/static/style.css?v=abc", buffered=True).headers["Cache-Control"]
    assert client.get("/").headers["Cache-Control"] == "no-cache"


def test_an_unexpected_error_shows_nothing_of_itself(town_app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_self: object, _iri: str) -> str:
        raise RuntimeError("secret detail")

    monkeypatch.setattr("graph.entity.Reader.label", fail)
    monkeypatch.setitem(all_recent(town_app), "pages", Recent())
    response = town_app.test_client().get("/fiche/network/cercle")
    assert response.status_code == 500
    assert "secret detail" not in response.text
    assert "de notre côté" in response.text


def test_an_unreadable_store_asks_to_come_back(town_app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_self: object) -> object:
        raise StorageError("/srv/secret/journal ne s’ouvre pas")

    monkeypatch.setattr("web.app.ecosystem.Ecosystem.repository", property(fail))
    response = town_app.test_client().get("/annuaire")
    assert response.status_code == 503
    assert response.headers["Retry-After"]
    assert "/srv/secret" not in response.text
    assert "<h1>" in response.text


def test_a_broken_journal_is_said_without_its_place(town_app: Flask) -> None:
    with town_app.test_request_context("/"):
        told = problem_of(BrokenJournal("Le journal (/srv/secret/journal) est abîmé."))
    assert told.status == 503
    assert "Rien ne peut être enregistré" in told.detail
    assert "/srv/secret" not in told.detail


def test_our_own_errors_keep_their_words() -> None:
    assert problem_of(TooLarge("Trop de faits.")) == Problem(413, "C’est trop long", "Trop de faits.")
