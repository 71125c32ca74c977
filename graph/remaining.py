# SPDX-License-Identifier: AGPL-3.0-or-later
"""What remains of the rows of tables once some have left, for good, as the register of erasures is told."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

Row = Mapping[str, Any]
Rows = Mapping[str, Sequence[Row]]
"""Rows by the name of their table."""
Place = tuple[str, ...]
"""Where something stood: a word for the sort of it, then what tells it from others and names nobody."""
Remaining = tuple[dict[str, list[dict[str, Any]]], frozenset[Place]]
"""The rows that stay, by table, and the places of those that left."""


def remaining(
    rows: Rows, place: Callable[[Row], Place], leaves: Callable[[Row], object], erased: Callable[..., bool]
) -> Remaining:
    """The rows without those that leave, or that left before: `erased` is given the parts of a place."""
    kept: dict[str, list[dict[str, Any]]] = {name: [] for name in rows}
    places = set[Place]()
    for name, found in rows.items():
        for row in map(dict, found):
            stood = place(row)
            if erased(*stood) or leaves(row):
                places.add(stood)
            else:
                kept[name].append(row)
    return kept, frozenset(places)
