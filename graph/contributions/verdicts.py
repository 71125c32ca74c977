# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where verdicts are kept: what was said of each card, in which order, so that each can be taken back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from graph.clock import DAY
from graph.contributions.verdict_tables import ALL, IMPROVE, PASSED, TABLES, VERDICTS, WRONG
from graph.database import rows_of
from graph.errors import AlreadyThere, Conflict
from graph.stores import DatabaseStore
from graph.text.wording import Phrase

WHAT = "Le tri"
PASSED_FOR = DAY
"""Seconds for which a card that somebody passed does not come back."""
KEPT_FOR = 365 * DAY
NOT_WAITING = Phrase("Cette fiche n’est plus dans la liste : quelqu’un l’a déjà améliorée.")


@dataclass(frozen=True)
class CardVerdict:
    """What was said of a card (`organisation/le-moulin`), when, and by which right and number; see the table."""

    number: int
    card: str
    verdict: str
    words: str
    given: datetime
    author: str
    change: int = 0
    contribution: int = 0
    done: datetime | None = None


@dataclass(frozen=True)
class GivenVerdict:
    """A verdict as it is given."""

    card: str
    verdict: str
    author: str
    words: str = ""
    change: int = 0
    contribution: int = 0


class Verdicts(DatabaseStore):
    """The verdicts of one instance, in the database of its journal."""

    what, tables = WHAT, (TABLES,)

    def add(self, given: GivenVerdict) -> int:
        """Keeps one, and gives its number; what is older than a year goes. Raises StorageError."""
        now = self._now()
        while True:
            try:
                with self._writing() as connection:
                    settled = (VERDICTS.c.verdict != IMPROVE) | (VERDICTS.c.done > 0)
                    connection.execute(sa.delete(VERDICTS).where((VERDICTS.c.given < now - KEPT_FOR) & settled))
                    number = (connection.scalar(sa.select(sa.func.max(VERDICTS.c.number))) or 0) + 1
                    row = {"number": number, "given": now, "done": 0, **vars(given)}
                    connection.execute(sa.insert(VERDICTS).values(row))
                    return number
            except AlreadyThere:  # somebody took that number in between
                continue

    def last_of(self, author: str) -> CardVerdict | None:
        """The last one of somebody that stands, None where they gave none."""
        mine = (VERDICTS.c.author == author) & (VERDICTS.c.done == 0)
        return next(iter(self._read(mine, VERDICTS.c.number.desc(), limit=1)), None)

    def remove(self, number: int) -> None:
        """Forgets one, as if it had not been given."""
        with self._writing() as connection:
            connection.execute(sa.delete(VERDICTS).where(VERDICTS.c.number == number))

    def to_improve(self) -> tuple[CardVerdict, ...]:
        """What is to be improved and not done, the oldest first."""
        return self._read((VERDICTS.c.verdict == IMPROVE) & (VERDICTS.c.done == 0), VERDICTS.c.number)

    def settle(self, number: int) -> None:
        """Says that what was to be improved was; raises Conflict where it waits no more."""
        waiting = (VERDICTS.c.number == number) & (VERDICTS.c.verdict == IMPROVE) & (VERDICTS.c.done == 0)
        with self._writing() as connection:
            done = connection.execute(sa.update(VERDICTS).where(waiting).values(done=self._now())).rowcount
        if not done:
            raise Conflict(NOT_WAITING(), field="numero")

    def held(self) -> dict[str, int]:
        """The cards that are not to be sorted now: to be improved, passed lately, or wrong, with the number of what
        waits of that, 0 for the others."""
        improve = (VERDICTS.c.verdict == IMPROVE) & (VERDICTS.c.done == 0)
        passed = (VERDICTS.c.verdict == PASSED) & (VERDICTS.c.given > self._now() - PASSED_FOR)
        query = sa.select(VERDICTS.c.card, VERDICTS.c.contribution).where(
            improve | passed | (VERDICTS.c.verdict == WRONG)
        )
        with self._reading() as connection:
            return {row.card: row.contribution for row in connection.execute(query.order_by(VERDICTS.c.number))}

    def given_since(self, day: datetime, author: str) -> tuple[datetime, ...]:
        """The moments at which somebody gave a verdict since another, in order."""
        mine = (VERDICTS.c.author == author) & (VERDICTS.c.given >= int(day.timestamp()))
        query = sa.select(VERDICTS.c.given).where(mine).order_by(VERDICTS.c.given)
        with self._reading() as connection:
            return tuple(_moment(given) for given in connection.scalars(query))

    def rows(self) -> dict[str, list[dict[str, Any]]]:
        """Every row of every table, by table."""
        with self._reading() as connection:
            return {table.name: rows_of(connection, table) for table in ALL}

    def _read(
        self, where: sa.ColumnElement[bool], *order: sa.ColumnElement[Any], limit: int | None = None
    ) -> tuple[CardVerdict, ...]:
        query = sa.select(VERDICTS).where(where).order_by(*order).limit(limit)
        with self._reading() as connection:
            return tuple(_verdict(row) for row in connection.execute(query).mappings())


def _verdict(row: sa.RowMapping) -> CardVerdict:
    moments = {"given": _moment(row["given"]), "done": _moment(row["done"]) if row["done"] else None}
    return CardVerdict(**{**row, **moments})


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
