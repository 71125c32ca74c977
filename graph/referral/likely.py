# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the words of a sentence are likely to be about when they name nothing: what was said so of each choice.

Four readings, each brought to the best of its scores and weighed: the sentences said of a choice (labels, alternative
labels, examples, definition) that share the rarest stems with this one, the nearest first; the stems, and the runs of
letters of the stems, among all that is said of the choice (Okapi BM25, Robertson and Zaragoza, 2009), so that a
misspelt word or one of the same family counts; and pairs of words that follow one another, little words too.

What is said elsewhere than at such a desk is told apart by its words and pairs (naive Bayes).
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from heapq import nlargest
from itertools import chain, pairwise

import Stemmer

from graph.model import Choice, Model
from graph.referral.mention import Ref
from graph.referral.question_words import LANGUAGE, Word, words_of
from graph.text.folding import fold

SATURATION, LENGTH = 1.2, 0.5
"""The usual constants of BM25: how soon what is repeated says no more, how much a long text counts for less."""
SENTENCES, LETTERS, STEMS, PAIRS = 0.25, 0.4, 0.15, 0.2
"""What each reading weighs; chosen by cross-validation over the examples, and on phrasings (`docs/decisions/0028`)."""
LABEL, ALTERNATIVE, EXAMPLE, DEFINITION = 1.2, 1.0, 1.0, 0.8
"""What a sentence is worth, by where it is said."""
NEAREST, SHORT = 10, 0.6
"""How many sentences of a choice are heard, each less than the one before; how much a long one counts for less."""
RUN = 4
"""Letters of a run."""
PROPOSED, NEAR, LEAST_PROPOSED = 3, 0.3, 0.05
"""How many are proposed at most, what share of the score of the first the others must have, and what share of what is
said each must answer."""
UNSEEN = 0.3
"""How often a word that was never seen is taken to have been."""
MOST_WORDS = 400
"""Words of a sentence that are looked at: hostile texts have more."""

Postings = Mapping[str, tuple[tuple[int, float], ...]]
Scores = Mapping[int, float]


