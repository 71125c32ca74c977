# SPDX-License-Identifier: AGPL-3.0-or-later
"""Do the tests notice? Faults are put into lines drawn by chance, one at a time, and the tests of each line are run.

The lines are those of what must not fail: storage, referral, access, slips, and the guards of the site. Which tests go
through a line is measured once, over the quick tests that stand beside these files; of those, the ones that reach the
least are run first, as they are quick and about little, and the first that fails ends it. A line that none of them goes
through is tried with the folder beside it. What none notices is listed: another of the suite may notice it, but none
that is about it.
`python -m benchmarks.mutants [--count 100] [--seed 1] [--reached FILE] [--write]`
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from queue import Queue

from benchmarks.mutants.changes import Mutant, mutants_of
from benchmarks.mutants.reach import ReachedLines, measured, nearest
from graph.folders import ROOT

SCOPE = (
    "graph/storage", "graph/referral", "graph/entry", "graph/slips", "graph/chain.py", "graph/backup",
    "web/app/guard.py", "web/app/security.py", "web/app/sessions.py", "web/app/origin.py", "web/app/front_door.py",
    "web/app/kept_pages.py",
)  # fmt: skip
# The tests that stand beside the files of the scope.
BESIDE = (
    "tests/graph/storage", "tests/graph/referral", "tests/graph/entry", "tests/graph/slips", "tests/graph/backup",
    "tests/graph/test_database.py", "tests/web/app", "tests/web/site/account", "tests/web/site/professionals",
    "tests/web/site/slip",
)  # fmt: skip
# Tests for one fault at first, then more: most faults are noticed by one of the first.
AT_FIRST, AT_MOST = 40, 200
PATIENCE = 600  # seconds for the tests of one fault: a test that hangs notices nothing
WORKERS = 2
PAGE = ROOT / "docs" / "figures-mutants.md"


def files() -> list[Path]:
    """The files of the scope, relative to the project."""
    found: list[Path] = []
    for name in SCOPE:
        place = ROOT / name
        found += sorted(place.rglob("*.py")) if place.is_dir() else [place] if place.exists() else []
    return [path.relative_to(ROOT) for path in found]


def drawn(count: int, chance: random.Random) -> list[Mutant]:
    """So many faults, each in a line of its own."""
    by_line: dict[tuple[Path, int], list[Mutant]] = {}
    for path in files():
        for mutant in mutants_of(path, ROOT):
            by_line.setdefault((path, mutant.line), []).append(mutant)
    lines = chance.sample(sorted(by_line), min(count, len(by_line)))
    return [chance.choice(by_line[line]) for line in lines]


@contextmanager
def tree() -> Iterator[Path]:
    """A copy of the project to put faults into, with what is built beside it."""
    with tempfile.TemporaryDirectory(prefix="tisserand-mutants-") as folder:
        listed = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],  # noqa: S607
            cwd=ROOT, capture_output=True, check=True, text=True,
        )  # fmt: skip
        for name in filter(None, listed.stdout.split("\0")):
            source, target = ROOT / name, Path(folder, name)
            if source.is_file():
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(source, target)
        shutil.copytree(ROOT / "web/app/static/built", Path(folder, "web/app/static/built"), dirs_exist_ok=True)
        yield Path(folder)


def noticed(mutant: Mutant, tests: list[str], root: Path) -> bool:
    """Whether one of these tests fails once the fault is there."""
    place = root / mutant.path
    whole = place.read_text(encoding="utf-8")
    place.write_text(mutant.text, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", "-m", "not slow and not browser"]
    try:
        told = subprocess.run(
            [*command, "--timeout", "120", *tests], cwd=root, capture_output=True, text=True, timeout=PATIENCE,
            env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return False
    finally:
        place.write_text(whole, encoding="utf-8")
    # 1: tests failed; 2: interrupted, as where nothing can be imported any more; 4: not even their settings could, but
    # where a test has another name than when it was measured: none was run.
    gone = "Timeout" in told.stdout or "ERROR: not found:" in told.stderr
    return told.returncode in {1, 2, 4} and not gone


def tried(mutant: Mutant, reach: ReachedLines, root: Path, seed: str) -> bool:
    """Whether the tests notice a fault: those of its line, the nearest ones first."""
    tests = reach.tests(mutant.path, mutant.line)
    if not tests:
        home = Path("tests", mutant.path.parent)
        while not (ROOT / home).is_dir():
            home = home.parent
        return noticed(mutant, [str(home)], root)
    found = reach.narrowest(nearest(tests, mutant.path, AT_MOST, random.Random(seed)))
    first, rest = found[:AT_FIRST], found[AT_FIRST:]
    return noticed(mutant, first, root) or (bool(rest) and noticed(mutant, rest, root))


def run(mutants: list[Mutant], reach: ReachedLines, seed: int) -> list[Mutant]:
    """Tries all of them, some side by side, and tells how it goes; those that no test noticed."""
    trees: Queue[Path] = Queue()

    def one(mutant: Mutant) -> bool:
        root = trees.get()
        try:
            return tried(mutant, reach, root, f"{seed} {mutant}")
        finally:
            trees.put(root)

    with tree() as first, tree() as second, ThreadPoolExecutor(WORKERS) as pool:
        for root in (first, second):
            trees.put(root)
        told = []
        for mutant, seen in zip(mutants, pool.map(one, mutants), strict=True):
            print("noticed " if seen else "SURVIVED", mutant, flush=True)
            told.append(seen)
    return [mutant for mutant, seen in zip(mutants, told, strict=True) if not seen]


def written(count: int, seed: int, survivors: list[Mutant], minutes: float) -> None:
    """Keeps the figure and what was not noticed."""
    share = (count - len(survivors)) / count
    lines = [
        "<!-- Written by `python -m benchmarks.mutants --write`. -->",
        "# Faults that tests notice",
        "",
        f"Measured on {date.today().isoformat()}: {count} lines drawn by chance (seed {seed}), a fault in each, one "
        f"at a time; {count - len(survivors)} noticed by the quick tests beside them, that is {share:.0%} (bar: 90 %); "
        f"{minutes:.0f} minutes. Again: `make mutants`.",
        "",
        *(["Not noticed:", "", *(f"* `{mutant}`" for mutant in survivors), ""] if survivors else []),
        (__doc__ or "").partition("\n\n")[2].strip().rsplit("\n", 1)[0],
    ]
    PAGE.write_text("\n".join(lines) + "\n", encoding="utf-8")


def main() -> int:
    """Draws, tries, tells; 1 where fewer than nine in ten were noticed."""
    parser = argparse.ArgumentParser(description="do the tests notice faults")
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--reached", type=Path, help="which tests go where, kept from one run to the next")
    parser.add_argument("--write", action="store_true", help="keep the figure in docs/")
    asked = parser.parse_args()
    start = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="tisserand-reach-") as folder:
        file = asked.reached or Path(folder, "reached")
        if not file.exists():
            measured(ROOT, SCOPE, BESIDE, file)
        mutants = drawn(asked.count, random.Random(asked.seed))
        survivors = run(mutants, ReachedLines(file, ROOT), asked.seed)
    noted = len(mutants) - len(survivors)
    print(f"\n{noted} of {len(mutants)} noticed; {(time.monotonic() - start) / 60:.0f} minutes")
    if asked.write:
        written(len(mutants), asked.seed, survivors, (time.monotonic() - start) / 60)
    return noted < 0.9 * len(mutants)


if __name__ == "__main__":
    sys.exit(main())
