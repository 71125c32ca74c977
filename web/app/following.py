# SPDX-License-Identifier: AGPL-3.0-or-later
"""Of which state of the public facts a page is made: what stays open asks what changed since (`web/site/changes`)."""

from __future__ import annotations

from flask import Flask, g

from web.app.ecosystem import current_ecosystem


def register(app: Flask) -> None:
    """Has templates know the number of that state: `followed()` is taken before any fact is read."""
    app.before_request(_stand)
    app.jinja_env.globals.update(followed=lambda: g.get("followed", 0))


def _stand() -> None:
    g.followed = current_ecosystem().public.steps.trail.number
