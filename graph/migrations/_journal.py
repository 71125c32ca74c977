# SPDX-License-Identifier: AGPL-3.0-or-later
"""The journal read and continued as the lines that it is made of, whatever the program makes of them later."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import sqlalchemy as sa

from graph.chain import proof

# What is added to a change by `graph.chain`; empty in a journal of before.
PROOF = ("salt", "content", "link")
CHANGES = sa.table(
    "changes",
    *map(
        sa.column,
        ("number", "at", "author", "kind", "summary", "source", "undoes", "removed", "added",
         "removed_count", "added_count", "total", *PROOF),
    ),
)  # fmt: skip


def lines(text: str) -> list[str]:
    """The lines of canonical N-Quads; other characters that end a line are ordinary in a literal."""
    return [line for line in text.split("\n") if line]


def said_by(line: str) -> str:
    """The source of a line, as the journal writes it: `base:id/source/…`."""
    return line.removesuffix(" .").rpartition(" <")[2].removesuffix(">")


def has_journal(connection: sa.Connection) -> bool:
    """Whether the database has a journal at all: invitations may have been made before."""
    return sa.inspect(connection).has_table(CHANGES.name)


def rewrite(connection: sa.Connection, summary: str, become: Callable[[str], str | None]) -> None:
    """Journals one more change, by « Tisserand »: each line that holds becomes another one, or leaves (None).

    What was journaled before stays as it is. Nothing is journaled when nothing changes.
    """
    now, last = holding(connection)
    becoming = {line: other for line in now if (other := become(line)) != line}
    removed_lines = set(becoming)
    added_lines = {other for other in becoming.values() if other is not None} - now
    if not removed_lines:
        return
    row = {
        "number": last + 1,
        "at": datetime.now(UTC).isoformat(),
        "author": "Tisserand",
        "kind": "migration",
        "summary": summary,
        "source": "",
        "undoes": None,
        "removed": "\n".join(sorted(removed_lines)),
        "added": "\n".join(sorted(added_lines)),
        "removed_count": len(removed_lines),
        "added_count": len(added_lines),
        "total": len(now) + len(added_lines) - len(removed_lines),
    }
    # A journal of before is chained as a whole by a later step.
    link = connection.scalar(sa.select(CHANGES.c.link).where(CHANGES.c.number == last))
    connection.execute(sa.insert(CHANGES).values(**row, **(proof(row, link) if link else {})))


def holding(connection: sa.Connection) -> tuple[set[str], int]:
    """The lines that hold, and the number of the last change (0 before the first one)."""
    now: set[str] = set()
    last = 0
    for number, removed, added in _changes(connection):
        now = (now - set(lines(removed))) | set(lines(added))
        last = number
    return now, last


def _changes(connection: sa.Connection) -> Iterator[tuple[int, str, str]]:
    query = sa.select(CHANGES.c.number, CHANGES.c.removed, CHANGES.c.added).order_by(CHANGES.c.number)
    for number, removed, added in connection.execute(query):
        yield int(number), str(removed), str(added)
