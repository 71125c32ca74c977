# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is kept of a claim until it is decided: apart from the graph and its journal."""

from __future__ import annotations

import sqlalchemy as sa

TABLES = sa.MetaData()
# Moments are whole seconds since 1970. `secret`: the digest of what the letter holds; `form`: that of the form, so that
# one sent twice asks once. `card`: its path (`organisation/mill`). `proven`: when the address was, None until then.
# `consent`: what they agreed to when they asked, should the card be theirs to keep; "" for nothing.
CARD_CLAIMS = sa.Table(
    "card_claims",
    TABLES,
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("secret", sa.String(64), nullable=False, unique=True),
    sa.Column("form", sa.String(64), nullable=False, unique=True),
    sa.Column("card", sa.String(160), nullable=False, index=True),
    sa.Column("email", sa.String(254), nullable=False, index=True),
    sa.Column("role", sa.String(80), nullable=False),
    sa.Column("words", sa.String(600), nullable=False),
    sa.Column("language", sa.String(8), nullable=False),
    sa.Column("asked", sa.BigInteger, nullable=False),
    sa.Column("proven", sa.BigInteger),
    sa.Column("consent", sa.Text, nullable=False, server_default=""),
    sqlite_autoincrement=True,
)
ALL = (CARD_CLAIMS,)
