# SPDX-License-Identifier: AGPL-3.0-or-later
"""A question in plain words, read for what it names: a place, needs, tools, an audience, a cost, a mode."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from graph.errors import InvalidInput, UnknownThing
from graph.folding import fold
from graph.model import Choice, Model
from graph.referral.mention import Ref
from graph.referral.question_words import LITTLE_WORDS, PLACE_WORDS, asks_about, words_of
from graph.referral.situation import Asked
from graph.search import SearchIndex
from graph.territory import AmbiguousTerritory, Territories, Territory

INSTANCE = "instance"
KINDS = ("need", "tool", INSTANCE, "audience")
MOST_NAMED = 3
LONGEST = 5
SHORTEST_NAME = 3
LONG_ENOUGH, ALIKE = 5, 0.86
"""From this length, how alike a word and a name must be for the one to be a typing error of the other."""


@dataclass(frozen=True)
class Question:
    """What was read in a question."""

    needs: tuple[Asked, ...]
    tools: tuple[Asked, ...]
    audiences: tuple[Asked, ...]
    free: bool
    mode: Asked | None
    place: Territory | None
    named: tuple[Ref, ...] = ()
    """What else it names: an organisation, a network, an acronym …"""


@dataclass(frozen=True)
class QuestionReader:
    """Reads the longest names first; a word belongs to one name only."""

    model: Model
    territories: Territories
    search: SearchIndex

    def read(self, text: str, *, place_known: bool) -> Question:
        """What the question names; raises AmbiguousTerritory when the place has several namesakes."""
        words = words_of(text)
        taken = [False] * len(words)
        place = None if place_known else self._place(words, taken)
        choices = list(self._choices(words, taken))
        about = list(self._things(words, taken)) if asks_about(words) else []
        found = list(self._names(words, taken))
        about += self._things(words, taken)
        free = any(choice.slug == "free" for choice, _ in choices)
        modes = [
            Asked(choice.iri, choice.label.fr, said)
            for choice, said in choices
            if choice.scheme.endswith("access-mode")
        ]
        by_kind = {kind: tuple(asked for of, asked in found if of == kind) for kind in KINDS}
        mode = modes[0] if modes else None
        tools = by_kind["tool"] + by_kind[INSTANCE]
        named = tuple(dict.fromkeys(about))[:MOST_NAMED]
        return Question(by_kind["need"], tools, by_kind["audience"], free, mode, place, named)

    def _place(self, words: list[str], taken: list[bool]) -> Territory | None:
        """A name after « à » or with a capital, that is exactly the name of a territory."""
        for start, end in _spans(taken):
            first = words[start]
            announced = start > 0 and words[start - 1].lower() in PLACE_WORDS
            if fold(first) in LITTLE_WORDS or not (announced or (first[:1].isupper() and start > 0) or first.isdigit()):
                continue
            found = self._territory(" ".join(words[start:end]))
            if found is not None:
                taken[start:end] = [True] * (end - start)
                return found
        return None

    def _territory(self, text: str) -> Territory | None:
        try:
            found = self.territories.resolve(text, ("commune",))
        except AmbiguousTerritory as error:
            error.field = "commune"
            if any(fold(item.label).startswith(fold(text)) for item in error.suggestions):
                raise
            return None
        except (InvalidInput, UnknownThing):
            return None
        names = (found.name, *found.aliases, found.code, *found.postcodes)
        return found if fold(text) in map(fold, names) else None

    def _choices(self, words: list[str], taken: list[bool]) -> Iterator[tuple[Choice, str]]:
        """The costs and the access modes named, as in « gratuite » or « à distance »."""
        forms = {
            fold(form): choice
            for scheme in ("access-mode", "cost")
            for choice in self.model.scheme(scheme).choices
            for form in (choice.label.fr, *choice.alternatives)
        }
        for start, end in _spans(taken):
            said = " ".join(words[start:end])
            choice = forms.get(fold(said)) or forms.get(fold(said).removesuffix("s").removesuffix("e"))
            if choice:
                taken[start:end] = [True] * (end - start)
                yield choice, said

    def _names(self, words: list[str], taken: list[bool]) -> Iterator[tuple[str, Asked]]:
        """What the question names that can be asked for."""
        for start, end, said in _said(words, taken):
            hit = next((hit for hit in self.search.search(said, 5, KINDS) if _same(said, hit.matched)), None)
            if hit:
                taken[start:end] = [True] * (end - start)
                yield hit.kind, Asked(hit.iri, hit.label, said)

    def _things(self, words: list[str], taken: list[bool]) -> Iterator[Ref]:
        """The other things it names, whole."""
        for start, end, said in _said(words, taken):
            found = [hit for hit in self.search.search(said, 10) if hit.kind not in KINDS and _same(said, hit.matched)]
            if found:
                taken[start:end] = [True] * (end - start)
                yield from (Ref(hit.iri, hit.label) for hit in found)


def _said(words: list[str], taken: list[bool]) -> Iterator[tuple[int, int, str]]:
    """(start, end, text) of what may be a name: it neither begins nor ends with a little word (« pour partager »)."""
    for start, end in _spans(taken):
        said = " ".join(words[start:end])
        little = fold(words[start]) in LITTLE_WORDS or fold(words[end - 1]) in LITTLE_WORDS
        if not little and len(said) >= SHORTEST_NAME:
            yield start, end, said


def _spans(taken: list[bool]) -> Iterator[tuple[int, int]]:
    """(start, end) of the runs of words not taken yet, the longest first; `taken` may change between two."""
    for size in range(min(LONGEST, len(taken)), 0, -1):
        for start in range(len(taken) - size + 1):
            if not any(taken[start : start + size]):
                yield start, start + size


def _same(said: str, name: str) -> bool:
    """The same words, a plural or a typing error apart."""
    if len(said) >= LONG_ENOUGH and likeness(said, name) >= ALIKE:
        return True
    first, second = (
        [word.rstrip("sx") for word in fold(text).split() if word not in LITTLE_WORDS] for text in (said, name)
    )
    return bool(first) and sorted(first) == sorted(second)


def likeness(one: str, other: str) -> float:
    """0 to 1: how alike two texts are once folded, whatever the order of their words."""
    first, second = (" ".join(sorted(fold(text).split())) for text in (one, other))
    return SequenceMatcher(None, first, second, autojunk=False).ratio() if first and second else 0.0
