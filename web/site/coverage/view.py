# SPDX-License-Identifier: AGPL-3.0-or-later
"""Coverage: the page of the matrix, and the same as CSV, SVG and JSON."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, Response, current_app, jsonify, render_template, request

from exports._coverage_csv import coverage_csv
from graph import clock
from graph.coverage.document import BY, document
from graph.coverage.lists import counted, lacks, pillars
from graph.coverage.matrix import Matrix, matrix
from graph.coverage.reading import CoverageReading, number, percent_text
from graph.coverage.scope import departement, departements, home, scope, theme
from graph.coverage.survey import SurveyTerms
from graph.coverage.table import View, table
from graph.coverage.turns import settled_day, turns
from graph.errors import InvalidInput
from graph.territory import Territory
from web.app.dear import dear, go_on, once
from web.app.errors import problem_of, wants_problem
from web.app.kept_pages import kept_page
from web.app.language import language
from web.app.negotiation import data_response
from web.app.pages import ecosystem, last_change, reader
from web.app.parameters import Parameters, asked_of_page, reads
from web.app.recent import recent
from web.app.rights import PUBLIC, asks
from web.site.coverage.choices import choices
from web.site.coverage.page import EACH, CoveragePage, hyphenated
from web.site.coverage.svg import policy, svg

blueprint = Blueprint("coverage", __name__)
asks(PUBLIC)(blueprint)
NAMES = ("territoire", "theme", "epci", "date", "gratuit", "communes")
# A matrix is some megabytes, ten of a département; visitors look at today's, and now and then at another.
KEPT, PLACES = 3, 8
# The départements of the largest region.
MOST_CHOICES = 13


@blueprint.get("/couverture")
@kept_page
@dear
@reads(*NAMES)
def show() -> str | tuple[str, int]:
    """The page; what is not understood is told with the views that may have been meant."""
    try:
        page = _page(asked_of_page())
    except InvalidInput as error:
        if wants_problem():
            raise
        problem = problem_of(error)
        return render_template("coverage/problem.html", problem=problem, choices=choices(problem)), error.status
    reading = page.reading
    part = reading.table.part
    return render_template(
        "coverage/show.html",
        page=page,
        departements=_several(departements(ecosystem().territories)),
        number=lambda count: number(count, language()),
        percent=lambda part: percent_text(part, language()),
        hyphenated=hyphenated,
        tally=part.tally(),
        lacks=lacks(reading),
        pillars=pillars(reading),
        silent=counted(reading, part.silent()),
        unsure=counted(reading, part.unsure()),
    )


@blueprint.get("/couverture.csv")
@dear
def as_csv() -> Response:
    """Every cell of the view, a row each."""
    page = _page(Parameters(request.args, NAMES))
    reading = page.reading
    body = coverage_csv(reading.matrix, reading.table.part, reading.reader)
    return _file(data_response(body, "text/csv", last_change()), "csv", page)


@blueprint.get("/couverture.svg")
@dear
def as_svg() -> Response:
    """The table as a picture."""
    page = _page(Parameters(request.args, NAMES))
    response = data_response(svg(page).encode(), "image/svg+xml", last_change())
    response.headers["Content-Security-Policy"] = policy()
    return _file(response, "svg", page)


@blueprint.get("/api/v1/coverage")
@dear
def as_json() -> Response:
    """The matrix for programs."""
    query = Parameters(request.args, ("territory", "theme", "epci", "date", "free", "by"))
    by = query.choice("by", BY) or BY[0]
    return jsonify(document(_read(query, ("territory", "free")).reading, by))


def _file(response: Response, extension: str, page: CoveragePage) -> Response:
    code = page.reading.matrix.scope.departement.code
    response.headers["Content-Disposition"] = f'inline; filename="couverture-{code}.{extension}"'
    return response


def _page(query: Parameters) -> CoveragePage:
    each = query.choice("communes", (EACH,)) == EACH
    return _read(query, ("territoire", "gratuit"), each=each)


def _read(query: Parameters, names: tuple[str, str], *, each: bool = False) -> CoveragePage:
    """The table asked for, its place and its cost under these names; raises InvalidInput naming what is at fault."""
    engine = ecosystem().referral
    usual, place, free = home(engine.index), query.text(names[0]), query.flag(names[1])
    asked = departement(engine.index.territories, place, names[0]) if place else usual
    day = query.day("date")
    found = _matrix(asked, SurveyTerms(day or clock.today(), free))
    wanted, area = query.text("theme"), query.text("epci")
    view = View(theme(found.themes, wanted) if wanted else None, found.scope.area(area) if area else None, each)
    shown = table(found.coverage, found.scope, found.themes, view)
    return CoveragePage(CoverageReading(found, shown, reader()), day, asked if asked != usual else None)


def _several(found: list[Territory]) -> list[Territory]:
    """The départements to choose from: none where there is but one, or more than can be read in a line."""
    return found if 1 < len(found) <= MOST_CHOICES else []


def _matrix(place: Territory, terms: SurveyTerms) -> Matrix:
    """The matrix, made once for all the days that are alike, today apart, and for each change of the facts."""
    here = ecosystem()
    number, index = here.repository.number, here.referral.index
    asked = recent(current_app, "coverage scopes", PLACES).get(place.code, lambda: scope(here.territories, place))
    known = recent(current_app, "coverage days", 1).get(number, lambda: turns(index))
    made_for = terms if terms.day == clock.today() else replace(terms, day=settled_day(index, known, terms.day))
    key = (number, place.code, made_for)
    found = once(recent(current_app, "coverage", KEPT), key, lambda: matrix(here.referral, asked, made_for, go_on))
    return found if made_for == terms else replace(found, coverage=replace(found.coverage, terms=terms))
