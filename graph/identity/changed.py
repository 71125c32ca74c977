# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which actors are to be compared: all of an instance, or those of which changes say something else than before."""

from __future__ import annotations

import sys
import time
from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, NamedTuple

from graph.entity.kinds import ACTORS
from graph.identity.description import Describer, SourcedThing
from graph.namespaces import APART, MERGED, ORG, RDF
from graph.storage.merging import kept_instead

if TYPE_CHECKING:
    from graph.model import Model
    from graph.rdf.dataset import Dataset
    from graph.storage.repository import Repository
    from graph.territory import Territories

# What speaks of its object as much as of its subject.
TOLD_OF_BOTH = frozenset({ORG.member, MERGED, APART})
# Between so many things described, others get in.
SLICE, PAUSE = 100, 0.002


class ComparedActors(NamedTuple):
    """The actors of an instance, as they are now."""

    repository: Repository
    model: Model
    territories: Territories

    @property
    def data(self) -> Dataset:
        """All facts, those that only professionals see included."""
        return self.repository.full

    def all(self) -> dict[str, list[str]]:
        """The IRIs of all of them, by kind."""
        return {kind: sorted(self.data.instances(*self.model.kind(kind).classes)) for kind in ACTORS}

    def touched(self, after: int) -> set[str]:
        """The IRIs of whatever the changes after a number speak of, and of what is read instead of it."""
        found = set[str]()
        for change in self.repository.journal.read(after):
            for fact in change.touched:
                found.add(fact.s)
                if isinstance(fact.o, str) and (fact.p in TOLD_OF_BOTH or change.header.undoes):
                    found.add(fact.o)
        found |= {member for iri in tuple(found) for member in self.data.links(iri, ORG.member)}
        return found | {kept for iri in found if (kept := kept_instead(self.data, iri))}

    def described(self, by_kind: dict[str, list[str]]) -> tuple[SourcedThing, ...]:
        """These actors as they are compared."""
        return tuple(self._described(by_kind))

    def _described(self, by_kind: dict[str, list[str]]) -> Iterator[SourcedThing]:
        describer = Describer(self.territories)
        for kind, iris in by_kind.items():
            sources = self._sources(kind, set(iris))
            for rank, own in enumerate(describer.of_all(self.data, iris, kind), 1):
                yield SourcedThing(own, frozenset(sources[own.key]))
                if rank % SLICE == 0:
                    time.sleep(PAUSE)

    def _sources(self, kind: str, iris: Collection[str]) -> dict[str, set[str]]:
        """The sources that describe each of these."""
        found: dict[str, set[str]] = {iri: set() for iri in iris}
        for iri in self.model.kind(kind).classes:
            for fact in self.data.facts(p=RDF.type, o=iri):
                if fact.s in found:
                    found[fact.s].add(sys.intern(fact.source))
        return found
