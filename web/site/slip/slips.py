# SPDX-License-Identifier: AGPL-3.0-or-later
"""The slips of an application: opened when first used."""

from __future__ import annotations

import threading
from hashlib import sha256
from typing import cast

from flask import Flask, current_app

from graph.errors import UnknownThing
from graph.slips.reference import References
from graph.slips.store import NumberedSlip, Slips
from graph.text.wording import Phrase
from web.app.guard import Allowance, Visits
from web.app.opened import OpenedStore
from web.app.pages import ecosystem, reader
from web.app.sessions import known

NAME = "slips"
NOT_HERE = Phrase("Aucune fiche n’est celle-là : ouvrez celle de la structure que vous vouliez joindre.")
# Wrong numbers in twenty minutes, slips and marks in an hour: of whoever entered as a professional, by their session.
TRIES, GIVEN, MARKED = 10, 60, 60
# The same of all others at one address: a room of forty, where each mistakes three numbers, is not shut out; a machine
# that guesses one of ten thousand slips needs five months.
TRIES_OF_A_ROOM, GIVEN_OF_A_ROOM, MARKED_OF_A_ROOM = 150, 300, 150
TWENTY_MINUTES, AN_HOUR = 1200.0, 3600.0


class Tries:
    """What may be tried so often: by whoever entered as a professional, else by all at one address together."""

    def __init__(self, own: int, room: int, seconds: float) -> None:
        self._own = Allowance(lambda: own, seconds, known)
        self._room = Allowance(lambda: room, seconds)

    def check(self) -> None:
        """Raises 429 with the seconds to wait when no try is left."""
        self._here().check()

    def spend(self) -> None:
        """Counts one try."""
        self._here().spend()

    def _here(self) -> Allowance:
        return self._own if known() else self._room


def _opened_slips() -> Slips:
    secret = sha256(str(current_app.config["SECRET_KEY"]).encode()).digest()
    return Slips(ecosystem().settings.database_url, secret)


class Counter:
    """What one process holds of the slips: where they are, who tried too often, whose requests were counted already."""

    slips = OpenedStore(_opened_slips)
    """Where slips are kept."""

    def __init__(self) -> None:
        self.attempts = Tries(TRIES, TRIES_OF_A_ROOM, TWENTY_MINUTES)
        self.given = Tries(GIVEN, GIVEN_OF_A_ROOM, AN_HOUR)
        self.marked = Tries(MARKED, MARKED_OF_A_ROOM, AN_HOUR)
        self.visits = Visits()
        self.days = Visits(whose=lambda: "")
        # Two who agree at the same moment say it to everybody once.
        self.agreeing = threading.Lock()


def register(app: Flask) -> None:
    """Gives the application its slips."""
    app.extensions[NAME] = Counter()


def counter() -> Counter:
    """The slips of the application at work."""
    return cast(Counter, current_app.extensions[NAME])


def references() -> References:
    """What a slip may refer to: what the public sees."""
    here = ecosystem()
    return References(here.model, here.territories, reader().dataset)


def known_actor(path: str) -> str:
    """The path of a card that the public sees; raises UnknownThing."""
    if not references().knows(path):
        raise UnknownThing(NOT_HERE())
    return path


def found(number: str) -> NumberedSlip:
    """The slip of a number; each wrong number costs one of the tries of the address. Raises UnknownThing."""
    counter().attempts.check()
    try:
        return counter().slips.find(number)
    except UnknownThing:
        counter().attempts.spend()
        raise
