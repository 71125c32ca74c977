# SPDX-License-Identifier: AGPL-3.0-or-later
"""What tests of the space for professionals share: how to enter."""

from __future__ import annotations

import re

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from graph.entry.invitations import PROFESSIONAL
from graph.entry.roles import Grant
from web.app.sessions import NAME, PATH


def secret_of(app: Flask, role: str = PROFESSIONAL) -> str:
    """The secret of a new session."""
    gate = app.extensions["tisserand"].gate
    found: str = gate.enter(gate.invite(role, 7)[1])
    return found


def entered(app: Flask, role: str = PROFESSIONAL) -> FlaskClient:
    """Somebody who came in by a link for that role."""
    client = app.test_client()
    client.set_cookie(NAME, secret_of(app, role), path=PATH)
    return client


def seal_in(page: TestResponse) -> str:
    """The seal of the form of a page."""
    found: str = re.findall(r'name="jeton" value="([^"]+)"', page.text)[0]
    return found


def signed_mark(client: FlaskClient, number: str, outcome: str) -> TestResponse:
    """The page after a professional told what became of a slip."""
    address = f"{PATH}/bon/{number}"
    form = {"suite": outcome, "jeton": seal_in(client.get(address))}
    return client.post(address, data=form, headers={"Origin": "http://localhost"}, follow_redirects=True)


def signed_unreached(client: FlaskClient, actor: str) -> TestResponse:
    """The page after a professional told that an actor cannot be reached."""
    address = f"{PATH}/injoignable"
    form = {"acteur": actor, "jeton": seal_in(client.get(address, query_string={"acteur": actor}))}
    return client.post(address, data=form, headers={"Origin": "http://localhost"}, follow_redirects=True)


def account_secret(app: Flask, email: str, *grants: Grant) -> str:
    """The secret of a session of a new account."""
    people = app.extensions["tisserand"].people
    people.make(email, *grants)
    _, ticket = people.ticket(people.ask(), email)
    found: str = people.enter_by_link(ticket.link, "computer")
    return found


def with_account(app: Flask, email: str, *grants: Grant) -> FlaskClient:
    """Somebody who came in with a new account that was given this."""
    client = app.test_client()
    client.set_cookie(NAME, account_secret(app, email, *grants), path=PATH)
    return client
