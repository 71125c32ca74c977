# SPDX-License-Identifier: AGPL-3.0-or-later
"""Somebody in danger wrote in a field: the numbers to call are first on whatever page answers, and nothing is kept."""

from __future__ import annotations

from flask import Flask, Response, g, request

from graph.errors import TisserandError
from graph.readings.urgent import Urgency, urgency
from web.app.kept_pages import for_a_moment
from web.app.pages import reader


def register(app: Flask) -> None:
    """Lets templates tell the numbers, and keeps no page on which they are told."""
    app.jinja_env.globals.update(urgency_here=urgency_here)
    app.after_request(_forget)


def urgency_here() -> Urgency | None:
    """What the texts of this request tell of somebody in danger; read once, and never a reason for a page to fail."""
    if "urgency" not in g:
        try:
            g.urgency = urgency(reader(), request.args.values()) if request.args else None
        except TisserandError:
            g.urgency = None
    found: Urgency | None = g.urgency
    if found and found.sure:
        for_a_moment()
    return found


def _forget(response: Response) -> Response:
    """Neither browsers nor what stands between keep what was written."""
    found: Urgency | None = g.get("urgency")
    if found and found.sure:
        response.headers["Cache-Control"] = "no-store"
    return response
