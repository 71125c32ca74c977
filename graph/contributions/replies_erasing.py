# SPDX-License-Identifier: AGPL-3.0-or-later
"""Answers to contributions without what is to leave."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

PLACE = "reply"


def without_replies(
    rows: Mapping[str, Sequence[Mapping[str, Any]]], text: Callable[[str], bool], erased: Callable[..., bool]
) -> tuple[dict[str, list[dict[str, Any]]], frozenset[tuple[str, ...]]]:
    """The rows by table, and the places of those that leave whole: the number of a contribution and a moment."""
    kept: dict[str, list[dict[str, Any]]] = {name: [] for name in rows}
    places = set[tuple[str, ...]]()
    for name, found in rows.items():
        for row in map(dict, found):
            place = (PLACE, str(row["contribution"]), str(row["left"]))
            if erased(*place) or any(map(text, (row["email"], row["question"], row["answer"]))):
                places.add(place)
            else:
                kept[name].append(row)
    return kept, frozenset(places)
