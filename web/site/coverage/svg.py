# SPDX-License-Identifier: AGPL-3.0-or-later
"""The coverage table as a picture of its own: shapes, words and tints, every box a link."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from graph.coverage.reading import short_name
from graph.layout.text import LINE_HEIGHT, text_width, wrapped
from web.app.language import translate
from web.app.looks import only_style, picture_style
from web.site.coverage.page import CoveragePage, DrawnBox, Head

TONES = ("ground", "ink", "yes", "yes-ground", "tool", "unsure", "unsure-ground", "no", "no-ground")
SIZE, SMALL, LARGE = 14.0, 12.0, 22.0
COLUMN, ROW, GAP, MARGIN = 92.0, 40.0, 4.0, 24.0
LEFT, SET_BACK = 300.0, 16.0
TOP = 76.0
MOST_LINES = 5
# Outlines within a square of 20, as on the pages; the first is filled, the second stroked.
SHAPES = {
    "disc": ("M2 10a8 8 0 1 0 16 0a8 8 0 1 0-16 0Z", ""),
    "hollow-disc": ("", "M3 10a7 7 0 1 0 14 0a7 7 0 1 0-14 0Z"),
    "part-1": ("M10 10V2a8 8 0 0 1 8 8Z", "M3 10a7 7 0 1 0 14 0a7 7 0 1 0-14 0Z"),
    "part-2": ("M10 2a8 8 0 0 1 0 16Z", "M3 10a7 7 0 1 0 14 0a7 7 0 1 0-14 0Z"),
    "part-3": ("M10 10V2a8 8 0 1 1-8 8Z", "M3 10a7 7 0 1 0 14 0a7 7 0 1 0-14 0Z"),
    "device": ("", "M2 3.5h16v10H2zM6 17.5h8"),
    "about": ("", "M2 7c3-4 5-4 8 0s5 4 8 0M2 14c3-4 5-4 8 0s5 4 8 0"),
    "half": ("M10 1v18L1 10z", "M10 1.6 18.4 10 10 18.4 1.6 10z"),
    "void": ("", "M2.5 2.5h15v15h-15zm4 4 7 7m0-7-7 7"),
}


def policy() -> str:
    """What the file may do: apply its own styles, and nothing else."""
    return only_style(_style())


def _style() -> str:
    """Its own stylesheet: the tones that it takes, and its rules."""
    return picture_style(TONES, ".matrix", "coverage/drawing.css")


def svg(page: CoveragePage) -> str:
    """The table with its title, its date and what the shapes mean."""
    return "".join(_parts(page))


def _parts(page: CoveragePage) -> Iterator[str]:
    heads, rows = page.columns(), page.rows()
    lines = [_lines(head) for head in heads]
    head = TOP + max(map(len, lines)) * SMALL * LINE_HEIGHT + 12
    width = MARGIN * 2 + LEFT + len(heads) * COLUMN
    height = head + len(rows) * (ROW + GAP) + MARGIN + 36
    title = f"{translate('Couverture')} – {short_name(page.reading.matrix.scope.departement)}, {page.when}"
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<svg xmlns="http://www.w3.org/2000/svg" class="matrix"'
    yield f' viewBox="0 0 {width:.0f} {height:.0f}" role="group" aria-label="{escape(title)}">'
    yield f"<style>{_style()}</style>"
    yield f'<rect class="ground" width="{width:.0f}" height="{height:.0f}"/>'
    yield _text(MARGIN, 40, title, LARGE, "title")
    for rank, words in enumerate(lines):
        yield from _head(MARGIN + LEFT + (rank + 0.5) * COLUMN, head - 12, words)
    for rank, row in enumerate(rows):
        top = head + rank * (ROW + GAP)
        name = wrapped(row.head.text, (LEFT - row.head.depth * SET_BACK - 12) / SIZE, row.head.total, 1)[0]
        x = MARGIN + row.head.depth * SET_BACK
        yield _text(x, top + ROW / 2 + SIZE * 0.36, name, SIZE, "total" if row.head.total else "name")
        for place, case in enumerate(row.cases):
            yield from _case(case, MARGIN + LEFT + place * COLUMN, top)
    yield from _legend(height - MARGIN)
    yield "</svg>"


def _lines(head: Head) -> tuple[str, ...]:
    return wrapped(f"{head.text} {head.more}".strip(), (COLUMN - 8) / SMALL, True, MOST_LINES)


def _head(x: float, bottom: float, words: tuple[str, ...]) -> Iterator[str]:
    for rank, line in enumerate(reversed(words)):
        yield _text(x, bottom - rank * SMALL * LINE_HEIGHT, line, SMALL, "head")


def _case(case: DrawnBox, x: float, top: float) -> Iterator[str]:
    link = f' href="{escape(case.href)}"' if case.href else ""
    yield f'<a{link} class="cell {case.tone}"><title>{escape(case.name)}</title>'
    yield f'<rect x="{x + GAP / 2:.1f}" y="{top:.1f}" width="{COLUMN - GAP:.1f}" height="{ROW:.1f}" rx="7"/>'
    width = 16 + 6 + text_width(case.text, SIZE, bold=True)
    left = x + (COLUMN - width) / 2
    yield _shape(case.shape, left, top + ROW / 2 - 8)
    yield _text(left + 22, top + ROW / 2 + SIZE * 0.36, case.text, SIZE, "value")
    yield "</a>"


def _shape(name: str, x: float, y: float) -> str:
    filled, stroked = SHAPES[name]
    paths = f'<path class="solid" d="{filled}"/>' * bool(filled)
    paths += f'<path class="outlined" d="{stroked}"/>' * bool(stroked)
    return f'<g transform="translate({x:.1f} {y:.1f}) scale(.8)">{paths}</g>'


def _legend(y: float) -> Iterator[str]:
    x = MARGIN
    said = (
        ("yes", "disc", translate("quelqu’un le fait ici et peut être joint")),
        ("part", "part-2", translate("en partie")),
        ("tool-only", "device", translate("outil seulement")),
        ("near", "about", translate("approchant")),
        ("unsure", "half", translate("pas de réponse directe")),
        ("no", "void", translate("sans réponse")),
    )
    for tone, shape, text in said:
        yield f'<g class="cell {tone}">{_shape(shape, x, y - 12)}</g>'
        yield _text(x + 22, y, text, SMALL, "name")
        x += 22 + text_width(text, SMALL) + 28


def _text(x: float, y: float, text: str, size: float, look: str) -> str:
    return f'<text class="{look}" x="{x:.1f}" y="{y:.1f}" font-size="{size:.0f}">{escape(text)}</text>'
