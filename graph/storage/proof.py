# SPDX-License-Identifier: AGPL-3.0-or-later
"""The changes of a journal read again as a chain: which one is no longer what was written, or where it was written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from graph.chain import START, content_of, link_of
from graph.storage.journal import CHANGES

MOST_NAMED = 5
Row = Mapping[str, Any]
Stored = TypeVar("Stored", bound=Row)


class Chain:
    """What was read of it so far: `number` and `link` are those of the last change, `altered` the changed ones.

    `astray` is the first change that does not follow from the one before, 0 while each does. Those after it may be
    right or not: nothing proves it.
    """

    def __init__(self, number: int = 0, link: str = START) -> None:
        self.number = number
        self.link = link
        self.altered: list[int] = []
        self.unreadable: list[int] = []
        self.astray = 0

    def follow(self, rows: Iterable[Stored]) -> Iterator[Stored]:
        """The same changes, in order, once each was compared with what it says of itself."""
        for row in rows:
            self._take(row)
            yield row

    def read(self, rows: Iterable[Row]) -> str:
        """What is wrong with these changes, "" when all is as it was written."""
        for _ in self.follow(rows):
            pass
        return self.fault

    def _take(self, row: Row) -> None:
        number = self.number + 1
        if not _is_as_written(row):
            self.altered.append(int(row["number"]))
        elif not self.astray and (row["number"], row["link"]) != (number, link_of(self.link, number, row["content"])):
            self.astray = number
        self.number, self.link = int(row["number"]), str(row["link"])

    @property
    def fault(self) -> str:
        """What is wrong with what was read, as it goes on from « Le journal », the plainest first; "" when nothing."""
        if self.unreadable:
            return f"est abîmé : {_named(self.unreadable)} ne se {_plural(self.unreadable, 'lit', 'lisent')} plus."
        if self.altered:
            changed = _plural(self.altered, "n’est plus ce qui a été écrit", "ne sont plus ce qui a été écrit")
            return f"a été altéré : {_named(self.altered)} {changed}."
        if self.astray:
            before = f"ne suit pas la {self.astray - 1}" if self.astray > 1 else "n’est pas la première qui fut écrite"
            return f"a été altéré : la modification {self.astray} {before}, elle a été remplacée ou déplacée."
        return ""


def fault_in(connection: sa.Connection, up_to: int, chain: Chain) -> str:
    """What is wrong with the changes after those that a chain knows, up to a number; "" when all is as written."""
    first = chain.number + 1
    query = sa.select(CHANGES).where(CHANGES.c.number.between(first, up_to)).order_by(CHANGES.c.number)
    try:
        with connection.execution_options(yield_per=500).execute(query) as found:
            return chain.read(dict(row) for row in found.mappings())
    except SQLAlchemyError:
        connection.rollback()
        last_number(connection)  # a database that does not answer at all is another matter
        chain.unreadable = [number for number in range(first, up_to + 1) if not _can_be_read(connection, number)]
        if not chain.unreadable:
            raise
    return chain.fault


def last_number(connection: sa.Connection) -> int:
    """The number of the last change, 0 while there is none."""
    return connection.scalar(sa.select(sa.func.max(CHANGES.c.number))) or 0


def _can_be_read(connection: sa.Connection, number: int) -> bool:
    """Whether the database still gives a change at all: a byte that turned may leave no text to compare."""
    try:
        connection.execute(sa.select(CHANGES).where(CHANGES.c.number == number)).all()
    except SQLAlchemyError:
        connection.rollback()
        return False
    return True


def _is_as_written(row: Row) -> bool:
    try:
        return content_of(row) == str(row["content"])
    except (TypeError, ValueError):  # a text became something else
        return False


def _named(numbers: list[int]) -> str:
    told = ", ".join(map(str, numbers[:MOST_NAMED])) + ("…" if len(numbers) > MOST_NAMED else "")
    return f"{_plural(numbers, 'la modification', 'les modifications')} {told}"


def _plural(numbers: list[int], one: str, several: str) -> str:
    return one if len(numbers) == 1 else several
