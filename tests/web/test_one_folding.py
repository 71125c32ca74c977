# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every search and filter of the site takes two spellings of one text for the same."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient


@pytest.fixture(scope="module")
def visitor(touraine_app: Flask) -> FlaskClient:
    return touraine_app.test_client()


def _shown(client: FlaskClient, path: str, **asked: str) -> object:
    """What is found, without the words that were typed."""
    answer = client.get(path, query_string=asked)
    assert answer.status_code == 200, answer.text[:300]
    if not answer.is_json:
        return re.findall(r'href="/fiche/[^"?]*', answer.text.partition("<main")[2])
    found = answer.json
    if "situation" in found:
        return [need["iri"] for need in found["situation"]["needs"]]
    return [item.get("iri") or item["id"] for item in found.get("results", found.get("nodes", []))] or found["cells"]


PLACES = {
    "the directory": ("/annuaire", "q"),
    "the header": ("/recherche", "q"),
    "the API's search": ("/api/v1/search", "q"),
    "the desk, by need": ("/orientation", "besoin"),
    "the desk, by question": ("/orientation", "question"),
    "the API's referrals": ("/api/v1/referrals", "need"),
}
WORDS = [("vidéo", "VIDEO"), ("sondage", "Sondages"), ("l’hébergement", "l'hebergement"), ("réseaux", "RESEAUX")]


@pytest.mark.parametrize(("path", "name"), PLACES.values(), ids=PLACES)
@pytest.mark.parametrize(("one", "other"), WORDS)
def test_two_spellings_find_the_same(visitor: FlaskClient, path: str, name: str, one: str, other: str) -> None:
    found = _shown(visitor, path, **{name: one})
    assert found
    assert sorted(_shown(visitor, path, **{name: other})) == sorted(found)  # type: ignore[call-overload]


NAMES = {
    "coverage, theme": ("/couverture", "theme", "S’équiper et se protéger", "S'EQUIPER ET SE PROTEGER"),
    "coverage, intercommunality": (
        "/couverture",
        "epci",
        "Tours Métropole Val de Loire",
        "tours metropoles val de loire",
    ),
    "coverage, département": ("/couverture", "territoire", "Indre-et-Loire", "indre et loire"),
    "coverage of the API": ("/api/v1/coverage", "epci", "Tours Métropole Val de Loire", "TOURS METROPOLE VAL-DE-LOIRE"),
    "neighbours": ("/api/v1/neighbours", "id", "CHATONS", "chaton"),
    "centre of a map": ("/carte.json?vue=autour", "centre", "CHATONS", "chaton"),
}


@pytest.mark.parametrize(("path", "name", "one", "other"), NAMES.values(), ids=NAMES)
def test_two_spellings_name_the_same(visitor: FlaskClient, path: str, name: str, one: str, other: str) -> None:
    path, _, query = path.partition("?")
    more = dict([query.split("=")]) if query else {}
    assert _shown(visitor, path, **{name: one}, **more) == _shown(visitor, path, **{name: other}, **more)
