# SPDX-License-Identifier: AGPL-3.0-or-later
"""Slips and counts without the things that were erased: nothing else in them tells of anybody."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from graph.slips.tables import ALL, Reference

Rows = Mapping[str, Sequence[Mapping[str, Any]]]


def without_things(rows: Rows, gone: Callable[[str], bool]) -> tuple[dict[str, list[dict[str, Any]]], int]:
    """The rows by table, and how many left or changed; `gone` tells of a path (`organisation/mill`).

    What cannot be without such a thing leaves, with all that bears the same number; elsewhere the thing alone does.
    """
    columns = {
        (table.name, column.name): column.type.holds
        for table in ALL
        for column in table.columns
        if isinstance(column.type, Reference)
    }
    numbers = {
        row["number"]
        for name, found in rows.items()
        for row in found
        if "number" in row and _named(name, row, columns, "entity", gone)
    }
    kept: dict[str, list[dict[str, Any]]] = {name: [] for name in rows}
    touched = 0
    for name, found in rows.items():
        for row in found:
            if row.get("number") in numbers or _named(name, row, columns, "entity", gone):
                touched += 1
                continue
            blank = dict.fromkeys(_named(name, row, columns, "no entity", gone), "")
            touched += bool(blank)
            kept[name].append({**row, **blank})
    return kept, touched


def _named(
    table: str,
    row: Mapping[str, Any],
    columns: Mapping[tuple[str, str], str],
    holds: str,
    gone: Callable[[str], bool],
) -> list[str]:
    """The columns of a row, of those that hold this, in which such a thing is named."""
    return [name for name, value in row.items() if columns.get((table, name)) == holds and value and gone(value)]
