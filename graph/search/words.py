# SPDX-License-Identifier: AGPL-3.0-or-later
"""The words of an index: where each one occurs, and which words a typed one may stand for."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator
from heapq import nsmallest
from itertools import chain, pairwise
from typing import NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import OSA

from graph.text.folding import in_other_numbers

# How well a word of the index answers a typed one. From PLAIN on, it is the word itself, its singular or its plural, or
# a word that begins so: no typing error.
PLAIN = 0.75
EXACT = 1.0
OTHER_NUMBER = 0.95
ONE_TYPO = 0.7
BROKEN = 0.7
TYPO_IN_BEGINNING = 0.6
TWO_TYPOS = 0.5

MAX_EXPANSION = 120
SHORTEST_WITH_TYPO = 4
SHORTEST_WITH_TWO_TYPOS = 6
LONGEST_WITH_TYPO = 40
_LAST = "\U0010ffff"

Meanings = dict[str, float]


class WordMeanings(NamedTuple):
    """A typed word and what it may stand for: words of the index, each with how well it answers (0 to 1)."""

    typed: str
    meanings: Meanings


class Words:
    """Postings of words, and the same words sorted from both ends.

    One typing error leaves a half of the word as it was: what it may stand for shares its first half or its last
    half, and two sorted lists find these without any table of misspellings to make or to keep in memory.
    """

    def __init__(self) -> None:
        self.postings: dict[str, list[int]] = {}
        self._words: list[str] = []
        self._reversed: list[str] = []

    def fill(self, keys: Iterable[tuple[int, str]]) -> None:
        """Adds many texts to an empty index: sorted once, at the end."""
        postings = self.postings
        for number, key in keys:
            for word in set(key.split()):
                if word in postings:
                    postings[word].append(number)
                else:
                    postings[word] = [number]
        self._words = sorted(postings)
        self._reversed = sorted(word[::-1] for word in postings)

    def add(self, number: int, key: str) -> None:
        """Adds one text."""
        for word in set(key.split()):
            if word not in self.postings:
                self.postings[word] = []
                insort(self._words, word)
                insort(self._reversed, word[::-1])
            self.postings[word].append(number)

    def remove(self, number: int, key: str) -> None:
        """Removes one text that was added."""
        for word in set(key.split()):
            self.postings[word].remove(number)
            if not self.postings[word]:
                del self.postings[word]
                del self._words[bisect_left(self._words, word)]
                del self._reversed[bisect_left(self._reversed, word[::-1])]

    def count(self, group: WordMeanings) -> int:
        """How many occurrences the meanings of a typed word have."""
        return sum(len(self.postings[word]) for word in group.meanings)

    def holding(self, group: WordMeanings) -> Iterator[int]:
        """The numbers of the texts that hold a meaning of a typed word, those of the best meaning first."""
        meanings = sorted(group.meanings, key=group.meanings.__getitem__, reverse=True)
        return chain.from_iterable(self.postings[word] for word in meanings)

    def among(self, numbers: set[int], group: WordMeanings) -> set[int]:
        """Those of these texts that hold a meaning of a typed word."""
        return set().union(*(numbers.intersection(self.postings[word]) for word in group.meanings))

    def groups(self, typed: list[str]) -> list[WordMeanings]:
        """For each typed word what it may stand for."""
        groups = [WordMeanings(word, self._plain(word)) for word in typed]
        for one, two in pairwise(groups):
            joined = one.typed + two.typed
            if joined in self.postings and not (one.typed in self.postings and two.typed in self.postings):
                one.meanings[joined] = two.meanings[joined] = BROKEN
        for group in groups:
            if group.typed not in self.postings:
                group.meanings.update(self._mended(group.typed, group.meanings))
        return groups

    def _plain(self, word: str) -> Meanings:
        """The word itself, its singular and its plural, and the words that begin with it."""
        begun = _range(self._words, word)
        if len(begun) > MAX_EXPANSION:
            begun = nsmallest(MAX_EXPANSION, begun, key=len)
        share = (EXACT - PLAIN) * len(word)
        found = {other: PLAIN + share / len(other) for other in begun}
        return found | {other: OTHER_NUMBER for other in in_other_numbers(word) if other in self.postings}

    def _mended(self, word: str, plain: Meanings) -> Meanings:
        """What a word that is not in the index may stand for besides; unlikely readings only when there is no other."""
        if len(word) < SHORTEST_WITH_TYPO - bool(not plain):
            return {}
        near = {other: ONE_TYPO for other in self._one_typo(word) if other not in plain}
        if near or plain or len(word) > LONGEST_WITH_TYPO:
            return near
        split = self._split(word)
        if split:
            return split
        if len(word) >= SHORTEST_WITH_TWO_TYPOS:
            near = dict.fromkeys(self._close(word, self._words, 2), TWO_TYPOS)
        return near | dict.fromkeys(self._typo_in_beginning(word), TYPO_IN_BEGINNING)

    def _one_typo(self, word: str) -> list[str]:
        middle = len(word) // 2
        # Two letters swapped across the middle break both halves.
        swapped = word[: middle - 1] + word[middle] + word[middle - 1] + word[middle + 1 :]
        found = [swapped] if swapped in self.postings else []
        found += self._close(word, _range(self._words, word[:middle]), 1)
        backwards = self._close(word[::-1], _range(self._reversed, word[: middle - 1 : -1]), 1)
        return found + [other[::-1] for other in backwards]

    def _split(self, word: str) -> Meanings:
        """The longer part of each cut into two words of the index: a space was lost, or replaced by a letter."""
        cuts = ((word[:cut], word[start:]) for cut in range(1, len(word) - 1) for start in (cut, cut + 1))
        whole = (parts for parts in cuts if parts[0] in self.postings and parts[1] in self.postings)
        return dict.fromkeys((max(parts, key=len) for parts in whole), BROKEN)

    def _typo_in_beginning(self, word: str) -> list[str]:
        """Words whose beginning is the typed one but for one error, in its second half."""
        if len(word) <= SHORTEST_WITH_TYPO:
            return []
        begun = _range(self._words, word[: len(word) // 2])
        found: list[str] = []
        for length in (len(word), len(word) - 1, len(word) + 1):
            near = process.extract(
                word, [other[:length] for other in begun], scorer=OSA.distance, score_cutoff=1, limit=None
            )
            found += [begun[place] for _, _, place in near]
        return found[:MAX_EXPANSION]

    @staticmethod
    def _close(word: str, words: list[str], errors: int) -> list[str]:
        near = process.extract(word, words, scorer=OSA.distance, score_cutoff=errors, limit=MAX_EXPANSION)
        return [other for other, _, _ in near]


def _range(words: list[str], prefix: str) -> list[str]:
    """The words of a sorted list that begin so."""
    start = bisect_left(words, prefix)
    return words[start : bisect_left(words, prefix + _LAST, start)]
