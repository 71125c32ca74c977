# SPDX-License-Identifier: AGPL-3.0-or-later
"""Figures fit to be published: none below five, and none that could be worked out from the others.

Counts are split one question after the other (year, then need, then …). What is published are groups that do not
overlap. A split is published when each of its parts has five or more; else the small parts are put together, with the
smallest of the others if their sum is still below five, so that a part that is kept back never stands alone beside the
total. Where only one group would be left, the split is not published at all. Any total is a sum of published groups.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

LEAST = 5
Key = tuple[str, ...]


@dataclass(frozen=True)
class Figure:
    """A published count. `key` tells the answers to the first questions; `others`: it is the rest of the next one."""

    key: Key
    count: int
    others: bool = False


def published(counts: Mapping[Key, int]) -> tuple[Figure, ...]:
    """The figures of counts by their answers to the same questions, in order; those of the first stand alone."""
    found: list[Figure] = []
    for first, total in sorted(_split(counts, ()).items()):
        if total >= LEAST:
            found += _below(counts, Figure(first, total))
    return tuple(found)


def _below(counts: Mapping[Key, int], figure: Figure) -> Iterator[Figure]:
    """The groups into which a figure may be split, else itself."""
    parts = _split(counts, figure.key)
    kept, together = _apart(parts)
    if not kept:
        yield figure
        return
    for key in sorted(kept, key=lambda key: (-parts[key], key)):
        yield from _below(counts, Figure(key, parts[key]))
    if together:
        yield Figure(figure.key, together, others=True)


def _split(counts: Mapping[Key, int], above: Key) -> dict[Key, int]:
    """The counts by the next answer after those given; none when every question is answered."""
    found: Counter[Key] = Counter()
    for key, count in counts.items():
        if len(key) > len(above) and key[: len(above)] == above and count:
            found[key[: len(above) + 1]] += count
    return dict(found)


def _apart(parts: Mapping[Key, int]) -> tuple[list[Key], int]:
    """The parts to show one by one, and the count of those put together."""
    small = [key for key, count in parts.items() if count < LEAST]
    kept = sorted((key for key in parts if key not in small), key=lambda key: (parts[key], key))
    together = sum(parts[key] for key in small)
    if small and (together < LEAST or len(small) < 2):
        # One that is kept back alone would be the total less the others: the smallest of these joins it.
        together += parts[kept.pop(0)] if kept else 0
    return kept, together


def totals(figures: Iterable[Figure], depth: int) -> dict[Key, int]:
    """Sums of published figures by their first answers; the rest of a question stands under what it is the rest of."""
    found: Counter[Key] = Counter()
    for figure in figures:
        found[figure.key[:depth]] += figure.count
    return dict(found)
