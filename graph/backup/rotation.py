# SPDX-License-Identifier: AGPL-3.0-or-later
"""A folder of dated backups: the latest, then one a day, a week and a month; those of others are left alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from graph.backup.archive import Backup
from graph.backup.making import proven, put
from graph.backup.sealing import sealed
from graph.errors import DataError, InvalidInput, StorageError
from graph.settings import Settings

PLAIN, SEALED = ".tar.gz", ".tar.gz.age"
MOMENT, DIGITS = "%Y-%m-%d-%H%M%S", r"\d{4}-\d\d-\d\d-\d{6}"
LATEST, DAYS, WEEKS, MONTHS = 7, 7, 4, 12
# Of each period that has any, the last one is kept. Periods are counted where there are backups: who made none for a
# year loses none.
_PERIODS: tuple[tuple[int, Callable[[datetime], object]], ...] = (
    (LATEST, lambda moment: moment),
    (DAYS, lambda moment: moment.date()),
    (WEEKS, lambda moment: moment.isocalendar()[:2]),
    (MONTHS, lambda moment: (moment.year, moment.month)),
)


@dataclass(frozen=True)
class DatedFile:
    """A backup of a folder, and the moment that its name tells (UTC)."""

    path: Path
    moment: datetime


def add_dated(settings: Settings, folder: Path, keys: Sequence[str] = ()) -> tuple[Backup, Path]:
    """A backup made in a folder under its name, encrypted for the public `keys` if there are any, and its path.

    Raises InvalidInput where there is no such folder: it is not made, as the disk that is to hold it may be away.
    """
    if not folder.is_dir():
        raise InvalidInput(
            f"Le dossier « {folder} » n’existe pas. Branchez le disque où il est, ou créez-le d’abord.", field="output"
        )
    backup, content = proven(settings)
    if not backup.number:
        raise InvalidInput(
            f"Ce site est vide : il n’y a rien à garder. INSTANCE (« {settings.instance} ») mène-t-il au bon endroit ?",
            field="output",
        )
    path = folder / dated_name(settings, backup.created, is_sealed=bool(keys))
    put(path, sealed(content, keys))
    return backup, path


def latest_in(settings: Settings, folder: Path) -> Path:
    """The last backup of this site in a folder; raises DataError where there is none."""
    found = dated_files(folder, settings)
    if not found:
        raise DataError("il n’y a ici aucune sauvegarde datée de ce site : « --rotate » en fait une.", file=str(folder))
    return found[0].path


def remove_old(settings: Settings, folder: Path, just_made: Path) -> list[Path]:
    """Takes away the backups of this site that no rule keeps, and returns them; raises StorageError.

    So it does with what was left of those that were cut short, a day later.
    """
    files = dated_files(folder, settings)
    removed = one_too_many(files, just_made)
    day_before = max(item.moment for item in files) - timedelta(days=1)
    left = [item.path for item in _named(folder, _unfinished(settings)) if item.moment < day_before]
    for path in (*removed, *left):
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            raise StorageError(f"« {path} » est de trop mais ne peut pas être retiré ({error.strerror}).") from error
    return removed


def dated_name(settings: Settings, created: str, *, is_sealed: bool) -> str:
    """The name of a backup made at a moment (ISO 8601): the address of the site, day and time in UTC."""
    moment = datetime.fromisoformat(created).astimezone(UTC)
    return f"{_site(settings)}-{moment:{MOMENT}}{SEALED if is_sealed else PLAIN}"


def dated_files(folder: Path, settings: Settings) -> list[DatedFile]:
    """The backups of this site that a folder holds under the names given here, the latest first."""
    return _named(folder, _finished(settings))


def _named(folder: Path, pattern: str) -> list[DatedFile]:
    """The files of a folder whose names follow a pattern that tells a moment."""
    found = []
    for path in folder.iterdir():
        match = re.fullmatch(pattern, path.name, re.ASCII)
        moment = _moment(match[1]) if match else None
        if moment and path.is_file() and not path.is_symlink():
            found.append(DatedFile(path, moment))
    return sorted(found, key=lambda item: (item.moment, item.path.name), reverse=True)


def _finished(settings: Settings) -> str:
    return rf"{re.escape(_site(settings))}-({DIGITS})(?:{re.escape(PLAIN)}|{re.escape(SEALED)})"


def _unfinished(settings: Settings) -> str:
    """How a file is called until it takes its name."""
    return rf"\.{_finished(settings)}\.\d+"


def one_too_many(files: Iterable[DatedFile], just_made: Path) -> list[Path]:
    """The files that no rule keeps; never the one that was just made and tried, whatever the clock says."""
    files = list(files)
    kept = {just_made}
    for most, period in _PERIODS:
        latest: dict[object, Path] = {}
        for item in files:
            latest.setdefault(period(item.moment), item.path)
        kept.update(list(latest.values())[:most])
    return [item.path for item in files if item.path not in kept]


def _site(settings: Settings) -> str:
    """What tells one site from another in a name: its address, without what names of files do not take."""
    return re.sub(r"[^a-z0-9.]+", "-", settings.base_url.partition("://")[2].lower()).strip("-.")


def _moment(text: str) -> datetime | None:
    try:
        return datetime.strptime(text, MOMENT).replace(tzinfo=UTC)
    except ValueError:
        return None
