# SPDX-License-Identifier: AGPL-3.0-or-later
"""Each change of a journal of before is given its hash, and the link that ties it to the one before."""

from __future__ import annotations

import sqlalchemy as sa

from graph.chain import START, proof
from graph.migrations import CHAINED, JOURNAL, Migration
from graph.migrations._journal import CHANGES, has_journal


def chain(connection: sa.Connection) -> None:
    """What is there now is what will be proved: nothing told until today what it was before."""
    if not has_journal(connection):
        return
    link = START
    query = sa.select(CHANGES).order_by(CHANGES.c.number)
    for number in list(connection.scalars(sa.select(CHANGES.c.number).order_by(CHANGES.c.number))):
        row = connection.execute(query.where(CHANGES.c.number == number)).mappings().one()
        found = proof(dict(row), link)
        connection.execute(sa.update(CHANGES).where(CHANGES.c.number == number).values(**found))
        link = found["link"]


migration = Migration(
    CHAINED, "chaque modification du journal porte son empreinte et celle de la précédente.", chain, JOURNAL
)
