# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which tests go through a line: measured once over the whole quick suite, and kept for as long as the run lasts."""

from __future__ import annotations

import os
import random
import re
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from coverage import CoverageData

PARTS = re.compile(r"\|(run|setup|teardown)$")


class ReachedLines:
    """The tests by the lines they go through, from a file of coverage; paths are those of a tree."""

    def __init__(self, file: Path, root: Path) -> None:
        self._data = CoverageData(str(file))
        self._data.read()
        self._root = root
        self._tests: dict[Path, dict[int, list[str]]] = {}

    def tests(self, path: Path, line: int) -> list[str]:
        """The names of the tests that go through a line, none where a process of its own does."""
        known = self._tests.get(path)
        if known is None:
            known = self._tests[path] = self._data.contexts_by_lineno(str(self._root / path))
        return sorted({PARTS.sub("", name) for name in known.get(line, []) if name})


def measured(root: Path, folders: Iterable[str], file: Path) -> None:
    """Runs the quick suite once and notes which test goes where; raises CalledProcessError where it is not green."""
    packages = [f"--cov={folder}" for folder in folders]
    command = ["-m", "pytest", "-m", "not slow and not browser", "-n", "2", "--dist", "loadfile", *packages]
    environment = {**os.environ, "COVERAGE_FILE": str(file)}
    subprocess.run(
        [sys.executable, *command, "--cov-context=test", "--cov-report="], cwd=root, env=environment, check=True
    )  # fmt: skip


def nearest(tests: list[str], path: Path, most: int, chance: random.Random) -> list[str]:
    """At most so many of these tests: those that stand where the tests of a file do, then others by chance."""
    home = f"tests/{path.parent.as_posix()}"
    mirrored = [name for name in tests if name.startswith(home)]
    others = [name for name in tests if not name.startswith(home)]
    chance.shuffle(mirrored)
    chance.shuffle(others)
    return [*mirrored, *others][:most]
