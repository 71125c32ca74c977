# SPDX-License-Identifier: AGPL-3.0-or-later
"""The search page."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, render_template

from web.pages import ecosystem, reader
from web.parameters import asked_of_page, reads
from web.presenters.values import states

blueprint = Blueprint("search", __name__)
SHOWN = 30


@blueprint.get("/recherche")
@reads("q")
def show() -> str:
    """What the words may mean, best first."""
    words = asked_of_page().text("q")
    here = reader()
    hits = ecosystem().search.search(words, SHOWN) if words else []
    found = [
        (here.mention(hit.iri), here.caption(hit.iri), states(here, hit.iri, date.today())[:1], hit.matched)
        for hit in hits
    ]
    return render_template("search/show.html", q=words, found=found)
