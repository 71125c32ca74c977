# SPDX-License-Identifier: AGPL-3.0-or-later
"""The maps in small for the home page: the same drawings as the maps, shapes and lines without their words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from graph.errors import TisserandError
from graph.layout import Box, Drawing, Frame, place
from graph.mindmaps import MapRequest, Perspective, build, perspectives
from graph.model import Model
from graph.rdf.dataset import Dataset

FRAME = Frame(1280, 800, "radial")
LABELS = 44  # more would be dust at this size
# In pixels of a picture 320 wide: the shape of a leaf, the least height of a box, the space around.
WIDTH, MARK, LEAST, PADDING = 320, 9.0, 7.0, 8.0
TINTS = 7


@dataclass(frozen=True)
class ThumbnailLine:
    """A branch: its path, its tint, its width."""

    path: str
    tint: int
    width: float


@dataclass(frozen=True)
class Shape:
    """A node: a box of one of the stylesheet's classes, or (symbol not empty) the shape of its kind."""

    css: str
    symbol: str
    x: float
    y: float
    width: float
    height: float
    turn: float


@dataclass(frozen=True)
class Thumbnail:
    """A perspective and its small drawing; no shape when it has nothing to draw yet."""

    view: Perspective
    frame: str
    sectors: tuple[ThumbnailLine, ...]
    lines: tuple[ThumbnailLine, ...]
    shapes: tuple[Shape, ...]


def thumbnails(dataset: Dataset, model: Model, day: date) -> tuple[Thumbnail, ...]:
    """One for each perspective, of those that go through the same the first."""
    return tuple(
        _thumbnail(view, dataset, model, day) for view in perspectives() if not (view.needs_ends or view.beside)
    )


def _thumbnail(view: Perspective, dataset: Dataset, model: Model, day: date) -> Thumbnail:
    try:
        mindmap = build(MapRequest(dataset, model, view.slug, day, limit=LABELS))
    except TisserandError:  # nothing to draw: the page still offers the map
        return Thumbnail(view, "0 0 320 200", (), (), ())
    drawing = place(mindmap, FRAME)
    area = drawing.bounds
    pixel = max(area.width / WIDTH, area.height * 8 / 5 / WIDTH)
    edge = PADDING * pixel
    frame = f"{area.left - edge:.0f} {area.top - edge:.0f} {area.width + 2 * edge:.0f} {area.height + 2 * edge:.0f}"
    sectors = tuple(ThumbnailLine(sector.path, _tint(sector.theme), 0) for sector in drawing.sectors)
    lines = tuple(
        ThumbnailLine(line.path, _tint(line.theme), pixel * (0.8 + line.width / 4)) for line in drawing.branches
    )
    return Thumbnail(view, frame, sectors, lines, tuple(_shapes(drawing, model, pixel)))


def _tint(theme: int) -> int:
    return (theme - 1) % TINTS + 1


def _shapes(drawing: Drawing, model: Model, pixel: float) -> Iterator[Shape]:
    """Leaves as the shape of their kind, the others as boxes at least LEAST high; a need is outlined as on the map."""
    for box in drawing.boxes:
        own = model.by_kind.get(box.node.kind)
        outlined = f"box s{_tint(box.node.theme)}"
        if box.role == "leaf":
            x, y = box.at(box.mark_x or 0, 0)
            yield Shape(own.family if own else "m0", own.shape if own else "ring", x, y, MARK * pixel, MARK * pixel, 0)
        elif box.role == "centre":
            yield _plate(box, "core", pixel * 2)
        else:
            yield _plate(box, own.family if own and not own.scheme else outlined, pixel)


def _plate(box: Box, css: str, pixel: float) -> Shape:
    area = box.area
    x, y = box.at(area.left + area.width / 2, area.top + area.height / 2)
    return Shape(css, "", x, y, max(area.width, 2 * LEAST * pixel), max(area.height, LEAST * pixel), box.angle)
