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
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from heapq import nlargest
from itertools import chain, pairwise
from typing import NamedTuple

import Stemmer
from rapidfuzz import process
from rapidfuzz.distance import OSA

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
MENDED, LONG = 4, 7
"""From how many letters a stem that nobody said is taken for one that is nearly it, and from how many two letters may
be others."""
SOUNDS = (("ph", "f"), ("qu", "k"), ("c", "k"), ("y", "i"), ("eau", "o"), ("au", "o"), ("z", "s"), ("an", "en"))
"""What is said alike."""
UNSEEN = 0.3
"""How often a word that was never seen is taken to have been."""
MOST_WORDS = 400
"""Words of a sentence that are looked at: hostile texts have more."""

_TWICE = re.compile(r"(.)\1+")
Postings = Mapping[str, tuple[tuple[int, float], ...]]
Scores = Mapping[int, float]


class SaidStem(NamedTuple):
    """A stem, and whether it names nothing alone."""

    text: str
    little: bool


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
    short: Mapping[str, tuple[SaidStem, ...]]
    """By folded word as it is shortened in messages, what it stands for."""
    by_letter: Mapping[str, tuple[str, ...]]
    """The stems, by the first letter of what they sound like."""

    def ranked(self, words: list[Word]) -> list[Likely]:
        """The choices that the words are about, the likeliest first."""
        stems = [self._stems(word) for word in words[:MOST_WORDS]]
        places: dict[str, int] = {}
        for place, here in enumerate(stems):
            for stem in here:
                if not stem.little:
                    places.setdefault(stem.text, place)
        readings = (
            (SENTENCES, self._heard(places)),
            (LETTERS, _summed(self.letters, runs(places))),
            (STEMS, _summed(self.words, places)),
            (PAIRS, _summed(self.pairs, _pairs(stem.text for stem in chain(*stems)) if places else ())),
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
        stems = [stem.text for stem in chain(*(self._stems(word) for word in words[:MOST_WORDS]))]
        return sum(self.odds.get(term, 0.0) for term in {*stems, *_pairs(stems)}) > 0

    def _stems(self, word: Word) -> tuple[SaidStem, ...]:
        """The stems of a word: those of what it is short for; where nobody said it here, those it is nearly."""
        stems = _stems_of(word, self.short)
        stem = stems[0].text
        known = len(stems) > 1 or not self.rare or stem in self.rare or stem in self.odds
        near = () if known or len(stem) < MENDED or word.said[:1].isupper() else self._nearly(stem)
        return tuple(SaidStem(one, word.little) for one in near) or stems

    def _nearly(self, stem: str) -> tuple[str, ...]:
        """The stems that a misspelt one may be, the two likeliest: they begin alike when said, and one letter is
        another, missing or too many; two in a long one."""
        heard = sounded(stem)
        stems = self.by_letter.get(heard[:1], ())
        errors = 1 + (len(stem) > LONG)
        near = process.extract(heard, _sounds_of(stems), scorer=OSA.distance, score_cutoff=errors, limit=2)
        least = min((distance for _, distance, _ in near), default=0)
        return tuple(stems[place] for _, distance, place in near if distance == least)

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
    return likely_among(model.scheme(scheme).choices, model.elsewhere, model.short)


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


def sounded(stem: str) -> str:
    """A stem nearly as it sounds: no letter twice, and one letter for those that are said alike."""
    for written, said in SOUNDS:
        stem = stem.replace(written, said)
    return _TWICE.sub(r"\1", stem)


@lru_cache(maxsize=64)
def _sounds_of(stems: tuple[str, ...]) -> list[str]:
    return [sounded(stem) for stem in stems]


def _pairs(stems: Iterable[str]) -> set[str]:
    """Each two stems that follow one another."""
    return {f"{one} {two}" for one, two in pairwise(stems)}


def _summed(postings: Postings, terms: Iterable[str]) -> dict[int, float]:
    scores: dict[int, float] = defaultdict(float)
    for term in terms:
        for number, worth in postings.get(term, ()):
            scores[number] += worth
    return scores


@lru_cache(maxsize=16384)
def _stem(said: str) -> str:
    stem: str = _stemmer().stemWord(said.casefold())
    return fold(stem)


@lru_cache(maxsize=1)
def _stemmer() -> Stemmer.Stemmer:
    return Stemmer.Stemmer(LANGUAGE)


@lru_cache(maxsize=4)
def likely_among(
    choices: tuple[Choice, ...], elsewhere: tuple[str, ...] = (), short: tuple[tuple[str, str], ...] = ()
) -> LikelyChoices:
    """The index of some choices, of what is said elsewhere and of words shortened, made once."""
    once = tuple({choice.iri: choice for choice in choices}.values())
    whole_words = {
        fold(word): tuple(SaidStem(stem_of(one), one.little) for one in words_of(stands_for))
        for word, stands_for in short
    }

    def heard(text: str) -> list[SaidStem]:
        return list(chain(*(_stems_of(word, whole_words) for word in words_of(text))))

    texts = [(number, worth, heard(text)) for number, choice in enumerate(once) for worth, text in _texts(choice)]
    said = [
        (number, worth, frozenset(stem.text for stem in stems if not stem.little)) for number, worth, stems in texts
    ]
    letters, words, pairs = ([Counter[str]() for _ in once] for _ in range(3))
    for number, _, here in said:
        letters[number].update(runs(here))
        words[number].update(here)
    for number, _, heard_here in texts:
        pairs[number].update(_pairs(stem.text for stem in heard_here))
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
        _odds([stems for *_, stems in texts], [heard(text) for text in elsewhere]) if elsewhere else {},
        whole_words,
        _by_letter(whole),
    )


