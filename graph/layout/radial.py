# SPDX-License-Identifier: AGPL-3.0-or-later
"""A map around its centre: rings are scaled ellipses, leaves stand at equal lengths of arc along the outer one."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from graph.layout.geometry import Box, Frame, Point, Sector, overlap
from graph.layout.sizing import Spot, boxed

# Where the ring of pills may be between the centre and the leaves, and that of themes below it.
INNER, OUTER, THEME_PART = 0.48, 0.68, 0.74
SIBLINGS, PARENTS, THEMES = 0.0, 13.0, 34.0
AIR = 1.12
FLATTEST = 2.0
# Between two rings boxes lean away from the normal: they take a little more of the ring.
LEAN = 1.1
# Leaves may grow a little over the pills; more would take the room that makes everything larger.
LARGEST = 1.15
STEPS = 720
TURN = 2 * math.pi


@dataclass(frozen=True)
class Ellipse:
    """Half axes, and the length of arc up to each of STEPS angles counted from the right."""

    a: float
    b: float
    arcs: tuple[float, ...]

    @classmethod
    def of(cls, ratio: float, b: float) -> Ellipse:
        """The ellipse `ratio` times wider than high."""
        points = [(ratio * b * math.cos(i / STEPS * TURN), b * math.sin(i / STEPS * TURN)) for i in range(STEPS + 1)]
        arcs = [0.0]
        for one, two in pairwise(points):
            arcs.append(arcs[-1] + math.dist(one, two))
        return cls(ratio * b, b, tuple(arcs))

    def scaled(self, by: float) -> Ellipse:
        """The same, larger or smaller."""
        return Ellipse(self.a * by, self.b * by, tuple(arc * by for arc in self.arcs))

    @property
    def length(self) -> float:
        """Length of the whole line."""
        return self.arcs[-1]

    def angle(self, arc: float) -> float:
        """The parametric angle, in radians, at a length of arc from the top; clockwise on screen."""
        arc = (arc + 0.75 * self.length) % self.length
        after = max(1, bisect_left(self.arcs, arc))
        before = self.arcs[after - 1]
        return (after - 1 + (arc - before) / (self.arcs[after] - before)) / STEPS * TURN

    def point(self, angle: float, part: float = 1.0) -> Point:
        """A point of the line, or of the ring at `part` of it."""
        return self.a * part * math.cos(angle), self.b * part * math.sin(angle)

    def normal(self, angle: float) -> Point:
        """The unit vector outwards."""
        x, y = math.cos(angle) / self.a, math.sin(angle) / self.b
        return x / math.hypot(x, y), y / math.hypot(x, y)


@dataclass(frozen=True)
class Slot:
    """The part of the outer line that a leaf (or a lone pill) holds, in units before stretching."""

    spot: Spot
    start: float
    end: float


def place(root: Spot, frame: Frame) -> tuple[Sector, ...]:
    """Places every spot; returns the tinted sectors."""
    tried = [(rings, _smallest(root, rings, frame)) for rings in _rings(root, frame)]
    rings, ellipse = min(tried, key=lambda found: found[1].b)
    slots, total = _slots(root, rings)
    _stretch(slots, ellipse.length / total)
    _set(root, slots, total, ellipse, rings)
    return tuple(_sectors(root, slots, total, ellipse))


def _rings(root: Spot, frame: Frame) -> list[tuple[float, ...]]:
    """What to try as the ring of each level, in parts of the outer ellipse.

    Pills ask for two things: room side by side, which grows with their ring, and room outwards, which shrinks with it;
    the smallest drawing is where both ask for the same ellipse, or a little outside it when themes are large.
    """
    depth = max(spot.depth for spot in root.walk())
    if depth < 3:
        return [((0.0, 1.0), (0.0, 0.56, 1.0))[depth - 1]]
    pills = [spot for spot in root.walk() if spot.depth == 2]
    beside = sum((spot.height + 8) * LEAN for spot in pills) / Ellipse.of(_ratio(root, frame), 1.0).length
    outwards = max((spot.full_width for spot in pills if spot.children), default=0.0) + 54
    second = max(INNER, min(OUTER, beside / (beside + outwards)))
    return [(0.0, ring * THEME_PART, ring, 1.0) for ring in (second, second + 0.04)]


def _need(spot: Spot, rings: tuple[float, ...]) -> float:
    """Arc that a node asks on the outer line so that its own box has room on its ring."""
    if spot.role == "theme":
        return 0.0
    air = AIR if spot.role == "leaf" else 1.0
    lean = 1.0 if rings[spot.depth] == 1 else LEAN
    return (max(spot.height, 22) * air + (0 if spot.role == "leaf" else 8)) * lean / rings[spot.depth]


def _slots(root: Spot, rings: tuple[float, ...]) -> tuple[list[Slot], float]:
    """The slot of each end of the tree in order, and the length of all with the gaps between them."""
    slots: list[Slot] = []
    cursor = 0.0

    def fill(spot: Spot) -> None:
        nonlocal cursor
        ends = [end for end in spot.walk() if not end.children]
        own = sum(_need(end, rings) for end in ends)
        # A pill wider than the leaves under it spreads them.
        spare = max(0.0, _need(spot, rings) - own) / len(ends) if spot.children else 0.0
        for end in ends:
            size = _need(end, rings) + spare
            slots.append(Slot(end, cursor, cursor + size))
            cursor += size + SIBLINGS

    for theme in root.children:
        for spot in theme.children or [theme]:
            fill(spot)
            cursor += PARENTS if spot.children else 0.0
        cursor += THEMES
    return slots, max(cursor, 1.0)


def _ratio(root: Spot, frame: Frame, b: float = 560.0) -> float:
    """Width over height of the outer line for which line and labels together have the frame's proportions."""
    label = max(spot.full_width for spot in root.walk() if not spot.children)
    aspect = frame.width / frame.height
    return max(0.7, min(FLATTEST, (aspect * (b + label) - label) / b))


