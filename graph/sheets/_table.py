# SPDX-License-Identifier: AGPL-3.0-or-later
"""What every format of table gives: a heading and rows of texts, or its rows one by one, each with its number."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

MOST_BYTES = 5 * 1024 * 1024
MOST_ROWS, MOST_COLUMNS = 5_000, 200
# What is read row by row may be larger: a département, not a country.
MOST_STREAMED_BYTES = 64 * 1024 * 1024
MOST_STREAMED_ROWS, MOST_STREAMED_COLUMNS = 200_000, 500

SheetRow = tuple[int, tuple[str, ...]]
"""The number of a row in its file, from 1, and the texts of its cells."""


@dataclass(frozen=True)
class SheetTable:
    """A table: `head` are the titles of its columns, `rows` their texts by number of row, empty rows left out."""

    file: str
    head: tuple[str, ...]
    rows: tuple[SheetRow, ...]


@dataclass(frozen=True)
class SheetStream:
    """A table row by row, whatever it says: the name of its sheet and those of all that hold something, empty for a
    text; its rows, made as they are asked for, once, empty rows left out. Raises DataError on the way. `ragged`:
    whether rows may be of several lengths; `unreckoned`: by column, from 0, how many formulas have no result in it."""

    sheet: str
    sheets: tuple[str, ...]
    rows: Iterator[SheetRow]
    ragged: bool = False
    unreckoned: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True)
class TableFormat:
    """A format of file: `read` gives the table of a path, or raises DataError saying what it is instead; `begins` tells
    it by its first bytes, and `stream` gives the rows of the sheet of that name, of the longest where it is empty."""

    suffixes: tuple[str, ...]
    order: int
    read: Callable[[Path], SheetTable]
    begins: Callable[[bytes], bool]
    stream: Callable[[Path, str], SheetStream]
