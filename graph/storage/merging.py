# SPDX-License-Identifier: AGPL-3.0-or-later
"""Merges followed: what is said of a merged thing is read as said of the one that is kept, and is still known as said.

A merge is a fact of a source of its own: `<merged> dct:isReplacedBy <kept>`. The stores that readers are given hold the
images of what is said; what has another image than itself is kept beside, so that nothing that was said is lost, and
a merge taken back leaves the stores as they were.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain

import pyoxigraph as ox

from graph.namespaces import APART, DECIDING, MERGED, OWL
from graph.rdf.dataset import Dataset, Fact, Value, from_quad, to_quad
from graph.rdf.nquads import lines

Moved = tuple[Fact, ...]


def merge_sources(base: str) -> tuple[str, str]:
    """The IRIs of the sources where merges are said: what anybody may see, and what names a thing nobody else may."""
    return f"{base}/id/{DECIDING[0]}", f"{base}/id/{DECIDING[1]}"


def kept_instead(data: Dataset, iri: str) -> str:
    """The thing that is read instead of a merged one, at the end of its chain; "" for what is not merged."""
    sources = merge_sources(data.base)
    return next((fact.s for fact in data.facts(p=OWL.sameAs, o=iri) if fact.source in sources), "")


def read_with(data: Dataset, iri: str) -> tuple[str, ...]:
    """The merged things instead of which a thing is read, at whatever length of their chains."""
    sources = merge_sources(data.base)
    return tuple(sorted(str(fact.o) for fact in data.facts(s=iri, p=OWL.sameAs) if fact.source in sources))


def told_apart(data: Dataset) -> frozenset[frozenset[str]]:
    """The pairs of things that somebody said to be two, as they are read now."""
    sources = merge_sources(data.base)
    found = (fact for fact in data.facts(p=APART) if fact.source in sources and isinstance(fact.o, str))
    return frozenset(frozenset(kept_instead(data, iri) or iri for iri in (fact.s, str(fact.o))) for fact in found)


class Merging:
    """What merges do to the facts of one copy: said facts go in, facts to be read come out."""

    def __init__(self, base: str) -> None:
        self._sources = frozenset(merge_sources(base))
        self.kept: dict[str, str] = {}
        """Which thing is read instead of each merged one."""
        self._merges: set[Fact] = set()
        self._moved: dict[Fact, Moved] = {}
        self._moved_store = ox.Store()
        self.shared: Counter[Fact] = Counter()
        # Images of other facts that are said by themselves too.
        self.own: set[Fact] = set()

    def __bool__(self) -> bool:
        return bool(self._moved)

    def is_merge(self, fact: Fact) -> bool:
        """Whether a fact is a merge, said where merges are said."""
        return fact.p == MERGED and fact.source in self._sources and isinstance(fact.o, str)

    @property
    def merges(self) -> frozenset[Fact]:
        """The merges that are said, those that turn in a circle included."""
        return frozenset(self._merges)

    def stays(self, fact: Fact, images: Moved) -> bool:
        """Whether a fact needs nothing kept beside: it is read as it is said. Merges are all kept, to be known."""
        return images == (fact,) and not self.is_merge(fact)

    def lines(self) -> list[str]:
        """What is kept beside the store, to be noted with it: facts with another image, then those both said and image.

        Each begins with a letter that tells which: `m` or `o`.
        """
        parts = (("m", self._moved), ("o", self.own))
        return [f"{letter} {line}" for letter, facts in parts for line in lines(facts)]

    def take_up(self, noted: Iterable[str]) -> None:
        """Goes on from what was noted; the store is as it was then. Raises ValueError for what cannot be read."""
        parts: dict[str, list[str]] = {"m": [], "o": []}
        for line in noted:
            parts[line[:1]].append(line[2:])
        moved, own = (_facts("\n".join(part)) for part in parts.values())
        self.kept = _resolved(filter(self.is_merge, moved))
        for fact in moved:
            self.move(fact, self._images(fact, self.kept))
        self.own = own

    def start(self, facts: Iterable[Fact]) -> list[Fact]:
        """What is to be read of these said facts, in an empty store."""
        said = set(facts)
        self.kept = _resolved(filter(self.is_merge, said))
        if not any(map(self.is_merge, said)):
            return list(said)
        found = set[Fact]()
        for fact in said:
            images = self._images(fact, self.kept)
            found.update(images)
            if not self.stays(fact, images):
                self.move(fact, images)
        self.own = {fact for fact in self.shared if fact in said and fact not in self._moved}
        return list(found)

    def holds(self, fact: Fact, store: ox.Store) -> bool:
        """Whether a fact is said; `store` has what is read."""
        if fact in self._moved or fact in self.own:
            return True
        return fact not in self.shared and to_quad(fact) in store

    def said(self, now: Dataset) -> Dataset:
        """All that is said, of a dataset that is read: the same where nothing is merged."""
        return _Said(now, self._moved_store, self.shared, self.own) if self else now

    def follow(self, removed: Iterable[Fact], added: Iterable[Fact], now: Dataset) -> tuple[set[Fact], set[Fact]]:
        """What leaves and what enters the facts to be read, `now`, when these leave and enter the said ones."""
        entering, leaving = {*added}, {*removed} - {*added}
        if not self and not any(map(self.is_merge, entering)):
            return leaving, entering
        entering = {fact for fact in entering if not self.holds(fact, now.store)}
        leaving = {fact for fact in leaving if self.holds(fact, now.store)}
        after = self.kept
        if any(map(self.is_merge, chain(leaving, entering))):
            after = _resolved((self._merges - leaving) | set(filter(self.is_merge, entering)))
            again = self._turned(after, now) - leaving
            leaving, entering = leaving | again, entering | again
        turn = _Turn(self, now.store)
        for fact in leaving:
            turn.leave(fact, self._images(fact, self.kept))
        for fact in entering:
            turn.enter(fact, self._images(fact, after))
        self.kept = after
        return turn.made()

    def _turned(self, after: Mapping[str, str], now: Dataset) -> set[Fact]:
        """The said facts that name a thing which is read otherwise from now on."""
        turned = [iri for iri in {*self.kept, *after} if self.kept.get(iri) != after.get(iri)]
        said = self.said(now)
        return {fact for iri in turned for fact in chain(said.facts(s=iri), said.facts(o=iri))}

    def _images(self, fact: Fact, kept: Mapping[str, str]) -> Moved:
        """What is read of a said fact: itself but for what is merged; nothing where a thing would lead to itself."""
        if fact.source in self._sources and fact.p in (MERGED, APART):
            if not self.is_merge(fact) or fact.s not in kept:
                return (fact,)
            return fact, Fact(kept[fact.s], OWL.sameAs, fact.s, fact.source)
        subject, value = kept.get(fact.s, fact.s), fact.o if not isinstance(fact.o, str) else kept.get(fact.o, fact.o)
        if subject == fact.s and value == fact.o:
            return (fact,)
        return () if subject == value else (Fact(subject, fact.p, value, fact.source),)

    def move(self, fact: Fact, images: Moved) -> None:
        """Keeps beside a said fact with its images."""
        self._moved[fact] = images
        if self.is_merge(fact):
            self._merges.add(fact)
        self._moved_store.add(to_quad(fact))
        self.shared.update(images)

    def move_back(self, fact: Fact) -> None:
        """Keeps it no longer."""
        self._merges.discard(fact)
        self._moved_store.remove(to_quad(fact))
        for image in self._moved.pop(fact):
            self.shared[image] -= 1
            if not self.shared[image]:
                del self.shared[image]


class _Turn:
    """One change of what is said, followed image by image."""

    def __init__(self, merging: Merging, store: ox.Store) -> None:
        self._merging = merging
        self._store = store
        self._before: dict[Fact, bool] = {}
        self._itself: dict[Fact, bool] = {}

    def leave(self, fact: Fact, images: Moved) -> None:
        """A said fact leaves, with its images."""
        self._note(images)
        if self._merging.stays(fact, images):
            self._itself[fact] = False
        else:
            self._merging.move_back(fact)

    def enter(self, fact: Fact, images: Moved) -> None:
        """A said fact enters, with its images."""
        self._note(images)
        if self._merging.stays(fact, images):
            self._itself[fact] = True
        else:
            self._merging.move(fact, images)

    def _note(self, images: Moved) -> None:
        """How an image stood before anything changed."""
        own, shared = self._merging.own, self._merging.shared
        for image in images:
            if image not in self._before:
                there = self._before[image] = to_quad(image) in self._store
                self._itself[image] = image in own or (there and image not in shared)

    def made(self) -> tuple[set[Fact], set[Fact]]:
        """What leaves and what enters, once all of it is known."""
        own, shared = self._merging.own, self._merging.shared
        removed, added = set[Fact](), set[Fact]()
        for image, before in self._before.items():
            after = self._itself[image] or image in shared
            (own.add if self._itself[image] and image in shared else own.discard)(image)
            if before != after:
                (added if after else removed).add(image)
        return removed, added


class _Said(Dataset):
    """All that is said, read through what is shown of it and what is kept beside: nothing is copied."""

    def __init__(self, now: Dataset, moved: ox.Store, shared: Mapping[Fact, int], own: set[Fact]) -> None:
        super().__init__(now.store, now.base)
        self._moved, self._shared, self._itself = Dataset(moved, now.base), shared, own

    def facts(
        self, s: str | None = None, p: str | None = None, o: Value | None = None, source: str | None = None
    ) -> Iterator[Fact]:
        """The facts that match."""
        shared, itself = self._shared, self._itself
        there = (fact for fact in super().facts(s, p, o, source) if fact not in shared or fact in itself)
        return chain(there, self._moved.facts(s, p, o, source))


def _resolved(merges: Iterable[Fact]) -> dict[str, str]:
    """Which thing is read instead of each merged one, at the end of its chain; what turns in a circle is not merged."""
    said: dict[str, str] = {}
    for fact in sorted(merges, key=lambda fact: (fact.s, str(fact.o))):
        said.setdefault(fact.s, str(fact.o))
    found = {iri: _end(iri, said) for iri in said}
    return {iri: end for iri, end in found.items() if end}


def _end(iri: str, said: Mapping[str, str]) -> str:
    """Where a chain of merges ends, "" for a circle."""
    seen = {iri}
    while iri in said:
        iri = said[iri]
        if iri in seen:
            return ""
        seen.add(iri)
    return iri


def _facts(text: str) -> set[Fact]:
    try:
        return set(map(from_quad, ox.parse(text, format=ox.RdfFormat.N_QUADS)))
    except SyntaxError as error:
        raise ValueError(str(error)) from error
