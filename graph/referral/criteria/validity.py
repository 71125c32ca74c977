# SPDX-License-Identifier: AGPL-3.0-or-later
"""Criterion: does it exist at the date asked for?"""

from __future__ import annotations

from graph.referral._types import INSTANCE, MET, UNMET, Candidate, Verdict
from graph.referral.situation import Situation
from graph.text.days import Span
from graph.text.wording import ONLY, SINCE, UNTIL, Counted, DateWords, Phrase, Plural

OFFER = (
    Phrase("L’offre ne commence {day}."),
    Phrase("L’offre n’existe plus {day}."),
    Phrase("L’offre n’existe plus."),
)
OWNER = (
    Phrase("L’organisme qui la propose ne commence {day}."),
    Phrase("L’organisme qui la proposait n’existe plus {day}."),
    Phrase("L’organisme qui la proposait n’existe plus."),
)
VALID = Phrase("Valable {day}.")
LACKING = Plural("{count} offre existe à une autre date.", "{count} offres existent à une autre date.")


class Validity:
    """L’offre, et l’organisme qui la porte, existent à la date demandée : finie ou pas commencée, elle est écartée."""

    slug = "validity"
    asks: tuple[str, ...] = ("day",)
    reads: tuple[str, ...] = ("kind", "span", "actor_span")
    names = False

    def judge(self, situation: Situation, candidate: Candidate) -> Verdict | None:
        """A veto out of dates; nothing to say when no date is stated. A closed instance has its own criterion."""
        traits = candidate.offer.traits
        day = situation.day
        if not traits.actor_span.holds(day):
            return _refusal(traits.actor_span, situation, OWNER)
        start, end = traits.span
        if start is not None and day < start:
            return _refusal(traits.span, situation, OFFER)
        if end is None:
            return None
        if day > end:
            return None if traits.kind == INSTANCE else _refusal(traits.span, situation, OFFER)
        return Verdict(1.0, VALID(day=DateWords(end, UNTIL)), MET)

    def lacking(self, count: int) -> Counted:
        """How many are of another time."""
        return LACKING(count)


def _refusal(span: Span, situation: Situation, subject: tuple[Phrase, Phrase, Phrase]) -> Verdict:
    early, late, over = subject
    if span.start is not None and situation.day < span.start:
        return Verdict(0.0, early(day=DateWords(span.start, ONLY)), UNMET, veto=True)
    return Verdict(0.0, over() if span.end is None else late(day=DateWords(span.end, SINCE)), UNMET, veto=True)


criterion = Validity()
