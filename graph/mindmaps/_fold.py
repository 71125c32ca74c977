# SPDX-License-Identifier: AGPL-3.0-or-later
"""Folds a map so that it can be read: the rest of a branch waits behind its number until somebody opens it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from graph.mindmaps._types import NOTHING, MindMap, Node

# Children kept under a node that nobody opened, by its depth: each step folds more than the one before, ends first.
FOLDS = (
    (99, 99, 99),
    (99, 99, 7),
    (99, 99, 5),
    (99, 99, 4),
    (99, 99, 3),
    (99, 12, 2),
    (99, 9, 2),
    (99, 9, 1),
    (99, 7, 1),
    (99, 6, 1),
    (14, 5, 1),
    (14, 4, 1),
    (12, 4, 0),
    (10, 3, 0),
    (10, 2, 0),
)


def few(there: int, most: int) -> int:
    """How many of its children a node shows; a lone one behind a badge would take as much room as the badge."""
    return there if there <= most + 1 else most


def path_to(mindmap: MindMap, iri: str) -> tuple[str, ...]:
    """A node's IRI after those above it, the centre left out."""
    node: Node | None = mindmap.by_iri[iri]
    path: list[str] = []
    while node is not None and node.parent is not None:
        path.append(node.iri)
        node = mindmap.by_iri[node.parent]
    return tuple(reversed(path))


def trimmed(mindmap: MindMap, most: tuple[int, ...]) -> MindMap:
    """The same map with at most so many children (by depth) under the nodes that nobody opened."""
    shown = {mindmap.centre}
    for node in mindmap.nodes:
        below = mindmap.children.get(node.iri, ())
        if node.iri in shown and below:
            count = len(below) if node.iri in mindmap.opened else few(len(below) + node.hidden, most[node.depth])
            shown.update(child.iri for child in below[:count])
    return mindmap if len(shown) == len(mindmap.nodes) else _cut(mindmap, shown)


def folded(mindmap: MindMap) -> MindMap:
    """The same map with only the opened branches unfolded; the first one when nobody asked anything."""
    first = [mindmap.nodes[1].iri] if len(mindmap.nodes) > 1 and NOTHING not in mindmap.opened else []
    asked = [iri for iri in mindmap.opened if iri in mindmap.by_iri] or first
    unfolded = {mindmap.centre, *(step for iri in asked for step in path_to(mindmap, iri))}
    shown = {node.iri for node in mindmap.nodes if node.parent is None or node.parent in unfolded}
    opened = frozenset(unfolded - {mindmap.centre})
    return _cut(replace(mindmap, opened=opened), shown)


def _cut(mindmap: MindMap, shown: Collection[str]) -> MindMap:
    """The map without the nodes that are not shown, which their parents count."""

    def still(node: Node) -> Node:
        below = mindmap.children.get(node.iri, ())
        gone = sum(child.iri not in shown for child in below)
        return replace(node, hidden=node.hidden + gone, opened=node.iri in mindmap.opened and gone < len(below))

    return replace(
        mindmap,
        nodes=tuple(still(node) for node in mindmap.nodes if node.iri in shown),
        edges=tuple(edge for node, edge in zip(mindmap.nodes[1:], mindmap.edges, strict=True) if node.iri in shown),
        cross_links=tuple(edge for edge in mindmap.cross_links if edge.s in shown and edge.o in shown),
    )
