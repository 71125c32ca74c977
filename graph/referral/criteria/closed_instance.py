# SPDX-License-Identifier: AGPL-3.0-or-later
"""Criterion: is the service still open, and is it said to close?"""

from __future__ import annotations

from graph.entity.closing import CLOSING, LOST, OPEN, Closing
from graph.referral._types import INSTANCE, UNKNOWN, UNMET, Candidate, Verdict
from graph.referral.situation import Situation
from graph.text.wording import FOR, ON, SINCE, Counted, DateWords, Leading, Phrase, Plural, Said

LEAVING = 0.2
OVER = Phrase("Fermé ou terminé : ce n’est plus proposé.")
SHUT = Phrase("Fermé {day} : un service fermé n’est jamais proposé.")
GONE = Phrase("Fermeture annoncée {day} : ce n’est plus proposé.")
CLOSES = Phrase("Ferme {day} : à éviter pour commencer.")
ANNOUNCED = Phrase("Fermeture annoncée {day} : à éviter pour commencer.")
UNHEARD_SINCE = Phrase("Plus de nouvelles {day} : voyez s’il est encore ouvert avant d’orienter.")
UNHEARD = Phrase("Plus de nouvelles : voyez s’il est encore ouvert avant d’orienter.")
LACKING = Plural("{count} service a fermé, ou devait fermer.", "{count} services ont fermé, ou devaient fermer.")


class ClosedInstance:
    """Un service fermé, ou qui devait l’être, n’est pas proposé ; sans nouvelles ou sur la fin, il vient en dernier."""

    slug = "closed-instance"
    asks: tuple[str, ...] = ("day",)
    reads: tuple[str, ...] = ("kind", "closing")
    names = False

    def judge(self, situation: Situation, candidate: Candidate) -> Verdict | None:
        """A veto once the day has gone by, or when it is marked closed without a day; until then, the last place."""
        traits = candidate.offer.traits
        closing = traits.closing
        if closing is None:
            return None
        at = closing.at(situation.day)
        if at == OPEN:
            return Verdict(1.0, None) if traits.kind == INSTANCE else None
        if at == LOST:
            return Verdict(LEAVING, _silence(closing), UNKNOWN, last=True)
        if at == CLOSING:
            return Verdict(LEAVING, _said(closing, CLOSES, ON, ANNOUNCED), UNMET, last=True)
        return Verdict(0.0, _said(closing, SHUT, SINCE, GONE), UNMET, veto=True)

    def lacking(self, count: int) -> Counted:
        """How many have closed."""
        return LACKING(count)


def _said(closing: Closing, observed: Phrase, leading: Leading, announced: Phrase) -> Said:
    """The sentence, by how the day is known; without a day, the state alone says it."""
    if closing.end:
        return observed(day=DateWords(closing.end, leading))
    return announced(day=DateWords(closing.announced, FOR)) if closing.announced else OVER()


def _silence(closing: Closing) -> Said:
    return UNHEARD_SINCE(day=DateWords(closing.seen, SINCE)) if closing.seen else UNHEARD()


criterion = ClosedInstance()
