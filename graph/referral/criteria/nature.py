# SPDX-License-Identifier: AGPL-3.0-or-later
"""Criterion: is it a described service, or a wider indication?"""

from __future__ import annotations

from graph.referral._types import COMPETENCE, ENTRY, ORIENTATION, UNKNOWN, Candidate, Verdict
from graph.referral.situation import PROFESSIONAL, Situation
from graph.text.wording import Phrase

FOR_ASSOCIATIONS = {COMPETENCE: 0.6, ORIENTATION: 0.2}
FOR_PROFESSIONALS = {COMPETENCE: 1.0, ORIENTATION: 0.4}
OTHERWISE = 0.8
COLLECTIVE = 0.8
STATED = Phrase("Compétence à confirmer : personne ne l’a encore dit.")
SUBJECT = Phrase("Sujet de travail connu ; aucune offre précise n’est renseignée.")
SHARED = Phrase("Porté par un réseau ou un groupe : c’est un de ses membres qui reçoit.")


class Nature:
    """Un service décrit passe avant une compétence, puis un simple sujet ; entre collègues, la compétence d’abord."""

    slug = "nature"
    asks: tuple[str, ...] = ("asker",)
    reads: tuple[str, ...] = ("kind", "collective")
    names = False

    def judge(self, situation: Situation, candidate: Candidate) -> Verdict | None:
        """Only what is less than a service is said; the welcome of an entry point is not judged."""
        kind = candidate.offer.traits.kind
        if kind == ENTRY:
            return None
        if situation.asker == PROFESSIONAL:
            score = FOR_PROFESSIONALS.get(kind, OTHERWISE)
        else:
            score = FOR_ASSOCIATIONS.get(kind, 1.0)
        if kind == COMPETENCE:
            return Verdict(score, STATED())
        if kind == ORIENTATION:
            return Verdict(score, SUBJECT(), UNKNOWN)
        if candidate.offer.traits.collective:
            return Verdict(score * COLLECTIVE, SHARED(), UNKNOWN)
        return Verdict(score, None)

    def lacking(self, count: int) -> None:
        """Never a veto."""


criterion = Nature()
