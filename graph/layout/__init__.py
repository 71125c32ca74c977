# SPDX-License-Identifier: AGPL-3.0-or-later
"""Gives every label of a map its place: around the centre, on both sides of it, or in one column."""

from __future__ import annotations

from dataclasses import replace

from graph.layout import accordion, radial, strokes, tree
from graph.layout.geometry import LARGEST, Box, Drawing, Frame, Rectangle, Sector, Stroke, bounds_of, overlapping
from graph.layout.sizing import CUTS, LEAST, ROUND, SHORT, SLIM, Spot, Style, boxed, sized
from graph.mindmaps import MindMap, folded, trimmed, unfolding

__all__ = [
    "NARROW_FRAME",
    "READABLE",
    "WIDE_FRAME",
    "Box",
    "Drawing",
    "Frame",
    "Rectangle",
    "Sector",
    "Stroke",
    "overlapping",
    "place",
    "readable",
]

# From this many ends, a ring is tried where columns would set text too small.
RING = 45
# A laptop's screen (1366 x 768) beside the panel; larger screens have nearly the same proportions.
WIDE_FRAME = Frame(1062, 650)
NARROW_FRAME = Frame(390, 700)
# The least size of text in WIDE_FRAME, in pixels: what would make it smaller is folded.
READABLE = 11.5
ENOUGH = READABLE / LEAST + 1e-9
# Another cut of the labels must make text this much larger to be preferred to longer lines.
WORTH = 1.02


def place(mindmap: MindMap, frame: Frame = WIDE_FRAME) -> Drawing:
    """The map drawn for a frame; a narrow frame folds it first."""
    if frame.narrow:
        return _accordion(folded(mindmap), frame)
    if frame.form == "radial" and len(mindmap.nodes) > 1:
        return _ring(mindmap, frame)
    drawing = _tree(mindmap, frame)
    ends = sum(node.iri not in mindmap.children for node in mindmap.nodes)
    if not frame.form and ends >= RING and drawing.smallest_text(frame) < READABLE:
        return max(drawing, _ring(mindmap, frame), key=lambda tried: tried.smallest_text(frame))
    return drawing


def readable(mindmap: MindMap, frame: Frame = WIDE_FRAME) -> MindMap:
    """The same map with as few branches folded as lets every label be read in a frame; opened ones stay whole."""
    order = unfolding(mindmap)
    # The last count known to be readable, the first one known not to be.
    good, bad = 1, len(order) + 1
    tried = len(order)
    while bad - good > 1:
        if _planned(trimmed(mindmap, order, tried), frame, SHORT, ENOUGH)[1].scale(frame) >= ENOUGH:
            good = tried
        else:
            bad = tried
        tried = (good + bad) // 2
    return trimmed(mindmap, order, good)


def _ring(mindmap: MindMap, frame: Frame) -> Drawing:
    root = sized(mindmap, ROUND)
    return _finished(mindmap, root, "radial", radial.place(root, frame))


def _tree(mindmap: MindMap, frame: Frame) -> Drawing:
    root, found = _planned(mindmap, frame)
    tree.place(root, frame, found, ENOUGH)
    return _finished(mindmap, root, "tree", ())


def _planned(
    mindmap: MindMap, frame: Frame, cuts: tuple[dict[str, Style], ...] = CUTS, enough: float = LARGEST
) -> tuple[Spot, tree.Plan]:
    """The cut of labels into lines, and of branches into sides, that makes text largest, or whose scale is enough."""
    best: tuple[Spot, tree.Plan] | None = None
    for styles in cuts:
        root = sized(mindmap, styles)
        found = tree.plan(root, frame, ENOUGH)
        if best is None or _better(found.worth(frame, ENOUGH), best[1].worth(frame, ENOUGH)):
            best = root, found
        if best[1].scale(frame) >= enough:
            break
    assert best is not None  # noqa: S101 - there are cuts
    return best


def _better(one: tuple[float, float], two: tuple[float, float]) -> bool:
    """Whether a plan is worth enough more than another one, met before."""
    return one[0] > two[0] or (one[0] == two[0] and one[1] > two[1] * WORTH)


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
        bounds=bounds_of(boxes, rims, 6 if form == "accordion" else tree.MARGIN),
    )
