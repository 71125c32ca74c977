# SPDX-License-Identifier: AGPL-3.0-or-later
"""No form of another site does anything: each route that acts refuses it, whoever is signed in."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from graph.entry.roles import Grant
from tests.applications import filled
from tests.web.app.test_access import _address
from tests.web.conftest import TOWN
from tests.web.gated import account_secret
from web.app.rights import routes
from web.app.sessions import NAME

FORGED = ({"Origin": "https://ailleurs.example"}, {"Sec-Fetch-Site": "cross-site"})
# What says in its own way that nothing was done: what is unknown, or a limit.
REFUSED = {400, 403, 404, 410}


@pytest.fixture
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    app = filled(tmp_path_factory.mktemp("forged"), TOWN)
    app.config.update(API_CALLS_PER_MINUTE=10**9, GUESSES_PER_MINUTE=10**9)
    yield app
    app.extensions["tisserand"].close()


def test_a_form_of_another_site_does_nothing_anywhere(app: Flask) -> None:
    here = app.extensions["tisserand"]
    secret = account_secret(app, "tout@exemple.fr", Grant("administrator"))
    before = here.repository.number
    acting = [route for route in routes(app) if "POST" in route.methods]
    assert len(acting) > 40
    answers: dict[tuple[str, ...], int] = {}
    for route in acting:
        for forged in FORGED:
            headers = {**forged, "Cookie": f"{NAME}={secret}"}
            answer = app.test_client(use_cookies=False).post(_address(route.rule), headers=headers)
            answers[route.endpoint, *forged] = answer.status_code
    assert {key: status for key, status in answers.items() if status not in REFUSED} == {}
    assert here.repository.number == before
    assert here.people.session(secret) is not None
