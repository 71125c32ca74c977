# SPDX-License-Identifier: AGPL-3.0-or-later
"""The looks of all pages as a stylesheet: the typeface, the colours of meaning, those of the families of the model."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from flask import Flask, Response, current_app, url_for

from graph.colours import PAGES, STRANDS, VEIL, Tone
from graph.model import Model
from web.app.ecosystem import current_ecosystem
from web.app.files import static_text

NAME = "looks.css"


def register(app: Flask) -> None:
    """Gives the stylesheet beside the others; its address carries a mark of its content."""
    app.add_url_rule(f"/static/{NAME}", "looks", _send)


def looks() -> str:
    """The address of the stylesheet, which browsers may keep for ever."""
    return url_for("looks", v=hashlib.sha256(_sheet().encode()).hexdigest()[:10])


def page_styles(model: Model) -> str:
    """The colours of pages as properties of the root: `--yes`, `--t1` for the first thread, `--actor` for a family."""
    strands = {f"t{rank}": Tone(colour) for rank, colour in enumerate(STRANDS, 1)}
    # What lies behind an open dialog inherits from nothing in older browsers.
    return variables(PAGES | strands | family_tones(model), ":root") + variables({"veil": VEIL}, "::backdrop")


def family_tones(model: Model) -> dict[str, Tone]:
    """The colour of each family: that of its first kind."""
    found: dict[str, Tone] = {}
    for item in model.classes:
        if item.family and item.colour:
            found.setdefault(item.family, Tone(item.colour, item.dark_colour))
    return found


def variables(tones: Mapping[str, Tone], scope: str) -> str:
    """Custom properties of what a selector finds: in light, in the dark on a screen, and on paper."""
    light = {name: tone.light for name, tone in tones.items()}
    dark = {name: tone.dark for name, tone in tones.items() if tone.dark}
    paper = {name: tone.paper for name, tone in tones.items() if tone.paper}
    night = f"@media screen and (prefers-color-scheme:dark){{{_rule(scope, dark)}}}" if dark else ""
    print_ = f"@media print{{{_rule(scope, paper)}}}" if paper else ""
    return f"{_rule(scope, light)}{night}{print_}"


def _rule(scope: str, values: Mapping[str, str]) -> str:
    return f"{scope}{{{';'.join(f'--{name}:{value}' for name, value in values.items())}}}"


def _sheet() -> str:
    """Made once: the model of an instance does not change while it is served."""
    found: str = current_app.extensions.setdefault("tisserand looks", "")
    if not found:
        found = static_text("fonts.css") + page_styles(current_ecosystem().model)
        current_app.extensions["tisserand looks"] = found
    return found


def _send() -> Response:
    return Response(_sheet(), mimetype="text/css")
