# SPDX-License-Identifier: AGPL-3.0-or-later
"""Stores: tables of one instance in the database of its journal, which forget by themselves what has had its time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import ClassVar

import sqlalchemy as sa

from graph import clock
from graph.database import failures, open_database, overwriting


class DatabaseStore:
    """Some tables of the database at a URL; `now` gives seconds since 1970.

    A store says `what` begins the sentence of a failure (« Le journal »), and its `tables`.
    """

    what: ClassVar[str]
    tables: ClassVar[tuple[sa.MetaData, ...]]

    def __init__(self, url: str, now: Callable[[], int] = clock.seconds) -> None:
        self._engine = open_database(url, *self.tables)
        self._now = now

    def close(self) -> None:
        """Gives the connections back."""
        self._engine.dispose()

    @contextmanager
    def _reading(self) -> Iterator[sa.Connection]:
        with failures(self.what), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def _writing(self, now: int | None = None) -> Iterator[sa.Connection]:
        """A transaction, which writes over what it erases, and first erases what has had its time at a moment."""
        with failures(self.what), self._engine.begin() as connection:
            overwriting(connection)
            self._forget(connection, self._now() if now is None else now)
            yield connection

    def _forget(self, connection: sa.Connection, now: int) -> None:
        """Erases what has had its time; here nothing has."""


class ForgettingStore(DatabaseStore):
    """One whose rows have their time: a site that nobody looks after forgets too, since every writing does."""

    rows: ClassVar[sa.Table]

    def old(self, now: int) -> int:
        """How many rows have had their time."""
        query = sa.select(sa.func.count()).select_from(self.rows).where(self._old(now))
        with self._reading() as connection:
            return connection.scalar(query) or 0

    def purge(self, now: int) -> int:
        """Erases those that have had their time; how many."""
        found = self.old(now)
        with self._writing(now):
            return found

    def _old(self, now: int) -> sa.ColumnElement[bool]:
        """Which rows have had their time."""
        raise NotImplementedError

    def _forget(self, connection: sa.Connection, now: int) -> None:
        connection.execute(sa.delete(self.rows).where(self._old(now)))
