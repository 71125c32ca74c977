# SPDX-License-Identifier: AGPL-3.0-or-later
"""How browsers keep what they are given: for how long, and asking first whether it changed."""

from __future__ import annotations

from flask import Response, request

ASKING, A_DAY, FOR_EVER = "no-cache", "public, max-age=86400", "public, max-age=31536000, immutable"


def kept_by_browsers(response: Response, how_long: str = ASKING) -> Response:
    """The response with a mark of its content; nothing but 304 for a reader who has it already."""
    response.headers["Cache-Control"] = how_long
    response.add_etag()
    response.make_conditional(request)
    return response


def unlisted(response: Response) -> Response:
    """Keeps an answer out of caches and of search engines, and its address from the sites one goes to next.

    With `no-referrer` browsers hide from us as well where a form comes from: over plain http it would be refused.
    """
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Referrer-Policy"] = "same-origin"
    return response


def taken_away(content: bytes, media_type: str, name: str, *, shown: bool) -> Response:
    """A file under a name, in the language of who asks: opened in the browser, or saved."""
    response = Response(content, content_type=media_type)
    response.headers["Content-Disposition"] = f'{"inline" if shown else "attachment"}; filename="{name}"'
    response.vary.add("Accept-Language")
    return kept_by_browsers(response)
