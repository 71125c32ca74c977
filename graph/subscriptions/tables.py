# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is kept of those who asked for the news by mail: an address, what they chose, and what they agreed to."""

from __future__ import annotations

import sqlalchemy as sa

TABLES = sa.MetaData()
# Moments are whole seconds since 1970. `secret` opens the page of this subscription and nothing else: every letter
# bears it, so it is kept as it is. `confirmed`: None until the link of the first letter was used. `told`: the number of
# the last change that a letter looked at; `last`: when that was; `due`: when the next letter is. `mailed` and `mails`:
# when the page last wrote to this address, and how often within that day.
SUBSCRIPTIONS = sa.Table(
    "subscriptions",
    TABLES,
    sa.Column("secret", sa.String(43), primary_key=True),
    sa.Column("email", sa.String(254), nullable=False, index=True),
    sa.Column("kind", sa.String(120), nullable=False),
    sa.Column("network", sa.String(120), nullable=False),
    sa.Column("area", sa.String(120), nullable=False),
    sa.Column("need", sa.String(120), nullable=False),
    sa.Column("rhythm", sa.String(10), nullable=False),
    sa.Column("consent", sa.Text, nullable=False),
    sa.Column("asked", sa.BigInteger, nullable=False),
    sa.Column("confirmed", sa.BigInteger),
    sa.Column("told", sa.BigInteger, nullable=False),
    sa.Column("last", sa.BigInteger, nullable=False),
    sa.Column("due", sa.BigInteger, nullable=False, index=True),
    sa.Column("mailed", sa.BigInteger, nullable=False),
    sa.Column("mails", sa.Integer, nullable=False),
)
ALL = (SUBSCRIPTIONS,)
