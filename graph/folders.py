# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where facts are: folders that hold everywhere, one folder a territory, which one is chosen, and who may open them."""

from __future__ import annotations

import os
import re
from contextlib import suppress
from pathlib import Path

from graph.errors import SettingsError

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "data"
TERRITORIES = "territories"
"""The folder, in that of an instance, of the territories that were made there."""
DESCRIPTION = "territory.ttl"
"""What makes a folder that of a territory: the file that says what an instance is about."""
WEIGHTS = "weights.ttl"
"""What the folder of a territory may say of how answers are ranked there: like its description, no fact."""
ASIDE = (DESCRIPTION, WEIGHTS)
DEFAULT = DATA / "default-territory.txt"
NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")

SEVERAL = "TERRITORY : « {name} » nomme plusieurs territoires. N’en donnez qu’un : {known}."
UNKNOWN = "TERRITORY : aucun dossier de territoire ne s’appelle « {name} ». Ceux qui existent : {known}."
TWICE = "TERRITORY : « {name} » est deux fois un territoire, dans {one} et {other}. Renommez l’un des deux dossiers."
NO_DEFAULT = (
    "TERRITORY : le fichier « {file} » ne nomme pas le territoire à montrer. Écrivez-y le nom d’un dossier : {known}."
)


def shared_folders(data: Path = DATA) -> tuple[Path, ...]:
    """The folders of facts that hold everywhere, in order: those of territories, and of places, are others."""
    folders = (path for path in sorted(data.iterdir()) if path.is_dir() and path.name != TERRITORIES)
    return tuple(path for path in folders if not _describes(path))


def folders_of_facts(territory: Path, data: Path = DATA) -> tuple[Path, ...]:
    """What is loaded into the empty journal of a territory: the facts that hold everywhere, then its own, if any."""
    own = any(path.name not in ASIDE for path in territory.rglob("*.ttl"))
    return (*shared_folders(data), *((territory,) if own else ()))


def territory_folders(instance: Path | None, data: Path = DATA) -> list[Path]:
    """The folders of territories: those that come with the project, then those of an instance."""
    places = [data] if instance is None else [data, instance / TERRITORIES]
    return [path for place in places if place.is_dir() for path in sorted(place.iterdir()) if _describes(path)]


def territory_folder(name: str, instance: Path | None = None, data: Path = DATA) -> Path:
    """The folder of a territory, of the one that the data name when `name` is empty; raises SettingsError."""
    folders = territory_folders(instance, data)
    known = ", ".join(dict.fromkeys(path.name for path in folders)) or "aucun"
    wanted = name.strip() or default_name(data, known)
    if len(re.split(r"[\s,;]+", wanted)) > 1:
        raise SettingsError(SEVERAL.format(name=wanted, known=known), field="TERRITORY")
    found = [path for path in folders if path.name == wanted]
    if not found:
        raise SettingsError(UNKNOWN.format(name=wanted, known=known), field="TERRITORY")
    if len(found) > 1:
        one, other = found[:2]
        raise SettingsError(TWICE.format(name=wanted, one=one.parent, other=other.parent), field="TERRITORY")
    return found[0]


def default_name(data: Path = DATA, known: str = "") -> str:
    """The name that the data give for an instance which does not choose; raises SettingsError."""
    path = data / DEFAULT.name
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    names = [line.strip() for line in lines if line.strip() and not line.startswith("#")]
    if not names:
        raise SettingsError(NO_DEFAULT.format(file=path, known=known), field="TERRITORY")
    return " ".join(names)


def private(path: Path, *, made: bool = False) -> None:
    """Keeps a file (0600) or a folder (0700) to its owner, however it was left; with `made`, an absent file is made.

    A disk, or an owner, that refuses is left alone: who reads or writes there next says why. What is there is never
    opened: to close a file takes away all the locks that this process has on it, those of its databases too
    (https://www.sqlite.org/howtocorrupt.html, 2.2).
    """
    if made:
        with suppress(OSError):
            os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))
    with suppress(OSError):
        mode = path.stat().st_mode
        if mode & 0o077:
            path.chmod(mode & 0o700)


def _describes(folder: Path) -> bool:
    return (folder / DESCRIPTION).is_file()


def sync_folder(folder: Path) -> None:
    """Has the disk know which files a folder has now: else a cut brings back those that were taken away.

    Some disks (of a camera, of a network) do not know how to: what is there then counts.
    """
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        with suppress(OSError):
            os.fsync(descriptor)
    finally:
        os.close(descriptor)
