# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a field was given that is no request: danger, whose numbers are told first on any page, or another language.

Of what somebody in danger wrote, nothing is kept."""

from __future__ import annotations

from flask import Flask, Response, g, request

from graph.errors import TisserandError
from graph.readings.tongue import Tongue, tongue
from graph.readings.urgent import Urgency, urgency
from web.app.kept_pages import for_a_moment
from web.app.language import LANGUAGE
from web.app.pages import reader


def register(app: Flask) -> None:
    """Lets templates tell the numbers, and keeps no page on which they are told."""
    app.jinja_env.globals.update(urgency_here=urgency_here, tongue_here=tongue_here)
    app.after_request(_forget)


def urgency_here() -> Urgency | None:
    """What the texts of this request tell of somebody in danger; read once, and never a reason for a page to fail."""
    if "urgency" not in g:
        try:
            texts = [text for _, text in request.args.items(multi=True)]
            g.urgency = urgency(reader(), texts) if texts else None
        except TisserandError:
            g.urgency = None
    found: Urgency | None = g.urgency
    if found and found.sure:
        for_a_moment()
    return found


def in_danger() -> bool:
    """Whether somebody in danger wrote the texts of this request: nothing of it is then counted or kept."""
    found = urgency_here()
    return found is not None and found.sure


def tongue_here() -> Tongue | None:
    """The language of the texts of this request, where it is not that of the page."""
    texts = [text for name, text in request.args.items(multi=True) if name != LANGUAGE and " " in text.strip()]
    try:
        return tongue(reader(), " ".join(texts)) if texts else None
    except TisserandError:
        return None


def _forget(response: Response) -> Response:
    """Neither browsers nor what stands between keep what was written."""
    if "urgency" in g and in_danger():
        response.headers["Cache-Control"] = "no-store"
    return response
