# SPDX-License-Identifier: AGPL-3.0-or-later
"""Files that are whole or absent, checksums, and the lock of a folder."""

from __future__ import annotations

import fcntl
import os
import shutil
import time
from collections.abc import Callable
from hashlib import blake2b
from pathlib import Path
from typing import IO

from graph.database import hindrance_of
from graph.errors import Hindrance, StorageError
from graph.folders import TERRITORIES, private
from graph.folders import sync_folder as sync_folder

# What is made in the folder of an instance, besides the state derived from the journal.
OWN = ("secret_key", "head.json", "journal.sqlite", "journal.sqlite-*", "avant-restauration-*")
# Seconds to wait for a server that is stopping, or a reader that finishes.
PATIENCE = 3.0


def write_atomically(path: Path, content: bytes, mode: int = 0o600) -> None:
    """The file is the old one or the new one, whole, whatever happens; its owner's alone unless `mode` is wider.

    Once this returns it is the new one, even after a cut.
    """
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, mode), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
        sync_folder(path.parent)
    finally:
        temporary.unlink(missing_ok=True)


def write_checked(path: Path, content: bytes, check: Callable[[bytes], None]) -> None:
    """As `write_atomically`, for its owner only, once `check` has been given what the disk gives back of it.

    Whatever `check` raises leaves the old file in place, and nothing of the new one.
    """
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        temporary.unlink(missing_ok=True)
        with os.fdopen(os.open(temporary, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
            # What the system still remembers of it proves nothing: once it is on the disk, it may be forgotten.
            if hasattr(os, "posix_fadvise"):  # macOS has none
                os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
            file.seek(0)
            check(file.read())
        temporary.replace(path)
        sync_folder(path.parent)
    finally:
        temporary.unlink(missing_ok=True)


def remove(path: Path) -> None:
    """Takes away a file or a folder with all it holds, if it is there."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def unwritable(folder: Path, error: OSError) -> StorageError:
    """What to raise when the disk of a folder refuses."""
    why = hindrance_of(error)
    advice = "Faites de la place" if why is Hindrance.FULL else "Vérifiez ce disque et les droits de ce dossier"
    return StorageError(
        f"Le dossier « {folder} » ne peut pas être écrit ({error.strerror or type(error).__name__}). {advice}, puis "
        "recommencez.",
        why=why,
    )


def tighten(instance: Path) -> None:
    """Keeps to its owner what an earlier release left in the folder of an instance for others to read.

    By name: where somebody chose a folder that holds other things too, these stay as they are, and so does what a link
    leads to.
    """
    for name in OWN:
        for path in instance.glob(name):
            private(path)
    for folder in (instance / "derived", instance / TERRITORIES):
        for path in (folder, *folder.rglob("*")):
            if not path.is_symlink():
                private(path)


def checksum(path: Path, size: int) -> str:
    """The checksum of the first `size` bytes of a file."""
    with path.open("rb") as file:
        return blake2b(file.read(size), digest_size=16).hexdigest()


def hold(folder: Path) -> IO[str]:
    """The lock of the folder, kept until it is closed or the process dies; raises StorageError when it is another's."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        private(folder / "lock", made=True)
        lock = (folder / "lock").open("w")
    except OSError as error:
        raise unwritable(folder, error) from error
    limit = time.monotonic() + PATIENCE
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return lock
        except OSError as error:
            if time.monotonic() > limit:
                lock.close()
                raise StorageError(
                    f"Un autre programme (le serveur ?) se sert déjà de « {folder.parent} ». "
                    "Arrêtez-le, ou choisissez un autre INSTANCE."
                ) from error
            time.sleep(0.05)
