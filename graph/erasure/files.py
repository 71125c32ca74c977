# SPDX-License-Identifier: AGPL-3.0-or-later
"""Files that may hold what is erased, beside the database: what the instance set aside, its logs, and backups."""

from __future__ import annotations

import gzip
import re
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from graph.backup.archive import packed, read_backup
from graph.backup.forgetting import forgetting
from graph.backup.making import put
from graph.erasure.finding import Finds
from graph.errors import DataError, StorageError
from graph.mail.post import ENDING
from graph.settings import Settings
from graph.storage.erased import FILE, Register
from graph.storage.files import write_atomically

BACKUP, LOG, JOURNAL, LETTER, OTHER, UNREAD = "backup", "log", "journal", "letter", "other", "unread"
ASIDE = "avant-restauration-"
LOGS = re.compile(r"\.log(\.\d+)?$")
# What is made again from the journal, and what an erasure writes or reads itself, in the folder of an instance.
DERIVED, DERIVED_FILES = "derived", {"full", "public", "lock", "meta.json"}
OWN = {"head.json", "secret_key", FILE}


@dataclass(frozen=True)
class Holder:
    """A file that holds what is to be erased, or that nobody can read (UNREAD); `since`: the day of a backup."""

    path: Path
    kind: str
    since: str = ""


def held_in_instance(settings: Settings, finds: Finds) -> tuple[Holder, ...]:
    """The files of an instance that hold it, but for its database and what is derived from that."""
    own = set(database_files(settings))
    found = (path for path in _files(settings.instance) if path.resolve() not in own and not _is_left(path, settings))
    return tuple(holder for path in found if (holder := _holder(path, finds)))


def held_in_backups(folders: Iterable[Path], finds: Finds) -> tuple[Holder, ...]:
    """The backups of these folders that hold it, and those that cannot be read."""
    found = (path for folder in folders for path in ([folder] if folder.is_file() else _files(folder)))
    return tuple(holder for path in found if (holder := _holder(path, finds)))


def clean(holders: Iterable[Holder], finds: Finds, register: Register) -> tuple[Holder, ...]:
    """Takes it out of what the program wrote itself, and of logs; what is left to people is returned."""
    left = []
    for holder in holders:
        try:
            if holder.kind == BACKUP:
                put(holder.path, packed(forgetting(read_backup(holder.path), register)))
            elif holder.kind == LOG:
                _blot(holder.path, finds)
            elif holder.kind in (JOURNAL, LETTER):
                holder.path.unlink()
            else:
                left.append(holder)
        except (OSError, StorageError):  # of a disk that refuses: the others are cleaned all the same
            left.append(holder)
    return tuple(left)


def database_files(settings: Settings) -> tuple[Path, ...]:
    """The files of an SQLite database, with what is not merged into it yet; none of another one."""
    name = settings.database_url.partition(":///")[2].partition("?")[0]
    if not settings.database_url.startswith("sqlite") or not name:
        return ()
    return tuple(Path(f"{name}{end}").resolve() for end in ("", "-wal", "-shm", "-journal"))


def _files(folder: Path) -> Iterator[Path]:
    """Every file under a folder."""
    return (path for path in sorted(folder.rglob("*")) if path.is_file())


def _is_left(path: Path, settings: Settings) -> bool:
    """Whether a file of an instance, or of a territory that was made in it, is no matter of this."""
    parts = path.relative_to(settings.instance).parts
    return path.name in OWN or (DERIVED in parts and not DERIVED_FILES.isdisjoint(parts))


def _holder(path: Path, finds: Finds) -> Holder | None:
    try:
        if path.name.endswith(".tar.gz"):
            return _backup(path, finds)
        content = path.read_bytes()
        if path.suffix == ".gz":
            content = gzip.decompress(content)
    except (OSError, EOFError, zlib.error):
        return Holder(path, UNREAD)
    if path.suffix == ".age":
        return Holder(path, UNREAD)
    if not _is_in(content, finds):
        return None
    if path.name.startswith(ASIDE):
        return Holder(path, JOURNAL)
    return Holder(path, LETTER if path.suffix == ENDING else LOG if LOGS.search(path.name) else OTHER)


def _backup(path: Path, finds: Finds) -> Holder | None:
    """What a backup holds: read as one, since words are written otherwise in its lines."""
    try:
        backup = read_backup(path)
    except DataError:
        return Holder(path, UNREAD)
    held = finds.redact(backup.rows) or _is_in(repr((backup.shipped, backup.parts)).encode(), finds)
    return Holder(path, BACKUP, backup.created[:10]) if held else None


def _is_in(content: bytes, finds: Finds) -> bool:
    """Whether a file spells it: in the words as they were asked for, whatever their case."""
    if finds.wanted.spelt.search(content):
        return True
    return b"\0" not in content[:4096] and any(map(_tells(finds), content.decode(errors="replace").splitlines()))


def _tells(finds: Finds) -> Callable[[str], bool]:
    return lambda line: finds.wanted.in_text(line)


def _blot(path: Path, finds: Finds) -> None:
    """Takes the lines that say it out of a log."""
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines(keepends=True)
    kept = "".join(line for line in lines if not finds.wanted.in_text(line))
    mode = path.stat().st_mode
    write_atomically(path, kept.encode())
    path.chmod(mode)
