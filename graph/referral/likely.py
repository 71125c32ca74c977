# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the words of a sentence are likely to be about when they name nothing: by stems, over all said of each choice.

Okapi BM25 (Robertson and Zaragoza, 2009) over the labels, alternative labels, examples and definitions of the choices
of a scheme; a word that none of them holds stands for those whose letters are nearest.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

import Stemmer
from rapidfuzz import process
from rapidfuzz.distance import OSA

from graph.model import Choice, Model
from graph.referral.mention import Ref
from graph.referral.question_words import Word, words_of
from graph.text.folding import fold

SATURATION, LENGTH = 1.2, 0.5
"""The usual constants of BM25: how soon a word repeated says no more, how much a long text counts for less."""
LABEL, ALTERNATIVE, EXAMPLE, DEFINITION = 3.0, 2.5, 2.0, 1.0
"""What a word is worth where it is said."""
MISSPELT, SHORTEST_MISSPELT = 0.75, 5
"""How alike the letters of two stems must be for one to stand for the other, from what length on."""
PROPOSED, NEAR, LEAST_PROPOSED = 3, 0.5, 0.15
"""How many are proposed at most, what share of the score of the first the others must have, and what share of what is
said each must answer."""
MOST_WORDS = 400
"""Words of a sentence that are looked at: hostile texts have more."""


@dataclass(frozen=True)
class Likely:
    """A choice and how likely it is meant: `score` is that of BM25, `share` (0 to 1) how much of what the words say it
    answers, `places` those of the words that tell it."""

    choice: Choice
    score: float
    share: float
    places: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class LikelyChoices:
    """The choices of one scheme by the stems that are said of them, each with what it is worth there."""

    choices: tuple[Choice, ...]
    postings: Mapping[str, tuple[tuple[int, float], ...]]
    rare: Mapping[str, float]
    """How much a stem tells (inverse document frequency)."""

    def ranked(self, words: list[Word]) -> list[Likely]:
        """The choices that the words are about, the likeliest first."""
        scores: dict[int, float] = defaultdict(float)
        told: dict[int, float] = defaultdict(float)
        places: dict[int, list[int]] = defaultdict(list)
        whole, seen = 0.0, set[str]()
        unknown = max(self.rare.values(), default=1.0)
        for place, word in enumerate(words[:MOST_WORDS]):
            stem = stem_of(word)
            if word.little or stem in seen:
                continue
            seen.add(stem)
            near = self._near(stem)
            whole += max((self.rare[other] for other in near), default=unknown)
            for number, worth in self._worth(near).items():
                scores[number] += worth
                told[number] += max(self.rare[other] * alike for other, alike in near.items())
                places[number].append(place)
        order = sorted(scores, key=lambda number: (-scores[number], number))
        return [
            Likely(self.choices[number], scores[number], min(told[number] / whole, 1.0), tuple(places[number]))
            for number in order
        ]

    def _worth(self, near: Mapping[str, float]) -> dict[int, float]:
        """What a word says for each choice: that of the best of the stems it may stand for."""
        found: dict[int, float] = {}
        for stem, alike in near.items():
            for number, weight in self.postings[stem]:
                found[number] = max(found.get(number, 0.0), weight * alike)
        return found

    def _near(self, stem: str) -> dict[str, float]:
        """The stem itself, else those with nearly its letters, each with how alike it is (0 to 1)."""
        if stem in self.postings:
            return {stem: 1.0}
        if len(stem) < SHORTEST_MISSPELT:
            return {}
        found = process.extract(
            stem, self.postings.keys(), scorer=OSA.normalized_similarity, score_cutoff=MISSPELT, limit=3
        )
        return {other: alike for other, alike, _ in found}


def likely(model: Model, scheme: str) -> LikelyChoices:
    """The index of a scheme of a model."""
    return _indexed(model.scheme(scheme).choices)


def stem_of(word: Word) -> str:
    """The stem of a word, without accents."""
    return _stem(word.said)


@lru_cache(maxsize=4096)
def _stem(said: str) -> str:
    stem: str = _stemmer().stemWord(said.casefold())
    return fold(stem)


@lru_cache(maxsize=1)
def _stemmer() -> Stemmer.Stemmer:
    return Stemmer.Stemmer("french")


@lru_cache(maxsize=4)
def _indexed(choices: tuple[Choice, ...]) -> LikelyChoices:
    once = tuple({choice.iri: choice for choice in choices}.values())
    texts = [_weights(choice) for choice in once]
    lengths = [sum(text.values()) for text in texts]
    usual = sum(lengths) / max(len(lengths), 1)
    holding: dict[str, int] = defaultdict(int)
    for text in texts:
        for stem in text:
            holding[stem] += 1
    rare = {stem: math.log(1 + (len(texts) - held + 0.5) / (held + 0.5)) for stem, held in holding.items()}
    postings: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for number, (text, length) in enumerate(zip(texts, lengths, strict=True)):
        slow = SATURATION * (1 - LENGTH + LENGTH * length / usual)
        for stem, weight in text.items():
            postings[stem].append((number, rare[stem] * weight * (SATURATION + 1) / (weight + slow)))
    return LikelyChoices(once, {stem: tuple(found) for stem, found in postings.items()}, rare)


def _weights(choice: Choice) -> dict[str, float]:
    """The stems said of a choice, each with what it is worth in the best place."""
    said: list[tuple[float, Iterable[str]]] = [
        (LABEL, choice.label.languages.values()),
        (ALTERNATIVE, choice.alternatives),
        (EXAMPLE, choice.examples),
        (DEFINITION, [choice.definition.fr]),
    ]
    found: dict[str, float] = {}
    for worth, texts in said:
        for text in texts:
            for word in words_of(text):
                if not word.little:
                    stem = stem_of(word)
                    found[stem] = max(found.get(stem, 0.0), worth)
    return found


def proposed(ranked: list[Likely]) -> tuple[Ref, ...]:
    """What to propose: the likeliest, and those that are nearly as likely."""
    near = [one for one in ranked[:PROPOSED] if one.score >= ranked[0].score * NEAR and one.share >= LEAST_PROPOSED]
    return tuple(Ref(one.choice.iri, one.choice.label.fr) for one in near)
