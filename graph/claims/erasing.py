# SPDX-License-Identifier: AGPL-3.0-or-later
"""Claims without what is to leave: of somebody, of a card, and of whatever says a text."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa

from graph.claims.tables import CARD_CLAIMS, TABLES
from graph.database import failures, open_database

Rows = Mapping[str, Sequence[Mapping[str, Any]]]
Place = tuple[str, ...]
PLACE = "claim"


def without_claims(
    rows: Rows, text: Callable[[str], bool], thing: Callable[[str], bool], erased: Callable[..., bool]
) -> tuple[dict[str, list[dict[str, Any]]], frozenset[Place]]:
    """The rows by table, and the places of those that leave; a place names nobody: it is the digest of a secret."""
    kept: dict[str, list[dict[str, Any]]] = {name: [] for name in rows}
    places = set[Place]()
    for name, found in rows.items():
        for row in map(dict, found):
            place = (PLACE, str(row["secret"]))
            if (
                erased(*place)
                or thing(row["card"])
                or any(map(text, (row["email"], row["role"], row["words"], row["consent"])))
            ):
                places.add(place)
            else:
                kept[name].append(row)
    return kept, frozenset(places)


def claims_of(url: str, email: str) -> tuple[Place, ...]:
    """The places of what somebody claims; raises StorageError."""
    with _connected(url) as connection:
        found = connection.scalars(sa.select(CARD_CLAIMS.c.secret).where(CARD_CLAIMS.c.email == email.lower()))
        return tuple((PLACE, str(secret)) for secret in found)


def forget_claims_of(url: str, email: str) -> None:
    """Deletes what somebody claims; raises StorageError."""
    with _connected(url) as connection:
        connection.execute(sa.delete(CARD_CLAIMS).where(CARD_CLAIMS.c.email == email.lower()))


@contextmanager
def _connected(url: str) -> Iterator[sa.Connection]:
    engine = open_database(url, TABLES)
    try:
        with failures("Les demandes de fiches"), engine.begin() as connection:
            yield connection
    finally:
        engine.dispose()
