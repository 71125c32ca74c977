# SPDX-License-Identifier: AGPL-3.0-or-later
"""When outcomes ask for a card to be checked: one « unreachable », or two « not for me » about the same need.

« Not for me » is about a need: two of them count together for the same organisation and the very same need only. That
training is not for it says nothing of a wider need, nor of a narrower one. « Unreachable » is about the organisation:
one is enough, since the next association would knock at the same closed door. An outcome counts for twelve months, and
until somebody has checked the card. What marks ask to check is read by whoever keeps the site, and changes neither a
rank nor a page, until a moderator agrees, or two people who came in by links of their own say the same. Anonymous marks
never count towards that, however many.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date, timedelta
from typing import NamedTuple

from graph.slips.store import NumberedSlip

UNREACHABLE, NOT_FOR_ME = "unreachable", "not-for-me"
ENOUGH = {UNREACHABLE: 1, NOT_FOR_ME: 2}
AGREE = 2
"""How many professionals, each come in by an invitation of their own, have to say the same."""
COUNTS_FOR = timedelta(days=365)


class Case(NamedTuple):
    """What is questioned: an organisation (`kind/slug`), by which outcome, for which need ("" when for any)."""

    actor: str
    outcome: str
    need: str


class Due(NamedTuple):
    """Why a case is to be checked: the day of the last outcome, the marks that count, as (number, rank), how many
    others said the same without a slip, and by which invitation, on which day, each of those who signed."""

    day: date
    marks: tuple[tuple[str, int], ...]
    visitors: int = 0
    signed: frozenset[tuple[int, date]] = frozenset()

    @property
    def times(self) -> int:
        """How many said so: each slip once."""
        return len({number for number, _ in self.marks}) + self.visitors

    @property
    def professionals(self) -> int:
        """How many professionals said so, each by an invitation of their own."""
        return len({invitation for invitation, _ in self.signed})

    def agreed(self, without: Collection[int] = ()) -> dict[int, date]:
        """The invitations of the professionals who agree, with the last day of each; none where they are too few.

        `without` are invitations that were revoked.
        """
        found = {invitation: day for invitation, day in sorted(self.signed) if invitation not in without}
        return found if len(found) >= AGREE else {}


def due(slips: Iterable[NumberedSlip], today: date) -> dict[Case, Due]:
    """The cases that somebody is to check today."""
    found: dict[Case, Due] = {}
    for case, day, mark, invitation in _counting(slips, today):
        known = found.get(case, Due(day, ()))
        signed = known.signed | {(invitation, day)} if invitation else known.signed
        found[case] = Due(max(day, known.day), (*known.marks, mark), 0, signed)
    # Two professionals may say it of the same slip.
    return {case: why for case, why in found.items() if why.times >= ENOUGH[case.outcome] or why.agreed()}


def _counting(slips: Iterable[NumberedSlip], today: date) -> Iterator[tuple[Case, date, tuple[str, int], int]]:
    """Each case that marks of a slip question, with its day, the mark, and who signed it.

    The last mark of a slip counts, and the last one of each who signed: what a stranger says afterwards with the
    number of the slip does not unsay theirs.
    """
    for kept in slips:
        last = {mark.invitation: rank for rank, mark in enumerate(kept.marks) if not mark.withdrawn}
        for rank in sorted(
            {rank for invitation, rank in last.items() if invitation} | {max(last.values(), default=-1)}
        ):
            mark = kept.marks[rank] if rank >= 0 else None
            if mark is None or mark.outcome not in ENOUGH or today - mark.day > COUNTS_FOR:
                continue
            for need in kept.slip.needs if mark.outcome == NOT_FOR_ME else ("",):
                if need not in mark.settled:
                    yield Case(kept.slip.actor, mark.outcome, need), mark.day, (kept.number, rank), mark.invitation
