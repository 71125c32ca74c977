# SPDX-License-Identifier: AGPL-3.0-or-later
"""The search page."""

from __future__ import annotations

from flask import Blueprint, render_template

from graph import clock
from graph.readings.search import search_reading
from web.app.pages import ecosystem, reader
from web.app.parameters import asked_of_page, reads
from web.site.search.words import distinction, invitation

blueprint = Blueprint("search", __name__)


@blueprint.get("/recherche")
@reads("q")
def show() -> str:
    """What the words may mean, best first: a place to refer from, then what bears that name."""
    words, here = asked_of_page().text("q"), ecosystem()
    return render_template(
        "search/show.html",
        q=words,
        search=search_reading(reader(), here.search, here.territories, words, clock.today()),
        invitation=invitation,
        distinction=distinction,
    )
