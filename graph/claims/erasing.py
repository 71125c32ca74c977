# SPDX-License-Identifier: AGPL-3.0-or-later
"""Claims without what is to leave: of somebody, of a card, and of whatever says a text."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing

from graph.claims.store import Claims
from graph.remaining import Place, Remaining, Row, Rows, remaining

PLACE = "claim"


def without_claims(
    rows: Rows, text: Callable[[str], bool], thing: Callable[[str], bool], erased: Callable[..., bool]
) -> Remaining:
    """The rows by table, and the places of those that leave; a place names nobody: it is the digest of a secret."""

    def leaves(row: Row) -> bool:
        return thing(row["card"]) or any(map(text, (row["email"], row["role"], row["words"], row["consent"])))

    return remaining(rows, lambda row: (PLACE, str(row["secret"])), leaves, erased)


def claims_of(url: str, email: str) -> tuple[Place, ...]:
    """The places of what somebody claims; raises StorageError."""
    with closing(Claims(url)) as kept:
        return tuple((PLACE, one) for one in kept.digests_of(email))


def forget_claims_of(url: str, email: str) -> None:
    """Deletes what somebody claims; raises StorageError."""
    with closing(Claims(url)) as kept:
        kept.forget_address(email)
