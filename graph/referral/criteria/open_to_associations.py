# SPDX-License-Identifier: AGPL-3.0-or-later
"""Criterion: can associations use it?"""

from __future__ import annotations

from graph.referral._types import INSTANCE, SERVICE, UNKNOWN, UNMET, Candidate, Verdict
from graph.referral.situation import PROFESSIONAL, Situation
from graph.text.wording import Counted, Phrase, Plural

NOT_STATED = 0.4
UNSAID = Phrase("Personne n’a dit si c’est ouvert aux associations : à vérifier.")
OPEN = Phrase("Ouvert aux associations.")
NOT_OPEN = Phrase("N’est pas ouvert aux associations.")
LACKING = Plural(
    "{count} offre existe sans être ouverte aux associations.",
    "{count} offres existent sans être ouvertes aux associations.",
)


class OpenToAssociations:
    """L’offre est ouverte aux associations : si elle ne l’est pas, elle est écartée ; si on l’ignore, c’est signalé."""

    slug = "open-to-associations"
    asks: tuple[str, ...] = ("asker",)
    reads: tuple[str, ...] = ("kind", "open_to_associations")
    names = False

    def judge(self, situation: Situation, candidate: Candidate) -> Verdict | None:
        """Applies to services and instances; a professional may also use what is kept from associations."""
        traits = candidate.offer.traits
        if traits.kind not in (SERVICE, INSTANCE) or situation.asker == PROFESSIONAL:
            return None
        if traits.open_to_associations is None:
            return Verdict(NOT_STATED, UNSAID(), UNKNOWN)
        if traits.open_to_associations:
            return Verdict(1.0, OPEN())
        return Verdict(0.0, NOT_OPEN(), UNMET, veto=True)

    def lacking(self, count: int) -> Counted:
        """How many exist for others."""
        return LACKING(count)


criterion = OpenToAssociations()
