# SPDX-License-Identifier: AGPL-3.0-or-later
"""What stands in a column: how many cells are filled, and its different values, each with how often it comes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from graph.sheets import SheetRow
from graph.sources._table.shapes import is_blank

# What is kept of a long table: its first different values tell what the others are.
MOST_DISTINCT, MOST_PARTED = 5_000, 1_000
EXAMPLES, LONGEST_EXAMPLE = 3, 60
# Longer than what any field with a form of its own holds.
LONGEST_KEPT = 1_000


@dataclass
class ColumnProfile:
    """A column as it is written; `counts` holds its first different values."""

    filled: int = 0
    counts: Counter[str] = field(default_factory=Counter)

    def add(self, text: str) -> None:
        """Takes a cell."""
        if is_blank(text):
            return
        self.filled += 1
        text = text[:LONGEST_KEPT]
        if text in self.counts or len(self.counts) < MOST_DISTINCT:
            self.counts[text] += 1

    @property
    def seen(self) -> int:
        """How many cells the values kept stand for."""
        return self.counts.total()

    def fitting(self, test: Callable[[str], object]) -> int:
        """How many of these cells pass a test."""
        return sum(count for text, count in self.counts.items() if test(text))

    def share(self, test: Callable[[str], object]) -> float:
        """The same as a share, 0 to 1."""
        return self.fitting(test) / self.seen if self.seen else 0.0

    @property
    def is_unique(self) -> bool:
        """Whether no value comes twice."""
        return bool(self.counts) and len(self.counts) == self.seen

    @property
    def examples(self) -> tuple[str, ...]:
        """The first values that differ, cut short."""
        shown = [" ".join(text.split()) for text in self.counts]
        return tuple(text[:LONGEST_EXAMPLE] for text in shown[:EXAMPLES])

    def parts(self, separator: str) -> Iterator[tuple[str, int]]:
        """The parts of its first different cells, each with how often it comes."""
        for text, count in islice(self.counts.items(), MOST_PARTED):
            yield from ((part.strip(), count) for part in text.split(separator or "\0") if part.strip())


def profiles_of(rows: Iterable[SheetRow], width: int) -> tuple[list[ColumnProfile], int]:
    """A profile a column, and how many rows there are."""
    found, count = [ColumnProfile() for _ in range(width)], 0
    for _, cells in rows:
        count += 1
        for profile, text in zip(found, cells, strict=False):
            profile.add(text)
    return found, count
