# SPDX-License-Identifier: AGPL-3.0-or-later
"""The SQL database of an instance: how it is opened, and what is said when it fails."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from importlib.util import find_spec
from typing import Any, TypeAlias

import sqlalchemy as sa
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError

from graph.errors import SettingsError, StorageError
from graph.migrations import TABLES, bring_up

# Passed on by those who ask nothing of it themselves.
Table: TypeAlias = sa.Table
POSTGRESQL = ("psycopg", "psycopg2")  # its drivers, the one that our requirements name first
# Seconds: after a server that went away without a word, nobody waits for ever. What an address says wins.
PATIENCE = {
    "connect_timeout": 10, "keepalives_idle": 30, "keepalives_interval": 10, "keepalives_count": 3,
    "tcp_user_timeout": 30_000,  # milliseconds
    "client_encoding": "utf8", "application_name": "tisserand",
}  # fmt: skip
SYNCED = "select set_config('synchronous_commit', 'on', false) where current_setting('synchronous_commit') = 'off'"


def open_database(url: str, *tables: sa.MetaData) -> sa.Engine:
    """The engine of a database, its tables made or brought up to now; raises SettingsError or StorageError."""
    engine = _engine(_address(url))
    with failures("La base"):
        # Each time that others make a table in between, one fewer is left to make; what else is wrong is so each time.
        for _ in [name for group in tables for name in group.tables]:
            try:
                _prepare(engine, tables)
                return engine
            except SQLAlchemyError:
                continue
        _prepare(engine, tables)
    return engine


def _prepare(engine: sa.Engine, tables: Iterable[sa.MetaData]) -> None:
    bring_up(engine, TABLES)
    for group in tables:
        group.create_all(engine)


@contextmanager
def at_one_moment(url: str, *tables: sa.Table) -> Iterator[sa.Connection]:
    """A connection to which all tables stay as they were at its first question, whatever others write meanwhile."""
    engine = open_database(url, *{table.metadata for table in tables})
    try:
        with failures("La base"), engine.connect() as connection:
            if connection.dialect.name == "sqlite":  # its driver begins nothing before something is written
                connection.exec_driver_sql("begin")
                yield connection
            else:
                yield connection.execution_options(isolation_level="REPEATABLE READ")
    finally:
        engine.dispose()


@contextmanager
def all_or_nothing(url: str, *tables: sa.Table) -> Iterator[sa.Connection]:
    """A connection whose writings are all on the disk at its end, or none; others wait to write until then."""
    engine = open_database(url, *{table.metadata for table in tables})
    try:
        with failures("La base"), engine.begin() as connection:
            if connection.dialect.name == "sqlite":
                connection.exec_driver_sql("begin immediate")
            yield connection
    finally:
        engine.dispose()


def rows_of(connection: sa.Connection, table: sa.Table) -> list[dict[str, Any]]:
    """Every row of a table, in the order of its keys."""
    query = sa.select(table).order_by(*table.primary_key.columns)
    with connection.execution_options(yield_per=500).execute(query) as found:
        return [dict(row) for row in found.mappings()]


def put_rows(connection: sa.Connection, table: sa.Table, rows: Iterable[Mapping[str, Any]]) -> None:
    """Puts other rows in place of all those of a table; raises InvalidInput on what it cannot hold."""
    connection.execute(sa.delete(table))
    for row in rows:
        connection.execute(sa.insert(table).values(row))


def _address(url: str) -> sa.URL:
    """The address taken apart, with the driver to use; raises SettingsError, which repeats nothing of it."""
    # A sign of a password that is not written as an address wants it would end up in the name of the host.
    if url.partition("?")[0].count("@") > 1:
        raise _unreadable()
    try:
        address = sa.make_url(url)
    except (ArgumentError, ValueError) as error:
        raise _unreadable() from error
    if address.drivername not in ("postgres", "postgresql"):
        return address
    driver = next((name for name in POSTGRESQL if find_spec(name)), POSTGRESQL[0])
    return address.set(drivername=f"postgresql+{driver}")


def _unreadable() -> SettingsError:
    return SettingsError(
        "DATABASE_URL : cette adresse ne se lit pas. Exemple : postgresql://nom:mot-de-passe@localhost/tisserand. Dans "
        "le mot de passe, écrivez @ %40, / %2F, : %3A et % %25.",
        field="DATABASE_URL",
    )


def _engine(address: sa.URL) -> sa.Engine:
    options: dict[str, Any] = {}
    if address.drivername.startswith("postgresql"):
        known = {name: value for name, value in PATIENCE.items() if name not in address.query}
        # The server may have been restarted since a connection was last used: each is tried first.
        options = {"pool_pre_ping": True, "connect_args": known}
    try:
        engine = sa.create_engine(address, **options)
    except (ArgumentError, NoSuchModuleError, ImportError) as error:
        advice = "Installez-le : pip install -r requirements-postgresql.txt." if options else "Installez-le."
        raise SettingsError(
            f"DATABASE_URL : le pilote de cette base ({address.drivername}) n’est pas installé. {advice}",
            field="DATABASE_URL",
        ) from error
    for dialect, prepare in (("sqlite", _durable), ("postgresql", _synced)):
        if engine.dialect.name == dialect:
            sa.event.listen(engine, "connect", prepare)
    return engine


@contextmanager
def failures(what: str) -> Iterator[None]:
    """Turns the database's errors into StorageError; `what` begins the sentence (« Le journal »)."""
    try:
        yield
    except (SQLAlchemyError, sqlite3.Error) as error:
        reason = " ".join(str(getattr(error, "orig", None) or error).split())
        raise StorageError(
            f"{what} : lecture ou écriture impossible ({reason}). Vérifiez DATABASE_URL et le disque."
        ) from error


def _durable(connection: sqlite3.Connection, _record: object) -> None:
    """A SQLite change is on the disk before it is acknowledged, and readers are never in a writer's way."""
    for pragma in ("busy_timeout=10000", "journal_mode=WAL", "synchronous=FULL"):
        connection.execute(f"PRAGMA {pragma}")


def _synced(connection: Any, _record: object) -> None:
    """A PostgreSQL change is on the disk before it is acknowledged, even where others chose to be quicker."""
    with connection.cursor() as cursor:
        cursor.execute(SYNCED)
    connection.commit()
