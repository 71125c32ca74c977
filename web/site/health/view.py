# SPDX-License-Identifier: AGPL-3.0-or-later
"""The health of the instance, for whoever watches over it."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, request

from graph import clock
from graph.errors import TisserandError
from graph.storage.mirror import Mirror
from graph.storage.pulse import PATIENCE, Pulse
from web.app.ecosystem import Ecosystem
from web.app.errors import problem_of
from web.app.pages import VERSION, ecosystem
from web.app.parameters import Parameters
from web.app.rights import PUBLIC, asks
from web.app.rooms import once_in
from web.site.health import figures
from web.site.health.figures import counts

blueprint = Blueprint("health", __name__)
asks(PUBLIC)(blueprint)
OK, DEGRADED, DOWN = "ok", "degraded", "down"
once_in(blueprint, figures.register)


@blueprint.get("/sante")
def show() -> Response:
    """Version, number of triples, last change, freshness of the data; what is late, full or read-only.

    `status` is `ok`, `degraded` (all can be read; something cannot be written, or soon) or `down`, with 503, when the
    facts cannot be read. Writing is tried really, in the journal's database, at most every ten seconds: what was found
    last is told in between. Nothing else is read or counted while one waits.
    """
    Parameters(request.args, ())
    here = ecosystem()
    try:
        said = _said(here)
    except TisserandError as error:
        problem = problem_of(error)
        response = jsonify(status=DOWN, version=VERSION, detail=problem.detail, number=problem.number)
        response.status_code = 503
    else:
        response = jsonify(said)
    response.headers["Cache-Control"] = "no-store"
    return response


def _said(here: Ecosystem) -> dict[str, object]:
    repository, last, pulse = here.repository, here.published, here.pulse
    pulse.feel(PATIENCE)
    found = counts().now(repository, behind=here.attending)
    return {
        "status": DEGRADED if here.hindrance or pulse.low else OK,
        "version": VERSION,
        "triples": repository.public_count,
        # Of what the public sees: the journal's own numbers and summaries also tell of restricted facts.
        "last_change": None if last is None else {"number": last.number, "at": last.at.isoformat()},
        "freshness": found.freshness(clock.today()),
        "mirror": _mirror(repository.mirror),
        "shipped": found.shipped(),
        "writing": _writing(here, pulse),
        "disk": {"low": pulse.low},
    }


def _writing(here: Ecosystem, pulse: Pulse) -> dict[str, object]:
    """Whether something can be written; else why not, and since when it is known."""
    why = here.hindrance
    return {"possible": why is None, "why": why, "since": pulse.since.isoformat() if why and pulse.since else None}


def _mirror(mirror: Mirror | None) -> dict[str, object] | None:
    """How many graphs the copy elsewhere does not have yet, and since when; None without such a copy."""
    if mirror is None:
        return None
    late = mirror.late
    return {"late": late.graphs, "since": late.since.isoformat() if late.since else None}
