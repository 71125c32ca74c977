# SPDX-License-Identifier: AGPL-3.0-or-later
"""Requests to be called back without what is to leave."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

Rows = Mapping[str, Sequence[Mapping[str, Any]]]


PLACE = "callback"


def without_callbacks(
    rows: Rows, text: Callable[[str], bool], thing: Callable[[str], bool], erased: Callable[..., bool]
) -> tuple[dict[str, list[dict[str, Any]]], frozenset[tuple[str, ...]]]:
    """The rows by table, and the places of those that leave: what says it, and what was asked of an actor that leaves.

    A place names nobody: it is the digest under which the request was kept. `erased` tells of one.
    """
    kept: dict[str, list[dict[str, Any]]] = {name: [] for name in rows}
    places = set[tuple[str, ...]]()
    for name, found in rows.items():
        for row in map(dict, found):
            place = (PLACE, str(row["secret"]))
            if erased(*place) or thing(row["actor"]) or any(map(text, _said(row))):
                places.add(place)
            else:
                kept[name].append(row)
    return kept, frozenset(places)


def _said(row: Mapping[str, Any]) -> tuple[str, ...]:
    return (row["reach"], row["name"], row["words"], row["consent"])
