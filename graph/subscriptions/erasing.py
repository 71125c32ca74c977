# SPDX-License-Identifier: AGPL-3.0-or-later
"""Subscriptions without what is to leave, nor those that were stopped since a backup."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from hashlib import sha256
from typing import Any

import sqlalchemy as sa

from graph.database import failures, open_database, overwriting
from graph.subscriptions.store import WHAT, Subscriptions
from graph.subscriptions.tables import SUBSCRIPTIONS, TABLES

PLACE = "subscription"
Place = tuple[str, ...]
Rows = Mapping[str, Sequence[Mapping[str, Any]]]


def place_of(secret: str) -> Place:
    """Where a subscription stood, as the register of erasures is told: it names nobody."""
    return PLACE, sha256(secret.encode()).hexdigest()


def places_of(url: str, email: str) -> tuple[Place, ...]:
    """The places of all that an address follows, and of what it has not confirmed."""
    with closing(Subscriptions(url)) as kept:
        return tuple(place_of(one.secret) for one in kept.all_of(email))


def forget_subscriptions_of(url: str, email: str) -> int:
    """Deletes all subscriptions of an address; how many."""
    engine = open_database(url, TABLES)
    try:
        with failures(WHAT), engine.begin() as connection:
            overwriting(connection)
            return connection.execute(sa.delete(SUBSCRIPTIONS).where(SUBSCRIPTIONS.c.email == email)).rowcount
    finally:
        engine.dispose()


def without_subscriptions(
    rows: Rows, text: Callable[[str], bool], thing: Callable[[str], bool], erased: Callable[..., bool]
) -> tuple[dict[str, list[dict[str, Any]]], frozenset[Place]]:
    """The rows by table, and the places of those that leave: of such an address, or that follow what leaves."""
    kept: dict[str, list[dict[str, Any]]] = {name: [] for name in rows}
    places = set[Place]()
    for name, found in rows.items():
        for row in map(dict, found):
            place = place_of(str(row["secret"]))
            if erased(*place) or text(row["email"]) or (row["network"] and thing(f"network/{row['network']}")):
                places.add(place)
            else:
                kept[name].append(row)
    return kept, frozenset(places)
