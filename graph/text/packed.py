# SPDX-License-Identifier: AGPL-3.0-or-later
"""Very many words in order, found by halving: they take what they say, where a dictionary takes as much again."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate, chain


def rank_in(words: Sequence[str], word: str) -> int | None:
    """The rank of a word among words in order; None where it is not there."""
    rank = bisect_left(words, word)
    return rank if rank < len(words) and words[rank] == word else None


class NumbersByWord:
    """Some whole numbers for each word, in the order given; read as a dictionary of lists is, and never changed."""

    def __init__(self, found: Mapping[str, Sequence[int]]) -> None:
        self._words = sorted(found)
        lists = [found[word] for word in self._words]
        self._ends = array("I", accumulate(map(len, lists), initial=0))
        self._numbers = array("I", chain.from_iterable(lists))

    def get(self, word: str) -> list[int]:
        """The numbers of a word; none for one that is not there."""
        rank = rank_in(self._words, word)
        return [] if rank is None else self._numbers[self._ends[rank] : self._ends[rank + 1]].tolist()

    def __iter__(self) -> Iterator[str]:
        return iter(self._words)
