# SPDX-License-Identifier: AGPL-3.0-or-later
"""Lines of a placed map: branches that taper from the centre, cross-links bent towards it, arrows of changes, ways."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from graph.layout.geometry import Box, Point, Stroke
from graph.layout.looks import PENS, WIDTHS

if TYPE_CHECKING:
    from graph.mindmaps import MapEdge, MindMap, Node

# How far a cross-link is drawn to the centre: 1 would be a straight line.
BENT = {"radial": (0.22, 0.22), "tree": (0.5, 1.0)}
# Length and half width of the head of an arrow; between its point and what it shows.
HEAD, HALF, OFF = 20.0, 8.0, 4.0


def branches(mindmap: MindMap, boxes: dict[str, Box], form: str) -> Iterator[Stroke]:
    """The line of each node to its parent, in the order of the nodes."""
    for node, edge in zip(mindmap.nodes[1:], mindmap.edges, strict=True):
        assert node.parent is not None  # noqa: S101 - only the centre has no parent
        path = _cubic(*_curve(boxes[node.parent], boxes[node.key], form))
        width, also = WIDTHS[min(3, node.depth)], beside(mindmap, node, edge)
        yield Stroke(edge, node.parent, node.key, path, width, node.theme, also=also)


def beside(mindmap: MindMap, node: Node, edge: MapEdge) -> tuple[MapEdge, ...]:
    """What else is said of a node and its parent than what joins them in the tree."""
    assert node.parent is not None  # noqa: S101 - only the centre has no parent
    ends = frozenset((node.iri, mindmap.by_key[node.parent].iri))
    return _distinct(edge, [one for one in mindmap.between.get(ends, ()) if one.kind != "change"])


def _distinct(first: MapEdge, others: Iterable[MapEdge]) -> tuple[MapEdge, ...]:
    """The others that are not the first one, nor each other, said again from the other end."""
    found: dict[tuple[str, str, frozenset[str] | str], MapEdge] = {}
    for edge in (first, *others):
        found.setdefault((edge.p, edge.more, frozenset((edge.s, edge.o)) if edge.mutual else edge.s), edge)
    return tuple(edge for edge in found.values() if edge is not first)


def cross_links(mindmap: MindMap, boxes: dict[str, Box], form: str) -> Iterator[Stroke]:
    """One line for each two nodes that are related otherwise than by the tree, and one for each change event."""
    drawn = {frozenset((node.iri, mindmap.by_key[node.parent].iri)) for node in mindmap.nodes if node.parent}
    ends_of = nearest(boxes)
    for edge in sorted(mindmap.cross_links, key=lambda edge: edge.kind != "change"):
        ends = frozenset((edge.s, edge.o))
        if edge.kind == "change":
            yield _arrow(edge, *ends_of(edge.s, edge.o), form)
        elif ends not in drawn:
            also = _distinct(edge, [one for one in mindmap.between[ends] if one.kind != "change"])
            yield replace(_link(edge, *ends_of(edge.s, edge.o), form), also=also)
        drawn.add(ends)


def way(mindmap: MindMap, lines: tuple[Stroke, ...], boxes: dict[str, Box], form: str) -> Iterator[Stroke]:
    """The steps of the route to light, where both ends are drawn: along a line of the map where there is one."""
    if mindmap.route is None:
        return
    known = {frozenset(boxes[end].node.iri for end in (line.s, line.o)): line for line in reversed(lines)}
    drawn, ends_of = mindmap.by_iri, nearest(boxes)
    for (start, end), edge in zip(pairwise(mindmap.route.nodes), mindmap.route.edges, strict=True):
        if start in drawn and end in drawn:
            line = known.get(frozenset((start, end))) or _link(edge, *ends_of(start, end), form)
            s, o = (line.s, line.o) if boxes[line.s].node.iri == start else (line.o, line.s)
            yield replace(line, edge=edge, s=s, o=o, width=PENS["way"].width, head="", also=())


def nearest(boxes: dict[str, Box]) -> Callable[[str, str], tuple[Box, Box]]:
    """Gives the places of two things (IRIs) that are nearest to each other: a thing may be drawn several times."""
    places: dict[str, list[Box]] = {}
    for box in boxes.values():
        places.setdefault(box.node.iri, []).append(box)

    def ends(s: str, o: str) -> tuple[Box, Box]:
        pairs = ((one, two) for one in places[s] for two in places[o])
        return min(pairs, key=lambda pair: math.dist((pair[0].x, pair[0].y), (pair[1].x, pair[1].y)))

    return ends


def _link(edge: MapEdge, one: Box, two: Box, form: str) -> Stroke:
    across, along = BENT[form]
    bent = (one.x * across, one.y * along), (two.x * across, two.y * along)
    path = _cubic((one.x, one.y), *bent, (two.x, two.y))
    return Stroke(edge, one.node.key, two.node.key, path, PENS["cross"].width, one.node.theme)


def _arrow(edge: MapEdge, one: Box, two: Box, form: str) -> Stroke:
    """From what there was to what became of it, with a head that stops before the box."""
    across, along = BENT[form]
    start, end = _middle(one), _middle(two)
    if math.dist((start[0] * across, start[1] * along), (end[0] * across, end[1] * along)) < HEAD * 3:
        # Neighbours in a column would be joined by a line without room for its head: it goes round.
        across = 0.7
    bent = (start[0] * across, start[1] * along), (end[0] * across, end[1] * along)
    start, end = _border(one, start, bent[0]), _border(two, end, bent[1])
    dx, dy = _unit(end[0] - bent[1][0], end[1] - bent[1][1])
    neck = end[0] - dx * HEAD, end[1] - dy * HEAD
    sides = (f"{neck[0] + way * dy * HALF:.0f} {neck[1] - way * dx * HALF:.0f}" for way in (1, -1))
    head = f"M{end[0]:.0f} {end[1]:.0f}L{'L'.join(sides)}Z"
    path = _cubic(start, *bent, neck)
    return Stroke(edge, one.node.key, two.node.key, path, PENS["change"].width, one.node.theme, head)


def _middle(box: Box) -> Point:
    area = box.area
    return box.at(area.left + area.width / 2, area.top + area.height / 2)


def _border(box: Box, middle: Point, towards: Point) -> Point:
    """Where a line that comes from a point to the middle of a box meets its edge."""
    turn = math.radians(box.angle)
    dx, dy = _unit(towards[0] - middle[0], towards[1] - middle[1])
    across, along = dx * math.cos(turn) + dy * math.sin(turn), dy * math.cos(turn) - dx * math.sin(turn)
    reach = min(
        box.area.width / 2 / abs(across) if across else math.inf,
        box.area.height / 2 / abs(along) if along else math.inf,
    )
    return middle[0] + dx * (reach + OFF), middle[1] + dy * (reach + OFF)


def _unit(dx: float, dy: float) -> Point:
    length = math.hypot(dx, dy)
    return (dx / length, dy / length) if length else (1.0, 0.0)


def _cubic(start: Point, one: Point, two: Point, end: Point) -> str:
    numbers = " ".join(f"{x:.0f} {y:.0f}" for x, y in (one, two, end))
    return f"M{start[0]:.0f} {start[1]:.0f}C{numbers}"


def _direction(box: Box) -> Point:
    """The way a box runs, outwards."""
    side = -1 if box.area.left + box.area.width / 2 < 0 else 1
    turn = math.radians(box.angle)
    return side * math.cos(turn), side * math.sin(turn)


def _curve(parent: Box, box: Box, form: str) -> tuple[Point, Point, Point, Point]:
    """Leaves the parent's far end and arrives at the node along its text."""
    start, arrival = _leaving(parent, box, form), _arrival(box, form)
    # Between two columns a line only goes outwards; handles longer than the gap would bend it back.
    apart = abs(arrival[0] - start[0]) * 0.55 if form == "tree" else math.dist(start, arrival) * 0.45
    if form == "radial" and parent.role in ("pill", "leaf"):
        # Near a ring, the way out is short however far aside the leaf is.
        out = _direction(parent)
        apart = min(apart, max(14.0, ((arrival[0] - start[0]) * out[0] + (arrival[1] - start[1]) * out[1]) * 0.7))
    reach = apart or 1.0
    straight = ((arrival[0] - start[0]) / reach * 0.45, (arrival[1] - start[1]) / reach * 0.45)
    if box.role == "theme":
        inward = straight if form == "radial" else (math.copysign(1, box.x), 0.0)
        outward = inward
    else:
        inward = _direction(box)
        lying = parent.role in ("pill", "leaf")
        own = _direction(parent) if lying else (math.copysign(1, box.x), 0.0)
        outward = own if lying or form == "tree" else straight
    one = (start[0] + outward[0] * reach, start[1] + outward[1] * reach)
    two = (arrival[0] - inward[0] * reach, arrival[1] - inward[1] * reach)
    return start, one, two, arrival


def _arrival(box: Box, form: str) -> Point:
    """A frame on a side is met at its near edge, so that no line runs behind its text."""
    if box.role == "theme" and form == "tree":
        return box.x - math.copysign(box.area.width / 2, box.x), box.y
    return box.x, box.y


def _leaving(parent: Box, box: Box, form: str) -> Point:
    if parent.role == "centre":
        return parent.x, parent.y
    if parent.role == "theme":
        side = math.copysign(parent.area.width / 2, box.x) if form == "tree" else 0.0
        return parent.x + side, parent.y
    far = parent.area.left if parent.area.left + parent.area.width / 2 < 0 else parent.area.left + parent.area.width
    return parent.at(far, 0.0)
