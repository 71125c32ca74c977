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


def without_people(
    rows: Rows, erased: Callable[..., bool], said: Callable[[str], bool]
) -> tuple[dict[str, list[dict[str, Any]]], int, frozenset[tuple[str, ...]]]:
    """The rows by table, how many accounts left, and their places.

    `erased` tells of a place, `said` of a text that says what is to be erased: an account whose address or name does
    leaves whole.
    """
    places = {row["number"]: _place(row["number"], row["created"]) for row in rows.get("accounts", ())}
    told = {row["number"] for row in rows.get("accounts", ()) if said(row["email"]) or said(row["name"])}
    gone = told | {number for number, place in places.items() if erased(*place)}
    kept = {
        name: [dict(row) for row in found if row.get("account", row.get("number")) not in gone]
        for name, found in rows.items()
    }
    return kept, len(gone), frozenset(places[number] for number in gone)


def _place(number: int, created: int) -> Place:
    return "account", str(number), str(created)
