# SPDX-License-Identifier: AGPL-3.0-or-later
"""The criteria together: who judges, what they said before, and what the sums came to."""

from __future__ import annotations

from typing import Any, NamedTuple

from graph.plugins import discover
from graph.referral._types import Criterion, Match, Traits
from graph.referral.facets import Book, Table
from graph.referral.situation import Situation

PACKAGE = "graph.referral.criteria"
MOST_PARTS = 100_000


def load_criteria() -> tuple[Criterion, ...]:
    """The criteria of the folder, in order."""
    return tuple(discover(PACKAGE, "criterion", lambda item: (item.order, item.slug)))


class Part(NamedTuple):
    """Sums of what some criteria say: of weight x score, of weight; and the slug of the one that refuses, or ""."""

    total: float
    weight: float
    veto: str


class Bench:
    """The criteria, the book of what they say of traits, and the sums they came to in other requests."""

    def __init__(self, criteria: tuple[Criterion, ...], book: Book) -> None:
        self.criteria = criteria
        self.book = book
        self.of_matches = tuple(criterion for criterion in criteria if not criterion.reads)
        self.same: dict[Part, Part] = {}
        self._asks = tuple(dict.fromkeys(name for criterion in self.of_matches for name in criterion.asks))
        self._matches: dict[tuple[object, ...], dict[Match, Part]] = {}
        self._traits: dict[tuple[object, ...], dict[Traits, Part]] = {}

    def match_parts(self, situation: Situation) -> dict[Match, Part]:
        """What is already known of matches, for what this situation asks; to be filled."""
        return _kept(self._matches, tuple([getattr(situation, name) for name in self._asks]))

    def traits_parts(self, tables: list[Table]) -> dict[Traits, Part]:
        """What is already known of traits, with these tables; to be filled."""
        return _kept(self._traits, tuple([table.key for table in tables]))


def _kept(parts: dict[tuple[object, ...], dict[Any, Part]], key: tuple[object, ...]) -> dict[Any, Part]:
    found = parts.get(key)
    if found is None:
        if sum(map(len, parts.values())) > MOST_PARTS:
            parts.clear()
        found = parts[key] = {}
    return found
