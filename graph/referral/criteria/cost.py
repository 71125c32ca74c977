# SPDX-License-Identifier: AGPL-3.0-or-later
"""Criterion: what does it cost?"""

from __future__ import annotations

from graph.namespaces import VOCABULARY
from graph.referral._types import INSTANCE, SERVICE, UNKNOWN, UNMET, Candidate, Verdict
from graph.referral.french import counted
from graph.referral.situation import Situation

FREE = VOCABULARY["cost/free"]
CONDITIONS = VOCABULARY["cost/free-under-conditions"]
MEMBERSHIP = VOCABULARY["cost/membership"]
PAID = VOCABULARY["cost/paid"]
ANY_COST = {
    FREE: (1.0, "Gratuit."),
    CONDITIONS: (0.9, "Gratuit sous conditions."),
    MEMBERSHIP: (0.7, "Sur adhésion."),
    PAID: (0.6, "Payant."),
}
NOT_STATED = 0.4


class Cost:
    """Le coût : si seule une aide gratuite convient, ce qui est payant ou sur adhésion est écarté, pas l’inconnu."""

    slug = "cost"
    label = "coût"
    weight = 2.0
    order = 60
    asks: tuple[str, ...] = ("free",)
    reads: tuple[str, ...] = ("kind", "cost")
    names = False

    def judge(self, situation: Situation, candidate: Candidate) -> Verdict | None:
        """Applies to services and instances; a veto when free was asked and it is not."""
        traits = candidate.offer.traits
        if traits.kind not in (SERVICE, INSTANCE):
            return None
        if traits.cost not in ANY_COST:
            wish = " ; vous demandiez gratuit" if situation.free else ""
            return Verdict(NOT_STATED, f"Le coût n’est pas connu{wish}.", UNKNOWN)
        if not situation.free:
            return Verdict(*ANY_COST[traits.cost])
        if traits.cost == FREE:
            return Verdict(1.0, "Gratuit, comme demandé.")
        if traits.cost == CONDITIONS:
            return Verdict(0.7, "Gratuit sous conditions : à vérifier avant d’orienter.", UNKNOWN)
        what = "Payant" if traits.cost == PAID else "Sur adhésion"
        return Verdict(0.0, f"{what} : vous demandiez gratuit.", UNMET, veto=True)

    def lacking(self, count: int) -> str:
        """`aucun service gratuit ; 2 payants`."""
        return f"aucun service gratuit ; {counted(count, 'payant ou sur adhésion', 'payants ou sur adhésion')}"


criterion = Cost()
