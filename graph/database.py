# SPDX-License-Identifier: AGPL-3.0-or-later
"""The SQL database of an instance: how it is opened, and what is said when it fails."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError

from graph.errors import SettingsError, StorageError
from graph.migrations import TABLES, bring_up


def open_database(url: str, tables: sa.MetaData) -> sa.Engine:
    """The engine of a database, its tables made or brought up to now; raises SettingsError or StorageError."""
    try:
        engine = sa.create_engine(url)
    except (ArgumentError, NoSuchModuleError, ImportError) as error:
        raise SettingsError(
            f"DATABASE_URL : cette base ne peut pas être ouverte ({error}). "
            "Vérifiez l’adresse et installez le pilote de cette base.",
            field="DATABASE_URL",
        ) from error
    if engine.dialect.name == "sqlite":
        sa.event.listen(engine, "connect", _durable)
    with failures("La base"):
        bring_up(engine, TABLES)
        tables.create_all(engine)
    return engine


@contextmanager
def failures(what: str) -> Iterator[None]:
    """Turns the database's errors into StorageError; `what` begins the sentence (« Le journal »)."""
    try:
        yield
    except (SQLAlchemyError, sqlite3.Error) as error:
        reason = getattr(error, "orig", None) or error
        raise StorageError(
            f"{what} : lecture ou écriture impossible ({reason}). Vérifiez DATABASE_URL et le disque."
        ) from error


def _durable(connection: sqlite3.Connection, _record: object) -> None:
    """A SQLite change is on the disk before it is acknowledged, and readers are never in a writer's way."""
    for pragma in ("busy_timeout=10000", "journal_mode=WAL", "synchronous=FULL"):
        connection.execute(f"PRAGMA {pragma}")
