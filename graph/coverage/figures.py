# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the matrix says once counted: shares, gaps with who is in charge, answers without contact or without area."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from graph.coverage.cell import COVERED, FALLBACK, NEAR, NONE, STATES, TOOL_ONLY, Cell, Charge
from graph.coverage.survey import Coverage
from graph.model import Choice
from graph.referral.mention import Ref

PARTIAL = "partial"


class Tally(NamedTuple):
    """How many cells are in each state; `unsure` are those of `covered` that rest on unstated areas alone."""

    covered: int
    fallback: int
    none: int
    unsure: int = 0
    tool_only: int = 0
    near: int = 0

    @property
    def total(self) -> int:
        """All cells."""
        return self.covered + self.tool_only + self.near + self.fallback + self.none

    @property
    def percent(self) -> int:
        """The share covered; 100 only when all are, 0 only when none is."""
        if self.covered in (0, self.total):
            return 100 * bool(self.covered)
        return min(99, max(1, round(100 * self.covered / self.total)))

    @property
    def state(self) -> str:
        """`covered` when all are, `partial` when some are; else the best of them: `tool-only`, `near`, `fallback`…"""
        if self.covered:
            return COVERED if self.covered == self.total else PARTIAL
        others = {TOOL_ONLY: self.tool_only, NEAR: self.near, FALLBACK: self.fallback, NONE: self.none}
        return next((state for state, count in others.items() if count), NONE)


class ActorCount(NamedTuple):
    """Someone, and how many cells it is about."""

    actor: Ref
    cells: int


@dataclass(frozen=True)
class Gap:
    """A need that some places lack: their ranks in the survey, how it stands, who is in charge of it."""

    need: Choice
    places: tuple[int, ...]
    tally: Tally
    charges: tuple[Charge, ...]


@dataclass(frozen=True)
class CoveragePart:
    """A part of a survey: some of its needs in some of its communes, by rank."""

    coverage: Coverage
    needs: tuple[int, ...]
    places: tuple[int, ...]

    def cells(self) -> Iterator[Cell]:
        """The cells, need by need."""
        for need in self.needs:
            row = self.coverage.rows[need]
            yield from (row[place] for place in self.places)

    def tally(self) -> Tally:
        """How many are in each state."""
        return tally(self.cells())

    def gaps(self) -> tuple[Gap, ...]:
        """The needs lacking somewhere, those lacking in most places first."""
        found = (self._gap(need) for need in self.needs)
        return tuple(sorted((gap for gap in found if gap.places), key=lambda gap: -len(gap.places)))

    def _gap(self, need: int) -> Gap:
        row = self.coverage.rows[need]
        places = tuple(place for place in self.places if row[place].state != COVERED)
        charges = dict.fromkeys(charge for place in places for charge in row[place].charges)
        whole = tally(row[place] for place in self.places)
        return Gap(self.coverage.needs[need], places, whole, tuple(charges))

    def silent(self) -> tuple[ActorCount, ...]:
        """Those who answer where nobody who answers can be reached: a contact would turn these cells green."""
        return _counted(actor for cell in self.cells() if cell.state != COVERED for actor in cell.silent)

    def unsure(self) -> tuple[ActorCount, ...]:
        """Those on whom cells rest although nobody said where they act."""
        return _counted(
            actor for cell in self.cells() if cell.state == COVERED and not cell.sure for actor in cell.actors
        )


def tally(cells: Iterable[Cell]) -> Tally:
    """How many of these cells are in each state."""
    counts = Counter((cell.state, cell.sure) for cell in cells)
    covered, tool_only, near, fallback, none = (counts[state, True] + counts[state, False] for state in STATES)
    return Tally(covered, fallback, none, counts[COVERED, False], tool_only, near)


def part(
    coverage: Coverage, needs: Collection[int] | None = None, places: Collection[int] | None = None
) -> CoveragePart:
    """Some needs in some communes, all of them where none is given."""
    all_needs, all_places = range(len(coverage.needs)), range(len(coverage.communes))
    return CoveragePart(
        coverage, tuple(all_needs if needs is None else needs), tuple(all_places if places is None else places)
    )


def _counted(actors: Iterable[Ref]) -> tuple[ActorCount, ...]:
    counts = Counter(actors)
    return tuple(
        ActorCount(actor, count) for actor, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    )
