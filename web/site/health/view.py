# SPDX-License-Identifier: AGPL-3.0-or-later
"""The health of the instance, for whoever watches over it."""

from __future__ import annotations

from datetime import date, timedelta

from flask import Blueprint, Response, current_app, jsonify, request

from graph import clock
from graph.namespaces import TIS
from graph.rdf.dataset import Dataset
from graph.storage.mirror import Mirror
from graph.storage.repository import Repository
from graph.storage.shipped import kept_here
from web.app.pages import VERSION, ecosystem
from web.app.parameters import Parameters
from web.app.recent import recent

blueprint = Blueprint("health", __name__)


@blueprint.get("/sante")
def show() -> Response:
    """Version, number of triples, last change and freshness of the data; 503 when the facts cannot be read."""
    Parameters(request.args, ())
    repository, last = ecosystem().repository, ecosystem().published
    response = jsonify(
        status="ok",
        version=VERSION,
        triples=len(repository.public),
        # Of what the public sees: the journal's own numbers and summaries also tell of restricted facts.
        last_change=None if last is None else {"number": last.number, "at": last.at.isoformat()},
        freshness=_freshness(repository.public, clock.today()),
        mirror=_mirror(repository.mirror),
        shipped=_shipped(repository),
    )
    response.headers["Cache-Control"] = "no-store"
    return response


def _mirror(mirror: Mirror | None) -> dict[str, object] | None:
    """How many graphs the copy elsewhere does not have yet, and since when; None without such a copy."""
    if mirror is None:
        return None
    late = mirror.late
    return {"late": late.graphs, "since": late.since.isoformat() if late.since else None}


def _shipped(repository: Repository) -> dict[str, object] | None:
    """When facts that ship were last taken, and how many of their statements people changed; None without any."""
    at = repository.journal.last_taken()
    if at is None:
        return None
    kept = recent(current_app, "kept statements", 1).get(repository.number, lambda: kept_here(repository))
    return {"at": at.isoformat(), "kept": kept}


def _freshness(dataset: Dataset, today: date) -> dict[str, object]:
    """How many entries were confirmed, when for the last time, and how many within a year."""
    days = [day for fact in dataset.facts(p=TIS.confirmedOn) if (day := dataset.day(fact.s, TIS.confirmedOn))]
    recent = sum(day > today - timedelta(days=365) for day in days)
    return {"verified": len(days), "verified_within_a_year": recent, "latest": max(days).isoformat() if days else None}
