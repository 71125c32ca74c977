# SPDX-License-Identifier: AGPL-3.0-or-later
"""Gives every label of a map its place: around the centre, on both sides of it, or in one column."""

from __future__ import annotations

from dataclasses import replace

from graph.layout import accordion, radial, strokes, tree
from graph.layout.geometry import LARGEST, Box, Drawing, Frame, Rectangle, Sector, Stroke, bounds_of, overlapping
from graph.layout.sizing import BROAD, ROUND, SLIM, WIDE, Spot, Style, boxed, sized
from graph.mindmaps import MindMap, folded

__all__ = [
    "NARROW_FRAME",
    "WIDE_FRAME",
    "Box",
    "Drawing",
    "Frame",
    "Rectangle",
    "Sector",
    "Stroke",
    "overlapping",
    "place",
]

# From this many ends, a ring has room that two columns lack.
RING = 45
# Below this size at fit, in pixels, the other form is tried.
READABLE = 12.0
WIDE_FRAME = Frame(1560, 980)
NARROW_FRAME = Frame(390, 700)


def place(mindmap: MindMap, frame: Frame = WIDE_FRAME) -> Drawing:
    """The map drawn for a frame; a narrow frame folds it first."""
    if frame.narrow:
        return _accordion(folded(mindmap), frame)
    form = frame.form or _form(mindmap)
    drawing = _drawn(mindmap, frame, form)
    if not frame.form and form == "radial" and drawing.smallest_text(frame) < READABLE:
        other = _drawn(mindmap, frame, "tree")
        return max(drawing, other, key=lambda tried: tried.smallest_text(frame))
    return drawing


def _form(mindmap: MindMap) -> str:
    ends = sum(node.iri not in mindmap.children for node in mindmap.nodes)
    return "radial" if ends >= RING else "tree"


def _drawn(mindmap: MindMap, frame: Frame, form: str) -> Drawing:
    if form == "radial" and len(mindmap.nodes) > 1:
        root = sized(mindmap, ROUND)
        return _finished(mindmap, root, form, radial.place(root, frame))
    tried = [_tree(mindmap, styles) for styles in (WIDE, BROAD)]
    return max(tried, key=lambda drawing: min(drawing.scale(frame), LARGEST))


def _tree(mindmap: MindMap, styles: dict[str, Style]) -> Drawing:
    root = sized(mindmap, styles)
    tree.place(root)
    return _finished(mindmap, root, "tree", ())


def _accordion(mindmap: MindMap, frame: Frame) -> Drawing:
    root = sized(mindmap, SLIM)
    accordion.place(root)
    drawing = _finished(mindmap, root, "accordion", ())
    used = drawing.bounds
    width = max(frame.width, used.left + used.width)
    return replace(drawing, bounds=Rectangle(0, used.top, width, used.height))


def _finished(mindmap: MindMap, root: Spot, form: str, sectors: tuple[Sector, ...]) -> Drawing:
    boxes = tuple(boxed(spot) for spot in root.walk())
    rims = [point for sector in sectors for point in sector.rim]
    places = {box.node.iri: box for box in boxes}
    return Drawing(
        mindmap=mindmap,
        form=form,
        boxes=boxes,
        branches=tuple(strokes.branches(mindmap, places, form)),
        cross_links=tuple(strokes.cross_links(mindmap, places, form)),
        sectors=sectors,
        bounds=bounds_of(boxes, rims, 6 if form == "accordion" else 26),
    )
