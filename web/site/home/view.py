# SPDX-License-Identifier: AGPL-3.0-or-later
"""The home page."""

from __future__ import annotations

from flask import Blueprint, Response, render_template

from graph import clock
from graph.readings.overview import answered_needs, figures, news
from web.app.kept_pages import kept_page
from web.app.negotiation import lead_to_data
from web.app.pages import href, kept, kept_by_cost, reader
from web.app.parameters import reads
from web.app.rights import PUBLIC, asks
from web.site.home.branches import branches
from web.site.home.thumbnails import thumbnails

blueprint = Blueprint("home", __name__)
asks(PUBLIC)(blueprint)


@blueprint.get("/")
@kept_page
@reads()
def show() -> Response:
    """The question, the maps, what changed, figures."""
    here, today = reader(), clock.today()
    page = render_template(
        "home/show.html",
        branches=branches(kept("home needs", lambda: answered_needs(here, today), today), href),
        thumbnails=kept_by_cost("thumbnails", lambda: thumbnails(here.dataset, here.model, today)),
        news=kept("news", lambda: news(here, today), today),
        figures=kept("figures", lambda: figures(here, today), today),
    )
    return lead_to_data(Response(page, mimetype="text/html"))
