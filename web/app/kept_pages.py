# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whole pages that are the same for everybody, kept as they were sent until the facts, or the day, change.

While many read at once, a page of a moment before is given as long as nothing was withdrawn since, and made again
behind them (`web.app.remaking`). Who follows what changes, or reloads, is given what is so now.

What is asked most, in a workshop where a room opens one address or on the desk where a link is shared, costs its
making once. Nothing is kept of a page that sets a cookie, that failed, or that is being worked on (`--debug`); who
shows a session is neither given a kept page nor has theirs kept.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from math import inf
from typing import TypeVar

from flask import Flask, Response, current_app, g, request

from graph import clock
from graph.errors import TisserandError
from graph.recent import Recent
from web.app.ecosystem import current_ecosystem
from web.app.language import language
from web.app.recent import AGAIN, MEANWHILE, all_recent
from web.app.sessions import has_cookie

Action = Callable[[], None]
# Of the last change, and of the last one that everybody may see.
Numbers = tuple[int, int]
View = TypeVar("View", bound=Callable[..., object])
# Bytes of all pages together: six hundred as browsers ask for them, compressed, or a hundred and more as they are.
MOST = 10_000_000
LONGEST_ADDRESS = 2_000
# Under which an application has when pages were asked for lately, in seconds of `monotonic`.
ASKED = "pages asked"
# Seconds for which a page of a moment before is given at most; one that stays current asks at once what changed.
A_MOMENT = 5.0
# From so many pages in so many seconds on, many read at once.
MANY, A_WHILE = 40, 10.0
# What is kept of how a page was asked for: nothing of who did.
ASKED_BY = (
    "REQUEST_METHOD", "SCRIPT_NAME", "PATH_INFO", "QUERY_STRING", "SERVER_NAME", "SERVER_PORT", "SERVER_PROTOCOL",
    "wsgi.url_scheme", "HTTP_HOST", "HTTP_ACCEPT", "HTTP_ACCEPT_ENCODING", "HTTP_ACCEPT_LANGUAGE",
)  # fmt: skip


@dataclass(eq=False)
class KeptPage:
    """A page as it was sent, and what is to be done each time it is shown; of which state of the facts it is, how it
    was asked for, and when last (seconds of `monotonic`)."""

    body: bytes
    headers: tuple[tuple[str, str], ...]
    each_time: tuple[Action, ...]
    number: Numbers
    asked_by: Mapping[str, str]
    asked: float
    until: float = inf
    """When it is to be made again even if nothing changed, in seconds of `monotonic`."""


def register(app: Flask) -> None:
    """Looks for a kept page before each request; keeps what is finished, so it is to be registered before the rest."""
    all_recent(app)["pages"] = Recent(MOST, lambda page: len(page.body))
    app.extensions[MEANWHILE] = _made_meanwhile
    app.extensions[ASKED] = deque(maxlen=MANY)
    app.before_request(_again)
    app.after_request(_keep)


def many_read(app: Flask) -> bool:
    """Whether many pages were asked for lately."""
    asked: deque[float] = app.extensions[ASKED]
    return len(asked) == asked.maxlen and time.monotonic() - asked[0] < A_WHILE


def kept_page(view: View) -> View:
    """Marks a view whose page depends only on what it reads of its address, the language, the day and public facts."""
    view.kept_page = True  # type: ignore[attr-defined]
    return view


def for_a_moment() -> None:
    """The page of this request says what may be otherwise within the hour: it is not kept."""
    g.pop("page_key", None)


def for_seconds(seconds: float) -> None:
    """Something in the page of this request is of before, as it costs much: the page is kept for so long at most."""
    g.page_until = time.monotonic() + seconds


def each_time(action: Action) -> None:
    """Does something now, and again whenever the page of this request is shown from what is kept."""
    if AGAIN not in request.environ:
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
        g.page_number = here.repository.number, here.public.steps.trail.number
    except TisserandError:  # some pages need no facts
        return None
    packed = request.headers.get("Accept-Encoding", "")
    asked = tuple(request.args.items(multi=True))  # without what the page does not read: see `parameters.reads`
    if AGAIN not in request.environ:
        current_app.extensions[ASKED].append(time.monotonic())
    key = (request.host_url, request.path, asked, language(), packed, clock.today(), here.hindrance)
    found = _found(key, wait=here.attending and AGAIN not in request.environ and _may_wait())
    if found is None:
        g.page_key = key
    return found


def _may_wait() -> bool:
    """Whether a page of a moment before will do: not for who reloads it, nor for a page that follows what changes."""
    control = request.cache_control
    return many_read(current_app) and not (
        control.no_cache or control.max_age == 0 or request.headers.get("Sec-Fetch-Dest") == "empty"
    )


def _made_meanwhile() -> Response | None:
    """The page of this request, where another request for it was answered while this one waited."""
    found = _found(g.page_key) if "page_key" in g else None
    if found is not None:
        for_a_moment()
    return found


def _found(key: Hashable, *, wait: bool = False) -> Response | None:
    found: KeptPage | None = _pages().find(key)
    if found is None or not (_is_current(found) or (wait and is_of_a_moment_before(found) and not _is_about(found))):
        return None
    if AGAIN not in request.environ:
        found.asked = time.monotonic()
        for action in found.each_time:
            action()
    return Response(found.body, headers=list(found.headers))


def _is_current(page: KeptPage) -> bool:
    """Whether it says what is so now."""
    return bool(page.number == g.page_number) and time.monotonic() < page.until


def _is_about(page: KeptPage) -> bool:
    """Whether the address is that of a thing that changed since: who has just written would look at it first."""
    touched = current_ecosystem().public.steps.trail.since(page.number[1])
    return touched is None or any(request.path.endswith(iri.removeprefix(_things())) for iri in touched)


def _things() -> str:
    """What the names of this instance's things begin with, up to the slash before their kind."""
    return f"{current_ecosystem().settings.base_url}/id"


def is_of_a_moment_before(page: KeptPage) -> bool:
    """Whether a page may still be given while many read: only additions came since, the first a moment ago."""
    late = current_ecosystem().public.steps.trail.late(page.number[1])
    return late is not None and time.monotonic() - late < A_MOMENT


def _keep(response: Response) -> Response:
    key = g.pop("page_key", None)
    if key is None or response.status_code != 200 or response.mimetype != "text/html" or response.is_streamed:
        return response
    if "Set-Cookie" not in response.headers and not response.cache_control.no_store:
        headers = tuple(item for item in response.headers if item[0] != "Content-Length")
        body, actions = response.get_data(), g.get("each_time", ())
        known: KeptPage | None = _pages().find(key) if AGAIN in request.environ else None
        asked = known.asked if known else time.monotonic()
        asked_by = {name: str(request.environ[name]) for name in ASKED_BY if name in request.environ}
        _pages().put(key, KeptPage(body, headers, actions, g.page_number, asked_by, asked, g.get("page_until", inf)))
    return response


def _pages() -> Recent:
    return all_recent(current_app)["pages"]
