# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which things are worth comparing with one: those that share a number, a way to reach them, a door or rare words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from heapq import nlargest, nsmallest
from math import log
from typing import TYPE_CHECKING

from graph.identity.naming import words_alike
from graph.identity.rarity import ways_of

if TYPE_CHECKING:
    from graph.identity.description import Description

# What more things than this share finds nobody: their rarer words do.
MOST_SHARING = 400
# How many are compared closely.
SHORTLIST = 12
# A number or a way to reach finds whatever the name is.
_STRONG, _DOOR, _HERE = 3.0, 1.5, 1.6
_SHORTEST_INITIALS = 3
_TRIGRAM, _COMMON_SHARE, _MOST_NEAR = 3, 0.34, 4
_LEAST_TYPED = 4


class Block:
    """Things by what they may be found by, to be asked for those that may be the same as another."""

    def __init__(self, descriptions: Sequence[Description] = ()) -> None:
        self._size = self._next = 0
        self._postings: dict[str, list[int]] = {}
        self._words: Counter[str] = Counter()
        self._keys: dict[int, str] = {}
        self._typed: dict[str, tuple[str, ...]] = {}
        for description in descriptions:
            self.add(description)

    def add(self, description: Description) -> int:
        """Takes in one more; its number."""
        number = self._next
        for key in _keys_of(description):
            self._postings.setdefault(key, []).append(number)
        self._keys[number] = description.key
        for word in _words_of(description):
            self._words[word] += 1
            if self._words[word] == 1:
                self._know(word)
        self._size, self._next = self._size + 1, number + 1
        return number

    def remove(self, number: int, description: Description) -> None:
        """Takes out the thing of a number, as it was taken in."""
        for key in _keys_of(description):
            self._postings[key].remove(number)
        del self._keys[number]
        for word in _words_of(description):
            self._words[word] -= 1
            if not self._words[word]:
                del self._words[word]
                self._know(word, known=False)
        self._size -= 1

    def _know(self, word: str, *, known: bool = True) -> None:
        """Takes in a word that nothing had, or that nothing has any more."""
        self._typed.clear()
        if "_trigrams" not in self.__dict__:
            return
        for trigram in trigrams(word):
            if known:
                self._trigrams.setdefault(trigram, {})[word] = None
            else:
                del self._trigrams[trigram][word]

    def near(self, description: Description, fits: Callable[[int], bool] | None = None) -> list[int]:
        """The numbers of the things that share most with it, weighed by how few share it; of those that fit."""
        found: dict[int, float] = {}
        for key, factor in self._asked(description):
            posting = self._postings.get(key, ())
            if 0 < len(posting) <= MOST_SHARING:
                weight = factor * log(1 + self._size / len(posting))
                for number in posting:
                    found[number] = found.get(number, 0.0) + weight
        if fits is not None:
            found = {number: weight for number, weight in found.items() if fits(number)}
        if len(found) <= SHORTLIST:
            return list(found)
        # Of equals the first by its key, whenever it was taken in.
        return nsmallest(SHORTLIST, found, key=lambda number: (-found[number], self._keys[number]))

    def _asked(self, description: Description) -> Iterator[tuple[str, float]]:
        """The keys of a thing, each with what it counts for, and those that its words may have been meant for."""
        known = self._words
        keys = _keys_of(description)
        for word in _words_of(description):
            if word not in known:
                keys |= {key for meant in self._meant(word) for key in _word_keys(meant, description)}
        for key in keys:
            yield key, {"w": 1.0, "n": _HERE, "i": _HERE, "d": _DOOR}.get(key[0], _STRONG)

    def _meant(self, word: str) -> tuple[str, ...]:
        """The known words that one is a typing error of, the nearest first."""
        found = self._typed.get(word)
        if found is None:
            found = self._typed[word] = tuple(self._nearest(word)) if len(word) >= _LEAST_TYPED else ()
        return found

    def _nearest(self, word: str) -> Iterable[str]:
        own = trigrams(word)
        shared: dict[str, int] = {}
        for trigram in own:
            for known in self._trigrams.get(trigram, ()):
                shared[known] = shared.get(known, 0) + 1
        least = _COMMON_SHARE * len(own)
        scored = ((words_alike(word, known), known) for known, count in shared.items() if count >= least)
        return [known for likeness, known in nlargest(_MOST_NEAR, scored) if likeness]

    @cached_property
    def _trigrams(self) -> dict[str, dict[str, None]]:
        """The known words by their trigrams, made at the first word that nobody has."""
        found: dict[str, dict[str, None]] = {}
        for word in self._words:
            for trigram in trigrams(word):
                found.setdefault(trigram, {})[word] = None
        return found


def trigrams(word: str) -> set[str]:
    """Runs of three letters of a word with its edges."""
    padded = f" {word} "
    return {padded[spot : spot + _TRIGRAM] for spot in range(len(padded) - _TRIGRAM + 1)}


def _words_of(description: Description) -> set[str]:
    """The words of its names."""
    return {word for form in description.names for word in form.words}


def _keys_of(description: Description) -> set[str]:
    """Whatever may find a thing; the first letter says what it is."""
    found = {f"# SIREN {siren}" for siren in description.numbers("SIREN")} | ways_of(description)
    if description.insee or description.postcode:
        here = description.insee or description.postcode
        found |= {f"d {here} {door.number} {door.street[-1]}" for door in description.doors}
    for form in description.names:
        for word in form.words:
            found |= _word_keys(word, description)
        if len(form.words) >= _SHORTEST_INITIALS:
            found.add(f"i {''.join(word[0] for word in form.words)}")
        elif len(form.words) == 1:
            found.add(f"i {form.words[0]}")
    return found


def _word_keys(word: str, description: Description) -> set[str]:
    """A word anywhere, and in its commune."""
    return {f"w {word}", *(f"n {place} {word}" for place in (description.insee, description.postcode) if place)}
