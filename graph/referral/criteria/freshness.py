# SPDX-License-Identifier: AGPL-3.0-or-later
"""Criterion: how long ago did someone check?"""

from __future__ import annotations

from graph.referral._types import MET, UNKNOWN, Candidate, Verdict
from graph.referral.situation import Situation
from graph.text.wording import MONTHS_IN_YEAR, Counted, Label, Month, Phrase, Plural

# The age in months up to which a check is worth this much; it ages gracefully and never hides.
BY_AGE = ((6, 1.0), (12, 0.85), (24, 0.6), (48, 0.4))
OLDER, NEVER = 0.25, 0.15
# The most that a check made after the day asked for is worth: nobody had made it yet.
AFTERWARDS = 0.6
STALE = 12
UNCHECKED = Phrase("Jamais vérifié : appelez avant d’orienter.")
LATER = Phrase("Vérifié seulement après cette date, en {month}.")
CHECKED = Phrase("Vérifié en {month}.")
LONG_AGO = Phrase("Dernière vérification en {month}, il y a {age} : appelez avant d’orienter.")
MONTHS = Plural("{count} mois", "{count} mois")
YEARS = Plural("{count} an", "{count} ans")


class Freshness:
    """La dernière vérification : plus elle est récente, mieux c’est ; une vieille fiche descend sans disparaître."""

    slug = "freshness"
    label = Label("fraîcheur")
    weight = 1.0
    order = 130
    asks: tuple[str, ...] = ("month",)
    reads: tuple[str, ...] = ("verified_month",)
    names = False

    def judge(self, situation: Situation, candidate: Candidate) -> Verdict | None:
        """Counts whole months, so that offers checked the same month are equal."""
        month = candidate.offer.traits.verified_month
        if month is None:
            return Verdict(NEVER, UNCHECKED(), UNKNOWN)
        age = situation.month - month
        score = next((score for months, score in BY_AGE if abs(age) <= months), OLDER)
        if age < 0:
            return Verdict(min(score, AFTERWARDS), LATER(month=Month(month)), UNKNOWN)
        if age > STALE:
            return Verdict(score, LONG_AGO(month=Month(month), age=_age(age)), UNKNOWN)
        return Verdict(score, CHECKED(month=Month(month)), MET)

    def lacking(self, count: int) -> None:
        """Never a veto."""


def _age(months: int) -> Counted:
    """In years from two years on."""
    if months < 2 * MONTHS_IN_YEAR:
        return MONTHS(months)
    return YEARS(months // MONTHS_IN_YEAR)


criterion = Freshness()
