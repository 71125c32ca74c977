# SPDX-License-Identifier: AGPL-3.0-or-later
"""The cards that outcomes of referrals ask to check."""

from __future__ import annotations

from flask import Blueprint, render_template

from web.pages import reader
from web.parameters import reads
from web.presenters.corrections import groups

blueprint = Blueprint("correction", __name__)


@blueprint.get("/corrections")
@reads()
def show() -> str:
    """The list, by actor; what was checked is folded below."""
    to_do, done = groups(reader())
    return render_template("corrections/show.html", to_do=to_do, done=done)
