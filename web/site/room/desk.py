# SPDX-License-Identifier: AGPL-3.0-or-later
"""What one process holds of workshops: where they are, how much is left to each telephone, and what changes made."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from hashlib import sha256
from typing import cast

from flask import Flask, Response, current_app, g, request

from graph import clock
from graph.entity import Reader
from graph.readings.workshops import RoomAddition, RoomFacts, RoomState, room_state
from graph.storage.journal import Change
from graph.workshops.store import Workshops
from graph.workshops.workshop import Workshop, WorkshopAddition
from web.app.guard import Allowance, neighbourhood
from web.app.language import language
from web.app.opened import OpenedStore
from web.app.pages import ecosystem, reader

NAME = "workshops"
AN_HOUR = 3600.0
# In an hour: of a person who types all the time, of a room of forty that do, and of codes that a room mistypes. What a
# program that has the code sends is bounded by the second, and never refuses another workshop.
OF_TELEPHONE, OF_ROOM, WRONG_CODES = 60, 800, 240
MOST_CHANGES = 2_000


def _opened_kept() -> Workshops:
    settings = ecosystem().settings
    return Workshops(settings.database_url, settings.base_url)


class RoomDesk:
    """The workshops of an application, opened when first used, and what is left to telephones."""

    kept = OpenedStore(_opened_kept)
    """Where workshops are kept."""

    def __init__(self) -> None:
        self.telephones = Allowance(lambda: OF_TELEPHONE, AN_HOUR, lambda: str(g.telephone))
        self.rooms = Allowance(lambda: OF_ROOM, AN_HOUR, lambda: str(g.room))
        self.codes = Allowance(lambda: WRONG_CODES, AN_HOUR, neighbourhood)

    @lru_cache(maxsize=MOST_CHANGES)  # noqa: B019 - one desk lives as long as its process
    def change(self, number: int) -> Change:
        """A change of the journal: what it says never changes."""
        return ecosystem().repository.journal.get(number)


def register(app: Flask) -> None:
    """Gives the application its desk."""
    app.extensions[NAME] = RoomDesk()


def desk() -> RoomDesk:
    """The desk of the application at work."""
    return cast(RoomDesk, current_app.extensions[NAME])


def became_of(sent: Iterable[WorkshopAddition]) -> dict[int, RoomAddition]:
    """What became of some of what telephones sent, by the number of its contribution."""
    found = room_state(reader(), ecosystem().contributions, sent, _facts())
    return {one.number: one for one in found.additions}


def state_of(workshop: Workshop, facts: Reader) -> RoomState:
    """What came in a workshop, and what became of it among some facts."""
    return room_state(facts, ecosystem().contributions, desk().kept.additions(workshop.uid), _facts())


def _facts() -> RoomFacts:
    here = ecosystem()
    return RoomFacts(desk().change, here.repository.said, here.territories)


def room_mark(workshop: Workshop, *more: object) -> str:
    """What changes whenever anything that a room sees may have: asked every second, it reads no card.

    `more`: what else the page depends on. Minutes count, as what has just come is told with them.
    """
    here, came = ecosystem(), desk().kept.additions(workshop.uid)
    fates = here.contributions.fates({one.contribution for one in came})
    minute = clock.now().replace(second=0, microsecond=0)
    told = (here.repository.number, workshop, came[-1:], len(came), fates, minute, language(), more)
    return sha256(repr(told).encode()).hexdigest()[:32]


def known_already(mark: str) -> Response | None:
    """The answer for who has the page of a mark, None for others."""
    response = Response(status=304)
    response.set_etag(mark)
    return response if mark in request.if_none_match else None


def seal_of(workshop: Workshop) -> str:
    """What the seal of the form of a telephone holds to."""
    return f"workshop {workshop.uid}"


def group_name(workshop: Workshop) -> str:
    """For whom it is: the name of a card that everybody may see, or words."""
    group = workshop.aim.group
    if not group.startswith(f"{reader().dataset.base}/id/"):
        return group
    return reader().label(group) if group in reader().dataset else ""
