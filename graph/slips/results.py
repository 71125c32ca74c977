# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the outcomes and the gaps add up to, by year, need and territory: only what can be published."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from graph.slips.figures import Figure, Key, published
from graph.slips.store import Slips

OUTCOMES, UNANSWERED = ("year", "outcome"), ("year", "need", "commune")
"""The questions by which each is split, in order. Outcomes are anonymous, and often one actor alone meets a need in a
place: with either, a count would tell of whom it is."""


@dataclass(frozen=True)
class Results:
    """Figures of outcomes and of requests left without answer."""

    outcomes: tuple[Figure, ...]
    unanswered: tuple[Figure, ...]


def results(slips: Slips) -> Results:
    """The figures: outcomes that professionals said under their session, and requests that nobody could answer.

    What strangers mark on slips is in none of them: whoever can note a thousand would make a figure.
    """
    unanswered: Counter[Key] = Counter()
    for need, commune, month, requests in slips.gaps():
        unanswered[(month[:4], need, commune)] += requests
    outcomes: Counter[Key] = Counter()
    for day, outcome, count in slips.tally():
        outcomes[(day[:4], outcome)] += count
    return Results(published(outcomes), published(unanswered))
