# SPDX-License-Identifier: AGPL-3.0-or-later
"""A map on both sides of its centre: horizontal text, each branch in its own band, as wide and high as its frame."""

from __future__ import annotations

from dataclasses import dataclass, replace

from graph.layout.geometry import Frame
from graph.layout.sizing import Spot

# The part of its size that text keeps at least when gaps are let out.
KEPT = 0.985
# The part of its size that text may lose so that both sides, rather than one, have branches.
EVEN = 0.5
# A side may be left emptier than it could be by this much: more, and branches are folded rather.
ASLANT = 0.3
# On each side of the words on a line.
BESIDE = 12.0
# Around the whole drawing.
MARGIN = 22.0
# The least air between two branches, two parents, two leaves; and how much more of it a high frame may give.
ALONG, LOOSE = (22.0, 10.0, 3.0), 4.5
# The least room for the lines that leave the centre, a branch, a parent; and how much more a broad frame may give.
ACROSS, BROAD = (54.0, 46.0, 38.0), (2.1, 1.9, 1.7, 1.5, 1.3, 1.15, 1.0)


@dataclass(frozen=True)
class Air:
    """How much larger than the least the gaps are, down and across."""

    along: float = 1.0
    across: float = 1.0

    def gap(self, depth: int) -> float:
        """Between two children of a node of that depth."""
        return ALONG[min(depth, 2)] * self.along

    def step(self, depth: int) -> float:
        """From a node of that depth to its children."""
        return ACROSS[min(depth, 2)] * self.across


@dataclass(frozen=True)
class TreeCut:
    """The first `cut` branches on the right, the others on the left; the size that this takes, how uneven its sides
    are, from 0 to 1, and how much less uneven another cut would be."""

    cut: int
    width: float
    height: float
    uneven: float = 0.0
    aslant: float = 0.0

    def scale(self, frame: Frame) -> float:
        """Pixels per unit at fit."""
        across, along = frame.width / (self.width + 2 * MARGIN), frame.height / (self.height + 2 * MARGIN)
        return min(across, along, frame.largest)

    def fits(self, frame: Frame) -> bool:
        """Whether every label can be read, without one side being left empty for it."""
        return self.scale(frame) >= frame.enough and self.aslant <= ASLANT

    def worth(self, frame: Frame) -> tuple[float, float]:
        """To compare plans: text up to the scale that is enough, then larger text or more even sides."""
        scale = self.scale(frame)
        return min(scale, frame.enough), scale * (1 - EVEN * self.uneven)


def plan(root: Spot, frame: Frame) -> TreeCut:
    """The cut of the branches, in their order, that is worth most."""
    air = Air()
    _extend(root, air)
    heights = [branch.extent + air.gap(0) for branch in root.children]
    reaches = [_columns(branch, air)[1] for branch in root.children]
    core = root.width / 2 + _step(root.children, air, 0)
    plans = []
    for cut in range(1, max(2, len(heights))):
        sides = [sum(heights[:cut]), sum(heights[cut:])]
        left = core + max(reaches[cut:]) if reaches[cut:] else root.width / 2
        width = core + max(reaches[:cut], default=0.0) + left
        uneven = abs(sides[0] - sides[1]) / max(sum(sides), 1.0)
        plans.append(TreeCut(cut, width, max(root.height, *(side - air.gap(0) for side in sides)), uneven))
    best = max(plans, key=lambda made: made.worth(frame))
    return replace(best, aslant=best.uneven - min(made.uneven for made in plans))


def place(root: Spot, frame: Frame, found: TreeCut) -> None:
    """Places every spot: branches on the right from the top, then on the left from the bottom, so that one reads
    clockwise; what the frame leaves is given to the gaps, on each side what that side leaves."""
    scale = found.scale(frame)
    least = min(scale, max(scale * KEPT, frame.enough))
    sides = root.children[: found.cut], root.children[found.cut :][::-1]
    across = _broad(root, frame, sides, least)
    room = frame.height / least - 2 * MARGIN
    for side, branches in zip((1, -1), sides, strict=True):
        _side(root, branches, side, _loose(branches, across, room))


def _broad(root: Spot, frame: Frame, sides: tuple[list[Spot], ...], least: float) -> float:
    """How much room the lines may take outwards at this scale."""
    for across in BROAD:
        air = Air(1.0, across)
        core = root.width / 2 + _step(root.children, air, 0)
        width = sum(core + max(_columns(it, air)[1] for it in side) if side else root.width / 2 for side in sides)
        if width + 2 * MARGIN <= frame.width / least:
            return across
    return 1.0


def _loose(branches: list[Spot], across: float, room: float) -> Air:
    """The largest gaps with which the branches of a side are no higher than the room."""
    low, high = 1.0, LOOSE
    for _ in range(7):
        middle = (low + high) / 2
        if _height(branches, Air(middle, across)) <= room:
            low = middle
        else:
            high = middle
    return Air(low, across)


def _height(branches: list[Spot], air: Air) -> float:
    for branch in branches:
        _extend(branch, air)
    return sum(branch.extent + air.gap(0) for branch in branches) - air.gap(0)


def _extend(root: Spot, air: Air) -> None:
    """The height of the band of each spot."""
    for spot in reversed(list(root.walk())):
        own = spot.height + (6 if spot.role != "leaf" else 0)
        spot.extent = max(own, spot.named[1] + 2 if spot.named[1] else 0.0, _inside(spot, air))


def _inside(spot: Spot, air: Air) -> float:
    return sum(child.extent for child in spot.children) + air.gap(spot.depth) * max(0, len(spot.children) - 1)


def _columns(branch: Spot, air: Air) -> tuple[list[float], float]:
    """Where each level of a branch begins, after the widest parent of the one before, and where the last text ends."""
    starts, reach, level = [0.0], 0.0, [branch]
    while level:
        reach = max(reach, starts[-1] + max(spot.reach for spot in level))
        parents = [spot for spot in level if spot.children]
        widest = max((spot.full_width for spot in parents), default=0.0)
        below = [child for spot in parents for child in spot.children]
        starts.append(starts[-1] + widest + _step(below, air, level[0].depth))
        level = below
    return starts, reach


def _step(children: list[Spot], air: Air, depth: int) -> float:
    """From nodes of that depth to their children: the words on the lines have their room there."""
    words = max((child.named[0] for child in children), default=0.0)
    return max(air.step(depth), words + 2 * BESIDE if words else 0.0)


def _side(root: Spot, branches: list[Spot], side: int, air: Air) -> None:
    top, core = -_height(branches, air) / 2, root.width / 2 + _step(root.children, air, 0)
    for branch in branches:
        starts = [core + start for start in _columns(branch, air)[0]]
        _settle(branch, side, top, starts, air)
        top += branch.extent + air.gap(0)


def _settle(spot: Spot, side: int, top: float, starts: list[float], air: Air) -> None:
    spot.flipped = side < 0
    inset = spot.width / 2 if spot.role == "theme" else 0.0
    spot.x, spot.y = side * (starts[spot.depth - 1] + inset), top + spot.extent / 2
    cursor = spot.y - _inside(spot, air) / 2
    for child in spot.children:
        _settle(child, side, cursor, starts, air)
        cursor += child.extent + air.gap(spot.depth)
