# SPDX-License-Identifier: AGPL-3.0-or-later
"""The session of a professional as a cookie of this site alone; what their own pages answer stays with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Response, current_app, g, request

from graph.people.tables import MARK
from web.app.ecosystem import current_ecosystem

if TYPE_CHECKING:
    from graph.entry.sessions import Session
    from web.app.guard import Allowance

PATH = "/entre-professionnels"
NAME = "tisserand-session"
# What browsers hold a name to: encrypted, and for `__Host-` of this very host, for all of it. No other site of the
# same domain can then put its own cookie in the place of ours; under a path, the host is shared anyway.
HOST, SECURE = "__Host-", "__Secure-"


def session() -> Session | None:
    """The open session of this request, None without one; a wrong cookie is a guess, and guesses are counted."""
    if "session" not in g:
        shown = secret()
        g.session = _of_secret(shown)
        if shown and g.session is None:
            count_guess()
    found: Session | None = g.session
    return found


def asking() -> Session | None:
    """The open session of who sends a form that anybody may send: a wrong cookie is not counted here."""
    return g.session if "session" in g else _of_secret(secret())


def known() -> str:
    """Which open session asks, as what is counted may name it; "" without one. A wrong cookie is not counted here."""
    found = asking()
    return f"session {found.signature}" if found else ""


def _of_secret(shown: str) -> Session | None:
    """The open session of a secret: of an account, or of an invitation."""
    if not shown:
        return None
    here = current_ecosystem()
    return here.people.session(shown) if shown.startswith(MARK) else here.gate.session(shown)


def count_guess() -> None:
    """Counts one wrong link or cookie; raises 429 when this address has tried too many."""
    guesses: Allowance = current_app.extensions["tisserand guesses"]
    guesses.use()


def has_cookie() -> bool:
    """Whether a session is shown, open or not."""
    return bool(secret())


def give(response: Response, opens: str, *, seconds: int | None) -> None:
    """Gives the cookie, kept for so long; None: until the browser is closed."""
    name, path = _name_and_path()
    response.set_cookie(
        name, opens, max_age=seconds, path=path, secure=request.is_secure, httponly=True, samesite="Lax"
    )  # fmt: skip
    if _earlier()[0] in request.cookies:  # browsers would show it first, as its path is longer
        _forget(response, *_earlier())


def take_back(response: Response) -> None:
    """Has the browser forget the cookie, and the one that an earlier release gave."""
    for name, path in (_name_and_path(), _earlier()):
        _forget(response, name, path)


def _forget(response: Response, name: str, path: str) -> None:
    response.delete_cookie(name, path=path, secure=request.is_secure, httponly=True, samesite="Lax")


def leave() -> None:
    """Ends the session itself: its cookie opens nothing any more, wherever a copy of it is."""
    shown = secret()
    if shown.startswith(MARK):
        current_ecosystem().people.leave(shown)
    elif shown:
        current_ecosystem().gate.leave(shown)


def private(response: Response) -> Response:
    """Keeps an answer out of every cache, and out of search engines."""
    response.headers["Cache-Control"] = "no-store, private"
    response.headers["X-Robots-Tag"] = "noindex"
    # The address of an invitation is a secret: it is told to no other site.
    response.headers["Referrer-Policy"] = "same-origin"
    response.vary.add("Cookie")
    return response


def secret() -> str:
    """The secret that the browser shows, "" without one."""
    names = (_name_and_path()[0], _earlier()[0])
    return next((shown for name in names if (shown := request.cookies.get(name))), "")


def _name_and_path() -> tuple[str, str]:
    """The name of the cookie as this visitor may have it, and where browsers send it: everywhere on this site.

    What one may write is known on the pages where one writes, be they encrypted or not, under a path or not.
    """
    if request.is_secure and not request.root_path:
        return f"{HOST}{NAME}", "/"
    return _earlier()[0], request.root_path or "/"


def _earlier() -> tuple[str, str]:
    """The same as earlier releases gave it, to its own pages alone: sessions that they opened go on until they end."""
    return f"{SECURE if request.is_secure else ''}{NAME}", f"{request.root_path}{PATH}"
