# SPDX-License-Identifier: AGPL-3.0-or-later
"""Figures fit to be published: none below five, and none that could be worked out from the others.

Counts are split one question after the other (year, then need, then …). What is published are groups that do not
overlap, so that any total is a sum of published groups. A split is published when each of its parts has five or more.
Parts that are smaller are put together, where their sum is five or more and leaves each of them in doubt; else, where
their sum is below five, with the smallest of the other parts, if this leaves in doubt which share of the sum is whose.
Where neither hides them, only the total is published. Tests try every small world against a reader who knows this rule.
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
    """The parts to show one by one, and the count of those put together; none when only their total may be shown."""
    small = [count for count in parts.values() if count < LEAST]
    kept = sorted((key for key in parts if parts[key] >= LEAST), key=lambda key: (parts[key], key))
    together = sum(small)
    if not small or (len(small) > 1 and LEAST <= together < (LEAST - 1) * len(small)):
        return kept, together
    if together < LEAST and len(kept) > 1 and _hides(parts[kept[0]], parts[kept[1]], together):
        return kept[1:], together + parts[kept[0]]
    return [], 0


def _hides(joined: int, shown: int, together: int) -> bool:
    """Whether a part hides small ones that it joins: of their sum, its share could as well be another.

    `shown` is the smallest part still shown: everybody knows that the one which joined is smaller.
    """
    total = together + joined
    shares = [share for share in range(LEAST, shown) if 1 <= total - share < LEAST]
    return joined < shown and len(shares) > 1


def totals(figures: Iterable[Figure], depth: int) -> dict[Key, int]:
    """Sums of published figures by their first answers; the rest of a question stands under what it is the rest of."""
    found: Counter[Key] = Counter()
    for figure in figures:
        found[figure.key[:depth]] += figure.count
    return dict(found)
