# SPDX-License-Identifier: AGPL-3.0-or-later
"""Criterion: is the offer running, only announced, or to be confirmed?"""

from __future__ import annotations

from graph.namespaces import VOCABULARY
from graph.referral._types import MET, UNKNOWN, Candidate, Verdict
from graph.referral.situation import Situation

STATES = {
    VOCABULARY["state/active"]: (1.0, "En cours.", MET),
    VOCABULARY["state/announced"]: (0.5, "Annoncé, pas encore confirmé : appelez avant d’orienter.", UNKNOWN),
    VOCABULARY["state/to-confirm"]: (0.3, "À confirmer : appelez avant d’orienter.", UNKNOWN),
}


class Confirmation:
    """Une offre en cours passe avant une offre annoncée, et celle-ci avant une offre à confirmer."""

    slug = "confirmation"
    label = "état de l’offre"
    weight = 1.0
    order = 120
    asks: tuple[str, ...] = ()
    reads: tuple[str, ...] = ("state",)
    names = False

    def judge(self, situation: Situation, candidate: Candidate) -> Verdict | None:
        """Does not apply when no state is stated."""
        state = STATES.get(candidate.offer.traits.state)
        return Verdict(*state) if state else None

    def lacking(self, count: int) -> str:
        """Never a veto."""
        return ""


criterion = Confirmation()
