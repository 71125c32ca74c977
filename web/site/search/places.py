# SPDX-License-Identifier: AGPL-3.0-or-later
"""The places of France that words typed in the search name, each with the way to refer an association of there."""

from __future__ import annotations

import re
from dataclasses import dataclass

from flask import url_for
from rapidfuzz import fuzz

from graph.errors import InvalidInput
from graph.referral.question_words import LITTLE_WORDS
from graph.territory import LEVELS, Territory
from graph.text.folding import fold
from web.app.filters import sentence
from web.app.language import language, translate
from web.app.pages import ecosystem, reader
from web.site.referral.words import of_place

SHOWN, MOST = 6, 40
NEAR = 3
ALIKE = 80  # of 100: how near a name must be to what was typed to be asked about when nothing bears it
# All but the country, which is where everybody is.
OFFERED = LEVELS[:-1]
LITTLE = frozenset(map(fold, LITTLE_WORDS))
AT = re.compile(r"^(à|dans|près d(e\b|['’]))\s*", re.IGNORECASE)


@dataclass(frozen=True)
class OfferedPlace:
    """One place: what is proposed there, what tells it from others, and the address of the desk."""

    title: str
    note: str
    address: str


@dataclass(frozen=True)
class Places:
    """The places of some words, home first; `more` are those that are folded, `at_home` whether one is at home."""

    found: tuple[OfferedPlace, ...]
    more: tuple[OfferedPlace, ...] = ()
    at_home: bool = False


def places(words: str) -> Places:
    """The places that bear this name or this postal code."""
    text = AT.sub("", words)
    if set(fold(text).split()) <= LITTLE:
        return Places(())
    known = ecosystem().territories
    try:
        found = known.candidates(text, OFFERED)
    except InvalidInput:
        return Places(())
    at_home = any(known.contains(area, place) for area in known.area for place in found)
    return Places(tuple(map(_place, found[:SHOWN])), tuple(map(_place, found[SHOWN:MOST])), at_home)


def near(words: str) -> tuple[OfferedPlace, ...]:
    """The places whose name is nearly these words, or begins so."""
    text = fold(AT.sub("", words))
    found = ecosystem().territories.suggest(text, SHOWN, OFFERED)
    meant = [place for place in found if fuzz.ratio(text, fold(place.name)) >= ALIKE or _begins(text, place)]
    return tuple(map(_place, meant[:NEAR]))


def _begins(text: str, place: Territory) -> bool:
    return len(text) > NEAR and fold(place.name).startswith(text)


def _place(place: Territory) -> OfferedPlace:
    if language() == "fr":
        title = f"Orienter une association {of_place(place.label)}"
    else:
        title = translate("Orienter une association de {place}").format(place=place.label)
    names = dict(zip(LEVELS, reader().model.scheme("territory-level").choices, strict=True))
    level = sentence(names[place.level].label(reader().lang))
    return OfferedPlace(
        title, " · ".join((level, *place.postcodes[:3])), url_for("referral.show", commune=_code(place))
    )


def _code(place: Territory) -> str:
    """The code by which the desk knows this place and no other: a postal code may be written as that of a commune."""
    return place.code if ecosystem().territories.candidates(place.code) == [place] else place.key
