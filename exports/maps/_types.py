# SPDX-License-Identifier: AGPL-3.0-or-later
"""What every format of a map is given (a view to take away) and what it is (a MapExport)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from graph.text.wording import Label

if TYPE_CHECKING:
    from exports.maps._plate import Plate
    from graph.layout import Drawing
    from graph.mindmaps import MindMap
    from graph.model import Model


@dataclass(frozen=True)
class LegendEntry:
    """A line of the legend: a kind that is drawn, how many, and the outline of its shape (an SVG path of radius 1)."""

    kind: str
    family: str
    label: str
    count: int
    shape: str


@dataclass(frozen=True)
class Cited:
    """A source of what the view shows, with its address and how many of the relations drawn it says."""

    label: str
    address: str
    count: int


@dataclass(frozen=True)
class Fonts:
    """TrueType files of the typeface that maps are measured with."""

    regular: Path
    bold: Path


@dataclass(frozen=True)
class Links:
    """Whole addresses, to follow from anywhere: of the view itself, of the card of a thing ("" without one), of this
    view with one more node (its key) opened."""

    view: str
    card: Callable[[str], str]
    opened: Callable[[str], str]


@dataclass(frozen=True)
class Look:
    """How the view is drawn: its SVG, the stylesheet of that, the sign of each state of a node, the code to scan for
    its address (SVG, "" without one), and the fonts for files that carry their own (called only by these: making them
    takes seconds)."""

    picture: str
    stylesheet: str
    signs: Mapping[str, str]
    code: str
    fonts: Callable[[], Fonts]


@dataclass(frozen=True)
class TakenMap:
    """One view of the map ready to leave the site: its `drawing`, and for formats that hold what it folds, the `whole`
    of it; `choice` is the IRI of the selected node, `updated` the day on which the facts
    last changed."""

    drawing: Drawing
    model: Model
    lang: str
    title: str
    summary: str
    links: Links
    legend: tuple[LegendEntry, ...]
    sources: tuple[Cited, ...]
    look: Look
    choice: str | None = None
    updated: date | None = None
    paper: str = "a4"
    whole: MindMap | None = None

    @property
    def mindmap(self) -> MindMap:
        """The view object: all that the file holds."""
        return self.whole or self.drawing.mindmap

    def folded(self, key: str) -> bool:
        """Whether the drawing keeps back more of what hangs under a node (its key) than it shows."""
        there, drawn = self.mindmap.children.get(key, ()), self.drawing.mindmap.children.get(key, ())
        return key != self.mindmap.centre and len(there) > 2 * len(drawn)


@dataclass(frozen=True)
class MapExport:
    """A format: `render` turns a view into the bytes of one file, `purpose` says what it is for, `shown` that a browser
    opens it where it stands, `whole` that it holds what the screen folds, `printed` that it folds by the room of its
    paper; `draw` makes the same file of the plate of the view, for those that are drawn in a process of their own."""

    slug: str
    label: Label
    purpose: Label
    media_type: str
    extension: str
    order: int
    render: Callable[[TakenMap], bytes]
    papers: tuple[str, ...] = ()
    shown: bool = False
    whole: bool = False
    printed: bool = False
    draw: Callable[[Plate, Fonts], bytes] | None = None
