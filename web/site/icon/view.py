# SPDX-License-Identifier: AGPL-3.0-or-later
"""The icon of the site, in the colours of the model, also where browsers look for it by themselves."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template
from flask.blueprints import BlueprintSetupState
from werkzeug.wrappers import Response

from web.app.files import asset, makes
from web.app.looks import page_tones
from web.app.pages import ecosystem
from web.app.rights import PUBLIC, asks

blueprint = Blueprint("icon", __name__)
asks(PUBLIC)(blueprint)
FILE = "icon.svg"


@blueprint.record
def _give(state: BlueprintSetupState) -> None:
    makes(state.app, FILE, lambda: render_template("icon/icon.svg", tones=page_tones(ecosystem().model)))


@blueprint.get("/favicon.ico")
def show() -> Response:
    """Leads to the one icon there is."""
    return redirect(asset(FILE), 301)
