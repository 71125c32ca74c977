# SPDX-License-Identifier: AGPL-3.0-or-later
"""Criterion: is the online service still open?"""

from __future__ import annotations

from datetime import timedelta

from graph.namespaces import VOCABULARY
from graph.referral._types import INSTANCE, UNMET, Candidate, Verdict
from graph.referral.french import counted, day_text
from graph.referral.situation import Situation

CLOSED = (VOCABULARY["state/closed"], VOCABULARY["state/done"])
SOON = timedelta(days=365)


class ClosedInstance:
    """Un service en ligne fermé n’est jamais proposé ; une fermeture annoncée est dite."""

    slug = "closed-instance"
    label = "service en ligne ouvert"
    weight = 1.0
    order = 110
    asks: tuple[str, ...] = ("day",)
    reads: tuple[str, ...] = ("kind", "closing")
    names = False

    def judge(self, situation: Situation, candidate: Candidate) -> Verdict | None:
        """A veto after the closing day, or when it is marked closed and no day is known; services done count too."""
        traits = candidate.offer.traits
        end = traits.span.end
        if end is None and traits.state in CLOSED:
            return Verdict(0.0, "Fermé ou terminé : ce n’est plus proposé.", UNMET, veto=True)
        if traits.kind != INSTANCE:
            return None
        if end is None:
            return Verdict(1.0, "")
        if situation.day > end:
            text = f"Fermé depuis le {day_text(end)} : un service fermé n’est jamais proposé."
            return Verdict(0.0, text, UNMET, veto=True)
        if end - situation.day <= SOON:
            return Verdict(0.2, f"Ferme le {day_text(end)} : à éviter pour commencer.", UNMET)
        return Verdict(0.8, f"Fermeture annoncée le {day_text(end)}.", UNMET)

    def lacking(self, count: int) -> str:
        """How many have closed."""
        return f"{counted(count, 'service a fermé', 'services ont fermé')}"


criterion = ClosedInstance()
