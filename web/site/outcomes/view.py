# SPDX-License-Identifier: AGPL-3.0-or-later
"""What became of referrals and what nobody could answer: counts only, as a page and as JSON."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, jsonify, render_template, request

from graph.slips.results import OUTCOMES, UNANSWERED, Results, results
from web.app.pages import ecosystem, reader
from web.app.parameters import Parameters, reads
from web.app.recent import recent
from web.site.outcomes.page import Namer, document, years
from web.site.slip.slips import counter

blueprint = Blueprint("outcome", __name__)


@blueprint.get("/retours")
@reads()
def show() -> str:
    """The figures, by year."""
    namer, found = Namer(reader(), ecosystem().territories), _results()
    return render_template(
        "outcomes/show.html",
        outcomes=years(namer, found.outcomes, OUTCOMES),
        unanswered=years(namer, found.unanswered, UNANSWERED),
    )


@blueprint.get("/api/v1/outcomes")
def as_json() -> Response:
    """The figures for programs."""
    Parameters(request.args, ())
    return jsonify(document(Namer(reader(), ecosystem().territories), _results()))


def _results() -> Results:
    """The figures, counted again once something was noted."""
    slips = counter().slips
    return recent(current_app, "outcomes").get(slips.stamp(), lambda: results(slips))
