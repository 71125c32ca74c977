# SPDX-License-Identifier: AGPL-3.0-or-later
"""Criterion: is the offer running, only announced or envisaged, or to be confirmed, and since when?"""

from __future__ import annotations

from graph.entity.known import CONFIRMED, SAID
from graph.namespaces import VOCABULARY
from graph.referral._types import MET, UNKNOWN, UNMET, Candidate, Traits, Verdict
from graph.referral.situation import Situation
from graph.text.wording import MONTHS_IN_YEAR, Counted, Month, Phrase, Plural, month_number

STATES = {
    VOCABULARY["state/active"]: (1.0, Phrase("En cours."), MET),
    VOCABULARY["state/announced"]: (
        0.5,
        Phrase("Annoncé, pas encore confirmé : appelez avant d’orienter."),
        UNKNOWN,
    ),
    VOCABULARY["state/envisaged"]: (
        0.2,
        Phrase("Seulement envisagé : appelez avant d’orienter."),
        UNKNOWN,
    ),
    VOCABULARY["state/to-confirm"]: (
        0.3,
        Phrase("À confirmer : appelez avant d’orienter."),
        UNKNOWN,
    ),
}
# What was only said to come, with what is said of it when a year has gone by without news.
LAPSED = {
    VOCABULARY["state/announced"]: Phrase("Annoncé en {month}, sans nouvelles depuis : ce n’est pas proposé."),
    VOCABULARY["state/envisaged"]: Phrase("Envisagé en {month}, sans nouvelles depuis : ce n’est pas proposé."),
}
# What was running when it was last seen, of which nothing was heard for a year, or nobody said when that was.
SEEN_RUNNING, RUNNING = 0.7, VOCABULARY["state/active"]
UNSEEN = Phrase("En cours en {month}, sans nouvelles depuis : appelez avant d’orienter.")
UNDATED = Phrase("Dit en cours, sans date : appelez avant d’orienter.")
LACKING = Plural(
    "{count} offre annoncée il y a plus d’un an, sans nouvelles depuis.",
    "{count} offres annoncées il y a plus d’un an, sans nouvelles depuis.",
)


class Confirmation:
    """Une offre en cours, vue depuis peu, passe avant une offre annoncée ; annoncée sans suite, elle est écartée."""

    slug = "confirmation"
    asks: tuple[str, ...] = ("month",)
    reads: tuple[str, ...] = ("stated",)
    names = False
    ages: tuple[int, ...] = (MONTHS_IN_YEAR + 1,)

    def judge(self, situation: Situation, candidate: Candidate) -> Verdict | None:
        """Does not apply when no state is stated; a veto on a plan of which nothing was heard for a year."""
        traits = candidate.offer.traits
        found = STATES.get(traits.state)
        if found is None:
            return None
        told, lapsed = _last_news(traits), LAPSED.get(traits.state)
        if lapsed and told is not None and situation.month - told > MONTHS_IN_YEAR:
            return Verdict(0.0, lapsed(month=Month(traits.proof.month or told)), UNMET, veto=True)
        seen = month_number(traits.seen) if traits.seen else _told_in(traits)
        if traits.state == RUNNING and (seen is None or situation.month - seen > MONTHS_IN_YEAR):
            return Verdict(SEEN_RUNNING, UNDATED() if seen is None else UNSEEN(month=Month(seen)), UNKNOWN)
        score, phrase, state = found
        return Verdict(score, phrase(), state)

    def lacking(self, count: int) -> Counted:
        """How many were announced and never heard of again."""
        return LACKING(count)


def _told_in(traits: Traits) -> int | None:
    """The month in which somebody said so; when we deduced it tells nothing of how it goes."""
    return traits.proof.month if traits.proof.how in (SAID, CONFIRMED) else None


def _last_news(traits: Traits) -> int | None:
    """The month of the last news of a plan: when it was told or seen, or the day it was planned for."""
    days = [month_number(day) for day in (traits.seen, traits.span.start) if day is not None]
    return max([*days, *([] if traits.proof.month is None else [traits.proof.month])], default=None)


criterion = Confirmation()
