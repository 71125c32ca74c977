# SPDX-License-Identifier: AGPL-3.0-or-later
"""Those who keep a card, without those that are to be forgotten."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

Rows = Mapping[str, Sequence[Mapping[str, Any]]]
Place = tuple[str, str, str]


def place_of(number: int, asked: int) -> Place:
    """Where somebody stood, as the register of erasures is told: a number can be given again by another database."""
    return "keeper", str(number), str(asked)


def without_keepers(
    rows: Rows, text: Callable[[str], bool], thing: Callable[[str], bool], erased: Callable[..., bool]
) -> tuple[dict[str, list[dict[str, Any]]], int, frozenset[tuple[str, ...]]]:
    """The rows by table, how many leave, and their places.

    `text` tells of a text and `thing` of a path that is to leave, `erased` of a place of which all left before.
    """
    kept: dict[str, list[dict[str, Any]]] = {name: [] for name in rows}
    places = set[tuple[str, ...]]()
    for name, found in rows.items():
        for row in map(dict, found):
            place = place_of(row["number"], row["asked"])
            if text(row["email"]) or text(row["consent"]) or thing(row["card"]) or erased(*place):
                places.add(place)
            else:
                kept[name].append(row)
    return kept, len(places), frozenset(places)


def without_links(
    rows: Rows, text: Callable[[str], bool], thing: Callable[[str], bool]
) -> tuple[dict[str, list[dict[str, Any]]], int]:
    """The links by table, and how many leave: those that were sent to an address, or open a thing, that is to leave."""
    kept = {
        name: [dict(row) for row in found if not text(row["email"]) and not thing(row["card"])]
        for name, found in rows.items()
    }
    return kept, sum(map(len, rows.values())) - sum(map(len, kept.values()))
