# SPDX-License-Identifier: AGPL-3.0-or-later
"""Headers that keep a page to itself, cookie flags, size limits, and limits of rate for the API and for guesses."""

from __future__ import annotations

from flask import Flask, Response, request

from web.app.guard import Allowance
from web.app.origin import is_encrypted
from web.app.sizes import LARGEST_REQUEST

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
# Seconds for which a browser that came once asks for nothing but https: a year.
STAYS_ENCRYPTED = "max-age=31536000"
# Where a visitor may ask to be found, by a browser that keeps the place to itself.
DESK = "/orientation"
CALLS_PER_MINUTE = 600
# Wrong links or session cookies: a person who copies badly needs few, a machine that guesses gets no further.
GUESSES_PER_MINUTE = 20
A_MINUTE = 60.0
# Asked by every open page, every second: a room behind one address would use up what it may ask.
FOLLOWED = "/api/v1/changes"
# What anybody may read from another site's page: data, never HTML.
OPEN_PATHS = ("/api/", "/export/", "/id/", "/ontologie", "/carte.json", "/.well-known/")


def register(app: Flask) -> None:
    """Sets limits and cookie flags, and adds the headers to every answer."""
    app.config.setdefault("API_CALLS_PER_MINUTE", CALLS_PER_MINUTE)
    app.config["MAX_CONTENT_LENGTH"] = app.config.get("MAX_CONTENT_LENGTH") or LARGEST_REQUEST
    secure = str(app.config.get("BASE_URL", "")).startswith("https://")
    app.config.update(SESSION_COOKIE_SECURE=secure, SESSION_COOKIE_HTTPONLY=True, SESSION_COOKIE_SAMESITE="Lax")
    app.config.setdefault("GUESSES_PER_MINUTE", GUESSES_PER_MINUTE)
    calls = Allowance(lambda: int(app.config["API_CALLS_PER_MINUTE"]), A_MINUTE)
    app.before_request(lambda: calls.use() if _is_counted(request.path) else None)
    app.extensions["tisserand guesses"] = Allowance(lambda: int(app.config["GUESSES_PER_MINUTE"]), A_MINUTE)
    app.after_request(add_headers)


def _is_counted(path: str) -> bool:
    """Whether a call is one of those of which a visitor has so many a minute."""
    return path.startswith("/api/") and path != FOLLOWED


def add_headers(response: Response) -> Response:
    """The security headers, and open reading of what is published as data."""
    if request.path == DESK:
        response.headers["Permissions-Policy"] = HEADERS["Permissions-Policy"].replace(
            "geolocation=()", "geolocation=(self)"
        )
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    # Browsers hold a whole host to it: under a path, that is for who keeps the host to say.
    if is_encrypted() and not request.root_path:
        response.headers["Strict-Transport-Security"] = STAYS_ENCRYPTED
    # A redirection to data, or the question whether one may ask, has no HTML of its own.
    is_page = response.mimetype == "text/html" and response.status_code != 303 and request.method != "OPTIONS"
    if not is_page and request.path.startswith(OPEN_PATHS):
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Access-Control-Expose-Headers"] = "Accept-Ranges, Content-Range, ETag, Link, Retry-After"
        if request.method == "OPTIONS":
            response.headers["Access-Control-Allow-Headers"] = (
                "Accept, If-None-Match, If-Modified-Since, If-Range, Range"
            )
    return response
