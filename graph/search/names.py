# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whole names by their first letter and their length, to find quickly those that a text is, a typing error apart."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterator

from rapidfuzz import fuzz, process

LONG_ENOUGH, ALIKE = 7, 0.86
"""From this length, how alike a text and a name must be for the one to be a typing error of the other."""
ENDINGS, ENDINGS_WRITTEN = ("", "s", "x", "ss"), "sx"
"""What a word may end with and be the same word, and the letters of it."""


class WholeNames:
    """Folded names in small lists; hardly anybody mistakes the first letter, nor many letters."""

    def __init__(self) -> None:
        self._lists: dict[tuple[str, int], tuple[list[int], list[str]]] = {}

    def add(self, number: int, key: str) -> None:
        """Adds a name."""
        numbers, keys = self._lists.setdefault((key[:1], len(key)), ([], []))
        place = bisect_left(numbers, number)
        numbers.insert(place, number)
        keys.insert(place, in_order(key))

    def remove(self, number: int, key: str) -> None:
        """Removes a name that was added."""
        numbers, keys = self._lists[key[:1], len(key)]
        place = bisect_left(numbers, number)
        del numbers[place], keys[place]

    def alike(self, key: str) -> Iterator[tuple[int, float]]:
        """The names that are nearly this text, whatever the order of their words, with how alike they are (0 to 1)."""
        typed, size = in_order(key), len(key)
        # The letters that differ are fewer than this share leaves.
        for length in range(int(size * ALIKE / (2 - ALIKE)), int(size * (2 - ALIKE) / ALIKE) + 2):
            numbers, keys = self._lists.get((key[:1], length), ((), ()))
            found = process.extract(typed, keys, scorer=fuzz.ratio, score_cutoff=100 * ALIKE, limit=None)
            yield from ((numbers[place], likeness / 100) for _, likeness, place in found)


def bare_words(key: str, small: Collection[str]) -> list[str]:
    """The words of a folded text but for small ones, without the mark of a plural, in alphabetical order."""
    return sorted(word.rstrip(ENDINGS_WRITTEN) for word in key.split() if word not in small)


def in_order(key: str) -> str:
    """A folded text with its words in alphabetical order."""
    return " ".join(sorted(key.split())) if " " in key else key
