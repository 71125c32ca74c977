# SPDX-License-Identifier: AGPL-3.0-or-later
"""Requests to be called back without what is to leave."""

from __future__ import annotations

from collections.abc import Callable

from graph.remaining import Remaining, Row, Rows, remaining

PLACE = "callback"


def without_callbacks(
    rows: Rows, text: Callable[[str], bool], thing: Callable[[str], bool], erased: Callable[..., bool]
) -> Remaining:
    """The rows by table, and the places of those that leave: what says it, and what was asked of an actor that leaves.

    A place names nobody: it is the digest under which the request was kept. `erased` tells of one.
    """

    def leaves(row: Row) -> bool:
        return thing(row["actor"]) or any(map(text, (row["reach"], row["name"], row["words"], row["consent"])))

    return remaining(rows, lambda row: (PLACE, str(row["secret"])), leaves, erased)
