# SPDX-License-Identifier: AGPL-3.0-or-later
"""Links of cards are given their kind, claims what was agreed to with them, and who keeps a card their language."""

from __future__ import annotations

import sqlalchemy as sa

from graph.migrations import Migration, Row

LINKS, CLAIMS, KEEPERS = "card_links", "card_claims", "keepers"
# By how many days a link opened, which was how its kind was known; others were asked for by somebody.
DAY = 86_400
KINDS = {30: "asking", 120: "yearly"}
ADDED = {
    LINKS: ("kind", "varchar(20) not null default 'edit'"),
    CLAIMS: ("consent", "text not null default ''"),
    KEEPERS: ("language", "varchar(8) not null default 'fr'"),
}


def add_columns(connection: sa.Connection) -> None:
    """Whoever claimed a card before was shown no sentence, and agreed to none."""
    known = sa.inspect(connection)
    there = set(known.get_table_names())
    for table, (name, column) in ADDED.items():
        if table in there and name not in {column["name"] for column in known.get_columns(table)}:
            connection.execute(sa.text(f"alter table {table} add column {name} {column}"))
            if table == LINKS:
                _tell_kinds(connection)


def _tell_kinds(connection: sa.Connection) -> None:
    links = sa.table(LINKS, sa.column("kind"), sa.column("made"), sa.column("expires"))
    for days, kind in KINDS.items():
        of_kind = links.c.expires - links.c.made == days * DAY
        connection.execute(sa.update(links).where(of_kind).values(kind=kind))


def complete(table: str, row: Row) -> Row:
    """A claim or an address of an older backup; links are in none."""
    added = {CLAIMS: {"consent": ""}, KEEPERS: {"language": "fr"}}.get(table, {})
    return {**added, **row}


migration = Migration(
    8, "un lien qui demande un accord le dit, et une demande de fiche garde ce qui a été accepté.", add_columns,
    row=complete,
)  # fmt: skip
