# SPDX-License-Identifier: AGPL-3.0-or-later
"""Texts with a separator: CSV as Excel, LibreOffice and other programs write it."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from graph.errors import DataError
from graph.sheets._table import MOST_COLUMNS, MOST_ROWS, SheetTable, TableFormat

SEPARATORS = ";,\t"
NOT_TEXT = "le texte n’est ni en UTF-8 ni en Windows-1252. Enregistrez le tableau en « CSV UTF-8 »."
EMPTY = "le tableau est vide."
TOO_LONG = "le tableau a plus de {most} lignes. Découpez-le."


def _read(path: Path) -> SheetTable:
    """The table of a file; raises DataError."""
    text = _text(path)
    first = text.split("\n", 1)[0]
    separator = max(SEPARATORS, key=first.count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    except csv.Error as error:
        raise DataError("un guillemet est ouvert sans être refermé, ou mal placé.", file=path.name) from error
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


sheet = TableFormat(suffixes=(".csv", ".tsv"), order=20, read=_read)
