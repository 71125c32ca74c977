# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is published: nothing below five, nothing that could be worked out, nothing counted twice."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from functools import cache
from itertools import product
from pathlib import Path

import pytest

from graph.slips.figures import LEAST, Figure, Key, published, totals
from graph.slips.results import results
from tests.graph.slips.desks import ATELIER, town


def random_counts(seed: int) -> dict[Key, int]:
    """Counts by four answers, most of them small."""
    draw = random.Random(seed)
    keys = list(product(("2025", "2026"), "abc", "wxyz", "123"))
    return {
        key: draw.choice((0, 0, 1, 1, 2, 3, 4, 5, 7, 12)) for key in keys if draw.random() < draw.choice((0.2, 0.9))
    }


@pytest.mark.parametrize("seed", range(300))
def test_nothing_below_five_and_nothing_twice(seed: int) -> None:
    counts = random_counts(seed)
    figures = published(counts)
    assert all(figure.count >= LEAST for figure in figures)
    assert all(total >= LEAST for depth in range(1, 5) for total in totals(figures, depth).values())
    held = defaultdict(list)
    for key, count in counts.items():
        if count:
            held[_holder(figures, key)].append(count)
    assert {figure: sum(parts) for figure, parts in held.items() if figure} == {item: item.count for item in figures}
    # What no figure holds belongs to a year that has fewer than five in all.
    assert sum(held.get(None, [])) == sum(t for t in _years(counts).values() if t < LEAST)


def _years(counts: Mapping[Key, int]) -> dict[str, int]:
    found: dict[str, int] = defaultdict(int)
    for key, count in counts.items():
        found[key[0]] += count
    return found


def _holder(figures: tuple[Figure, ...], key: Key) -> Figure | None:
    """The one figure that counts a cell: the deepest whose key begins its own, unless a sibling is shown for it."""
    holders = [figure for figure in figures if key[: len(figure.key)] == figure.key]
    exact = [figure for figure in holders if not figure.others]
    deepest = max(holders, key=lambda figure: (len(figure.key), not figure.others), default=None)
    assert len(exact) <= 1
    return exact[0] if exact else deepest


@cache
def worlds(cells: int, most: int) -> dict[tuple[Figure, ...], list[tuple[int, ...]]]:
    """Every way to fill a year of so many cells, by what is published of it: all that a reader can reason from."""
    found: dict[tuple[Figure, ...], list[tuple[int, ...]]] = defaultdict(list)
    for filling in product(range(most + 1), repeat=cells):
        found[published({("2026", str(cell)): count for cell, count in enumerate(filling)})].append(filling)
    return found


@pytest.mark.parametrize(("cells", "most"), [(2, 40), (3, 22), (4, 11)], ids=["two", "three", "four"])
def test_no_small_count_can_be_worked_out_of_those_published(cells: int, most: int) -> None:
    """Whoever knows the rule and sees the figures always has two worlds at least to choose from, for each small count.

    Fillings near the greatest count that is tried are left out: some of their alternatives lie beyond it.
    """
    for figures, fillings in worlds(cells, most).items():
        if sum(figure.count for figure in figures) > most:
            continue
        for cell in range(cells):
            values = {filling[cell] for filling in fillings}
            assert len(values) > 1 or not 0 < min(values) < LEAST, (figures, cell, values)


def two_levels(counts: tuple[int, ...]) -> dict[Key, int]:
    """Four cells, two under each of two needs."""
    return dict(zip(product(("2026",), "ab", "12"), counts, strict=True))


def test_nor_across_two_levels() -> None:
    found: dict[tuple[Figure, ...], list[tuple[int, ...]]] = defaultdict(list)
    for filling in product(range(11), repeat=4):
        found[published(two_levels(filling))].append(filling)
    for figures, fillings in found.items():
        if sum(figure.count for figure in figures) <= 10:
            for cell in range(4):
                values = {filling[cell] for filling in fillings}
                assert len(values) > 1 or not 0 < min(values) < LEAST, (figures, cell, values)


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ({"a": 4}, []),
        ({"a": 5}, [("a", 5, False)]),
        ({"a": 9, "b": 6}, [("a", 9, False), ("b", 6, False)]),
        ({"a": 9, "b": 3}, [("", 12, False)]),
        ({"a": 9, "b": 7, "c": 3}, [("a", 9, False), ("", 10, True)]),
        ({"a": 9, "b": 7, "c": 3, "d": 2}, [("a", 9, False), ("b", 7, False), ("", 5, True)]),
        ({"a": 9, "b": 7, "c": 1, "d": 1}, [("a", 9, False), ("", 9, True)]),
        ({"a": 9, "b": 5, "c": 1}, [("", 15, False)]),
        ({"a": 9, "b": 4, "c": 4}, [("", 17, False)]),
        ({"a": 2, "b": 3}, [("", 5, False)]),
    ],
    ids=str,
)
def test_small_parts_are_put_together(counts: dict[str, int], said: list[tuple[str, int, bool]]) -> None:
    found = published({("2026", name): count for name, count in counts.items()})
    assert [("".join(item.key[1:]), item.count, item.others) for item in found] == said


def test_slips_are_counted_by_year_alone_and_gaps_by_need_and_place(tmp_path: Path) -> None:
    with town(tmp_path) as found:
        for seed in range(6):
            number = found.given(str(seed))
            found.slips.mark(number, "no-answer", date(2021, 6, 10), invitation=1)
            found.slips.mark(number, "taken", date(2021, 6, 10), invitation=1)
            # What a stranger says of it is in no figure, nor are slips of which nobody said anything.
            found.slips.mark(number, "unreachable", date(2021, 6, 10))
        for seed in range(9):
            found.slips.mark(found.given(f"more {seed}"), "unreachable", date(2021, 6, 10))
        for _ in range(7):
            found.slips.add_gaps(["accounting"], "commune-37072", "2021-05")
        found.slips.add_gaps(["accounting"], "commune-37072", "2021-06")
        told = results(found.slips)
    assert told.outcomes == (Figure(("2021", "taken"), 6),)
    assert told.unanswered == (Figure(("2021", "accounting", "commune-37072"), 8),)
    assert ATELIER not in str(told)
