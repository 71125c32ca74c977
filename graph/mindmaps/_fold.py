# SPDX-License-Identifier: AGPL-3.0-or-later
"""Folds a map so that it can be read: the rest of a branch waits behind its number until somebody opens it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from graph.mindmaps._types import NOTHING, MindMap, Node

# How late a first child comes after its parent when a map unfolds, by its depth, and each next one after it: large
# branches come at once, then theirs, and ends last.
FIRST, NEXT = (0.0, 0.0, 1.0, 1.5), (0.0, 0.25, 1.0, 1.5)


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


def unfolding(mindmap: MindMap) -> tuple[str, ...]:
    """Every node, the ones to show first before: no child before its parent, what somebody opened right after it, and
    what happened or is on the lit route before the rest."""
    ranks = {mindmap.centre: 0.0}
    lit = _lit(mindmap)
    for iri, below in mindmap.children.items():
        for place, node in enumerate(below):
            depth = min(node.depth, len(FIRST) - 1)
            later = 0.0 if iri in mindmap.opened or node.iri in lit else FIRST[depth] + NEXT[depth] * place
            ranks[node.iri] = ranks[iri] + later
    order = {node.iri: place for place, node in enumerate(mindmap.nodes)}
    return tuple(sorted(ranks, key=lambda iri: (ranks[iri], order[iri])))


def _lit(mindmap: MindMap) -> set[str]:
    """What happened between two days, what is on the lit route, and all that is above."""
    told = [node.iri for node in mindmap.nodes if node.state]
    route = mindmap.route.nodes if mindmap.route else ()
    return {step for iri in (*told, *route) if iri in mindmap.by_iri for step in path_to(mindmap, iri)}


def trimmed(mindmap: MindMap, order: tuple[str, ...], count: int) -> MindMap:
    """The same map with the first nodes of an order only, what somebody opened there, and what a badge would stand for
    alone."""
    shown = set(order[:count])
    for node in mindmap.nodes:
        below = mindmap.children.get(node.iri, ())
        there = sum(child.iri in shown for child in below)
        alone = few(len(below) + node.hidden, there) > there
        if node.iri in shown and (alone or node.iri in mindmap.opened):
            shown.update(child.iri for child in below)
    return mindmap if len(shown) == len(mindmap.nodes) else cut(mindmap, shown)


def folded(mindmap: MindMap) -> MindMap:
    """The same map with only the opened branches unfolded; the first one when nobody asked anything."""
    first = [mindmap.nodes[1].iri] if len(mindmap.nodes) > 1 and NOTHING not in mindmap.opened else []
    asked = [iri for iri in mindmap.opened if iri in mindmap.by_iri] or first
    unfolded = {mindmap.centre, *(step for iri in asked for step in path_to(mindmap, iri))}
    shown = {node.iri for node in mindmap.nodes if node.parent is None or node.parent in unfolded}
    opened = frozenset(unfolded - {mindmap.centre})
    return cut(replace(mindmap, opened=opened), shown)


def cut(mindmap: MindMap, shown: Collection[str]) -> MindMap:
    """The map without the nodes that are not shown, which their parents count; none is shown without its parent."""

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
