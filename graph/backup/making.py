# SPDX-License-Identifier: AGPL-3.0-or-later
"""A backup made: all that is kept as it was at one moment, tried before the file takes its name."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from graph.backup.archive import Backup, packed, unpacked
from graph.backup.parts import ALL, PARTS
from graph.backup.sealing import sealed
from graph.database import at_one_moment, rows_of
from graph.errors import DataError, StorageError
from graph.migrations import versions
from graph.settings import Settings
from graph.storage.continuity import refuse_broken
from graph.storage.erased import register_in
from graph.storage.files import write_checked
from graph.storage.journal import CHANGES, SHIPPED

TABLES = (CHANGES, SHIPPED, *ALL)


def write_backup(settings: Settings, path: Path, keys: Sequence[str] = ()) -> Backup:
    """Writes journal (restricted facts included, secrets not) and slips to `path`, atomically, for its owner only.

    Who holds a private key of the public `keys` alone can then read it, when there are any. Raises StorageError,
    InvalidInput, BrokenJournal when changes are missing or altered: who keeps the latest file only would lose the
    last whole one.
    """
    backup, content = proven(settings)
    put(path, sealed(content, keys))
    return backup


def proven(settings: Settings) -> tuple[Backup, bytes]:
    """A backup as its file gives it back, once that was unpacked and replayed, and the content of the file."""
    refuse_broken(settings, to_the_first=True)
    content = packed(present(settings))
    try:
        # Each file has the sum of what the database gave; two copies of the rows at once would fill the memory.
        return unpacked(content, "relue"), content
    except DataError as error:
        raise StorageError(f"La sauvegarde n’a pas été faite : elle ne pourrait pas être rétablie. {error}") from error


def present(settings: Settings) -> Backup:
    """What an instance holds, whole or not, all of it at the same moment while others write."""
    with at_one_moment(settings.database_url, *TABLES) as connection:
        rows, shipped = (tuple(rows_of(connection, table)) for table in (CHANGES, SHIPPED))
        parts = {
            part.name: {table.name: rows_of(connection, table) for table in part.tables}
            for part in PARTS
            if part.in_files
        }
        version = versions(connection)
    total = int(rows[-1]["total"]) if rows else 0
    made = datetime.now(UTC).isoformat()
    erased = register_in(settings.instance)
    return Backup(made, settings.base_url, len(rows), total, rows, parts, shipped, version, erased)


def put(path: Path, content: bytes) -> None:
    """The file is the former one, or this one as the disk gives it back; raises StorageError."""

    def compare(written: bytes) -> None:
        if written != content:
            raise StorageError(
                f"La sauvegarde « {path} » n’a pas été faite : ce disque ne rend pas ce qui y est écrit. Changez-en."
            )

    try:
        write_checked(path, content, compare)
    except OSError as error:
        raise StorageError(f"La sauvegarde « {path} » ne peut pas être écrite ({error.strerror}).") from error
