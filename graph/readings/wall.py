# SPDX-License-Identifier: AGPL-3.0-or-later
"""The wall of a workshop: the map around what the room knows, and what the room adds to it.

Its branches are what things are for, in the order of the model, so that they stay where they are while it grows. Around
what is added stands what it is tied to, then what the group of the workshop is tied to, then what is for the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from itertools import islice

from graph.entity import Reader
from graph.entity.ties import Ties, ties_of
from graph.model import EntityClass, Field
from graph.readings.workshops import ON_WALL, TO_READ, RoomAddition, RoomState
from graph.text.folding import filed
from graph.text.sentences import sentence
from graph.workshops.workshop import Workshop

MOST_BRANCHES, MOST_ADDED, MOST_AROUND, MOST_LATEST, MOST_FRESH = 5, 8, 12, 3, 2
"""What a wall holds that is read from eight metres: branches, additions at once, known things of a branch; and how many
of the latest additions glow."""
WHO, WHAT_FOR = 1, 2
"""The questions of short forms whose answers are those who offer something, and a branch of the wall."""
TIED, OF_GROUP, SAME_NEED, OTHER = range(4)
"""How near a known thing is to what the room adds to its branch: tied to it, tied to the group, for the same precise
need, for another one under the same word."""


@dataclass(frozen=True)
class WallLeaf:
    """A thing on the wall, `key` telling it from all others as long as the wall is there.

    It has just come (`fresh`), waits to be read (`waits`), or was on the map before the workshop (`there`).
    """

    key: str
    label: str
    entity_class: EntityClass | None
    fresh: bool = False
    waits: bool = False
    there: bool = False


@dataclass(frozen=True)
class WallBranch:
    """What goes together: the latest additions, what stands around them, the nearest first, and how many that is in
    all."""

    key: str
    label: str
    added: tuple[WallLeaf, ...]
    around: tuple[WallLeaf, ...]
    count: int


@dataclass(frozen=True)
class WallArrival:
    """One of the latest on the wall, and for how many minutes."""

    label: str
    entity_class: EntityClass | None
    minutes: int


@dataclass(frozen=True)
class WorkshopWall:
    """What the room reads: how much was added, the branches that grow, and the latest additions, newest first."""

    count: int
    branches: tuple[WallBranch, ...]
    latest: tuple[WallArrival, ...]


@dataclass(frozen=True)
class _Room:
    """What a wall is drawn of: what everybody may read, the workshop, the classes of what it gathers, what is on the
    wall, and what waits on it."""

    reader: Reader
    workshop: Workshop
    gathered: tuple[EntityClass, ...]
    there: tuple[RoomAddition, ...]
    waiting: tuple[RoomAddition, ...]

    @cached_property
    def group(self) -> str:
        """The IRI of the card of the group, "" where it is told in words, or where not everybody may read it."""
        iri = self.workshop.aim.group
        return iri if iri in self.reader.dataset else ""

    @cached_property
    def ties(self) -> Ties:
        return ties_of(self.reader.dataset, self.reader.model)

    @cached_property
    def fresh(self) -> frozenset[int]:
        return frozenset(one.number for one in self.there[-MOST_FRESH:])

    @cached_property
    def cards(self) -> frozenset[str]:
        return frozenset(one.card for one in self.there)

    def around(self, iri: str) -> frozenset[str]:
        """The things of the directory that a card is tied to."""
        others = {tie.other for tie in self.ties.of(iri)} if iri else set()
        classes = self.ties.classes
        return frozenset(other for other in others if (own := classes.get(other)) and own.directory and not own.scheme)

    def is_there(self, iri: str) -> bool:
        """Whether a thing holds that day."""
        return self.reader.dataset.valid(iri, self.workshop.opened_at.date())


def workshop_wall(
    reader: Reader, state: RoomState, workshop: Workshop, gathered: Iterable[EntityClass], now: datetime
) -> WorkshopWall:
    """The wall of a workshop that gathers things of some classes; where its facilitator says so, what waits is on it
    too."""
    there = sorted(state.those(ON_WALL), key=lambda one: (one.contribution.turn, one.addition.place))
    waiting = state.those(TO_READ) if workshop.aim.greyed else ()
    room = _Room(reader, workshop, tuple(gathered), tuple(there), waiting)
    return WorkshopWall(
        len(there),
        tuple(_branches(room)),
        tuple(_arrival(reader, one, now) for one in islice(reversed(there), MOST_LATEST)),
    )


def _branches(room: _Room) -> Iterator[WallBranch]:
    """The branches that receive, then those of the map around that the group holds most of."""
    known, grown = _known(room), [*room.there, *room.waiting]
    by: dict[str, list[RoomAddition]] = {}
    for one in grown:
        by.setdefault(_branch_of(room.reader, one), []).append(one)
    chosen = _chosen(room, known, by)
    place = {number: rank for rank, number in enumerate(_shared([by[key] for key in chosen if key in by]))}
    told = set[str]()
    for key in sorted(chosen, key=_order(room.reader)):
        mine = {iri: need for iri, need in known.get(key, {}).items() if iri not in told}
        found = _branch(room, key, (by.get(key, []), place), mine)
        # What is for many things is told once.
        told |= {leaf.key for leaf in found.around}
        yield found


def _chosen(room: _Room, known: Mapping[str, Mapping[str, str]], by: Mapping[str, list[RoomAddition]]) -> list[str]:
    """The keys of the branches, those that received last at the end."""
    place = {one.number: rank for rank, one in enumerate([*room.there, *room.waiting])}
    received = sorted(by, key=lambda key: place[by[key][-1].number])[-MOST_BRANCHES:]
    mine = room.around(room.group)
    others = sorted(known.keys() - by.keys(), key=lambda key: (-len(mine & known[key].keys()), -len(known[key]), key))
    return [*islice(_telling(others, known), MOST_BRANCHES - len(received)), *received]


def _telling(keys: Iterable[str], known: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
    """The branches under which stands something that those before do not have."""
    told = set[str]()
    for key in keys:
        if known[key].keys() - told:
            told |= known[key].keys()
            yield key


def _shared(branches: list[list[RoomAddition]]) -> Iterator[int]:
    """The numbers of the additions for which there is room: the latest of each branch in turn."""
    left, turns = MOST_ADDED, max(map(len, branches), default=0)
    for turn in range(1, turns + 1):
        for leaves in reversed(branches):
            if left and turn <= len(leaves):
                left -= 1
                yield leaves[-turn].number


def _branch(
    room: _Room, key: str, came: tuple[list[RoomAddition], Mapping[int, int]], known: Mapping[str, str]
) -> WallBranch:
    """A branch with what came in it, by number for which there is room, and what was known (by IRI, its precise
    need)."""
    additions, shown = came
    added = [one for one in additions if one.number in shown]
    before = [one for one in reversed(additions) if one.number not in shown]
    near = _nearness(room, additions, known)
    around = sorted(near, key=lambda iri: (near[iri], filed(room.reader.label(iri)), iri))
    reader, count = room.reader, len(before) + len(around)
    told = (
        *(_leaf(room, one) for one in before),
        *(WallLeaf(iri, reader.label(iri), reader.class_of(iri), there=True) for iri in around[:MOST_AROUND]),
    )
    return WallBranch(key, _label(reader, key), tuple(_leaf(room, one) for one in added), told[:MOST_AROUND], count)


def _nearness(room: _Room, additions: Iterable[RoomAddition], known: Mapping[str, str]) -> dict[str, int]:
    """How near each thing is that was there before: what additions are tied to comes with them."""
    mine, tied, needs = room.around(room.group), set[str](), set[str]()
    for one in additions:
        tied |= room.around(one.card)
        needs |= set(_for(room.reader, one.card)) if one.card else set()
    found = dict.fromkeys(tied, TIED)
    for iri, need in known.items():
        near = OF_GROUP if iri in mine else SAME_NEED if need in needs else OTHER
        found.setdefault(iri, near)
    gone = room.cards | {room.group}
    return {iri: near for iri, near in found.items() if iri not in gone and room.is_there(iri)}


def _known(room: _Room) -> dict[str, dict[str, str]]:
    """By branch, the things of the kinds that the room gathers, each with its precise need there."""
    found: dict[str, dict[str, str]] = {}
    for own in room.gathered:
        field = _asked(own)
        for iri in room.reader.dataset.instances(*own.classes):
            if iri in room.cards or iri == room.group:
                continue
            terms = _for(room.reader, iri) if field else ()
            for who in _who(room.reader, own, iri):
                for term in terms:
                    found.setdefault(_broadest(room.reader, term), {}).setdefault(who, term)
                if field is None:
                    found.setdefault(own.iri, {})[who] = ""
    return found


def _who(reader: Reader, own: EntityClass, iri: str) -> tuple[str, ...]:
    """Those who offer a thing, whose names a room knows; the thing itself where nobody is told."""
    links = [one.path for one in own.fields if one.is_link and int(one.asked.short_order or 0) == WHO]
    others = {other for path in links for other in reader.dataset.links(iri, path) if other in reader.dataset}
    return tuple(sorted(others)) or (iri,)


def _asked(own: EntityClass) -> Field | None:
    """The field of a class that says what its things are for."""
    return next((one for one in own.fields if one.scheme and int(one.asked.short_order or 0) == WHAT_FOR), None)


def _for(reader: Reader, iri: str) -> tuple[str, ...]:
    """What a card says that it is for, as choices."""
    own = reader.class_of(iri)
    field = _asked(own) if own else None
    return (
        tuple(term for term in reader.dataset.links(iri, field.path) if term in reader.model.choices) if field else ()
    )


def _branch_of(reader: Reader, one: RoomAddition) -> str:
    """The key of the branch under which it grows: the broadest word for what it is for, else its kind."""
    own, proposal = one.sheet.entity_class, one.contribution.proposal
    field = _asked(own) if own else None
    for proposed in proposal.fields if proposal and field else ():
        if field and proposed.property == field.path:
            for term in proposed.after:
                if isinstance(term, str) and term in reader.model.choices:
                    return _broadest(reader, term)
    return own.iri if own else ""


def _broadest(reader: Reader, iri: str) -> str:
    choice = reader.model.choices[iri]
    while choice.broader:
        choice = reader.model.choices[choice.broader[0]]
    return choice.iri


def _label(reader: Reader, key: str) -> str:
    model = reader.model
    if key in model.choices:
        return sentence(model.choices[key].label(reader.lang))
    return sentence(model.by_iri[key].plural(reader.lang)) if key in model.by_iri else ""


def _order(reader: Reader) -> Callable[[str], tuple[int, int]]:
    """The order of branches: that of the lists of the model, then that of its classes."""
    choices = {iri: (0, rank) for rank, iri in enumerate(reader.model.choices)}
    places = {**{own.iri: (1, rank) for rank, own in enumerate(reader.model.classes)}, **choices}
    return lambda key: places.get(key, (2, 0))


def _leaf(room: _Room, one: RoomAddition) -> WallLeaf:
    name, waits = _name(room.reader, one), one.state == TO_READ
    return WallLeaf(f"n{one.number}", name, one.sheet.entity_class, one.number in room.fresh, waits)


def _arrival(reader: Reader, one: RoomAddition, now: datetime) -> WallArrival:
    since = now - (one.contribution.decided or now)
    return WallArrival(_name(reader, one), one.sheet.entity_class, max(0, since // timedelta(minutes=1)))


def _name(reader: Reader, one: RoomAddition) -> str:
    """How its card is called now, or how it was proposed."""
    return reader.label(one.card) if one.card else one.sheet.label
