# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where the wall draws the map around and what grows on it, read from eight metres: centre, branches, what is on them.

Sizes are those of a screen 1920 wide, on which nothing is written smaller than 28 pixels. What the room adds is in a
box of its colour, one a row; what was there is written without a box, as many names in a line as it holds.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from graph.layout.text import fit, text_width, wrapped
from graph.readings.wall import WallBranch, WallLeaf, WorkshopWall

WIDTH, HEIGHT = 1268, 756
CORE, CORE_WIDTH, CORE_SIZE, CORE_LINE = -8, 232, 31, 42
BRANCH, BRANCH_SIZE, BRANCH_LINE, BRANCH_PADDING = 280, 34, 40, 27
LEAF, LEAF_SIZE, LEAF_HEIGHT, LEAF_TEXT = 620, 30, 50, 52
NEWS_WIDTH, NEWS_HEIGHT = 136, 44
ADDED_ROW, FRESH_ROW, AROUND_ROW, BETWEEN = 60, 76, 40, 16
AROUND_SIZE, AROUND_TEXT, AROUND_GAP, LONGEST_AROUND = 28, 32, 30, 500
MOST_LINES, MOST_AROUND_LINES, THREADS, MORE_WIDTH = 5, 3, 5, 80


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
    """What the room adds: the leaf, its text as it fits, where its box is, and where « new » is written, if it is."""

    leaf: WallLeaf
    text: str
    box: WallBox
    thread: str
    pill: WallBox | None

    @property
    def middle(self) -> float:
        """The height of its middle."""
        return self.box.y + self.box.height / 2


@dataclass(frozen=True)
class DrawnName:
    """What was on the map before: its leaf, its text as it fits, and where its mark is."""

    leaf: WallLeaf
    text: str
    x: float
    y: float

    @property
    def end(self) -> float:
        """Where its text ends."""
        return self.x + AROUND_TEXT + text_width(self.text, AROUND_SIZE)


@dataclass(frozen=True)
class DrawnBranch:
    """A branch, its thread from the core, and what is on it; `rank` from 1 is that of its colour.

    `threads`: those to the lines of what was there; `more`: how many others there are, written at `more_at`.
    """

    key: str
    rank: int
    box: WallBox
    text: DrawnText
    thread: str
    leaves: tuple[DrawnLeaf, ...]
    around: tuple[DrawnName, ...]
    threads: tuple[str, ...]
    more: int
    more_at: tuple[float, float]


@dataclass(frozen=True)
class DrawnWall:
    """The whole drawing."""

    core: WallBox
    title: DrawnText
    branches: tuple[DrawnBranch, ...]


@dataclass(frozen=True)
class _Bunch:
    """A branch to be placed: the lines of its label, and the lines of names around what is added."""

    branch: WallBranch
    label: tuple[str, ...]
    lines: tuple[tuple[DrawnName, ...], ...] = ()

    @property
    def box_height(self) -> float:
        return len(self.label) * BRANCH_LINE + 20

    @property
    def rows(self) -> float:
        """How tall what is on it is."""
        return sum(map(_row, self.branch.added)) + len(self.lines) * AROUND_ROW

    @property
    def height(self) -> float:
        return max(self.rows, self.box_height)

    @property
    def shown(self) -> int:
        """How many names stand around."""
        return sum(map(len, self.lines))

    def with_line(self) -> _Bunch:
        """The same with one line of names more, where there are any."""
        lines = len(self.lines) + 1
        return replace(self, lines=_lines(self.branch, lines)) if lines <= MOST_AROUND_LINES else self


def drawn_wall(wall: WorkshopWall, title: str, marked: str) -> DrawnWall:
    """The drawing of a wall around a title; `marked` is written after the name of what waits (« à relire »)."""
    lines = wrapped(title, (CORE_WIDTH - 40) / CORE_SIZE, True, MOST_LINES)
    lines = tuple(fit(line, CORE_WIDTH - 20, CORE_SIZE, True) for line in lines)
    height = len(lines) * CORE_LINE + 40
    core = WallBox(CORE, (HEIGHT - height) / 2, CORE_WIDTH, height)
    bunches = _filled(_fitting([_Bunch(_marked(branch, marked), _label(branch)) for branch in wall.branches]))
    left = HEIGHT - _tall(bunches)
    space = BETWEEN + min(BETWEEN, left / (len(bunches) + 1)) if bunches else 0
    top = (HEIGHT - _tall(bunches) - (space - BETWEEN) * (len(bunches) - 1)) / 2
    branches = []
    for rank, bunch in enumerate(bunches):
        branches.append(_branch(bunch, rank, top))
        top += bunch.height + space
    return DrawnWall(core, _centred(CORE + CORE_WIDTH / 2, HEIGHT / 2, lines, CORE_LINE), tuple(branches))


def _marked(branch: WallBranch, marked: str) -> WallBranch:
    """The branch, what waits on it told so after its name."""
    added, around = (
        tuple(replace(leaf, label=f"{leaf.label} ({marked})") if leaf.waits else leaf for leaf in leaves)
        for leaves in (branch.added, branch.around)
    )
    return replace(branch, added=added, around=around)


def _fitting(bunches: list[_Bunch]) -> list[_Bunch]:
    """The branches with no more boxes than there is room for: the first that came to the fullest is a name instead."""
    while _tall(bunches) > HEIGHT:
        fullest = max(range(len(bunches)), key=lambda rank: bunches[rank].rows)
        branch = bunches[fullest].branch
        first, *others = branch.added
        less = replace(branch, added=tuple(others), around=(first, *branch.around), count=branch.count + 1)
        bunches = [*bunches[:fullest], replace(bunches[fullest], branch=less), *bunches[fullest + 1 :]]
    return bunches


