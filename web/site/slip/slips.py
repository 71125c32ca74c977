# SPDX-License-Identifier: AGPL-3.0-or-later
"""The slips of an application: opened when first used."""

from __future__ import annotations

import threading
import weakref
from hashlib import sha256
from typing import cast

from flask import Flask, current_app

from graph.errors import UnknownThing
from graph.slips.reference import References
from graph.slips.store import NumberedSlip, Slips
from graph.text.wording import Phrase
from web.app.guard import Allowance, Visits
from web.app.pages import ecosystem, reader

NAME = "slips"
NOT_HERE = Phrase("Aucune fiche n’est celle-là : ouvrez celle de la structure que vous vouliez joindre.")
TRIES = 10  # wrong numbers in twenty minutes
GIVEN = 60  # slips in an hour
MARKED = 60  # marks in an hour


class Counter:
    """What one process holds of the slips: where they are, who tried too often, whose requests were counted already."""

    def __init__(self) -> None:
        self.attempts = Allowance(lambda: TRIES, seconds=1200)
        self.given = Allowance(lambda: GIVEN, seconds=3600)
        self.marked = Allowance(lambda: MARKED, seconds=3600)
        self.visits = Visits()
        self.days = Visits(whose=lambda: "")
        # Two who agree at the same moment say it to everybody once.
        self.agreeing = threading.Lock()
        self._making = threading.Lock()
        self._slips: Slips | None = None

    @property
    def slips(self) -> Slips:
        """Where slips are kept; raises StorageError."""
        with self._making:
            if self._slips is None:
                secret = sha256(str(current_app.config["SECRET_KEY"]).encode()).digest()
                self._slips = Slips(ecosystem().settings.database_url, secret)
                # Gives the connections back with the application, which nobody closes.
                weakref.finalize(self, self._slips.close)
            return self._slips


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
