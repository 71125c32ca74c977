# SPDX-License-Identifier: AGPL-3.0-or-later
"""A map around its centre: rings are scaled ellipses, leaves stand at equal lengths of arc along the outer one."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

from graph.layout.ellipse import Ellipse
from graph.layout.geometry import Box, Frame, Sector, overlap
from graph.layout.sizing import Spot, boxed

# Where the ring of pills may be between the centre and the leaves, and that of themes below it.
INNER, OUTER, THEME_PART = 0.48, 0.68, 0.71
SIBLINGS, PARENTS, THEMES = 0.0, 13.0, 34.0
AIR = 1.12
FLATTEST = 2.0
# Between two pills of one ring, where they are nearest.
APART = 4.0
# Leaves may grow a little over the pills; more would take the room that makes everything larger.
LARGEST = 1.15
# Room for the lines between pills and leaves; the smallest half height of all, and one that nothing needs.
STRAND, SMALLEST, LIMIT = 50.0, 190.0, 4000.0


@dataclass(frozen=True)
class Slot:
    """The part of the outer line that a leaf (or a lone pill) holds, in units before stretching."""

    spot: Spot
    start: float
    end: float


def place(root: Spot, frame: Frame) -> tuple[Sector, ...]:
    """Places every spot; returns the tinted sectors."""
    rings = _rings(root, frame)
    slots = _slots(root, rings)
    ellipse = _smallest(root, slots, rings, frame)
    _stretch(slots, ellipse.length / _length(slots))
    _set(root, slots, ellipse, rings)
    return tuple(_sectors(root, slots, ellipse))


def _rings(root: Spot, frame: Frame) -> tuple[float, ...]:
    """The ring of each level, in parts of the outer ellipse.

    Pills ask for two things: room side by side, which grows with their ring, and room outwards, which shrinks with it;
    the smallest drawing is where both ask for the same ellipse.
    """
    depth = max(spot.depth for spot in root.walk())
    if depth < 3:
        return ((0.0, 1.0), (0.0, 0.56, 1.0))[depth - 1]
    pills = [spot for spot in root.walk() if spot.depth == 2]
    beside = sum(spot.height + 2 * APART for spot in pills) / Ellipse.of(_ratio(root, frame), 1.0).length
    outwards = max((spot.full_width for spot in pills if spot.children), default=0.0) + STRAND
    second = max(INNER, min(OUTER, beside / (beside + outwards)))
    return (0.0, second * THEME_PART, second, 1.0)


def _need(spot: Spot, rings: tuple[float, ...]) -> float:
    """Arc that a node asks on the outer line so that its own box has room on its ring."""
    if spot.role == "theme":
        return 0.0
    air = AIR if spot.role == "leaf" else 1.0
    return (max(spot.height, 22) * air + (0 if spot.role == "leaf" else 2 * APART)) / rings[spot.depth]


def _slots(root: Spot, rings: tuple[float, ...]) -> list[Slot]:
    """The slot of each end of the tree, in order, with gaps between them."""
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
    return slots


def _length(slots: list[Slot]) -> float:
    """The length of all slots and gaps, the last gap too."""
    return slots[-1].end + THEMES


def _ratio(root: Spot, frame: Frame, b: float = 560.0) -> float:
    """Width over height of the outer line for which line and labels together have the frame's proportions."""
    label = max(spot.full_width for spot in root.walk() if not spot.children)
    aspect = frame.width / frame.height
    return max(0.7, min(FLATTEST, (aspect * (b + label) - label) / b))


def _smallest(root: Spot, slots: list[Slot], rings: tuple[float, ...], frame: Frame) -> Ellipse:
    """The smallest ellipse on which nothing touches: long enough for its slots, then grown until the inside fits."""
    total, ratio = _length(slots), _ratio(root, frame)
    unit = Ellipse.of(ratio, 1.0)
    low = high = max(total / unit.length, SMALLEST)
    while _crowded(root, slots, unit.scaled(high), rings) and high < LIMIT:
        low, high = high, high * 1.15
    while high - low > 0.03 * low:
        middle = (low + high) / 2
        if _crowded(root, slots, unit.scaled(middle), rings):
            low = middle
        else:
            high = middle
    return unit.scaled(high)


def _set(root: Spot, slots: list[Slot], ellipse: Ellipse, rings: tuple[float, ...], *, inner: bool = False) -> None:
    """Positions and directions of all spots on an ellipse (of the `inner` ones only, to try it); the first theme is
    centred on top."""
    stretch = ellipse.length / _length(slots)
    start = _first_theme_middle(root, slots)
    middle = {id(slot.spot): (slot.start + slot.end) / 2 for slot in slots}

    def settle(spot: Spot) -> float:
        if spot.children:
            arcs = [settle(child) for child in spot.children]
            middle[id(spot)] = (arcs[0] + arcs[-1]) / 2
        return middle[id(spot)]

    settle(root)
    for spot in root.walk():
        if spot.depth and not (inner and spot.role == "leaf"):
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


def _crowded(root: Spot, slots: list[Slot], ellipse: Ellipse, rings: tuple[float, ...]) -> bool:
    """Whether boxes of the inner levels touch, or come so near the leaves that no line can be seen between."""
    _set(root, slots, ellipse, rings, inner=True)
    inner = [boxed(spot) for spot in root.walk() if spot.children or spot.role != "leaf"]
    heads = [_wider(box) for box in inner if box.role in ("centre", "theme")]
    pills = [replace(box, area=box.area.grown(APART / 2)) for box in inner if box.role not in ("centre", "theme")]
    if len(rings) == 4 and any(_past(box, ellipse) for box in pills):
        return True
    around = zip(pills, pills[1:] + pills[:1], strict=True) if len(pills) > 1 else ()
    return any(overlap(*pair) for pair in around) or any(overlap(*pair) for pair in _pairs(heads, pills))


def _past(pill: Box, ellipse: Ellipse) -> bool:
    """Whether the far end of a pill is too near the outer line."""
    x, y = pill.at(pill.badge[0], 0.0)
    return math.hypot(x / (ellipse.a - STRAND), y / (ellipse.b - STRAND)) > 1


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


def _sectors(root: Spot, slots: list[Slot], ellipse: Ellipse) -> Iterator[Sector]:
    stretch, start = ellipse.length / _length(slots), _first_theme_middle(root, slots)
    for theme in root.children:
        own = {id(spot) for spot in theme.walk()}
        held = [slot for slot in slots if id(slot.spot) in own]
        first, last = (held[0].start - start - 12) * stretch, (held[-1].end - start + 12) * stretch
        turns = [ellipse.angle(first + (last - first) * step / 24) for step in range(25)]
        wider = replace(ellipse, a=ellipse.a + 22, b=ellipse.b + 22)
        yield Sector(theme.node.theme, tuple(wider.point(turn) for turn in turns))
