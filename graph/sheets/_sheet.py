# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reads a sheet of a workbook in a process of its own, as a small file can hold more than a machine.

python -I _sheet.py FILE ROWS COLUMNS MEMORY: rows of the first sheet, texts, as JSON on the standard output.
python -I _sheet.py FILE ROWS COLUMNS MEMORY SECONDS SHEET: names, then a row a line, of that sheet or of the longest.
"""

from __future__ import annotations

import datetime
import json
import re
import resource
import sys
import zipfile
import zlib
from collections import Counter
from typing import IO, Any
from xml.etree.ElementTree import ParseError, XMLPullParser  # entities that swell meet the limit of memory

NO_WORKBOOK, LOCKED, TOO_MUCH, NO_SUCH_SHEET, TOO_WIDE = 1, 2, 3, 4, 5
MOST_UNPACKED = 512 * 1024 * 1024
MOST_SHEETS, MOST_MERGED = 60, 200_000
# What a workbook shows where a formula failed.
FAILED = frozenset({"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!"})
BOOK, LINKS, FOLDER = "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/"
CHUNK, LONGEST_CELL, MOST_READ = 1024 * 1024, 64 * 1024, 4 * 1024 * 1024
_SHEET, _LINK = re.compile(rb"<(?:\w+:)?sheet\s([^<>]*)>"), re.compile(rb"<(?:\w+:)?Relationship\s([^<>]*)>")
_ATTRIBUTE = re.compile(rb"""([\w:]+)\s*=\s*["']([^"']*)["']""")
# A cell with its formula and no result, or an empty one: programs write formulas so, and nobody reckoned them yet.
_BARE = re.compile(
    rb"<(?:\w+:)?c\s([^<>]*)>\s*<(?:\w+:)?f\b[^<>]*(?:/>|>[^<]*</(?:\w+:)?f>)\s*"
    rb"(</(?:\w+:)?c>|<(?:\w+:)?v\s*/>|<(?:\w+:)?v></)"
)
_PLACE = re.compile(rb"\br=[\"']([A-Z]{1,3})\d")
_EMPTY_TEXT = re.compile(rb"\bt=[\"']str[\"']")
# The same in a workbook of LibreOffice.
CONTENT, MOST_REPEATED = "content.xml", 1024
CELLS = ("table-cell", "covered-table-cell")
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_KIND = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}value-type"


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
    """The names of the sheet and of all, its formulas without result, then the rows that follow."""
    if _unpacked(path) > MOST_UNPACKED:
        return TOO_MUCH
    book = load_workbook(path)
    sheet, names = _sheet(book, asked)
    if sheet is None:
        return NO_SUCH_SHEET
    rank = [item.name for item in book.sheets_metadata].index(sheet.name)
    _tell({"sheet": sheet.name, "sheets": names, "unreckoned": _unreckoned(path, rank)})
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


def _unreckoned(path: str, rank: int) -> dict[int, int]:
    """By column, from 0, how many formulas of the sheet of a rank have no result; none in a file of another kind."""
    try:
        with zipfile.ZipFile(path) as packed:
            if CONTENT in packed.namelist():
                with packed.open(CONTENT) as stream:
                    return dict(_counted_in_content(stream, rank))
            with packed.open(_part(packed, rank)) as stream:
                return dict(_counted(stream))
    except (KeyError, IndexError, ValueError, OSError, ParseError, zlib.error, zipfile.BadZipFile):
        return {}


def _counted_in_content(stream: IO[bytes], rank: int) -> Counter[int]:
    """The same in the one file of all sheets that LibreOffice writes: a cell that was reckoned says of which type."""
    found, sheet, column = Counter[int](), -1, 0
    parser: Any = XMLPullParser(("start", "end"))
    while chunk := stream.read(CHUNK):
        parser.feed(chunk)
        for event, item in parser.read_events():
            name = item.tag.removeprefix(_TABLE)
            if event == "end":
                if name == "table-row":
                    item.clear()
                continue
            sheet, column = sheet + (name == "table"), 0 if name == "table-row" else column
            if name in CELLS:
                repeated = int(item.get(_TABLE + "number-columns-repeated", 1))
                if sheet == rank and item.get(_TABLE + "formula") is not None and item.get(_KIND) is None:
                    found.update(range(column, column + min(repeated, MOST_REPEATED)))
                column += repeated
    return found


def _part(packed: zipfile.ZipFile, rank: int) -> str:
    """The name of the file of a sheet. Raises KeyError, IndexError."""
    sheet = _attributes(_SHEET.findall(_read(packed, BOOK))[rank])
    link = next((value for name, value in sheet.items() if name.endswith(":id")), "")
    links = [_attributes(said) for said in _LINK.findall(_read(packed, LINKS))]
    target = {said["Id"]: said["Target"] for said in links}[link]
    return target.removeprefix("/") if target.startswith("/") else FOLDER + target


def _read(packed: zipfile.ZipFile, name: str) -> bytes:
    with packed.open(name) as stream:
        return stream.read(MOST_READ)


def _attributes(said: bytes) -> dict[str, str]:
    return {name.decode(): value.decode() for name, value in _ATTRIBUTE.findall(said)}


def _counted(stream: IO[bytes]) -> Counter[int]:
    found, text = Counter[int](), b""
    while chunk := stream.read(CHUNK):
        text += chunk
        text = text[_count(found, text, len(text) - LONGEST_CELL) :]
    _count(found, text, len(text))
    return found


def _count(found: Counter[int], text: bytes, end: int) -> int:
    """Counts the cells that begin before an end; gives where to go on."""
    if b"<f" not in text and b":f" not in text:
        return max(end, 0)
    after = 0
    for cell in _BARE.finditer(text):
        if cell.start() >= end:
            break
        after = cell.end()
        place = _PLACE.search(cell[1])
        # A text that was reckoned to be empty is a result.
        if place is not None and not (_EMPTY_TEXT.search(cell[1]) and b"v" in cell[2]):
            found[_column(place[1])] += 1
    return max(after, end, 0)


def _column(letters: bytes) -> int:
    """The number of a column, from 0: A is 0, AA is 26."""
    number = 0
    for letter in letters:
        number = 26 * number + letter - ord("A") + 1
    return number - 1


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
