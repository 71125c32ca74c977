# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where the wall draws what grows: the question at the left, five branches, ten leaves, read from eight metres.

Sizes are those of a screen 1920 wide, on which nothing is written smaller than 28 pixels.
"""

from __future__ import annotations

from dataclasses import dataclass

from graph.layout.text import fit, text_width, wrapped
from graph.model import EntityClass
from graph.readings.workshops import WallBranch, WallLeaf, WorkshopWall

WIDTH, HEIGHT = 1268, 756
CORE, CORE_WIDTH, CORE_SIZE, CORE_LINE = -8, 232, 31, 42
BRANCH, BRANCH_SIZE, BRANCH_LINE, BRANCH_PADDING = 280, 34, 40, 27
LEAF, LEAF_SIZE, LEAF_HEIGHT, LEAF_TEXT = 620, 30, 50, 52
NEWS_WIDTH, NEWS_HEIGHT = 136, 44
TALLEST_ROW, BETWEEN = 72, 18
MOST_LINES, THREADS = 5, 5


@dataclass(frozen=True)
class DrawnText:
    """Lines of a text, each with its own height, from the middle of `x` on."""

    x: float
    lines: tuple[tuple[float, str], ...]


@dataclass(frozen=True)
class WallBox:
    """A box with rounded corners."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class DrawnLeaf:
    """A leaf: `key` tells it from the others, so that it is the same one the next time; `pill` is where « new » is."""

    key: str
    text: str
    entity_class: EntityClass | None
    box: WallBox
    thread: str
    fresh: bool
    waits: bool
    pill: WallBox | None

    @property
    def middle(self) -> float:
        """The height of its middle."""
        return self.box.y + self.box.height / 2


@dataclass(frozen=True)
class DrawnBranch:
    """A branch, its thread from the core, and its leaves; `rank` from 1 is that of its colour."""

    rank: int
    box: WallBox
    text: DrawnText
    thread: str
    leaves: tuple[DrawnLeaf, ...]


@dataclass(frozen=True)
class DrawnWall:
    """The whole drawing."""

    core: WallBox
    title: DrawnText
    branches: tuple[DrawnBranch, ...]


def drawn_wall(wall: WorkshopWall, title: str, marked: str) -> DrawnWall:
    """The drawing of a wall; `marked` is what is written after the name of what waits (« à relire »)."""
    lines = wrapped(title, (CORE_WIDTH - 40) / CORE_SIZE, True, MOST_LINES)
    lines = tuple(fit(line, CORE_WIDTH - 20, CORE_SIZE, True) for line in lines)
    height = len(lines) * CORE_LINE + 40
    core = WallBox(CORE, (HEIGHT - height) / 2, CORE_WIDTH, height)
    row = _row(wall.branches)
    top = (HEIGHT - _tall(wall.branches, row)) / 2
    branches = []
    for rank, branch in enumerate(wall.branches):
        branches.append(_branch(branch, rank, (top, row), marked))
        top += len(branch.leaves) * row + BETWEEN
    return DrawnWall(core, _centred(CORE + CORE_WIDTH / 2, HEIGHT / 2, lines, CORE_LINE), tuple(branches))


def _row(branches: tuple[WallBranch, ...]) -> float:
    """How tall one leaf is with the space around it."""
    rows = sum(len(branch.leaves) for branch in branches)
    return min(TALLEST_ROW, (HEIGHT - BETWEEN * (len(branches) - 1)) / rows) if rows else 0


def _tall(branches: tuple[WallBranch, ...], row: float) -> float:
    return sum(len(branch.leaves) * row for branch in branches) + BETWEEN * max(0, len(branches) - 1)


def _branch(branch: WallBranch, rank: int, at: tuple[float, float], marked: str) -> DrawnBranch:
    top, row = at
    middle = top + len(branch.leaves) * row / 2
    label = f"{branch.label} (+ {branch.more})" if branch.more else branch.label
    lines = wrapped(label, 216 / BRANCH_SIZE, True, 2)
    lines = tuple(fit(line, LEAF - BRANCH - 2 * BRANCH_PADDING - 30, BRANCH_SIZE, True) for line in lines)
    width = max(text_width(line, BRANCH_SIZE, True) for line in lines) + 2 * BRANCH_PADDING
    box = WallBox(BRANCH, middle - (len(lines) * BRANCH_LINE + 20) / 2, width, len(lines) * BRANCH_LINE + 20)
    leaves = (
        _leaf(leaf, f"{rank}-{place}", (BRANCH + width, middle), top + (place + 0.5) * row, marked)
        for place, leaf in enumerate(branch.leaves)
    )
    start = CORE + CORE_WIDTH
    return DrawnBranch(
        rank % THREADS + 1,
        box,
        _centred(BRANCH + width / 2, middle, lines, BRANCH_LINE),
        _thread((start, HEIGHT / 2), (BRANCH, middle), (start + 36, BRANCH - 36)),
        tuple(leaves),
    )


def _leaf(leaf: WallLeaf, key: str, start: tuple[float, float], middle: float, marked: str) -> DrawnLeaf:
    label = f"{leaf.label} ({marked})" if leaf.waits else leaf.label
    text = fit(label, WIDTH - LEAF - LEAF_TEXT - 24, LEAF_SIZE, True)
    width = LEAF_TEXT + text_width(text, LEAF_SIZE, True) + 18
    box = WallBox(LEAF, middle - LEAF_HEIGHT / 2, width, LEAF_HEIGHT)
    # A long name is read rather than the word « new »: what glows around it says so too.
    roomy = leaf.fresh and LEAF + width + 24 + NEWS_WIDTH <= WIDTH
    pill = WallBox(LEAF + width + 24, middle - NEWS_HEIGHT / 2, NEWS_WIDTH, NEWS_HEIGHT) if roomy else None
    thread = _thread(start, (LEAF, middle), (min(start[0] + 50, LEAF - 20), LEAF - 50))
    return DrawnLeaf(key, text, leaf.entity_class, box, thread, leaf.fresh, leaf.waits, pill)


def _thread(start: tuple[float, float], end: tuple[float, float], bends: tuple[float, float]) -> str:
    (x, y), (u, v), (one, two) = start, end, bends
    return f"M{x:.0f} {y:.0f}C{one:.0f} {y:.0f} {two:.0f} {v:.0f} {u:.0f} {v:.0f}"


def _centred(x: float, middle: float, lines: tuple[str, ...], height: float) -> DrawnText:
    first = middle - (len(lines) - 1) * height / 2 + height * 0.27
    return DrawnText(x, tuple((first + rank * height, line) for rank, line in enumerate(lines)))
