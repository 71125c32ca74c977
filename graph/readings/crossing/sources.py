# SPDX-License-Identifier: AGPL-3.0-or-later
"""The sources that can be crossed, the things that each describes, and the two sides of one crossing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from graph.entity.kinds import ACTORS
from graph.entity.knowledge import Knowledge
from graph.entity.known import DEDUCED, EDITORIAL
from graph.model.ontology import ONTOLOGY_SOURCE
from graph.namespaces import DCT, DELIVERY, RDF, TIS
from graph.storage.merging import merge_sources

if TYPE_CHECKING:
    from graph.model import EntityClass, Model
    from graph.rdf.dataset import Dataset, Fact

# What we deduce or judge ourselves is nobody else’s list.
OF_OURS = (DEDUCED, EDITORIAL)


@dataclass(frozen=True)
class CrossableSource:
    """A source that tells of things: its IRI, the graphs in which its facts are, how many things of each kind.

    `delivered`: it is a file that somebody brought.
    """

    iri: str
    graphs: frozenset[str]
    kinds: Mapping[str, int]
    delivered: bool

    @property
    def size(self) -> int:
        """How many things it describes."""
        return sum(self.kinds.values())


@dataclass(frozen=True)
class DescribedThings:
    """By kind, then by IRI, the sources (named graphs) that say anything of each thing; and the sources that can be
    crossed, those that somebody brought first, then the largest."""

    by_kind: Mapping[str, Mapping[str, frozenset[str]]]
    sources: tuple[CrossableSource, ...]

    def source(self, iri: str) -> CrossableSource | None:
        """The source of that IRI, None where none can be crossed."""
        return next((source for source in self.sources if source.iri == iri), None)


@dataclass(frozen=True)
class CrossedSides:
    """What is crossed: a source with another one, or with all others (`ours` is None); kinds of things."""

    theirs: CrossableSource
    ours: CrossableSource | None
    kinds: tuple[str, ...]

    def is_theirs(self, graph: str) -> bool:
        """Whether a named graph is on the first side."""
        return graph in self.theirs.graphs

    def is_ours(self, graph: str) -> bool:
        """Whether it is on the second one."""
        if self.ours is not None:
            return graph in self.ours.graphs
        return graph not in self.theirs.graphs and graph not in ("", ONTOLOGY_SOURCE)

    def said_by_them(self, facts: Collection[Fact]) -> list[Fact]:
        """Those of the facts that the first side says."""
        return [fact for fact in facts if self.is_theirs(fact.source)]

    def said_by_us(self, facts: Collection[Fact]) -> list[Fact]:
        """Those of the facts that the second side says."""
        return [fact for fact in facts if self.is_ours(fact.source)]


def crossable_kinds(model: Model) -> tuple[EntityClass, ...]:
    """The kinds of things of which a source can have one that another has not: those it says to be there."""
    return tuple(item for item in model.classes if item.directory and item.closable and not item.restricted)


def described_things(data: Dataset, model: Model) -> DescribedThings:
    """Reads which source tells anything of what."""
    by_kind: dict[str, dict[str, frozenset[str]]] = {}
    counts: dict[str, Counter[str]] = {}
    wholes = {fact.o: fact.s for fact in data.facts(p=DCT.hasPart) if isinstance(fact.o, str)}
    for item in crossable_kinds(model):
        by_kind[item.kind] = found = _telling(data, item)
        for graphs in found.values():
            # A file that tells several sources apart is one source here.
            for source in {wholes.get(graph, graph) for graph in graphs}:
                counts.setdefault(source, Counter())[item.kind] += 1
    return DescribedThings(by_kind, _sources(data, counts, wholes))


def _telling(data: Dataset, item: EntityClass) -> dict[str, frozenset[str]]:
    """The sources that say anything of each thing of a kind which a card shows."""
    paths = {RDF.type, *(field.path for field in item.fields)}
    things = [iri for iri in data.instances(*item.classes) if data.relative(iri)]
    nobody = {"", ONTOLOGY_SOURCE, *merge_sources(data.base)}
    said = ((iri, {fact.source for fact in data.facts(s=iri) if fact.p in paths} - nobody) for iri in things)
    return {iri: frozenset(graphs) for iri, graphs in said if graphs}


def _sources(
    data: Dataset, counts: Mapping[str, Counter[str]], wholes: Mapping[str, str]
) -> tuple[CrossableSource, ...]:
    delivered = {fact.s for fact in data.facts(p=TIS.deliveredOn)}
    read_alone = {fact.source for fact in data.facts(p=DELIVERY.card)}  # one card is no list: it lacks nothing
    parts: dict[str, set[str]] = {}
    for part, whole in wholes.items():
        parts.setdefault(whole, set()).add(part)
    knowledge = Knowledge.now(data)
    found = [
        CrossableSource(source, frozenset({source, *parts.get(source, ())}), dict(kinds), source in delivered)
        for source, kinds in counts.items()
        if source not in read_alone and knowledge.of_source(source).how not in OF_OURS
    ]
    return tuple(sorted(found, key=lambda source: (not source.delivered, -source.size, source.iri)))


def usual_kinds(source: CrossableSource) -> tuple[str, ...]:
    """Of a source, who acts; where it describes nobody, all that it describes."""
    return tuple(kind for kind in ACTORS if source.kinds.get(kind)) or tuple(source.kinds)
