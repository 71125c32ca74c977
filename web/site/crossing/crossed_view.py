# SPDX-License-Identifier: AGPL-3.0-or-later
"""The same crossings between professionals, from every fact: what stays among them can be crossed too."""

from __future__ import annotations

from flask import Blueprint, Response, render_template, request

from graph.entry.roles import READ
from web.app.dear import dear
from web.app.errors import Problem, respond, wants_problem
from web.app.language import translate
from web.app.pages import ecosystem
from web.app.parameters import Parameters, asked_of_page, reads
from web.app.sessions import PATH, has_cookie, private, session, take_back
from web.site.crossing.files import picture, table
from web.site.crossing.page import NAMES, crossing_page, has_sources, shown

blueprint = Blueprint("crossed", __name__, url_prefix=f"{PATH}/croisements")
blueprint.after_request(private)


@blueprint.before_request
def _only_with_a_session() -> Response | None:
    """Whoever has not entered gets the same answer whatever is asked: it is not even read."""
    found = session()
    if found is not None and found.may(READ):
        return None
    if wants_problem():
        detail = translate("Ces réponses sont réservées aux professionnels : entrez d’abord par un lien d’invitation.")
        return respond(Problem(403, translate("Réservé aux professionnels"), detail))
    response = Response(render_template("professionals/closed.html", ended=has_cookie()), 403)
    if has_cookie():
        take_back(response)
    return response


@blueprint.get("")
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
