# SPDX-License-Identifier: AGPL-3.0-or-later
"""What an open page is told: what changed since the state of the facts of which it was made.

A state has a number. It is the entity tag of the answer, so that a page which is current costs a look at that number.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response, current_app, jsonify, request

from graph.entity import Reader
from graph.readings.changes import HIGHEST, changes, changes_document
from graph.storage.steps import Trail
from web.app.parameters import Parameters
from web.app.recent import recent


def what_changed(trail: Trail, read: Callable[[], Reader], memory: str = "") -> Response:
    """The answer to a page that says since when (`since`, else now); 304 where it has it, before any fact is read.

    `memory`: where answers are remembered, as all open pages ask for the same.
    """
    query = Parameters(request.args, ("since",))
    since = query.number("since", trail.number, 0, HIGHEST)
    if request.if_none_match.contains_weak(str(trail.number)):
        return _tagged(Response(status=304), trail.number)
    here = read()

    def told() -> dict[str, Any]:
        return changes_document(changes(here, trail, since))

    key = (trail.number, since, here.lang)
    found = recent(current_app, memory).get(key, told) if memory else told()
    return _tagged(jsonify(found), trail.number)


def _tagged(response: Response, number: int) -> Response:
    response.set_etag(str(number), weak=True)
    response.headers["Cache-Control"] = "no-cache"
    return response
