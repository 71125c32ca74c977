# SPDX-License-Identifier: AGPL-3.0-or-later
"""What words typed in the search may mean, best first: places to refer from, and things that bear that name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from rapidfuzz import fuzz

from graph.entity import Mention, Reader
from graph.errors import InvalidInput, TisserandError
from graph.readings.referral.understanding import RequestReading, read_request
from graph.readings.states import State, states
from graph.referral.question_words import LITTLE_WORDS
from graph.referral.situation import NEED, TOOL, Query
from graph.search import Hit
from graph.territory import LEVELS, Territories, Territory
from graph.text.folding import fold

if TYPE_CHECKING:
    from graph.referral.resolver import Resolver

THINGS, PLACES, MOST_PLACES = 30, 6, 40
NEAR = 3
ALIKE = 80  # of 100: how near a name must be to what was typed to be asked about when nothing bears it
PLAINLY = 0.4  # the score below which a name holds words that only look like those typed
# All but the country, which is where everybody is.
OFFERED = LEVELS[:-1]
TERRITORY = "territory"
LITTLE = frozenset(map(fold, LITTLE_WORDS))
AT = re.compile(r"^(à|dans|près d(e\b|['’]))\s*", re.IGNORECASE)


@dataclass(frozen=True)
class FoundPlace:
    """A place: the name of its level, and the code by which the referral knows it and no other."""

    territory: Territory
    level: str
    code: str
    former: str = ""
    """The former name that the words are, where it has another today."""


@dataclass(frozen=True)
class FoundThing:
    """What bears the words: its line, what to know of it first, and the name that was found."""

    mention: Mention
    caption: str
    states: tuple[State, ...]
    matched: str


@dataclass(frozen=True)
class SearchReading:
    """What the words may mean: `more` places are to be folded, `near` are asked about when nothing bears the words.

    `asked` is the request that they make, as the desk reads it; None where they are but a name, or ask for nothing.
    """

    things: tuple[FoundThing, ...] = ()
    places: tuple[FoundPlace, ...] = ()
    more: tuple[FoundPlace, ...] = ()
    near: tuple[FoundPlace, ...] = ()
    places_first: bool = True
    asked: RequestReading | None = None


def search_reading(reader: Reader, resolver: Resolver, words: str, day: date) -> SearchReading:
    """What the words may mean on a day; nothing for no words."""
    if not words:
        return SearchReading()
    index, territories = resolver.search, resolver.territories
    found, hits = _places(territories, words), index.search(words, THINGS)
    if found:  # the name of a place is no misspelling of something else
        hits = [hit for hit in hits if hit.score >= PLAINLY]
    at_home = any(territories.contains(area, place) for area in territories.area for place in found)
    plain = any(set(fold(words).split()) <= set(fold(hit.matched).split()) for hit in hits)
    named = any(fold(hit.matched) == fold(words) and hit.kind != TERRITORY for hit in hits)
    return SearchReading(
        things=tuple(_things(reader, hits, day)),
        places=_found(reader, territories, found[:PLACES], words),
        more=_found(reader, territories, found[PLACES:MOST_PLACES]),
        near=() if plain or found else _found(reader, territories, _near(territories, words)),
        # A commune far away may be named like what is meant here.
        places_first=at_home or not named,
        asked=None if named or found else asked_in(reader, resolver, words),
    )


def asked_in(reader: Reader, resolver: Resolver, words: str) -> RequestReading | None:
    """The request that words make, read as those of any field; None where nothing is asked for in them."""
    try:
        situation = resolver.resolve(Query(needs=(words,), welcome=True))
    except TisserandError:  # a place that has namesakes: the desk asks which one
        return None
    asked = bool(situation.needs or situation.tools or situation.audiences)
    return read_request(reader, resolver, situation) if asked else None


def asked_iris(resolver: Resolver, words: str) -> tuple[str, ...]:
    """The needs and the tools that words surely name, in their order."""
    try:
        situation = resolver.resolve(Query(needs=(words,), welcome=True))
    except TisserandError:
        return ()
    return tuple(one.asked.iri for one in situation.readings if one.sure and one.kind in (NEED, TOOL))


def _things(reader: Reader, hits: Iterable[Hit], day: date) -> Iterator[FoundThing]:
    for hit in hits:
        iri = hit.iri
        yield FoundThing(reader.mention(iri), reader.caption(iri), states(reader, iri, day)[:1], hit.matched)


def _places(territories: Territories, words: str) -> list[Territory]:
    """The places that bear this name or this postal code, home first."""
    text = AT.sub("", words)
    if set(fold(text).split()) <= LITTLE:
        return []
    try:
        return list(territories.candidates(text, OFFERED))
    except InvalidInput:
        return []


def _near(territories: Territories, words: str) -> list[Territory]:
    """The places whose name is nearly these words, or begins so."""
    text = fold(AT.sub("", words))
    found = territories.suggest(text, PLACES, OFFERED)
    return [place for place in found if fuzz.ratio(text, fold(place.name)) >= ALIKE or _begins(text, place)][:NEAR]


def _begins(text: str, place: Territory) -> bool:
    return len(text) > NEAR and fold(place.name).startswith(text)


def _found(
    reader: Reader, territories: Territories, places: Iterable[Territory], words: str = ""
) -> tuple[FoundPlace, ...]:
    return tuple(
        FoundPlace(place, level_name(reader, place), code_of(territories, place), _former(territories, place, words))
        for place in places
    )


def _former(territories: Territories, place: Territory, words: str) -> str:
    return territories.former_name(place, AT.sub("", words)) if words else ""


def level_name(reader: Reader, place: Territory) -> str:
    """What a place is: a commune, an intercommunality…"""
    return dict(zip(LEVELS, reader.model.scheme("territory-level").choices, strict=True))[place.level].label(
        reader.lang
    )


def code_of(territories: Territories, place: Territory) -> str:
    """Its own code where that names nothing else: a postal code may be written as the code of a commune."""
    return place.code if territories.candidates(place.code) == [place] else place.key
