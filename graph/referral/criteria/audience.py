# SPDX-License-Identifier: AGPL-3.0-or-later
"""Criterion: is it meant for the audience asked for?"""

from __future__ import annotations

from graph.namespaces import OPEN_TO_ALL
from graph.referral._types import COMPETENCE, ENTRY, INSTANCE, ORIENTATION, UNKNOWN, UNMET, Candidate, Verdict
from graph.referral.situation import Situation
from graph.text.wording import Phrase, Quoted

WIDE, NOT_STATED = 0.7, 0.5
UNSAID = Phrase("Le public visé n’est pas renseigné.")
MEANT = Phrase("Prévu pour {audiences}.")
OPEN = Phrase("Ouvert à un public large, sans être propre à {audiences}.")
OTHERS = Phrase("Prévu pour un autre public que {audiences}.")


class Audience:
    """Le public demandé : prévu pour lui, puis ouvert à un public large, puis non renseigné, puis pour d’autres."""

    slug = "audience"
    asks: tuple[str, ...] = ("audiences",)
    reads: tuple[str, ...] = ("kind", "audiences")
    names = False

    def judge(self, situation: Situation, candidate: Candidate) -> Verdict | None:
        """Applies when an audience was asked, to what can state one."""
        traits = candidate.offer.traits
        if not situation.audiences or traits.kind in (COMPETENCE, INSTANCE, ORIENTATION, ENTRY):
            return None
        if not traits.audiences:
            return Verdict(NOT_STATED, UNSAID(), UNKNOWN)
        met = tuple(asked for asked in situation.audiences if asked.iri in traits.audiences)
        if met:
            return Verdict(len(met) / len(situation.audiences), MEANT(audiences=Quoted(met)))
        wish = Quoted(situation.audiences)
        if any(audience in OPEN_TO_ALL for audience in traits.audiences):
            return Verdict(WIDE, OPEN(audiences=wish))
        return Verdict(0.0, OTHERS(audiences=wish), UNMET)

    def lacking(self, count: int) -> None:
        """Never a veto."""


criterion = Audience()
