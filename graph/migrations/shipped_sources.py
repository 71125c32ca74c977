# SPDX-License-Identifier: AGPL-3.0-or-later
"""What each shipped source said when an instance began is noted, so that its later editions can be compared with it."""

from __future__ import annotations

import sqlalchemy as sa

from graph.migrations import JOURNAL, Migration
from graph.migrations._journal import CHANGES, has_journal, lines, said_by

SHIPPED = sa.table("shipped", *map(sa.column, ("source", "file", "digest", "said", "at")))


def note_first_load(connection: sa.Connection) -> None:
    """Reads it in the first change, where that is the loading by which a new instance was filled.

    Nothing is noted for an instance that began with its own facts. What was loaded since by a command may be the words
    of people as well as another edition of the project: it counts as theirs.
    """
    if not has_journal(connection):
        return
    connection.execute(sa.delete(SHIPPED))
    first = connection.execute(sa.select(CHANGES).where(CHANGES.c.number == 1)).mappings().first()
    if first is None or (first["author"], first["kind"]) != ("Tisserand", "load"):
        return
    said: dict[str, list[str]] = {}
    for line in lines(first["added"]):
        said.setdefault(said_by(line), []).append(line)
    for source, own in said.items():
        values = {"source": source, "file": "", "digest": "", "said": "\n".join(own), "at": first["at"]}
        connection.execute(sa.insert(SHIPPED).values(values))


migration = Migration(
    2, "ce que disaient les faits livrés est noté, pour suivre leurs éditions.", note_first_load, JOURNAL
)
