# SPDX-License-Identifier: AGPL-3.0-or-later
"""The map of a workshop before and after: its title, the kinds that it touched, and the things under them, placed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from graph.entity import Mention
from graph.model import EntityClass
from graph.readings.workshop_report import ReportBranch, WorkshopReport
from graph.text.sentences import sentence
from graph.text.wording import Plural

ROW, GAP, TOP = 30, 22, 34
"""Between two leaves, between two branches, and above the first, in units of the drawing."""
MOST_LEAVES = 12
LONGEST_LEAF = 27
THERE = Plural("{count} déjà là", "{count} déjà là")
MORE = Plural("et {count} de plus", "et {count} de plus")


@dataclass(frozen=True)
class PlacedLeaf:
    """A leaf at a height: a thing that the workshop added (`new`) or corrected, else words."""

    y: int
    text: str
    new: bool = False
    mention: Mention | None = None


@dataclass(frozen=True)
class PlacedBranch:
    """A branch at a height, with its leaves."""

    y: int
    label: str
    entity_class: EntityClass
    leaves: tuple[PlacedLeaf, ...]


@dataclass(frozen=True)
class WorkshopPicture:
    """A drawing: `after` or before; `middle` is the height of its root."""

    after: bool
    height: int
    branches: tuple[PlacedBranch, ...]

    @property
    def middle(self) -> int:
        """Where the root stands."""
        return self.height // 2


def before_and_after(report: WorkshopReport, lang: str) -> tuple[WorkshopPicture, WorkshopPicture]:
    """Both drawings of a report."""
    before, after = (_picture(report, lang, after=after) for after in (False, True))
    return before, after


def _picture(report: WorkshopReport, lang: str, *, after: bool) -> WorkshopPicture:
    placed, y = [], TOP
    for branch in report.branches:
        leaves = tuple(_leaves(branch, lang, y, after=after))
        middle = (leaves[0].y + leaves[-1].y) // 2
        placed.append(PlacedBranch(middle, sentence(branch.entity_class.plural(lang)), branch.entity_class, leaves))
        y = leaves[-1].y + ROW + GAP
    return WorkshopPicture(after, y - GAP, tuple(placed))


def _leaves(branch: ReportBranch, lang: str, y: int, *, after: bool) -> Iterator[PlacedLeaf]:
    """Those that came, then how many were there: told of both drawings, so that they can be compared."""
    told = branch.added[:MOST_LEAVES] if after else ()
    for rank, one in enumerate(told):
        yield PlacedLeaf(y + rank * ROW, _cut(one.label), True, one)
    row = y + len(told) * ROW
    if len(branch.added) > len(told) and after:
        yield PlacedLeaf(row, MORE(len(branch.added) - len(told)).plain(lang), True)
        row += ROW
    yield PlacedLeaf(row, THERE(branch.before).plain(lang))


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_LEAF else f"{text[: LONGEST_LEAF - 1].rstrip()}…"
