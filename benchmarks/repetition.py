# SPDX-License-Identifier: AGPL-3.0-or-later
"""How much of the product is said twice: runs of six or more lines that stand in two places, and the lines in them.

What states names rather than does something is passed over: imports, fields and parameters on a line of their own,
remarks, lone brackets. `python -m benchmarks.repetition` prints every pair of places, with `--shape` the lines whose
shape stands elsewhere: the same but for names, texts and numbers.
"""

from __future__ import annotations

import keyword
import re
import sys
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
TOKEN = re.compile(
    r"""[rbfu]*(?P<text>"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')|(?P<number>\b\d[\d_.]*)|(?P<name>[^\W\d]\w*)"""
)
STATED = re.compile(
    r"(?:text: |name ?= ?).*,|name(?:\.name)*\(text.*\),|name(?: ?[:=] ?[name.\[\]|, ]*)? ?= ?"
    r"[name.]*[(\[{]?(?:text|number|name)?[)\]}]?,?|[\W_]*(?:text|number|name)?[\W_]*(?:text|name)?[\W_]*|"
    r"class name.*|@name.*"
)
"""Shapes of what states names and values: constants, words, keys and their values, columns, heads of classes."""


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


def shape(line: str) -> str:
    """A line with `name`, `text` and `number` in place of what it calls things, says and counts."""
    return TOKEN.sub(lambda found: _word(found), line)


def _word(found: re.Match[str]) -> str:
    """What stands for a part of a line; the words of the language stay."""
    return found[0] if keyword.iskeyword(found[0]) else str(found.lastgroup)


def same_shape(files: Iterable[tuple[str, str]], fewest: int = FEWEST) -> dict[str, list[int]]:
    """The numbers of the lines, by file, of runs that stand in another place too but for names, texts and numbers."""
    places: dict[tuple[str, ...], list[tuple[str, tuple[int, ...]]]] = defaultdict(list)
    for name, text in files:
        shapes = [(number, shape(line)) for number, line in telling_lines(text)]
        acting = [(number, said) for number, said in shapes if not STATED.fullmatch(said)]
        for start in range(len(acting) - fewest + 1):
            run = acting[start : start + fewest]
            places[tuple(said for _, said in run)].append((name, tuple(number for number, _ in run)))
    found: dict[str, set[int]] = defaultdict(set)
    for where in places.values():
        if len(where) > 1:
            for name, numbers in where:
                found[name].update(numbers)
    return {name: sorted(numbers) for name, numbers in sorted(found.items())}


def product_files() -> Iterator[tuple[str, str]]:
    """The modules, templates, scripts and styles of the product, by their paths."""
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in ENDINGS and "built" not in path.parts:
                yield str(Path(path).relative_to(ROOT)), path.read_text(encoding="utf-8")


def main() -> None:
    """Prints them, the longest first; or, with `--shape`, the lines of one shape by file."""
    if "--shape" in sys.argv:
        found = same_shape((name, text) for name, text in product_files() if name.endswith(".py"))
        for name, numbers in sorted(found.items(), key=lambda one: -len(one[1])):
            print(f"{len(numbers):4}  {name}  {' '.join(map(str, numbers))}")
        return
    for run in sorted(shared_runs(product_files()), key=lambda run: -run.count):
        print(f"{run.count:4}  {run.one}:{run.start}  {run.other}:{run.other_start}")


if __name__ == "__main__":
    main()
