# SPDX-License-Identifier: AGPL-3.0-or-later
"""The situation of an association, once understood: where, what it needs, what it uses, when, and for whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from graph.errors import Suggestion
from graph.referral.mention import Ref
from graph.text.wording import Spoken, month_number

if TYPE_CHECKING:
    from graph.referral.gloss import Gloss

ASSOCIATION, PROFESSIONAL = "association", "professional"
ASKERS = (ASSOCIATION, PROFESSIONAL)


class Asked(NamedTuple):
    """A concept or a tool asked for, and the words it was asked with."""

    iri: str
    label: str
    query: str

    @property
    def ref(self) -> Ref:
        """The thing without the words."""
        return Ref(self.iri, self.label)


class AskedTool(NamedTuple):
    """A tool in use; `free` is None when nobody said whether it is free software.

    `service` is the online service that was named, if one was, and `closed` its last day when it is gone by;
    `announced` is the day for which its closing was announced, when that is gone by and nobody knows more.
    """

    iri: str
    label: str
    query: str
    free: bool | None
    service: Ref | None = None
    closed: date | None = None
    announced: date | None = None

    @property
    def ref(self) -> Ref:
        """The tool without the words."""
        return Ref(self.iri, self.label)


READ = NEED, TOOL, AUDIENCE, MODE, COST, PLACE = ("need", "tool", "audience", "mode", "cost", "place")


class Reading(NamedTuple):
    """Something read in words that were typed, of one of the kinds above; a place too has its IRI.

    `given`: it was chosen by its slug, its IRI or its label, so that there was nothing to read. Not `sure`: the words
    name nothing, or may mean something else. `others` is what may be meant instead, the likeliest first.
    """

    kind: str
    asked: Asked
    given: bool = False
    sure: bool = True
    others: tuple[Ref, ...] = ()


class Place(NamedTuple):
    """A territory of the chain from the commune up to the country."""

    iri: str
    label: str
    level: str
    code: str


class Unresolved(NamedTuple):
    """Words that were not understood, what kind of thing was expected, and what may have been meant.

    `named`: what these words name that cannot be asked for, as an organisation or an acronym.
    `aside`: the rest of the text was understood, and these words were left aside.
    """

    query: str
    field: str
    suggestions: tuple[Suggestion, ...]
    named: tuple[Ref, ...] = ()
    aside: bool = False


@dataclass(frozen=True)
class Query:
    """A request as received: texts, slugs or IRIs, nothing understood yet.

    `welcome`: where nothing is asked for, those who welcome and orient are the answer rather than an error.
    """

    commune: str = ""
    needs: tuple[str, ...] = ()
    tools: tuple[str, ...] = ()
    audiences: tuple[str, ...] = ()
    question: str = ""
    free: bool = False
    mode: str = ""
    date: str = ""
    asker: str = ASSOCIATION
    limit: int = 10
    welcome: bool = False


@dataclass(frozen=True)
class Situation:
    """A request understood. `places` goes from the commune up to the country and is empty when no place was given."""

    day: date
    places: tuple[Place, ...] = ()
    needs: tuple[Asked, ...] = ()
    tools: tuple[AskedTool, ...] = ()
    audiences: tuple[Asked, ...] = ()
    free: bool = False
    mode: Asked | None = None
    asker: str = ASSOCIATION
    limit: int = 10
    unresolved: tuple[Unresolved, ...] = ()
    question: str = ""
    place_note: Spoken | None = None
    """What is to be said of how the place was understood, where it was not by the name that it has today."""
    readings: tuple[Reading, ...] = ()
    """What was read in the texts, whatever the field they were typed in, in the order of their words."""
    elsewhere: str = ""
    """What was typed as a place and is a request."""
    glosses: tuple[Gloss, ...] = ()
    """What was made of the texts that are written in another language."""

    @property
    def unclear(self) -> tuple[Unresolved, ...]:
        """The texts of which nothing was understood."""
        return tuple(words for words in self.unresolved if not words.aside)

    @property
    def aside(self) -> tuple[Unresolved, ...]:
        """The words left aside in texts that were understood."""
        return tuple(words for words in self.unresolved if words.aside)

    @cached_property
    def above(self) -> dict[str, str]:
        """The names of the territories that hold the place (and of the place), by IRI."""
        return {place.iri: place.label for place in self.places}

    @cached_property
    def by_level(self) -> dict[str, Place]:
        """These territories by level."""
        return {place.level: place for place in reversed(self.places)}

    @property
    def placed(self) -> bool:
        """Whether a place was given."""
        return bool(self.places)

    @property
    def month(self) -> int:
        """The month of the day, as a number to subtract from."""
        return month_number(self.day)

    @property
    def need_count(self) -> int:
        """How many needs were asked for."""
        return len(self.needs)

    @property
    def tool_kinds(self) -> tuple[bool | None, ...]:
        """For each tool in use, whether it is free."""
        return tuple(tool.free for tool in self.tools)

    @property
    def place(self) -> Place | None:
        """The commune asked for (or a wider territory when one was named)."""
        return self.places[0] if self.places else None
