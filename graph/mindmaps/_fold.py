# SPDX-License-Identifier: AGPL-3.0-or-later
"""Folds a map for a narrow screen: only one opened path is unfolded, the rest waits behind its number."""

from __future__ import annotations

from dataclasses import replace

from graph.mindmaps._types import MindMap, Node


def path_to(mindmap: MindMap, iri: str) -> tuple[str, ...]:
    """A node's IRI after those above it, the centre left out."""
    node: Node | None = mindmap.by_iri[iri]
    path: list[str] = []
    while node is not None and node.parent is not None:
        path.append(node.iri)
        node = mindmap.by_iri[node.parent]
    return tuple(reversed(path))


def folded(mindmap: MindMap) -> MindMap:
    """The same map with only the opened branches unfolded, the first one when none is."""
    first = mindmap.nodes[1].iri if len(mindmap.nodes) > 1 else mindmap.centre
    asked = [iri for iri in mindmap.opened if iri in mindmap.by_iri] or [first]
    unfolded = {mindmap.centre, *(step for iri in asked for step in path_to(mindmap, iri))}
    kept = [node for node in mindmap.nodes if node.parent is None or node.parent in unfolded]
    shown = {node.iri for node in kept}

    def hidden(node: Node) -> int:
        return node.hidden + (0 if node.iri in unfolded else len(mindmap.children.get(node.iri, ())))

    return replace(
        mindmap,
        nodes=tuple(replace(node, hidden=hidden(node)) for node in kept),
        edges=tuple(edge for node, edge in zip(mindmap.nodes[1:], mindmap.edges, strict=True) if node.iri in shown),
        cross_links=tuple(edge for edge in mindmap.cross_links if edge.s in shown and edge.o in shown),
        opened=frozenset(unfolded - {mindmap.centre}),
    )
