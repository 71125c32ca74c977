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

import math
import re
from array import array
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
from graph.model.learnt import Learnt
from graph.referral.mention import Ref
from graph.referral.question_words import LANGUAGE, Word, words_of
from graph.text.folding import fold

SATURATION, LENGTH = 1.2, 0.5
"""The usual constants of BM25: how soon what is repeated says no more, how much a long text counts for less."""
SENTENCES, LETTERS, TELLING, LEARNT = 0.17, 0.16, 0.11, 0.56
"""What each reading weighs; chosen by cross-validation over the examples, and on phrasings (`docs/decisions/0028`)."""
LEAST_LEARNT, CLEAR = 0.005, 0.6
"""The share below which what was learnt tells nothing, and from which it tells clearly."""
SMOOTHED = 1.0
"""How much every term is taken to have been said besides, in sentences as long as the usual one."""
LABEL, ALTERNATIVE, EXAMPLE, DEFINITION = 1.2, 1.0, 1.0, 0.8
"""What a sentence is worth, by where it is said."""
NEAREST, SHORT = 10, 0.6
"""How many sentences of a choice are heard, each less than the one before; how much a long one counts for less."""
RUN = 4
"""Letters of a run."""
PROPOSED, NEAR, LEAST_PROPOSED = 3, 0.1, 0.05
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

NOTHING_LEARNT = Learnt()

_TWICE = re.compile(r"(.)\1+")
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


class TermWorths:
    """By term, numbers of what holds it and what it is worth there: packed, as there are a hundred thousand of them."""

    def __init__(self, found: Iterable[tuple[str, Iterable[tuple[int, float]]]]) -> None:
        self._numbers, self._worths, self._ends = array("I"), array("d"), array("I", [0])
        self._places: dict[str, int] = {}
        for term, posted in found:
            self._places[term] = len(self._places)
            for number, worth in posted:
                self._numbers.append(number)
                self._worths.append(worth)
            self._ends.append(len(self._numbers))

    def of(self, term: str) -> Iterable[tuple[int, float]]:
        """What holds a term, in the order in which it was found; nothing for one that is not known."""
        place = self._places.get(term)
        if place is None:
            return ()
        part = slice(self._ends[place], self._ends[place + 1])
        return zip(self._numbers[part], self._worths[part], strict=True)


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
        terms = _terms(chain(*stems)) if places else set[str]()
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
        terms = _terms(chain(*(self._stems(word) for word in words[:MOST_WORDS])))
        if sum(self.odds.get(term, 0.0) for term in terms) <= 0:
            return False
        return not self.numbers or max(self.learnt.shares(terms), default=0.0) < CLEAR

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
    return likely_among(model.scheme(scheme).choices, model.elsewhere, model.short, model.learnt)


def proposed(ranked: list[Likely]) -> tuple[Ref, ...]:
    """What to propose: the likeliest, and those that are nearly as likely."""
    return tuple(Ref(one.choice.iri, one.choice.label.fr) for one in likely_enough(ranked[:PROPOSED]))


def likely_enough(ranked: list[Likely], near: float = NEAR) -> Iterator[Likely]:
    """Those that may be meant: of that share of the score of the first, and answering some of what is said."""
    return (one for one in ranked if one.score >= ranked[0].score * near and one.share >= LEAST_PROPOSED)


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


def _summed(postings: TermWorths, terms: Iterable[str]) -> dict[int, float]:
    scores: dict[int, float] = defaultdict(float)
    for term in terms:
        for number, worth in postings.of(term):
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
    choices: tuple[Choice, ...],
    elsewhere: tuple[str, ...] = (),
    short: tuple[tuple[str, str], ...] = (),
    learnt: Learnt = NOTHING_LEARNT,
) -> LikelyChoices:
    """The index of some choices, of what is said elsewhere, of words shortened and of what words tell, made once."""
    once = tuple({choice.iri: choice for choice in choices}.values())
    numbers = {choice.slug: number for number, choice in enumerate(once)}
    spelled = _spelled(short)
    said = [
        _SaidText(number, worth, _heard_in(text, spelled))
        for number, choice in enumerate(once)
        for worth, text in _texts(choice)
    ]
    stems = _about_of(said)
    return LikelyChoices(
        once,
        _sentences(said),
        tuple(text.about for text in said),
        _lettered(len(once), said),
        _telling(said),
        stems,
        {stem: _rarity(len(found), len(once)) for stem, found in stems.items()},
        _odds([text.heard for text in said], [_heard_in(text, spelled) for text in elsewhere]),
        learnt,
        tuple(numbers[slug] for slug in learnt.slugs) if learnt.knows(numbers) else (),
        spelled,
        _by_letter(stems),
    )


class TextOfChoice(NamedTuple):
    """The terms of a text that is said of a choice."""

    slug: str
    terms: frozenset[str]


def texts_of_choices(choices: Iterable[Choice], short: tuple[tuple[str, str], ...]) -> list[TextOfChoice]:
    """All that is said of some choices, to learn from."""
    spelled = _spelled(short)
    return [
        TextOfChoice(choice.slug, frozenset(_terms(_heard_in(text, spelled))))
        for choice in choices
        for _, text in _texts(choice)
    ]


def _spelled(short: tuple[tuple[str, str], ...]) -> dict[str, tuple[SaidStem, ...]]:
    return {
        fold(word): tuple(SaidStem(stem_of(one), one.little) for one in words_of(stands_for))
        for word, stands_for in short
    }


