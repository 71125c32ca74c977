# SPDX-License-Identifier: AGPL-3.0-or-later
"""The look of the map, each number written once: strokes, sizes of text, margins, corners; canvas, SVG and PDF follow.

Lengths are in the drawing's units, shares from 0 to 1. Colours are in the ontology.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import Any

from graph.tone import Tone

# The size of the smallest text: leaves, badges, signs and notes.
SMALLEST = 21.0
# Half the height of capitals of the font: text is centred on them.
RISE = 0.364


@dataclass(frozen=True)
class Style:
    """How a role is set: size of text, width at which it is cut, semi-bold, most lines, margins around the text."""

    size: float
    wrap: float
    bold: bool
    lines: int
    across: float
    along: float


# The four levels of the drawing.
WIDE = {
    "centre": Style(30, 270, True, 4, 56, 34),
    "theme": Style(25, 190, True, 3, 40, 22),
    "pill": Style(22, 196, True, 3, 48, 12),
    "leaf": Style(SMALLEST, 300, False, 3, 24, 2),
}
# Around a ring, short lines keep the drawing high.
ROUND = {
    "centre": replace(WIDE["centre"], size=28, wrap=250),
    "theme": replace(WIDE["theme"], size=23, wrap=180),
    "pill": replace(WIDE["pill"], wrap=140, lines=4),
    "leaf": replace(WIDE["leaf"], wrap=170, lines=4),
}
# Corners of frames; those of the centre are this part of its height.
CORNERS, CENTRE_CORNER = {"theme": 14.0, "pill": 9.0, "leaf": 6.0}, 1 / 2.6
# Radius of the shape of a kind, alone or in a pill; of the disc of a sign; half the height of a badge.
MARK, PILL_MARK, SIGN, BADGE = 7.5, 6.5, 14.0, SMALLEST * 0.8
# Radius of the disc that counts the relations of one line; width at which the words on a line are cut.
COUNT, NAME_WRAP = 13.0, 120.0
# Radius of the mark of age.
DOT = 5.0
# What a finger may touch around a badge: its width and its height.
TOUCH = (44, 40)


@dataclass(frozen=True)
class Pen:
    """A line: its width, how much of it shows, how much beside what is chosen, and its dashes."""

    width: float
    opacity: float
    faint: float
    dash: tuple[float, ...] = ()


# Branches are thinner from level to level.
WIDTHS = (0.0, 9.0, 4.2, 2.2)
PENS = {
    "branch": Pen(0.0, 0.78, 0.18),
    "cross": Pen(1.5, 0.3, 0.06, (3, 5)),
    "change": Pen(3.0, 0.95, 0.3),
    "way": Pen(6.0, 0.9, 0.9),
    "lit": Pen(3.4, 0.95, 0.95),  # a cross-link of what is chosen
}
# The edges of frames, of what is under the pointer, of shapes, signs and badges; the halo of letters.
EDGES = {
    "centre": 6.0,
    "theme": 4.0,
    "need": 2.5,
    "now": 12.0,
    "changed": 4.0,
    "changed-leaf": 2.0,
    "pointed": 4.0,
    "choice": 5.0,
    "halo": 4.0,
    "mark": 1.5,
    "sign": 2.0,
    "badge": 1.5,
    "said": 6.0,
}
# What is empty or gone, and the line to what has ended.
DASHES = {"broken": (8.0, 6.0), "ended": (9.0, 7.0)}
# How much shows of a node beside what is chosen.
FAINT = 0.22
# How much shows of the ground of a branch.
TINT = Tone(".085", ".12")
# Weights of the font: leaves, and all that is set semi-bold.
PLAIN, BOLD = 400, 600
# The line through what has ended, as parts of the size of the text: how far over its foot, how thick.
STRIKE = (0.36, 0.075)
STRUCK = 1.6  # its thickness where a stylesheet draws it


def painting() -> dict[str, Any]:
    """What a canvas is given to paint as the stylesheet does."""
    return {
        "pens": {name: asdict(pen) for name, pen in PENS.items()},
        "edges": EDGES,
        "dashes": DASHES,
        "faint": FAINT,
        "weights": [PLAIN, BOLD],
        "small": [SMALLEST, round(SMALLEST * RISE, 1)],
        "strike": STRIKE,
    }


def measures() -> dict[str, Tone]:
    """The same as values of CSS, by name."""
    found = {"tint": TINT, "faint": Tone(css(FAINT))}
    found |= {"plain": Tone(str(PLAIN)), "bold": Tone(str(BOLD)), "struck": Tone(f"{STRUCK}px")}
    for name, pen in PENS.items():
        width = {f"{name}-width": Tone(css(pen.width))} if pen.width else {}
        dash = {f"{name}-dash": Tone(css(*pen.dash))} if pen.dash else {}
        shown = {f"{name}-shown": Tone(css(pen.opacity)), f"{name}-faint": Tone(css(pen.faint))}
        found |= width | dash | shown
    found |= {f"edge-{name}": Tone(css(width)) for name, width in EDGES.items()}
    return found | {f"dash-{name}": Tone(css(*dash)) for name, dash in DASHES.items()}


def css(*numbers: float) -> str:
    """Numbers as stylesheets write them: `.3`, `8 6`."""
    return " ".join(f"{number:g}".removeprefix("0") or "0" for number in numbers)
