# SPDX-License-Identifier: AGPL-3.0-or-later
"""A backup put back: all of it in one transaction, so that whatever happens the former state is there, or this one."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from graph.backup.archive import Backup, packed, read_backup
from graph.backup.forgetting import forgetting
from graph.backup.making import TABLES, present, put
from graph.backup.parts import PARTS
from graph.database import all_or_nothing, put_rows
from graph.errors import Conflict, StorageError
from graph.migrations import JOURNAL, journal_is_of
from graph.settings import Settings
from graph.slips.store import Slips
from graph.storage.erased import keep_register, register_in
from graph.storage.files import hold, sync_folder, write_atomically
from graph.storage.head import forget, keep_head
from graph.storage.journal import CHANGES, SHIPPED, Journal
from graph.storage.proof import last_number

BEFORE = "avant-restauration"


def restore_backup(settings: Settings, path: Path, *, force: bool = False) -> tuple[Backup, Path | None]:
    """Puts a backup that nobody encrypted in place, as `put_back` does."""
    return put_back(settings, read_backup(path), force=force)


def put_back(settings: Settings, backup: Backup, *, force: bool = False) -> tuple[Backup, Path | None]:
    """Puts what a backup holds in place; what is derived is made again at the next start.

    A part stays as it is where the backup is older than that part: it says nothing of it.
    An instance that has changes is refused, or with `force` first saved beside it: the path of that copy is returned.
    What was erased for good, here or before the backup was made, is not put back.
    Raises DataError, Conflict, or StorageError while the server runs.
    """
    backup = forgetting(backup, register_in(settings.instance).and_also(backup.erased))
    with hold(settings.instance / "derived"):
        number, kept = _set_aside(settings, force)
        # First of all: what is known of the former journal must not be held against this one.
        forget(settings.instance)
        if backup.erased:
            keep_register(settings.instance, backup.erased)
        _replace_all(settings, backup, number)
        if backup.head.link:
            keep_head(settings.instance, backup.head)
    return backup, kept


def _replace_all(settings: Settings, backup: Backup, number: int) -> None:
    """Puts the rows of a backup in place of all those there are, `number` changes of which were set aside."""
    with all_or_nothing(settings.database_url, *TABLES) as connection:
        if last_number(connection) != number:
            raise Conflict(
                "Quelqu’un a écrit dans ce site pendant que vous le rétablissiez : rien n’a changé. Recommencez."
            )
        put_rows(connection, CHANGES, backup.rows)
        put_rows(connection, SHIPPED, backup.shipped)
        journal_is_of(connection, backup.version.get(JOURNAL, 0))
        for part in PARTS:
            if (rows := backup.parts.get(part.name)) is not None:
                for table in part.tables:
                    put_rows(connection, table, rows.get(table.name, ()))


def _set_aside(settings: Settings, force: bool) -> tuple[int, Path | None]:
    """How many changes an instance has, and the file in which what it holds was saved, if it holds anything."""
    with closing(Journal(settings.database_url, settings.base_url)) as journal:
        number, place = journal.last_number(), Path(journal.place)
    if not number and not _has_slips(settings):
        return 0, None
    if number and not force:
        raise Conflict(
            f"Ce site a déjà {number} modification{'s' if number > 1 else ''}. Choisissez un autre INSTANCE, ou "
            "ajoutez --force : l’état actuel sera d’abord mis de côté dans un fichier."
        )
    for unfinished in settings.instance.glob(f".{BEFORE}-*"):  # of a restore that was killed, as nobody else does one
        unfinished.unlink()
    kept = settings.instance / f"{BEFORE}-{datetime.now(UTC):%Y%m%d-%H%M%S-%f}.tar.gz"
    try:
        content = packed(present(settings))
    except (StorageError, TypeError, ValueError):  # what a damaged journal no longer tells as text is kept as bytes
        kept = kept.with_name(kept.name.replace(".tar.gz", ".sqlite"))
        if not _copied(place, kept):
            raise
    else:
        put(kept, content)
    return number, kept


def _copied(database: Path, kept: Path) -> bool:
    """Whether a database is a file, which is then copied with what is not merged into it yet."""
    for path in (database, database.with_name(f"{database.name}-wal")):
        if path.is_file():
            write_atomically(kept.with_name(kept.name + path.name.removeprefix(database.name)), path.read_bytes())
    sync_folder(kept.parent)
    return kept.is_file()


def _has_slips(settings: Settings) -> bool:
    """Whether somebody noted a referral: a journal that was lost leaves the slips alone behind."""
    with closing(Slips(settings.database_url)) as slips:
        return any(slips.rows().values())
