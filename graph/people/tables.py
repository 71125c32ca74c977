# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the database keeps of people with an account; of links, codes and sessions it keeps hashes alone."""

from __future__ import annotations

import sqlalchemy as sa

MARK = "compte."
"""How the secret of the session of an account begins, so that it is looked for where it is."""
TABLES = sa.MetaData()
# Moments are whole seconds since 1970, so that any database compares them.
ACCOUNTS = sa.Table(
    "accounts",
    TABLES,
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("email", sa.String(254), nullable=False, unique=True),
    sa.Column("name", sa.String(120), nullable=False),
    sa.Column("network", sa.String(300), nullable=False),
    sa.Column("created", sa.BigInteger, nullable=False),
    sa.Column("seen", sa.BigInteger, nullable=False),
    sqlite_autoincrement=True,
)
# A role, and where it holds: the IRI of a network, a territory or a card, "" everywhere.
GRANTS = sa.Table(
    "grants",
    TABLES,
    sa.Column("account", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("role", sa.String(40), primary_key=True),
    sa.Column("scope", sa.String(300), primary_key=True),
    sa.Column("given", sa.BigInteger, nullable=False),
)
# What somebody agreed to, in the words that they were shown.
CONSENTS = sa.Table(
    "consents",
    TABLES,
    sa.Column("account", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("subject", sa.String(40), primary_key=True),
    sa.Column("shown", sa.Text, nullable=False),
    sa.Column("given", sa.BigInteger, nullable=False),
)
SESSIONS = sa.Table(
    "account_sessions",
    TABLES,
    sa.Column("hash", sa.String(64), primary_key=True),
    sa.Column("account", sa.Integer, nullable=False, index=True),
    sa.Column("device", sa.String(20), nullable=False),
    sa.Column("opened", sa.BigInteger, nullable=False),
    sa.Column("seen", sa.BigInteger, nullable=False),
    sa.Column("idle", sa.BigInteger, nullable=False),
    sa.Column("expires", sa.BigInteger, nullable=False),
)
# One request to come in. The browser that asked has a secret, whatever the address; what is mailed comes after.
# `account` 0: nobody has the address. `email` and `role`: of whoever an invitation lets make an account.
SIGN_INS = sa.Table(
    "sign_ins",
    TABLES,
    sa.Column("browser", sa.String(64), primary_key=True),
    sa.Column("account", sa.Integer, nullable=False, index=True),
    sa.Column("link", sa.String(64), nullable=False, index=True),
    sa.Column("code", sa.String(64), nullable=False),
    sa.Column("email", sa.String(254), nullable=False),
    sa.Column("role", sa.String(40), nullable=False),
    sa.Column("tries", sa.Integer, nullable=False),
    sa.Column("asked", sa.BigInteger, nullable=False),
    sa.Column("expires", sa.BigInteger, nullable=False),
)
# By which name a provider of OpenID Connect knows an account: one for each provider.
OPENID_NAMES = sa.Table(
    "openid_names",
    TABLES,
    sa.Column("issuer", sa.String(300), primary_key=True),
    sa.Column("subject", sa.String(255), primary_key=True),
    sa.Column("account", sa.Integer, nullable=False, index=True),
    sa.Column("linked", sa.BigInteger, nullable=False),
)
# What a session that came from there shows to leave the provider too; as long as the session, and no longer.
OPENID_PROOFS = sa.Table(
    "openid_proofs",
    TABLES,
    sa.Column("hash", sa.String(64), primary_key=True),
    sa.Column("account", sa.Integer, nullable=False, index=True),
    sa.Column("proof", sa.Text, nullable=False),
)
# When somebody was last mailed that contributions wait for them.
REMINDERS = sa.Table(
    "reminders",
    TABLES,
    sa.Column("account", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("sent", sa.BigInteger, nullable=False),
)
ALL = (ACCOUNTS, GRANTS, CONSENTS, OPENID_NAMES)
"""What a backup holds: who may do what outlives a disk, sessions and links do not."""
EVERY = (*ALL, SESSIONS, SIGN_INS, OPENID_PROOFS, REMINDERS)