def _filled(bunches: list[_Bunch]) -> list[_Bunch]:
    """The branches with as many lines of what was there as there is room for, those with the fewest first."""
    while True:
        grown = {rank: bunch.with_line() for rank, bunch in enumerate(bunches)}
        wider = [rank for rank, bunch in grown.items() if bunch.shown > bunches[rank].shown]
        for rank in sorted(wider, key=lambda rank: (len(bunches[rank].lines), bunches[rank].rows)):
            tried = [*bunches[:rank], grown[rank], *bunches[rank + 1 :]]
            if _tall(tried) <= HEIGHT:
                bunches = tried
                break
        else:
            return bunches


def _tall(bunches: list[_Bunch]) -> float:
    return sum(bunch.height for bunch in bunches) + BETWEEN * max(0, len(bunches) - 1)


def _row(leaf: WallLeaf) -> float:
    return FRESH_ROW if leaf.fresh else ADDED_ROW


def _label(branch: WallBranch) -> tuple[str, ...]:
    lines = wrapped(branch.label, 216 / BRANCH_SIZE, True, 2)
    return tuple(fit(line, LEAF - BRANCH - 2 * BRANCH_PADDING - 30, BRANCH_SIZE, True) for line in lines)


def _lines(branch: WallBranch, most: int) -> tuple[tuple[DrawnName, ...], ...]:
    """So many lines of names, the nearest first; a name that does not fit leaves its place to the next that does."""
    lines, left = [], list(branch.around)
    for rank in range(most):
        room = WIDTH - (AROUND_GAP + MORE_WIDTH if rank + 1 == most else 0)
        line = tuple(_line(left, room))
        left = left[:] if not line else [leaf for leaf in left if leaf not in {name.leaf for name in line}]
        if line:
            lines.append(line)
    return tuple(lines)


def _line(leaves: list[WallLeaf], room: float) -> Iterator[DrawnName]:
    x = float(LEAF)
    for leaf in leaves:
        name = DrawnName(leaf, fit(leaf.label, LONGEST_AROUND, AROUND_SIZE), x, 0)
        if name.end <= room:
            yield name
            x = name.end + AROUND_GAP


def _branch(bunch: _Bunch, rank: int, top: float) -> DrawnBranch:
    middle, lines = top + bunch.height / 2, bunch.label
    width = max(text_width(line, BRANCH_SIZE, True) for line in lines) + 2 * BRANCH_PADDING
    box = WallBox(BRANCH, middle - bunch.box_height / 2, width, bunch.box_height)
    start, y = (BRANCH + width, middle), top + (bunch.height - bunch.rows) / 2
    leaves = []
    for leaf in bunch.branch.added:
        leaves.append(_leaf(leaf, start, y + _row(leaf) / 2))
        y += _row(leaf)
    around = [
        replace(name, y=y + (place + 0.5) * AROUND_ROW) for place, line in enumerate(bunch.lines) for name in line
    ]
    end, more_at = CORE + CORE_WIDTH, _after(leaves, around)
    return DrawnBranch(
        bunch.branch.key,
        rank % THREADS + 1,
        box,
        _centred(BRANCH + width / 2, middle, lines, BRANCH_LINE),
        _thread((end, HEIGHT / 2), (BRANCH, middle), (end + 36, BRANCH - 36)),
        tuple(leaves),
        tuple(around),
        tuple(_to_leaf(start, name.y) for name in around if name.x == LEAF),
        bunch.branch.count - bunch.shown if more_at else 0,
        more_at or (0, 0),
    )


def _after(leaves: list[DrawnLeaf], around: list[DrawnName]) -> tuple[float, float] | None:
    """Where how many others there are is written: after the last name, else the last box; None without room."""
    if around:
        return around[-1].end + AROUND_GAP, around[-1].y
    for last in leaves[-1:]:
        box = last.pill or last.box
        if box.x + box.width + AROUND_GAP + MORE_WIDTH <= WIDTH:
            return box.x + box.width + AROUND_GAP, last.middle
    return None


def _leaf(leaf: WallLeaf, start: tuple[float, float], middle: float) -> DrawnLeaf:
    text = fit(leaf.label, WIDTH - LEAF - LEAF_TEXT - 24, LEAF_SIZE, True)
    width = LEAF_TEXT + text_width(text, LEAF_SIZE, True) + 18
    box = WallBox(LEAF, middle - LEAF_HEIGHT / 2, width, LEAF_HEIGHT)
    # A long name is read rather than the word « new »: what glows around it says so too.
    roomy = leaf.fresh and LEAF + width + 24 + NEWS_WIDTH <= WIDTH
    pill = WallBox(LEAF + width + 24, middle - NEWS_HEIGHT / 2, NEWS_WIDTH, NEWS_HEIGHT) if roomy else None
    return DrawnLeaf(leaf, text, box, _to_leaf(start, middle), pill)


def _to_leaf(start: tuple[float, float], middle: float) -> str:
    return _thread(start, (LEAF - 8, middle), (min(start[0] + 50, LEAF - 20), LEAF - 58))


def _thread(start: tuple[float, float], end: tuple[float, float], bends: tuple[float, float]) -> str:
    (x, y), (u, v), (one, two) = start, end, bends
    return f"M{x:.0f} {y:.0f}C{one:.0f} {y:.0f} {two:.0f} {v:.0f} {u:.0f} {v:.0f}"


def _centred(x: float, middle: float, lines: tuple[str, ...], height: float) -> DrawnText:
    first = middle - (len(lines) - 1) * height / 2 + height * 0.27
    return DrawnText(x, tuple((first + rank * height, line) for rank, line in enumerate(lines)))
