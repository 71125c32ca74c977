# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is said of the choices of a scheme, as stems, pairs and runs of letters, and what each of these is worth there.

Made once for `graph.referral.likely`, which says how it is read, and after whom.
"""

from __future__ import annotations

import math
import re
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, chain, groupby, pairwise
from operator import attrgetter
from typing import NamedTuple

import Stemmer

from graph.model import Choice
from graph.referral.question_words import LANGUAGE, Word, words_of
from graph.text.folding import fold
from graph.text.packed import rank_in

SATURATION, LENGTH = 1.2, 0.5
"""The usual constants of BM25: how soon what is repeated says no more, how much a long text counts for less."""
SMOOTHED = 1.0
"""How much every term is taken to have been said besides, in sentences as long as the usual one."""
SHORT = 0.6
"""How much a long sentence counts for less."""
LABEL, ALTERNATIVE, EXAMPLE, DEFINITION = 1.2, 1.0, 1.0, 0.8
"""What a sentence is worth, by where it is said."""
RUN = 4
"""Letters of a run."""
SOUNDS = (("ph", "f"), ("qu", "k"), ("c", "k"), ("y", "i"), ("eau", "o"), ("au", "o"), ("z", "s"), ("an", "en"))
"""What is said alike."""
UNSEEN = 0.3
"""How often a word that was never seen is taken to have been."""

_TWICE = re.compile(r"(.)\1+")


class SaidStem(NamedTuple):
    """A stem, and whether it names nothing alone."""

    text: str
    little: bool


class TermWorths:
    """By term, numbers of what holds it and what it is worth there: packed, as there are a hundred thousand of them."""

    def __init__(self, found: Iterable[tuple[str, int, float]]) -> None:
        """Takes terms, what holds each and what it is worth there, in any order of terms."""
        met: dict[str, int] = {}
        places, numbers, worths = array("I"), array("I"), array("d")
        for term, number, worth in found:
            places.append(met.setdefault(term, len(met)))
            numbers.append(number)
            worths.append(worth)
        self._terms = sorted(met)
        ranks = array("I", bytes(4 * len(met)))
        for rank, term in enumerate(self._terms):
            ranks[met[term]] = rank
        places = array("I", map(ranks.__getitem__, places))
        held = Counter(places)
        self._ends = array("I", accumulate((held[place] for place in range(len(held))), initial=0))
        self._numbers, self._worths = array("I", bytes(4 * len(numbers))), array("d", bytes(8 * len(worths)))
        free = self._ends[:]
        for place, number, worth in zip(places, numbers, worths, strict=True):
            at = free[place]
            self._numbers[at], self._worths[at] = number, worth
            free[place] = at + 1

    def of(self, term: str) -> Iterable[tuple[int, float]]:
        """What holds a term, in the order in which it was found; nothing for one that is not known."""
        place = rank_in(self._terms, term)
        if place is None:
            return ()
        part = slice(self._ends[place], self._ends[place + 1])
        return zip(self._numbers[part], self._worths[part], strict=True)


def stem_of(word: Word) -> str:
    """The stem of a word, without accents."""
    return _stem(word.said)


def runs(stems: Iterable[str]) -> set[str]:
    """The runs of letters of some stems, with where each begins and ends."""
    found: set[str] = set()
    for stem in stems:
        marked = f"#{stem}#"
        found.update(marked[start : start + RUN] for start in range(max(len(marked) - RUN, 0) + 1))
    return found


def sounded(stem: str) -> str:
    """A stem nearly as it sounds: no letter twice, and one letter for those that are said alike."""
    for written, said in SOUNDS:
        stem = stem.replace(written, said)
    return _TWICE.sub(r"\1", stem)


@lru_cache(maxsize=16384)
def _stem(said: str) -> str:
    stem: str = _stemmer().stemWord(said.casefold())
    return fold(stem)


@lru_cache(maxsize=1)
def _stemmer() -> Stemmer.Stemmer:
    return Stemmer.Stemmer(LANGUAGE)


class TextOfChoice(NamedTuple):
    """The terms of a text that is said of a choice."""

    slug: str
    terms: frozenset[str]


def texts_of_choices(choices: Iterable[Choice], short: tuple[tuple[str, str], ...]) -> list[TextOfChoice]:
    """All that is said of some choices, to learn from."""
    spelled = stems_for(short)
    return [
        TextOfChoice(choice.slug, frozenset(terms_of(heard_in(text, spelled))))
        for choice in choices
        for _, text in texts_of(choice)
    ]


def stems_for(short: tuple[tuple[str, str], ...]) -> dict[str, tuple[SaidStem, ...]]:
    """By folded word as it is shortened in messages, the stems of what it stands for."""
    return {
        fold(word): tuple(SaidStem(stem_of(one), one.little) for one in words_of(stands_for))
        for word, stands_for in short
    }


@dataclass(frozen=True, slots=True)
class SaidText:
    """A text said of a choice, by its number: what it is worth, the stems that say something, and all its terms; each
    once."""

    about: int
    worth: float
    stems: tuple[str, ...]
    terms: tuple[str, ...]

    @classmethod
    def of(cls, about: int, worth: float, heard: list[SaidStem], known: dict[str, str]) -> SaidText:
        """The text in which that is heard; what is said again and again is one object, to be found in `known`."""
        telling = dict.fromkeys(stem.text for stem in heard if not stem.little)
        stems, terms = (tuple([known.setdefault(one, one) for one in found]) for found in (telling, terms_of(heard)))
        return cls(about, worth, stems, terms)


def heard_in(text: str, short: Mapping[str, tuple[SaidStem, ...]]) -> list[SaidStem]:
    """The stems of a text, in order."""
    return list(chain(*(stems_of(word, short) for word in words_of(text))))


def choices_by_stem(said: list[SaidText]) -> dict[str, frozenset[int]]:
    """By stem, the choices of which it is said."""
    about: dict[str, set[int]] = defaultdict(set)
    for text in said:
        for stem in text.stems:
            about[stem].add(text.about)
    return {stem: frozenset(found) for stem, found in about.items()}


def letter_worths(size: int, said: list[SaidText]) -> TermWorths:
    """The runs of letters of what is said of each choice, weighed."""
    letters, known = [Counter[str]() for _ in range(size)], dict[str, str]()
    for text in said:
        letters[text.about].update([known.setdefault(run, run) for run in runs(text.stems)])
    return _weighed(letters)


def telling_worths(said: list[SaidText]) -> TermWorths:
    """By stem or pair, what it is worth for each choice: the rarer, and the less of it is said of the others."""
    held = Counter(chain.from_iterable(text.terms for text in said))
    rare = {term: math.log((1 + len(said)) / (1 + times)) for term, times in held.items()}
    about = [(number, _lengths_of(texts, rare)) for number, texts in groupby(said, attrgetter("about"))]
    whole: dict[str, float] = defaultdict(float)
    for _, mine in about:
        for term, worth in mine.items():
            whole[term] += worth
    return TermWorths(
        (
            term,
            number,
            rare[term] * math.log((whole[term] + SMOOTHED) / (whole[term] - worth + SMOOTHED)),
        )
        for number, mine in about
        for term, worth in mine.items()
        if whole[term]
    )


def _lengths_of(texts: Iterable[SaidText], rare: Mapping[str, float]) -> dict[str, float]:
    """By term, how much of the texts of one choice it makes."""
    found: dict[str, float] = defaultdict(float)
    for text in texts:
        length = math.sqrt(sum(rare[term] ** 2 for term in text.terms)) or 1.0
        for term in text.terms:
            found[term] += rare[term] / length
    return found


def stems_by_letter(stems: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
    """Stems by the first letter of what they sound like, in order."""
    found: dict[str, list[str]] = defaultdict(list)
    for stem in sorted(stems):
        found[sounded(stem)[:1]].append(stem)
    return {letter: tuple(those) for letter, those in found.items()}


def rarity(held: int, every: int) -> float:
    """How much it tells to be held by so many of all (inverse document frequency, natural logarithm)."""
    return math.log(1 + (every - held + 0.5) / (held + 0.5))


def sentence_worths(said: list[SaidText]) -> TermWorths:
    """By stem, what it is worth in each sentence: rare stems more, in short sentences more."""
    held = Counter(chain.from_iterable(text.stems for text in said))
    rare = {stem: rarity(times, len(said)) for stem, times in held.items()}
    lengths = [math.sqrt(sum(rare[stem] ** 2 for stem in text.stems)) for text in said]
    usual = sum(lengths) / max(len(lengths), 1)
    return TermWorths(
        (stem, place, text.worth * rare[stem] / ((1 - SHORT) * usual + SHORT * length))
        for place, (text, length) in enumerate(zip(said, lengths, strict=True))
        for stem in text.stems
    )


def _weighed(texts: list[Counter[str]]) -> TermWorths:
    """By term, what it is worth for each choice whose texts hold it."""
    held = Counter(chain.from_iterable(texts))
    lengths = [sum(text.values()) for text in texts]
    usual = sum(lengths) / max(len(lengths), 1)

    def worths() -> Iterator[tuple[str, int, float]]:
        for number, (text, length) in enumerate(zip(texts, lengths, strict=True)):
            slow = SATURATION * (1 - LENGTH + LENGTH * length / usual)
            for term, times in text.items():
                yield term, number, rarity(held[term], len(texts)) * times * (SATURATION + 1) / (times + slow)

    return TermWorths(worths())


def odds_elsewhere(here: list[SaidText], elsewhere: list[SaidText]) -> Mapping[str, float]:
    """How much more likely each word and pair is said elsewhere than here; nothing where nobody told what is."""
    if not elsewhere:
        return {}
    mine, other = (Counter(chain.from_iterable(text.terms for text in texts)) for texts in (here, elsewhere))
    unseen = UNSEEN * len(here) / len(elsewhere)
    return {
        term: math.log((other[term] + UNSEEN) / (len(elsewhere) + 2 * UNSEEN))
        - math.log((mine[term] + unseen) / (len(here) + 2 * unseen))
        for term in {**mine, **other}
    }


def terms_of(stems: Iterable[SaidStem]) -> set[str]:
    """The stems, little ones too, and the pairs of those that follow one another."""
    texts = [stem.text for stem in stems]
    return {*texts, *(f"{one} {two}" for one, two in pairwise(texts))}


def stems_of(word: Word, short: Mapping[str, tuple[SaidStem, ...]]) -> tuple[SaidStem, ...]:
    """The stem of a word, or of each word that it is short for."""
    return short.get(word.folded) or (SaidStem(stem_of(word), word.little),)


def texts_of(choice: Choice) -> Iterator[tuple[float, str]]:
    """All that is said of a choice, with what it is worth."""
    yield from ((LABEL, text) for text in choice.label.languages.values())
    yield from ((ALTERNATIVE, text) for text in choice.alternatives)
    yield from ((EXAMPLE, text) for text in choice.examples)
    yield from ((DEFINITION, text) for text in choice.definition.languages.values())
