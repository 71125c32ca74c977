# SPDX-License-Identifier: AGPL-3.0-or-later
"""The pairs that wait for somebody to say whether they are the same: looked for aside, again where the facts change."""

from __future__ import annotations

import logging
import pickle
import secrets
import threading
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from graph.identity.comparison import SamenessPair
from graph.identity.merges import MergeDesk
from graph.namespaces import RDF
from graph.storage.merging import kept_instead, merge_sources

if TYPE_CHECKING:
    from graph.identity.changed import ComparedActors
    from graph.identity.description import Description
    from graph.identity.pairing import BestPairs, PairFinder, PairNews
    from graph.model import Model
    from graph.rdf.dataset import Dataset
    from graph.storage.repository import Repository
    from graph.territory import Territories

MOST_WAITING = 500
# So many actors are compared while one waits, and more of them in a process apart, for which one waits so long.
FEW, PATIENCE = 600, 1.5
Pair = frozenset[str]
Apart = Callable[..., bytes]
"""Calls a function of a module in a process apart with what it is given, and gives back what that gave."""
log = logging.getLogger("tisserand")


class WaitingQueue(NamedTuple):
    """The pairs that nobody decided, the surest first, then those put off, 500 at most; how many there are in all;
    whether more are being looked for now; whether the last search came to nothing, told once, then begun again."""

    pairs: list[SamenessPair]
    total: int
    sought: bool
    failed: bool


class WaitingPairs:
    """Pairs of actors of different sources, best first, `most` at once. Decisions are left out at once, without
    comparing again: but for the next ones, once nothing is left of many. `apart`: where many things are compared."""

    def __init__(self, apart: Apart | None = None, most: int = MOST_WAITING, few: int = FEW) -> None:
        self._lock = threading.RLock()
        self._finders = _Finders(apart, few)
        self._most = most
        self._number = -1
        self._found: tuple[SamenessPair, ...] = ()
        self._total = 0
        self._later: dict[Pair, None] = {}
        self._search: threading.Thread | None = None
        self._failed = False

    def of(self, repository: Repository, model: Model, territories: Territories) -> WaitingQueue:
        """Those that wait, each between things that are there now; who asks first of many waits a moment at most."""
        from graph.identity.changed import ComparedActors

        with self._lock:
            if not self._failed and self._search is None and self._is_wanting(repository, model):
                self._begin(ComparedActors(repository, model, territories))
            search = self._search
        if search is not None:
            search.join(PATIENCE)
        with self._lock:
            left = self._left(repository, model)
            put_off = {both: place for place, both in enumerate(self._later)}
            ordered = sorted(left, key=lambda pair: put_off.get(keys_of(pair), -1))
            failed, self._failed = self._failed, False
            total = self._total - len(self._found) + len(left)
            return WaitingQueue(ordered, total, self._search is not None, failed)

    def later(self, pair: Pair) -> None:
        """Puts a pair off: it comes after all others, as long as this process lives."""
        with self._lock:
            self._later.pop(pair, None)
            self._later[pair] = None

    def _left(self, repository: Repository, model: Model) -> list[SamenessPair]:
        return _undecided(self._found, repository.full, MergeDesk(repository, model).told_apart())

    def _is_wanting(self, repository: Repository, model: Model) -> bool:
        """Whether anything but decisions was journaled since; what one that is taken back hid is to be found again."""
        if not 0 <= self._number <= repository.number:
            return True
        if self._total > len(self._found) and not self._left(repository, model):
            return True
        since = repository.number - self._number
        own = merge_sources(repository.base)
        changes = repository.journal.headers(limit=since) if since else ()
        return any(change.source not in own or change.undoes for change in changes)

    def _begin(self, actors: ComparedActors) -> None:
        """Has the best pairs looked for: here and now where things are few, else in a thread."""
        if self._finders.is_quick(actors):
            self._look(actors)
            return
        self._search = threading.Thread(target=self._look_aside, args=(actors,), name="pairs", daemon=True)
        self._search.start()

    def _look(self, actors: ComparedActors) -> None:
        number = actors.repository.number
        after = self._number if self._number <= number else -1
        decided = MergeDesk(actors.repository, actors.model).told_apart()
        best = self._finders.best(actors, after, self._most, decided)
        with self._lock:
            self._found, self._total, self._number = best.pairs, best.total, number

    def _look_aside(self, actors: ComparedActors) -> None:
        try:
            self._look(actors)
        except Exception:  # whatever it is, the page says that nothing came, and the log why
            log.exception("La recherche des fiches qui se ressemblent n’a pas abouti")
            self._failed, self._number = True, -1
        self._search = None


class _Finders:
    """Where pairs are found: in this process for few things, in one apart for many; each keeps what it was told."""

    def __init__(self, apart: Apart | None, few: int) -> None:
        self._apart, self._few = apart, few
        self._here: PairFinder | None = None
        self._mark = ""

    def is_quick(self, actors: ComparedActors) -> bool:
        """Whether all there is can be compared while one waits."""
        return self._apart is None or sum(map(len, actors.all().values())) <= self._few

    def best(self, actors: ComparedActors, after: int, most: int, decided: frozenset[Pair]) -> BestPairs:
        """The best pairs once the finder knows what changed after a number: from -1 on, all there is."""
        tell = self._tell_here if self._apart is None or self.is_quick(actors) else self._tell_apart
        found = tell(self._changed(actors, after, most, decided)) if after >= 0 else None
        found = found or tell(self._whole(actors, most, decided))
        if found is None:
            raise RuntimeError("a finder that was told everything answers")
        return found

    def _whole(self, actors: ComparedActors, most: int, decided: frozenset[Pair]) -> PairNews:
        from graph.identity.pairing import PairNews

        return PairNews(actors.described(actors.all()), frozenset(), most, decided, whole=True)

    def _changed(self, actors: ComparedActors, after: int, most: int, decided: frozenset[Pair]) -> PairNews:
        from graph.identity.pairing import PairNews

        touched = actors.touched(after)
        there = {kind: [iri for iri in iris if iri in touched] for kind, iris in actors.all().items()}
        gone = frozenset(touched.difference(*there.values()))
        return PairNews(actors.described(there), gone, most, decided, whole=False)

    def _tell_here(self, news: PairNews) -> BestPairs | None:
        from graph.identity.pairing import PairFinder

        if news.whole:
            self._here = PairFinder()
        return self._here.tell(news) if self._here else None

    def _tell_apart(self, news: PairNews) -> BestPairs | None:
        from graph.identity.pairing import told_apart

        self._here = None
        if news.whole:
            self._mark = secrets.token_hex(8)
        answer = self._apart(told_apart, self._mark, news) if self._apart else b""
        return pickle.loads(answer) if answer else None  # noqa: S301 - from our own process


def keys_of(pair: SamenessPair) -> Pair:
    """Both things of a pair, in no order."""
    return frozenset((pair.one.key, pair.other.key))


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
