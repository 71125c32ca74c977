# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reads a sheet of a workbook in a process of its own, as a small file can hold more than a machine.

python -I _sheet.py FILE ROWS COLUMNS MEMORY: rows of the first sheet, texts, as JSON on the standard output.
python -I _sheet.py FILE ROWS COLUMNS MEMORY SECONDS SHEET: names, then a row a line, of that sheet or of the longest.
"""

from __future__ import annotations

import datetime
import json
import resource
import sys
import zipfile
from typing import Any

NO_WORKBOOK, LOCKED, TOO_MUCH, NO_SUCH_SHEET, TOO_WIDE = 1, 2, 3, 4, 5
MOST_UNPACKED = 512 * 1024 * 1024
MOST_SHEETS, MOST_MERGED = 60, 200_000
# What a workbook shows where a formula failed.
FAILED = frozenset({"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!"})


def main() -> int:
    """Writes the rows; another status than 0 says why none could be."""
    path, rows, columns, memory = sys.argv[1], *map(int, sys.argv[2:5])
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    from python_calamine import CalamineError, PasswordError, load_workbook

    try:
        if len(sys.argv) > 5:
            seconds, asked = int(sys.argv[5]), sys.argv[6]
            resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
            return _write_rows(path, load_workbook, asked, rows, columns)
        sheet = load_workbook(path).get_sheet_by_index(0)
        found = [[_text(cell) for cell in row[:columns]] for row in sheet.to_python(skip_empty_area=False, nrows=rows)]
    except PasswordError:
        return LOCKED
    except (CalamineError, IndexError, OSError, zipfile.BadZipFile):
        return NO_WORKBOOK
    json.dump(found, sys.stdout)
    return 0


def _write_rows(path: str, load_workbook: Any, asked: str, rows: int, columns: int) -> int:
    """The names of the sheet and of all, then the rows that follow."""
    if _unpacked(path) > MOST_UNPACKED:
        return TOO_MUCH
    sheet, names = _sheet(load_workbook(path), asked)
    if sheet is None:
        return NO_SUCH_SHEET
    _tell({"sheet": sheet.name, "sheets": names})
    top, left = sheet.start or (0, 0)
    merged, held = _merged(sheet), dict[int, tuple[int, str]]()
    for number, row in enumerate(sheet.iter_rows() if sheet.height else (), top):
        if number - top >= rows:
            return TOO_MUCH
        cells = [""] * left + [_written(cell) for cell in row]
        held |= {column: (last, cells[column]) for column, last in merged.get(number, ()) if column < len(cells)}
        for column, (last, text) in held.items():
            cells[column] = text if number <= last else cells[column]
        if any(cells[columns:]):
            return TOO_WIDE
        if any(cells):
            _tell([number + 1, cells[:columns]])
    return 0


def _sheet(book: Any, asked: str) -> tuple[Any, list[str]]:
    """The sheet of that name, or the longest, None where there is none; the names of those that hold something."""
    names = [item.name for item in book.sheets_metadata if str(item.typ).endswith("WorkSheet")][:MOST_SHEETS]
    longest, filled = None, list[str]()
    for name in names:
        found = book.get_sheet_by_name(name)
        filled += [name] if found.height else []
        if name == asked if asked else longest is None or found.height > longest.height:
            longest = found
    return longest, filled


def _unpacked(path: str) -> int:
    """How many bytes a workbook holds once it is unpacked, as it says itself; 0 for one of the old kind."""
    if not zipfile.is_zipfile(path):
        return 0
    with zipfile.ZipFile(path) as packed:
        return sum(item.file_size for item in packed.infolist())


def _merged(sheet: Any) -> dict[int, list[tuple[int, int]]]:
    """By first row: the first column and the last row of cells that are one over several rows, counted from 0."""
    found: dict[int, list[tuple[int, int]]] = {}
    for (first, column), (last, _) in (sheet.merged_cell_ranges or ())[:MOST_MERGED]:
        if last > first:
            found.setdefault(first, []).append((column, last))
    return found


def _tell(said: object) -> None:
    json.dump(said, sys.stdout, separators=(",", ":"))
    sys.stdout.write("\n")


def _written(cell: object) -> str:
    """A cell as people see it: as `_text`, with the hour where there is one; nothing where a formula failed."""
    if isinstance(cell, datetime.datetime) and (cell.hour or cell.minute):
        return cell.strftime("%Y-%m-%dT%H:%M")
    if isinstance(cell, datetime.time):
        return cell.strftime("%H:%M")
    text = _text(cell)
    return "" if text in FAILED else text


def _text(cell: object) -> str:
    """A cell as it is read: whole numbers without decimals, days as YYYY-MM-DD, yes and no in French."""
    if isinstance(cell, bool):
        return "oui" if cell else "non"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime.datetime | datetime.date):
        return cell.strftime("%Y-%m-%d")
    return str(cell).strip()


if __name__ == "__main__":
    sys.exit(main())
