# SPDX-License-Identifier: AGPL-3.0-or-later
"""Verdicts without those of what was erased, or that say it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

PLACE = "verdict"


def without_verdicts(
    rows: Mapping[str, Sequence[Mapping[str, Any]]],
    text: Callable[[str], bool],
    thing: Callable[[str], bool],
    erased: Callable[..., bool],
) -> tuple[dict[str, list[dict[str, Any]]], frozenset[tuple[str, ...]]]:
    """The rows by table, and the places of those that leave: a number and a moment, which tell of nobody."""
    kept: dict[str, list[dict[str, Any]]] = {name: [] for name in rows}
    places = set[tuple[str, ...]]()
    for name, found in rows.items():
        for row in map(dict, found):
            place = (PLACE, str(row["number"]), str(row["given"]))
            if erased(*place) or thing(row["card"]) or text(row["words"]):
                places.add(place)
            else:
                kept[name].append(row)
    return kept, frozenset(places)
