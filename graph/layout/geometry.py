# SPDX-License-Identifier: AGPL-3.0-or-later
"""Shapes of a placed map: frames, boxes turned with their text, strokes, and the finished drawing."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from graph.layout.looks import BADGE, SMALLEST

if TYPE_CHECKING:
    from graph.mindmaps import MapEdge, MindMap, Node

# A small map is not blown up to fill the screen.
LARGEST = 1.25
# The least size of text on a screen, in pixels: what would make it smaller is folded.
READABLE = 11.5
# Around a ring, where letters are turned.
ROUND_READABLE = 12.0

Point = tuple[float, float]


@dataclass(frozen=True)
class Frame:
    """The room there is, in CSS pixels, or in points. `form` asks for "radial" or "tree"; "" leaves the choice to the
    layout; text is at least `least` pixels high (`round_least` around a ring), and the drawing at most `largest`
    pixels a unit; `rings` says that a ring worth seeing can be read there; `named` asks for words on the lines."""

    width: float
    height: float
    form: str = ""
    least: float = READABLE
    round_least: float = ROUND_READABLE
    largest: float = LARGEST
    rings: bool = True
    named: bool = False

    @property
    def enough(self) -> float:
        """The scale from which every text can be read."""
        return self.least / SMALLEST + 1e-9


@dataclass(frozen=True)
class Rectangle:
    """Left, top, width and height, in the drawing's units."""

    left: float
    top: float
    width: float
    height: float

    def grown(self, by: float) -> Rectangle:
        """The same with a margin all around."""
        return Rectangle(self.left - by, self.top - by, self.width + 2 * by, self.height + 2 * by)


@dataclass(frozen=True)
class Box:
    """A placed node. Its edge arrives at (`x`, `y`); everything else is in a frame moved there and turned by `angle`
    degrees (-90 to 90): the `area` it covers, its `lines` of text anchored ("start", "middle", "end") at `text_x`,
    the mark of its kind at `mark_x` (None without), the badge of what it hides at `badge`; `note` is a last line, in
    small, which says that nothing is known under it."""

    node: Node
    role: str
    x: float
    y: float
    angle: float
    area: Rectangle
    lines: tuple[str, ...]
    size: float
    anchor: str
    text_x: float
    mark_x: float | None
    badge: Point
    note: str = ""

    @property
    def badge_half(self) -> float:
        """Half the width of its badge, 0 without one."""
        return badge_half(self.node)

    @cached_property
    def corners(self) -> tuple[Point, Point, Point, Point]:
        """The four corners of its area, in the drawing."""
        area = self.area
        right, bottom = area.left + area.width, area.top + area.height
        return (
            self.at(area.left, area.top),
            self.at(right, area.top),
            self.at(right, bottom),
            self.at(area.left, bottom),
        )

    def at(self, dx: float, dy: float) -> Point:
        """A point of the box's own frame, in the drawing."""
        turn = math.radians(self.angle)
        cos, sin = math.cos(turn), math.sin(turn)
        return self.x + dx * cos - dy * sin, self.y + dx * sin + dy * cos


@dataclass(frozen=True)
class LineName:
    """The words written on a line: their middle, and their lines of text."""

    x: float
    y: float
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Stroke:
    """A line between two nodes (their keys) as an SVG path; `theme` numbers its branch, `width` is in the drawing's
    units; `head` is the path of the head of an arrow. `also` are the other relations of the same two things, which it
    stands for too; `name` is what is written on it, `counted` where their number is, each None without."""

    edge: MapEdge
    s: str
    o: str
    path: str
    width: float
    theme: int
    head: str = ""
    also: tuple[MapEdge, ...] = ()
    name: LineName | None = None
    counted: Point | None = None

    @property
    def relations(self) -> tuple[MapEdge, ...]:
        """All that it stands for, what it is drawn for first."""
        return self.edge, *self.also

    @property
    def label(self) -> str:
        """What it is called."""
        return called(self.relations)


