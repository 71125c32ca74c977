# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the database keeps of letters: whole until they have left or are given up, then a kind and moments alone."""

from __future__ import annotations

import sqlalchemy as sa

TABLES = sa.MetaData()
# Moments are whole seconds since 1970. `next`: when it is tried (again), which who tries it moves first. `expires`:
# when it is given up. A letter that left, or that was given up, has neither address nor content.
LETTERS = sa.Table(
    "letters",
    TABLES,
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("kind", sa.String(40), nullable=False),
    sa.Column("recipient", sa.String(254), nullable=False),
    sa.Column("content", sa.Text, nullable=False),
    sa.Column("identifier", sa.String(120), nullable=False),
    sa.Column("queued", sa.BigInteger, nullable=False),
    sa.Column("expires", sa.BigInteger, nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("next", sa.BigInteger, nullable=False, index=True),
    sa.Column("sent", sa.BigInteger),
    sa.Column("failed", sa.BigInteger),
    sqlite_autoincrement=True,
)
WAITING = LETTERS.c.sent.is_(None) & LETTERS.c.failed.is_(None)
ALL = (LETTERS,)
