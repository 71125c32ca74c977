# SPDX-License-Identifier: AGPL-3.0-or-later
"""The first sheet of a workbook of Excel or LibreOffice."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from graph.errors import DataError
from graph.sheets._table import MOST_COLUMNS, MOST_ROWS, SheetTable, TableFormat

READER = Path(__file__).with_name("_sheet.py")
SECONDS, BYTES = 10, 1024**3
NOT_A_WORKBOOK = "ce n’est pas un classeur de tableur (xlsx ou ods), ou il est abîmé. Enregistrez-le de nouveau."
TOO_MUCH = "ce classeur contient trop de choses pour être lu. Gardez une feuille de {most} lignes au plus."


def _read(path: Path) -> SheetTable:
    """The table of the first sheet; raises DataError."""
    rows = _rows(path)
    if len(rows) > MOST_ROWS:
        raise DataError(TOO_MUCH.format(most=MOST_ROWS), file=path.name)
    numbered = [(number, tuple(row)) for number, row in enumerate(rows, 1) if any(row)]
    if not numbered:
        raise DataError("la première feuille est vide.", file=path.name)
    return SheetTable(path.name, numbered[0][1], tuple(numbered[1:]))


def _rows(path: Path) -> list[list[str]]:
    asked = [str(path.resolve()), str(MOST_ROWS + 1), str(MOST_COLUMNS), str(BYTES)]
    command = [sys.executable, "-I", str(READER), *asked]
    try:
        done = subprocess.run(command, capture_output=True, timeout=SECONDS, check=False)  # noqa: S603 - our own program
    except subprocess.TimeoutExpired as error:
        raise DataError(TOO_MUCH.format(most=MOST_ROWS), file=path.name) from error
    if done.returncode:
        raise DataError(NOT_A_WORKBOOK if done.returncode == 1 else TOO_MUCH.format(most=MOST_ROWS), file=path.name)
    found: list[list[str]] = json.loads(done.stdout)
    return found


sheet = TableFormat(suffixes=(".xlsx", ".ods"), order=10, read=_read)
