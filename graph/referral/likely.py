# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the words of a sentence are likely to be about when they name nothing: what was said so of each choice.

Four readings, weighed, three of them brought to the best of their scores: the sentences said of a choice (labels,
alternative labels, examples, definition) that share the rarest stems with this one, the nearest first; the runs of
letters of the stems among all that is said of the choice (Okapi BM25, Robertson and Zaragoza, 2009), so that a misspelt
word or one of the same family counts; how seldom its stems, and pairs of words that follow one another, little words
too, are said of any other choice (complement naive Bayes, Rennie and others, 2003); and what the same stems and pairs
were learnt to tell (softmax regression, `graph.model.learnt`), where that was learnt for these choices.

What is said elsewhere than at such a desk is told apart by its words and pairs (naive Bayes).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from heapq import nlargest
from itertools import chain

from rapidfuzz import process
from rapidfuzz.distance import OSA

from graph.model import Choice, Model
from graph.model.learnt import Learnt
from graph.referral.mention import Ref
from graph.referral.question_words import Word
from graph.referral.said import (
    SaidStem,
    SaidText,
    TermWorths,
    choices_by_stem,
    heard_in,
    letter_worths,
    odds_elsewhere,
    rarity,
    runs,
    sentence_worths,
    sounded,
    stems_by_letter,
    stems_for,
    stems_of,
    telling_worths,
    terms_of,
    texts_of,
)

SENTENCES, LETTERS, TELLING, LEARNT = 0.17, 0.16, 0.11, 0.56
"""What each reading weighs; chosen by cross-validation over the examples, and on phrasings (`docs/decisions/0028`)."""
LEAST_LEARNT, CLEAR = 0.005, 0.6
"""The share below which what was learnt tells nothing, and from which it tells clearly."""
NEAREST = 10
"""How many sentences of a choice are heard, each less than the one before."""
PROPOSED, NEAR, LEAST_PROPOSED = 3, 0.1, 0.05
"""How many are proposed at most, what share of the score of the first the others must have, and what share of what is
said each must answer."""
MENDED, LONG = 4, 7
"""From how many letters a stem that nobody said is taken for one that is nearly it, and from how many two letters may
be others."""
MOST_WORDS = 400
"""Words of a sentence that are looked at: hostile texts have more."""

NOTHING_LEARNT = Learnt()
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
    sentences: TermWorths
    about: tuple[int, ...]
    letters: TermWorths
    telling: TermWorths
    stems: Mapping[str, frozenset[int]]
    rare: Mapping[str, float]
    """How much a stem tells (inverse document frequency)."""
    odds: Mapping[str, float]
    """By stem or pair, how much more likely it is said elsewhere (natural logarithm)."""
    learnt: Learnt
    """What words tell; empty where it was learnt for other choices."""
    numbers: tuple[int, ...]
    """The numbers of the choices that it tells of, in its order."""
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
        terms = terms_of(chain(*stems)) if places else set[str]()
        readings = (
            (SENTENCES, self._heard(places)),
            (LETTERS, _summed(self.letters, runs(places))),
            (TELLING, _summed(self.telling, terms)),
        )
        score: dict[int, float] = defaultdict(float)
        for weight, reading in readings:
            best = max(reading.values(), default=1.0) * (1.0 if self.numbers else 1.0 - LEARNT)
            for number, worth in reading.items():
                score[number] += weight * worth / best
        for number, share in zip(self.numbers, self.learnt.shares(terms), strict=False):
            if share >= LEAST_LEARNT:
                score[number] += LEARNT * share
        unknown = max(self.rare.values(), default=1.0)
        whole = sum(self.rare.get(stem, unknown) for stem in places)
        order = sorted(score, key=lambda number: (-score[number], number))
        told = self._told(places)
        return [
            Likely(self.choices[number], score[number], min(told[number][0] / whole, 1.0), tuple(told[number][1]))
            for number in order
        ]

    def worth(self, words: list[Word]) -> Scores:
        """What some words are worth for each choice, by its number: it adds up with that of other words."""
        stems = chain(*(self._stems(word) for word in words))
        return _summed(self.telling, {stem.text for stem in stems if not stem.little})

    def is_elsewhere(self, words: list[Word]) -> bool:
        """Whether the words are rather such as are said elsewhere, or none of them was ever said here; but where what
        was learnt tells clearly what they are about."""
        terms = terms_of(chain(*(self._stems(word) for word in words[:MOST_WORDS])))
        if sum(self.odds.get(term, 0.0) for term in terms) <= 0:
            return False
        return not self.numbers or max(self.learnt.shares(terms), default=0.0) < CLEAR

    def _stems(self, word: Word) -> tuple[SaidStem, ...]:
        """The stems of a word: those of what it is short for; where nobody said it here, those it is nearly."""
        stems = stems_of(word, self.short)
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
    return likely_among(model.scheme(scheme).choices, model.elsewhere, model.short, model.learnt)


def proposed(ranked: list[Likely]) -> tuple[Ref, ...]:
    """What to propose: the likeliest, and those that are nearly as likely."""
    return tuple(Ref(one.choice.iri, one.choice.label.fr) for one in likely_enough(ranked[:PROPOSED]))


def likely_enough(ranked: list[Likely], near: float = NEAR) -> Iterator[Likely]:
    """Those that may be meant: of that share of the score of the first, and answering some of what is said."""
    return (one for one in ranked if one.score >= ranked[0].score * near and one.share >= LEAST_PROPOSED)


@lru_cache(maxsize=64)
def _sounds_of(stems: tuple[str, ...]) -> list[str]:
    return [sounded(stem) for stem in stems]


def _summed(postings: TermWorths, terms: Iterable[str]) -> dict[int, float]:
    scores: dict[int, float] = defaultdict(float)
    for term in terms:
        for number, worth in postings.of(term):
            scores[number] += worth
    return scores


@lru_cache(maxsize=4)
def likely_among(
    choices: tuple[Choice, ...],
    elsewhere: tuple[str, ...] = (),
    short: tuple[tuple[str, str], ...] = (),
    learnt: Learnt = NOTHING_LEARNT,
) -> LikelyChoices:
    """The index of some choices, of what is said elsewhere, of words shortened and of what words tell, made once."""
    once = tuple({choice.iri: choice for choice in choices}.values())
    numbers = {choice.slug: number for number, choice in enumerate(once)}
    spelled = stems_for(short)
    known = {term: term for term in learnt.terms}
    said = _said_of(once, spelled, known)
    stems = choices_by_stem(said)
    return LikelyChoices(
        once,
        sentence_worths(said),
        tuple(text.about for text in said),
        letter_worths(len(once), said),
        telling_worths(said),
        stems,
        {stem: rarity(len(found), len(once)) for stem, found in stems.items()},
        odds_elsewhere(said, [SaidText.of(0, 0.0, heard_in(text, spelled), known) for text in elsewhere]),
        learnt,
        tuple(numbers[slug] for slug in learnt.slugs) if learnt.knows(numbers) else (),
        spelled,
        stems_by_letter(stems),
    )


def _said_of(
    choices: tuple[Choice, ...], spelled: Mapping[str, tuple[SaidStem, ...]], known: dict[str, str]
) -> list[SaidText]:
    """All that is said of the choices, one after the other."""
    return [
        SaidText.of(number, worth, heard_in(text, spelled), known)
        for number, choice in enumerate(choices)
        for worth, text in texts_of(choice)
    ]
