# SPDX-License-Identifier: AGPL-3.0-or-later
"""Coverage: the page of the matrix, and the same as CSV, SVG and JSON."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, jsonify, render_template, request

from exports._coverage_csv import coverage_csv
from graph import clock
from graph.coverage.matrix import Matrix, matrix
from graph.coverage.scope import departement, home, scope, theme
from graph.coverage.survey import Terms
from graph.coverage.table import View, table
from graph.errors import InvalidInput
from graph.territory import Territory
from web.app.errors import problem_of, wants_problem
from web.app.kept_pages import kept_page
from web.app.negotiation import data_response
from web.app.pages import ecosystem, last_change, reader
from web.app.parameters import Parameters, asked_of_page, reads
from web.app.recent import recent
from web.site.coverage.choices import choices
from web.site.coverage.document import BY, document
from web.site.coverage.lists import lacks, named, pillars
from web.site.coverage.page import EACH, Sheet, hyphenated, number
from web.site.coverage.svg import policy, svg

blueprint = Blueprint("coverage", __name__)
NAMES = ("territoire", "theme", "epci", "date", "gratuit", "communes")
# A matrix is some megabytes; visitors look at today's, and at a few other days.
KEPT = 8


@blueprint.get("/couverture")
@kept_page
@reads(*NAMES)
def show() -> str | tuple[str, int]:
    """The page; what is not understood is told with the views that may have been meant."""
    try:
        sheet = _sheet(asked_of_page())
    except InvalidInput as error:
        if wants_problem():
            raise
        problem = problem_of(error)
        return render_template("coverage/problem.html", problem=problem, choices=choices(problem)), error.status
    part = sheet.table.part
    return render_template(
        "coverage/show.html",
        sheet=sheet,
        number=number,
        hyphenated=hyphenated,
        tally=part.tally(),
        lacks=lacks(sheet),
        pillars=pillars(sheet),
        silent=named(sheet, part.silent()),
        unsure=named(sheet, part.unsure()),
    )


@blueprint.get("/couverture.csv")
def as_csv() -> Response:
    """Every cell of the view, a row each."""
    sheet = _sheet(Parameters(request.args, NAMES))
    body = coverage_csv(sheet.matrix, sheet.table.part, sheet.reader)
    return _file(data_response(body, "text/csv", last_change()), "csv", sheet)


@blueprint.get("/couverture.svg")
def as_svg() -> Response:
    """The table as a picture."""
    sheet = _sheet(Parameters(request.args, NAMES))
    response = data_response(svg(sheet).encode(), "image/svg+xml", last_change())
    response.headers["Content-Security-Policy"] = policy()
    return _file(response, "svg", sheet)


@blueprint.get("/api/v1/coverage")
def as_json() -> Response:
    """The matrix for programs."""
    query = Parameters(request.args, ("territory", "theme", "epci", "date", "free", "by"))
    by = query.choice("by", BY) or BY[0]
    sheet = _read(query, ("territory", "free"))
    return jsonify(document(sheet, by))


def _file(response: Response, extension: str, sheet: Sheet) -> Response:
    code = sheet.matrix.scope.departement.code
    response.headers["Content-Disposition"] = f'inline; filename="couverture-{code}.{extension}"'
    return response


def _sheet(query: Parameters) -> Sheet:
    each = query.choice("communes", (EACH,)) == EACH
    return _read(query, ("territoire", "gratuit"), each=each)


def _read(query: Parameters, names: tuple[str, str], *, each: bool = False) -> Sheet:
    """The table asked for, its place and its cost under these names; raises InvalidInput naming what is at fault."""
    engine = ecosystem().referral
    usual, place, free = home(engine.index), query.text(names[0]), query.flag(names[1])
    asked = departement(engine.index.territories, place, names[0]) if place else usual
    day = query.day("date")
    found = _matrix(asked, Terms(day or clock.today(), free))
    wanted, area = query.text("theme"), query.text("epci")
    view = View(theme(found.themes, wanted) if wanted else None, found.scope.area(area) if area else None, each)
    shown = table(found.coverage, found.scope, found.themes, view)
    return Sheet(found, shown, reader(), day, asked if asked != usual else None)


def _matrix(place: Territory, terms: Terms) -> Matrix:
    """The matrix, made once for each day and each change of the facts."""
    here = ecosystem()
    asked = recent(current_app, "coverage scopes", KEPT).get(place.code, lambda: scope(here.territories, place))
    key = (here.repository.number, place.code, terms)
    return recent(current_app, "coverage", KEPT).get(key, lambda: matrix(here.referral, asked, terms))
