# SPDX-License-Identifier: AGPL-3.0-or-later
"""Criterion: is it given in the way asked for (on site, remote, at the association's)?"""

from __future__ import annotations

from graph.referral._types import COMPETENCE, ENTRY, ORIENTATION, UNKNOWN, UNMET, Candidate, Verdict
from graph.referral.situation import Situation
from graph.text.wording import Lower, Phrase

NOT_STATED = 0.4
UNSAID = Phrase("Personne n’a dit comment l’aide est donnée ; vous la demandiez {mode}.")
AS_ASKED = Phrase("Possible comme demandé : {mode}.")
NOT_OFFERED = Phrase("Cette aide n’existe pas {mode}.")


class Mode:
    """La façon d’aider : sur place, à distance ou dans les locaux de l’association."""

    slug = "mode"
    asks: tuple[str, ...] = ("mode",)
    reads: tuple[str, ...] = ("kind", "modes")
    names = False

    def judge(self, situation: Situation, candidate: Candidate) -> Verdict | None:
        """Applies when a mode was asked, to what says how it is given; another mode lowers, it does not exclude."""
        traits = candidate.offer.traits
        if situation.mode is None or traits.kind in (COMPETENCE, ORIENTATION, ENTRY):
            return None
        wish = Lower(situation.mode)
        if not traits.modes:
            return Verdict(NOT_STATED, UNSAID(mode=wish), UNKNOWN)
        if situation.mode.iri in traits.modes:
            return Verdict(1.0, AS_ASKED(mode=wish))
        return Verdict(0.0, NOT_OFFERED(mode=wish), UNMET)

    def lacking(self, count: int) -> None:
        """Never a veto."""


criterion = Mode()
