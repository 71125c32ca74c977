# SPDX-License-Identifier: AGPL-3.0-or-later
"""Under which address this instance answers: the one chosen for it, never the one that a request claims.

What a request says of its own address (`Host`) is written by whoever sends it. It is replaced before anything is
made of it, so that links, codes, redirections and mails cannot lead elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from flask import Flask, request
from werkzeug.middleware.proxy_fix import ProxyFix

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

    from graph.settings import Settings

LOOPBACK = re.compile(r"(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d{1,5})?", re.IGNORECASE)
VISITED = "tisserand.visited"
PLAIN = "tisserand.plain"  # whether the proxy says that what it was asked was not encrypted
PORTS = {"http": 80, "https": 443}


def register(app: Flask) -> None:
    """Gives every request the address of this instance and, behind trusted proxies, its visitor's own."""
    settings: Settings = app.extensions["tisserand"].settings
    served: Any = OwnAddress(app.wsgi_app, settings)
    if settings.trusted_proxies:
        served = ProxyFix(served, x_for=settings.trusted_proxies, x_proto=1, x_host=0)
    app.wsgi_app = served  # type: ignore[method-assign]


class OwnAddress:
    """Replaces the address of each request by BASE_URL.

    While nobody chose it the instance is visited from its own machine, under any name and port that lead back to it
    (`localhost`, a forwarded port); every other address becomes the one that the server says at its start. A room
    that was told where to come (LAN=1) stays there.
    """

    def __init__(self, application: WSGIApplication, settings: Settings) -> None:
        self._application, self._trusted = application, settings.trusted_proxies > 0
        self._local = f"127.0.0.1:{settings.port}"
        self._chosen = None if settings.base_is_default else _address(settings.base_url)
        self._path = settings.path
        self._room = {address.removeprefix("http://") for address in settings.lan}

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        visited = str(environ.get("HTTP_HOST", ""))
        local = LOOPBACK.fullmatch(visited) is not None
        environ[VISITED] = visited.lower() if local else ""
        said = str(environ.get("HTTP_X_FORWARDED_PROTO", "")).rpartition(",")[2].strip()
        environ[PLAIN] = self._trusted and said == "http"
        if visited in self._room:
            environ["wsgi.url_scheme"] = "http"
        elif self._chosen:
            environ["wsgi.url_scheme"], environ["HTTP_HOST"] = self._chosen
        elif not local:
            environ["wsgi.url_scheme"], environ["HTTP_HOST"] = "http", self._local
        self._enter(environ)
        return self._application(environ, start_response)

    def _enter(self, environ: WSGIEnvironment) -> None:
        """Says under which path the instance is, whether the proxy passed it on or took it away."""
        path = str(environ.get("PATH_INFO", ""))
        if path == self._path or path.startswith(f"{self._path}/"):
            environ["PATH_INFO"] = path.removeprefix(self._path) or "/"
        environ["SCRIPT_NAME"] = self._path


def _address(base: str) -> tuple[str, str]:
    """Scheme and host as a browser sends them: no port that goes without saying, letters outside ASCII encoded."""
    parts = urlsplit(base)
    host = parts.hostname or ""
    host = f"[{host}]" if ":" in host else host.encode("idna").decode()
    return parts.scheme, host if parts.port in (None, PORTS[parts.scheme]) else f"{host}:{parts.port}"


def is_encrypted() -> bool:
    """Whether the address is https and no trusted proxy says that this request came without it."""
    return request.is_secure and not request.environ.get(PLAIN)


def is_own(origin: str) -> bool:
    """Whether what a browser says of where a form was opened (`Origin`) is here, or here seen from its own machine."""
    try:
        host = urlsplit(origin).netloc.lower()
    except ValueError:
        return False
    return host != "" and host in (request.host, request.environ.get(VISITED))
