# SPDX-License-Identifier: AGPL-3.0-or-later
"""Since when the public sees what it sees: a count and a date that changes of restricted facts leave alone."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from graph import clock
from graph.errors import AlreadyThere
from graph.stores import DatabaseStore

_TABLES = sa.MetaData()
STATES = sa.Table(
    "public_states",
    _TABLES,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("stamp", sa.String(80), nullable=False),
    sa.Column("at", sa.String(40), nullable=False),
)


@dataclass(frozen=True)
class Published:
    """One content of the public dataset: how many came before and with it, and when it was first shown."""

    number: int
    at: datetime


class PublicationLog(DatabaseStore):
    """Kept in the database of the journal, whose own numbers and dates also tell of restricted changes."""

    what, tables = "La date de publication", (_TABLES,)

    def see(self, stamp: str) -> Published:
        """The state of that content: the one known when it is still this one, else a new one, from now."""
        while True:
            with suppress(AlreadyThere), self._writing() as connection:  # another process saw it first
                return _see(connection, stamp)


def _see(connection: sa.Connection, stamp: str) -> Published:
    last = connection.execute(sa.select(STATES).order_by(STATES.c.number.desc()).limit(1)).mappings().first()
    if last is not None and last["stamp"] == stamp:
        return Published(last["number"], datetime.fromisoformat(last["at"]))
    found = Published(last["number"] + 1 if last else 1, clock.now())
    connection.execute(sa.delete(STATES).where(STATES.c.number < found.number))  # the same one twice is a conflict
    connection.execute(sa.insert(STATES).values(number=found.number, stamp=stamp, at=found.at.isoformat()))
    return found
