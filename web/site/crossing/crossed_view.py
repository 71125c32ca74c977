# SPDX-License-Identifier: AGPL-3.0-or-later
"""The same crossings between professionals, from every fact: what stays among them can be crossed too."""

from __future__ import annotations

from flask import Blueprint, Response, request

from graph.text.wording import Label
from web.app.dear import dear
from web.app.doors import BRING, led_to
from web.app.pages import ecosystem
from web.app.parameters import Parameters, asked_of_page, reads
from web.app.rights import READING, asks
from web.app.sessions import PATH, private, session
from web.site.crossing.files import picture, table
from web.site.crossing.page import NAMES, crossing_page, has_sources, shown

blueprint = Blueprint("crossed", __name__, url_prefix=f"{PATH}/croisements")
asks(READING)(blueprint)
blueprint.after_request(private)


@blueprint.get("")
@led_to(BRING, 40, Label("Croiser deux sources"))
@dear
@reads(*NAMES)
def show() -> str:
    """The page."""
    desk = ecosystem().full
    page = crossing_page(asked_of_page(), desk, inside=True) if has_sources(desk, inside=True) else None
    return shown(page, open=session())


@blueprint.get("/tableau.csv")
@dear
def as_csv() -> Response:
    """All of it, a row each."""
    return table(crossing_page(Parameters(request.args, NAMES), ecosystem().full, inside=True), None)


@blueprint.get("/image.svg")
@dear
def as_svg() -> Response:
    """One sign a thing."""
    return picture(crossing_page(Parameters(request.args, NAMES), ecosystem().full, inside=True), None)
