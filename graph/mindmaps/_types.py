# SPDX-License-Identifier: AGPL-3.0-or-later
"""The one view object of every map, and what a perspective is asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from graph.dataset import Dataset
from graph.model import Model, Texts

# What a person can still read on one screen; the rest is folded behind "+n".
LABELS = 150
# Among what is opened: that nothing is, not even what is by default on a narrow screen.
NOTHING = ""


@dataclass(frozen=True)
class MapRequest:
    """What is asked: a perspective, around what, at which date, with which branches opened (all ids are IRIs)."""

    dataset: Dataset
    model: Model
    view: str
    day: date
    centre: str | None = None
    opened: frozenset[str] = frozenset()
    lang: str = "fr"
    limit: int = LABELS


@dataclass(frozen=True)
class Node:
    """One labelled thing. `theme` numbers the branch from the centre (0 at the centre too); `hidden` counts the
    children that exist and are not drawn; `opened` says that somebody asked for them; `kind` is "" for a thing that is
    not an entity (the centre of some maps)."""

    iri: str
    label: str
    kind: str
    depth: int
    parent: str | None
    theme: int
    hidden: int
    opened: bool = False


@dataclass(frozen=True)
class Edge:
    """One relation between two nodes: the fact's property, and the sentence to read."""

    s: str
    p: str
    o: str
    text: str


@dataclass(frozen=True)
class MindMap:
    """A tree around a centre, and the other relations between its nodes.

    `nodes` come depth first from the centre, so a parent is before its children; `edges[i]` joins `nodes[i + 1]` to its
    parent; `dates` are the days on which something in this view changes, whatever the date asked.
    """

    view: str
    title: str
    centre: str
    day: date
    dates: tuple[date, ...]
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    cross_links: tuple[Edge, ...]
    opened: frozenset[str] = frozenset()

    @cached_property
    def by_iri(self) -> dict[str, Node]:
        """Nodes by IRI."""
        return {node.iri: node for node in self.nodes}

    @cached_property
    def children(self) -> dict[str, tuple[Node, ...]]:
        """Nodes drawn under each node, in order; absent where there are none."""
        found: dict[str, list[Node]] = {}
        for node in self.nodes:
            if node.parent is not None:
                found.setdefault(node.parent, []).append(node)
        return {iri: tuple(nodes) for iri, nodes in found.items()}

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many nodes of each kind are drawn, the centre left out."""
        return dict(Counter(node.kind for node in self.nodes if node.depth and node.kind))


@dataclass(frozen=True)
class Perspective:
    """A point of view on the graph: one file each. `needs_centre` says that it has no map without one."""

    slug: str
    label: Texts
    summary: Texts
    order: int
    draw: Callable[[MapRequest], MindMap]
    needs_centre: bool = False
