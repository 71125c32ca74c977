# SPDX-License-Identifier: AGPL-3.0-or-later
"""The search page."""

from __future__ import annotations

from flask import Blueprint, render_template

from graph import clock
from graph.readings.states import states
from graph.text.folding import fold
from web.app.pages import ecosystem, reader
from web.app.parameters import asked_of_page, reads
from web.site.search.places import Places, near, places

blueprint = Blueprint("search", __name__)
SHOWN = 30
TERRITORY = "territory"
PLAINLY = 0.4  # the score below which a name holds words that only look like those typed


@blueprint.get("/recherche")
@reads("q")
def show() -> str:
    """What the words may mean, best first: a place to refer from, then what bears that name."""
    words = asked_of_page().text("q")
    here = reader()
    where = places(words) if words else Places(())
    hits = ecosystem().search.search(words, SHOWN) if words else []
    if where.found:  # the name of a place is no misspelling of something else
        hits = [hit for hit in hits if hit.score >= PLAINLY]
    found = [
        (here.mention(hit.iri), here.caption(hit.iri), states(here, hit.iri, clock.today())[:1], hit.matched)
        for hit in hits
    ]
    named = any(fold(hit.matched) == fold(words) and hit.kind != TERRITORY for hit in hits)
    return render_template(
        "search/show.html",
        q=words,
        found=found,
        places=where,
        # A commune far away may be named like what is meant here.
        places_first=where.at_home or not named,
        near=near(words) if words and not found and not where.found else (),
    )
