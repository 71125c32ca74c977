# SPDX-License-Identifier: AGPL-3.0-or-later
"""The table of who looks after a contribution: an account or an invitation, by its number; nobody is named."""

from __future__ import annotations

import sqlalchemy as sa

ACCOUNT, LINK = "account", "link"
TABLES = sa.MetaData()
TAKERS = sa.Table(
    "contribution_takers",
    TABLES,
    sa.Column("contribution", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("kind", sa.String(10), nullable=False),
    sa.Column("holder", sa.Integer, nullable=False),
)
ALL = (TAKERS,)
