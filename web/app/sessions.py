# SPDX-License-Identifier: AGPL-3.0-or-later
"""The session of a professional as a cookie that only their own pages receive; what these answer stays with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Response, current_app, g, request

from graph.errors import TisserandError
from graph.text.wording import Phrase
from web.app.ecosystem import current_ecosystem
from web.app.origin import is_own

if TYPE_CHECKING:
    from graph.entry.sessions import Session
    from web.app.security import Allowance

# Browsers send the cookie under this path alone: public pages cannot depend on what they never receive.
PATH = "/entre-professionnels"
NAME = "tisserand-session"
ELSEWHERE = Phrase("Cette demande vient d’un autre site : rien n’a été fait. Ouvrez la page ici, puis recommencez.")


class Foreign(TisserandError):
    """A form sent from another site (403)."""

    status = 403


def session() -> Session | None:
    """The open session of this request, None without one; a wrong cookie is a guess, and guesses are counted."""
    if "session" not in g:
        secret = request.cookies.get(_name(), "")
        g.session = current_ecosystem().gate.session(secret) if secret else None
        if secret and g.session is None:
            count_guess()
    found: Session | None = g.session
    return found


def count_guess() -> None:
    """Counts one wrong link or cookie; raises 429 when this address has tried too many."""
    guesses: Allowance = current_app.extensions["tisserand guesses"]
    guesses.spend()


def has_cookie() -> bool:
    """Whether a session is shown, open or not."""
    return bool(request.cookies.get(_name()))


def give(response: Response, secret: str, *, seconds: int | None) -> None:
    """Gives the cookie, kept for so long; None: until the browser is closed."""
    response.set_cookie(
        _name(), secret, max_age=seconds, path=PATH, secure=_secure(), httponly=True, samesite="Lax"
    )  # fmt: skip


def take_back(response: Response) -> None:
    """Has the browser forget the cookie."""
    response.delete_cookie(_name(), path=PATH, secure=_secure(), httponly=True, samesite="Lax")


def leave() -> None:
    """Ends the session itself: its cookie opens nothing any more, wherever a copy of it is."""
    secret = request.cookies.get(_name(), "")
    if secret:
        current_ecosystem().gate.leave(secret)


def private(response: Response) -> Response:
    """Keeps an answer out of every cache, and out of search engines."""
    response.headers["Cache-Control"] = "no-store, private"
    response.headers["X-Robots-Tag"] = "noindex"
    # The address of an invitation is a secret: it is told to no other site.
    response.headers["Referrer-Policy"] = "same-origin"
    response.vary.add("Cookie")
    return response


def refuse_other_sites() -> None:
    """Raises Foreign unless the form was sent from a page of this site: browsers say where a request comes from."""
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    if site is not None and site not in {"same-origin", "none"}:
        raise Foreign(ELSEWHERE())
    if site is None and origin is not None and not is_own(origin):
        raise Foreign(ELSEWHERE())


def _secure() -> bool:
    return bool(current_app.config["SESSION_COOKIE_SECURE"]) or request.is_secure


def _name() -> str:
    """With the prefix by which browsers refuse the cookie over a line that is not encrypted."""
    return f"__Secure-{NAME}" if _secure() else NAME
