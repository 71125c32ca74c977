# SPDX-License-Identifier: AGPL-3.0-or-later
"""Verdicts without those of what was erased, or that say it."""

from __future__ import annotations

from collections.abc import Callable

from graph.remaining import Remaining, Row, Rows, remaining

PLACE = "verdict"


def without_verdicts(
    rows: Rows,
    text: Callable[[str], bool],
    thing: Callable[[str], bool],
    erased: Callable[..., bool],
) -> Remaining:
    """The rows by table, and the places of those that leave: a number and a moment, which tell of nobody."""

    def leaves(row: Row) -> bool:
        return thing(row["card"]) or text(row["words"])

    return remaining(rows, lambda row: (PLACE, str(row["number"]), str(row["given"])), leaves, erased)
