# SPDX-License-Identifier: AGPL-3.0-or-later
"""How a text was understood as a place, said when it is not by the name or the code that the place has today."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import NamedTuple

from graph.territory.names import NameQuery, loosen, strict
from graph.territory.types import CALLED, PART, Past, Territory
from graph.text.wording import Phrase, Said, Spoken

JOINED_IN = Phrase("{former} a rejoint {place} en {year}.")
JOINED = Phrase("{former} a rejoint {place}.")
CALLED_SINCE = Phrase("{former} s’appelle {place} depuis {year}.")
NO_LONGER = Phrase("{former} n’est plus une commune : c’est maintenant {place}.")
OLD_CODE = Phrase("Le code {code} n’a plus cours : c’est maintenant {place}.")
POSTAL_CODE = Phrase(
    "{code} a été lu comme un code postal : {town}. Comme code INSEE, c’est {other} : écrivez son nom si c’est elle."
)
PART_OF_TOWN = Phrase("« {text} » n’est pas une commune : voici ce qui concerne {place}.")
_PHRASES = {PART: JOINED_IN, CALLED: CALLED_SINCE}


class PlaceReading(NamedTuple):
    """The place that a text means, and what is to be said of it; None when the text is a name or a code of today."""

    place: Territory
    said: Said | None


def is_about_a_code(said: Spoken | None) -> bool:
    """Whether it is about the two readings of a code, which a page does not tell: people write postal codes."""
    return isinstance(said, Said) and said.phrase is POSTAL_CODE


def reading(text: str, query: NameQuery, place: Territory, other: Territory | None) -> PlaceReading:
    """The reading of a text; `other` is a place that the same code means when it is read otherwise."""
    return PlaceReading(place, next(_notes(text, query, place, other), None))


def _notes(text: str, query: NameQuery, place: Territory, other: Territory | None) -> Iterator[Said]:
    if other is not None and query.codes:
        yield POSTAL_CODE(code=query.codes[0], town=place.label, other=other.label)
    if place.level != "commune":
        return
    past, name = max(((None, place.name), *((item, item.name) for item in place.past)), key=partial(_held, query))
    if past is not None and _held(query, (past, name)):
        yield _became(past, place)
    elif not query.name and query.codes and query.codes[0] in place.former:
        yield OLD_CODE(code=query.codes[0], place=place.label)
    elif _is_part(query, place):
        yield PART_OF_TOWN(text=text.strip(), place=place.label)


def _is_part(query: NameQuery, place: Territory) -> bool:
    """Whether a text names a part of a town: by the town and a direction, or by a name that was never the town's."""
    parts = {loosen(strict(known)) for known in place.aliases} - {loosen(strict(item.name)) for item in place.past}
    return query.loose in parts or bool(query.town and query.name not in {loosen(strict(place.name)), *parts})


def _held(query: NameQuery, named: tuple[Past | None, str]) -> int:
    """How many letters of the text are this name: the longest name in it is the one that was meant."""
    loose = loosen(strict(named[1]))
    return len(loose) if f" {loose} " in f" {query.loose} " else 0


def _became(past: Past, place: Territory) -> Said:
    if past.how in _PHRASES and past.year:
        return _PHRASES[past.how](former=past.name, place=place.label, year=past.year)
    return (JOINED if past.how == PART else NO_LONGER)(former=past.name, place=place.label)
