# SPDX-License-Identifier: AGPL-3.0-or-later
"""The nodes of a drawing as SVG: box, shape of the kind, text; signs of what changed, and numbers along a way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

from graph.colours import branches
from graph.layout.geometry import Box, Drawing
from graph.layout.looks import CENTRE_CORNER, CORNERS, DOT, MARK, PILL_MARK, RISE, SIGN, SMALLEST
from graph.layout.text import LINE_HEIGHT, text_width
from graph.model import Model
from graph.text.map_words import RECHECK, also_under, inside_text

BRANCHES = len(branches())
# Outlines of the model's shapes for a radius of 1, drawn to look equally large.
SHAPES = {
    "circle": "M-1 0a1 1 0 1 0 2 0a1 1 0 1 0-2 0Z",
    "square": "M-.88-.88H.88V.88H-.88Z",
    "diamond": "M0-1.2L1.2 0L0 1.2L-1.2 0Z",
    "triangle": "M0-1.15L1.1 .85H-1.1Z",
    "hexagon": "M1.1 0L.55 .95H-.55L-1.1 0L-.55-.95H.55Z",
    "ring": "M-1.05 0a1.05 1.05 0 1 0 2.1 0a1.05 1.05 0 1 0-2.1 0ZM-.5 0a.5 .5 0 1 1 1 0a.5 .5 0 1 1-1 0Z",
}
# What happened to a thing between two dates: a sign beside its shape and its colour.
# "change" is that of what happened inside a closed branch.
SIGNS = {"added": "+", "ended": "†", "left": "−", "moved": "↗", "change": "±"}


@dataclass(frozen=True)
class Lit:
    """What is chosen on a map, and what stays lit with it, as keys of nodes; nothing is chosen
    when only a way is shown."""

    chosen: frozenset[str]
    lit: frozenset[str]

    def __contains__(self, key: str) -> bool:
        return key in self.lit

    def line(self, one: str, two: str, name: str) -> bool:
        """Whether the line between two nodes stays lit: a branch with both its ends, another one when it touches."""
        return {one, two} <= self.lit if name.startswith("branch") else not self.chosen.isdisjoint((one, two))


def node_parts(box: Box, model: Model, href: str, lit: Lit | None, lang: str) -> Iterator[str]:
    """One node: a link with its box, the shape of its kind and its text."""
    node, cls = box.node, model.by_kind.get(box.node.kind)
    name = f"{node.label} ({cls.label(lang)})" if cls else node.label
    inside = inside_text(node.inside, lang)
    also, recheck = also_under(node.also, lang), RECHECK(lang) if node.doubtful else ""
    name = ", ".join(filter(None, [name, *node.tally, also, recheck, inside]))
    turn = f" rotate({box.angle:.1f})" if box.angle else ""
    link = f'href="{escape(href)}" ' if href else ""
    own = f' data-key="{escape(node.key)}"' if node.key != node.iri else ""
    yield f'<a {link}class="{_look(box, model, lit)}" data-iri="{escape(node.iri)}"{own}'
    yield f' transform="translate({box.x:.1f} {box.y:.1f}){turn}"><title>{escape(name)}</title>'
    area = frame_of(box)
    corner = CORNERS.get(box.role, area[3] * CENTRE_CORNER)
    yield f'<rect x="{area[0]:.1f}" y="{area[1]:.1f}" width="{area[2]:.1f}" height="{area[3]:.1f}" rx="{corner:.1f}"/>'
    if box.mark_x is not None and cls and cls.shape in SHAPES:
        # Shapes stay upright whatever the turn of the text.
        place = f"translate({box.mark_x:.1f}) rotate({-box.angle:.1f}) scale({mark_size(box)})"
        yield f'<path class="mark" transform="{place}" vector-effect="non-scaling-stroke" d="{SHAPES[cls.shape]}"/>'
    yield _text(box)
    yield "</a>"


def _look(box: Box, model: Model, lit: Lit | None) -> str:
    """The classes of a node: role, branch, kind and family, what happened to it, whether it is chosen."""
    node, cls = box.node, model.by_kind.get(box.node.kind)
    names = ["node", box.role, f"t{node.theme % BRANCHES}"]
    names += [f"k-{node.kind}", f"f-{cls.family}"] if cls else []
    names += [f"s-{node.state}"] if node.state else []
    names += ["empty"] if node.empty else []
    names += ["planned"] if node.planned else []
    names += ["lit"] if lit and node.key in lit else []
    names += ["choice"] if lit and node.key in lit.chosen else []
    return " ".join(names)


def frame_of(box: Box) -> tuple[float, float, float, float]:
    """What is painted behind the text: left, top, width, height; the room of the badge is left out."""
    area = box.area
    if box.role in ("pill", "leaf") and box.badge_half:
        room = 2 * box.badge_half + 4
        left = area.left + (room if box.badge[0] < 0 else 0)
        return left, area.top, area.width - room, area.height
    return area.left, area.top, area.width, area.height


def mark_size(box: Box) -> float:
    """Radius of the shape of the kind."""
    return PILL_MARK if box.role == "pill" else MARK


def line_offsets(count: int, size: float, note: bool = False) -> list[float]:
    """Where the baselines of `count` lines are, from the middle of their block; a note has its own line under it."""
    above = SMALLEST * LINE_HEIGHT / 2 if note else 0.0
    return [(index - (count - 1) / 2) * size * LINE_HEIGHT + size * RISE - above for index in range(count)]


def _text(box: Box) -> str:
    bold = box.role != "leaf"
    lines = []
    offsets = line_offsets(len(box.lines), box.size, bool(box.note))
    for line, dy in zip(box.lines, offsets, strict=True):
        # Whatever font the reader has, the line takes the room that was measured.
        length = text_width(line, box.size, bold) / 1.02
        fit = f' textLength="{length:.0f}" lengthAdjust="spacingAndGlyphs"'
        lines.append(f'<tspan x="{box.text_x:.1f}" y="{dy:.1f}"{fit}>{escape(line)}</tspan>')
    if box.note:
        dy = offsets[-1] + SMALLEST * LINE_HEIGHT
        lines.append(f'<tspan class="note" font-size="{SMALLEST:.0f}" x="{box.text_x:.1f}" y="{dy:.1f}">')
        lines.append(f"{escape(box.note)}</tspan>")
    return f'<text font-size="{box.size:.1f}" text-anchor="{box.anchor}">{"".join(lines)}</text>'


def signs(drawing: Drawing) -> Iterator[str]:
    """Over the nodes: what happened to each between two dates, and its place on the way, from 1."""
    way = drawing.mindmap.route.nodes if drawing.mindmap.route else ()
    for rank, box in enumerate(drawing.boxes):
        if box.node.state in SIGNS:
            yield _sign(box, rank, f"sign s-{box.node.state}", SIGNS[box.node.state], -1)
        elif box.node.doubtful and box.mark_x is not None:
            # A quiet dot, at the foot of a frame or over the shape of a leaf.
            left, top, _, height = frame_of(box)
            leaf = box.mark_x, -mark_size(box) - DOT - 1
            yield _dot(box.at(*(leaf if box.role == "leaf" else (left + 2 * DOT, top + height))), rank)
        if box.node.inside:
            # Beside the badge, further out.
            at = (box.badge[0] + (-1 if box.badge[0] < 0 else 1) * (box.badge_half + SIGN * 0.75), box.badge[1])
            yield _disc(box.at(*at), rank, "sign s-change", SIGNS["change"])
        if box.node.iri in way:
            yield _sign(box, rank, "step", str(way.index(box.node.iri) + 1), 1)


def _sign(box: Box, rank: int, name: str, text: str, side: int) -> str:
    """A small disc at a corner of a box (before a leaf), upright: over it (`side` -1) or under it (1)."""
    left, _, width, height = frame_of(box)
    out = -1 if left + width / 2 < 0 else 1
    edge = {"leaf": -out * 24.0, "pill": -out * 4.0}.get(box.role, left)
    x, y = box.at(edge, 0.0 if box.role == "leaf" else side * (height / 2 - 2))
    return _disc((x, y), rank, name, text)


def _dot(at: tuple[float, float], rank: int) -> str:
    """The mark of age: a disc without a word."""
    place = f'data-s="{rank}" transform="translate({at[0]:.1f} {at[1]:.1f})"'
    return f'<g class="sign s-cross" {place}><circle r="{DOT:.0f}"/></g>'


def _disc(at: tuple[float, float], rank: int, name: str, text: str) -> str:
    place = f'data-s="{rank}" transform="translate({at[0]:.1f} {at[1]:.1f})"'
    said = f'<text font-size="{SMALLEST:.0f}" text-anchor="middle" y="{SMALLEST * RISE:.1f}">{text}</text>'
    return f'<g class="{name}" {place}><circle r="{SIGN:.0f}"/>{said}</g>'
