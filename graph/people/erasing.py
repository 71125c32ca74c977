# SPDX-License-Identifier: AGPL-3.0-or-later
"""Accounts without those that were erased: what a register of erasures knows of them, and rows without them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from graph.people.account import Account

Rows = Mapping[str, Sequence[Mapping[str, Any]]]
Place = tuple[str, str, str]


def place_of(account: Account) -> Place:
    """Where an account stood, as the register of erasures is told: a number can be given again by another database."""
    return _place(account.number, int(account.created.timestamp()))


def without_people(rows: Rows, erased: Callable[..., bool]) -> tuple[dict[str, list[dict[str, Any]]], int]:
    """The rows by table, and how many accounts left; `erased` tells of a place."""
    own = rows.get("accounts", ())
    gone = {row["number"] for row in own if erased(*_place(row["number"], row["created"]))}
    kept = {
        name: [dict(row) for row in found if row.get("account", row.get("number")) not in gone]
        for name, found in rows.items()
    }
    return kept, len(gone)


def _place(number: int, created: int) -> Place:
    return "account", str(number), str(created)
