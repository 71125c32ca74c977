# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whole pages that are the same for everybody, kept as they were sent until the facts, or the day, change.

What is asked most, in a workshop where a room opens one address or on the desk where a link is shared, costs its
making once. Nothing is kept of a page that sets a cookie, that failed, or that is being worked on (`--debug`); who
shows a session is neither given a kept page nor has theirs kept.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import TypeVar

from flask import Flask, Response, current_app, g, request

from graph import clock
from graph.errors import TisserandError
from graph.recent import Recent
from web.app.ecosystem import current_ecosystem
from web.app.language import language
from web.app.recent import MEANWHILE, all_recent
from web.app.sessions import has_cookie

Action = Callable[[], None]
View = TypeVar("View", bound=Callable[..., object])
# Bytes of all pages together: six hundred as browsers ask for them, compressed, or a hundred and more as they are.
MOST = 10_000_000
LONGEST_ADDRESS = 2_000


@dataclass(frozen=True)
class KeptPage:
    """A page as it was sent, and what is to be done each time it is shown."""

    body: bytes
    headers: tuple[tuple[str, str], ...]
    each_time: tuple[Action, ...]


def register(app: Flask) -> None:
    """Looks for a kept page before each request; keeps what is finished, so it is to be registered before the rest."""
    all_recent(app)["pages"] = Recent(MOST, lambda page: len(page.body))
    app.extensions[MEANWHILE] = _made_meanwhile
    app.before_request(_again)
    app.after_request(_keep)


def kept_page(view: View) -> View:
    """Marks a view whose page depends only on what it reads of its address, the language, the day and public facts."""
    view.kept_page = True  # type: ignore[attr-defined]
    return view


def for_a_moment() -> None:
    """The page of this request says what may be otherwise within the hour: it is not kept."""
    g.pop("page_key", None)


def each_time(action: Action) -> None:
    """Does something now, and again whenever the page of this request is shown from what is kept."""
    action()
    g.each_time = (*g.get("each_time", ()), action)


def _again() -> Response | None:
    """The page, where it is kept; its key is taken before anything is read, as facts may change meanwhile."""
    view = current_app.view_functions.get(request.endpoint or "")
    if request.method != "GET" or current_app.debug or not hasattr(view, "kept_page"):
        return None
    # What is told of a misspelt name is for who wrote it.
    if len(request.full_path) > LONGEST_ADDRESS or has_cookie() or g.get("misspelt"):
        return None
    here = current_ecosystem()
    try:
        # A page that stays open says of which public state it is, which is numbered once the facts are there.
        number = here.repository.number, here.public.steps.trail.number
    except TisserandError:  # some pages need no facts
        return None
    packed = request.headers.get("Accept-Encoding", "")
    asked = tuple(request.args.items(multi=True))  # without what the page does not read: see `parameters.reads`
    key = (request.host_url, request.path, asked, language(), packed, clock.today(), number, here.hindrance)
    found = _found(key)
    if found is None:
        g.page_key = key
    return found


def _made_meanwhile() -> Response | None:
    """The page of this request, where another request for it was answered while this one waited."""
    found = _found(g.page_key) if "page_key" in g else None
    if found is not None:
        for_a_moment()
    return found


def _found(key: Hashable) -> Response | None:
    found: KeptPage | None = _pages().find(key)
    if found is None:
        return None
    for action in found.each_time:
        action()
    return Response(found.body, headers=list(found.headers))


def _keep(response: Response) -> Response:
    key = g.pop("page_key", None)
    if key is None or response.status_code != 200 or response.mimetype != "text/html" or response.is_streamed:
        return response
    if "Set-Cookie" not in response.headers and not response.cache_control.no_store:
        headers = tuple(item for item in response.headers if item[0] != "Content-Length")
        _pages().put(key, KeptPage(response.get_data(), headers, g.get("each_time", ())))
    return response


def _pages() -> Recent:
    return all_recent(current_app)["pages"]
