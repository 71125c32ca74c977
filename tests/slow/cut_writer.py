# SPDX-License-Identifier: AGPL-3.0-or-later
"""A process that writes changes, slips and backups on a disk that notes all of it, and what it acknowledges."""

from __future__ import annotations

import shutil
import sys
from contextlib import closing
from pathlib import Path

from graph.backup import write_backup
from graph.storage.files import write_atomically
from tests.instances import BARE, draft, opened, settings_in
from tests.noted import noting
from tests.slow.noted_disk import NotedDisk
from tests.slow.writer import content

SAVED, DERIVED, TOLD = "saved", "derived", "told"

LINES = 1_000


def main(folder: Path, notes: Path, changes: int) -> None:
    """So many changes, after each a slip and a file, after one in five a backup; opened anew after three of them.

    What is derived is copied beside as it was at each change, `DERIVED` and its number: it notes nothing itself.
    """
    disk = NotedDisk(folder, notes)
    settings = settings_in(folder)
    (folder / SAVED).mkdir()
    number = 0
    while number < changes:
        with closing(opened(folder, ontology=BARE)) as repository, noting(settings) as note:
            for _ in range(3):
                added, removed = content(repository.number + 1)
                change = repository.commit(draft(added, removed))
                assert change is not None
                number = change.number
                disk.note("acknowledged", "change", number)
                note(number)
                disk.note("acknowledged", "slip", number)
                write_atomically(folder / TOLD, str(number).encode() * LINES)
                disk.note("acknowledged", TOLD, number)
                if number % 5 == 0:
                    write_backup(settings, folder / SAVED / f"{number}.tar.gz")
                    disk.note("acknowledged", SAVED, number)
        shutil.copytree(folder / "derived", notes.parent / f"{DERIVED}-{number}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