class _SaidText:
    """A text said of a choice, by its number: what it is worth, what is heard in it, the stems that say something."""

    def __init__(self, about: int, worth: float, heard: list[SaidStem]) -> None:
        self.about, self.worth, self.heard = about, worth, heard
        self.stems = frozenset(stem.text for stem in heard if not stem.little)


def _heard_in(text: str, short: Mapping[str, tuple[SaidStem, ...]]) -> list[SaidStem]:
    return list(chain(*(_stems_of(word, short) for word in words_of(text))))


def _about_of(said: list[_SaidText]) -> dict[str, frozenset[int]]:
    """By stem, the choices of which it is said."""
    about: dict[str, set[int]] = defaultdict(set)
    for text in said:
        for stem in text.stems:
            about[stem].add(text.about)
    return {stem: frozenset(found) for stem, found in about.items()}


def _lettered(size: int, said: list[_SaidText]) -> TermWorths:
    """The runs of letters of what is said of each choice, weighed."""
    letters = [Counter[str]() for _ in range(size)]
    for text in said:
        letters[text.about].update(runs(text.stems))
    return _weighed(letters)


def _telling(said: list[_SaidText]) -> TermWorths:
    """By stem or pair, what it is worth for each choice: the rarer, and the less of it is said of the others."""
    terms = [_terms(text.heard) for text in said]
    held = Counter(chain(*terms))
    rare = {term: math.log((1 + len(said)) / (1 + times)) for term, times in held.items()}
    about: dict[str, dict[int, float]] = defaultdict(lambda: defaultdict(float))
    for text, own in zip(said, terms, strict=True):
        length = math.sqrt(sum(rare[term] ** 2 for term in own)) or 1.0
        for term in own:
            about[term][text.about] += rare[term] / length
    return TermWorths(
        (
            term,
            [
                (number, rare[term] * math.log((whole + SMOOTHED) / (whole - mine + SMOOTHED)))
                for number, mine in numbers.items()
            ],
        )
        for term, numbers in about.items()
        if (whole := sum(numbers.values()))
    )


def _by_letter(stems: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, list[str]] = defaultdict(list)
    for stem in sorted(stems):
        found[sounded(stem)[:1]].append(stem)
    return {letter: tuple(those) for letter, those in found.items()}


def _rarity(held: int, every: int) -> float:
    return math.log(1 + (every - held + 0.5) / (held + 0.5))


def _sentences(said: list[_SaidText]) -> TermWorths:
    """By stem, what it is worth in each sentence: rare stems more, in short sentences more."""
    held = Counter(chain(*(text.stems for text in said)))
    rare = {stem: _rarity(times, len(said)) for stem, times in held.items()}
    lengths = [math.sqrt(sum(rare[stem] ** 2 for stem in text.stems)) for text in said]
    usual = sum(lengths) / max(len(lengths), 1)
    found = defaultdict[str, list[tuple[int, float]]](list)
    for place, (text, length) in enumerate(zip(said, lengths, strict=True)):
        for stem in text.stems:
            found[stem].append((place, text.worth * rare[stem] / ((1 - SHORT) * usual + SHORT * length)))
    return TermWorths(found.items())


def _weighed(texts: list[Counter[str]]) -> TermWorths:
    """By term, what it is worth for each choice whose texts hold it."""
    held = Counter(chain(*texts))
    found = defaultdict[str, list[tuple[int, float]]](list)
    lengths = [sum(text.values()) for text in texts]
    usual = sum(lengths) / max(len(lengths), 1)
    for number, (text, length) in enumerate(zip(texts, lengths, strict=True)):
        slow = SATURATION * (1 - LENGTH + LENGTH * length / usual)
        for term, times in text.items():
            worth = _rarity(held[term], len(texts)) * times * (SATURATION + 1) / (times + slow)
            found[term].append((number, worth))
    return TermWorths(found.items())


def _odds(here: list[list[SaidStem]], elsewhere: list[list[SaidStem]]) -> Mapping[str, float]:
    """How much more likely each word and pair is said elsewhere than here; nothing where nobody told what is."""
    if not elsewhere:
        return {}
    mine, other = (Counter(chain(*(_terms(stems) for stems in texts))) for texts in (here, elsewhere))
    unseen = UNSEEN * len(here) / len(elsewhere)
    return {
        term: math.log((other[term] + UNSEEN) / (len(elsewhere) + 2 * UNSEEN))
        - math.log((mine[term] + unseen) / (len(here) + 2 * unseen))
        for term in {**mine, **other}
    }


def _terms(stems: Iterable[SaidStem]) -> set[str]:
    """The stems, little ones too, and the pairs of those that follow one another."""
    texts = [stem.text for stem in stems]
    return {*texts, *(f"{one} {two}" for one, two in pairwise(texts))}


def _stems_of(word: Word, short: Mapping[str, tuple[SaidStem, ...]]) -> tuple[SaidStem, ...]:
    """The stem of a word, or of each word that it is short for."""
    return short.get(word.folded) or (SaidStem(stem_of(word), word.little),)


def _texts(choice: Choice) -> Iterator[tuple[float, str]]:
    """All that is said of a choice, with what it is worth."""
    yield from ((LABEL, text) for text in choice.label.languages.values())
    yield from ((ALTERNATIVE, text) for text in choice.alternatives)
    yield from ((EXAMPLE, text) for text in choice.examples)
    yield from ((DEFINITION, text) for text in choice.definition.languages.values())
