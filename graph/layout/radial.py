# SPDX-License-Identifier: AGPL-3.0-or-later
"""A map around its centre: rings are scaled ellipses, leaves stand at equal lengths of arc along the outer one."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

from graph.layout.ellipse import Ellipse
from graph.layout.geometry import Box, Frame, Sector, bounds_of, overlapping
from graph.layout.sizing import Spot, boxed

# Between two leaves, two parents, two branches, along the outer line.
GAPS = (34.0, 13.0, 0.0)
AIR = 1.12
ROUNDEST, FLATTEST = 0.8, 2.1
# Between two boxes of one ring; room for the lines from one ring to the next, from the centre outwards.
APART, STRANDS = 14.0, (34.0, 34.0, 62.0)
# Leaves may grow a little over the pills; more would take the room that makes everything larger.
LARGEST = 1.15
# How the ring of branches is tried further out, and the whole drawing larger, until nothing touches.
FURTHER, FINER, GROWTH, TRIES = tuple(range(0, 480, 60)), 30, 1.04, 30
# Rounds of looking for the proportions; where a ring is too far to be looked at; the least part of its length that a
# box is given.
ROUNDS, FARTHEST, LEAST_ROOM = 3, 3000.0, 0.3
RIM = 22.0

# From where to where along the outer line.
Span = tuple[float, float]


@dataclass
class Rings:
    """Half heights of the rings of each level, from the centre out; their ratio of width to height."""

    heights: tuple[float, ...]
    ratio: float

    @property
    def length(self) -> float:
        """The length of the outer line."""
        return Ellipse.of(self.ratio, 1.0).length * self.heights[-1]

    @property
    def outer(self) -> Ellipse:
        """The line on which leaves stand."""
        return Ellipse.of(self.ratio, 1.0).scaled(self.heights[-1])

    def part(self, spot: Spot) -> float:
        """The ring of a spot, in parts of the outer one; a branch without anything stands a little further out."""
        own = self.heights[spot.depth]
        if spot.depth == 1 and not spot.children and len(self.heights) > 2:
            own = (own + self.heights[2]) / 2
        return own / self.heights[-1]

    def larger(self, by: float) -> Rings:
        """The same rings, all further out."""
        return Rings(tuple(height * by for height in self.heights), self.ratio)


def place(root: Spot, frame: Frame) -> tuple[Sector, ...]:
    """Places every spot; returns the tinted sectors."""
    return Wheel(root, frame).placed()


class Wheel:
    """One map being placed around its centre."""

    def __init__(self, root: Spot, frame: Frame) -> None:
        self.root, self.frame = root, frame
        self.spots = list(root.walk())
        self.levels = [
            [spot for spot in self.spots if spot.depth == depth]
            for depth in range(max(spot.depth for spot in self.spots) + 1)
        ]

    def placed(self) -> tuple[Sector, ...]:
        """Places every spot; returns the tinted sectors."""
        rings = self._rings()
        for _ in range(TRIES):
            spans = self._settled(rings)
            needs = self._needs(rings)
            if rings.length >= needs[id(self.root)] and not overlapping([_wider(boxed(spot)) for spot in self.spots]):
                break
            rings = rings.larger(GROWTH)
        self._stretch(rings.length / needs[id(self.root)])
        self._set(spans, rings)
        return tuple(self._sectors(spans, rings))

    def _rings(self) -> Rings:
        """The rings that make the smallest drawing of the frame's proportions: no level is nearer to the one below than
        its boxes and lines ask where they are."""
        ratio, room = FLATTEST, 1.0
        for _ in range(ROUNDS):
            best = self._nearest(ratio, room)
            self._settled(best)
            room = max(LEAST_ROOM, min(1.2, room * self._tightness(best)))
            area = bounds_of([boxed(spot) for spot in self.spots], (), 0.0)
            wanted = ratio * (self.frame.width / self.frame.height * area.height / area.width) ** 0.8
            ratio = max(ROUNDEST, min(FLATTEST, wanted))
        return best

    def _nearest(self, ratio: float, room: float) -> Rings:
        """The rings with the nearest outer line: inner ones further out take less of it, and push it away."""
        steps = tuple(self._steps(ratio, room))

        def tried(more: float) -> Rings:
            return self._shortest(Rings((0.0, *(step + more for step in steps)), ratio))

        best = min(FURTHER, key=lambda more: tried(more).heights[-1])
        around = (best, best - FINER, best + FINER)
        return min((tried(more) for more in around if more >= 0), key=lambda rings: rings.heights[-1])

    def _shortest(self, rings: Rings) -> Rings:
        """The rings with the outer line as near as it can be; very far when the inner ones are too small for their
        boxes."""
        before = math.inf
        for _ in range(12):
            short = self._needs(rings)[id(self.root)] / rings.length
            if short <= 1:
                return rings
            if short > before * 0.99:
                break
            before = short
            rings = Rings((*rings.heights[:-1], rings.heights[-1] * max(1.01, short)), rings.ratio)
        return Rings((*rings.heights[:-1], FARTHEST), rings.ratio)

    def _settled(self, rings: Rings) -> dict[int, Span]:
        """Places every spot on its ring; twice, as upright boxes ask for more on top than on a side."""
        for _ in range(2):
            spans = self._spans(self._needs(rings), rings)
            self._set(spans, rings)
        return spans

    def _tightness(self, rings: Rings) -> float:
        """What the boxes that carry leaves ask of the room between their ring and the outer one, where it is
        tightest."""
        outer, found = rings.outer, [0.0]
        for spot in self.levels[-2]:
            if spot.depth and spot.children and spot.role != "theme":
                turn = math.radians(spot.angle) + (math.pi if spot.flipped else 0.0)
                there = outer.reach((spot.x, spot.y), (math.cos(turn), math.sin(turn)))
                found.append((spot.full_width + STRANDS[2] * 0.7) / max(there, 1.0))
        return max(found) or 1.0

    def _steps(self, ratio: float, room: float) -> Iterator[float]:
        """The least half height of each ring: boxes upright near the centre, lying outwards further on; `room` is the
        part of their length that those are given."""
        themes = self.levels[1]
        high, wide = max(spot.height for spot in themes), max(spot.width for spot in themes)
        down = (self.root.height + high) / 2 + STRANDS[0]
        reach = max(down, ((self.root.width + wide) / 2 + STRANDS[0]) / ratio)
        yield reach
        for level in self.levels[1:-1]:
            above = [spot for spot in level if spot.children]
            if level is themes and above[0].role == "theme":
                reach += max(high / 2 + STRANDS[1], (wide / 2 + STRANDS[1]) / ratio)
            else:
                reach += (max(spot.full_width for spot in above) + STRANDS[2]) * room
            yield reach

    def _needs(self, rings: Rings) -> dict[int, float]:
        """Arc that each spot asks on the outer line: for its own box on its ring, or for all that is under it."""
        needs: dict[int, float] = {}
        for spot in reversed(self.spots):
            below = 0.0
            gap = GAPS[min(spot.depth, 2)]
            for child in spot.children:
                below += needs[id(child)] + gap
            own = _across(spot) / rings.part(spot) if spot.depth else 0.0
            needs[id(spot)] = max(own, below)
        return needs

    def _spans(self, needs: dict[int, float], rings: Rings) -> dict[int, Span]:
        """From where to where each spot has the outer line, what is to spare shared; the first branch is around 0."""
        spans = {id(self.root): (0.0, max(needs[id(self.root)], rings.length))}
        for spot in self.spots:
            start, end = spans[id(spot)]
            gap = GAPS[min(spot.depth, 2)]
            asked = sum(needs[id(child)] + gap for child in spot.children)
            # What a branch has too much goes between its parts, in proportion: the whole line is used.
            slack = (end - start) / asked if spot.depth == 0 and asked else 1.0
            spare = 0.0 if spot.depth == 0 else (end - start - asked) / max(1, len(spot.children))
            for child in spot.children:
                size = (needs[id(child)] + gap) * slack + spare
                spans[id(child)] = (start + gap * slack / 2, start + size - gap * slack / 2)
                start += size
        first = sum(spans[id(self.root.children[0])]) / 2
        return {key: (start - first, end - first) for key, (start, end) in spans.items()}

    def _set(self, spans: dict[int, Span], rings: Rings) -> None:
        """Positions and directions of all spots; the first branch is centred on top."""
        outer = rings.outer
        for spot in self.spots[1:]:
            _turn(spot, outer, outer.angle(sum(spans[id(spot)]) / 2), rings.part(spot))

    def _stretch(self, slack: float) -> None:
        """Leaves are set larger where the line is longer than they need."""
        for spot in self.spots:
            if spot.role == "leaf" and spot.depth > 1:
                spot.stretched(max(1.0, min(LARGEST, slack)))

    def _sectors(self, spans: dict[int, Span], rings: Rings) -> Iterator[Sector]:
        outer = rings.outer
        wider = replace(outer, a=outer.a + RIM, b=outer.b + RIM)
        for theme in self.root.children:
            start, end = spans[id(theme)]
            first, last = start - GAPS[0] / 3, end + GAPS[0] / 3
            turns = [outer.angle(first + (last - first) * step / 24) for step in range(25)]
            yield Sector(theme.node.theme, tuple(wider.point(turn) for turn in turns))


def _across(spot: Spot) -> float:
    """Room that a box takes along its ring; an upright one takes more on top than on a side."""
    if spot.role == "leaf":
        return max(spot.height, 22.0) * AIR
    if spot.role != "theme":
        return spot.height + APART
    away = math.hypot(spot.x, spot.y)
    up = abs(spot.y) / away if away else 0.7
    return spot.width * up + spot.height * (1 - up) + APART


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


def _wider(box: Box) -> Box:
    """A box with the air that its frame and its badge need."""
    return replace(box, area=box.area.grown({"leaf": 0.0, "pill": 3.0}.get(box.role, 9.0)))
