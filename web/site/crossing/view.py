# SPDX-License-Identifier: AGPL-3.0-or-later
"""Two sources crossed for everybody, from public facts: the page, and the same as a table, a picture and JSON."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, request

from graph.readings.crossing.document import crossing_document
from web.app.dear import dear
from web.app.kept_pages import kept_page
from web.app.pages import ecosystem, last_change
from web.app.parameters import Parameters, asked_of_page, reads
from web.app.rights import PUBLIC, asks
from web.site.crossing.files import picture, table
from web.site.crossing.page import FOR_PROGRAMS, NAMES, crossing_page, has_sources, shown

blueprint = Blueprint("crossing", __name__)
asks(PUBLIC)(blueprint)
MOST, USUAL = 1000, 100


@blueprint.get("/croisements")
@kept_page
@dear
@reads(*NAMES)
def show() -> str:
    """What one source says and the other does not, what both say, and where they differ."""
    desk = ecosystem().public
    page = crossing_page(asked_of_page(), desk) if has_sources(desk, inside=False) else None
    return shown(page)


@blueprint.get("/croisements.csv")
@dear
def as_csv() -> Response:
    """All of it, a row each."""
    return table(crossing_page(Parameters(request.args, NAMES), ecosystem().public), last_change())


@blueprint.get("/croisements.svg")
@dear
def as_svg() -> Response:
    """One sign a thing."""
    return picture(crossing_page(Parameters(request.args, NAMES), ecosystem().public), last_change())


@blueprint.get("/api/v1/crossing")
@dear
def as_json() -> Response:
    """The same for programs."""
    query = Parameters(request.args, (*FOR_PROGRAMS, "limit"))
    page = crossing_page(query, ecosystem().public, FOR_PROGRAMS)
    return jsonify(crossing_document(page.reading, query.number("limit", USUAL, 0, MOST)))
