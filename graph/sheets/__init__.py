# SPDX-License-Identifier: AGPL-3.0-or-later
"""Tables that people keep, as rows of texts: one format of file a module, whose object is called `sheet`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

from graph.errors import DataError, TooLarge
from graph.plugins import discover
from graph.sheets._table import MOST_BYTES, MOST_STREAMED_BYTES, SheetRow, SheetStream, SheetTable, TableFormat

__all__ = [
    "SheetRow",
    "SheetStream",
    "SheetTable",
    "TableFormat",
    "begins_a_table",
    "is_table",
    "read_rows",
    "stream_rows",
    "table_formats",
    "tables_in",
]

TOO_LARGE = "{file} : ce tableau dépasse {most} Mo. Découpez-le."
EMPTY = "ce fichier est vide. Enregistrez-le de nouveau, ou redemandez-le à qui vous l’a donné."
IMAGE = "c’est une image, pas un tableau. Demandez le tableau d’où elle vient : Excel, LibreOffice ou CSV."
NO_TABLE = "ce n’est pas un tableau. Enregistrez-le en « CSV UTF-8 », en « xlsx » ou en « ods »."
# What other files begin with, whatever their name says.
OTHERS = {
    b"\x89PNG": IMAGE,
    b"\xff\xd8\xff": IMAGE,
    b"GIF8": IMAGE,
    b"%PDF": "c’est un PDF. Demandez le tableau d’où il vient : Excel, LibreOffice ou CSV.",
    b"{\\rtf": "c’est un texte mis en page. Copiez le tableau dans un tableur, puis enregistrez-le.",
    b"Rar!": "c’est une archive. Ouvrez-la, et apportez le tableau qu’elle contient.",
    b"\x1f\x8b": "c’est une archive. Ouvrez-la, et apportez le tableau qu’elle contient.",
    b"<!doctypehtml": "c’est une page web, pas un tableau. Téléchargez le fichier lui-même.",
    b"<html": "c’est une page web, pas un tableau. Téléchargez le fichier lui-même.",
    b"{": "c’est du JSON, pas un tableau. Donnez-lui un nom qui finit par « .json », et apportez-le tel quel.",
    b"[{": "c’est du JSON, pas un tableau. Donnez-lui un nom qui finit par « .json », et apportez-le tel quel.",
    b"<?xml": "c’est du XML, pas un tableau. Enregistrez-le en « CSV UTF-8 », en « xlsx » ou en « ods ».",
}
HEAD = 4096


@cache
def table_formats() -> tuple[TableFormat, ...]:
    """Every format of table, in the order to name them."""
    return tuple(discover("graph.sheets", "sheet", lambda sheet: sheet.order))


def is_table(path: Path) -> bool:
    """Whether a file has the name of a table."""
    return _format_of(path) is not None


def read_rows(path: Path) -> SheetTable:
    """The rows of a table; raises DataError, TooLarge."""
    known = _format_of(path)
    if known is None or not path.is_file():
        raise DataError("ce fichier n’est pas un tableau, ou n’existe pas.", file=path.name)
    if path.stat().st_size > MOST_BYTES:
        raise TooLarge(TOO_LARGE.format(file=path.name, most=MOST_BYTES // 1024**2))
    return known.read(path)


def stream_rows(path: Path, sheet: str = "", name: str = "") -> SheetStream:
    """The rows of a table, whatever its name is, one by one; of the longest sheet where none is named.

    `name` is what errors call the file. Raises DataError, TooLarge, also while rows are asked for.
    """
    name = name or path.name
    if path.stat().st_size > MOST_STREAMED_BYTES:
        raise TooLarge(TOO_LARGE.format(file=name, most=MOST_STREAMED_BYTES // 1024**2))
    with path.open("rb") as stream:
        head = stream.read(HEAD)
    if not head.strip():
        raise DataError(EMPTY, file=name)
    bare = b"".join(head.removeprefix(b"\xef\xbb\xbf").split()).lower()
    other = next((why for start, why in OTHERS.items() if bare.startswith(start.lower())), "")
    known = next((item for item in table_formats() if item.begins(head)), None)
    if other or known is None:
        raise DataError(other or NO_TABLE, file=name)
    try:
        found = known.stream(path, sheet)
    except DataError as error:
        raise _named(error, path.name, name) from error
    return replace(found, rows=_told(found.rows, path.name, name))


def begins_a_table(head: bytes) -> bool:
    """Whether a file that begins so may be a table."""
    return any(item.begins(head) for item in table_formats())


def tables_in(folder: Path, name: str) -> list[Path]:
    """The tables of a folder that bear a name, whatever their format."""
    return sorted(path for path in folder.glob(f"{name}.*") if path.is_file() and is_table(path))


def _format_of(path: Path) -> TableFormat | None:
    return next((item for item in table_formats() if path.suffix.lower() in item.suffixes), None)


def _told(rows: Iterator[SheetRow], file: str, name: str) -> Iterator[SheetRow]:
    try:
        yield from rows
    except DataError as error:
        raise _named(error, file, name) from error


def _named(error: DataError, file: str, name: str) -> DataError:
    """The same error about the file as its sender calls it."""
    where = file if error.line is None else f"{file}, ligne {error.line}"
    return DataError(str(error).removeprefix(f"{where} : "), file=name, line=error.line)
