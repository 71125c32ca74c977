# SPDX-License-Identifier: AGPL-3.0-or-later
"""What every format of table gives: a heading and rows of texts, each with its number in the file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

MOST_BYTES = 5 * 1024 * 1024
MOST_ROWS, MOST_COLUMNS = 5_000, 200


@dataclass(frozen=True)
class SheetTable:
    """A table: `head` are the titles of its columns, `rows` their texts by number of row, empty rows left out."""

    file: str
    head: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]


@dataclass(frozen=True)
class TableFormat:
    """A format of file: `read` gives the table of a path, or raises DataError saying what it is instead."""

    suffixes: tuple[str, ...]
    order: int
    read: Callable[[Path], SheetTable]
