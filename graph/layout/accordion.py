# SPDX-License-Identifier: AGPL-3.0-or-later
"""A map for a narrow screen: the centre on top, everything under it in one column, each level set in a little."""

from __future__ import annotations

from graph.layout.sizing import Spot

INDENT = 26.0
# Each branch keeps its own thread beside the others down to where it turns.
THREADS, THREAD = 48.0, 6.0
GAPS = {"theme": 12.0, "pill": 8.0, "leaf": 2.0}
LEFT = 8.0


def place(root: Spot) -> None:
    """Places every spot from the top down, in CSS pixels; frames by their middle, the rest by its left."""
    root.x, root.y = LEFT + root.width / 2, root.height / 2
    bottom, thread = root.height + 14, thread_of(len(root.children))
    start = LEFT + 22 + thread * len(root.children)
    for spot in root.walk():
        if spot.depth:
            left = start + INDENT * (spot.depth - 1) + (10 if spot.role == "leaf" else 0)
            spot.x = left + (spot.width / 2 if spot.role == "theme" else 0)
            height = max(spot.height, 36.0)
            spot.y = bottom + height / 2
            bottom += height + GAPS[spot.role]


def thread_of(count: int) -> float:
    """Distance between the threads of that many branches."""
    return min(THREAD, THREADS / max(1, count))
