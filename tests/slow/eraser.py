# SPDX-License-Identifier: AGPL-3.0-or-later
"""A process that erases and is killed at a line of it, once for each of many lines."""

from __future__ import annotations

import os
import shutil
import signal
import sys
from pathlib import Path

from graph.erasure.erasing import erase
from graph.erasure.finding import find
from graph.erasure.wanted import wanted
from graph.settings import ROOT
from tests.instances import BASE, model, settings_in
from tests.slow import restorer
from tests.slow.restorer import Lines


def main(before: Path, into: Path, words: str, points: list[float]) -> None:
    """Kills an erasure over a copy of an instance at each of these parts (0 to 1) of its lines, one folder each."""
    restorer.WATCHED = (*restorer.WATCHED, str(ROOT / "graph" / "erasure"))
    finds = find(settings_in(before), model(), wanted([words], BASE), lambda _: True)

    def erased(folder: Path, at: int) -> int:
        def kill(line: int) -> None:
            if line == at:
                os.kill(os.getpid(), signal.SIGKILL)

        with Lines(kill) as lines:
            erase(settings_in(folder), finds, "essais")
        return lines.count

    whole = erased(Path(shutil.copytree(before, into / "whole")), 0)
    for rank, part in enumerate(points):
        folder, at = Path(shutil.copytree(before, into / str(rank))), 1 + int(part * whole)
        child = os.fork()
        if child == 0:
            erased(folder, at)
            os._exit(0)
        assert os.waitpid(child, 0)[1] in (0, signal.SIGKILL)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], [float(part) for part in sys.argv[4:]])
