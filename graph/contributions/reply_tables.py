# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is kept to answer whoever sent a contribution: apart from it, and for as long as it takes."""

from __future__ import annotations

import sqlalchemy as sa

TABLES = sa.MetaData()
# Moments are whole seconds since 1970, 0 for never. `email`: "" for whoever has an account, which knows theirs.
# `secret`: the digest of what opens the page of a question, which only the letter holds, "" where nothing was asked.
REPLIES = sa.Table(
    "replies",
    TABLES,
    sa.Column("contribution", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("email", sa.String(254), nullable=False),
    sa.Column("left", sa.BigInteger, nullable=False),
    sa.Column("answered", sa.BigInteger, nullable=False),
    sa.Column("secret", sa.String(64), nullable=False, index=True),
    sa.Column("question", sa.Text, nullable=False),
    sa.Column("answer", sa.Text, nullable=False),
)
ALL = (REPLIES,)
