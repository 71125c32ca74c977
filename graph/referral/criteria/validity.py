# SPDX-License-Identifier: AGPL-3.0-or-later
"""Criterion: does it exist at the date asked for?"""

from __future__ import annotations

from graph.referral._types import INSTANCE, MET, UNMET, Candidate, Span, Verdict
from graph.referral.french import counted, day_text
from graph.referral.situation import Situation


class Validity:
    """L’offre et celui qui la porte existent à la date demandée : finie ou pas encore commencée, elle est écartée."""

    slug = "validity"
    label = "date"
    weight = 0.5
    order = 100
    asks: tuple[str, ...] = ("day",)
    reads: tuple[str, ...] = ("kind", "span", "actor_span")
    names = False

    def judge(self, situation: Situation, candidate: Candidate) -> Verdict | None:
        """A veto out of dates; nothing to say when no date is stated. A closed instance has its own criterion."""
        traits = candidate.offer.traits
        day = situation.day
        if not traits.actor_span.holds(day):
            return _refusal(traits.actor_span, situation, "Celui qui la porte")
        start, end = traits.span
        if start is not None and day < start:
            return _refusal(traits.span, situation, "L’offre")
        if end is None:
            return None
        if day > end:
            return None if traits.kind == INSTANCE else _refusal(traits.span, situation, "L’offre")
        return Verdict(1.0, f"Valable jusqu’au {day_text(end)}.", MET)

    def lacking(self, count: int) -> str:
        """How many are of another time."""
        return f"{counted(count, 'offre existe', 'offres existent')} à une autre date"


def _refusal(span: Span, situation: Situation, subject: str) -> Verdict:
    if span.start is not None and situation.day < span.start:
        return Verdict(0.0, f"{subject} ne commence que le {day_text(span.start)}.", UNMET, veto=True)
    end = "" if span.end is None else f" depuis le {day_text(span.end)}"
    return Verdict(0.0, f"{subject} n’existe plus{end}.", UNMET, veto=True)


criterion = Validity()
