# SPDX-License-Identifier: AGPL-3.0-or-later
"""GraphML: the nodes and relations of the view with their places, for graph editors."""

from __future__ import annotations

import io
from typing import Any

from exports.maps._types import MapExport, TakenMap
from exports.maps._words import label_of, lit, plain
from graph.mindmaps import MapEdge, Node
from graph.text.days import is_exact
from graph.text.wording import Label, day_text


def network(taken: TakenMap) -> Any:
    """A networkx MultiDiGraph of the view. Graph: title, date, address. Nodes, by IRI: what the drawing knows of them,
    x and y with y downwards. Edges, from subject to object: property, text, role ("branch" or "cross")."""
    import networkx

    mindmap, day = taken.mindmap, taken.mindmap.told(taken.mindmap.day)
    date = day.isoformat() if is_exact(day) else day_text(day, taken.lang)
    said = {"title": plain(taken.title), "date": date}
    graph = networkx.MultiDiGraph(**said, address=taken.links.view, sources=" ; ".join(_sources(taken)))
    on_route, steps = lit(mindmap)
    for node in mindmap.by_iri.values():
        graph.add_node(node.iri, **_known(node, taken), lit=node.iri in on_route)
    for edge, node in zip(mindmap.edges, mindmap.nodes[1:], strict=True):
        # What ties a node to its parent may be said of something else: a membership, a class.
        above = mindmap.by_key[node.parent or ""].iri
        direct = {edge.s, edge.o} == {node.iri, above}
        ends = (edge.s, edge.o) if direct else (above, node.iri)
        graph.add_edge(*ends, **_relation(edge, "branch"), lit=frozenset(ends) in steps)
    for edge in mindmap.cross_links:
        graph.add_edge(edge.s, edge.o, **_relation(edge, "cross"), lit=frozenset((edge.s, edge.o)) in steps)
    return graph


def _known(node: Node, taken: TakenMap) -> dict[str, Any]:
    own, box = taken.model.by_kind.get(node.kind), taken.drawing.by_iri[node.iri]
    return {
        "label": label_of(node),
        "kind": node.kind,
        "family": own.family if own else "",
        "colour": own.colour if own else "",
        "depth": node.depth,
        "branch": node.theme,
        "x": round(box.x, 1),
        "y": round(box.y, 1),
        "hidden": node.hidden,
        "state": node.state,
        "empty": node.empty,
        "card": taken.links.card(node.iri),
    }


def _relation(edge: MapEdge, role: str) -> dict[str, str]:
    return {"property": edge.p, "text": plain(edge.text), "role": role, "kind": edge.kind, "state": edge.state}


def _sources(taken: TakenMap) -> list[str]:
    return [f"{plain(source.label)} ({source.address})" for source in taken.sources]


def render(taken: TakenMap) -> bytes:
    """One UTF-8 document."""
    import networkx

    out = io.BytesIO()
    networkx.write_graphml_xml(network(taken), out)
    return out.getvalue()


export = MapExport(
    slug="graphml",
    label=Label("GraphML"),
    purpose=Label("Les mêmes éléments et relations, avec leur place, pour yEd, Gephi ou un programme."),
    media_type="application/graphml+xml",
    extension="graphml",
    order=60,
    render=render,
)
