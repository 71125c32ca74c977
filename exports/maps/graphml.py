# SPDX-License-Identifier: AGPL-3.0-or-later
"""GraphML: the nodes and relations of the view with their places, for graph editors."""

from __future__ import annotations

from exports._network import LinkNetwork, Said, graphml
from exports.maps._types import MapExport, TakenMap
from exports.maps._words import label_of, lit, plain
from graph.mindmaps import MapEdge, Node
from graph.text.days import is_exact
from graph.text.wording import Label, day_text

# From a thing to what it folds, and between two things folded there, in the drawing's units.
STEP, LINE = 420.0, 30.0


def network(taken: TakenMap) -> LinkNetwork:
    """The network of the view. Of the whole: title, date, address, sources. Nodes, by IRI: what the map knows of them,
    x and y with y downwards, whether the screen `folded` what hangs under them and whether it has `drawn` them. Links,
    from subject to object: property, name, text, role ("branch" or "cross")."""
    mindmap, day = taken.mindmap, taken.mindmap.told(taken.mindmap.day)
    date = day.isoformat() if is_exact(day) else day_text(day, taken.lang)
    said: Said = {"title": plain(taken.title), "date": date}
    found = LinkNetwork(said | {"address": taken.links.view, "sources": " ; ".join(_sources(taken))})
    on_route, steps = lit(mindmap)
    places = _places(taken)
    for node in mindmap.by_iri.values():
        x, y = places[node.key]
        known = _known(node, taken) | {"x": round(x, 1), "y": round(y, 1)}
        found.nodes[node.iri] = known | {"lit": node.iri in on_route}
    for edge, node in zip(mindmap.edges, mindmap.nodes[1:], strict=True):
        # What ties a node to its parent may be said of something else: a membership, a class.
        above = mindmap.by_key[node.parent or ""].iri
        direct = {edge.s, edge.o} == {node.iri, above}
        ends = (edge.s, edge.o) if direct else (above, node.iri)
        found.links.append((*ends, _relation(edge, "branch") | {"lit": frozenset(ends) in steps}))
    for edge in mindmap.cross_links:
        ends = (edge.s, edge.o)
        found.links.append((*ends, _relation(edge, "cross") | {"lit": frozenset(ends) in steps}))
    return found


def _places(taken: TakenMap) -> dict[str, tuple[float, float]]:
    """Where each node (its key) stands: as it is drawn; what is folded, in a column beyond what it hangs under."""
    drawn = {key: (box.x, box.y) for key, box in taken.drawing.by_key.items()}
    found: dict[str, tuple[float, float]] = {}
    for node in taken.mindmap.nodes:
        x, y = found[node.key] = drawn.get(node.key) or found[node.key]
        below = [child for child in taken.mindmap.children.get(node.key, ()) if child.key not in drawn]
        out = STEP if x >= 0 else -STEP
        for rank, child in enumerate(below):
            found[child.key] = x + out, y + (rank - (len(below) - 1) / 2) * LINE
    return found


def _known(node: Node, taken: TakenMap) -> Said:
    own = taken.model.by_kind.get(node.kind)
    return {
        "label": label_of(node),
        "kind": node.kind,
        "family": own.family if own else "",
        "colour": own.colour if own else "",
        "depth": node.depth,
        "branch": node.theme,
        "hidden": node.hidden,
        "folded": taken.folded(node.key),
        "drawn": node.key in taken.drawing.by_key,
        "state": node.state,
        "empty": node.empty,
        "card": taken.links.card(node.iri),
    }


def _relation(edge: MapEdge, role: str) -> Said:
    said: Said = {"property": edge.p, "name": plain(edge.called), "text": plain(edge.text)}
    return said | {"role": role, "kind": edge.kind, "state": edge.state}


def _sources(taken: TakenMap) -> list[str]:
    return [f"{plain(source.label)} ({source.address})" for source in taken.sources]


def render(taken: TakenMap) -> bytes:
    """One UTF-8 document."""
    return graphml(network(taken))


export = MapExport(
    slug="graphml",
    label=Label("GraphML"),
    purpose=Label("Les mêmes éléments et relations, avec leur place, pour yEd, Gephi ou un programme."),
    media_type="application/graphml+xml",
    extension="graphml",
    order=60,
    render=render,
    whole=True,
)
