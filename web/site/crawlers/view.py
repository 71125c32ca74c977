# SPDX-License-Identifier: AGPL-3.0-or-later
"""What search engines read first: which addresses to leave alone, and the list of the public pages."""

from __future__ import annotations

from flask import Blueprint, Response, render_template, request, url_for

from web.app.addresses import root, whole
from web.app.negotiation import data_response
from web.app.pages import ecosystem, kept, last_change, reader
from web.app.parameters import Parameters
from web.app.rights import PUBLIC, asks
from web.site.crawlers.sitemap import public_pages

blueprint = Blueprint("crawlers", __name__)
asks(PUBLIC)(blueprint)
# Pages without end or without content of their own: searches, requests, states of the map, and programs' addresses.
CLOSED = (
    "/recherche",
    "/orientation?",
    "/orientation/fiche",
    "/orientation/choix",
    "/carte?",
    "/carte/",
    "/annuaire?",
    "/actualites?",
    "/classement/essai",
    "/api/",
    "/sante",
    "/injoignable",
)


@blueprint.get("/robots.txt")
def robots() -> Response:
    """Everything is public; some addresses only repeat it."""
    Parameters(request.args, ())
    closed = (f"Disallow: {request.root_path}{path}" for path in CLOSED)
    lines = ["User-agent: *", *closed, "", f"Sitemap: {whole(url_for('crawlers.sitemap', lang=None))}", ""]
    return data_response("\n".join(lines).encode(), "text/plain", last_change())


@blueprint.get("/sitemap.xml")
def sitemap() -> Response:
    """Every public page, with the day of its facts where all their sources have one."""
    Parameters(request.args, ())
    here = reader()
    pages = kept("sitemap", lambda: public_pages(here, ecosystem().territories))
    body = render_template("crawlers/sitemap.xml", pages=pages, root=root())
    return data_response(body.encode(), "application/xml", last_change())
