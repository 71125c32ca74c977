# SPDX-License-Identifier: AGPL-3.0-or-later
"""Gives every label of a map its place: around the centre, or on both sides of it."""

from __future__ import annotations

from graph.layout import names, radial, strokes, tree
from graph.layout.geometry import READABLE, Box, Drawing, Frame, Rectangle, Sector, Stroke, bounds_of, overlapping
from graph.layout.looks import ROUND, Style
from graph.layout.sizing import CHAIN, CROWD, CUTS, DEEP, FOUR, LEVELS, LOW, SHORT, TALL, Spot, boxed, sized
from graph.mindmaps import MindMap, cut, path_to, trimmed, unfolding

__all__ = [
    "AROUND",
    "FRAMES",
    "READABLE",
    "SCREENS",
    "WIDE_FRAME",
    "WORKSHOP_FRAME",
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
# A laptop's screen (1366 x 768) beside the panel: what a window is taken for until it is known.
WIDE_FRAME = Frame(1062, 618, rings=False)
# The room that a map is folded by. Few, so that what is made for one visitor serves others: a window has the largest
# one that it holds with what stands around it; a sheet of paper, its own, in points.
FRAMES = {
    "": WIDE_FRAME,
    "w1536": Frame(1192, 640, least=12.6, rings=False),
    "w1920": Frame(1576, 790, least=12.6, rings=False),
    "f1920": Frame(1576, 930, least=12.6, round_least=12.4),
    "a4": Frame(790, 420, least=7.5, round_least=6.0),
    "a3": Frame(1117, 594, least=7.5, round_least=6.0),
}
SCREENS = ("w1536", "w1920", "f1920")
# What stands beside a map in a window, and above and below it.
AROUND = (344, 150)
# A projected screen (1920 x 1080) without anything around the map, read from the back of a room.
WORKSHOP_FRAME = Frame(1920, 1000, least=18.5, round_least=18.5, largest=1.6)
# How many children of an opened branch are tried to be shown at once; the rest is for the next screen.
LOTS = (1000, 32, 24, 16, 10, 6)
# Of those that stand beside an opened branch, in one that is opened too, one of so many of these is tried.
STEP = 8
# How many of what comes after the first one without room are tried.
TRIES = 32
# Another cut of the labels must make text this much larger to be preferred to longer lines.
WORTH = 1.02


def place(mindmap: MindMap, frame: Frame = WIDE_FRAME, note: str = "") -> Drawing:
    """The map drawn for a frame; `note` is written under a branch where nothing is known."""
    if frame.form == "radial" and len(mindmap.nodes) > 1:
        return _ring(mindmap, frame, note)
    drawing = _tree(mindmap, frame, note)
    ends = sum(node.key not in mindmap.children for node in mindmap.nodes)
    if not frame.form and ends >= RING and drawing.smallest_text(frame) < frame.least:
        return max(drawing, _ring(mindmap, frame, note), key=lambda tried: tried.smallest_text(frame))
    return drawing


def readable(mindmap: MindMap, frame: Frame = WIDE_FRAME, note: str = "") -> MindMap:
    """The same map with as few branches folded as lets every label be read in a frame; opened ones stay whole, or as
    much of them as can be read."""
    found = mindmap
    for most in LOTS:
        capped = _capped(mindmap, most)
        found = _fullest(capped, frame, note)
        if _asked(capped) <= found.by_key.keys() and _fits(found, frame, note):
            break
    return found


def _fullest(mindmap: MindMap, frame: Frame, note: str) -> MindMap:
    """What shows most: things of each kind that the view is about; then the last levels of all branches, or more
    branches without them."""
    deepest = max(node.depth for node in mindmap.nodes)
    if frame.form == "radial":
        # A ring has no place for what hangs under leaves.
        deepest = min(deepest, 2 if len(mindmap.children.get(mindmap.centre, ())) > CROWD else 3)
    least = deepest if frame.form == "radial" else min(2, deepest)
    tried = [_unfolded(_shallow(mindmap, depth), frame, note) for depth in range(deepest, least - 1, -1)]
    return max(tried, key=lambda found: (_fits(found, frame, note), len(found.counts), len(found.nodes)))


def _unfolded(mindmap: MindMap, frame: Frame, note: str) -> MindMap:
    """As much of a map as can be read: the lit route whatever its length, then what is asked for, then the rest."""
    asked, lit = _asked(mindmap), _lit(mindmap)
    order = tuple(sorted(unfolding(mindmap), key=lambda key: (key not in lit, key not in asked)))
    # The last count known to be readable, the first one known not to be.
    good, bad = len(lit), len(order) + 1
    tried = len(order)
    while bad - good > 1:
        if _fits(trimmed(mindmap, order, tried), frame, note):
            good = tried
        else:
            bad = tried
        tried = (good + bad) // 2
    shown = order[:good]
    # Where columns are many, one long name stops all that comes after it: shorter ones still have room.
    tries = order[good + 1 : good + 1 + TRIES] if max(node.depth for node in mindmap.nodes) >= LEVELS else ()
    for key in tries:
        more = (*shown, key)
        if mindmap.by_key[key].parent in shown and _fits(trimmed(mindmap, more, len(more)), frame, note):
            shown = more
    return trimmed(mindmap, shown, len(shown))


def _asked(mindmap: MindMap) -> set[str]:
    """What somebody opened, and all that is above."""
    return {step for key in mindmap.opened if key in mindmap.by_key for step in path_to(mindmap, key)}


def _lit(mindmap: MindMap) -> set[str]:
    """The centre, the route to light, and all that is above it."""
    route = mindmap.route.nodes if mindmap.route else ()
    drawn = (mindmap.by_iri[iri].key for iri in route if iri in mindmap.by_iri)
    return {mindmap.centre, *(step for key in drawn for step in path_to(mindmap, key))}


def _capped(mindmap: MindMap, most: int) -> MindMap:
    """The same map with only the first children of each opened branch, and the lit route; where one of them is opened
    too, of the others those that leave it room."""
    gone: set[str] = set()
    lit, asked = _lit(mindmap), _asked(mindmap)
    kept = lit | asked
    for node in mindmap.nodes:
        below = mindmap.children.get(node.key, ())
        opened = node.key in mindmap.opened
        cap = most // STEP if opened and any(child.key in asked for child in below) else most
        late = below[cap:] if opened or node.key in gone else ()
        gone.update(child.key for child in (below if node.key in gone else late) if child.key not in kept)
    return cut(mindmap, mindmap.by_key.keys() - gone) if gone else mindmap


def _shallow(mindmap: MindMap, deepest: int) -> MindMap:
    """The same map down to a level, and further out what somebody opened and the lit route."""
    kept, lit = _asked(mindmap) | mindmap.opened, _lit(mindmap)
    shown = {
        node.key for node in mindmap.nodes if node.depth <= deepest or node.key in lit or {node.key, node.parent} & kept
    }
    return mindmap if len(shown) == len(mindmap.nodes) else cut(mindmap, shown)


def _fits(mindmap: MindMap, frame: Frame, note: str) -> bool:
    if frame.form == "radial" and len(mindmap.nodes) > 1:
        return _ring(mindmap, frame, note).smallest_text(frame) >= frame.round_least
    deepest = max(node.depth for node in mindmap.nodes)
    cuts = CHAIN if deepest >= DEEP else FOUR if deepest >= LEVELS else SHORT
    return _planned(mindmap, frame, note, cuts)[1].fits(frame)


def _ring(mindmap: MindMap, frame: Frame, note: str) -> Drawing:
    root = sized(mindmap, ROUND, note)
    return _finished(mindmap, root, "radial", radial.place(root, frame), spoken=frame.named)


def _tree(mindmap: MindMap, frame: Frame, note: str) -> Drawing:
    root, found = _planned(mindmap, frame, note)
    tree.place(root, frame, found)
    return _finished(mindmap, root, "tree", (), spoken=frame.named)


def _planned(
    mindmap: MindMap, frame: Frame, note: str, cuts: tuple[dict[str, Style], ...] = CUTS
) -> tuple[Spot, tree.TreeCut]:
    """The cut of labels into lines, and of branches into sides, that makes text largest; of the short cuts, the first
    one that fits."""
    deep, whole = max(node.depth for node in mindmap.nodes) >= LEVELS, cuts is CUTS
    best = _largest(mindmap, frame, note, (*CUTS, *CHAIN) if deep and whole else cuts, whole=whole)
    if deep or not _tall(*best, frame) or (not whole and best[1].fits(frame)):
        return best
    low = _largest(mindmap, frame, note, LOW, whole=whole)
    return low if _better(low[1].worth(frame), best[1].worth(frame)) else best


def _largest(
    mindmap: MindMap, frame: Frame, note: str, cuts: tuple[dict[str, Style], ...], *, whole: bool
) -> tuple[Spot, tree.TreeCut]:
    """The best of some cuts; unless they are tried `whole`, the first one that fits."""
    best: tuple[Spot, tree.TreeCut] | None = None
    for styles in cuts:
        root = sized(mindmap, styles, note, spoken=frame.named)
        found = tree.plan(root, frame)
        if best is None or _better(found.worth(frame), best[1].worth(frame)):
            best = root, found
        if found.scale(frame) >= frame.largest or (not whole and found.fits(frame)):
            return root, found
    assert best is not None  # noqa: S101 - there are cuts
    return best


def _tall(root: Spot, found: tree.TreeCut, frame: Frame) -> bool:
    """Whether names of branches in many lines make a drawing too high."""
    high = found.height * frame.width > found.width * frame.height and found.scale(frame) < frame.largest
    return high and any(len(spot.lines) >= TALL for spot in root.children if spot.role == "theme")


def _better(one: tuple[float, float], two: tuple[float, float]) -> bool:
    """Whether a plan is worth enough more than another one, met before."""
    return one[0] > two[0] or (one[0] == two[0] and one[1] > two[1] * WORTH)


def _finished(mindmap: MindMap, root: Spot, form: str, sectors: tuple[Sector, ...], *, spoken: bool) -> Drawing:
    boxes = tuple(boxed(spot) for spot in root.walk())
    rims = [point for sector in sectors for point in sector.rim]
    # The badge of a frame stands out of it on the right.
    rims += [box.at(box.badge[0] + box.badge_half, 0.0) for box in boxes if box.role == "theme" and box.badge_half]
    places = {box.node.key: box for box in boxes}
    drawn = (*strokes.branches(mindmap, places, form), *strokes.cross_links(mindmap, places, form))
    drawn = names.named(drawn, boxes, form, all_of_them=spoken)
    lines, links = drawn[: len(mindmap.edges)], drawn[len(mindmap.edges) :]
    return Drawing(
        mindmap=mindmap,
        form=form,
        boxes=boxes,
        branches=lines,
        cross_links=links,
        sectors=sectors,
        bounds=bounds_of(boxes, rims, tree.MARGIN),
        way=tuple(strokes.way(mindmap, (*lines, *links), places, form)),
    )
