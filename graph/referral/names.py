# SPDX-License-Identifier: AGPL-3.0-or-later
"""The names of what can be asked for, as the words of a sentence may hold them: whole, in another order, inflected."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, product
from typing import TYPE_CHECKING, NamedTuple

from graph.model import Choice, Model
from graph.referral.mention import Ref
from graph.referral.question_words import ARTICLES, BINDING, Word, words_of
from graph.text.folding import fold

if TYPE_CHECKING:
    from graph.search import SearchIndex

SCHEMES = ("need", "audience", "access-mode", "cost")
"""Those whose choices a sentence may name; a word that names several is the first of them."""
GAP = 1
"""How many words that are not little may come between those of a name: « monter une petite vidéo »."""
MOST_PLACES = 64
"""How many ways of finding the words of one name in a sentence are looked at: a word may be written many times."""


class Name(NamedTuple):
    """One name of a choice: `words` are roots in any order, or the forms of a phrase that is said just so.

    `spelled` are its words as they are written in it.
    """

    choice: Choice
    scheme: str
    words: tuple[str, ...]
    spelled: frozenset[str]
    phrase: bool


class FoundName(NamedTuple):
    """A name found: the places of its words in the sentence, in order, and how many of them say something.

    `inflected` is how many are written in another form than in the name.
    """

    name: Name
    places: tuple[int, ...]
    worth: int
    inflected: int = 0


@dataclass(frozen=True, eq=False)
class Names:
    """Names by the words they are made of."""

    single: Mapping[str, tuple[Name, ...]]
    several: Mapping[str, tuple[Name, ...]]
    whole: Mapping[tuple[str, str], Choice]

    def whole_name(self, text: str, scheme: str) -> Choice | None:
        """The choice of a scheme whose name this text is, plurals and accents apart."""
        return self.whole.get((scheme, " ".join(word.form for word in words_of(text))))

    def found(self, words: list[Word]) -> list[FoundName]:
        """What the sentence names, those of most words first, then in the order of the sentence; they may overlap."""
        found = [*self._single(words), *self._several(words)]
        return sorted(found, key=_precedence)

    def _single(self, words: list[Word]) -> Iterator[FoundName]:
        for place, word in enumerate(words):
            if not word.little:
                for name in self.single.get(word.form, ()):
                    yield FoundName(name, (place,), 1, word.folded not in name.spelled)

    def _several(self, words: list[Word]) -> Iterator[FoundName]:
        roots = _places(word.root for word in words)
        forms = _places(word.form for word in words)
        for first in roots.keys() | forms.keys():
            for name in self.several.get(first, ()):
                places = _said(name, words, forms) if name.phrase else self._scattered(name, words, roots)
                if places:
                    worth = sum(word not in BINDING for word in name.words)
                    inflected = sum(words[place].folded not in name.spelled for place in places)
                    yield FoundName(name, places, worth, inflected)

    def _scattered(self, name: Name, words: list[Word], roots: Mapping[str, list[int]]) -> tuple[int, ...]:
        """Where the words of a name are, near one another in any order, () when one is missing or far."""
        if any(root not in roots for root in name.words):
            return ()
        ways = islice(product(*(roots[root] for root in name.words)), MOST_PLACES)
        near = [(gap, places) for places in map(sorted, ways) if (gap := self._gap(places, words)) <= GAP]
        return tuple(min(near)[1]) if near else ()

    def _gap(self, places: list[int], words: list[Word]) -> int:
        """How many words that say something lie between these places; too many when two places are one, or when a
        word between them is a name by itself: « un logiciel de compta libre »."""
        if len(set(places)) < len(places):
            return GAP + 1
        between = [words[place] for place in set(range(places[0], places[-1])) - set(places)]
        said = [word for word in between if not word.little]
        return GAP + 1 if any(word.form in self.single for word in said) else len(said)


@lru_cache(maxsize=4)
def names_of(scheme_choices: tuple[tuple[str, tuple[Choice, ...]], ...]) -> Names:
    """The names of the choices of some schemes."""
    single: dict[str, list[Name]] = {}
    several: dict[str, list[Name]] = {}
    whole: dict[tuple[str, str], Choice] = {}
    for scheme, choices in scheme_choices:
        for choice in choices:
            for form in (*choice.label.languages.values(), *choice.alternatives):
                words = words_of(form)
                whole.setdefault((scheme, " ".join(word.form for word in words)), choice)
                name = _name(choice, scheme, words)
                if name is not None:
                    index = several if len(name.words) > 1 else single
                    index.setdefault(name.words[0], []).append(name)
    return Names(_frozen(single), _frozen(several), whole)


def askable(model: Model) -> Names:
    """The names of all that a sentence may name among the choices of a model."""
    schemes = ((scheme.slug, scheme.choices) for scheme in model.schemes if scheme.slug in SCHEMES)
    return names_of(tuple(sorted(schemes, key=lambda item: SCHEMES.index(item[0]))))


def _name(choice: Choice, scheme: str, words: list[Word]) -> Name | None:
    """A form as it is looked for; None for what has no words."""
    spelled = frozenset(word.folded for word in words)
    said = [word for word in words if word.folded not in BINDING] or words[:1] * (len(words) == 1)
    if len(said) > 1:
        return Name(choice, scheme, tuple(word.root for word in said), spelled, phrase=False)
    if said and all(word in said or word.folded in ARTICLES for word in words):
        return Name(choice, scheme, (said[0].form,), spelled, phrase=False)
    return Name(choice, scheme, tuple(word.form for word in words), spelled, phrase=True) if len(words) > 1 else None


def _places(keys: Iterable[str]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for place, key in enumerate(keys):
        found.setdefault(key, []).append(place)
    return found


def _said(name: Name, words: list[Word], forms: Mapping[str, list[int]]) -> tuple[int, ...]:
    """Where the words of a phrase follow one another, () when they do not."""
    size = len(name.words)
    for start in forms.get(name.words[0], ()):
        if tuple(word.form for word in words[start : start + size]) == name.words:
            return tuple(range(start, start + size))
    return ()


def _precedence(found: FoundName) -> tuple[int, ...]:
    """Most words first; « en visio » is a way of being helped, « visio » a need."""
    gap = found.places[-1] - found.places[0] + 1 - len(found.places)
    scheme = SCHEMES.index(found.name.scheme)
    return -found.worth, -len(found.places), scheme, gap, found.inflected, found.places[0]


def _frozen(index: dict[str, list[Name]]) -> dict[str, tuple[Name, ...]]:
    return {word: tuple(names) for word, names in index.items()}


def shared_nickname(search: SearchIndex, said: str) -> tuple[Ref, ...]:
    """The tools of which these words are a nickname, where they are that of several: « le drive »."""
    name = " ".join(word for word in fold(said).split() if word not in ARTICLES)
    found = search.named(said, ("tool",), ARTICLES) if name else []
    bearers = [hit for hit in found if fold(hit.matched) == name]
    return tuple(Ref(hit.iri, hit.label) for hit in bearers) if len(bearers) > 1 else ()
