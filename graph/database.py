# SPDX-License-Identifier: AGPL-3.0-or-later
"""The SQL database of an instance: how it is opened, and what is said when it fails."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any, TypeAlias

import sqlalchemy as sa
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError, NoSuchModuleError, SQLAlchemyError

from graph.errors import AlreadyThere, Hindrance, SettingsError, StorageError
from graph.folders import private
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
IN_USE = (
    "Un autre programme lit la base : le fichier « -wal » à côté d’elle garde encore ce qui a été effacé. Fermez ce "
    "programme, puis recommencez."
)
NOT_SCRUBBED = "Cette base n’est ni SQLite ni PostgreSQL : faites réécrire ses fichiers par la personne qui la tient."
NOT_ALLOWED = (
    "Le compte de cette base n’a pas le droit de faire réécrire les statistiques et le journal du serveur PostgreSQL : "
    "demandez-le à la personne qui le tient."
)
IN_SERVER = (
    "Le serveur PostgreSQL garde ce qui a été écrit dans ses propres journaux (pg_wal, archives, copies) jusqu’à ce "
    "qu’il les recycle : voyez le guide « Droits des personnes »."
)
SYNCED = "select set_config('synchronous_commit', 'on', false) where current_setting('synchronous_commit') = 'off'"

# A process that may write no more bytes to a file (EFBIG) is told what a full disk is.
_ERRNO = {
    **dict.fromkeys((errno.ENOSPC, errno.EDQUOT, errno.EFBIG), Hindrance.FULL),
    **dict.fromkeys((errno.EROFS, errno.EACCES, errno.EPERM), Hindrance.READ_ONLY),
}
# Result codes of SQLite (https://www.sqlite.org/rescode.html) by what their extended names begin with.
_SQLITE = {
    "SQLITE_FULL": Hindrance.FULL,
    "SQLITE_IOERR_SHMSIZE": Hindrance.FULL,
    "SQLITE_READONLY": Hindrance.READ_ONLY,
    "SQLITE_CANTOPEN": Hindrance.AWAY,
    "SQLITE_CORRUPT": Hindrance.DAMAGED,
    "SQLITE_NOTADB": Hindrance.DAMAGED,
}
# SQLSTATE of PostgreSQL (https://www.postgresql.org/docs/current/errcodes-appendix.html), or the class it begins with.
_SQLSTATE = {
    "53100": Hindrance.FULL,
    "25006": Hindrance.READ_ONLY,
    "08": Hindrance.AWAY,
    "57": Hindrance.AWAY,
    "XX001": Hindrance.DAMAGED,
    "XX002": Hindrance.DAMAGED,
}


def open_database(url: str, *tables: sa.MetaData) -> sa.Engine:
    """The engine of a database, its tables made or brought up to now; raises SettingsError or StorageError."""
    engine = engine_of(url)
    with failures("La base"):
        _keep_to_its_owner(engine.url)
        # Each time that others make a table in between, one fewer is left to make; what else is wrong is so each time.
        for _ in [name for group in tables for name in group.tables]:
            try:
                _prepare(engine, tables)
                return engine
            except SQLAlchemyError as error:
                if hindrance_of(error) is not Hindrance.FAILING:  # nobody made a table: each time would be waited for
                    raise
        _prepare(engine, tables)
    return engine


def engine_of(url: str) -> sa.Engine:
    """The engine of a database that nobody has asked anything yet; raises SettingsError."""
    return _engine(_address(url))


def _keep_to_its_owner(address: sa.URL) -> None:
    """A database that is a file is its owner's alone, and so is what SQLite puts beside it."""
    name = address.database or ":memory:"
    if address.drivername.startswith("sqlite") and name != ":memory:" and not name.startswith("file:"):
        private(Path(name), made=True)
        for ending in ("-wal", "-shm"):
            private(Path(name + ending))


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
            _keep_others_from(connection, tables)
            yield connection
    finally:
        engine.dispose()


def rows_of(connection: sa.Connection, table: sa.Table) -> list[dict[str, Any]]:
    """Every row of a table, in the order of its keys."""
    query = sa.select(table).order_by(*table.primary_key.columns)
    # Said of this question alone: the connection may go on to write.
    with connection.execute(query, execution_options={"yield_per": 500}) as found:
        return [dict(row) for row in found.mappings()]


def put_rows(connection: sa.Connection, table: sa.Table, rows: Iterable[Mapping[str, Any]]) -> None:
    """Puts other rows in place of all those of a table; raises InvalidInput on what it cannot hold."""
    connection.execute(sa.delete(table))
    for row in rows:
        connection.execute(sa.insert(table).values(row))


