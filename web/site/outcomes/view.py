# SPDX-License-Identifier: AGPL-3.0-or-later
"""What became of referrals and what nobody could answer: counts only, as a page and as JSON."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, jsonify, render_template, request

from graph.slips.outcomes import AnswerNames, document, years
from graph.slips.results import OUTCOMES, UNANSWERED, Results, results
from web.app.pages import ecosystem, reader
from web.app.parameters import Parameters, reads
from web.app.recent import recent
from web.app.rights import PUBLIC, asks
from web.site.slip.slips import counter
from web.site.slip.words import TONES

blueprint = Blueprint("outcomes", __name__)
asks(PUBLIC)(blueprint)


@blueprint.get("/retours")
@reads()
def show() -> str:
    """The figures, by year."""
    names, found = _names(), _results()
    return render_template(
        "outcomes/show.html",
        outcomes=years(names, found.outcomes, OUTCOMES),
        unanswered=years(names, found.unanswered, UNANSWERED),
        tones=TONES,
    )


@blueprint.get("/api/v1/outcomes")
def as_json() -> Response:
    """The figures for programs."""
    Parameters(request.args, ())
    return jsonify(document(_names(), _results()))


def _names() -> AnswerNames:
    return AnswerNames(reader(), ecosystem().territories)


def _results() -> Results:
    """The figures, counted again once something was noted."""
    slips = counter().slips
    return recent(current_app, "outcomes").get(slips.stamp(), lambda: results(slips))
