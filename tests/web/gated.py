# SPDX-License-Identifier: AGPL-3.0-or-later
"""What tests of the space for professionals share: how to enter."""

from __future__ import annotations

from flask import Flask
from flask.testing import FlaskClient

from graph.entry.invitations import PROFESSIONAL
from web.app.sessions import NAME, PATH


def secret_of(app: Flask) -> str:
    """The secret of a new session."""
    gate = app.extensions["tisserand"].gate
    found: str = gate.enter(gate.invite(PROFESSIONAL, 7)[1])
    return found


def entered(app: Flask) -> FlaskClient:
    """A professional, inside."""
    client = app.test_client()
    client.set_cookie(NAME, secret_of(app), path=PATH)
    return client
