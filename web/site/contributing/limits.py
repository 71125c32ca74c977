# SPDX-License-Identifier: AGPL-3.0-or-later
"""How much may be sent: by each visitor, and by all of one range of addresses; kept in this process only."""

from __future__ import annotations

from typing import cast

from flask import Flask, current_app

from graph.errors import TisserandError
from graph.text.wording import Phrase
from web.app.guard import Allowance, neighbourhood
from web.app.sessions import known

NAME = "contributions sent"
# In an hour: of a person who goes through a list, and of a room of forty behind one address.
OWN, NEAR, AN_HOUR = 20, 80, 3600.0
TOO_OFTEN = Phrase(
    "Beaucoup d’envois sont partis d’où vous êtes. Rien de ce que vous avez écrit n’est perdu : envoyez-le de nouveau "
    "dans quelques minutes."
)


class SentTooOften(TisserandError):
    """More was sent from there than one person sends (429); `seconds` to wait."""

    status = 429

    def __init__(self, seconds: int) -> None:
        super().__init__(TOO_OFTEN())
        self.seconds = seconds


class SendingLimits:
    """What is left to a visitor and to those near."""

    def __init__(self) -> None:
        self._own = Allowance(lambda: OWN, AN_HOUR)
        self._near = Allowance(lambda: NEAR, AN_HOUR, lambda: known() or neighbourhood())

    def check(self) -> None:
        """Raises 429 with the seconds to wait when nothing is left."""
        if not known():
            self._own.check()
        self._near.check()

    def spend(self) -> None:
        """Counts what was kept."""
        self._own.spend()
        self._near.spend()


def register(app: Flask) -> None:
    """Gives the application its limits."""
    app.extensions[NAME] = SendingLimits()


def sending_limits() -> SendingLimits:
    """Those of the application at work."""
    return cast(SendingLimits, current_app.extensions[NAME])
