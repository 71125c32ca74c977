# SPDX-License-Identifier: AGPL-3.0-or-later
"""Criterion: does the one to be asked accept it, from this asker?"""

from __future__ import annotations

from graph.namespaces import VOCABULARY
from graph.referral._types import COMPETENCE, SERVICE, UNKNOWN, UNMET, Candidate, Verdict
from graph.referral.situation import PROFESSIONAL, Situation
from graph.text.wording import Counted, Phrase, Plural

AMONG_PROFESSIONALS = (VOCABULARY["audience/professionals"], VOCABULARY["audience/association-advisers"])
NOT_STATED, NOT_MEANT = 0.5, 0.1
RESERVED = Phrase("Prévu pour les professionnels : passez par la personne qui vous conseille.")
BETWEEN = Phrase("Compétence partagée seulement entre professionnels.")
REFUSES = Phrase("N’a pas accepté de questions à ce sujet.")
ACCEPTS = Phrase("Accepte les questions à ce sujet.")
UNSAID = Phrase("N’a pas dit si les questions sont acceptées.")
LACKING = Plural("{count} compétence reste entre professionnels.", "{count} compétences restent entre professionnels.")


class Consent:
    """Une personne n’est proposée qu’entre professionnels, si elle accepte les questions ; un refus est respecté."""

    slug = "consent"
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
            return Verdict(NOT_MEANT, RESERVED(), UNMET)
        return None

    def lacking(self, count: int) -> Counted:
        """How many keep it among colleagues."""
        return LACKING(count)


def _competence(situation: Situation, candidate: Candidate) -> Verdict | None:
    traits = candidate.offer.traits
    if traits.person and situation.asker != PROFESSIONAL:
        return Verdict(0.0, BETWEEN(), UNMET, veto=True)
    if traits.accepts_questions is False or (traits.person and traits.accepts_questions is None):
        return Verdict(0.0, REFUSES(), UNMET, veto=True)
    if traits.accepts_questions:
        return Verdict(1.0, ACCEPTS())
    return Verdict(NOT_STATED, UNSAID(), UNKNOWN)


criterion = Consent()
