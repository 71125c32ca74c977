# SPDX-License-Identifier: AGPL-3.0-or-later
"""The icon of the site where browsers look for it by themselves: beside a drawing or a file, which names none."""

from __future__ import annotations

from flask import Blueprint, redirect
from werkzeug.wrappers import Response

from web.app.files import asset

blueprint = Blueprint("icon", __name__)


@blueprint.get("/favicon.ico")
def show() -> Response:
    """Leads to the one icon there is."""
    return redirect(asset("icon.svg"), 301)
