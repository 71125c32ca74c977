# SPDX-License-Identifier: AGPL-3.0-or-later
"""Criterion: does the one to be asked accept it, from this asker?"""

from __future__ import annotations

from graph.namespaces import VOCABULARY
from graph.referral._types import COMPETENCE, SERVICE, UNKNOWN, UNMET, Candidate, Verdict
from graph.referral.french import counted
from graph.referral.situation import PROFESSIONAL, Situation

AMONG_PROFESSIONALS = (VOCABULARY["audience/professionals"], VOCABULARY["audience/association-advisers"])
NOT_STATED, NOT_MEANT = 0.5, 0.1


class Consent:
    """Une personne n’est proposée qu’entre professionnels, si elle accepte les questions ; un refus est respecté."""

    slug = "consent"
    label = "accord pour être sollicité"
    weight = 1.0
    order = 140
    asks: tuple[str, ...] = ("asker",)
    reads: tuple[str, ...] = ("kind", "audiences", "person", "accepts_questions")
    names = False

    def judge(self, situation: Situation, candidate: Candidate) -> Verdict | None:
        """A veto for a person who did not say yes, or an asker who is no professional; a wish for an organisation."""
        traits = candidate.offer.traits
        if traits.kind == COMPETENCE:
            return _competence(situation, candidate)
        reserved = bool(traits.audiences) and all(audience in AMONG_PROFESSIONALS for audience in traits.audiences)
        if traits.kind == SERVICE and reserved and situation.asker != PROFESSIONAL:
            return Verdict(NOT_MEANT, "Prévu pour les professionnels : passez par votre conseiller.", UNMET)
        return None

    def lacking(self, count: int) -> str:
        """How many keep it among colleagues."""
        return f"{counted(count, 'compétence reste', 'compétences restent')} entre professionnels"


def _competence(situation: Situation, candidate: Candidate) -> Verdict | None:
    traits = candidate.offer.traits
    if traits.person and situation.asker != PROFESSIONAL:
        return Verdict(0.0, "Compétence partagée seulement entre professionnels.", UNMET, veto=True)
    if traits.accepts_questions is False or (traits.person and traits.accepts_questions is None):
        return Verdict(0.0, "N’a pas accepté d’être sollicité à ce sujet.", UNMET, veto=True)
    if traits.accepts_questions:
        return Verdict(1.0, "Accepte les questions à ce sujet.")
    return Verdict(NOT_STATED, "N’a pas dit si les questions sont acceptées.", UNKNOWN)


criterion = Consent()
