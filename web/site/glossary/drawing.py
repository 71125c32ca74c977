# SPDX-License-Identifier: AGPL-3.0-or-later
"""The drawing of partial mergers: which groups moved, from which unit to which, placed from left to right."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from graph.entity import Mention
from graph.layout.text import text_width
from graph.readings.glossary import Mergers, Move

ROW, RIGHT = 62, 640


@dataclass(frozen=True)
class UnitBox:
    """A unit in the drawing of changes."""

    mention: Mention
    x: float
    y: float
    width: float


@dataclass(frozen=True)
class Thread:
    """What moves from one unit to another; `label` is the group that moves, "" when it is the whole unit."""

    path: str
    tint: int
    label: str
    x: float
    y: float


@dataclass(frozen=True)
class MergersDrawing:
    """The drawing of partial mergers: boxes, threads, the years of both sides, and its sentence."""

    boxes: tuple[UnitBox, ...]
    threads: tuple[Thread, ...]
    before: str
    after: str
    height: float
    summary: str


def drawing(mergers: Mergers | None) -> MergersDrawing | None:
    """The drawing of what moved, None when nothing did."""
    if mergers is None:
        return None
    moves = mergers.moves
    targets = _once(move.target for move in moves)
    rows = {target.iri: 52.0 + ROW * index for index, target in enumerate(targets)}
    origins = _once(move.origin for move in moves)
    heights = {
        origin.iri: _mean([rows[move.target.iri] for move in moves if move.origin.iri == origin.iri])
        for origin in origins
    }
    boxes = [_box(origin, 2, heights[origin.iri]) for origin in origins]
    widths = {box.mention.iri: box.width for box in boxes}
    boxes += [_box(target, RIGHT, rows[target.iri]) for target in targets]
    threads = tuple(
        _thread(move, index, (widths[move.origin.iri], heights[move.origin.iri], rows[move.target.iri]))
        for index, move in enumerate(moves)
    )
    before, after = (str(mergers.year - 1), str(mergers.year)) if mergers.year else ("", "")
    return MergersDrawing(tuple(boxes), threads, before, after, ROW * len(targets) + 46, mergers.summary)


def _once(mentions: Iterable[Mention]) -> tuple[Mention, ...]:
    return tuple({mention.iri: mention for mention in mentions}.values())


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def _box(mention: Mention, x: float, y: float) -> UnitBox:
    return UnitBox(mention, x, y, text_width(mention.label, 16, bold=True) + 48)


def _thread(move: Move, index: int, place: tuple[float, float, float]) -> Thread:
    left, start, end = place
    begin = start + (4 if end > start else -4 if end < start else 0)
    curve = f"C{left + 80:.0f} {begin:.0f} {left + 90:.0f} {end:.0f} {left + 170:.0f} {end:.0f}"
    path = f"M{left - 6:.0f} {begin:.0f}{curve}H{RIGHT + 4}"
    return Thread(path, index % 7 + 1, move.group, left + 178, end - 10)
