# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which facts the public may not see: those of restricted sources and entities, and of what links to these."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from graph.model import Model
from graph.namespaces import ACCESS_RIGHT, DCT, RDF
from graph.rdf.dataset import Dataset, Fact

ANONYMOUS = "source/orientation-outcomes"
"""The source that corrections had when outcomes of referrals alone, which are anonymous, made them facts."""


def is_anonymous(source: str | None) -> bool:
    """Whether nobody answers for what a source says."""
    return source is not None and source.endswith(f"/id/{ANONYMOUS}")


@dataclass(frozen=True)
class Access:
    """What is restricted in a dataset at one moment.

    `prefixes` are those of restricted kinds (`…/id/person/`): such an entity stays hidden even where nothing types it.
    """

    entities: frozenset[str]
    sources: frozenset[str]
    prefixes: tuple[str, ...]

    def restricts(self, iri: str) -> bool:
        """Whether an entity is hidden from the public."""
        return iri in self.entities or iri.startswith(self.prefixes)

    def hides(self, fact: Fact) -> bool:
        """Whether a fact is hidden from the public."""
        if fact.source in self.sources or self.restricts(fact.s):
            return True
        return isinstance(fact.o, str) and self.restricts(fact.o)


@dataclass(frozen=True)
class AccessRules:
    """The rules of a model: restricted classes, prefixes of their IRIs, links by which access is inherited."""

    classes: frozenset[str]
    prefixes: tuple[str, ...]
    inheriting: frozenset[str]

    @classmethod
    def of(cls, model: Model, base: str) -> AccessRules:
        """The rules of a model for the IRIs under a base."""
        restricted = [item for item in model.classes if item.restricted]
        return cls(
            classes=frozenset(item.iri for item in restricted),
            prefixes=tuple(f"{base.rstrip('/')}/id/{item.kind}/" for item in restricted),
            inheriting=frozenset(
                field.path for item in model.classes for field in item.fields if field.inherits_access
            ),
        )

    def concerns(self, facts: Iterable[Fact]) -> bool:
        """Whether adding or removing these facts may change what is restricted."""
        return any(
            fact.p == DCT.accessRights or fact.p in self.inheriting or (fact.p == RDF.type and fact.o in self.classes)
            for fact in facts
        )

    def access(self, data: Dataset) -> Access:
        """What is restricted in a dataset that holds every fact."""
        return Access(
            entities=frozenset(self._closure(data, {*self._typed(data), *self._linked(data)})),
            sources=frozenset(_restricted_sources(data)),
            prefixes=self.prefixes,
        )

    def _typed(self, data: Dataset) -> Iterator[str]:
        for iri in self.classes:
            yield from data.instances(iri)

    def _linked(self, data: Dataset) -> Iterator[str]:
        """Entities of a restricted kind that something links to, typed or not."""
        for path in self.inheriting:
            for fact in data.facts(p=path):
                if isinstance(fact.o, str) and fact.o.startswith(self.prefixes):
                    yield fact.o

    def _closure(self, data: Dataset, seeds: set[str]) -> set[str]:
        """The seeds and all that links to them, near or far, by an inheriting property."""
        found, frontier = set(seeds), list(seeds)
        while frontier:
            target = frontier.pop()
            for path in self.inheriting:
                new = set(data.subjects(path, target)) - found
                found |= new
                frontier += new
        return found


def turned(full: Dataset, before: Access, after: Access) -> tuple[frozenset[Fact], frozenset[Fact]]:
    """The facts to show and those to hide among all that concern what has changed access."""
    entities, sources = before.entities ^ after.entities, before.sources ^ after.sources
    patterns = [{key: iri} for iri in entities for key in ("s", "o")] + [{"source": iri} for iri in sources]
    facts = frozenset(fact for pattern in patterns for fact in full.facts(**pattern))
    hidden = frozenset(fact for fact in facts if after.hides(fact))
    return facts - hidden, hidden


def _restricted_sources(data: Dataset) -> Iterator[str]:
    """Sources with any right but PUBLIC: an unknown right hides, it never shows."""
    for fact in data.facts(p=DCT.accessRights):
        if fact.o != ACCESS_RIGHT.PUBLIC:
            yield fact.s
