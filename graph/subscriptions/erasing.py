# SPDX-License-Identifier: AGPL-3.0-or-later
"""Subscriptions without what is to leave, nor those that were stopped since a backup."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from hashlib import sha256

from graph.remaining import Place, Remaining, Row, Rows, remaining
from graph.subscriptions.store import Subscriptions

PLACE = "subscription"


def place_of(secret: str) -> Place:
    """Where a subscription stood, as the register of erasures is told: it names nobody."""
    return PLACE, sha256(secret.encode()).hexdigest()


def places_of(url: str, email: str) -> tuple[Place, ...]:
    """The places of all that an address follows, and of what it has not confirmed."""
    with closing(Subscriptions(url)) as kept:
        return tuple(place_of(one.secret) for one in kept.all_of(email))


def forget_subscriptions_of(url: str, email: str) -> int:
    """Deletes all subscriptions of an address; how many."""
    with closing(Subscriptions(url)) as kept:
        return kept.forget_address(email)


def without_subscriptions(
    rows: Rows, text: Callable[[str], bool], thing: Callable[[str], bool], erased: Callable[..., bool]
) -> Remaining:
    """The rows by table, and the places of those that leave: of such an address, or that follow what leaves."""

    def leaves(row: Row) -> bool:
        return text(row["email"]) or bool(row["network"] and thing(f"network/{row['network']}"))

    return remaining(rows, lambda row: place_of(str(row["secret"])), leaves, erased)
