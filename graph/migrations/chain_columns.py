# SPDX-License-Identifier: AGPL-3.0-or-later
"""The journal is given the columns in which each change proves itself and the one before."""

from __future__ import annotations

import sqlalchemy as sa

from graph.migrations import Migration, Row
from graph.migrations._journal import CHANGES, PROOF, has_journal


def add_columns(connection: sa.Connection) -> None:
    """Empty ones: they are filled once the journal is known to be whole."""
    if not has_journal(connection):
        return
    there = {column["name"] for column in sa.inspect(connection).get_columns(CHANGES.name)}
    for name in PROOF:
        if name not in there:
            connection.execute(sa.text(f"alter table {CHANGES.name} add column {name} varchar(64) not null default ''"))


def complete(table: str, row: Row) -> Row:
    """A change of an older backup."""
    return {**row, **dict.fromkeys(PROOF, "")} if table == CHANGES.name else row


migration = Migration(5, "le journal a de quoi prouver que rien n’y a changé.", add_columns, row=complete)
