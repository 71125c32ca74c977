# SPDX-License-Identifier: AGPL-3.0-or-later
"""When outcomes ask for a card to be checked: one « unreachable », or two « not for me » about the same need.

« Not for me » is about a need: two of them count together for the same organisation and the very same need only. That
training is not for it says nothing of a wider need, nor of a narrower one. « Unreachable » is about the organisation:
one is enough, since the next association would knock at the same closed door. An outcome counts for twelve months, and
until somebody has checked the card. Marks are anonymous: what they ask to check is read by whoever keeps the site, and
changes neither a rank nor a page.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import NamedTuple

from graph.slips.store import NumberedSlip

UNREACHABLE, NOT_FOR_ME = "unreachable", "not-for-me"
ENOUGH = {UNREACHABLE: 1, NOT_FOR_ME: 2}
COUNTS_FOR = timedelta(days=365)


class Case(NamedTuple):
    """What is questioned: an organisation (`kind/slug`), by which outcome, for which need ("" when for any)."""

    actor: str
    outcome: str
    need: str


class Due(NamedTuple):
    """Why a case is to be checked: the day of the last outcome, the marks that count, as (number, rank), and how many
    visitors said the same without a slip."""

    day: date
    marks: tuple[tuple[str, int], ...]
    visitors: int = 0

    @property
    def times(self) -> int:
        """How many said so."""
        return len(self.marks) + self.visitors


def due(slips: Iterable[NumberedSlip], today: date) -> dict[Case, Due]:
    """The cases that somebody is to check today."""
    found: dict[Case, Due] = {}
    for case, day, mark in _counting(slips, today):
        known = found.get(case, Due(day, ()))
        found[case] = Due(max(day, known.day), (*known.marks, mark))
    return {case: why for case, why in found.items() if len(why.marks) >= ENOUGH[case.outcome]}


def _counting(slips: Iterable[NumberedSlip], today: date) -> Iterator[tuple[Case, date, tuple[str, int]]]:
    """Each case that a slip's last mark questions, with its day and the mark."""
    for kept in slips:
        last = kept.last
        if last is None or last.outcome not in ENOUGH or today - last.day > COUNTS_FOR:
            continue
        mark = (kept.number, len(kept.marks) - 1)
        for need in kept.slip.needs if last.outcome == NOT_FOR_ME else ("",):
            if need not in last.settled:
                yield Case(kept.slip.actor, last.outcome, need), last.day, mark