def _smallest(root: Spot, rings: tuple[float, ...], frame: Frame) -> Ellipse:
    """The smallest ellipse on which nothing touches: long enough for its slots, then grown until the inside fits."""
    slots, total = _slots(root, rings)
    ratio = _ratio(root, frame)
    unit = Ellipse.of(ratio, 1.0)
    b = max(total / unit.length, _floor(root, rings))
    for _ in range(40):
        ellipse = unit.scaled(b)
        _set(root, slots, total, ellipse, rings)
        if not _crowded(root):
            break
        b *= 1.05
    return ellipse


def _floor(root: Spot, rings: tuple[float, ...]) -> float:
    """Half height from which pills end before the leaves begin."""
    pills = [spot for spot in root.walk() if spot.role == "pill" and spot.children]
    return max([(spot.full_width + 54) / (rings[spot.depth + 1] - rings[spot.depth]) for spot in pills], default=160.0)


def _set(root: Spot, slots: list[Slot], total: float, ellipse: Ellipse, rings: tuple[float, ...]) -> None:
    """Positions and directions of all spots on an ellipse; the first theme is centred on top."""
    stretch = ellipse.length / total
    start = _first_theme_middle(root, slots)
    middle = {id(slot.spot): (slot.start + slot.end) / 2 for slot in slots}

    def settle(spot: Spot) -> float:
        if spot.children:
            arcs = [settle(child) for child in spot.children]
            middle[id(spot)] = (arcs[0] + arcs[-1]) / 2
        return middle[id(spot)]

    settle(root)
    for spot in root.walk():
        if spot.depth:
            _turn(spot, ellipse, ellipse.angle((middle[id(spot)] - start) * stretch), rings[spot.depth])


def _first_theme_middle(root: Spot, slots: list[Slot]) -> float:
    first = {id(spot) for spot in root.children[0].walk()}
    own = [slot for slot in slots if id(slot.spot) in first]
    return (own[0].start + own[-1].end) / 2


def _turn(spot: Spot, ellipse: Ellipse, angle: float, ring: float) -> None:
    spot.x, spot.y = ellipse.point(angle, ring)
    if spot.role == "theme":
        return
    dx, dy = ellipse.normal(angle)
    if ring < 1:
        # Half way between the normal and the ray, boxes of an inner ring point at the leaves they carry.
        ray = math.hypot(*ellipse.point(angle))
        dx, dy = dx + ellipse.point(angle)[0] / ray, dy + ellipse.point(angle)[1] / ray
    spot.flipped = dx < 0
    spot.angle = math.degrees(math.atan2(-dy, -dx) if spot.flipped else math.atan2(dy, dx))


def _crowded(root: Spot) -> bool:
    """Whether boxes of the inner levels touch: each against the next ones around, themes and centre against all."""
    inner = [boxed(spot) for spot in root.walk() if spot.children or spot.role != "leaf"]
    heads = [_wider(box) for box in inner if box.role in ("centre", "theme")]
    pills = [box for box in inner if box.role not in ("centre", "theme")]
    around = list(zip(pills, pills[1:] + pills[:1], strict=True)) if len(pills) > 1 else []
    return any(overlap(one, two) for one, two in _pairs(heads, pills)) or any(overlap(*pair) for pair in around)


def _pairs(heads: list[Box], pills: list[Box]) -> Iterator[tuple[Box, Box]]:
    for index, head in enumerate(heads):
        for other in (*heads[index + 1 :], *pills):
            # Most are far apart: a look at the distance spares the exact test.
            if math.hypot(head.x - other.x, head.y - other.y) < (head.area.width + other.area.width) + 40:
                yield head, other


def _wider(box: Box) -> Box:
    """A head with the air that its frame and its badge need."""
    return replace(box, area=box.area.grown(9))


def _stretch(slots: list[Slot], slack: float) -> None:
    """Leaves are set larger where the line is longer than they need."""
    by = min(LARGEST, slack)
    for slot in slots:
        if slot.spot.role == "leaf":
            slot.spot.stretched(by)


def _sectors(root: Spot, slots: list[Slot], total: float, ellipse: Ellipse) -> Iterator[Sector]:
    stretch, start = ellipse.length / total, _first_theme_middle(root, slots)
    for theme in root.children:
        own = {id(spot) for spot in theme.walk()}
        held = [slot for slot in slots if id(slot.spot) in own]
        first, last = (held[0].start - start - 12) * stretch, (held[-1].end - start + 12) * stretch
        turns = [ellipse.angle(first + (last - first) * step / 24) for step in range(25)]
        wider = replace(ellipse, a=ellipse.a + 22, b=ellipse.b + 22)
        yield Sector(theme.node.theme, tuple(wider.point(turn) for turn in turns))