def overwriting(connection: sa.Connection) -> None:
    """From now on what this connection deletes is written over in a file of SQLite, rather than left in free pages."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("pragma secure_delete=on").close()


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
    # What a statement was given may be what a visitor wrote: no error repeats it.
    options: dict[str, Any] = {"hide_parameters": True}
    if address.drivername.startswith("postgresql"):
        known = {name: value for name, value in PATIENCE.items() if name not in address.query}
        # The server may have been restarted since a connection was last used: each is tried first.
        options |= {"pool_pre_ping": True, "connect_args": known}
    try:
        engine = sa.create_engine(address, **options)
    except (ArgumentError, NoSuchModuleError, ImportError) as error:
        advice = (
            "Installez-le : pip install -r requirements-postgresql.txt."
            if "connect_args" in options
            else "Installez-le."
        )
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
    """Turns the database's errors into StorageError; `what` begins the sentence (« Le journal »).

    Where what is written may stand there only once, and does, it is AlreadyThere.
    """
    try:
        yield
    except (SQLAlchemyError, sqlite3.Error, OSError, UnicodeDecodeError) as error:
        why = hindrance_of(error)
        advice = "Faites de la place sur le disque" if why is Hindrance.FULL else "Vérifiez DATABASE_URL et le disque"
        failed = AlreadyThere if isinstance(error, IntegrityError) else StorageError
        raise failed(f"{what} : lecture ou écriture impossible ({_reason(error)}). {advice}.", why=why) from error


def _reason(error: Exception) -> str:
    """Why, in the words of the database or of the system, on one line; without what it was given to keep."""
    origin = getattr(error, "orig", None) or error
    if isinstance(origin, OSError):
        return origin.strerror or type(origin).__name__
    # PostgreSQL quotes the values at fault in the lines after the first, and in the first of errors in data (class 22).
    state, told = getattr(origin, "sqlstate", None), str(origin).strip()
    if state:
        told = type(origin).__name__ if state.startswith("22") else told.partition("\n")[0]
    return " ".join(told.split())


def hindrance_of(error: BaseException) -> Hindrance:
    """What an error of a disk or of a database comes to."""
    origin = getattr(error, "orig", None) or error
    if isinstance(origin, sqlite3.Error):
        return _of(_SQLITE, getattr(origin, "sqlite_errorname", ""))
    if isinstance(origin, UnicodeDecodeError):  # the message of SQLite itself repeats bytes that turned
        return Hindrance.DAMAGED
    if isinstance(origin, OSError):
        if "No space left" in str(origin):  # as RocksDB says it
            return Hindrance.FULL
        return _ERRNO.get(origin.errno or 0, Hindrance.FAILING)
    state = getattr(origin, "sqlstate", None)
    if state is None and isinstance(error, DBAPIError):  # nobody answered who could give one
        return Hindrance.AWAY
    return _of(_SQLSTATE, state or "")


def _of(known: dict[str, Hindrance], name: str) -> Hindrance:
    return next((found for begin, found in known.items() if name.startswith(begin)), Hindrance.FAILING)


def _keep_others_from(connection: sa.Connection, tables: Iterable[sa.Table]) -> None:
    """Lets nobody else write to these tables until the transaction ends; who writes now is waited for."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("begin immediate")
    elif connection.dialect.name == "postgresql":
        names = ", ".join(connection.dialect.identifier_preparer.format_table(table) for table in tables)
        connection.exec_driver_sql(f"lock table {names} in exclusive mode")


def scrub(url: str, *tables: sa.Table) -> tuple[str, ...]:
    """Writes the files of tables again without what was taken out of them; what is not done is returned, in French.

    Nobody else may use it meanwhile. Raises StorageError.
    """
    engine = _engine(_address(url))
    try:
        with failures("La base"), engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            if engine.dialect.name == "sqlite":
                return _scrub_sqlite(connection)
            return _scrub_postgresql(connection, tables) if engine.dialect.name == "postgresql" else (NOT_SCRUBBED,)
    finally:
        engine.dispose()


def _scrub_sqlite(connection: sa.Connection) -> tuple[str, ...]:
    connection.exec_driver_sql("vacuum")
    busy = connection.exec_driver_sql("pragma wal_checkpoint(truncate)").one()[0]
    return (IN_USE,) if busy else ()


def _scrub_postgresql(connection: sa.Connection, tables: Iterable[sa.Table]) -> tuple[str, ...]:
    for table in tables:  # not those that others have in the same database
        name = connection.dialect.identifier_preparer.format_table(table)
        connection.exec_driver_sql(f"vacuum (full, analyze) {name}")
    refused: tuple[str, ...] = ()
    # What belongs to the server: not every account may.
    for statement in ("vacuum full pg_catalog.pg_statistic", "select pg_switch_wal()", "checkpoint"):
        try:
            connection.exec_driver_sql(statement)
        except SQLAlchemyError:
            refused = (NOT_ALLOWED,)
    return (*refused, IN_SERVER)


def _durable(connection: sqlite3.Connection, _record: object) -> None:
    """A SQLite change is on the disk before it is acknowledged, and readers are never in a writer's way."""
    for pragma in ("busy_timeout=10000", "journal_mode=WAL", "synchronous=FULL"):
        connection.execute(f"PRAGMA {pragma}")


def _synced(connection: Any, _record: object) -> None:
    """A PostgreSQL change is on the disk before it is acknowledged, even where others chose to be quicker."""
    with connection.cursor() as cursor:
        cursor.execute(SYNCED)
    connection.commit()
