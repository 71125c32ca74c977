# SPDX-License-Identifier: AGPL-3.0-or-later
"""A drawing as SVG text: every node a link, nothing that needs a script, colours from the model and one stylesheet."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from graph import colours
from graph.layout.geometry import Box, Drawing, Stroke
from graph.layout.looks import BADGE, COUNT, RISE, SMALLEST, TOUCH, measures
from graph.model import Model
from graph.tone import Tone
from web.app.files import static_text
from web.app.looks import variables
from web.site.map.svg_nodes import BRANCHES as BRANCHES
from web.site.map.svg_nodes import Lit, line_offsets, node_parts, signs

if TYPE_CHECKING:
    from graph.mindmaps import Node


@dataclass(frozen=True)
class Addresses:
    """Where nodes lead: the card of a thing (its IRI), and this map with one more node (its key) opened, or folded
    again."""

    card: Callable[[str], str]
    opened: Callable[[str], str]
    closed: Callable[[str], str]


@dataclass(frozen=True)
class Caption:
    """Name and description of a drawing for those who hear it; `prefix` keeps its ids apart on a page; `more` and
    `less` name what badges do; `lit` is what is chosen on it, with what it is linked
    to; `lang` is that of the names of kinds."""

    title: str
    summary: str
    prefix: str
    more: str
    less: str
    lit: Lit | None = None
    lang: str = "fr"


def svg(drawing: Drawing, model: Model, addresses: Addresses, caption: Caption) -> str:
    """The drawing, to put in a page that links `drawing.css` and the colours of kinds."""
    return "".join(_parts(drawing, model, addresses, caption))


def drawing_styles(model: Model) -> str:
    """All that a drawing is painted with: its colours and strokes, its rules, the colour of each kind."""
    return "".join((look_styles(), static_text("map/drawing.css"), kind_styles(model)))


def look_styles() -> str:
    """The colours and the strokes of drawings as properties: `--m-` and a name, `--b` and the rank of a branch."""
    named = {f"m-{name}": tone for name, tone in (colours.of_maps() | measures()).items()}
    return variables(named | {f"b{rank}": Tone(tint) for rank, tint in enumerate(colours.branches())}, ".mindmap")


def kind_styles(model: Model) -> str:
    """The colour of each kind as a property, light, dark and on paper."""
    light = "".join(f".k-{item.kind}{{--k:{item.colour}}}" for item in model.classes if item.colour)
    dark = "".join(f".k-{item.kind}{{--k:{item.dark_colour}}}" for item in model.classes if item.dark_colour)
    return f"{light}@media screen and (prefers-color-scheme:dark){{{dark}}}"


def _parts(drawing: Drawing, model: Model, to: Addresses, caption: Caption) -> Iterator[str]:
    yield from _head(drawing, caption)
    for sector in drawing.sectors:
        yield f'<path class="sector t{sector.theme % BRANCHES}" d="{sector.path}"/>'
    yield from _lines(drawing, caption.lit)
    for box in drawing.boxes:
        yield from node_parts(box, model, to.card(box.node.iri), caption.lit, caption.lang)
        if box.badge_half:
            yield _more(box, to, caption)
    yield from signs(drawing)
    yield from _said(drawing, caption.lit)
    yield "</svg>"


def _head(drawing: Drawing, caption: Caption) -> Iterator[str]:
    area = drawing.bounds
    frame = f"{area.left:.0f} {area.top:.0f} {area.width:.0f} {area.height:.0f}"
    ids = f"{caption.prefix}-title", f"{caption.prefix}-desc"
    states = ["chosen"] if caption.lit else []
    look = " ".join(("mindmap", drawing.form, *states))
    yield f'<svg xmlns="http://www.w3.org/2000/svg" class="{look}" viewBox="{frame}" role="group"'
    yield f' aria-labelledby="{ids[0]}" aria-describedby="{ids[1]}">'
    yield f'<title id="{ids[0]}">{escape(caption.title)}</title>'
    yield f'<desc id="{ids[1]}">{escape(caption.summary)}</desc>'


def _lines(drawing: Drawing, lit: Lit | None) -> Iterator[str]:
    """Cross-links behind branches, then the arrows of changes and the way, which must be seen."""
    # Ends are told by the rank of their node: keys would double the size of the drawing.
    rank = {box.node.key: index for index, box in enumerate(drawing.boxes)}

    def path(line: Stroke, name: str, more: str = "") -> str:
        shown = " lit" if lit and lit.line(line.s, line.o, name) else ""
        state = f" s-{line.edge.state}" if line.edge.state else ""
        ends = f'data-s="{rank[line.s]}" data-o="{rank[line.o]}"'
        return f'<path class="{name}{state}{shown}" {ends}{more} d="{line.path}"/>'

    for line in drawing.cross_links:
        if not line.head:
            yield path(line, "cross")
    for line in drawing.branches:
        theme = f' stroke-width="{line.width:.1f}" data-t="{line.theme % BRANCHES}"'
        yield path(line, f"branch t{line.theme % BRANCHES}", theme)
    for line in drawing.cross_links:
        if line.head:
            yield path(line, "change", f' data-head="{line.head}"')
            yield f'<path class="head" d="{line.head}"><title>{escape(line.edge.text)}</title></path>'
    for line in drawing.way:
        yield path(line, "way")


def _said(drawing: Drawing, lit: Lit | None) -> Iterator[str]:
    """Over the lines: what they are called, or how many relations each stands for."""
    rank = {box.node.key: index for index, box in enumerate(drawing.boxes)}
    for line in (*drawing.branches, *drawing.cross_links):
        shown = " lit" if lit and lit.line(line.s, line.o, "branch" if line in drawing.branches else "cross") else ""
        ends = f'data-from="{rank[line.s]}" data-to="{rank[line.o]}"'
        if line.name is not None:
            offsets = line_offsets(len(line.name.lines), SMALLEST)
            rows = "".join(
                f'<tspan x="{line.name.x:.0f}" y="{line.name.y + dy:.1f}">{escape(row)}</tspan>'
                for row, dy in zip(line.name.lines, offsets, strict=True)
            )
            yield f'<text class="said{shown}" {ends} font-size="{SMALLEST:.0f}" text-anchor="middle">{rows}</text>'
        elif line.counted is not None:
            told = escape(" ; ".join(edge.text for edge in line.relations))
            place = f'transform="translate({line.counted[0]:.0f} {line.counted[1]:.0f})"'
            number = f'<text font-size="{SMALLEST:.0f}" text-anchor="middle" y="{SMALLEST * RISE:.1f}">'
            disc = f'<circle r="{COUNT:.0f}"/>{number}{len(line.relations)}</text>'
            yield f'<g class="count{shown}" {ends} {place}><title>{told}</title>{disc}</g>'


def folds(node: Node) -> bool:
    """Whether the badge of a node folds it: it is opened, and its last children are shown."""
    return node.opened and node.hidden <= node.passed


def badge_text(node: Node) -> str:
    """What the badge of a node says: how many more it opens, or that it folds."""
    return "−" if folds(node) else f"+{node.hidden - node.passed}"


def _more(box: Box, to: Addresses, caption: Caption) -> str:
    """The badge of a box, which opens it or folds it again."""
    node, half = box.node, box.badge_half
    x, y = box.at(*box.badge)
    href = (to.closed if folds(node) else to.opened)(node.key)
    said = (caption.less if folds(node) else caption.more).replace("{n}", str(node.hidden - node.passed))
    title = escape(said.replace("{label}", node.label))
    names = ["less" if folds(node) else "more", f"k-{node.kind}"]
    names += ["lit"] if caption.lit and node.key in caption.lit else []
    place = f'data-more="{escape(node.key)}" transform="translate({x:.1f} {y:.1f})"'
    wide, high = TOUCH
    touch = f'<rect class="touch" x="{-wide // 2}" y="{-high // 2}" width="{wide}" height="{high}" rx="{high // 2}"/>'
    shown = f'<rect x="{-half:.1f}" y="{-BADGE:.1f}" width="{2 * half:.1f}" height="{2 * BADGE:.1f}" rx="{BADGE:.1f}"/>'
    text = f'<text font-size="{SMALLEST:.0f}" text-anchor="middle" y="{SMALLEST * RISE:.1f}">{badge_text(node)}</text>'
    link = f'<a class="more {" ".join(names)}" href="{escape(href)}" {place}><title>{title}</title>'
    return f"{link}{touch}{shown}{text}</a>"
