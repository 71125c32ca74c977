# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the database keeps of invitations and sessions: hashes and moments, never a name nor an address."""

from __future__ import annotations

import sqlalchemy as sa

TABLES = sa.MetaData()
# Moments are whole seconds since 1970, so that any database compares them.
INVITATIONS = sa.Table(
    "invitations",
    TABLES,
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("hash", sa.String(64), nullable=False, unique=True),
    sa.Column("role", sa.String(40), nullable=False),
    sa.Column("created", sa.BigInteger, nullable=False),
    sa.Column("expires", sa.BigInteger, nullable=False),
    sa.Column("used", sa.BigInteger),
    sa.Column("revoked", sa.BigInteger),
    sqlite_autoincrement=True,
)
SESSIONS = sa.Table(
    "sessions",
    TABLES,
    sa.Column("hash", sa.String(64), primary_key=True),
    sa.Column("invitation", sa.Integer, nullable=False, index=True),
    sa.Column("role", sa.String(40), nullable=False),
    sa.Column("opened", sa.BigInteger, nullable=False),
    sa.Column("seen", sa.BigInteger, nullable=False),
    sa.Column("idle", sa.BigInteger, nullable=False),
    sa.Column("expires", sa.BigInteger, nullable=False),
)
