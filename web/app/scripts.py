# SPDX-License-Identifier: AGPL-3.0-or-later
"""Scripts as browsers run them: native modules, all under one mark of their content, so that browsers keep them for
ever and modules find each other by relative addresses."""

from __future__ import annotations

import hashlib
import posixpath
import re
from functools import lru_cache
from pathlib import Path

from flask import Flask, Response, current_app, url_for

from graph.recent import Recent
from web.app.files import SHARED, SITE, send, static_file
from web.app.keeping import FOR_EVER, kept_by_browsers
from web.app.recent import recent

# What is imported from the start; what `import()` names is asked for when it is needed, if ever.
IMPORT = re.compile(r'^(?:import|export)\b[^"\n]*"(\.{1,2}/[^"\n]+)";$', re.MULTILINE)
# What is said of types on lines of its own, for whoever reads and checks them: browsers do without.
TYPES = re.compile(r"^[ \t]*/\*\*(?:(?!\*/).)*\*/[ \t]*\n", re.MULTILINE | re.DOTALL)
# So are remarks, but for the licence.
REMARKS = re.compile(r"^[ \t]*//(?! SPDX).*\n", re.MULTILINE)
WrittenAt = tuple[int, ...]


def register(app: Flask) -> None:
    """Scripts are under a mark; the plain address of each, as of any other file, answers too."""
    app.add_url_rule("/static/scripts/<asked>/<path:filename>", "script", _send)


def script(name: str) -> str:
    """The address of a script, `map/scripts/main.js`; what it imports is under the same mark."""
    return _address(name, _mark(_state()))


def preloads(name: str) -> list[str]:
    """The addresses of all that a script imports, near or far, to be asked for in one wave."""
    state = _state()
    found, current = _memory().get((name, state), lambda: (modules(name)[1:], mark()))
    return [_address(other, current) for other in found]


def modules(name: str) -> list[str]:
    """A script and all that it imports, each once, nearest first."""
    found = [name]
    for one in found:
        imported = IMPORT.findall(static_file(one).read_text(encoding="utf-8"))
        near = [posixpath.normpath(f"{one}/../{there}") for there in imported]
        found += [other for other in dict.fromkeys(near) if other not in found]
    return found


def mark() -> str:
    """Ten digits that are others when any script is."""
    read = hashlib.sha256()
    for path in _files():
        read.update(path.name.encode() + path.read_bytes())
    return read.hexdigest()[:10]


def _send(asked: str, filename: str) -> Response:
    """A script; a page made before the last change gets today's, which browsers are not to keep under the old mark."""
    kept, path = FOR_EVER if asked == _mark(_state()) else "no-cache", static_file(filename)
    if path not in _files():
        response = send(filename)
        response.headers["Cache-Control"] = kept
        return response
    text = REMARKS.sub("", TYPES.sub("", path.read_text(encoding="utf-8")))
    return kept_by_browsers(Response(text, mimetype="text/javascript"), kept)


def _address(name: str, mark: str) -> str:
    return url_for("script", asked=mark, filename=name)


def _mark(state: WrittenAt) -> str:
    return _memory().get(state, mark)


def _state() -> WrittenAt:
    """When each script was last written: what is remembered of them holds until one is again."""
    return tuple(path.stat().st_mtime_ns for path in _files())


def _memory() -> Recent:
    return recent(current_app, "scripts")


@lru_cache(maxsize=1)
def _files() -> tuple[Path, ...]:
    return (*sorted((SHARED / "static").glob("*.js")), *sorted(SITE.rglob("*.js")))
