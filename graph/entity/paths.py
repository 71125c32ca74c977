# SPDX-License-Identifier: AGPL-3.0-or-later
"""Walks between entities: neighbours within some steps, and the paths between two, along facts that exist."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from graph.entity import Edge, Mention, Reader
from graph.entity.routes import Way, ways
from graph.entity.ties import ties_of
from graph.namespaces import RDF, SKOS
from graph.rdf.dataset import Fact

MOST_NODES = 400


@dataclass(frozen=True)
class Around:
    """What is within some steps of an entity; `truncated` when there was more than can be given."""

    centre: str
    nodes: tuple[tuple[Mention, int], ...]
    edges: tuple[Edge, ...]
    truncated: bool


def neighbours(reader: Reader, iri: str, depth: int) -> Around:
    """Breadth first from an entity, `depth` steps at most, MOST_NODES nodes at most."""
    found, edges = {iri: 0}, dict[tuple[str, str, str], Fact]()
    frontier, truncated = [iri], False
    for step in range(1, depth + 1):
        reached: list[str] = []
        for here in frontier:
            for fact, other in steps(reader, here):
                if other not in found and len(found) >= MOST_NODES:
                    truncated = True
                    continue
                edges.setdefault((fact.s, fact.p, str(fact.o)), fact)
                if other not in found:
                    found[other] = step
                    reached.append(other)
        frontier = [other for other in reached if not _crossroads(reader, other)]
    nodes = tuple((reader.mention(node), distance) for node, distance in found.items())
    return Around(iri, nodes, tuple(_edge(reader, fact) for _, fact in sorted(edges.items())), truncated)


def shortest_path(reader: Reader, start: str, end: str) -> tuple[Edge, ...] | None:
    """The facts of the most meaningful path in order, None when nothing joins the two; facts are followed both ways."""
    return next(iter(paths(reader, start, end, 1)), None)


def paths(reader: Reader, start: str, end: str, count: int = 3) -> tuple[tuple[Edge, ...], ...]:
    """At most `count` really different paths, the best first: the facts of each in order, followed both ways."""
    ties = ties_of(reader.dataset, reader.model)
    return tuple(tuple(_facts(reader, way)) for way in ways(ties, start, end, count=count))


def _facts(reader: Reader, way: Way) -> Iterator[Edge]:
    """The facts of a way: two for each link entity that it crosses."""
    ties = ties_of(reader.dataset, reader.model)
    for here, tie in zip(way.nodes, way.ties, strict=False):
        s, path, o = tie.fact(here)
        cls = ties.cls(tie.via) if tie.via else None
        if cls is None or cls.bridge is None:
            found = [(s, path, o)]
        else:
            found = [(tie.via, cls.bridge.start, s), (tie.via, cls.bridge.end, o)]
        for triple in found if tie.out else reversed(found):
            said = min(reader.dataset.shown(*triple), key=lambda fact: fact.source)
            yield _edge(reader, said)


def steps(reader: Reader, iri: str) -> Iterator[tuple[Fact, str]]:
    """The facts that link an entity to another, and that other; by property then IRI."""
    links = reader.model.fields
    facts = [(fact, str(fact.o)) for fact in reader.dataset.shown(s=iri) if isinstance(fact.o, str)]
    facts += [(fact, fact.s) for fact in reader.dataset.shown(o=iri)]
    for fact, other in sorted(facts, key=lambda item: (item[0].p, item[1], item[0].source)):
        fields = links.get(fact.p, ())
        # A role or a level says how, it is not a place to go through; what has no class has no card either.
        linked = fact.p not in {RDF.type, SKOS.inScheme} and any(field.is_link for field in fields)
        if linked and other != iri and reader.class_of(other) is not None:
            yield fact, other


def _crossroads(reader: Reader, iri: str) -> bool:
    own = reader.class_of(iri)
    return own is None or bool(own.scheme) or own.crossroads


def _edge(reader: Reader, fact: Fact) -> Edge:
    own = reader.class_of(fact.s)
    field = (own.field(fact.p) if own else None) or reader.model.fields[fact.p][0]
    return reader.edge(fact, field)
