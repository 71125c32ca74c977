# SPDX-License-Identifier: AGPL-3.0-or-later
"""Criterion: does the structure still answer when it is asked whether its card is right?"""

from __future__ import annotations

from graph.namespaces import TIS
from graph.referral._types import UNKNOWN, Candidate, Verdict
from graph.referral.situation import Situation
from graph.text.wording import Phrase, month_number

SCORE = 0.2
SILENT = Phrase("Sans réponse depuis le {day} : appelez avant d’orienter.")


class Unanswered:
    """Une structure qui n’a pas répondu à trois courriels sur sa fiche descend, jusqu’à ce qu’elle réponde."""

    slug = "unanswered"
    asks: tuple[str, ...] = ("month",)
    reads: tuple[str, ...] = ("reports",)
    names = False
    ages: tuple[int, ...] = (0,)

    def judge(self, situation: Situation, candidate: Candidate) -> Verdict | None:
        """Does not apply to who was never asked, who answered, nor to a day before the question."""
        for report in candidate.offer.traits.reports:
            if report.outcome == TIS.unansweredSince and month_number(report.day) <= situation.month:
                return Verdict(SCORE, SILENT(day=report.day), UNKNOWN)
        return None

    def lacking(self, count: int) -> None:
        """Never a veto: nothing says that what the card tells is wrong."""


criterion = Unanswered()
