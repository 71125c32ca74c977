# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is kept of a request to be called back, for as long as it takes: apart from the graph and its journal."""

from __future__ import annotations

import sqlalchemy as sa

TABLES = sa.MetaData()
# Moments are whole seconds since 1970. `secret`: the digest of what opens its page, which only the letter holds;
# `form`: that of the form, so that one sent twice asks once. `letter`: the number of the letter, 0 until it is queued.
CALLBACKS = sa.Table(
    "callbacks",
    TABLES,
    sa.Column("secret", sa.String(64), primary_key=True),
    sa.Column("form", sa.String(64), nullable=False, unique=True),
    sa.Column("actor", sa.String(160), nullable=False, index=True),
    sa.Column("reach", sa.String(254), nullable=False),
    sa.Column("name", sa.String(60), nullable=False),
    sa.Column("words", sa.String(400), nullable=False),
    sa.Column("consent", sa.Text, nullable=False),
    sa.Column("asked", sa.BigInteger, nullable=False),
    sa.Column("done", sa.BigInteger),
    sa.Column("letter", sa.Integer, nullable=False),
)
ALL = (CALLBACKS,)
