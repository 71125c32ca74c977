# SPDX-License-Identifier: AGPL-3.0-or-later
"""Tables that people keep, as sources of facts: one format of file a module, whose object is called `source`."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from graph.errors import DataError, TooLarge
from graph.model import Model
from graph.plugins import discover
from graph.sources._facts import facts_of
from graph.sources._table import MOST_BYTES, TableFormat
from graph.storage.derivation import Background
from graph.storage.loading import Loaded

__all__ = ["TableFormat", "is_table", "read_table", "table_formats", "tables_in", "write_template"]

TOO_LARGE = "{file} : ce tableau dépasse {most} Mo. Découpez-le."


@cache
def table_formats() -> tuple[TableFormat, ...]:
    """Every format of table, in the order to name them."""
    return tuple(discover("graph.sources", "source", lambda source: source.order))


def is_table(path: Path) -> bool:
    """Whether a file has the name of a table."""
    return _format_of(path) is not None


def read_table(path: Path, model: Model, background: Background, licence: str) -> Loaded:
    """The facts of a table, all said by a source of its own, under a licence.

    Raises DataError with the row of the first fault, TooLarge.
    """
    known = _format_of(path)
    if known is None or not path.is_file():
        raise DataError("ce fichier n’est pas un tableau, ou n’existe pas.", file=path.name)
    if path.stat().st_size > MOST_BYTES:
        raise TooLarge(TOO_LARGE.format(file=path.name, most=MOST_BYTES // 1024**2))
    return facts_of(known.read(path), model, background, licence)


def tables_in(folder: Path, name: str) -> list[Path]:
    """The tables of a folder that bear a name, whatever their format."""
    return sorted(path for path in folder.glob(f"{name}.*") if path.is_file() and is_table(path))


def write_template(path: Path, model: Model) -> None:
    """Writes the workbook of actors to fill in."""
    from graph.sources._template import write  # what writes workbooks is heavy, and seldom wanted

    write(path, model)


def _format_of(path: Path) -> TableFormat | None:
    return next((item for item in table_formats() if path.suffix.lower() in item.suffixes), None)
