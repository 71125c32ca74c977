# SPDX-License-Identifier: AGPL-3.0-or-later
"""A script and all it imports as one small file: one request instead of twenty, and nothing to build beforehand."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

NOTICE = "// SPDX-License-Identifier: AGPL-3.0-or-later\n"
IMPORT = re.compile(r'^import \{[^}]*\} from "\./([\w-]+\.js)";\n', re.MULTILINE)
# Only at the start of a line: texts and comments may say the word.
EXPORT = re.compile(r"^export (?=class|const|function|async)", re.MULTILINE)
COMMENT = re.compile(r"^\s*(?://.*|/\* global .*\*/)\n", re.MULTILINE)
# Names at the top of a file, which all share one space once together.
NAME = re.compile(r"^(?:export )?(?:async )?(?:class|const|let|function) (\w+)", re.MULTILINE)
# What must be kept as it is: texts, templates, patterns. A pattern begins where a value may.
VERBATIM = re.compile(
    r'"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'|`(?:\\.|[^`\\])*`'
    r"|(?<=[(,=:\[!&|?;{])\s*/(?![/*])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\[\n])+/[a-z]*"
)
# Blanks beside signs say nothing; nor does the end of a line after one that cannot end a statement.
BLANKS = re.compile(r" *([=(){},;:?<>*/&|!]) *|(?<![+\- ]) *([+-])(?![+-]| +[+-]) *")
ENDS = re.compile(r"(?<=[;{,(])\n+")
# The last statement of a block ends with it.
LAST = re.compile(r";(?=\})")


def bundle(entry: Path) -> str:
    """The text of a script after those that it imports, each once, without comments nor blanks."""
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
    for pattern in (IMPORT, EXPORT, COMMENT):
        text = pattern.sub("", text)
    return NOTICE + squeezed(text)


def squeezed(text: str) -> str:
    """A script without the blanks that change nothing; what is between quotes is left alone."""
    kept, end = [], 0
    for found in VERBATIM.finditer(text):
        kept += [_tight(text[end : found.start()]), found.group().strip()]
        end = found.end()
    return "".join([*kept, _tight(text[end:])])


def _tight(code: str) -> str:
    lines = "\n".join(line.strip(" \t") if index else line for index, line in enumerate(code.split("\n")))
    return LAST.sub("", ENDS.sub("", re.sub(r"\n+", "\n", BLANKS.sub(r"\1\2", lines))))
