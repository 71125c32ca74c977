# SPDX-License-Identifier: AGPL-3.0-or-later
"""Answers to contributions without what is to leave."""

from __future__ import annotations

from collections.abc import Callable

from graph.remaining import Remaining, Row, Rows, remaining

PLACE = "reply"


def without_replies(rows: Rows, text: Callable[[str], bool], erased: Callable[..., bool]) -> Remaining:
    """The rows by table, and the places of those that leave whole: the number of a contribution and a moment."""

    def leaves(row: Row) -> bool:
        return any(map(text, (row["email"], row["question"], row["answer"])))

    return remaining(rows, lambda row: (PLACE, str(row["contribution"]), str(row["left"])), leaves, erased)