@dataclass(frozen=True)
class Likely:
    """A choice and how likely it is meant: `score` (0 to 1) is 1 for what answers best in every way,
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
    words: Postings
    pairs: Postings
    stems: Mapping[str, frozenset[int]]
    rare: Mapping[str, float]
    """How much a stem tells (inverse document frequency)."""
    odds: Mapping[str, float]
    """By stem or pair, how much more likely it is said elsewhere (natural logarithm)."""

    def ranked(self, words: list[Word]) -> list[Likely]:
        """The choices that the words are about, the likeliest first."""
        places = _places(words)
        readings = (
            (SENTENCES, self._heard(places)),
            (LETTERS, _summed(self.letters, runs(places))),
            (STEMS, _summed(self.words, places)),
            (PAIRS, _summed(self.pairs, _pairs(words) if places else ())),
        )
        score: dict[int, float] = defaultdict(float)
        for weight, reading in readings:
            best = max(reading.values(), default=1.0)
            for number, worth in reading.items():
                score[number] += weight * worth / best
        unknown = max(self.rare.values(), default=1.0)
        whole = sum(self.rare.get(stem, unknown) for stem in places)
        order = sorted(score, key=lambda number: (-score[number], number))
        told = self._told(places)
        return [
            Likely(self.choices[number], score[number], min(told[number][0] / whole, 1.0), tuple(told[number][1]))
            for number in order
        ]

    def is_elsewhere(self, words: list[Word]) -> bool:
        """Whether the words are rather such as are said elsewhere, or none of them was ever said here."""
        said = {stem_of(word) for word in words[:MOST_WORDS]}
        odds = sum(self.odds.get(term, 0.0) for term in (*said, *_pairs(words)))
        return odds > 0

    def _heard(self, stems: Iterable[str]) -> Scores:
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
    return likely_among(model.scheme(scheme).choices, model.elsewhere)


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
        found.update(marked[start : start + RUN] for start in range(max(len(marked) - RUN, 0) + 1))
    return found


def _places(words: list[Word]) -> dict[str, int]:
    """The stems of the words that say something, with where each is first."""
    places: dict[str, int] = {}
    for place, word in enumerate(words[:MOST_WORDS]):
        if not word.little:
            places.setdefault(stem_of(word), place)
    return places


def _pairs(words: list[Word]) -> set[str]:
    """Each two words that follow one another."""
    return {f"{stem_of(one)} {stem_of(two)}" for one, two in pairwise(words[:MOST_WORDS])}


def _summed(postings: Postings, terms: Iterable[str]) -> dict[int, float]:
    scores: dict[int, float] = defaultdict(float)
    for term in terms:
        for number, worth in postings.get(term, ()):
            scores[number] += worth
    return scores


@lru_cache(maxsize=8192)
def _stem(said: str) -> str:
    stem: str = _stemmer().stemWord(said.casefold())
    return fold(stem)


@lru_cache(maxsize=1)
def _stemmer() -> Stemmer.Stemmer:
    return Stemmer.Stemmer(LANGUAGE)


@lru_cache(maxsize=4)
def likely_among(choices: tuple[Choice, ...], elsewhere: tuple[str, ...] = ()) -> LikelyChoices:
    """The index of some choices, and of what is said elsewhere, made once."""
    once = tuple({choice.iri: choice for choice in choices}.values())
    texts = [
        (number, worth, words_of(text)) for number, choice in enumerate(once) for worth, text in _texts(choice)
    ]
    said = [(number, worth, frozenset(_places(words))) for number, worth, words in texts]
    letters, words, pairs = ([Counter[str]() for _ in once] for _ in range(3))
    for number, _, here in said:
        letters[number].update(runs(here))
        words[number].update(here)
    for number, _, here in texts:
        pairs[number].update(_pairs(here))
    stems: dict[str, set[int]] = defaultdict(set)
    for number, _, here in said:
        for stem in here:
            stems[stem].add(number)
    whole = {stem: frozenset(found) for stem, found in stems.items()}
    return LikelyChoices(
        once,
        _sentences(said),
        tuple(number for number, *_ in said),
        _weighed(letters),
        _weighed(words),
        _weighed(pairs, least=2),
        whole,
        {stem: _rarity(len(found), len(once)) for stem, found in whole.items()},
        _odds([words for *_, words in texts], [words_of(text) for text in elsewhere]) if elsewhere else {},
    )


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


def _weighed(texts: list[Counter[str]], least: int = 1) -> Postings:
    """By term, what it is worth for each choice whose texts hold it; terms held less often in all are left out."""
    held = Counter(chain(*texts))
    often = {term for term, times in sum(texts, Counter[str]()).items() if times >= least} if least > 1 else held
    found = defaultdict[str, list[tuple[int, float]]](list)
    lengths = [sum(text.values()) for text in texts]
    usual = sum(lengths) / max(len(lengths), 1)
    for number, (text, length) in enumerate(zip(texts, lengths, strict=True)):
        slow = SATURATION * (1 - LENGTH + LENGTH * length / usual)
        for term, times in text.items():
            if term in often:
                worth = _rarity(held[term], len(texts)) * times * (SATURATION + 1) / (times + slow)
                found[term].append((number, worth))
    return {term: tuple(where) for term, where in found.items()}


def _odds(here: list[list[Word]], elsewhere: list[list[Word]]) -> Mapping[str, float]:
    """How much more likely each word and pair is said elsewhere than here."""
    counts = [Counter(chain(*(_terms(words) for words in texts))) for texts in (here, elsewhere)]
    unseen = UNSEEN * len(here) / len(elsewhere)
    mine, other = (count for count in counts)
    return {
        term: math.log((other[term] + UNSEEN) / (len(elsewhere) + 2 * UNSEEN))
        - math.log((mine[term] + unseen) / (len(here) + 2 * unseen))
        for term in {**mine, **other}
    }


def _terms(words: list[Word]) -> set[str]:
    return {*(stem_of(word) for word in words), *_pairs(words)}


def _texts(choice: Choice) -> Iterator[tuple[float, str]]:
    """All that is said of a choice, with what it is worth."""
    yield from ((LABEL, text) for text in choice.label.languages.values())
    yield from ((ALTERNATIVE, text) for text in choice.alternatives)
    yield from ((EXAMPLE, text) for text in choice.examples)
    yield DEFINITION, choice.definition.fr
