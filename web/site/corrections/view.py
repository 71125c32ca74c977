# SPDX-License-Identifier: AGPL-3.0-or-later
"""The cards that outcomes of referrals ask to check, and those of which sources disagree."""

from __future__ import annotations

from flask import Blueprint, render_template

from graph import clock
from graph.readings.disagreements import all_disputed
from graph.slips.corrections import cards_to_check
from web.app.pages import reader
from web.app.parameters import reads
from web.app.rights import PUBLIC, asks

blueprint = Blueprint("corrections", __name__)
asks(PUBLIC)(blueprint)


@blueprint.get("/corrections")
@reads()
def show() -> str:
    """The list, by actor; what was checked is folded below, then what sources say differently."""
    to_do, done = cards_to_check(reader())
    disputed = all_disputed(reader(), clock.today())
    return render_template("corrections/show.html", to_do=to_do, done=done, disputed=disputed)
