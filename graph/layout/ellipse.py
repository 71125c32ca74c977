# SPDX-License-Identifier: AGPL-3.0-or-later
"""An ellipse walked at equal lengths of arc, from the top, clockwise on screen."""

from __future__ import annotations

import math
from bisect import bisect_left
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from graph.layout.geometry import Point

STEPS = 720
TURN = 2 * math.pi


@dataclass(frozen=True)
class Ellipse:
    """Half axes, and the length of arc up to each of STEPS angles counted from the right."""

    a: float
    b: float
    arcs: tuple[float, ...]

    @classmethod
    @lru_cache(maxsize=64)
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

    def reach(self, start: Point, way: Point) -> float:
        """How far the line is from a point inside it, that way."""
        (x, y), (dx, dy) = start, way
        a = (dx / self.a) ** 2 + (dy / self.b) ** 2
        b = x * dx / self.a**2 + y * dy / self.b**2
        c = (x / self.a) ** 2 + (y / self.b) ** 2 - 1
        return (math.sqrt(max(0.0, b * b - a * c)) - b) / a
