# SPDX-License-Identifier: AGPL-3.0-or-later
"""The cards that outcomes of referrals ask to check."""

from __future__ import annotations

from flask import Blueprint, render_template

from graph.slips.corrections import cards_to_check
from web.app.pages import reader
from web.app.parameters import reads

blueprint = Blueprint("corrections", __name__)


@blueprint.get("/corrections")
@reads()
def show() -> str:
    """The list, by actor; what was checked is folded below."""
    to_do, done = cards_to_check(reader())
    return render_template("corrections/show.html", to_do=to_do, done=done)
