# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the database keeps of those who keep a card right, and of their links; of these it keeps hashes alone."""

from __future__ import annotations

import sqlalchemy as sa

TABLES = sa.MetaData()
# Moments are whole seconds since 1970, 0: never. `card`: its path, « organisation/le-moulin ». `way`: how the address
# came here. `consent`: what was agreed to, "" until it is; `language`: that in which it was, and in which letters are.
# A turn is one year's question: when it `began`, how many `letters` it took, the `last`, and when somebody `answered`.
KEEPERS = sa.Table(
    "keepers",
    TABLES,
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("email", sa.String(254), nullable=False, index=True),
    sa.Column("card", sa.String(300), nullable=False, index=True),
    sa.Column("way", sa.String(20), nullable=False),
    sa.Column("consent", sa.Text, nullable=False),
    sa.Column("asked", sa.BigInteger, nullable=False),
    sa.Column("agreed", sa.BigInteger, nullable=False),
    sa.Column("began", sa.BigInteger, nullable=False),
    sa.Column("letters", sa.Integer, nullable=False),
    sa.Column("last", sa.BigInteger, nullable=False),
    sa.Column("answered", sa.BigInteger, nullable=False),
    sa.Column("language", sa.String(8), nullable=False, server_default="fr"),
    sa.UniqueConstraint("email", "card"),
    sqlite_autoincrement=True,
)
# A link that opens one card, for whoever reads the mail of `email`; that is forgotten once the link opens no more.
# `kind`: what it is for (`EDIT`, `ASKING` or `YEARLY`).
CARD_LINKS = sa.Table(
    "card_links",
    TABLES,
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("secret", sa.String(64), nullable=False, unique=True),
    sa.Column("email", sa.String(254), nullable=False),
    sa.Column("card", sa.String(300), nullable=False, index=True),
    sa.Column("made", sa.BigInteger, nullable=False),
    sa.Column("expires", sa.BigInteger, nullable=False),
    sa.Column("kind", sa.String(20), nullable=False, server_default="edit"),
    sqlite_autoincrement=True,
)
EDIT, ASKING, YEARLY = "edit", "asking", "yearly"
ALL = (KEEPERS,)
"""What a backup holds: who agreed outlives a disk, links do not."""
EVERY = (*ALL, CARD_LINKS)
