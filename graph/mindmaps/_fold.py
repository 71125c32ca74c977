# SPDX-License-Identifier: AGPL-3.0-or-later
"""Folds a map so that it can be read: the rest of a branch waits behind its number until somebody opens it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from graph.mindmaps._types import NOTHING, MindMap, Node
from graph.text.map_words import Happened

# How late a first child comes after its parent when a map unfolds, by its depth, and each next one after it: large
# branches come at once, then theirs, and ends last.
FIRST, NEXT = (0.0, 0.0, 1.0, 1.5), (0.0, 0.25, 1.0, 1.5)
# Around more branches than this, one looks for one of them: all come before what any of them bears.
SEVERAL = 10


def few(there: int, most: int) -> int:
    """How many of its children a node shows; a lone one behind a badge would take as much room as the badge."""
    return there if there <= most + 1 else most


def path_to(mindmap: MindMap, key: str) -> tuple[str, ...]:
    """A node's key after those of the ones above it, the centre left out."""
    node: Node | None = mindmap.by_key[key]
    path: list[str] = []
    while node is not None and node.parent is not None:
        path.append(node.key)
        node = mindmap.by_key[node.parent]
    return tuple(reversed(path))


def unfolding(mindmap: MindMap) -> tuple[str, ...]:
    """The key of every node, the ones to show first before: no child before its parent, what somebody opened right
    after it, and what happened or is on the lit route before the rest."""
    ranks = {mindmap.centre: 0.0}
    lit = _lit(mindmap)
    for key, below in mindmap.children.items():
        at_once = key in mindmap.opened or (key == mindmap.centre and len(below) > SEVERAL)
        for place, node in enumerate(below):
            depth = min(node.depth, len(FIRST) - 1)
            later = 0.0 if at_once or node.key in lit else FIRST[depth] + NEXT[depth] * place
            ranks[node.key] = ranks[key] + later
    order = {node.key: place for place, node in enumerate(mindmap.nodes)}
    return tuple(sorted(ranks, key=lambda key: (ranks[key], order[key])))


def _lit(mindmap: MindMap) -> set[str]:
    """What happened between two days, what is on the lit route, and all that is above."""
    told = [node.key for node in mindmap.nodes if node.state]
    route = mindmap.route.nodes if mindmap.route else ()
    drawn = [mindmap.by_iri[iri].key for iri in route if iri in mindmap.by_iri]
    return {step for key in (*told, *drawn) for step in path_to(mindmap, key)}


def trimmed(mindmap: MindMap, order: tuple[str, ...], count: int) -> MindMap:
    """The same map with the first nodes of an order only, what somebody opened there, and what a badge would stand for
    alone."""
    shown = set(order[:count])
    for node in mindmap.nodes:
        below = mindmap.children.get(node.key, ())
        there = sum(child.key in shown for child in below)
        alone = few(len(below) + node.hidden, there) > there
        if node.key in shown and (alone or node.key in mindmap.opened):
            shown.update(child.key for child in below)
    return mindmap if len(shown) == len(mindmap.nodes) else cut(mindmap, shown)


def folded(mindmap: MindMap) -> MindMap:
    """The same map with only the opened branches unfolded; the first one when nobody asked anything."""
    first = [mindmap.nodes[1].key] if len(mindmap.nodes) > 1 and NOTHING not in mindmap.opened else []
    asked = [key for key in mindmap.opened if key in mindmap.by_key] or first
    unfolded = {mindmap.centre, *(step for key in asked for step in path_to(mindmap, key))}
    shown = {node.key for node in mindmap.nodes if node.parent is None or node.parent in unfolded}
    opened = frozenset(unfolded - {mindmap.centre})
    return cut(replace(mindmap, opened=opened), shown)


def cut(mindmap: MindMap, shown: Collection[str]) -> MindMap:
    """The map with these nodes (keys) only; their parents count the others, and none is shown without its parent."""

    def still(node: Node) -> Node:
        below = mindmap.children.get(node.key, ())
        gone = sum(child.key not in shown for child in below)
        opened = node.key in mindmap.opened and gone < len(below)
        return replace(node, hidden=node.hidden + gone, opened=opened, inside=inside.get(node.key, node.inside))

    inside = _inside(mindmap, shown) if mindmap.since else {}
    things = {node.iri for node in mindmap.nodes if node.key in shown}
    return replace(
        mindmap,
        nodes=tuple(still(node) for node in mindmap.nodes if node.key in shown),
        edges=tuple(edge for node, edge in zip(mindmap.nodes[1:], mindmap.edges, strict=True) if node.key in shown),
        cross_links=tuple(edge for edge in mindmap.cross_links if edge.s in things and edge.o in things),
    )


def _inside(mindmap: MindMap, shown: Collection[str]) -> dict[str, frozenset[Happened]]:
    """What happened to what is not shown, or inside it, by the nearest node above that is."""
    found: dict[str, set[Happened]] = {}
    # No child is before its parent: from the last node on, all that is below one was seen before it.
    for node in reversed(mindmap.nodes):
        below = found.setdefault(node.key, set())
        below |= node.inside
        if node.key not in shown and node.parent is not None:
            found.setdefault(node.parent, set()).update(below, {(node.iri, node.state)} if node.state else ())
    return {key: frozenset(happened) for key, happened in found.items()}
