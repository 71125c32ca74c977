# SPDX-License-Identifier: AGPL-3.0-or-later
"""Texts with a separator: CSV as Excel, LibreOffice and other programs write it."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from graph.errors import DataError
from graph.sheets._encoding import begins_a_text, encoding_of
from graph.sheets._table import (
    MOST_COLUMNS,
    MOST_ROWS,
    MOST_STREAMED_COLUMNS,
    MOST_STREAMED_ROWS,
    SheetRow,
    SheetStream,
    SheetTable,
    TableFormat,
)

SEPARATORS = ";,\t"
STREAMED_SEPARATORS = ";\t,|"
# The lines by which a separator is told.
LOOKED_AT, LONGEST_LOOK = 60, 256 * 1024
SAID_SEPARATOR = re.compile(r"sep=(.)\r?\n?")
NOT_TEXT = "le texte n’est ni en UTF-8 ni en Windows-1252. Enregistrez le tableau en « CSV UTF-8 »."
EMPTY = "le tableau est vide."
TOO_LONG = "le tableau a plus de {most} lignes. Découpez-le."
TOO_WIDE = "cette ligne a plus de {most} colonnes. Gardez celles qui servent."
MANY = f"{MOST_STREAMED_ROWS:_}".replace("_", "\u202f")
BROKEN_QUOTE = (
    "un guillemet est ouvert sans être refermé, ou mal placé. Corrigez cette ligne, puis enregistrez de nouveau."
)
LONG_CELL = (
    "une cellule est trop longue : plus de {most} signes. Raccourcissez-la, ou refermez le guillemet qui y est ouvert."
)
LONGEST_CELL = f"{csv.field_size_limit():_}".replace("_", "\u202f")


def _read(path: Path) -> SheetTable:
    """The table of a file; raises DataError."""
    text = _text(path)
    first = text.split("\n", 1)[0]
    separator = max(SEPARATORS, key=first.count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    except csv.Error as error:
        raise DataError(BROKEN_QUOTE, file=path.name) from error
    if len(rows) > MOST_ROWS:
        raise DataError(TOO_LONG.format(most=MOST_ROWS), file=path.name)
    cells = [(number, tuple(cell.strip() for cell in row[:MOST_COLUMNS])) for number, row in enumerate(rows, 1)]
    numbered = [(number, row) for number, row in cells if any(row)]
    if not numbered:
        raise DataError(EMPTY, file=path.name)
    return SheetTable(path.name, numbered[0][1], tuple(numbered[1:]))


def _text(path: Path) -> str:
    content = path.read_bytes()
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise DataError(NOT_TEXT, file=path.name)


def _stream(path: Path, _: str) -> SheetStream:
    """The rows of a file; raises DataError."""
    encoding = encoding_of(path)
    with path.open(encoding=encoding, newline="") as stream:
        said = SAID_SEPARATOR.fullmatch(stream.readline(LONGEST_LOOK))
        separator = said[1] if said else _separator(path, encoding)
    return SheetStream("", (), _rows(path, encoding, separator, 1 if said else 0), ragged=True)


def _rows(path: Path, encoding: str, separator: str, skipped: int) -> Iterator[SheetRow]:
    number = 0
    with path.open(encoding=encoding, newline="") as stream:
        try:
            for number, row in enumerate(csv.reader(stream, delimiter=separator, strict=True), 1):
                if len(row) > MOST_STREAMED_COLUMNS:
                    raise DataError(TOO_WIDE.format(most=MOST_STREAMED_COLUMNS), file=path.name, line=number)
                if number > MOST_STREAMED_ROWS:
                    raise DataError(TOO_LONG.format(most=MANY), file=path.name)
                cells = tuple(cell.strip() for cell in row)
                if number > skipped and any(cells):
                    yield number, cells
        except csv.Error as error:
            why = LONG_CELL.format(most=LONGEST_CELL) if "limit" in str(error) else BROKEN_QUOTE
            raise DataError(why, file=path.name, line=number + 1) from error


def _separator(path: Path, encoding: str) -> str:
    """What parts all the first lines alike, else most of them; of two that do, the one that parts them more."""
    with path.open(encoding=encoding, newline="") as stream:
        text = stream.read(LONGEST_LOOK)

    def alike(separator: str) -> tuple[bool, int, int]:
        lengths = Counter[int]()
        try:
            for row in islice(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True), LOOKED_AT):
                lengths[len(row)] += 1
        except csv.Error:  # what was read before tells, and this line is not like it
            lengths[1] += 1
        # Lines with more cells count more: a comma in a few addresses makes no columns; nor two in all but the titles.
        known = {length: count for length, count in lengths.items() if length}
        found = ((len(known) == 1 < length, count * (length - 1), length) for length, count in known.items())
        return max(found, default=(False, 0, 0))

    return max(STREAMED_SEPARATORS, key=alike)


sheet = TableFormat(suffixes=(".csv", ".tsv"), order=20, read=_read, begins=begins_a_text, stream=_stream)
