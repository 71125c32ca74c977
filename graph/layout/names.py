# SPDX-License-Identifier: AGPL-3.0-or-later
"""Words on the lines of a placed map, and the number of relations that one line stands for: where there is room."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from graph.layout.geometry import Box, LineName, Point, Rectangle, Stroke
from graph.layout.looks import COUNT, NAME_WRAP, SMALLEST
from graph.layout.text import LINE_HEIGHT, text_width, wrapped

# Where along a line its words are tried, the best place first.
ALONG = (0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8)
FURTHER = (0.45, 0.55, 0.35, 0.65, 0.25, 0.75, 0.85, 0.9)
# Between the words and the box that a branch of a tree arrives at; air around words.
AWAY, AIR = 10.0, 2.0
NUMBER = re.compile(r"-?[\d.]+")


def words(label: str) -> tuple[str, ...]:
    """A name cut into lines; none for "\"\"."""
    return tuple(wrapped(label, NAME_WRAP / SMALLEST, False, 3)) if label else ()


def size_of(lines: Sequence[str]) -> tuple[float, float]:
    """Width and height that the words take."""
    if not lines:
        return 0.0, 0.0
    return max(text_width(line, SMALLEST) for line in lines), len(lines) * SMALLEST * LINE_HEIGHT


def named(lines: Iterable[Stroke], boxes: Iterable[Box], form: str, *, all_of_them: bool) -> tuple[Stroke, ...]:
    """The lines with their words where these touch nothing (if they are asked for), else with their number."""
    taken = [area for box in boxes for area in _areas(box)]
    found = []
    for line in lines:
        name = _place(line, form, taken) if all_of_them else None
        counted = _counted(line, taken) if line.also and name is None else None
        found.append(replace(line, name=name, counted=counted))
    return tuple(found)


def _place(line: Stroke, form: str, taken: list[Rectangle]) -> LineName | None:
    lines = words(line.label)
    width, height = size_of(lines)
    if not lines:
        return None
    for x, y in _spots(line, form, width):
        area = Rectangle(x - width / 2, y - height / 2, width, height)
        if not any(_touch(area, other) for other in taken):
            taken.append(area)
            return LineName(x, y, lines)
    return None


def _spots(line: Stroke, form: str, width: float) -> list[Point]:
    points = _points(line)
    (x, y), before = points[-1], points[-2]
    out = -1 if before[0] > x else 1
    near = [(x - out * (AWAY + width / 2), y)] if form == "tree" and not line.head else []
    return [*near, *(_at(points, part) for part in ALONG)]


def _counted(line: Stroke, taken: list[Rectangle]) -> Point:
    """Where the number of its relations is; where it covers least of the rest when nothing is free."""
    points = _points(line)
    tried = [_at(points, part) for part in (*ALONG, *FURTHER)]
    areas = [Rectangle(x - COUNT, y - COUNT, 2 * COUNT, 2 * COUNT) for x, y in tried]
    for spot, area in zip(tried, areas, strict=True):
        if not any(_touch(area, other) for other in taken):
            taken.append(area)
            return spot
    covered = [sum(_shared(area, other) for other in taken) for area in areas]
    return tried[covered.index(min(covered))]


def _points(line: Stroke) -> list[Point]:
    """The four points of its curve."""
    numbers = [float(number) for number in NUMBER.findall(line.path)]
    return list(zip(numbers[::2], numbers[1::2], strict=True))


def _at(points: Sequence[Point], part: float) -> Point:
    rest = 1 - part
    shares = rest**3, 3 * rest**2 * part, 3 * rest * part**2, part**3
    x, y = (sum(share * point[axis] for share, point in zip(shares, points, strict=True)) for axis in (0, 1))
    return x, y


def _areas(box: Box) -> list[Rectangle]:
    """The upright rectangles around a box and its badge."""
    xs, ys = zip(*box.corners, strict=True)
    found = [Rectangle(min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys))]
    if half := box.badge_half:
        x, y = box.at(*box.badge)
        found.append(Rectangle(x - half, y - half, 2 * half, 2 * half))
    return found


def _touch(one: Rectangle, two: Rectangle) -> bool:
    return _shared(one, two) > 0


def _shared(one: Rectangle, two: Rectangle) -> float:
    """How much of a rectangle, with air around it, another one covers."""
    across = min(one.left + one.width + AIR, two.left + two.width) - max(one.left - AIR, two.left)
    down = min(one.top + one.height + AIR, two.top + two.height) - max(one.top - AIR, two.top)
    return max(0.0, across) * max(0.0, down)
