# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pairs among things of several sources, kept while things come, change and go: only what changed is compared again."""

from __future__ import annotations

import os
import pickle
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from heapq import nlargest
from typing import NamedTuple

from graph.identity.blocking import Block
from graph.identity.comparison import LIKELY, LOOK, SAME, SamenessPair
from graph.identity.description import SourcedThing
from graph.identity.matching import alikeness, one_at_most
from graph.identity.rarity import Rarity
from graph.identity.weights import weighed_criteria

Pair = frozenset[str]
Level = tuple[int, str]
# The site comes first: where both want one processor, it is the site's.
KINDNESS = 10


class PairNews(NamedTuple):
    """What a finder is told: the things that came or changed, the keys of those that went, and how many of the best
    pairs are wanted but for those that are decided. `whole`: it is new, and these are all things there are."""

    changed: tuple[SourcedThing, ...]
    gone: frozenset[str]
    most: int
    decided: frozenset[Pair]
    whole: bool


class BestPairs(NamedTuple):
    """The best pairs that nobody decided, the surest first, and how many there are in all."""

    pairs: tuple[SamenessPair, ...]
    total: int


class PairFinder:
    """The pairs worth a look among things, each once, none of what one source says itself.

    What words tell is reckoned when a pair is compared: it is not compared again as other things come.
    """

    def __init__(self) -> None:
        self._known: dict[str, SourcedThing] = {}
        self._numbers: dict[str, int] = {}
        self._blocks: dict[str, Block] = {}
        self._by_number: dict[str, dict[int, SourcedThing]] = {}
        self._rarity = Rarity()
        self._levels: dict[Pair, Level] = {}
        self._criteria = weighed_criteria()

    def tell(self, news: PairNews) -> BestPairs:
        """Takes in what changed; the best pairs then."""
        self._forget({thing.described.key for thing in news.changed} | news.gone)
        for thing in news.changed:
            self._learn(thing)
        for thing in self._to_ask(news.changed):
            self._levels.update(self._found(thing))
        left = {pair: level for pair, level in self._levels.items() if pair not in news.decided}
        best = nlargest(news.most, left, key=lambda pair: (left[pair][0], min(pair)))
        return BestPairs(tuple(self._pair(pair) for pair in best), len(left))

    def _forget(self, keys: Iterable[str]) -> None:
        gone = {key for key in keys if key in self._known}
        for key in gone:
            described, sources = self._known.pop(key)
            number = self._numbers.pop(key)
            self._blocks[described.kind].remove(number, described)
            del self._by_number[described.kind][number]
            self._rarity.remove(described, sources)
        if gone:
            self._levels = {pair: level for pair, level in self._levels.items() if pair.isdisjoint(gone)}

    def _learn(self, thing: SourcedThing) -> None:
        described = thing.described
        number = self._blocks.setdefault(described.kind, Block()).add(described)
        self._by_number.setdefault(described.kind, {})[number] = thing
        self._known[described.key], self._numbers[described.key] = thing, number
        self._rarity.add(described, thing.sources)

    def _to_ask(self, changed: tuple[SourcedThing, ...]) -> tuple[SourcedThing, ...]:
        """The things whose pairs are to be found: where all others are among them, not those of the largest source,
        as each of its pairs has an end elsewhere."""
        count = Counter(source for thing in changed for source in thing.sources)
        largest = max(count, key=lambda source: (count[source], source), default="")
        apart = tuple(thing for thing in changed if largest not in thing.sources)
        others = sum(largest not in thing.sources for thing in self._known.values())
        return apart if len(apart) == others else changed

    def _found(self, thing: SourcedThing) -> dict[Pair, Level]:
        own, sources = thing.described, thing.sources
        there = self._by_number[own.kind]
        near = self._blocks[own.kind].near(own, lambda number: there[number].sources.isdisjoint(sources))
        pairs = (alikeness(there[number].described, own, self._rarity, self._criteria) for number in near)
        likely = one_at_most(pair for pair in pairs if pair.score >= LOOK)
        return {frozenset((pair.one.key, pair.other.key)): (pair.score, pair.level) for pair in likely}

    def _pair(self, keys: Pair) -> SamenessPair:
        """A pair with its reasons, which are not kept; never surer than it was found."""
        one, other = (self._known[key].described for key in sorted(keys))
        pair = alikeness(one, other, self._rarity, self._criteria)
        return replace(pair, level=LIKELY) if pair.level == SAME != self._levels[keys][1] else pair


_kept: dict[str, PairFinder] = {}
"""In a process of its own: the finder it keeps, by the mark of who tells it."""


def told_apart(mark: str, news: PairNews) -> bytes:
    """What the finder of this process answers, pickled; nothing where it does not have what came before."""
    if news.whole:
        os.setpriority(os.PRIO_PROCESS, 0, KINDNESS)
        _kept.clear()
        _kept[mark] = PairFinder()
    return pickle.dumps(_kept[mark].tell(news)) if mark in _kept else b""
