# SPDX-License-Identifier: AGPL-3.0-or-later
"""A sentence while it is read: its words, which of them belong to a name already, and the runs that may be one."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from graph.referral.question_words import Word, said_by

LONGEST, LONGEST_PROPER = 5, 8
"""In words; the name of a place, as « Saint-Martin-le-Beau », is made of more."""
SHORTEST_NAME = 3
MOST_TRIED = 300
"""Runs of words looked up in one passage over a sentence, each once: people write far fewer, hostile texts more."""


@dataclass(frozen=True)
class Sentence:
    """The words of a text, and which of them belong to a name already."""

    text: str
    words: list[Word]
    taken: list[bool]

    def said(self, places: tuple[int, ...]) -> str:
        """These words as they were written."""
        return said_by(self.text, [self.words[place] for place in places])

    def take(self, places: Collection[int]) -> None:
        """These words, and those between them, belong to a name."""
        for place in range(min(places), max(places) + 1):
            self.taken[place] = True

    def free(self, places: Collection[int]) -> None:
        """These words belong to no name after all."""
        for place in range(min(places), max(places) + 1):
            self.taken[place] = False

    def takes(self, places: Collection[int]) -> bool:
        """Takes these words where none is taken, nor is a part of a proper name as « Saint-Pierre-des-Corps »."""
        if any(self.taken[place] for place in range(min(places), max(places) + 1)) or self._cuts_a_name(places):
            return False
        self.take(places)
        return True

    def _cuts_a_name(self, places: Collection[int]) -> bool:
        tokens = {self.words[place].token for place in places}
        rest = [word for place, word in enumerate(self.words) if word.token in tokens and place not in places]
        return any(word.said[:1].isupper() for word in rest)

    def titles(self) -> Iterator[tuple[int, ...]]:
        """The runs of words not taken yet that begin with a little word and may be a name all the same, the longest
        first: it has a capital, as in « Le Compte Asso », or they are the whole text."""
        tried = 0
        for size in range(min(LONGEST_PROPER, len(self.words)), 1, -1):
            for start in range(len(self.words) - size + 1):
                first, last = self.words[start], self.words[start + size - 1]
                begins = first.little and (first.said[:1].isupper() or size == len(self.words))
                if not begins or last.little or any(self.taken[start : start + size]):
                    continue
                if tried == MOST_TRIED:
                    return
                tried += 1
                yield tuple(range(start, start + size))

    def spans(self, *, proper: bool = False) -> Iterator[tuple[int, ...]]:
        """The runs of words not taken yet that may be a name, the longest first; words may be taken between two.

        A name neither begins nor ends with a little word (« pour partager »), but for a `proper` one: « La Riche ».
        """
        tried: set[str] = set()
        for size in range(min(LONGEST_PROPER if proper else LONGEST, len(self.words)), 0, -1):
            for start in range(len(self.words) - size + 1):
                run = self.words[start : start + size]
                begins = not run[0].little or (proper and size > 1 and run[0].said[:1].isupper())
                if any(self.taken[start : start + size]) or not begins or run[-1].little:
                    continue
                said = said_by(self.text, run)
                if len(said) < SHORTEST_NAME or said in tried:
                    continue
                if len(tried) == MOST_TRIED:
                    return
                tried.add(said)
                yield tuple(range(start, start + size))
