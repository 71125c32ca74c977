# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who looks after which contribution: taken, given to somebody else, or free for all again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from graph.contributions.taker_tables import ACCOUNT, TABLES, TAKERS
from graph.errors import Conflict
from graph.stores import DatabaseStore
from graph.text.wording import Phrase

WHAT = "Les contributions"
TAKEN = Phrase("Quelqu’un d’autre s’en occupe déjà : voyez qui, ou confiez-la de nouveau.")


@dataclass(frozen=True)
class Taker:
    """Who looks after one: `account` or `link`, and the number of that."""

    kind: str
    holder: int


class Takers(DatabaseStore):
    """Who looks after what in one instance, in the database of its journal."""

    what, tables = WHAT, (TABLES,)

    def all(self) -> dict[int, Taker]:
        """Who looks after each, by the number of the contribution."""
        with self._reading() as connection:
            return {row.contribution: Taker(row.kind, row.holder) for row in connection.execute(sa.select(TAKERS))}

    def take(self, contribution: int, taker: Taker, instead_of: Taker | None = None) -> None:
        """Has somebody look after one that nobody does, or that `instead_of` did; raises Conflict for any other."""
        mine = TAKERS.c.contribution == contribution
        with self._writing() as connection:
            row = connection.execute(sa.select(TAKERS).where(mine).with_for_update()).first()
            if row is not None and Taker(row.kind, row.holder) not in (taker, instead_of):
                raise Conflict(TAKEN(), field="numero")
            connection.execute(sa.delete(TAKERS).where(mine))
            connection.execute(sa.insert(TAKERS).values(contribution=contribution, **vars(taker)))

    def free(self, contribution: int) -> None:
        """Has nobody look after one any more."""
        with self._writing() as connection:
            connection.execute(sa.delete(TAKERS).where(TAKERS.c.contribution == contribution))

    def free_all_of(self, account: int) -> None:
        """Frees all that an account looks after, as its holder leaves."""
        with self._writing() as connection:
            mine = (TAKERS.c.kind == ACCOUNT) & (TAKERS.c.holder == account)
            connection.execute(sa.delete(TAKERS).where(mine))


def all_takers(rows: Mapping[str, Sequence[Mapping[str, Any]]]) -> dict[str, list[dict[str, Any]]]:
    """The rows by table: numbers say nothing that anybody could want to be erased."""
    return {name: [dict(row) for row in found] for name, found in rows.items()}
