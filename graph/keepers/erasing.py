# SPDX-License-Identifier: AGPL-3.0-or-later
"""Those who keep a card, without those that are to be forgotten."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from graph.remaining import Place, Remaining, Row, Rows, remaining


def place_of(number: int, asked: int) -> Place:
    """Where somebody stood, as the register of erasures is told: a number can be given again by another database."""
    return "keeper", str(number), str(asked)


def without_keepers(
    rows: Rows, text: Callable[[str], bool], thing: Callable[[str], bool], erased: Callable[..., bool]
) -> Remaining:
    """The rows by table, and the places of those that leave.

    `text` tells of a text and `thing` of a path that is to leave, `erased` of a place of which all left before.
    """

    def leaves(row: Row) -> bool:
        return text(row["email"]) or text(row["consent"]) or thing(row["card"])

    return remaining(rows, lambda row: place_of(row["number"], row["asked"]), leaves, erased)


def without_links(
    rows: Rows, text: Callable[[str], bool], thing: Callable[[str], bool]
) -> tuple[dict[str, list[dict[str, Any]]], int]:
    """The links by table, and how many leave: those that were sent to an address, or open a thing, that is to leave."""
    kept = {
        name: [dict(row) for row in found if not text(row["email"]) and not thing(row["card"])]
        for name, found in rows.items()
    }
    return kept, sum(map(len, rows.values())) - sum(map(len, kept.values()))
