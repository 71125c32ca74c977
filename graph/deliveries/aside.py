# SPDX-License-Identifier: AGPL-3.0-or-later
"""The rows left aside, as a table to correct and to send again: their own columns, and what is wrong with each."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from graph.deliveries.judging import JudgedDelivery
from graph.errors import TisserandError
from graph.sheets import is_table, stream_rows
from graph.sources import SourceFault
from graph.text.cells import unrun

WHY = "À corriger"
LISTED = ("Ligne", "Colonne", "Valeur", WHY, "Valeurs proches")
# Spreadsheets of this country read it so, accents included.
SEPARATOR, MARK = ";", "\ufeff"


def aside_table(judged: JudgedDelivery, path: Path) -> str:
    """The rows left aside of a file, as CSV: as they stand there where it is a table, else a list of the faults."""
    written = io.StringIO()
    writer = csv.writer(written, delimiter=SEPARATOR, lineterminator="\r\n")
    faults = by_row(judged.faults)
    for row in _own_rows(judged, path, faults) or _listed(faults):
        writer.writerow([unrun(cell) for cell in row])
    return MARK + written.getvalue()


def by_row(faults: Iterable[SourceFault]) -> Mapping[int, list[SourceFault]]:
    """The faults of each row, in the order of rows; 0 is the whole file."""
    found: dict[int, list[SourceFault]] = {}
    for fault in sorted(faults, key=lambda fault: fault.row):
        found.setdefault(fault.row, []).append(fault)
    return found


def told(fault: SourceFault) -> str:
    """A fault in one line, without its row."""
    place = " : ".join(part for part in (fault.column, f"« {fault.value} »" if fault.value else "") if part)
    near = f" Peut-être : {', '.join(fault.nearest)}." if fault.nearest else ""
    return f"{place} – {fault.why}{near}" if place else f"{fault.why}{near}"


def _own_rows(judged: JudgedDelivery, path: Path, faults: Mapping[int, list[SourceFault]]) -> list[list[str]]:
    """What stands above the first row that was read, and the rows left aside; nothing where the file is no table."""
    first = min(judged.aside | {thing.row for thing in judged.delivered.things}, default=0)
    if not is_table(path) or not judged.aside:
        return []
    head: list[list[str]] = []
    found: list[list[str]] = []
    try:
        for number, cells in stream_rows(path).rows:
            if number < first:
                head.append(list(cells))
            elif number in judged.aside:
                why = " / ".join(told(fault) for fault in faults.get(number, []))
                found.append([*_widened(cells, len(head[-1]) if head else 0), why])
    except TisserandError:  # what was read a moment ago is no longer there: the faults are told all the same
        return []
    return [*head[:-1], *([*line, WHY] for line in head[-1:]), *found]


def _widened(cells: tuple[str, ...], width: int) -> list[str]:
    return [*cells, *[""] * (width - len(cells))]


def _listed(faults: Mapping[int, list[SourceFault]]) -> Iterator[list[str]]:
    yield list(LISTED)
    for row, found in faults.items():
        for fault in found:
            yield [str(row or ""), fault.column, fault.value, fault.why, " | ".join(fault.nearest)]
