# SPDX-License-Identifier: AGPL-3.0-or-later
"""The accessibility statement: what was checked, how, what was not, and whom to tell."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, render_template

from web.app.kept_pages import kept_page
from web.app.parameters import reads
from web.app.rights import PUBLIC, asks

blueprint = Blueprint("accessibility", __name__)
asks(PUBLIC)(blueprint)
# When the statement was last written anew: it changes with what it states, not with each version.
STATED_ON = date(2026, 11, 24)


@blueprint.get("/accessibilite")
@kept_page
@reads()
def show() -> str:
    """The statement, in the order that French rules give it."""
    return render_template("accessibility/show.html", stated_on=STATED_ON)
