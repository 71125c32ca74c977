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


def killed_at_each(before: Path, into: Path, points: list[float], work: Callable[[Path], object]) -> int:
    """Does work over copies of an instance, killed at each of these parts (0 to 1) of its lines; their count.

    The copies are named by their rank; in `whole` it is done to its end.
    """

    def done(folder: Path, at: int) -> int:
        def kill(line: int) -> None:
            if line == at:
                os.kill(os.getpid(), signal.SIGKILL)

        with Lines(kill) as lines:
            work(folder)
        return lines.count

    whole = done(Path(shutil.copytree(before, into / "whole")), 0)
    for rank, part in enumerate(points):
        folder, at = Path(shutil.copytree(before, into / str(rank))), 1 + int(part * whole)
        child = os.fork()
        if child == 0:
            done(folder, at)
            os._exit(0)
        ended = os.waitpid(child, 0)[1]
        assert ended in (0, signal.SIGKILL), ended
    return whole


def main(before: Path, saved: Path, into: Path, points: list[float]) -> None:
    """Puts a backup back over copies of an instance; how many lines that has is printed."""
    backup = read_backup(saved)
    print(killed_at_each(before, into, points, lambda folder: put_back(settings_in(folder), backup, force=True)))


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:4]), [float(part) for part in sys.argv[4:]])
