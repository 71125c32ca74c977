# SPDX-License-Identifier: AGPL-3.0-or-later
"""One sign a thing, in rows: a ring for theirs, a disc for what both have, a diamond where they differ. Never areas."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from graph.readings.crossing.crossing import CrossingCounts

THEIRS, PERHAPS, APART, BOTH, OURS = "theirs", "perhaps", "apart", "both", "ours"
STEP, MARGIN, IN_A_ROW = 26, 13, 12
# What can still be looked at as signs; beyond, one stands for several, which is said.
MOST = 240
DIAMOND = 10.5


@dataclass(frozen=True)
class Sign:
    """A sign and its centre."""

    look: str
    x: int
    y: int


@dataclass(frozen=True)
class SignField:
    """The signs of one group: how many things it has, for how many of them one sign stands, how high it is."""

    group: str
    count: int
    each: int
    signs: tuple[Sign, ...]

    @property
    def height(self) -> int:
        """Within the drawing."""
        return STEP * max(1, -(-len(self.signs) // IN_A_ROW)) + 4

    @property
    def width(self) -> int:
        """Within the drawing."""
        return STEP * IN_A_ROW


def fields(counts: CrossingCounts) -> Iterator[SignField]:
    """The groups, each with its signs; what is to be looked at only where there is any."""
    each = -(-max(counts.theirs, counts.both, counts.ours, counts.perhaps) // MOST) or 1
    yield _field(THEIRS, counts.theirs, each, [(THEIRS, counts.theirs)])
    if counts.perhaps:
        yield _field(PERHAPS, counts.perhaps, each, [(PERHAPS, counts.perhaps)])
    yield _field(BOTH, counts.both, each, [(APART, counts.differing), (BOTH, counts.both - counts.differing)])
    yield _field(OURS, counts.ours, each, [(OURS, counts.ours)])


def _field(group: str, count: int, each: int, looks: list[tuple[str, int]]) -> SignField:
    drawn = [look for look, number in looks for _ in range(-(-number // each))]
    placed = (
        Sign(look, MARGIN + STEP * (rank % IN_A_ROW), MARGIN + 1 + STEP * (rank // IN_A_ROW))
        for rank, look in enumerate(drawn)
    )
    return SignField(group, count, each, tuple(placed))