def _by_letter(stems: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, list[str]] = defaultdict(list)
    for stem in sorted(stems):
        found[sounded(stem)[:1]].append(stem)
    return {letter: tuple(those) for letter, those in found.items()}


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
    held, every = Counter(chain(*texts)), Counter[str]()
    for text in texts:
        every.update(text)
    found = defaultdict[str, list[tuple[int, float]]](list)
    lengths = [sum(text.values()) for text in texts]
    usual = sum(lengths) / max(len(lengths), 1)
    for number, (text, length) in enumerate(zip(texts, lengths, strict=True)):
        slow = SATURATION * (1 - LENGTH + LENGTH * length / usual)
        for term, times in text.items():
            if every[term] >= least:
                worth = _rarity(held[term], len(texts)) * times * (SATURATION + 1) / (times + slow)
                found[term].append((number, worth))
    return {term: tuple(where) for term, where in found.items()}


def _odds(here: list[list[SaidStem]], elsewhere: list[list[SaidStem]]) -> Mapping[str, float]:
    """How much more likely each word and pair is said elsewhere than here."""
    mine, other = (Counter(chain(*(_terms(stems) for stems in texts))) for texts in (here, elsewhere))
    unseen = UNSEEN * len(here) / len(elsewhere)
    return {
        term: math.log((other[term] + UNSEEN) / (len(elsewhere) + 2 * UNSEEN))
        - math.log((mine[term] + unseen) / (len(here) + 2 * unseen))
        for term in {**mine, **other}
    }


def _terms(stems: list[SaidStem]) -> set[str]:
    texts = [stem.text for stem in stems]
    return {*texts, *_pairs(texts)}


def _stems_of(word: Word, short: Mapping[str, tuple[SaidStem, ...]]) -> tuple[SaidStem, ...]:
    """The stem of a word, or of each word that it is short for."""
    return short.get(word.folded) or (SaidStem(stem_of(word), word.little),)


def _texts(choice: Choice) -> Iterator[tuple[float, str]]:
    """All that is said of a choice, with what it is worth."""
    yield from ((LABEL, text) for text in choice.label.languages.values())
    yield from ((ALTERNATIVE, text) for text in choice.alternatives)
    yield from ((EXAMPLE, text) for text in choice.examples)
    yield DEFINITION, choice.definition.fr
