# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which of the known things are the same as others: pairs with a score, its reasons, and how sure that is."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from graph.identity.blocking import Block
from graph.identity.comparison import (
    LIKELY,
    LOOK,
    MOST,
    OTHER,
    PERHAPS,
    SAME,
    SURE,
    Comparison,
    SamenessPair,
    SamenessReason,
    WeighedSameness,
)
from graph.identity.rarity import Rarity
from graph.identity.weights import weighed_criteria
from graph.text.wording import Phrase

if TYPE_CHECKING:
    from graph.identity.description import Description

TO_LOOK_AT = Phrase("cela suffit pour y regarder")
NOT_SURE = Phrase("cela ne permet pas d’en être sûr")
AT_MOST = Phrase("le total s’arrête à 100")
AT_LEAST = Phrase("le total ne descend pas sous 0")
TOTAL = "total"
"""What stands for a criterion on the line that says where a total stops."""


class IdentityMatcher:
    """Compares others with known things of the same kind; nothing is merged here."""

    def __init__(self, descriptions: Iterable[Description]) -> None:
        self._known: dict[str, dict[int, Description]] = {}
        self._numbers: dict[tuple[str, str], int] = {}
        self._blocks: dict[str, Block] = {}
        self._rarity = Rarity()
        self._criteria = weighed_criteria()
        # Who compares sees the known things as they are before a change, or after it.
        self._changing = threading.RLock()
        self.follow((), descriptions)

    def follow(self, gone: Iterable[Description], come: Iterable[Description]) -> None:
        """Forgets known things, described as they were taken in, then takes in others."""
        with self._changing:
            for one in gone:
                number = self._numbers.pop((one.kind, one.key))
                del self._known[one.kind][number]
                self._blocks[one.kind].remove(number, one)
                self._rarity.remove(one)
            for one in come:
                number = self._blocks.setdefault(one.kind, Block()).add(one)
                self._known.setdefault(one.kind, {})[number] = one
                self._numbers[one.kind, one.key] = number
                self._rarity.add(one)
            self._keys = frozenset(key for _, key in self._numbers)

    def pairs(self, others: Iterable[Description], least: int = LOOK) -> Iterator[SamenessPair]:
        """The pairs of a score of at least `least`, those of each other one after the other, best first.

        `others` are gone through twice, as what they share among themselves tells little: an iterator is kept in
        memory as a list. A known thing is never compared with itself (the same key), nor counted twice.
        """
        given = others if not isinstance(others, Iterator) else list(others)
        new = Rarity(other for other in given if other.key not in self._keys)
        rarity = self._rarity.joined(new) if new.size else self._rarity.within()
        for other in given:
            yield from self._compared(other, rarity, least)

    def alike(self, description: Description, limit: int = 5, least: int = LOOK) -> list[SamenessPair]:
        """The known things that one may be, best first: quick enough while somebody types."""
        with self._changing:
            return self._compared(description, self._rarity, least)[:limit]

    def compare(self, one: Description, other: Description) -> SamenessPair:
        """A pair, whatever it comes to."""
        both_known = one.key in self._keys and other.key in self._keys
        return alikeness(one, other, self._rarity.within() if both_known else self._rarity, self._criteria)

    def _compared(self, other: Description, rarity: Rarity, least: int) -> list[SamenessPair]:
        known = self._known.get(other.kind)
        near = self._blocks[other.kind].near(other) if known else ()
        ones = [known[number] for number in near] if known else []
        found = [alikeness(one, other, rarity, self._criteria) for one in ones if one.key != other.key]
        return sorted(one_at_most(pair for pair in found if pair.score >= least), key=_best_first)


def alikeness(
    one: Description, other: Description, rarity: Rarity, criteria: tuple[WeighedSameness, ...]
) -> SamenessPair:
    """What all criteria say of a pair: the points of its reasons add up to its score."""
    reasons: list[SamenessReason] = []
    found: list[tuple[str, Comparison]] = []
    for weighed in criteria:
        comparison = weighed.criterion.compare(one, other, rarity)
        if comparison is not None:
            found.append((weighed.slug, comparison))
            reasons.append(SamenessReason(weighed.slug, weighed.points(comparison.share), comparison.said))
    score = sum(reason.points for reason in reasons)
    for bound in _bounds(found, score):
        reasons.append(bound)
        score += bound.points
    return SamenessPair(one, other, score, tuple(reasons), _level(score, found))


def _bounds(found: list[tuple[str, Comparison]], score: int) -> Iterator[SamenessReason]:
    """The lines that bring a score within what its reasons allow: never surer than is known."""
    most, slug = min(((comparison.most, slug) for slug, comparison in found), default=(MOST, TOTAL))
    least, own = max(((comparison.least, slug) for slug, comparison in found), default=(0, TOTAL))
    if least > most:  # what says of itself that it is the other
        most = MOST
    if score > most:
        yield SamenessReason(TOTAL if most == MOST else slug, most - score, (AT_MOST if most == MOST else NOT_SURE)())
    elif score < least:
        yield SamenessReason(TOTAL if least <= 0 else own, least - score, (TO_LOOK_AT if least > 0 else AT_LEAST)())


def one_at_most(pairs: Iterable[SamenessPair]) -> list[SamenessPair]:
    """The pairs, none to be merged without asking where several could be."""
    found = list(pairs)
    if sum(pair.level == SAME for pair in found) <= 1:
        return found
    return [replace(pair, level=LIKELY) if pair.level == SAME else pair for pair in found]


def _best_first(pair: SamenessPair) -> tuple[int, str]:
    return -pair.score, pair.one.key


def _level(score: int, found: list[tuple[str, Comparison]]) -> str:
    """How sure a score is; what a number settles is settled where the rest of it agrees."""
    if any(comparison.same for _, comparison in found) and score >= SURE:
        return SAME
    return LIKELY if score >= SURE else PERHAPS if score >= LOOK else OTHER
