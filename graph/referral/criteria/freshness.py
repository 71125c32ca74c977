# SPDX-License-Identifier: AGPL-3.0-or-later
"""Criterion: how is it known, and since when?"""

from __future__ import annotations

from graph.entity.known import CONFIRMED, DEDUCED, EDITORIAL
from graph.referral._types import MET, UNKNOWN, Candidate, Proof, Verdict
from graph.referral.situation import Situation
from graph.text.wording import MONTHS_IN_YEAR, Counted, Month, Phrase, Plural

# What a confirmation, a reading of the original page, or a document is worth by its age in months: it ages gracefully.
CONFIRMED_BY_AGE = ((6, 1.0), (12, 0.85), (24, 0.6), (48, 0.4))
READ_BY_AGE = ((6, 0.8), (12, 0.7), (24, 0.5), (48, 0.3))
SAID_BY_AGE = ((6, 0.6), (12, 0.5), (24, 0.35), (48, 0.25))
# Older still: what was once confirmed stays worth a little more than what never was.
OLDER, READ_OLDER, SAID_OLDER = 0.25, 0.2, 0.15
# What nobody dated, and what nobody said.
UNDATED, UNSAID = 0.1, 0.05
# The most that what was known after the day asked for is worth: nobody knew it yet.
AFTERWARDS = 0.5
STALE = 12
# Months after which, and before which, it is worth something else.
_STEPS = {months for by_age in (CONFIRMED_BY_AGE, READ_BY_AGE, SAID_BY_AGE) for months, _ in by_age} | {STALE}
AGES = (0, *sorted(-months for months in _STEPS), *sorted(months + 1 for months in _STEPS))
NO_DATE = Phrase("Dit sans date, jamais confirmé : appelez avant d’orienter.")
GUESSED = Phrase("Déduit, personne ne l’a dit : demandez avant d’orienter.")
OPINION = Phrase("Notre avis : demandez avant d’orienter.")
LATER = Phrase("Su seulement après cette date, en {month}.")
SURE = Phrase("Confirmé en {month}.")
SURE_LONG_AGO = Phrase("Confirmé en {month}, il y a {age} : appelez avant d’orienter.")
READ = Phrase("Lu à la source en {month}.")
READ_LONG_AGO = Phrase("Lu à la source en {month}, il y a {age} : appelez avant d’orienter.")
TOLD = Phrase("Dit en {month}, jamais confirmé : appelez avant d’orienter.")
MONTHS = Plural("{count} mois", "{count} mois")
YEARS = Plural("{count} an", "{count} ans")


class Freshness:
    """Ce qui est confirmé depuis peu passe avant ce qui est seulement dit, puis avant ce qui est déduit."""

    slug = "freshness"
    asks: tuple[str, ...] = ("month",)
    reads: tuple[str, ...] = ("proof",)
    names = False
    ages: tuple[int, ...] = AGES

    def judge(self, situation: Situation, candidate: Candidate) -> Verdict | None:
        """Counts whole months, so that offers known since the same month are equal."""
        proof = candidate.offer.traits.proof
        if proof.how in (DEDUCED, EDITORIAL):
            return Verdict(UNSAID, GUESSED() if proof.how == DEDUCED else OPINION(), UNKNOWN)
        if proof.month is None:
            return Verdict(UNDATED, NO_DATE(), UNKNOWN)
        age, month = situation.month - proof.month, Month(proof.month)
        by_age, older = _by_age(proof)
        score = next((score for months, score in by_age if abs(age) <= months), older)
        if age < 0:
            return Verdict(min(score, AFTERWARDS), LATER(month=month), UNKNOWN)
        if proof.how != CONFIRMED and not proof.read:
            return Verdict(score, TOLD(month=month), UNKNOWN)
        recent, old = (SURE, SURE_LONG_AGO) if proof.how == CONFIRMED else (READ, READ_LONG_AGO)
        if age > STALE:
            return Verdict(score, old(month=month, age=_age(age)), UNKNOWN)
        return Verdict(score, recent(month=month), MET)

    def lacking(self, count: int) -> None:
        """Never a veto."""


def _by_age(proof: Proof) -> tuple[tuple[tuple[int, float], ...], float]:
    if proof.how == CONFIRMED:
        return CONFIRMED_BY_AGE, OLDER
    return (READ_BY_AGE, READ_OLDER) if proof.read else (SAID_BY_AGE, SAID_OLDER)


def _age(months: int) -> Counted:
    """In years from two years on."""
    if months < 2 * MONTHS_IN_YEAR:
        return MONTHS(months)
    return YEARS(months // MONTHS_IN_YEAR)


criterion = Freshness()
