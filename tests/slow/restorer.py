# SPDX-License-Identifier: AGPL-3.0-or-later
"""A process that puts a backup back and is killed at a line of it, once for each of many lines."""

from __future__ import annotations

import os
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

from graph.backup import read_backup
from graph.backup.restoring import put_back
from graph.settings import ROOT
from tests.instances import settings_in

# The lines that count: all that a restore does itself, down to where the database and the disk are asked.
WATCHED = tuple(str(ROOT / "graph" / part) for part in ("backup/", "database.py", "storage/", "slips/", "migrations/"))


class Lines:
    """Calls `reached` with the number of each line of the product that is about to run."""

    def __init__(self, reached: Callable[[int], None]) -> None:
        self.count, self._reached = 0, reached

    def __enter__(self) -> Lines:
        sys.settrace(self._trace)
        return self

    def __exit__(self, *_: object) -> None:
        sys.settrace(None)

    def _trace(self, frame: FrameType, event: str, _: Any) -> Any:
        if not frame.f_code.co_filename.startswith(WATCHED):
            return None
        if event == "line":
            self.count += 1
            self._reached(self.count)
        return self._trace


def _in_another_process(work: Callable[[], None]) -> int:
    """Does work in a copy of this process, and returns how that ended."""
    child = os.fork()
    if child == 0:
        work()
        os._exit(0)
    return os.waitpid(child, 0)[1]


def main(before: Path, saved: Path, into: Path, points: list[float]) -> None:
    """Kills a restore over a copy of an instance at each of these parts (0 to 1) of its lines, one folder each.

    The copies are named by their rank; how many lines a restore has is printed.
    """
    backup = read_backup(saved)

    def restore(folder: Path, at: int) -> int:
        def kill(line: int) -> None:
            if line == at:
                os.kill(os.getpid(), signal.SIGKILL)

        with Lines(kill) as lines:
            put_back(settings_in(folder), backup, force=True)
        return lines.count

    whole = restore(Path(shutil.copytree(before, into / "whole")), 0)
    print(whole, flush=True)
    for rank, part in enumerate(points):
        folder, at = Path(shutil.copytree(before, into / str(rank))), 1 + int(part * whole)
        ended = _in_another_process(lambda folder=folder, at=at: restore(folder, at))
        assert ended in (0, signal.SIGKILL), ended


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:4]), [float(part) for part in sys.argv[4:]])
