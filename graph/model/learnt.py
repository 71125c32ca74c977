# SPDX-License-Identifier: AGPL-3.0-or-later
"""What each word tells of each choice, learnt from all that is said of them and kept as a file beside what was said."""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from graph.errors import ModelError
from graph.text.packed import rank_in

DIGITS = 100
"""What the numbers of the file are multiplied by, so that they are whole."""
TAB, PAIR = "\t", ":"


@dataclass(frozen=True, eq=False)
class Learnt:
    """A softmax regression (multinomial logistic regression) over terms: stems, and pairs of those that follow one
    another. `digest` is that of the texts it was learnt from, `slugs` are the choices, `first` what each has without
    a word (natural logarithm), in the order of the slugs."""

    digest: str = ""
    slugs: tuple[str, ...] = ()
    first: tuple[float, ...] = ()
    _terms: Sequence[str] = ()
    _starts: Sequence[int] = ()
    _numbers: Sequence[int] = ()
    _worths: Sequence[int] = ()
    _rare: Sequence[int] = ()

    @classmethod
    def of(cls, lines: Iterable[str]) -> Learnt:
        """What a file says: a line with the digest, one with the slugs, one with the first numbers, then a term a line,
        in order, with how rare it is and, by number of the choice, what it is worth. Raises ModelError."""
        terms: list[str] = []
        starts, numbers, worths, rare = array("I"), array("H"), array("h"), array("H")
        said = iter(lines)
        try:
            digest, slugs, first = next(said), next(said).split(TAB), next(said).split(TAB)
            for line in said:
                term, weight, *pairs = line.split(TAB)
                terms.append(term)
                starts.append(len(numbers))
                rare.append(int(weight))
                for pair in pairs:
                    number, worth = pair.split(PAIR)
                    numbers.append(int(number))
                    worths.append(int(worth))
            starts.append(len(numbers))
            begin = tuple(int(one) / DIGITS for one in first)
            if any(one >= other for one, other in pairwise(terms)):
                raise ValueError("terms in order")
        except (StopIteration, ValueError, OverflowError) as error:
            raise ModelError(
                "Ce qui a été appris des mots ne se lit pas : « make learn » l’écrit à nouveau."
            ) from error
        return cls(digest, tuple(slugs), begin, terms, starts, numbers, worths, rare)

    @property
    def terms(self) -> Iterable[str]:
        """The terms that tell something."""
        return self._terms

    def knows(self, slugs: Iterable[str]) -> bool:
        """Whether it was learnt for these choices, no other and no fewer: else it would never tell of the new ones."""
        return {*slugs} == {*self.slugs}

    def shares(self, terms: Iterable[str]) -> list[float]:
        """How likely each choice is (0 to 1, 1 together), in the order of the slugs; empty where no term is known."""
        scores: dict[int, int] = {}
        length = 0
        for row in self._known(terms):
            length += self._rare[row] ** 2
            for place in range(self._starts[row], self._starts[row + 1]):
                number = self._numbers[place]
                scores[number] = scores.get(number, 0) + self._worths[place]
        if not length:
            return []
        whole = math.sqrt(length)
        logits = list(self.first)
        for number, score in scores.items():
            logits[number] += score / whole
        most = max(logits)
        likely = [math.exp(logit - most) for logit in logits]
        every = sum(likely)
        return [one / every for one in likely]

    def _known(self, terms: Iterable[str]) -> Iterator[int]:
        return (row for term in terms if (row := rank_in(self._terms, term)) is not None)
