# SPDX-License-Identifier: AGPL-3.0-or-later
"""No form of another site does anything: each route that acts refuses it, whoever is signed in."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from flask import Flask

from graph.entry.roles import Grant
from tests.applications import filled
from tests.web.app.test_access import _address
from tests.web.conftest import TOWN
from tests.web.gated import account_secret
from tests.web.mailed import mailed_links
from web.app.rights import BY_LINK, routes
from web.app.sessions import NAME

FORGED = ({"Origin": "https://ailleurs.example"}, {"Sec-Fetch-Site": "cross-site"})
CARD, ROOM = "organisation/atelier", "/atelier/<code>"
OURS = {"Origin": "http://localhost"}
# By a letter's own button (RFC 8058), which knows no seal; leaving asks for nothing but to come from here.
UNSEALED = {"subscriptions.stop", "professionals.out"}
# What says in its own way that nothing was done: what is unknown, or a limit.
REFUSED = {400, 403, 404, 409, 410}


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


def test_a_form_of_ours_without_its_seal_does_nothing_either(app: Flask) -> None:
    here = app.extensions["tisserand"]
    secret = account_secret(app, "tout@exemple.fr", Grant("administrator"))
    before, waiting = here.repository.number, here.outbox.counts().waiting
    done: dict[tuple[str, str], int] = {}
    for route in routes(app):
        if "POST" not in route.methods or route.endpoint in UNSEALED:
            continue
        address = _address(route.rule.replace("<kind>/<slug>", CARD).replace("<kind>/<path:slug>", CARD))
        for seal in ("", "inventé"):
            headers = {**OURS, "Cookie": f"{NAME}={secret}"}
            form = {"jeton": seal, "courriel": "qui@exemple.fr", "commentaire": "Bonjour", "acteur": CARD}
            answer = app.test_client(use_cookies=False).post(address, data=form, headers=headers)
            done[route.endpoint, seal] = answer.status_code
    assert {key: status for key, status in done.items() if status not in REFUSED} == {}
    assert (here.repository.number, here.outbox.counts().waiting) == (before, waiting)
    assert here.contributions.count_open() == 0
    assert here.people.session(secret) is not None


def test_a_page_with_a_secret_in_its_address_is_told_to_no_other_site_and_kept_nowhere(app: Flask) -> None:
    for route in routes(app):
        if route.duty == BY_LINK and "GET" in route.methods:
            told = app.test_client().get(_address(route.rule)).headers
            assert told["Referrer-Policy"] in {"same-origin", "no-referrer"}, route.rule
            assert "no-store" in told["Cache-Control"] or route.rule == ROOM, route.rule
            assert told["X-Robots-Tag"] == "noindex", route.rule


LEADS = re.compile(r"""\b(?:href|src|action|formaction|content|data-[\w-]+)=["']([^"']*)["']""")


def test_a_mailed_link_is_told_to_nobody_by_the_page_it_opens(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    """Neither by what that page asks for, nor by where it leads, nor in the log, whether it opens or does not."""
    caplog.set_level(logging.DEBUG)
    links = mailed_links(app)
    assert len(links) >= 13
    for kind, (path, secret) in links.items():
        client = app.test_client()
        page = client.get(path)
        assert page.status_code == 200, kind
        assert page.headers["Referrer-Policy"] in {"same-origin", "no-referrer"}, kind
        assert "no-store" in page.headers["Cache-Control"], kind
        elsewhere = [
            one
            for one in LEADS.findall(page.text)
            if secret in one and urlsplit(one).hostname not in {None, "localhost"}
        ]
        assert elsewhere == [], kind
        policy = page.headers["Content-Security-Policy"]
        assert all(f"{what}-src 'self'" in policy for what in ("script", "style", "font", "connect")), kind
        for way, form in (("post", {}), ("post", {"jeton": "x"}), ("get", {})):
            for place in (path, f"{path}x", f"{path}?page=1"):
                assert client.open(place, method=way.upper(), data=form, headers=OURS).status_code < 500, kind
    told = "\n".join(record.getMessage() + (record.exc_text or "") for record in caplog.records)
    assert [kind for kind, (_, secret) in links.items() if secret in told] == []
