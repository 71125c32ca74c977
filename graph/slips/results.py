# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the outcomes and the gaps add up to, by year, need and territory: only what can be published."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from graph.errors import UnknownThing
from graph.slips.figures import Figure, Key, published
from graph.slips.store import Kept, Slips
from graph.territory import Territories

OUTCOMES, UNANSWERED = ("year", "need", "outcome", "epci"), ("year", "need", "commune")
"""The questions by which each is split, in order."""
NOT_MARKED = ""
"""The outcome of a referral that nobody has told anything of yet."""
NO_EPCI = ""


@dataclass(frozen=True)
class Results:
    """Figures of outcomes (a referral for two needs counts for each) and of requests left without answer."""

    outcomes: tuple[Figure, ...]
    unanswered: tuple[Figure, ...]


def results(slips: Slips, territories: Territories) -> Results:
    """The figures of all that was noted."""
    unanswered: Counter[Key] = Counter()
    for need, commune, month, requests in slips.gaps():
        unanswered[(month[:4], need, commune)] += requests
    return Results(published(_outcomes(slips.all(), territories)), published(unanswered))


def _outcomes(slips: Iterable[Kept], territories: Territories) -> Counter[Key]:
    found: Counter[Key] = Counter()
    for kept in slips:
        outcome = kept.last.outcome if kept.last else NOT_MARKED
        epci = _epci(territories, kept.slip.commune)
        for need in kept.slip.needs:
            found[(f"{kept.slip.day.year}", need, outcome, epci)] += 1
    return found


def _epci(territories: Territories, commune: str) -> str:
    """The key of the intercommunality of a commune, "" when it has none."""
    try:
        parents = territories.by_key(commune).parents
    except UnknownThing:  # an edition may drop a code
        return NO_EPCI
    return next((key for key in parents if key.startswith("epci-")), NO_EPCI)