@dataclass(frozen=True)
class Sector:
    """The tinted ground behind a branch: from the centre out to its rim."""

    theme: int
    rim: tuple[Point, ...]

    @property
    def path(self) -> str:
        """Its outline as an SVG path."""
        return "M0 0" + "".join(f"L{x:.0f} {y:.0f}" for x, y in self.rim) + "Z"


@dataclass(frozen=True)
class Drawing:
    """A map with a place for everything; `form` is "radial" or "tree", `way` the steps of the route to light."""

    mindmap: MindMap
    form: str
    boxes: tuple[Box, ...]
    branches: tuple[Stroke, ...]
    cross_links: tuple[Stroke, ...]
    sectors: tuple[Sector, ...]
    bounds: Rectangle
    way: tuple[Stroke, ...] = ()

    @property
    def counted(self) -> bool:
        """Whether a line says how many relations it stands for."""
        return any(line.counted for line in (*self.branches, *self.cross_links))

    @cached_property
    def by_iri(self) -> dict[str, Box]:
        """The first box of each thing, by its IRI."""
        return {box.node.iri: box for box in reversed(self.boxes)}

    @cached_property
    def by_key(self) -> dict[str, Box]:
        """Boxes by the key of their node."""
        return {box.node.key: box for box in self.boxes}

    def scale(self, frame: Frame) -> float:
        """Pixels per unit when the whole drawing is fitted to a frame."""
        return min(frame.width / self.bounds.width, frame.height / self.bounds.height, frame.largest)

    def smallest_text(self, frame: Frame) -> float:
        """Size in pixels of the smallest label when the drawing is fitted to a frame."""
        sizes = [box.size if not (box.badge_half or box.note or box.node.state) else SMALLEST for box in self.boxes]
        return min(sizes) * self.scale(frame)


def called(relations: Sequence[MapEdge]) -> str:
    """What a line that stands for these is called: what qualifies them is said where there is one alone."""
    if len(relations) == 1:
        return relations[0].called
    return ", ".join(dict.fromkeys(edge.name for edge in relations if edge.name))


def badge_half(node: Node) -> float:
    """Half the width of the badge which opens or folds a node; 0 without one."""
    if not (node.hidden or node.opened):
        return 0.0
    left = node.hidden - node.passed
    signs = 1 + len(str(left)) if left > 0 or not node.opened else 1
    return max(BADGE, signs * SMALLEST * 0.33 + SMALLEST * 0.42)


def bounds_of(boxes: Sequence[Box], points: Sequence[Point], margin: float) -> Rectangle:
    """The upright rectangle around all boxes and points."""
    corners = [*points, *(corner for box in boxes for corner in box.corners)]
    left, top = min(x for x, _ in corners) - margin, min(y for _, y in corners) - margin
    right, bottom = max(x for x, _ in corners) + margin, max(y for _, y in corners) + margin
    return Rectangle(left, top, right - left, bottom - top)


def overlap(one: Box, two: Box) -> bool:
    """Whether two turned boxes share any surface (separating axes)."""
    for axis_from in (one, two):
        turn = math.radians(axis_from.angle)
        for ax, ay in ((math.cos(turn), math.sin(turn)), (-math.sin(turn), math.cos(turn))):
            first = [x * ax + y * ay for x, y in one.corners]
            second = [x * ax + y * ay for x, y in two.corners]
            if max(first) <= min(second) + 1e-6 or max(second) <= min(first) + 1e-6:
                return False
    return True


def overlapping(boxes: Sequence[Box]) -> list[tuple[Box, Box]]:
    """Every pair of boxes that overlap, found by sweeping from left to right."""
    spans = sorted(((min(x for x, _ in box.corners), max(x for x, _ in box.corners), i) for i, box in enumerate(boxes)))
    found: list[tuple[Box, Box]] = []
    active: list[tuple[float, int]] = []
    for left, right, index in spans:
        active = [(end, other) for end, other in active if end > left]
        found += [(boxes[other], boxes[index]) for _, other in active if overlap(boxes[other], boxes[index])]
        active.append((right, index))
    return found
