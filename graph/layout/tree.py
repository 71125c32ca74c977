# SPDX-License-Identifier: AGPL-3.0-or-later
"""A map on both sides of its centre: horizontal text, one column a level, each branch in its own band."""

from __future__ import annotations

from graph.layout.sizing import Spot

LEAVES, PARENTS, THEMES = 4.0, 13.0, 34.0
STEP = 84.0
# Gap between two children of a node, by the depth of that node.
GAPS = (THEMES, PARENTS, LEAVES)


def place(root: Spot) -> None:
    """Places every spot: the first half of the branches on the right from the top, the rest on the left, so that one
    reads clockwise."""
    for spot in reversed(list(root.walk())):
        gap = GAPS[min(spot.depth, 2)]
        inside = sum(child.extent for child in spot.children) + gap * max(0, len(spot.children) - 1)
        spot.extent = max(spot.height + (6 if spot.role != "leaf" else 0), inside)
    right, left = _halves(root)
    _side(root, right, 1)
    _side(root, left[::-1], -1)


def _halves(root: Spot) -> tuple[list[Spot], list[Spot]]:
    """The cut of the branches, in their order, which makes both sides most nearly as high."""
    heights = [child.extent + THEMES for child in root.children]
    cuts = range(1, len(heights) + 1) if len(heights) < 3 else range(1, len(heights))
    cut = min(cuts, key=lambda index: abs(sum(heights[:index]) - sum(heights[index:])), default=0)
    return root.children[:cut], root.children[cut:]


def _side(root: Spot, branches: list[Spot], side: int) -> None:
    columns = _columns(root, branches)
    top = -(sum(branch.extent for branch in branches) + THEMES * (len(branches) - 1)) / 2
    for branch in branches:
        _settle(branch, side, top, columns)
        top += branch.extent + THEMES


def _columns(root: Spot, branches: list[Spot]) -> list[float]:
    """Where each level begins, from the middle: after the widest box of the level before."""
    starts = [0.0, root.width / 2 + STEP]
    for depth in (1, 2, 3):
        level = [spot for branch in branches for spot in branch.walk() if spot.depth == depth]
        widest = max((spot.full_width for spot in level), default=0.0)
        starts.append(starts[-1] + widest + STEP * (0.9 if depth == 1 else 0.75))
    return starts


def _settle(spot: Spot, side: int, top: float, columns: list[float]) -> None:
    spot.flipped = side < 0
    inset = spot.width / 2 if spot.role == "theme" else 0.0
    spot.x, spot.y = side * (columns[spot.depth] + inset), top + spot.extent / 2
    gap = GAPS[min(spot.depth, 2)]
    inside = sum(child.extent for child in spot.children) + gap * max(0, len(spot.children) - 1)
    cursor = spot.y - inside / 2
    for child in spot.children:
        _settle(child, side, cursor, columns)
        cursor += child.extent + gap
