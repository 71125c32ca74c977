# SPDX-License-Identifier: AGPL-3.0-or-later
"""The legend of a sheet: the kinds that are drawn, and what the strokes of this very drawing mean."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

from exports.maps._types import TakenMap
from exports.maps._words import STATES, plain, said
from graph.layout.text import text_width
from graph.text.wording import Phrase

SIZE = 7.6
GAP = 15.0
CROSS = Phrase("autre lien")
SEVERAL = Phrase("plusieurs liens entre les deux mêmes")
CHANGE = Phrase("changement")
WAY = Phrase("chemin")
INSIDE = Phrase("changements à l’intérieur d’une branche fermée")
OLD = Phrase("à relire : personne n’a regardé depuis un an, ou c’est en doute")
MORE = Phrase("autres éléments repliés, à ouvrir en ligne")


@dataclass(frozen=True)
class Swatch:
    """A sign and what it means: its classes, its SVG, how far the words stand from it, and all it takes."""

    css: str
    mark: str
    label: str
    indent: float

    @property
    def width(self) -> float:
        """In points, with the space after it."""
        return self.indent + text_width(self.label, SIZE) + GAP


def swatches(taken: TakenMap) -> list[Swatch]:
    """What to explain, kinds first."""
    return [*_kinds(taken), *_strokes(taken)]


def _kinds(taken: TakenMap) -> Iterator[Swatch]:
    for entry in taken.legend:
        place = 'vector-effect="non-scaling-stroke" transform="translate(4) scale(3.7)"'
        mark = f'<path class="mark" {place} d="{escape(entry.shape)}"/>'
        css = f"swatch node leaf k-{entry.kind} f-{entry.family}"
        yield Swatch(css, mark, f"{plain(entry.label)} ({entry.count})", 12.0)


def _strokes(taken: TakenMap) -> Iterator[Swatch]:
    if any(line.edge.kind != "change" for line in taken.drawing.cross_links):
        yield Swatch("swatch", '<path class="cross" d="M0 0H18"/>', said(CROSS, taken), 22.0)
    if any(line.edge.kind == "change" for line in taken.drawing.cross_links):
        arrow = '<path class="change" d="M0 0H14"/><path class="head" d="M20 0L12 -3.6V3.6Z"/>'
        yield Swatch("swatch", arrow, said(CHANGE, taken), 24.0)
    if taken.drawing.counted:
        disc = '<circle cx="6" r="5"/><text x="6" y="2.3" font-size="6.4" text-anchor="middle">2</text>'
        yield Swatch("swatch count", disc, said(SEVERAL, taken), 16.0)
    if taken.mindmap.route:
        yield Swatch("swatch", '<path class="way" d="M2 0H16"/>', said(WAY, taken), 22.0)
    present = {node.state for node in taken.mindmap.nodes}
    for state in (state for state in STATES if state in present):
        yield _disc(taken, state, said(STATES[state], taken))
    if any(node.inside for node in taken.mindmap.nodes):
        yield _disc(taken, "change", said(INSIDE, taken))
    if any(node.doubtful for node in taken.mindmap.nodes):
        yield Swatch("swatch sign s-cross", '<circle cx="5" r="2.6"/>', said(OLD, taken), 14.0)
    if any(node.hidden and not node.opened for node in taken.mindmap.nodes):
        badge = '<rect x="0" y="-4.6" width="17" height="9.2" rx="4.6"/>'
        text = '<text x="8.5" y="2.5" font-size="6.8" text-anchor="middle">+n</text>'
        yield Swatch("swatch more", badge + text, said(MORE, taken), 21.0)


def _disc(taken: TakenMap, state: str, label: str) -> Swatch:
    sign = escape(taken.look.signs.get(state, ""))
    words = f'<text x="5" y="2.3" font-size="6.4" text-anchor="middle">{sign}</text>'
    return Swatch(f"swatch sign s-{state}", f'<circle cx="5" r="5"/>{words}', label, 14.0)
