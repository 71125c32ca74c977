# SPDX-License-Identifier: AGPL-3.0-or-later
"""What an instance of an earlier release needs: one file a migration, done once and in order, noted in its database."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from graph.errors import ModelError, StorageError
from graph.plugins import discover

TABLES, JOURNAL = "tables", "journal"
# The step from which on each change of a journal is tied to the one before.
CHAINED = 6
NEWER = (
    "Ce site vient d’une version plus récente de Tisserand : mettez ce programme à jour, ou rétablissez une "
    "sauvegarde faite par cette version-ci dans un autre INSTANCE."
)
# One of these tables tells an instance from a new database: releases had them before steps were noted.
BEFORE = {"changes", "slips", "invitations", "public_states"}
Row = dict[str, Any]
log = logging.getLogger("tisserand")
DONE = sa.Table(
    "migrations",
    sa.MetaData(),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("part", sa.String(10), nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("at", sa.String(40), nullable=False),
)


def _same(_table: str, row: Row) -> Row:
    return row


@dataclass(frozen=True)
class Migration:
    """One step from a release to the next; `title` tells in French what is done.

    `part` is TABLES when it changes the shape of tables, before anything reads them; JOURNAL when it changes what the
    journal comes to, once that is known to be whole: such a step is done again for the journal of an older backup.
    `row` makes of a row of an older backup, by its table, one of now. A step names tables and columns by itself: the
    program's own are those of the day it runs.
    """

    number: int
    title: str
    change: Callable[[sa.Connection], None]
    part: str = TABLES
    row: Callable[[str, Row], Row] = _same


@cache
def migrations() -> tuple[Migration, ...]:
    """Those of this folder, in order; raises ModelError unless their numbers go from 1 without a gap."""
    found = discover("graph.migrations", "migration", lambda item: item.number)
    if [item.number for item in found] != list(range(1, len(found) + 1)):
        raise ModelError("graph/migrations : les numéros doivent se suivre à partir de 1.")
    return tuple(found)


def bring_up(engine: sa.Engine, part: str, known: Iterable[Migration] | None = None) -> None:
    """Does to a database what it still needs, each step in one transaction; raises StorageError for one of tomorrow.

    A new database is given the tables of now, and needs nothing.
    """
    steps = migrations() if known is None else tuple(known)
    names = set(sa.inspect(engine).get_table_names())
    if DONE.name not in names:
        with engine.begin() as connection:
            connection.execute(sa.schema.CreateTable(DONE, if_not_exists=True))
    done = _done(engine)
    if max(done, default=0) > len(steps):
        raise StorageError(NEWER)
    is_new = not names & BEFORE
    for step in steps:
        if step.number not in done and (is_new or step.part == part):
            _do(engine, step, is_new)


def _done(engine: sa.Engine) -> set[int]:
    with engine.connect() as connection:
        return set(connection.scalars(sa.select(DONE.c.number)))


def _do(engine: sa.Engine, step: Migration, is_new: bool) -> None:
    """Does a step, unless another process does it meanwhile: its number is refused to the second one, who waits."""
    try:
        with engine.begin() as connection:
            _note(connection, step)
            if not is_new:
                step.change(connection)
    except IntegrityError:
        if step.number not in _done(engine):
            raise
    else:
        if not is_new:
            log.warning("Instance d’une version précédente, étape %s faite : %s", step.number, step.title)


def _note(connection: sa.Connection, step: Migration) -> None:
    values = {"number": step.number, "part": step.part, "title": step.title, "at": datetime.now(UTC).isoformat()}
    connection.execute(sa.insert(DONE).values(values))


# --- what backups need ---------------------------------------------------------------------------------------------


def versions(connection: sa.Connection) -> dict[str, int]:
    """The number of the last step done, for the tables and for the journal (0 before the first one)."""
    found = {TABLES: 0, JOURNAL: 0}
    for row in connection.execute(sa.select(DONE.c.part, sa.func.max(DONE.c.number)).group_by(DONE.c.part)):
        found[row[0]] = row[1]
    return found


def is_chained(version: Mapping[str, int]) -> bool:
    """Whether the changes of a journal of these numbers prove themselves."""
    return version.get(JOURNAL, 0) >= CHAINED


def is_newer(version: Mapping[str, int]) -> bool:
    """Whether these numbers are of a later release than this one."""
    return max(version.values(), default=0) > len(migrations())


def upgraded(table: str, row: Row, since: int, known: Iterable[Migration] | None = None) -> Row:
    """A row of a backup as its table holds it now, through the steps after number `since`."""
    for step in migrations() if known is None else known:
        if step.number > since:
            row = step.row(table, row)
    return row


def journal_is_of(connection: sa.Connection, number: int) -> None:
    """Says that the journal was replaced by one of another version: its later steps are to be done again."""
    connection.execute(sa.delete(DONE).where(DONE.c.part == JOURNAL))
    for step in migrations():
        if step.part == JOURNAL and step.number <= number:
            _note(connection, step)
