# SPDX-License-Identifier: AGPL-3.0-or-later
"""Criterion: how long ago did someone check?"""

from __future__ import annotations

from graph.referral._types import MET, UNKNOWN, Candidate, Verdict
from graph.referral.french import month_text, months_text
from graph.referral.situation import Situation

# The age in months up to which a check is worth this much; it ages gracefully and never hides.
BY_AGE = ((6, 1.0), (12, 0.85), (24, 0.6), (48, 0.4))
OLDER, NEVER = 0.25, 0.15
STALE = 12


class Freshness:
    """La dernière vérification : plus elle est récente, mieux c’est ; une vieille fiche descend sans disparaître."""

    slug = "freshness"
    label = "fraîcheur"
    weight = 1.0
    order = 130
    asks: tuple[str, ...] = ("month",)
    reads: tuple[str, ...] = ("verified_month",)
    names = False

    def judge(self, situation: Situation, candidate: Candidate) -> Verdict | None:
        """Counts whole months, so that offers checked the same month are equal."""
        month = candidate.offer.traits.verified_month
        if month is None:
            return Verdict(NEVER, "Jamais vérifié : appelez avant d’orienter.", UNKNOWN)
        age = max(0, situation.month - month)
        score = next((score for months, score in BY_AGE if age <= months), OLDER)
        if age > STALE:
            text = (
                f"Dernière vérification en {month_text(month)}, il y a {months_text(age)} : appelez avant d’orienter."
            )
            return Verdict(score, text, UNKNOWN)
        return Verdict(score, f"Vérifié en {month_text(month)}.", MET)

    def lacking(self, count: int) -> str:
        """Never a veto."""
        return ""


criterion = Freshness()
