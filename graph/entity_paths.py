# SPDX-License-Identifier: AGPL-3.0-or-later
"""Walks between entities: neighbours within some steps, and a shortest path, along facts that exist."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from graph.dataset import Fact
from graph.entity import Edge, Mention, Reader
from graph.namespaces import RDF, SCHEMA, SKOS

# Everything leads to these: a path through them would explain nothing.
CROSSROADS = {str(SCHEMA.AdministrativeArea)}
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


def shortest_path(reader: Reader, start: str, end: str, longest: int = 8) -> tuple[Edge, ...] | None:
    """The facts of a shortest path in order, None when nothing joins the two within `longest` steps.

    Facts are followed both ways. Of several shortest paths the first by IRI is given, always the same.
    """
    came: dict[str, tuple[str, Fact]] = {}
    frontier, seen = [start], {start}
    for _ in range(longest):
        if end in seen:
            break
        reached: list[str] = []
        for here in frontier:
            if here != start and _crossroads(reader, here):
                continue
            for fact, other in steps(reader, here):
                if other not in seen:
                    seen.add(other)
                    came[other] = (here, fact)
                    reached.append(other)
        frontier = sorted(reached)
    return tuple(_back(reader, came, start, end)) if end in seen else None


def steps(reader: Reader, iri: str) -> Iterator[tuple[Fact, str]]:
    """The facts that link an entity to another, and that other; by property then IRI."""
    links = reader.model.fields
    facts = [(fact, str(fact.o)) for fact in reader.dataset.facts(s=iri) if isinstance(fact.o, str)]
    facts += [(fact, fact.s) for fact in reader.dataset.facts(o=iri)]
    for fact, other in sorted(facts, key=lambda item: (item[0].p, item[1], item[0].source)):
        fields = links.get(fact.p, ())
        # A role or a level says how, it is not a place to go through; what has no class has no card either.
        linked = fact.p not in {RDF.type, SKOS.inScheme} and any(field.is_link for field in fields)
        if linked and other != iri and reader.class_of(other) is not None:
            yield fact, other


def _crossroads(reader: Reader, iri: str) -> bool:
    own = reader.class_of(iri)
    return own is None or bool(own.scheme) or own.iri in CROSSROADS


def _edge(reader: Reader, fact: Fact) -> Edge:
    own = reader.class_of(fact.s)
    field = (own.field(fact.p) if own else None) or reader.model.fields[fact.p][0]
    return reader.edge(fact, field)


def _back(reader: Reader, came: dict[str, tuple[str, Fact]], start: str, end: str) -> list[Edge]:
    edges, here = [], end
    while here != start:
        here, fact = came[here]
        edges.append(_edge(reader, fact))
    return edges[::-1]
