# SPDX-License-Identifier: AGPL-3.0-or-later
"""The slips of an application: opened when first used, and the corrections they ask for kept current."""

from __future__ import annotations

import threading
import weakref
from datetime import date
from hashlib import sha256
from typing import cast

from flask import Flask, current_app, request

from graph import clock
from graph.errors import TisserandError
from graph.slips.desk import Desk
from graph.slips.reference import References
from graph.slips.store import Slips
from web.guard import Attempts, Visits
from web.pages import ecosystem, reader

NAME = "slips"


class Counter:
    """What one process holds of the slips: the desk, who tried too often, whose requests were counted already."""

    def __init__(self) -> None:
        self.attempts = Attempts(allowed=10, seconds_each=120)
        self.given = Attempts(allowed=60, seconds_each=60)
        self.visits = Visits()
        self.derived_on: date | None = None
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

    @property
    def desk(self) -> Desk:
        """The slips with the graph as it is now."""
        return Desk(self.slips, ecosystem().repository)


def register(app: Flask) -> None:
    """Gives the application its slips; corrections are derived at the first request of each day."""
    app.extensions[NAME] = Counter()
    app.before_request(_derive_daily)


def counter() -> Counter:
    """The slips of the application at work."""
    return cast(Counter, current_app.extensions[NAME])


def references() -> References:
    """What a slip may refer to: what the public sees."""
    here = ecosystem()
    return References(here.model, here.territories, reader().dataset)


def _derive_daily() -> None:
    """What a stopped process left undone is done here, and what has grown old is let go."""
    here, today = counter(), clock.today()
    if here.derived_on == today or request.endpoint in (None, "static"):
        return
    here.derived_on = today
    try:
        here.desk.derive(today)
    except TisserandError as error:  # pages can still be read
        here.derived_on = None
        current_app.logger.warning("%s", error.message)
