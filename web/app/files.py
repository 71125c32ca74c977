# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where templates, styles and scripts stand: those that all pages share here, those of a theme in its own folder, and
those that are made from the model beside them."""

from __future__ import annotations

import hashlib
import mimetypes
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from flask import Flask, Response, current_app, send_from_directory, url_for
from flask.sansio.app import App
from jinja2 import ChoiceLoader, FileSystemLoader, PrefixLoader

SHARED = Path(__file__).resolve().parent
SITE = SHARED.parent / "site"
# What of a theme's folder is given to browsers; the rest of it is code.
GIVEN = frozenset({".css", ".js"})
THEMES = frozenset(path.name for path in SITE.iterdir() if path.is_dir())
# What gives files, and knows no language.
ENDPOINTS = ("static", "script")
MADE = "tisserand made files"


def register(app: Flask) -> None:
    """Templates are named `<theme>/<file>`, or by their own place for what all share; files under `/static` alike."""
    themes = {path.parent.name: FileSystemLoader(path) for path in sorted(SITE.glob("*/templates"))}
    app.jinja_loader = ChoiceLoader([PrefixLoader(themes), FileSystemLoader(SHARED / "templates")])
    app.add_url_rule("/static/<path:filename>", "static", send)


def static_file(name: str) -> Path:
    """The file of that name under `/static`, whether it is there or not: `page.js`, `map/style.css`."""
    theme = name.partition("/")[0]
    own = theme in THEMES and Path(name).suffix in GIVEN
    return (SITE if own else SHARED / "static") / name


def static_text(*names: str) -> str:
    """Those files as one text."""
    return "".join(static_file(name).read_text(encoding="utf-8") for name in names)


def makes(app: App, name: str, make: Callable[[], str]) -> None:
    """A file under `/static` that is made from the model rather than written: once, when it is first asked for."""
    app.extensions.setdefault(MADE, {})[name] = lru_cache(maxsize=1)(make)


def _made(name: str) -> str | None:
    make = current_app.extensions.get(MADE, {}).get(name)
    return make() if make else None


def asset(name: str) -> str:
    """The address of a static file with a mark of its content, so that browsers may keep it for ever."""
    if (text := _made(name)) is not None:
        return url_for("static", filename=name, v=hashlib.sha256(text.encode()).hexdigest()[:10])
    path = static_file(name)
    return url_for("static", filename=name, v=_mark(path, path.stat().st_mtime_ns if path.exists() else 0))


@lru_cache(maxsize=64)
def _mark(path: Path, modified: int) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:10] if path.exists() and modified else "0"


def send(filename: str) -> Response:
    """A static file."""
    if (text := _made(filename)) is not None:
        return Response(text, mimetype=mimetypes.guess_type(filename)[0])
    folder = static_file(filename).parents[filename.count("/")]
    return send_from_directory(folder, filename)
