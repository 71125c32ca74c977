# SPDX-License-Identifier: AGPL-3.0-or-later
"""Criterion: can associations use it?"""

from __future__ import annotations

from graph.referral._types import INSTANCE, SERVICE, UNKNOWN, UNMET, Candidate, Verdict
from graph.referral.french import counted
from graph.referral.situation import PROFESSIONAL, Situation

NOT_STATED = 0.4


class OpenToAssociations:
    """L’offre est ouverte aux associations : si elle ne l’est pas, elle est écartée ; si on l’ignore, c’est signalé."""

    slug = "open-to-associations"
    label = "ouvert aux associations"
    weight = 2.0
    order = 90
    asks: tuple[str, ...] = ("asker",)
    reads: tuple[str, ...] = ("kind", "open_to_associations")
    names = False

    def judge(self, situation: Situation, candidate: Candidate) -> Verdict | None:
        """Applies to services and instances; a professional may also use what is kept from associations."""
        traits = candidate.offer.traits
        if traits.kind not in (SERVICE, INSTANCE) or situation.asker == PROFESSIONAL:
            return None
        if traits.open_to_associations is None:
            return Verdict(NOT_STATED, "Personne n’a dit si c’est ouvert aux associations : à vérifier.", UNKNOWN)
        if traits.open_to_associations:
            return Verdict(1.0, "Ouvert aux associations.")
        return Verdict(0.0, "N’est pas ouvert aux associations.", UNMET, veto=True)

    def lacking(self, count: int) -> str:
        """How many exist for others."""
        return f"{counted(count, 'offre existe', 'offres existent')} sans être ouverte aux associations"


criterion = OpenToAssociations()
