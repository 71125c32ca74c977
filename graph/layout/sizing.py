# SPDX-License-Identifier: AGPL-3.0-or-later
"""What each node takes before it is placed: its role, its lines of text, its width and height, what hangs under it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from graph.layout.geometry import Box, Point, Rectangle, badge_half, called
from graph.layout.looks import MARK, ROUND, SMALLEST, WIDE, Style
from graph.layout.names import size_of, words
from graph.layout.strokes import beside
from graph.layout.text import LINE_HEIGHT, text_width, wrapped

if TYPE_CHECKING:
    from graph.mindmaps import MindMap, Node

# Above this many branches, framed titles would fill the drawing: the first level is drawn as pills.
CROWD = 16


def _cut(heads: float, pill: float, leaf: float) -> dict[str, Style]:
    """The levels of a drawing whose labels are cut there; heads are a part of their usual width."""
    wraps = {"centre": WIDE["centre"].wrap * heads, "theme": WIDE["theme"].wrap * heads, "pill": pill, "leaf": leaf}
    return {role: replace(style, wrap=wraps[role], lines=4) for role, style in WIDE.items()}


# On both sides of the centre: long lines keep a drawing low, short ones keep it narrow. From the longest.
CUTS = tuple(_cut(heads, pill, leaf) for heads in (1.0, 0.78) for leaf in (400, 260, 190, 150) for pill in (270, 170))
# Those which are nearly always the best where there is much to show.
SHORT = tuple(_cut(0.78, pill, leaf) for leaf in (260, 190) for pill in (270, 170))
# Where names of branches are long and the drawing is as high as its frame: they take few lines.
LOW, TALL = (_cut(1.4, 260, 270), _cut(1.4, 190, 170)), 3
# Those of a long chain, whose steps stand side by side.
CHAIN, DEEP = tuple(_cut(heads, width, width) for heads, width in ((0.7, 150), (0.55, 115), (0.5, 90))), 5
# Those of four levels: the usual ones where there is room, else short lines, so that the last level shows at all.
FOUR, LEVELS = (*SHORT, *CHAIN[:2]), 4
# Room that the mark of a framed title takes on each side of its text.
TAB = 11.0
# The height of a badge, with a little air.
BADGE_ROOM = 36.0


@dataclass
class Spot:
    """A node being placed."""

    node: Node
    role: str
    lines: tuple[str, ...]
    size: float
    text: float
    width: float
    height: float
    children: list[Spot] = field(default_factory=list)
    x: float = 0.0
    y: float = 0.0
    angle: float = 0.0
    flipped: bool = False
    extent: float = 0.0
    marked: bool = False
    note: str = ""
    # The room of the words on the line that arrives there.
    named: tuple[float, float] = (0.0, 0.0)

    @property
    def depth(self) -> int:
        """Steps from the centre."""
        return self.node.depth

    @property
    def full_width(self) -> float:
        """Its width with the badge of what it hides."""
        return self.width + (2 * self.badge + 4 if self.badge and self.role in ("pill", "leaf") else 0)

    @property
    def reach(self) -> float:
        """Its width with all that stands out of it on the right."""
        return self.full_width + (self.badge + 4 if self.badge and self.role == "theme" else 0)

    @property
    def badge(self) -> float:
        """Half the width of its badge, 0 without one."""
        return badge_half(self.node)

    def stretched(self, by: float) -> None:
        """Sets its text larger."""
        self.size, self.text, self.height = self.size * by, self.text * by, self.height * by
        self.width = self.text + WIDE["leaf"].across

    def noted(self, note: str, style: Style) -> None:
        """Gives it one more line, in small."""
        self.note, self.height = note, self.height + SMALLEST * LINE_HEIGHT
        self.text = max(self.text, text_width(note, SMALLEST))
        self.width = max(self.width, self.text + style.across)

    def walk(self) -> Iterator[Spot]:
        """Itself, then everything under it, depth first."""
        yield self
        for child in self.children:
            yield from child.walk()


def sized(mindmap: MindMap, styles: dict[str, Style], note: str = "", *, spoken: bool = False) -> Spot:
    """The tree of a map, measured; `note` is written under a branch where nothing is known, its count under
    another one; `spoken` leaves room for the words on lines. Returns its centre."""
    branches = mindmap.children.get(mindmap.centre, ())
    crowded = len(branches) > CROWD
    # Where branches are all of one kind, saying which at each of them would be noise.
    mixed = len({node.kind for node in branches if node.kind}) > 1
    spots: dict[str, Spot] = {}
    for node in mindmap.nodes:
        role = ("centre", "pill" if crowded else "theme", "leaf" if crowded else "pill", "leaf")[min(3, node.depth)]
        spot = spots[node.key] = _spot(node, role, styles[role])
        if role == "leaf" and spot.badge:
            # Its badge stays upright, whatever the turn of the text.
            spot.height = max(spot.height, BADGE_ROOM)
        # Further out, or around a ring, counts would take the room of names: they are in the outline.
        counted = node.tally and node.depth < 2 and styles is not ROUND
        told = note if node.empty else node.tally[0] if counted else ""
        if told:
            spot.noted(told, styles[role])
        if role == "theme" and mixed and node.kind:
            spot.marked, spot.width = True, spot.width + 2 * TAB
        if node.parent is not None:
            spots[node.parent].children.append(spot)
    if spoken:
        for node, edge in zip(mindmap.nodes[1:], mindmap.edges, strict=True):
            spots[node.key].named = size_of(words(called((edge, *beside(mindmap, node, edge)))))
    return spots[mindmap.centre]


def _spot(node: Node, role: str, style: Style) -> Spot:
    lines, text, height = _measured(node.label or node.iri, style)
    return Spot(node, role, lines, style.size, text, text + style.across, height)


@lru_cache(maxsize=20_000)
def _measured(label: str, style: Style) -> tuple[tuple[str, ...], float, float]:
    """The lines of a label, the width of its text, the height of its box."""
    lines = wrapped(" ".join(label.split()), style.wrap / style.size, style.bold, style.lines)
    text = max(text_width(line, style.size, style.bold) for line in lines)
    return lines, text, max(len(lines) * style.size * LINE_HEIGHT, style.size) + style.along


def boxed(spot: Spot) -> Box:
    """The finished box of a placed spot."""
    area, anchor, text_x, mark_x, badge = (_framed if spot.role in ("centre", "theme") else _lying)(spot)
    angle = spot.angle
    written = spot.lines, spot.size, anchor, text_x, mark_x, badge, spot.note
    return Box(spot.node, spot.role, spot.x, spot.y, angle, area, *written)


def _framed(spot: Spot) -> tuple[Rectangle, str, float, float | None, Point]:
    """An upright frame centred where its edge arrives, its badge over a corner."""
    area = Rectangle(-spot.width / 2, -spot.height / 2, spot.width, spot.height)
    badge = (spot.width / 2 + 4, -spot.height / 2 - 4)
    if spot.marked:
        return area, "middle", TAB, TAB + 8 - spot.width / 2, badge
    return area, "middle", 0.0, None, badge


def _lying(spot: Spot) -> tuple[Rectangle, str, float, float | None, Point]:
    """A pill or a leaf which begins where its edge arrives and runs outwards: to the left when it is flipped."""
    side = -1 if spot.flipped else 1
    badge = (side * (spot.full_width - spot.badge), 0.0)
    start = 0.0 if spot.role == "pill" else -side * (MARK + 1.5)
    span = spot.full_width + abs(start)
    area = Rectangle(start if side > 0 else -spot.full_width, -spot.height / 2, span, spot.height)
    if spot.role == "pill":
        # Its mark is always before the text as it is read.
        left = 0.0 if side > 0 else -spot.width
        return area, "middle", left + spot.width / 2 + 9, left + 16, badge
    return area, "start" if side > 0 else "end", side * (MARK + 8), 0.0, badge
