# SPDX-License-Identifier: AGPL-3.0-or-later
"""How alike two names are: words that both have weigh what they tell, words that each has alone weigh against."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from graph.identity.words import NameForm

if TYPE_CHECKING:
    from graph.identity.rarity import Rarity

EQUAL, WORDS, ACRONYM, NEAR, SOME = "equal", "words", "acronym", "near", "some"
"""How they are alike: written the same, the same words, one the initials of the other, nearly, in part."""
TYPING, LONG_ENOUGH = 0.7, 4
JOINED, LONG_JOINED = 0.86, 6
SHORTENED, LEAST_SHORTENED = 0.85, 3
INITIALS, FEWEST_INITIALS, MOST_INITIALS = 0.85, 2, 8
NEARLY = 0.8
# A name of weak words alone tells less; from so much said on, it tells all.
TELLING, MUTE = 0.9, 0.7
CONTAINED, CONFLICT = 0.45, 1.4
PART = 0.9


class NameLikeness(NamedTuple):
    """How alike two names are, from -1 to 1, and in which way."""

    share: float
    how: str


def names_alike(ones: Sequence[NameForm], others: Sequence[NameForm], rarity: Rarity, *, here: bool) -> NameLikeness:
    """The best of all ways to read the names of two things; `here`: they are in one commune, whose name tells nothing.

    What is left of a name without its brackets is compared with a name that has none: « Cité (A) » is not « Cité (B) ».
    """
    bracketed = any(form.part for form in ones), any(form.part for form in others)
    best = NameLikeness(-1.0, SOME)
    for one in ones:
        for other in others:
            if (one.part or other.part) and all(bracketed):
                continue
            found = _forms_alike(one, other, rarity, here=here)
            if one.part or other.part:
                found = found._replace(share=found.share * PART if found.share > 0 else found.share)
            best = max(best, found, key=lambda likeness: likeness.share)
            if best.share >= 1:
                return best
    return best


def _forms_alike(one: NameForm, other: NameForm, rarity: Rarity, *, here: bool) -> NameLikeness:
    words, others = (_unplaced(one, other), _unplaced(other, one)) if here else (one.words, other.words)
    same = [word for word in words if word in others]
    rest, left = [word for word in words if word not in same], [word for word in others if word not in same]
    weight = rarity.weight
    matched = 2 * sum(map(weight, same))
    whole = sum(map(weight, words)) + sum(map(weight, others))
    how = (EQUAL if one.said == other.said else WORDS) if not rest and not left else SOME
    if rest and left:
        more = _Rest(rest, left, rarity)
        more.look()
        matched += more.gained
        rest, left = more.some, more.others
        how = more.how if more.how == ACRONYM or not (rest or left) else SOME
    alone, apart = sum(map(weight, rest)), sum(map(weight, left))
    return NameLikeness(_share(matched, whole, alone, apart), how)


def _share(matched: float, whole: float, alone: float, apart: float) -> float:
    """From what both have, what all is, and what each has alone."""
    dice, conflict = matched / whole, 2 * min(alone, apart) / whole
    held = 1 - min(alone, apart) / max(whole / 2, 1e-9)
    share = dice + CONTAINED * (held - dice) * (1 - conflict) * (dice > 0) - CONFLICT * conflict
    told = min(1.0, MUTE + (1 - MUTE) * (matched / 2) / TELLING)
    return max(-1.0, min(1.0, share * told if share > 0 else share))


def _unplaced(one: NameForm, other: NameForm) -> tuple[str, ...]:
    """The words of a name without those of its commune, and their typing errors, as the other name has it."""
    if len(other.words) == len(other.core):
        return one.core
    place = [word for word in other.words if word not in other.core]
    return tuple(word for word in one.core if not any(words_alike(word, name) for name in place)) or one.core


class _Rest:
    """What is left of two names once their common words are taken out, and what more is found to be common."""

    def __init__(self, some: list[str], others: list[str], rarity: Rarity) -> None:
        self.some, self.others = some, others
        self.gained, self.how = 0.0, NEAR
        self._weight = rarity.weight

    def take(self, words: Sequence[str], others: Sequence[str], likeness: float) -> None:
        """These words of both are common, more or less."""
        self.gained += likeness * (sum(map(self._weight, words)) + sum(map(self._weight, others)))
        self.some = [word for word in self.some if word not in words]
        self.others = [word for word in self.others if word not in others]

    def look(self) -> None:
        """Takes what is nearly the same: by words, by initials, then without regard to spaces."""
        for word in tuple(self.some):
            near = max(self.others, key=lambda other: words_alike(word, other), default="")
            if near and (likeness := words_alike(word, near)):
                self.take((word,), (near,), likeness)
        for word in tuple(self.some):
            if run := initials_run(word, self.others):
                self.take((word,), run, INITIALS)
                self.how = ACRONYM
        for word in tuple(self.others):
            if run := initials_run(word, self.some):
                self.take(run, (word,), INITIALS)
                self.how = ACRONYM
        if self.some and self.others and _joined_alike(self.some, self.others):
            self.take(self.some, self.others, NEARLY)


def words_alike(one: str, other: str) -> float:
    """From 0 to 1: a typing error apart, one the beginning of the other, or with an article stuck to it."""
    short, long = sorted((one, other), key=len)
    if long.isdecimal() or short.isdecimal():
        return 0.0
    if len(short) >= LEAST_SHORTENED and long.startswith(short):
        return SHORTENED
    if len(short) >= LONG_ENOUGH and long[0] in "ld" and long[1:] == short:
        return SHORTENED
    if len(short) < LONG_ENOUGH:
        return 0.0
    alike = OSA.normalized_similarity(one, other)
    return alike if alike >= TYPING else 0.0


def initials_run(word: str, words: Sequence[str]) -> list[str]:
    """The words, one after the other, whose initials a word is; [] where there are none."""
    size = len(word)
    if not FEWEST_INITIALS <= size <= MOST_INITIALS or size > len(words) or not word.isalpha():
        return []
    letters = "".join(item[0] for item in words)
    spot = letters.find(word)
    return list(words[spot : spot + size]) if spot >= 0 else []


def _joined_alike(rest: Sequence[str], left: Sequence[str]) -> bool:
    """Whether what is left of two names is one text but for spaces."""
    one, other = "".join(rest), "".join(left)
    return min(len(one), len(other)) >= LONG_JOINED and fuzz.ratio(one, other) >= 100 * JOINED
