# SPDX-License-Identifier: AGPL-3.0-or-later
"""The search page."""

from __future__ import annotations

from flask import Blueprint, render_template

from graph import clock
from graph.readings.search import search_reading
from graph.text.typed import LETTERS
from web.app.pages import ecosystem, reader
from web.app.parameters import asked_of_page, reads
from web.app.rights import PUBLIC, asks
from web.site.referral.form import understood_form
from web.site.search.pasted import pasted_address
from web.site.search.words import distinction, invitation, requested

blueprint = Blueprint("search", __name__)
asks(PUBLIC)(blueprint)


@blueprint.get("/recherche")
@reads("q")
def show() -> str:
    """What the words may mean, best first: a place to refer from, then what bears that name."""
    words = asked_of_page(LETTERS).text("q")
    found = search_reading(reader(), ecosystem().public.resolver, words, clock.today())
    return render_template(
        "search/show.html",
        q=words,
        pasted=pasted_address(words, reader()),
        search=found,
        asked=found.asked,
        form=understood_form(found.asked) if found.asked else None,
        requested=requested,
        invitation=invitation,
        distinction=distinction,
    )
