# SPDX-License-Identifier: AGPL-3.0-or-later
"""One sign a thing, in rows: a ring for theirs, a disc for what both have, a diamond where they differ. Never areas."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from graph.readings.crossing.crossing import CrossingCounts

THEIRS, PERHAPS, APART, BOTH, OURS = "theirs", "perhaps", "apart", "both", "ours"
STEP, MARGIN = 26, 13
FEW, IN_A_ROW, IN_A_LONG_ROW = 96, 12, 20
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
    """The signs of one group: how many things it has, for how many of them one sign stands, how many are in a row."""

    group: str
    count: int
    each: int
    row: int
    signs: tuple[Sign, ...]

    @property
    def height(self) -> int:
        """Within the drawing."""
        return STEP * max(1, -(-len(self.signs) // self.row)) + 4

    @property
    def width(self) -> int:
        """Within the drawing."""
        return STEP * self.row


def fields(counts: CrossingCounts) -> list[SignField]:
    """The groups, each with its signs; what is to be looked at only where there is any."""
    most = max(counts.theirs, counts.both, counts.ours, counts.perhaps)
    each, row = max(1, -(-most // MOST)), IN_A_ROW if most <= FEW else IN_A_LONG_ROW
    groups = {
        THEIRS: {THEIRS: counts.theirs},
        PERHAPS: {PERHAPS: counts.perhaps},
        BOTH: {APART: counts.differing, BOTH: counts.both - counts.differing},
        OURS: {OURS: counts.ours},
    }
    return [
        SignField(group, sum(looks.values()), each, row, tuple(_placed(looks, each, row)))
        for group, looks in groups.items()
        if group != PERHAPS or counts.perhaps
    ]


def _placed(looks: Mapping[str, int], each: int, row: int) -> Iterator[Sign]:
    """The signs, row after row."""
    drawn = (look for look, number in looks.items() for _ in range(-(-number // each)))
    for rank, look in enumerate(drawn):
        yield Sign(look, MARGIN + STEP * (rank % row), MARGIN + 1 + STEP * (rank // row))
