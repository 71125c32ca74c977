# SPDX-License-Identifier: AGPL-3.0-or-later
"""A workshop as it is now: what came in it and what became of that, and the wall that grows of what is accepted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from graph.contributions.proposal import Proposal
from graph.contributions.publishing import made_by, stands
from graph.contributions.store import NOT_HERE, Contribution, Contributions
from graph.contributions.tables import ACCEPTED, LATER, REFUSED
from graph.entity import Reader
from graph.errors import UnknownThing
from graph.model import EntityClass
from graph.rdf.dataset import Dataset
from graph.readings.contributions import ContributionSheet, contribution_sheet
from graph.storage.journal import Change
from graph.text.sentences import sentence
from graph.workshops.workshop import WorkshopAddition

TO_READ, PUT_OFF, ON_WALL, DECLINED, SETTLED = "to-read", "put-off", "on-wall", "declined", "settled"
UNDONE = "undone"
"""What becomes of an addition; `SETTLED`: accepted, though it said nothing that a card did not; `UNDONE`: accepted,
then taken back, alone or with the whole session."""
MOST_BRANCHES, MOST_LEAVES, MOST_LATEST, MOST_FRESH = 5, 10, 3, 2
"""What a wall holds that is read from eight metres; `MOST_FRESH`: how many of the latest glow."""
WHAT_FOR = 2
"""The question of short forms whose answer is a branch of the wall."""


@dataclass(frozen=True)
class RoomAddition:
    """What a telephone sent: `card` is the IRI of the thing that says it now, "" where none does."""

    addition: WorkshopAddition
    contribution: Contribution
    sheet: ContributionSheet
    state: str
    card: str = ""

    @property
    def number(self) -> int:
        """The number of its contribution."""
        return self.contribution.number


@dataclass(frozen=True)
class RoomState:
    """All that came, the oldest first, each contribution once; and how many telephones sent something."""

    additions: tuple[RoomAddition, ...]
    telephones: int

    def those(self, *states: str) -> tuple[RoomAddition, ...]:
        """The additions in some states."""
        return tuple(one for one in self.additions if one.state in states)


@dataclass(frozen=True)
class WallLeaf:
    """A thing on the wall: it has just come (`fresh`), or waits to be read (`waits`)."""

    label: str
    entity_class: EntityClass | None
    fresh: bool = False
    waits: bool = False


@dataclass(frozen=True)
class WallBranch:
    """What goes together on the wall; `more`: how many others are under it, which there is no room to show."""

    label: str
    leaves: tuple[WallLeaf, ...]
    more: int = 0


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


def room_state(
    reader: Reader,
    kept: Contributions,
    came: Iterable[WorkshopAddition],
    change_of: Callable[[int], Change],
    said: Dataset,
) -> RoomState:
    """The state of a workshop; what two telephones sent in the same words is once; `said`: the facts that hold."""
    came = tuple(came)
    once = {one.contribution: one for one in reversed(came)}
    found = kept.of(once.keys())
    additions = (
        _addition(reader, once[number], found[number], change_of, said) for number in sorted(found, key=_place_in(once))
    )
    telephones = {one.telephone or one.token for one in came}
    return RoomState(tuple(additions), len(telephones))


def _place_in(once: dict[int, WorkshopAddition]) -> Callable[[int], int]:
    return lambda number: once[number].place


def _addition(
    reader: Reader,
    addition: WorkshopAddition,
    found: Contribution,
    change_of: Callable[[int], Change],
    said: Dataset,
) -> RoomAddition:
    proposal = said_by(found)
    sheet = contribution_sheet(reader, proposal)
    if found.state == ACCEPTED and found.change:
        change = change_of(found.change)
        if not stands(said, change):
            return RoomAddition(addition, found, sheet, UNDONE)
        card = card_of(change, proposal)
        # Not for everybody to read: it is no more on the wall than on the map.
        return RoomAddition(addition, found, sheet, ON_WALL if card in reader.dataset else DECLINED, card)
    state = {ACCEPTED: SETTLED, LATER: PUT_OFF, REFUSED: DECLINED}.get(found.state, TO_READ)
    return RoomAddition(addition, found, sheet, state)


def said_by(found: Contribution) -> Proposal:
    """What a contribution proposes; raises UnknownThing once it is forgotten."""
    if found.proposal is None:
        raise UnknownThing(NOT_HERE(), field="numero")
    return found.proposal


def card_of(change: Change, proposal: Proposal) -> str:
    """The IRI of the thing that a change made of a proposal, or of the known one to which it was added."""
    made = made_by(change, proposal) if proposal.is_new else proposal.subject
    return made or min((fact.s for fact in change.added), default="")


def workshop_wall(reader: Reader, state: RoomState, now: datetime, *, greyed: bool) -> WorkshopWall:
    """The wall; with `greyed`, what waits is on it too."""
    there = sorted(state.those(ON_WALL), key=lambda one: (one.contribution.turn, one.addition.place))
    fresh = {one.number for one in there[-MOST_FRESH:]}
    waiting = state.those(TO_READ) if greyed else ()
    return WorkshopWall(
        len(there),
        tuple(_branches(reader, [*there, *waiting], fresh)),
        tuple(_arrival(reader, one, now) for one in islice(reversed(there), MOST_LATEST)),
    )


def _branches(reader: Reader, grown: list[RoomAddition], fresh: set[int]) -> Iterator[WallBranch]:
    """The branches that receive, in the order in which they came; the latest leaves of each."""
    by: dict[str, list[RoomAddition]] = {}
    for one in grown:
        by.setdefault(branch_of(reader, one), []).append(one)
    place = {one.number: rank for rank, one in enumerate(grown)}
    newest = sorted(by, key=lambda name: place[by[name][-1].number])[-MOST_BRANCHES:]
    shown = {one.number for one in _shared([by[name] for name in newest])}
    for name in by:
        if name in newest:
            leaves = [one for one in by[name] if one.number in shown]
            yield WallBranch(name, tuple(_leaf(reader, one, fresh) for one in leaves), len(by[name]) - len(leaves))


def _shared(branches: list[list[RoomAddition]]) -> Iterator[RoomAddition]:
    """The leaves for which there is room: the latest of each branch in turn, so that none is empty."""
    left, turns = MOST_LEAVES, max(map(len, branches), default=0)
    for turn in range(1, turns + 1):
        for leaves in reversed(branches):
            if left and turn <= len(leaves):
                left -= 1
                yield leaves[-turn]


def _leaf(reader: Reader, one: RoomAddition, fresh: set[int]) -> WallLeaf:
    return WallLeaf(_name(reader, one), one.sheet.entity_class, one.number in fresh, one.state == TO_READ)


def _arrival(reader: Reader, one: RoomAddition, now: datetime) -> WallArrival:
    since = now - (one.contribution.decided or now)
    return WallArrival(_name(reader, one), one.sheet.entity_class, max(0, since // timedelta(minutes=1)))


def _name(reader: Reader, one: RoomAddition) -> str:
    """How its card is called now, or how it was proposed."""
    return reader.label(one.card) if one.card else one.sheet.label


def branch_of(reader: Reader, one: RoomAddition) -> str:
    """Under what it grows: the broadest word for what it is for, else its kind."""
    own, proposal = one.sheet.entity_class, one.contribution.proposal
    if own is None or proposal is None:
        return ""
    for field in proposal.fields:
        told = own.field(field.property)
        if told and told.scheme and int(told.asked.short_order or 0) == WHAT_FOR:
            for term in field.after:
                if isinstance(term, str) and term in reader.model.choices:
                    return _broadest(reader, term)
    return sentence(own.plural(reader.lang))


def _broadest(reader: Reader, iri: str) -> str:
    choice = reader.model.choices[iri]
    while choice.broader:
        choice = reader.model.choices[choice.broader[0]]
    return sentence(choice.label(reader.lang))
