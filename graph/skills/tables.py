# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is kept of what colleagues say they know, and of what they are asked: of people, the numbers of accounts."""

from __future__ import annotations

import sqlalchemy as sa

TABLES = sa.MetaData()
# Moments are whole seconds since 1970, days are written YYYY-MM-DD. `subject` and `network` are the paths of cards;
# `modes`: the ways in which somebody helps, by slug, one space between two. `reminded`: the day for which a reminder
# was sent.
SKILLS = sa.Table(
    "skills",
    TABLES,
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("account", sa.Integer, nullable=False, index=True),
    sa.Column("subject", sa.String(160), nullable=False, index=True),
    sa.Column("level", sa.String(40), nullable=False),
    sa.Column("network", sa.String(160), nullable=False),
    sa.Column("modes", sa.String(200), nullable=False),
    sa.Column("named", sa.Boolean, nullable=False),
    sa.Column("until", sa.String(10), nullable=False),
    sa.Column("reminded", sa.String(10), nullable=False),
    sa.Column("declared", sa.BigInteger, nullable=False),
    sa.UniqueConstraint("account", "subject"),
    sqlite_autoincrement=True,
)
# A helping hand asked of `account` by `asker` (0: somebody who came in by an invitation, who left an address). `form`:
# the digest of the form, so that one sent twice asks once. `seed`: what the secrets of both sides are made with.
# `asked_opens`, `asker_opens`: when each agreed to show an address to the other. `letter`: 0 until it is queued.
HANDS = sa.Table(
    "helping_hands",
    TABLES,
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("form", sa.String(64), nullable=False, unique=True),
    sa.Column("seed", sa.String(43), nullable=False),
    sa.Column("account", sa.Integer, nullable=False, index=True),
    sa.Column("asker", sa.Integer, nullable=False, index=True),
    sa.Column("signature", sa.Integer, nullable=False, index=True),
    sa.Column("email", sa.String(254), nullable=False),
    sa.Column("subject", sa.String(160), nullable=False),
    sa.Column("urgency", sa.String(20), nullable=False),
    sa.Column("asked", sa.BigInteger, nullable=False),
    sa.Column("state", sa.String(20), nullable=False),
    sa.Column("asked_opens", sa.BigInteger, nullable=False),
    sa.Column("asker_opens", sa.BigInteger, nullable=False),
    sa.Column("nudged", sa.Boolean, nullable=False),
    sa.Column("letter", sa.Integer, nullable=False),
    sqlite_autoincrement=True,
)
# What both sides write to each other, in its order; the first words are the request.
WORDS = sa.Table(
    "helping_words",
    TABLES,
    sa.Column("hand", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("rank", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("side", sa.String(8), nullable=False),
    sa.Column("words", sa.Text, nullable=False),
    sa.Column("at", sa.BigInteger, nullable=False),
)
ALL = (SKILLS, HANDS, WORDS)
