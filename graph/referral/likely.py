# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the words of a sentence are likely to be about when they name nothing: what was said so of each choice.

Two readings, of equal weight: the sentences said of a choice (labels, alternative labels, examples, definition) that
share the rarest stems with this one, the nearest first; and the runs of letters of its words among all those of the
choice (Okapi BM25, Robertson and Zaragoza, 2009), so that a misspelt word or one of the same family counts.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from heapq import nlargest
from itertools import chain

import Stemmer

from graph.model import Choice, Model
from graph.referral.mention import Ref
from graph.referral.question_words import Word, words_of
from graph.text.folding import fold

SATURATION, LENGTH = 1.2, 0.5
"""The usual constants of BM25: how soon letters repeated say no more, how much a long text counts for less."""
LABEL, ALTERNATIVE, EXAMPLE, DEFINITION = 1.2, 1.0, 1.0, 0.8
"""What a sentence is worth, by where it is said."""
NEAREST, SHORT = 10, 0.6
"""How many sentences of a choice are heard, each less than the one before; how much a long one counts for less."""
LETTERS = 4
PROPOSED, NEAR, LEAST_PROPOSED = 3, 0.5, 0.15
"""How many are proposed at most, what share of the score of the first the others must have, and what share of what is
said each must answer."""
MOST_WORDS = 400
"""Words of a sentence that are looked at: hostile texts have more."""

Postings = Mapping[str, tuple[tuple[int, float], ...]]


@dataclass(frozen=True)
class Likely:
    """A choice and how likely it is meant: `score` (0 to 2) is 2 for what answers best by stems and by letters,
    `share` (0 to 1) how much of what the words say it answers, `places` those of the words that tell it."""

    choice: Choice
    score: float
    share: float
    places: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class LikelyChoices:
    """The choices of one scheme by what is said of them. `sentences` has, by stem, the sentences that hold it (their
    number, and what the stem is worth there); `about` which choice each is said of."""

    choices: tuple[Choice, ...]
    sentences: Postings
    about: tuple[int, ...]
    letters: Postings
    stems: Mapping[str, frozenset[int]]
    rare: Mapping[str, float]
    """How much a stem tells (inverse document frequency)."""

    def ranked(self, words: list[Word]) -> list[Likely]:
        """The choices that the words are about, the likeliest first."""
        places: dict[str, int] = {}
        for place, word in enumerate(words[:MOST_WORDS]):
            if not word.little:
                places.setdefault(stem_of(word), place)
        by_sentence, by_letters = self._heard(places), _summed(self.letters, runs(places))
        best, most = (max(scores.values(), default=1.0) for scores in (by_sentence, by_letters))
        score = {number: by_sentence.get(number, 0.0) / best + value / most for number, value in by_letters.items()}
        unknown = max(self.rare.values(), default=1.0)
        whole = sum(self.rare.get(stem, unknown) for stem in places)
        order = sorted(score, key=lambda number: (-score[number], number))
        told = self._told(places)
        return [
            Likely(self.choices[number], score[number], min(told[number][0] / whole, 1.0), tuple(told[number][1]))
            for number in order
        ]

    def _heard(self, stems: Iterable[str]) -> dict[int, float]:
        """What the nearest sentences of each choice are worth together."""
        found: dict[int, list[float]] = defaultdict(list)
        for sentence, worth in _summed(self.sentences, stems).items():
            found[self.about[sentence]].append(worth)
        return {
            number: sum(worth / (place + 1) for place, worth in enumerate(nlargest(NEAREST, worths)))
            for number, worths in found.items()
        }

    def _told(self, places: Mapping[str, int]) -> Mapping[int, tuple[float, list[int]]]:
        """For each choice how much the words say of it, and where these are."""
        told: dict[int, tuple[float, list[int]]] = defaultdict(lambda: (0.0, []))
        for stem, place in places.items():
            for number in self.stems.get(stem, ()):
                rare, where = told[number]
                told[number] = rare + self.rare[stem], [*where, place]
        return told


def likely(model: Model, scheme: str) -> LikelyChoices:
    """The index of a scheme of a model."""
    return likely_among(model.scheme(scheme).choices)


