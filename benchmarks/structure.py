# SPDX-License-Identifier: AGPL-3.0-or-later
"""Figures of the house: changes of layer for one page, the longest chain of imports, names that mean several
things, what is said twice.

`python -m benchmarks.structure` prints each beside its bound and ends with status 1 where one is passed.
"""

from __future__ import annotations

import ast
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import FrameType
from typing import Any

from benchmarks.repetition import product_files, same_shape, shared_runs
from graph.settings import ROOT, Settings

LAYERS = ("graph", "exports", "web")
EVERYTHING = (*LAYERS, "benchmarks", "data", "docs", "tests")
# A page of answers whose place, need and tool nobody has asked yet in that process.
PAGE = "/orientation?commune={commune}&besoin=website&outil=gmail&date=2021-06-01"
WIDEST = 120
# What is said twice today; may be lowered, never raised.
TWICE, LINES_TWICE, LINES_ALIKE = 3, 18, 218


@dataclass(frozen=True)
class HouseFigure:
    """A measured number of the house and what it may be at most."""

    name: str
    measured: int
    most: int

    @property
    def holds(self) -> bool:
        """Whether it is within its bound."""
        return self.measured <= self.most


class Crossings:
    """Counts the calls whose layer is not that of the call before; what no layer holds is not seen."""

    def __init__(self) -> None:
        self.count = 0
        self.pairs: dict[tuple[str, str], int] = defaultdict(int)
        self._before = ("", "")

    def __enter__(self) -> Crossings:
        sys.setprofile(self._look)
        return self

    def __exit__(self, *_: object) -> None:
        sys.setprofile(None)

    def _look(self, frame: FrameType, event: str, _: Any) -> None:
        if event != "call":
            return
        layer = _layer(frame.f_code.co_filename)
        if not layer:
            return
        before, called = self._before, f"{frame.f_code.co_filename}:{frame.f_code.co_qualname}"
        if before[0] and layer != before[0]:
            self.count += 1
            self.pairs[before[1], called] += 1
        self._before = (layer, called)


@cache
def _layer(filename: str) -> str:
    path = Path(filename)
    top = path.relative_to(ROOT).parts[0] if path.is_relative_to(ROOT) else ""
    return top if top in LAYERS else ""


def crossings() -> Crossings:
    """What one page of answers costs in changes of layer, after another page has made indexes and templates ready."""
    from app import create_app

    with tempfile.TemporaryDirectory() as folder:
        client = create_app(Settings.from_environment({"INSTANCE": folder, "SECRET_KEY": "k" * 40})).test_client()
        assert client.get(PAGE.format(commune="37261")).status_code == 200
        with Crossings() as seen:
            assert client.get(PAGE.format(commune="37050")).status_code == 200
        return seen


def modules(folders: Iterable[str] = LAYERS) -> dict[str, ast.Module]:
    """The modules of folders, by default the product's, parsed, by their dotted names."""
    paths = [ROOT / "app.py", *(path for folder in folders for path in sorted((ROOT / folder).rglob("*.py")))]
    return {
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): ast.parse(
            path.read_text(encoding="utf-8")
        )
        for path in paths
    }


def longest_chain(trees: Mapping[str, ast.Module]) -> list[str]:
    """The longest path of imports that a module makes when it is imported; there are no circles."""
    imports = {name: _imports(tree) & set(trees) - {name} for name, tree in trees.items()}

    @cache
    def below(name: str) -> tuple[str, ...]:
        return (name, *max((below(other) for other in sorted(imports[name])), key=len, default=()))

    return list(max((below(name) for name in sorted(trees)), key=len))


def _imports(tree: ast.Module) -> set[str]:
    plain = {alias.name for node in tree.body if isinstance(node, ast.Import) for alias in node.names}
    nodes = [node for node in tree.body if isinstance(node, ast.ImportFrom) and node.module]
    return plain | {str(node.module) for node in nodes} | {f"{n.module}.{a.name}" for n in nodes for a in n.names}


def classes_of_one_name(trees: Mapping[str, ast.Module]) -> dict[str, list[str]]:
    """The class names that several modules give, private ones left out, with those modules."""
    places: dict[str, list[str]] = defaultdict(list)
    for name, tree in trees.items():
        for node in tree.body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                places[node.name].append(name)
    return {name: where for name, where in sorted(places.items()) if len(where) > 1}


def wide_lines() -> Iterator[str]:
    """The lines of templates and scripts that pass 120 characters, as `file:line`."""
    for pattern in ("*.html", "*.js", "*.css"):
        for path in sorted((ROOT / "web").rglob(pattern)):
            for number, text in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
                if len(text) > WIDEST:
                    yield f"{path.relative_to(ROOT)}:{number}"


def figures() -> list[HouseFigure]:
    """The figures with their bounds."""
    trees = modules()
    twice = list(shared_runs(product_files()))
    alike = same_shape((name, text) for name, text in product_files() if name.endswith(".py"))
    return [
        HouseFigure("changes of layer during one page of answers", crossings().count, 150),
        HouseFigure("modules in the longest chain of imports", len(longest_chain(trees)), 14),
        HouseFigure("class names that mean several things", len(classes_of_one_name(modules(EVERYTHING))), 0),
        HouseFigure("lines of templates, scripts and styles over 120 characters", sum(1 for _ in wide_lines()), 0),
        HouseFigure("places of the product that share six lines or more with another", len(twice), TWICE),
        HouseFigure("lines of the product that stand twice so", sum(run.count for run in twice), LINES_TWICE),
        HouseFigure("lines of modules whose shape stands twice so", sum(map(len, alike.values())), LINES_ALIKE),
    ]


def main() -> None:
    """Prints the figures, and where they come from with `-v`."""
    measured = figures()
    for figure in measured:
        print(f"{figure.measured:6} of at most {figure.most:5}  {figure.name}")
    if "-v" in sys.argv:
        trees = modules()
        print(" → ".join(longest_chain(trees)))
        print(
            *(f"{name}: {', '.join(where)}" for name, where in classes_of_one_name(modules(EVERYTHING)).items()),
            sep="\n",
        )
        for (origin, target), count in sorted(crossings().pairs.items(), key=lambda pair: -pair[1])[:60]:
            print(count, origin.removeprefix(f"{ROOT}/"), "→", target.removeprefix(f"{ROOT}/"))
    sys.exit(0 if all(figure.holds for figure in measured) else 1)


if __name__ == "__main__":
    main()
