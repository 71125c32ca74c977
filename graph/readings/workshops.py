# SPDX-License-Identifier: AGPL-3.0-or-later
"""A workshop as it is now: what came in it, and what became of that."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from graph.contributions.proposal import Proposal
from graph.contributions.publishing import made_by, stands
from graph.contributions.store import NOT_HERE, Contribution, Contributions
from graph.contributions.tables import ACCEPTED, LATER, REFUSED
from graph.entity import Reader
from graph.errors import UnknownThing
from graph.rdf.dataset import Dataset
from graph.readings.contributions import ContributionSheet, contribution_sheet
from graph.storage.journal import Change
from graph.storage.merging import kept_instead
from graph.territory import Territories
from graph.workshops.workshop import WorkshopAddition

TO_READ, PUT_OFF, ON_WALL, DECLINED, SETTLED = "to-read", "put-off", "on-wall", "declined", "settled"
UNDONE = "undone"
"""What becomes of an addition; `SETTLED`: accepted, though it said nothing that a card did not; `UNDONE`: accepted,
then taken back, alone or with the whole session."""


@dataclass(frozen=True)
class RoomAddition:
    """What a telephone sent: `card` is the IRI of the thing that says it now, "" where none does; `merged`: the name of
    that card, where it is another one than that which was made or corrected, as they were merged since."""

    addition: WorkshopAddition
    contribution: Contribution
    sheet: ContributionSheet
    state: str
    card: str = ""
    merged: str = ""

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
class RoomFacts:
    """By what additions are told: the change of a number, the facts that hold, and the places that may be named."""

    change_of: Callable[[int], Change]
    said: Dataset
    territories: Territories


def room_state(reader: Reader, kept: Contributions, came: Iterable[WorkshopAddition], facts: RoomFacts) -> RoomState:
    """The state of a workshop; what two telephones sent in the same words is once."""
    came = tuple(came)
    once = {one.contribution: one for one in reversed(came)}
    found = kept.of(once.keys())
    additions = (_addition(reader, once[number], found[number], facts) for number in sorted(found, key=_place_in(once)))
    telephones = {one.telephone or one.token for one in came}
    return RoomState(tuple(additions), len(telephones))


def _place_in(once: dict[int, WorkshopAddition]) -> Callable[[int], int]:
    return lambda number: once[number].place


def _addition(reader: Reader, addition: WorkshopAddition, found: Contribution, facts: RoomFacts) -> RoomAddition:
    proposal = said_by(found)
    sheet = contribution_sheet(reader, proposal, facts.territories)
    if found.state == ACCEPTED and found.change:
        change = facts.change_of(found.change)
        if not stands(facts.said, change):
            return RoomAddition(addition, found, sheet, UNDONE)
        own = card_of(change, proposal)
        card = kept_instead(reader.dataset, own) or own
        # Not for everybody to read: it is no more on the wall than on the map.
        state = ON_WALL if card in reader.dataset else DECLINED
        return RoomAddition(addition, found, sheet, state, card, "" if card == own else reader.label(card))
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
