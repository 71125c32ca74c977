# SPDX-License-Identifier: AGPL-3.0-or-later
"""Criterion: does it exist at the date asked for?"""

from __future__ import annotations

from graph.model import Texts
from graph.referral._types import INSTANCE, MET, UNMET, Candidate, Span, Verdict
from graph.referral.situation import Situation
from graph.text.wording import ONLY, SINCE, UNTIL, Counted, DateWords, Phrase

OFFER = (
    Phrase("L’offre ne commence {day}.", "The offer only starts {day}."),
    Phrase("L’offre n’existe plus {day}.", "The offer has not existed {day}."),
    Phrase("L’offre n’existe plus.", "The offer no longer exists."),
)
OWNER = (
    Phrase("Celui qui la porte ne commence {day}.", "Whoever holds it only starts {day}."),
    Phrase("Celui qui la porte n’existe plus {day}.", "Whoever holds it has not existed {day}."),
    Phrase("Celui qui la porte n’existe plus.", "Whoever holds it no longer exists."),
)
VALID = Phrase("Valable {day}.", "Valid {day}.")
ONE = Phrase("{count} offre existe à une autre date.", "{count} offer exists at another date.")
MANY = Phrase("{count} offres existent à une autre date.", "{count} offers exist at another date.")


class Validity:
    """L’offre et celui qui la porte existent à la date demandée : finie ou pas encore commencée, elle est écartée."""

    slug = "validity"
    label = Texts("date", "date")
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
        return Counted(ONE, MANY, count)


def _refusal(span: Span, situation: Situation, subject: tuple[Phrase, Phrase, Phrase]) -> Verdict:
    early, late, over = subject
    if span.start is not None and situation.day < span.start:
        return Verdict(0.0, early(day=DateWords(span.start, ONLY)), UNMET, veto=True)
    return Verdict(0.0, over() if span.end is None else late(day=DateWords(span.end, SINCE)), UNMET, veto=True)


criterion = Validity()
