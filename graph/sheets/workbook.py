# SPDX-License-Identifier: AGPL-3.0-or-later
"""A sheet of a workbook of Excel or LibreOffice."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from graph.errors import DataError
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

READER = Path(__file__).with_name("_sheet.py")
SECONDS, BYTES = 10, 1024**3
STREAMED_SECONDS = 60
# Packed as xlsx and ods are, or the container of workbooks of before 2007.
BEGINNINGS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
NOT_A_WORKBOOK = "ce n’est pas un classeur de tableur (xlsx ou ods), ou il est abîmé. Enregistrez-le de nouveau."
TOO_MUCH = "ce classeur contient trop de choses pour être lu. Gardez une feuille de {most} lignes au plus."
# What the reader ends with, as it says itself.
ENDINGS = {
    1: NOT_A_WORKBOOK,
    2: "ce classeur est protégé par un mot de passe. Enregistrez-le sans mot de passe.",
    4: "ce classeur n’a pas cette feuille, ou n’a aucune feuille de calcul.",
    5: f"cette feuille a plus de {MOST_STREAMED_COLUMNS} colonnes. Gardez celles qui servent.",
}
MANY = f"{MOST_STREAMED_ROWS:_}".replace("_", "\u202f")
EMPTY_SHEET = "la feuille est vide."


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


def _stream(path: Path, sheet: str) -> SheetStream:
    """The rows of a sheet; raises DataError."""
    limits = [MOST_STREAMED_ROWS, MOST_STREAMED_COLUMNS, BYTES, STREAMED_SECONDS]
    command = [sys.executable, "-I", str(READER), str(path.resolve()), *map(str, limits), sheet]
    child = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)  # noqa: S603 - our own program
    first = child.stdout.readline() if child.stdout else b""
    if not first:
        raise _ended(child, path)
    said = json.loads(first)
    unreckoned = {int(column): count for column, count in said["unreckoned"].items()}
    return SheetStream(said["sheet"], tuple(said["sheets"]), _told(child, path), unreckoned=unreckoned)


def _told(child: subprocess.Popen[bytes], path: Path) -> Iterator[SheetRow]:
    """The rows that the child tells; it ends with whoever asks for them."""
    told = 0
    try:
        for line in child.stdout or ():
            number, cells = json.loads(line)
            told += 1
            yield number, tuple(cells)
        if child.wait():
            raise _ended(child, path)
        if not told:
            raise DataError(EMPTY_SHEET, file=path.name)
    finally:
        _end(child)


def _ended(child: subprocess.Popen[bytes], path: Path) -> DataError:
    """Why a child told no more: a signal is that of a limit which it met."""
    status = child.wait()
    _end(child)
    return DataError(ENDINGS.get(status, TOO_MUCH.format(most=MANY)), file=path.name)


def _end(child: subprocess.Popen[bytes]) -> None:
    child.kill()
    child.wait()
    if child.stdout:
        child.stdout.close()


def _begins(head: bytes) -> bool:
    return head.startswith(BEGINNINGS)


sheet = TableFormat(suffixes=(".xlsx", ".ods"), order=10, read=_read, begins=_begins, stream=_stream)
