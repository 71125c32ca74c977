# SPDX-License-Identifier: AGPL-3.0-or-later
"""Criterion: is the offer running, only announced or envisaged, or to be confirmed?"""

from __future__ import annotations

from graph.namespaces import VOCABULARY
from graph.referral._types import MET, UNKNOWN, Candidate, Verdict
from graph.referral.situation import Situation
from graph.text.wording import Label, Phrase

STATES = {
    VOCABULARY["state/active"]: (1.0, Phrase("En cours."), MET),
    VOCABULARY["state/announced"]: (
        0.5,
        Phrase("Annoncé, pas encore confirmé : appelez avant d’orienter."),
        UNKNOWN,
    ),
    VOCABULARY["state/envisaged"]: (
        0.2,
        Phrase("Seulement envisagé : appelez avant d’orienter."),
        UNKNOWN,
    ),
    VOCABULARY["state/to-confirm"]: (
        0.3,
        Phrase("À confirmer : appelez avant d’orienter."),
        UNKNOWN,
    ),
}


class Confirmation:
    """Une offre en cours passe avant une offre annoncée, et celle-ci avant une offre à confirmer ou envisagée."""

    slug = "confirmation"
    label = Label("état de l’offre")
    weight = 1.0
    order = 120
    asks: tuple[str, ...] = ()
    reads: tuple[str, ...] = ("state",)
    names = False

    def judge(self, situation: Situation, candidate: Candidate) -> Verdict | None:
        """Does not apply when no state is stated."""
        found = STATES.get(candidate.offer.traits.state)
        if found is None:
            return None
        score, phrase, state = found
        return Verdict(score, phrase(), state)

    def lacking(self, count: int) -> None:
        """Never a veto."""


criterion = Confirmation()
