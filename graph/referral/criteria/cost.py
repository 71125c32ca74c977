# SPDX-License-Identifier: AGPL-3.0-or-later
"""Criterion: what does it cost?"""

from __future__ import annotations

from graph.namespaces import VOCABULARY
from graph.referral._types import INSTANCE, SERVICE, UNKNOWN, UNMET, Candidate, Verdict
from graph.referral.situation import Situation
from graph.text.wording import Counted, Phrase, Plural

FREE = VOCABULARY["cost/free"]
CONDITIONS = VOCABULARY["cost/free-under-conditions"]
MEMBERSHIP = VOCABULARY["cost/membership"]
PAID = VOCABULARY["cost/paid"]
ANY_COST = {
    FREE: (1.0, Phrase("Gratuit.")),
    CONDITIONS: (0.9, Phrase("Gratuit sous conditions.")),
    MEMBERSHIP: (0.7, Phrase("Sur adhésion.")),
    PAID: (0.6, Phrase("Payant.")),
}
NOT_STATED = 0.4
UNSAID = Phrase("Le coût n’est pas connu.")
UNSAID_FREE = Phrase("Le coût n’est pas connu ; vous demandiez gratuit.")
AS_ASKED = Phrase("Gratuit, comme demandé.")
TO_CHECK = Phrase("Gratuit sous conditions : à vérifier avant d’orienter.")
NOT_FREE = {
    PAID: Phrase("Payant : vous demandiez gratuit."),
    MEMBERSHIP: Phrase("Sur adhésion : vous demandiez gratuit."),
}
LACKING = Plural(
    "Aucun service gratuit ; {count} payant ou sur adhésion.",
    "Aucun service gratuit ; {count} payants ou sur adhésion.",
)


class Cost:
    """Le coût : si seule une aide gratuite convient, ce qui est payant ou sur adhésion est écarté, pas l’inconnu."""

    slug = "cost"
    asks: tuple[str, ...] = ("free",)
    reads: tuple[str, ...] = ("kind", "cost")
    names = False

    def judge(self, situation: Situation, candidate: Candidate) -> Verdict | None:
        """Applies to services and instances; a veto when free was asked and it is not."""
        traits = candidate.offer.traits
        if traits.kind not in (SERVICE, INSTANCE):
            return None
        if traits.cost not in ANY_COST:
            return Verdict(NOT_STATED, (UNSAID_FREE if situation.free else UNSAID)(), UNKNOWN)
        if not situation.free:
            score, phrase = ANY_COST[traits.cost]
            return Verdict(score, phrase())
        if traits.cost == FREE:
            return Verdict(1.0, AS_ASKED())
        if traits.cost == CONDITIONS:
            return Verdict(0.7, TO_CHECK(), UNKNOWN)
        return Verdict(0.0, NOT_FREE[traits.cost](), UNMET, veto=True)

    def lacking(self, count: int) -> Counted:
        """`Aucun service gratuit ; 2 payants`."""
        return LACKING(count)


criterion = Cost()
