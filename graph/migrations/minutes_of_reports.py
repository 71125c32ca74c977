# SPDX-License-Identifier: AGPL-3.0-or-later
"""Marks and reports are given the minute at which they were said, and marks who came in by a link to say them."""

from __future__ import annotations

import sqlalchemy as sa

from graph.migrations import Migration, Row

MARKS, UNREACHED = "slip_marks", "unreached_counts"
MADE_AGAIN = (
    "alter table unreached_counts rename to unreached_counts_of_before",
    "create table unreached_counts (actor varchar(120) not null, day varchar(120) not null, "
    "minute varchar(120) not null, requests integer not null, primary key (actor, day, minute))",
    "insert into unreached_counts (actor, day, minute, requests) "
    "select actor, day, '', requests from unreached_counts_of_before",
    "drop table unreached_counts_of_before",
)
# What nothing says of what was noted before: a minute is unknown, and all of it was anonymous.
UNKNOWN: Row = {"minute": "", "invitation": 0}


def add_columns(connection: sa.Connection) -> None:
    """Of what is there nothing is lost; the minute is part of the key of a count, so that table is made again."""
    known = sa.inspect(connection)
    names = known.get_table_names()
    if MARKS in names and "minute" not in {column["name"] for column in known.get_columns(MARKS)}:
        for column in ("minute varchar(120) not null default ''", "invitation integer not null default 0"):
            connection.execute(sa.text(f"alter table {MARKS} add column {column}"))
    if UNREACHED in names and "minute" not in {column["name"] for column in known.get_columns(UNREACHED)}:
        for statement in MADE_AGAIN:
            connection.execute(sa.text(statement))


def complete(table: str, row: Row) -> Row:
    """A row of an older backup."""
    own = {MARKS: ("minute", "invitation"), UNREACHED: ("minute",)}.get(table, ())
    return {**{name: UNKNOWN[name] for name in own}, **row}


migration = Migration(
    7, "ce que disent les retours porte sa minute, pour qu’une vague se voie et se retire.", add_columns, row=complete
)
