# SPDX-License-Identifier: AGPL-3.0-or-later
"""Lines of a placed map: branches that taper from the centre, cross-links bent towards it."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

from graph.layout.accordion import INDENT, LEFT, thread_of
from graph.layout.geometry import Box, Point, Stroke
from graph.mindmaps import MindMap

WIDTHS = (0.0, 9.0, 4.2, 2.2)
SLIM = 2.4
CROSS = 1.5
# How far a cross-link is drawn to the centre: 1 would be a straight line.
BENT = {"radial": (0.22, 0.22), "tree": (0.5, 1.0), "accordion": (1.0, 1.0)}


def branches(mindmap: MindMap, boxes: dict[str, Box], form: str) -> Iterator[Stroke]:
    """The line of each node to its parent, in the order of the nodes."""
    for node, edge in zip(mindmap.nodes[1:], mindmap.edges, strict=True):
        assert node.parent is not None  # noqa: S101 - only the centre has no parent
        parent, box = boxes[node.parent], boxes[node.iri]
        if form == "accordion":
            yield _thread(mindmap, parent, box, Stroke(edge, node.parent, node.iri, "", SLIM, node.theme))
        else:
            width = WIDTHS[min(3, node.depth)]
            yield Stroke(edge, node.parent, node.iri, _curve(parent, box, form), width, node.theme)


def cross_links(mindmap: MindMap, boxes: dict[str, Box], form: str) -> Iterator[Stroke]:
    """One line for each two nodes that are related otherwise than by the tree; a narrow screen has no room for them."""
    drawn = {frozenset((node.iri, node.parent)) for node in mindmap.nodes}
    across, along = BENT[form]
    for edge in mindmap.cross_links:
        ends = frozenset((edge.s, edge.o))
        if ends in drawn or form == "accordion":
            continue
        drawn.add(ends)
        one, two = boxes[edge.s], boxes[edge.o]
        path = _cubic((one.x, one.y), (one.x * across, one.y * along), (two.x * across, two.y * along), (two.x, two.y))
        yield Stroke(edge, edge.s, edge.o, path, CROSS, one.node.theme)


def _cubic(start: Point, one: Point, two: Point, end: Point) -> str:
    numbers = " ".join(f"{x:.0f} {y:.0f}" for x, y in (one, two, end))
    return f"M{start[0]:.0f} {start[1]:.0f}C{numbers}"


def _direction(box: Box) -> Point:
    """The way a box runs, outwards."""
    side = -1 if box.area.left + box.area.width / 2 < 0 else 1
    turn = math.radians(box.angle)
    return side * math.cos(turn), side * math.sin(turn)


def _curve(parent: Box, box: Box, form: str) -> str:
    """Leaves the parent's far end and arrives at the node along its text."""
    start, arrival = _leaving(parent, box, form), _arrival(box, form)
    # Between two columns a line only goes outwards; handles longer than the gap would bend it back.
    apart = abs(arrival[0] - start[0]) * 0.55 if form == "tree" else math.dist(start, arrival) * 0.45
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
    return _cubic(start, one, two, arrival)


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


def _thread(mindmap: MindMap, parent: Box, box: Box, stroke: Stroke) -> Stroke:
    """Down from the parent, then round a corner to the node; the threads of the branches keep apart."""
    count = len(mindmap.children[mindmap.centre])
    apart = thread_of(count)
    first = parent.role == "centre"
    # The first branch turns first: it is the nearest to the nodes.
    x = LEFT + 10 + apart * (count - 1 - box.node.theme) if first else parent.x + parent.area.left + INDENT / 2
    top = parent.y + parent.area.height / 2 - 2
    end = box.x + (box.area.left if box.role == "theme" else 0)
    path = f"M{x:.1f} {top:.1f}V{box.y - 9:.1f}Q{x:.1f} {box.y:.1f} {x + 9:.1f} {box.y:.1f}H{end:.1f}"
    return replace(stroke, path=path, width=apart * 0.72 if first else stroke.width)
