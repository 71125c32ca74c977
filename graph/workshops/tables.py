# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is kept of a workshop: when, about what, and the contributions that came in it; names only while it goes on."""

from __future__ import annotations

import sqlalchemy as sa

LONGEST_TITLE, LONGEST_GROUP, LONGEST_NAME, LONGEST_TOKEN = 120, 120, 40, 64
TABLES = sa.MetaData()
# Moments are whole seconds since 1970, `closed` 0 while it goes on; flags are 0 or 1. `uid` is the same wherever its
# file is carried, `number` is this instance's. `group`: words, or the symbolic IRI of a thing. `kinds`: slugs, with
# commas. `opener`: the number of an account or of an invitation (« compte n° 3 »). `base`: the number of the journal's
# last change when it was opened.
WORKSHOPS = sa.Table(
    "workshops",
    TABLES,
    sa.Column("uid", sa.String(32), primary_key=True),
    sa.Column("number", sa.Integer, nullable=False, unique=True),
    sa.Column("code", sa.String(8), nullable=False, index=True),
    sa.Column("title", sa.String(LONGEST_TITLE), nullable=False),
    sa.Column("group", sa.String(300), nullable=False),
    sa.Column("kinds", sa.String(400), nullable=False),
    sa.Column("before", sa.Integer, nullable=False),
    sa.Column("greyed", sa.Integer, nullable=False),
    sa.Column("shut", sa.Integer, nullable=False),
    sa.Column("opened", sa.BigInteger, nullable=False),
    sa.Column("closed", sa.BigInteger, nullable=False),
    sa.Column("opener", sa.String(60), nullable=False),
    sa.Column("base", sa.Integer, nullable=False),
)
# `token`: drawn by the telephone for each thing that it sends, so that twice counts once; `telephone`: drawn by it for
# itself. That and `name` (a first name, or nothing) are emptied when the workshop is closed.
WORKSHOP_ADDITIONS = sa.Table(
    "workshop_additions",
    TABLES,
    sa.Column("workshop", sa.String(32), primary_key=True),
    sa.Column("token", sa.String(LONGEST_TOKEN), primary_key=True),
    sa.Column("place", sa.Integer, nullable=False),
    sa.Column("contribution", sa.Integer, nullable=False, index=True),
    sa.Column("telephone", sa.String(LONGEST_TOKEN), nullable=False),
    sa.Column("name", sa.String(LONGEST_NAME), nullable=False),
    sa.Column("received", sa.BigInteger, nullable=False),
    sa.UniqueConstraint("workshop", "place"),
)
ALL = (WORKSHOPS, WORKSHOP_ADDITIONS)
