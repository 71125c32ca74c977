# SPDX-License-Identifier: AGPL-3.0-or-later
"""Names offered while one types a place; the form works without."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, request

from web.pages import ecosystem
from web.parameters import Parameters

blueprint = Blueprint("suggestions", __name__)


@blueprint.get("/orientation/lieux.json")
def places() -> Response:
    """Places whose name or code begins like the text."""
    text = Parameters(request.args, ("q",)).text("q")
    found = ecosystem().territories.suggest(text, 8) if text else []
    response = jsonify(results=[{"label": place.label} for place in found])
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response
