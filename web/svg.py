# SPDX-License-Identifier: AGPL-3.0-or-later
"""A drawing as SVG text: every node a link, nothing that needs a script, colours from the model and one stylesheet."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import escape
from pathlib import Path

from graph.layout import Box, Drawing
from graph.layout.geometry import badge_size
from graph.layout.text import LINE_HEIGHT, text_width
from graph.model import Model

STYLE = Path(__file__).resolve().parent / "static" / "drawing.css"
BRANCHES = 8
MARK = 7.5
# Outlines of the model's shapes for a radius of 1, drawn to look equally large.
SHAPES = {
    "circle": "M-1 0a1 1 0 1 0 2 0a1 1 0 1 0-2 0Z",
    "square": "M-.88-.88H.88V.88H-.88Z",
    "diamond": "M0-1.2L1.2 0L0 1.2L-1.2 0Z",
    "triangle": "M0-1.15L1.1 .85H-1.1Z",
    "hexagon": "M1.1 0L.55 .95H-.55L-1.1 0L-.55-.95H.55Z",
    "ring": "M-1.05 0a1.05 1.05 0 1 0 2.1 0a1.05 1.05 0 1 0-2.1 0ZM-.5 0a.5 .5 0 1 1 1 0a.5 .5 0 1 1-1 0Z",
}
CORNERS = {"theme": 14.0, "pill": 9.0, "leaf": 6.0}
# Half the height of capitals of the font: text is centred on them.
RISE = 0.364


@dataclass(frozen=True)
class Addresses:
    """Where nodes lead: the card of a thing, and this map with one more thing opened, or folded again."""

    card: Callable[[str], str]
    opened: Callable[[str], str]
    closed: Callable[[str], str]


@dataclass(frozen=True)
class Caption:
    """Name and description of a drawing for those who hear it; `prefix` keeps its ids apart on a page; `more` and
    `less` name what badges do; `masked` are the kinds to dim."""

    title: str
    summary: str
    prefix: str
    more: str
    less: str
    masked: tuple[str, ...] = ()


def svg(drawing: Drawing, model: Model, addresses: Addresses, caption: Caption) -> str:
    """The drawing, to put in a page that links `drawing.css` and the colours of kinds."""
    return "".join(_parts(drawing, model, addresses, caption, ""))


def svg_file(drawing: Drawing, model: Model, addresses: Addresses, caption: Caption) -> str:
    """The drawing as a file of its own, with its styles inside."""
    style = f"<style>{STYLE.read_text(encoding='utf-8')}{kind_styles(model)}</style>"
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + "".join(_parts(drawing, model, addresses, caption, style))


def kind_styles(model: Model) -> str:
    """The colour of each kind as a custom property, light, dark and on paper; a masked kind is dimmed."""
    light = "".join(f".k-{item.kind}{{--k:{item.colour}}}" for item in model.classes if item.colour)
    dark = "".join(f".k-{item.kind}{{--k:{item.dark_colour}}}" for item in model.classes if item.dark_colour)
    masks = ",".join(f".m-{item.kind} .node.k-{item.kind}" for item in model.classes if item.colour)
    return f"{light}{masks}{{opacity:.16}}@media screen and (prefers-color-scheme:dark){{{dark}}}"


def line_offsets(count: int, size: float) -> list[float]:
    """Where the baselines of `count` lines are, from the middle of their block."""
    return [(index - (count - 1) / 2) * size * LINE_HEIGHT + size * RISE for index in range(count)]


def _parts(drawing: Drawing, model: Model, to: Addresses, caption: Caption, style: str) -> Iterator[str]:
    area = drawing.bounds
    frame = f"{area.left:.0f} {area.top:.0f} {area.width:.0f} {area.height:.0f}"
    ids = f"{caption.prefix}-title", f"{caption.prefix}-desc"
    look = " ".join(("mindmap", drawing.form, *(f"m-{kind}" for kind in caption.masked)))
    yield f'<svg xmlns="http://www.w3.org/2000/svg" class="{look}" viewBox="{frame}" role="group"'
    yield f' aria-labelledby="{ids[0]}" aria-describedby="{ids[1]}">'
    yield f'<title id="{ids[0]}">{escape(caption.title)}</title>'
    yield f'<desc id="{ids[1]}">{escape(caption.summary)}</desc>{style}'
    for sector in drawing.sectors:
        yield f'<path class="sector t{sector.theme % BRANCHES}" d="{sector.path}"/>'
    # Ends are told by the rank of their node: IRIs would double the size of the drawing.
    rank = {box.node.iri: index for index, box in enumerate(drawing.boxes)}
    for line in drawing.cross_links:
        yield f'<path class="cross" data-s="{rank[line.s]}" data-o="{rank[line.o]}" d="{line.path}"/>'
    for line in drawing.branches:
        ends = f'data-s="{rank[line.s]}" data-o="{rank[line.o]}" stroke-width="{line.width:.1f}"'
        yield f'<path class="branch t{line.theme % BRANCHES}" {ends} d="{line.path}"/>'
    for box in drawing.boxes:
        yield from _node(box, model, to.card(box.node.iri))
        if box.badge_half:
            yield _more(box, to, caption)
    yield "</svg>"


def _node(box: Box, model: Model, href: str) -> Iterator[str]:
    node, cls = box.node, model.by_kind.get(box.node.kind)
    name = f"{node.label} ({cls.label.fr})" if cls else node.label
    turn = f" rotate({box.angle:.1f})" if box.angle else ""
    kind = f" k-{node.kind} f-{cls.family}" if cls else ""
    link = f'href="{escape(href)}" ' if href else ""
    yield f'<a {link}class="node {box.role} t{node.theme % BRANCHES}{kind}" data-iri="{escape(node.iri)}"'
    yield f' transform="translate({box.x:.1f} {box.y:.1f}){turn}"><title>{escape(name)}</title>'
    area = frame_of(box)
    corner = CORNERS.get(box.role, area[3] / 2.6)
    yield f'<rect x="{area[0]:.1f}" y="{area[1]:.1f}" width="{area[2]:.1f}" height="{area[3]:.1f}" rx="{corner:.1f}"/>'
    if box.mark_x is not None and cls and cls.shape in SHAPES:
        # Shapes stay upright whatever the turn of the text.
        place = f"translate({box.mark_x:.1f}) rotate({-box.angle:.1f}) scale({mark_size(box)})"
        yield f'<path class="mark" transform="{place}" vector-effect="non-scaling-stroke" d="{SHAPES[cls.shape]}"/>'
    yield _text(box)
    yield "</a>"


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
    return 6.5 if box.role == "pill" else MARK


def _text(box: Box) -> str:
    bold = box.role != "leaf"
    lines = []
    for line, dy in zip(box.lines, line_offsets(len(box.lines), box.size), strict=True):
        # Whatever font the reader has, the line takes the room that was measured.
        length = text_width(line, box.size, bold) / 1.02
        fit = f' textLength="{length:.0f}" lengthAdjust="spacingAndGlyphs"'
        lines.append(f'<tspan x="{box.text_x:.1f}" y="{dy:.1f}"{fit}>{escape(line)}</tspan>')
    return f'<text font-size="{box.size:.1f}" text-anchor="{box.anchor}">{"".join(lines)}</text>'


def badge_text(box: Box) -> str:
    """What the badge of a box says: how many more it opens, or that it folds."""
    return "−" if box.node.opened else f"+{box.node.hidden}"


def _more(box: Box, to: Addresses, caption: Caption) -> str:
    """The badge of a box, which opens it or folds it again."""
    node, half, size = box.node, box.badge_half, badge_size(box.size)
    x, y = box.at(*box.badge)
    href = (to.closed if node.opened else to.opened)(node.iri)
    said = (caption.less if node.opened else caption.more).replace("{n}", str(node.hidden))
    title = escape(said.replace("{label}", node.label))
    state = "less" if node.opened else "more"
    place = f'data-more="{escape(node.iri)}" transform="translate({x:.1f} {y:.1f})"'
    touch = '<rect class="touch" x="-22" y="-18" width="44" height="36" rx="18"/>'
    high = size * 0.8
    shown = f'<rect x="{-half:.1f}" y="{-high:.1f}" width="{2 * half:.1f}" height="{2 * high:.1f}" rx="{high:.1f}"/>'
    text = f'<text font-size="{size:.0f}" text-anchor="middle" y="{size * RISE:.1f}">{badge_text(box)}</text>'
    return f'<a class="more {state}" href="{escape(href)}" {place}><title>{title}</title>{touch}{shown}{text}</a>'
