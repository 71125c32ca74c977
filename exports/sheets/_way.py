# SPDX-License-Identifier: AGPL-3.0-or-later
"""A small map of how one gets from what is asked to who answers: a branch for each answer, from one root."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise

from exports.maps._words import legal
from exports.sheets._setting import SheetType, lines

WIDTH = 511.0
VERB, NAME = SheetType(7.0, "verb", lead=1.2), SheetType(8.4, "name", bold=True, lead=1.2)
PAD, SIGN, GAP, BETWEEN = 6.0, 11.0, 15.0, 9.0


@dataclass(frozen=True)
class Stop:
    """A thing on the way: its name, its family, the outline of its shape, and the verb that leads to it."""

    label: str
    family: str
    outline: str
    verb: str


@dataclass(frozen=True)
class Placed:
    """A stop and its box."""

    stop: Stop
    name: tuple[str, ...]
    verb: tuple[str, ...]
    x: float
    y: float
    width: float
    height: float

    @property
    def middle(self) -> float:
        """The height at which the thread arrives."""
        return self.y + self.height / 2


def way_picture(ways: Sequence[Sequence[Stop]], caption: str) -> str:
    """The ways as an SVG of WIDTH points, to be styled by `way.css`; "" without any way."""
    ways = [way for way in ways if len(way) > 1]
    if not ways:
        return ""
    column = (WIDTH + GAP) / max(map(len, ways))
    parts: list[str] = []
    y, root = 0.0, None
    for way in ways:
        placed = _row(way, column, y)
        if root is not None and root.stop.label == placed[0].stop.label:
            placed[0] = root
        else:
            root = placed[0]
            parts.append(_box(root, True))
        parts += [_thread(one, other) for one, other in pairwise(placed)]
        parts += [_box(item, False) for item in placed[1:]]
        y = max(item.y + item.height for item in placed) + BETWEEN
    drawn = "".join(parts)
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="way" viewBox="0 0 {WIDTH:g} {y - BETWEEN + 1:.1f}" role="img"'
    )
    return f'{head} aria-label="{escape(legal(caption))}">{drawn}</svg>'


def _row(way: Sequence[Stop], column: float, top: float) -> list[Placed]:
    """The boxes of a way, the threads of a row at one height."""
    room = column - GAP
    texts = [
        (tuple(lines(stop.label, room - 2 * PAD - SIGN, NAME)), tuple(lines(stop.verb, room, VERB))) for stop in way
    ]
    above = max(len(verb) for _, verb in texts) * VERB.step + 2
    tall = max(len(name) for name, _ in texts) * NAME.step + 2 * PAD - 3
    return [
        Placed(stop, name, verb, rank * column, top + above, room, tall)
        for rank, (stop, (name, verb)) in enumerate(zip(way, texts, strict=True))
    ]


def _thread(one: Placed, other: Placed) -> str:
    (x, y), (end, low) = (one.x + one.width, one.middle), (other.x, other.middle)
    half = (x + end) / 2
    return f'<path class="thread" d="M{x:.1f} {y:.1f}C{half:.1f} {y:.1f} {half:.1f} {low:.1f} {end:.1f} {low:.1f}"/>'


def _box(item: Placed, root: bool) -> str:
    css = "root" if root else item.stop.family or "plain"
    sign = f"translate({item.x + PAD + 4:.1f} {item.middle:.1f}) scale(3.6)"
    size = f'width="{item.width - 1:.1f}" height="{item.height:.1f}" rx="5"'
    parts = [
        f'<g class="stop {css}"><rect x="{item.x + 0.5:.1f}" y="{item.y:.1f}" {size}/>',
        f'<path class="sign" transform="{sign}" d="{item.stop.outline}"/>',
    ]
    y = item.middle - len(item.name) * NAME.step / 2
    for rank, line in enumerate(item.name):
        parts.append(_text(line, item.x + PAD + SIGN, y + (rank + 0.78) * NAME.step, NAME))
    for rank, line in enumerate(reversed(item.verb)):
        parts.append(_text(line, item.x + 1, item.y - 3 - rank * VERB.step, VERB))
    return "".join([*parts, "</g>"])


def _text(words: str, x: float, y: float, kind: SheetType) -> str:
    weight = 600 if kind.bold else 400
    attributes = f'class="{kind.css}" x="{x:.1f}" y="{y:.1f}" font-size="{kind.size}" font-weight="{weight}"'
    return f"<text {attributes}>{escape(legal(words))}</text>"
