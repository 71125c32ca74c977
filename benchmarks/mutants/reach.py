# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which tests go through a line: measured once over the tests that stand beside some files, and kept if asked."""

from __future__ import annotations

import json
import os
import random
import re
import subprocess
import sys
from collections import Counter
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
        self._lines: Counter[str] = Counter()
        for name in self._data.measured_files():
            for tests in self._data.contexts_by_lineno(name).values():
                self._lines.update({PARTS.sub("", test) for test in tests})

    def tests(self, path: Path, line: int) -> list[str]:
        """The names of the tests that go through a line, none where a process of its own does."""
        known = self._tests.get(path)
        if known is None:
            known = self._tests[path] = self._data.contexts_by_lineno(str(self._root / path))
        return sorted({PARTS.sub("", name) for name in known.get(line, []) if name})

    def narrowest(self, tests: list[str]) -> list[str]:
        """The same, those that go through the fewest lines first."""
        return sorted(tests, key=lambda name: self._lines[name])


def measured(root: Path, scope: Iterable[str], tests: Iterable[str], file: Path) -> None:
    """Runs quick tests once and notes which goes where; raises CalledProcessError where they are not green.

    Its output goes through a pipe: tests that let no file grow would stop what writes to one.
    """
    asked = file.with_name(f"{file.name}.toml")
    places = [f"{root / name}{'' if name.endswith('.py') else '/*'}" for name in scope]
    asked.write_text(f"[tool.coverage.run]\ninclude = {json.dumps(places)}\n")
    command = ["-m", "pytest", "-m", "not slow and not browser", "-n", "2", "--dist", "loadfile", "--cov"]
    command += [f"--cov-config={asked}", "--cov-context=test", "--cov-report=", *tests]
    environment = {**os.environ, "COVERAGE_FILE": str(file)}
    ended = subprocess.run(
        [sys.executable, *command], cwd=root, env=environment, stdout=subprocess.PIPE, text=True, check=False
    )  # fmt: skip
    print(ended.stdout[-1000:])
    ended.check_returncode()


def nearest(tests: list[str], path: Path, most: int, chance: random.Random) -> list[str]:
    """At most so many of these tests: those that stand where the tests of a file do, then others by chance."""
    home = f"tests/{path.parent.as_posix()}"
    mirrored = [name for name in tests if name.startswith(home)]
    others = [name for name in tests if not name.startswith(home)]
    chance.shuffle(mirrored)
    chance.shuffle(others)
    return [*mirrored, *others][:most]
