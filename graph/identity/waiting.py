# SPDX-License-Identifier: AGPL-3.0-or-later
"""The pairs that wait for somebody to say whether they are the same: compared once, kept until the facts change."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from heapq import nlargest
from typing import TYPE_CHECKING

from graph.entity.kinds import ACTORS
from graph.identity.comparison import SamenessPair
from graph.identity.merges import MergeDesk
from graph.namespaces import RDF
from graph.storage.merging import kept_instead, merge_sources

if TYPE_CHECKING:
    from graph.identity.description import Description
    from graph.model import Model
    from graph.rdf.dataset import Dataset
    from graph.storage.repository import Repository
    from graph.territory import Territories

MOST_WAITING = 500
Pair = frozenset[str]


class WaitingPairs:
    """Pairs of actors of different sources, best first, `most` at once. Decisions are left out at once, without
    comparing again: but for the next ones, once nothing is left of many."""

    def __init__(self, most: int = MOST_WAITING) -> None:
        self._lock = threading.Lock()
        self._most = most
        self._number = -1
        self._found: tuple[SamenessPair, ...] = ()
        self._later: dict[Pair, None] = {}

    def of(self, repository: Repository, model: Model, territories: Territories) -> list[SamenessPair]:
        """Those that nobody decided, the surest first, then those put off; each between things that are there now."""
        with self._lock:
            apart = MergeDesk(repository, model).told_apart()
            left = _undecided(self._found, repository.full, apart)
            if self._number < 0 or self._has_changed(repository) or (len(self._found) == self._most and not left):
                found = (pair for pair in compared(repository.full, model, territories) if keys_of(pair) not in apart)
                self._found = tuple(nlargest(self._most, found, key=lambda pair: (pair.score, pair.one.key)))
                left = list(self._found)
            self._number = repository.number
            put_off = {both: place for place, both in enumerate(self._later)}
            return sorted(left, key=lambda pair: put_off.get(keys_of(pair), -1))

    def later(self, pair: Pair) -> None:
        """Puts a pair off: it comes after all others, as long as this process lives."""
        with self._lock:
            self._later.pop(pair, None)
            self._later[pair] = None

    def _has_changed(self, repository: Repository) -> bool:
        """Whether anything but decisions was journaled since; what one that is taken back hid is to be found again."""
        if repository.number <= self._number:
            return repository.number < self._number
        own = merge_sources(repository.base)
        since = repository.journal.headers(limit=repository.number - self._number)
        return any(header.source not in own or header.undoes for header in since)


def keys_of(pair: SamenessPair) -> Pair:
    """Both things of a pair, in no order."""
    return frozenset((pair.one.key, pair.other.key))


def compared(data: Dataset, model: Model, territories: Territories) -> Iterator[SamenessPair]:
    """The pairs worth a look among the actors of a dataset, each once, none of what one source says itself."""
    from graph.identity.description import Describer
    from graph.identity.matching import IdentityMatcher  # what compares things stands on much

    describer, sources = Describer(territories), _sources(data, model)
    described: list[Description] = []
    for kind in ACTORS:
        described += describer.of_all(data, sorted(data.instances(*model.kind(kind).classes)), kind)
    seen = set[Pair]()
    for pair in IdentityMatcher(described).pairs(described):
        both = keys_of(pair)
        if both not in seen and sources[pair.one.key].isdisjoint(sources[pair.other.key]):
            seen.add(both)
            yield pair


def _sources(data: Dataset, model: Model) -> dict[str, set[str]]:
    """The sources that describe each actor."""
    found: dict[str, set[str]] = {}
    for kind in ACTORS:
        for iri in model.kind(kind).classes:
            for fact in data.facts(p=RDF.type, o=iri):
                found.setdefault(fact.s, set()).add(fact.source)
    return found


def _may_be_one(data: Dataset, one: str, other: str) -> bool:
    """Whether both are there, each described by sources that do not describe the other."""
    own, others = ({fact.source for fact in data.facts(s=iri, p=RDF.type)} for iri in (one, other))
    return bool(own and others) and own.isdisjoint(others)


def _undecided(found: tuple[SamenessPair, ...], data: Dataset, apart: frozenset[Pair]) -> list[SamenessPair]:
    """The pairs as they stand once what is decided has been decided; the first of those that became one."""
    kept: dict[Pair, SamenessPair] = {}
    for pair in found:
        one, other = (_now(side, data) for side in (pair.one, pair.other))
        both = frozenset((one.key, other.key))
        if len(both) == 2 and both not in apart and _may_be_one(data, *both):
            kept.setdefault(
                both, pair if (one, other) == (pair.one, pair.other) else replace(pair, one=one, other=other)
            )
    return list(kept.values())


def _now(side: Description, data: Dataset) -> Description:
    kept = kept_instead(data, side.key)
    return replace(side, key=kept) if kept else side
