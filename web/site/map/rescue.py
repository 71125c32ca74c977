# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where to lead who follows a map's address that is wrong: the same view without its fault, then the nearest ones."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import Response, render_template, request, url_for
from werkzeug.datastructures import MultiDict

from graph.errors import TisserandError
from graph.mindmaps import perspectives
from web.app import errors
from web.app.language import language, translate
from web.app.pages import reader
from web.site.map.finding import drawable
from web.site.map.query import NAMES

MOST = 200


@dataclass(frozen=True)
class Rescue:
    """A view that can be drawn, and its address."""

    label: str
    address: str


def lost_page(error: TisserandError) -> Response:
    """What is wrong with an address of a map, and the nearest views that can be drawn: never an empty canvas."""
    problem = errors.problem_of(error)
    if errors.wants_problem() or error.status >= 500:
        return errors.respond(problem)
    page = render_template("map/lost.html", problem=problem, nearest=nearest(error, request.args))
    response = Response(page, problem.status, mimetype="text/html")
    response.headers["Cache-Control"] = "no-store"
    return response


def nearest(error: TisserandError, args: MultiDict[str, str]) -> list[Rescue]:
    """The views to offer, the nearest first."""
    return list(_nearest(error, args))


def _nearest(error: TisserandError, args: MultiDict[str, str]) -> Iterator[Rescue]:
    kept = [(name, value) for name, value in args.items(multi=True) if name in (*NAMES, "lang") and len(value) < MOST]
    others = [(name, value) for name, value in kept if name != error.field]
    if error.field == "centre":
        for item in drawable(reader(), error.suggestions):
            address = reader().address(item.iri)
            if address:
                changed = [("vue", "autour"), ("centre", "/".join(address)), *_only(kept, "date", "lang")]
                yield Rescue(
                    translate("La carte autour de « {label} »").replace("{label}", item.label), _address(changed)
                )
    if error.field and error.field != "vue" and _sound(others):
        yield Rescue(translate("La même carte, sans ce qui n’a pas été compris"), _address(others))
    for view in perspectives():
        if not (view.needs_centre or view.needs_ends):
            yield Rescue(view.label(language()), _address([("vue", view.slug), *_only(kept, "lang")]))


def _sound(parameters: list[tuple[str, str]]) -> bool:
    """Whether the view is still told, and exists."""
    return dict(parameters).get("vue", "") in {"", *(view.slug for view in perspectives())}


def _only(parameters: list[tuple[str, str]], *names: str) -> list[tuple[str, str]]:
    return [(name, value) for name, value in parameters if name in names]


def _address(parameters: list[tuple[str, str]]) -> str:
    return f"{url_for('map.show', lang=None)}?{urlencode(parameters)}"
