# SPDX-License-Identifier: AGPL-3.0-or-later
"""The words of names and streets as they are compared: folded, without legal form, each kind of place in one word."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import NamedTuple

from rapidfuzz.distance import OSA

from graph.folders import ROOT
from graph.text.folding import fold, singular

FILE = ROOT / "ontology" / "sameness" / "words.toml"
_BRACKETED = re.compile(r"\s*\(([^()]*)\)")
_LONGEST_NAME = 300
_MOST_WORDS = 24
LONG_ENOUGH, _TYPED = 9, 0.8
_BOX = re.compile(r"\b(?:bp|cs|tsa) ?\d+\b|\bcedex(?: \d{1,2})?\b")
# Before the street: « rue du 8 mai 1945 » has none.
_NUMBER = re.compile(r"(?<!\bdu )\b(\d{1,4}) ?(bis|ter|quater|[a-d])?\b(?= \w)")
_POSTCODE = re.compile(r"\b\d{5}\b.*")


@dataclass(frozen=True)
class NameLexicon:
    """What `ontology/sameness/words.toml` says: `same` gives the one word for each folded run of words."""

    legal: frozenset[str]
    small: frozenset[str]
    weak: frozenset[str]
    platforms: frozenset[str]
    short: Mapping[str, str]
    street: Mapping[str, str]
    same: Mapping[str, str]

    @cached_property
    def long_legal(self) -> tuple[str, ...]:
        """The legal forms that are long enough to be mistyped."""
        return tuple(word for word in self.legal if len(word) >= LONG_ENOUGH)

    @cached_property
    def runs(self) -> re.Pattern[str]:
        """The runs of words that stand for one, the longest first."""
        return re.compile(rf"\b(?:{'|'.join(sorted(map(re.escape, self.same), key=len, reverse=True))})\b")


@cache
def lexicon(path: Path = FILE) -> NameLexicon:
    """The words of the project."""
    said = tomllib.loads(path.read_text(encoding="utf-8"))
    same = {run: one for one, runs in said["same"].items() for run in runs}
    legal, small, weak, platforms = (frozenset(said[name]) for name in ("legal", "small", "weak", "platforms"))
    return NameLexicon(legal, small, weak, platforms, said["short"], said["street"], same)


class NameForm(NamedTuple):
    """One way to read a name: as it is written, all its words, those that do not name its commune, their initials.

    `part`: it leaves aside what is in brackets, or is what is in them: it says less than the whole name.
    """

    said: str
    words: tuple[str, ...]
    core: tuple[str, ...]
    part: bool = False


def forms_of(name: str, place: str = "") -> list[NameForm]:
    """The ways to read a name of a thing of the commune `place`: whole, without its brackets, what they hold."""
    name = " ".join(name[:_LONGEST_NAME].split())
    around = frozenset(map(_whole, fold(place).split()))
    found = [_form(name, around, part=False)]
    inside = _BRACKETED.findall(name)
    if inside:
        weak = lexicon().weak
        parts = [_form(text, around, part=True) for text in (_BRACKETED.sub("", name), *inside)]
        found += [form for form in parts if form.words and any(word not in weak for word in form.words)]
    return [form for form in found if form.words]


def _form(text: str, around: Collection[str], *, part: bool) -> NameForm:
    words = tuple(name_words(text))[:_MOST_WORDS]
    return NameForm(text, words, tuple(word for word in words if word not in around) or words, part)


def name_words(text: str) -> list[str]:
    """The words that tell a name, in order, each once."""
    known = lexicon()
    folded = known.runs.sub(lambda run: known.same[run[0]], fold(text))
    words = [word for word in folded.split() if word not in known.small] or folded.split()
    own = [word for word in words if not _is_legal(word)] or words
    return list(dict.fromkeys(_whole(word) for word in own))


def _is_legal(word: str) -> bool:
    """Whether a word says a legal form, a typing error apart; what is home to several of them is no form."""
    known = lexicon()
    if len(word) < LONG_ENOUGH or word in known.legal:
        return word in known.legal
    return any(
        OSA.normalized_similarity(word, legal, score_cutoff=_TYPED) and word != f"{legal}s"
        for legal in known.long_legal
    )


def _whole(word: str) -> str:
    return lexicon().short.get(word, singular(word))


class StreetDoor(NamedTuple):
    """Where in a commune: the number with its letter, "" for none; the words of the street."""

    number: str
    street: tuple[str, ...]


def door_of(address: str) -> StreetDoor | None:
    """The door of an address on one line, without its postal code nor what follows it; None where no street is said."""
    known = lexicon()
    folded = _BOX.sub(" ", _POSTCODE.sub("", fold(address)))
    number = _NUMBER.search(folded)
    rest = folded[: number.start()] + folded[number.end() :] if number else folded
    words = [known.street.get(word, known.short.get(word, word)) for word in rest.split()]
    street = tuple(dict.fromkeys(word for word in words if word not in known.small))[:_MOST_WORDS]
    if not any(map(str.isalpha, street)):
        return None
    return StreetDoor("".join(filter(None, number.groups())) if number else "", street)