def proposed(ranked: list[Likely]) -> tuple[Ref, ...]:
    """What to propose: the likeliest, and those that are nearly as likely."""
    near = [one for one in ranked[:PROPOSED] if one.score >= ranked[0].score * NEAR and one.share >= LEAST_PROPOSED]
    return tuple(Ref(one.choice.iri, one.choice.label.fr) for one in near)


def stem_of(word: Word) -> str:
    """The stem of a word, without accents."""
    return _stem(word.said)


def runs(stems: Iterable[str]) -> set[str]:
    """The runs of letters of some stems, with where each begins and ends."""
    found: set[str] = set()
    for stem in stems:
        marked = f"#{stem}#"
        found.update(marked[start : start + LETTERS] for start in range(max(len(marked) - LETTERS, 0) + 1))
    return found


def _summed(postings: Postings, terms: Iterable[str]) -> dict[int, float]:
    scores: dict[int, float] = defaultdict(float)
    for term in terms:
        for number, worth in postings.get(term, ()):
            scores[number] += worth
    return scores


@lru_cache(maxsize=4096)
def _stem(said: str) -> str:
    stem: str = _stemmer().stemWord(said.casefold())
    return fold(stem)


@lru_cache(maxsize=1)
def _stemmer() -> Stemmer.Stemmer:
    return Stemmer.Stemmer("french")


@lru_cache(maxsize=4)
def likely_among(choices: tuple[Choice, ...]) -> LikelyChoices:
    """The index of some choices, made once."""
    once = tuple({choice.iri: choice for choice in choices}.values())
    said = [
        (number, worth, frozenset(stem_of(word) for word in words_of(text) if not word.little))
        for number, choice in enumerate(once)
        for worth, text in _texts(choice)
    ]
    letters = [Counter[str]() for _ in once]
    stems: dict[str, set[int]] = defaultdict(set)
    for number, _, here in said:
        letters[number].update(runs(here))
        for stem in here:
            stems[stem].add(number)
    whole = {stem: frozenset(found) for stem, found in stems.items()}
    rare = {stem: _rarity(len(found), len(once)) for stem, found in whole.items()}
    about = tuple(number for number, *_ in said)
    return LikelyChoices(once, _sentences(said), about, _letters(letters), whole, rare)


def _rarity(held: int, every: int) -> float:
    return math.log(1 + (every - held + 0.5) / (held + 0.5))


def _sentences(said: list[tuple[int, float, frozenset[str]]]) -> Postings:
    """By stem, what it is worth in each sentence: rare stems more, in short sentences more."""
    rare = {stem: _rarity(held, len(said)) for stem, held in Counter(chain(*(here for *_, here in said))).items()}
    lengths = [math.sqrt(sum(rare[stem] ** 2 for stem in here)) for *_, here in said]
    usual = sum(lengths) / max(len(lengths), 1)
    found = defaultdict[str, list[tuple[int, float]]](list)
    for place, ((_, worth, here), length) in enumerate(zip(said, lengths, strict=True)):
        for stem in here:
            found[stem].append((place, worth * rare[stem] / ((1 - SHORT) * usual + SHORT * length)))
    return {stem: tuple(where) for stem, where in found.items()}


def _letters(texts: list[Counter[str]]) -> Postings:
    """By run of letters, what it is worth for each choice whose texts hold it."""
    held = Counter(chain(*texts))
    found = defaultdict[str, list[tuple[int, float]]](list)
    lengths = [sum(text.values()) for text in texts]
    usual = sum(lengths) / max(len(lengths), 1)
    for number, (text, length) in enumerate(zip(texts, lengths, strict=True)):
        slow = SATURATION * (1 - LENGTH + LENGTH * length / usual)
        for run, times in text.items():
            rarity = _rarity(held[run], len(texts))
            found[run].append((number, rarity * times * (SATURATION + 1) / (times + slow)))
    return {run: tuple(where) for run, where in found.items()}


def _texts(choice: Choice) -> Iterator[tuple[float, str]]:
    """All that is said of a choice, with what it is worth."""
    yield from ((LABEL, text) for text in choice.label.languages.values())
    yield from ((ALTERNATIVE, text) for text in choice.alternatives)
    yield from ((EXAMPLE, text) for text in choice.examples)
    yield DEFINITION, choice.definition.fr
