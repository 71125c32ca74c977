# SPDX-License-Identifier: AGPL-3.0-or-later
"""The looks of all pages as a stylesheet: the typeface, the colours of meaning, those of the families of the model."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Mapping

from flask import Flask

from graph import colours
from graph.model import Model
from graph.tone import Tone
from web.app.ecosystem import current_ecosystem
from web.app.files import makes, static_text


def register(app: Flask) -> None:
    """Gives the stylesheet as `looks.css`, beside those that are written."""
    makes(app, "looks.css", lambda: static_text("fonts.css") + page_styles(current_ecosystem().model))


def page_styles(model: Model) -> str:
    """The tones of pages as properties of the root: `--yes`, `--t1`, `--actor`."""
    # What lies behind an open dialog inherits from nothing in older browsers.
    return variables(page_tones(model), ":root") + variables({"veil": colours.named("veil")}, "::backdrop")


def page_tones(model: Model) -> dict[str, Tone]:
    """All tones of pages by name: those of meaning, `t1` for the first thread, `actor` for a family."""
    threads = {f"t{rank}": Tone(colour) for rank, colour in enumerate(colours.threads(), 1)}
    return colours.of_pages() | threads | family_tones(model)


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


def picture_style(tones: Iterable[str], scope: str, *rules: str) -> str:
    """The stylesheet of a picture that stands alone: the tones that it takes, and the rules of its files."""
    pages = page_tones(current_ecosystem().model)
    return variables({name: pages[name] for name in tones}, scope) + static_text(*rules)


def only_style(style: str) -> str:
    """The policy of a picture that may do one thing: apply its own styles, these very bytes."""
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; frame-ancestors 'self'"


def _rule(scope: str, values: Mapping[str, str]) -> str:
    return f"{scope}{{{';'.join(f'--{name}:{value}' for name, value in values.items())}}}"
