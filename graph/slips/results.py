# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the outcomes and the gaps add up to, by year, need and territory: only what can be published."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from graph.errors import UnknownThing
from graph.slips.figures import Figure, Key, published
from graph.slips.store import Slips
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
    return Results(published(_outcomes(slips, territories)), published(unanswered))


def _outcomes(slips: Slips, territories: Territories) -> Counter[Key]:
    found: Counter[Key] = Counter()
    for day, need, outcome, commune, count in slips.tally():
        found[(day[:4], need, outcome, _epci(territories, commune))] += count
    return found


def _epci(territories: Territories, commune: str) -> str:
    """The key of the intercommunality of a commune, "" when it has none."""
    try:
        parents = territories.by_key(commune).parents
    except UnknownThing:  # an edition may drop a code
        return NO_EPCI
    return next((key for key in parents if key.startswith("epci-")), NO_EPCI)
