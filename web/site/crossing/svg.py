# SPDX-License-Identifier: AGPL-3.0-or-later
"""A crossing as a picture of its own: its title, each group of signs with its count, and what was crossed."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import TYPE_CHECKING

from graph.layout.text import LINE_HEIGHT, wrapped
from web.app.looks import only_style, picture_style
from web.site.crossing.signs import APART, DIAMOND, PERHAPS, THEIRS, Sign, SignField, fields
from web.site.crossing.words import captions, heading, told

if TYPE_CHECKING:
    from web.site.crossing.page import CrossingPage

TONES = ("ground", "ink", "grey", "network", "actor", "service", "saffron")
LARGE, SMALL = 22, 13
MARGIN, GAP, COLUMN, COLUMNS = 24, 40, 312, 2
WIDTH = 2 * MARGIN + COLUMNS * COLUMN + GAP


def policy() -> str:
    """What the file may do: apply its own styles, and nothing else."""
    return only_style(_style())


def _style() -> str:
    """Its own stylesheet: the tones that it takes, and its rules."""
    return picture_style(TONES, ".crossing", "crossing/drawing.css")


def svg(page: CrossingPage) -> str:
    """The whole picture."""
    reading = page.reading
    lines = [*_lines(heading(reading), LARGE, bold=True)]
    rest = _lines(told(reading, fields(reading.counts)[0].each), SMALL)
    top = MARGIN + len(lines) * LARGE * LINE_HEIGHT
    body, height = _body(page, top + len(rest) * SMALL * LINE_HEIGHT + MARGIN)
    label = escape(heading(reading))
    parts = [
        '<?xml version="1.0" encoding="UTF-8"?>\n<svg xmlns="http://www.w3.org/2000/svg" class="crossing"',
        f' viewBox="0 0 {WIDTH} {height:.0f}" role="img" aria-label="{label}"><style>{_style()}</style>',
        f'<rect class="ground" width="{WIDTH}" height="{height:.0f}"/>',
        *(_text(MARGIN, MARGIN + (rank + 0.8) * LARGE * LINE_HEIGHT, text, "title") for rank, text in enumerate(lines)),
        *(_text(MARGIN, top + (rank + 1) * SMALL * LINE_HEIGHT, text, "small") for rank, text in enumerate(rest)),
        *body,
        "</svg>",
    ]
    return "".join(parts)


def _body(page: CrossingPage, top: float) -> tuple[list[str], float]:
    """The groups, two in a row, and how high all is."""
    drawn: list[str] = []
    said = captions(page.reading)
    groups = fields(page.reading.counts)
    for start in range(0, len(groups), COLUMNS):
        row = groups[start : start + COLUMNS]
        for column, group in enumerate(row):
            drawn += _group(group, said[group.group], MARGIN + column * (COLUMN + GAP), top)
        top += 56 + max(group.height * COLUMN / group.width for group in row) + MARGIN
    return drawn, top


def _group(group: SignField, said: tuple[str, str], x: float, y: float) -> Iterator[str]:
    yield _text(x, y + 24, str(group.count), "count")
    yield _text(x + 24 + 14 * len(str(group.count)), y + 14, said[0], "name")
    yield _text(x + 24 + 14 * len(str(group.count)), y + 32, said[1], "small")
    yield f'<g transform="translate({x} {y + 44:.1f}) scale({COLUMN / group.width:.3f})">'
    yield from map(_sign, group.signs)
    yield "</g>"


def _sign(sign: Sign) -> str:
    if sign.look == APART:
        x, y = sign.x, sign.y - DIAMOND
        path = f"M{x} {y}l{DIAMOND} {DIAMOND}-{DIAMOND} {DIAMOND}-{DIAMOND}-{DIAMOND}z"
        return f'<path class="{sign.look}" d="{path}"/>'
    radius = 8 if sign.look in (THEIRS, PERHAPS) else 8.5
    return f'<circle class="{sign.look}" cx="{sign.x}" cy="{sign.y}" r="{radius}"/>'


def _lines(text: str, size: float, *, bold: bool = False) -> tuple[str, ...]:
    return wrapped(text, (WIDTH - 2 * MARGIN) / size, bold, 3)


def _text(x: float, y: float, text: str, look: str) -> str:
    return f'<text class="{look}" x="{x:.1f}" y="{y:.1f}">{escape(text)}</text>'
