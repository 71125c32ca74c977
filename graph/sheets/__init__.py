# SPDX-License-Identifier: AGPL-3.0-or-later
"""Tables that people keep, as rows of texts: one format of file a module, whose object is called `sheet`."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from graph.errors import DataError, TooLarge
from graph.plugins import discover
from graph.sheets._table import MOST_BYTES, SheetTable, TableFormat

__all__ = ["SheetTable", "TableFormat", "is_table", "read_rows", "table_formats", "tables_in"]

TOO_LARGE = "{file} : ce tableau dépasse {most} Mo. Découpez-le."


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


def tables_in(folder: Path, name: str) -> list[Path]:
    """The tables of a folder that bear a name, whatever their format."""
    return sorted(path for path in folder.glob(f"{name}.*") if path.is_file() and is_table(path))


def _format_of(path: Path) -> TableFormat | None:
    return next((item for item in table_formats() if path.suffix.lower() in item.suffixes), None)
