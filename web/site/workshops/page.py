# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the console and the list of workshops show."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass

from flask import current_app, url_for

from graph.entity import Reader, Shown
from graph.errors import UnknownThing
from graph.forms.addable import Addable, addable_groups
from graph.readings.contributions import AlikeThing, alike_things
from graph.readings.workshops import DECLINED, ON_WALL, PUT_OFF, SETTLED, TO_READ, UNDONE, RoomAddition, RoomState
from graph.text.folding import fold
from graph.workshops.workshop import Workshop
from web.app.addresses import in_room, whole
from web.app.language import language
from web.app.pages import ecosystem, reader
from web.app.recent import recent
from web.app.values import display
from web.site.room.desk import group_name, state_of

MOST_COMPARED, MOST_PASSED = 12, 60
"""How many of those that wait are compared with what is known at once, and how many that are decided are listed."""


@dataclass(frozen=True)
class ConsoleLine:
    """An addition on the console, with the known things that it may be."""

    came: RoomAddition
    alike: tuple[AlikeThing, ...] = ()


@dataclass(frozen=True)
class ConsolePage:
    """All that the console shows; `chosen` is the number of the addition to decide of, 0 where none waits."""

    workshop: Workshop
    place: str
    state: RoomState
    waiting: tuple[ConsoleLine, ...]
    passed: tuple[RoomAddition, ...]
    chosen: int
    previous: int
    next: int

    def count(self, *states: str) -> int:
        """How many additions are in some states."""
        return len(self.state.those(*states))


def console_page(workshop: Workshop, number: int) -> ConsolePage:
    """The console of a workshop, with an addition to decide of: the one that is asked for, else the first."""
    facts = Reader(ecosystem().full.dataset, ecosystem().model, language())
    state = state_of(workshop, facts)
    open_ones = (*state.those(TO_READ), *state.those(PUT_OFF))
    numbers = [one.number for one in open_ones]
    chosen = number if number in numbers else next(iter(numbers), 0)
    place = numbers.index(chosen) if chosen else 0
    lines = (
        ConsoleLine(one, _alike(facts, one) if rank < MOST_COMPARED or one.number == chosen else ())
        for rank, one in enumerate(open_ones)
    )
    passed = sorted(state.those(ON_WALL, DECLINED, SETTLED, UNDONE), key=lambda one: -one.contribution.turn)
    return ConsolePage(
        workshop,
        group_name(workshop),
        state,
        tuple(lines),
        tuple(passed[:MOST_PASSED]),
        chosen,
        numbers[place - 1] if place else 0,
        numbers[place + 1] if place + 1 < len(numbers) else 0,
    )


def _alike(facts: Reader, one: RoomAddition) -> tuple[AlikeThing, ...]:
    proposal, full = one.contribution.proposal, ecosystem().full
    if proposal is None:
        return ()
    key = (ecosystem().repository.number, one.number, facts.lang)

    def found() -> tuple[AlikeThing, ...]:
        return alike_things(facts, proposal, full.search, ecosystem().territories)

    return recent(current_app, "room alike").get(key, found)


def text_of(value: Shown, path: str) -> str:
    """A value as it is read: a place by its name, which only the index of territories knows."""
    if value.mention:
        with suppress(UnknownThing):
            return ecosystem().territories.from_iri(reader().dataset.base, value.mention.iri).label
    return display(value, path).text


def things() -> tuple[Addable, ...]:
    """All that a workshop may gather."""
    return tuple(item for group in addable_groups(reader()) for item in group.items)


def group_of(text: str) -> str:
    """The IRI of the one card that bears a name, else the words themselves."""
    text = " ".join(text.split())
    hits = {hit.iri for hit in ecosystem().search.search(text, 5) if fold(reader().label(hit.iri)) == fold(text)}
    return hits.pop() if text and len(hits) == 1 else text


def door(workshop: Workshop) -> tuple[str, str]:
    """Where telephones go, as they can follow it: the whole address with the code, and the short one to type."""
    full = in_room(whole(url_for("room.show", code=workshop.code, lang=None)))
    short = in_room(whole(url_for("room.index", lang=None)))
    return full, short.split("://", 1)[-1]
