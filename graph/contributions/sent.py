# SPDX-License-Identifier: AGPL-3.0-or-later
"""What was sent to the site from which a card comes: until it is there, then until somebody there has decided."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from graph.contributions.tables import LONGEST_SAID, SENT, TABLES
from graph.errors import AlreadyThere
from graph.stores import DatabaseStore
from graph.text.days import day_of

WHAT = "Les contributions"
LEAVING, THERE, TAKEN, DECLINED, UNABLE = "leaving", "there", "taken", "declined", "unable"
STILL = (LEAVING, THERE)
"""The states of what is still to be sent, or to be asked after."""
LEASE = 120


@dataclass(frozen=True)
class SentProposal:
    """A contribution by its number, the address of its card there, and how far it is; `said`: what was answered."""

    number: int
    there: str
    state: str
    follow: str
    said: str
    tries: int
    next: int
    sent: int

    @property
    def sent_on(self) -> date:
        """The day on which somebody had it sent."""
        return day_of(self.sent)


class SentProposals(DatabaseStore):
    """What one instance sent to others, in the database of its journal."""

    what, tables = WHAT, (TABLES,)

    def send(self, number: int, there: str, now: int) -> None:
        """Has a contribution sent; one that is there already, or on its way, is not sent again."""
        values = {"there": there, "state": LEAVING, "follow": "", "said": "", "tries": 0, "next": now, "sent": now}
        again = (SENT.c.number == number) & (SENT.c.state == UNABLE)
        try:
            with self._writing() as connection:
                if not connection.execute(sa.update(SENT).where(again).values(**values)).rowcount:
                    connection.execute(sa.insert(SENT).values(number=number, **values))
        except AlreadyThere:  # it is there
            return

    def of(self, number: int) -> SentProposal | None:
        """What was sent of a contribution, None for nothing."""
        return next(iter(self._read(SENT.c.number == number)), None)

    def due(self, now: int) -> tuple[SentProposal, ...]:
        """What is to be sent, or to be asked after, now."""
        return self._read(SENT.c.state.in_(STILL) & (SENT.c.next <= now))

    def take(self, one: SentProposal, now: int) -> bool:
        """Whether this process attends to it from now on, for a while."""
        free = (SENT.c.number == one.number) & (SENT.c.next == one.next) & (SENT.c.state == one.state)
        with self._writing() as connection:
            return connection.execute(sa.update(SENT).where(free).values(next=now + LEASE)).rowcount == 1

    def note(self, number: int, **values: Any) -> None:
        """Notes how far it is."""
        if "said" in values:
            values["said"] = str(values["said"])[:LONGEST_SAID]
        with self._writing() as connection:
            connection.execute(sa.update(SENT).where(SENT.c.number == number).values(**values))

    def _read(self, which: sa.ColumnElement[bool]) -> tuple[SentProposal, ...]:
        with self._reading() as connection:
            rows = connection.execute(sa.select(SENT).where(which).order_by(SENT.c.next)).mappings()
            return tuple(map(_sent, rows))


def _sent(row: Mapping[Any, Any]) -> SentProposal:
    names = ("number", "there", "state", "follow", "said", "tries", "next", "sent")
    return SentProposal(*(row[name] for name in names))
