# SPDX-License-Identifier: AGPL-3.0-or-later
"""Headers that keep a page to itself, cookie flags, size limits, and limits of rate for the API and for guesses."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from flask import Flask, Response, request
from werkzeug.exceptions import TooManyRequests

from web.app.guard import visitor

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
# Where a visitor may ask to be found, by a browser that keeps the place to itself.
DESK = "/orientation"
LARGEST_REQUEST = 1_000_000  # bytes; nothing that visitors send comes near
CALLS_PER_MINUTE = 600
# Wrong links or session cookies: a person who copies badly needs few, a machine that guesses gets no further.
GUESSES_PER_MINUTE = 20
# What anybody may read from another site's page: data, never HTML.
OPEN_PATHS = ("/api/", "/export/", "/id/", "/ontologie", "/carte.json")


def register(app: Flask) -> None:
    """Sets limits and cookie flags, and adds the headers to every answer."""
    app.config.setdefault("API_CALLS_PER_MINUTE", CALLS_PER_MINUTE)
    app.config["MAX_CONTENT_LENGTH"] = app.config.get("MAX_CONTENT_LENGTH") or LARGEST_REQUEST
    secure = str(app.config.get("BASE_URL", "")).startswith("https://")
    app.config.update(SESSION_COOKIE_SECURE=secure, SESSION_COOKIE_HTTPONLY=True, SESSION_COOKIE_SAMESITE="Lax")
    app.config.setdefault("GUESSES_PER_MINUTE", GUESSES_PER_MINUTE)
    calls = Allowance(lambda: int(app.config["API_CALLS_PER_MINUTE"]))
    app.before_request(lambda: calls.spend() if request.path.startswith("/api/") else None)
    app.extensions["tisserand guesses"] = Allowance(lambda: int(app.config["GUESSES_PER_MINUTE"]))
    app.after_request(add_headers)


def add_headers(response: Response) -> Response:
    """The security headers, and open reading of what is published as data."""
    if request.path == DESK:
        response.headers["Permissions-Policy"] = HEADERS["Permissions-Policy"].replace(
            "geolocation=()", "geolocation=(self)"
        )
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    # A redirection to data, or the question whether one may ask, has no HTML of its own.
    is_page = response.mimetype == "text/html" and response.status_code != 303 and request.method != "OPTIONS"
    if not is_page and request.path.startswith(OPEN_PATHS):
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Access-Control-Expose-Headers"] = "ETag, Link, Retry-After"
        if request.method == "OPTIONS":
            response.headers["Access-Control-Allow-Headers"] = "Accept, If-None-Match, If-Modified-Since"
    return response


class Allowance:
    """What is left to each address of a number of calls a minute; refills continuously, kept in this process only."""

    def __init__(self, per_minute: Callable[[], int]) -> None:
        self.per_minute = per_minute
        self.lock = threading.Lock()
        self.left: dict[str, tuple[float, float]] = {}

    def spend(self) -> None:
        """Counts one call; raises 429 with the seconds to wait when the address has none left."""
        most = self.per_minute()
        rate = most / 60
        now, address = time.monotonic(), visitor()
        with self.lock:
            left, seen = self.left.get(address, (most, now))
            left = min(most, left + (now - seen) * rate)
            if left < 1:
                raise TooManyRequests(retry_after=int((1 - left) / rate) + 1)
            self.left[address] = (left - 1, now)
            if len(self.left) > 10_000:
                self._forget(now)

    def _forget(self, now: float) -> None:
        self.left = {address: kept for address, kept in self.left.items() if now - kept[1] < 60}
