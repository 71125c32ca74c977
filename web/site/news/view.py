# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is new since a day: the page, and the same as feeds that readers of news and other sites follow."""

from __future__ import annotations

from flask import Blueprint, Response, render_template, request

from web.app.dear import dear
from web.app.kept_pages import kept_page
from web.app.negotiation import data_response
from web.app.pages import last_change
from web.app.parameters import Parameters, asked_of_page, reads
from web.app.rights import PUBLIC, asks
from web.site.news.feeds import ATOM, JSON_FEED, as_atom, as_json_feed
from web.site.news.page import NAMES, news_page

blueprint = Blueprint("news", __name__)
asks(PUBLIC)(blueprint)


@blueprint.get("/actualites")
@kept_page
@dear
@reads(*NAMES)
def show() -> str:
    """What was added, changed, ended, moved or merged, with each one's source and day."""
    return render_template("news/show.html", page=news_page(asked_of_page()))


@blueprint.get("/actualites.atom")
@dear
def atom() -> Response:
    """The same as an Atom feed (RFC 4287)."""
    return data_response(as_atom(news_page(Parameters(request.args, NAMES))), ATOM, last_change())


@blueprint.get("/actualites.json")
@dear
def json_feed() -> Response:
    """The same as a JSON Feed, version 1.1."""
    return data_response(as_json_feed(news_page(Parameters(request.args, NAMES))), JSON_FEED, last_change())
