# SPDX-License-Identifier: AGPL-3.0-or-later
"""Criterion: is the online service still open?"""

from __future__ import annotations

from datetime import timedelta

from graph.model import Texts
from graph.namespaces import VOCABULARY
from graph.referral._types import INSTANCE, UNMET, Candidate, Verdict
from graph.referral.situation import Situation
from graph.wording import ON, SINCE, Counted, Dated, Phrase

CLOSED = (VOCABULARY["state/closed"], VOCABULARY["state/done"])
SOON = timedelta(days=365)
OVER = Phrase("Fermé ou terminé : ce n’est plus proposé.", "Closed or over: it is no longer offered.")
SHUT = Phrase(
    "Fermé {day} : un service fermé n’est jamais proposé.",
    "Closed {day}: a closed service is never offered.",
)
CLOSING = Phrase("Ferme {day} : à éviter pour commencer.", "Closes {day}: better not to start with it.")
ANNOUNCED = Phrase("Fermeture annoncée {day}.", "It is announced to close {day}.")
AHEAD = (("le ", "on "), ("pour ", "in "))
ONE = Phrase("{count} service a fermé.", "{count} service has closed.")
MANY = Phrase("{count} services ont fermé.", "{count} services have closed.")


class ClosedInstance:
    """Un service en ligne fermé n’est jamais proposé ; une fermeture annoncée est dite."""

    slug = "closed-instance"
    label = Texts("service en ligne ouvert", "online service open")
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
            return Verdict(0.0, OVER(), UNMET, veto=True)
        if traits.kind != INSTANCE:
            return None
        if end is None:
            return Verdict(1.0, None)
        if situation.day > end:
            return Verdict(0.0, SHUT(day=Dated(end, SINCE)), UNMET, veto=True)
        if end - situation.day <= SOON:
            return Verdict(0.2, CLOSING(day=Dated(end, ON)), UNMET)
        return Verdict(0.8, ANNOUNCED(day=Dated(end, AHEAD)), UNMET)

    def lacking(self, count: int) -> Counted:
        """How many have closed."""
        return Counted(ONE, MANY, count)


criterion = ClosedInstance()
