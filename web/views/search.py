# SPDX-License-Identifier: AGPL-3.0-or-later
"""The search page."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from graph import clock
from web.pages import ecosystem, reader
from web.parameters import Parameters
from web.presenters.values import states

blueprint = Blueprint("search", __name__)
SHOWN = 30


@blueprint.get("/recherche")
def show() -> str:
    """What the words may mean, best first."""
    words = Parameters(request.args, ("q",)).text("q")
    here = reader()
    hits = ecosystem().search.search(words, SHOWN) if words else []
    found = [
        (here.mention(hit.iri), here.caption(hit.iri), states(here, hit.iri, clock.today())[:1], hit.matched)
        for hit in hits
    ]
    return render_template("search/show.html", q=words, found=found)
