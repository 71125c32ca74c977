# SPDX-License-Identifier: AGPL-3.0-or-later
"""How much of the product is said twice: runs of six or more lines that stand in two places, and the lines in them.

What states names rather than does something is passed over: imports, fields and parameters on a line of their own,
remarks, lone brackets. `python -m benchmarks.repetition` prints every pair of places.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from graph.settings import ROOT

FEWEST = 6
FOLDERS = ("graph", "exports", "web")
ENDINGS = {".py", ".html", ".js", ".css"}
THIN = re.compile(r"[\W_]*|(?:#|//|/\*|\*|\"\"\"|import |from |export \{).*|[\w.]+,|\w+: [^=(]+")
"""Lines that say nothing alone."""


@dataclass(frozen=True)
class SharedRun:
    """`count` lines that stand in two places: from where in one file, and from where in the other (or the same)."""

    one: str
    start: int
    other: str
    other_start: int
    count: int


def telling_lines(text: str) -> list[tuple[int, str]]:
    """The lines of a text that say something, with their numbers and without their indentation."""
    lines = enumerate(map(str.strip, text.splitlines()), 1)
    return [(number, line) for number, line in lines if not THIN.fullmatch(line)]


def shared_runs(files: Iterable[tuple[str, str]], fewest: int = FEWEST) -> Iterator[SharedRun]:
    """Every longest run of lines that two places of files (names and texts) share."""
    texts = {name: telling_lines(text) for name, text in files}
    places: dict[tuple[str, ...], list[tuple[str, int]]] = defaultdict(list)
    for name, lines in texts.items():
        for start in range(len(lines) - fewest + 1):
            places[tuple(line for _, line in lines[start : start + fewest])].append((name, start))
    twice = {(one, other) for found in places.values() for one in found for other in found if one < other}
    for (one, start), (other, at) in sorted(twice):
        if ((one, start - 1), (other, at - 1)) in twice:
            continue
        more = 0
        while ((one, start + more + 1), (other, at + more + 1)) in twice:
            more += 1
        yield SharedRun(one, texts[one][start][0], other, texts[other][at][0], fewest + more)


def product_files() -> Iterator[tuple[str, str]]:
    """The modules, templates, scripts and styles of the product, by their paths."""
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in ENDINGS and "built" not in path.parts:
                yield str(Path(path).relative_to(ROOT)), path.read_text(encoding="utf-8")


def main() -> None:
    """Prints them, the longest first."""
    for run in sorted(shared_runs(product_files()), key=lambda run: -run.count):
        print(f"{run.count:4}  {run.one}:{run.start}  {run.other}:{run.other_start}")


if __name__ == "__main__":
    main()
