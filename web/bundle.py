# SPDX-License-Identifier: AGPL-3.0-or-later
"""A script and all it imports as one file: one request instead of twenty, and nothing to build beforehand."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

IMPORT = re.compile(r'^import \{[^}]*\} from "\./([\w-]+\.js)";\n', re.MULTILINE)
# Only at the start of a line: texts and comments may say the word.
EXPORT = re.compile(r"^export (?=class|const|function|async)", re.MULTILINE)
COMMENT = re.compile(r"^\s*//.*\n", re.MULTILINE)
INDENT = re.compile(r"^[ \t]+", re.MULTILINE)
# Names at the top of a file, which all share one space once together.
NAME = re.compile(r"^(?:export )?(?:async )?(?:class|const|let|function) (\w+)", re.MULTILINE)


def bundle(entry: Path) -> str:
    """The text of a script after those that it imports, each once, without comments nor indentation."""
    files = modules(entry)
    return _bundled(tuple(files), tuple(path.stat().st_mtime_ns for path in files))


def modules(entry: Path) -> list[Path]:
    """A script and all it imports, what is imported first."""
    found: dict[Path, None] = {}

    def visit(path: Path) -> None:
        for name in IMPORT.findall(path.read_text(encoding="utf-8")):
            if path.parent / name not in found:
                visit(path.parent / name)
        found[path] = None

    visit(entry)
    return list(found)


def names(path: Path) -> list[str]:
    """What a script names at its top level."""
    return NAME.findall(path.read_text(encoding="utf-8"))


@lru_cache(maxsize=4)
def _bundled(files: tuple[Path, ...], _modified: tuple[int, ...]) -> str:
    text = "".join(path.read_text(encoding="utf-8") for path in files)
    for pattern in (IMPORT, EXPORT, COMMENT, INDENT):
        text = pattern.sub("", text)
    return "// SPDX-License-Identifier: AGPL-3.0-or-later\n" + text
