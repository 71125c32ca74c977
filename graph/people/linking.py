# SPDX-License-Identifier: AGPL-3.0-or-later
"""Accounts as a provider of OpenID Connect knows them: under one name each, and what their sessions leave it with."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa

from graph.digests import digest
from graph.entry.invitations import moment
from graph.openid.identity import OpenIdIdentity
from graph.people.tables import ACCOUNTS, OPENID_NAMES, OPENID_PROOFS, SESSIONS


class OpenIdName(NamedTuple):
    """By which provider an account comes in, under which name there, and since when."""

    issuer: str
    subject: str
    linked: datetime


def account_of_name(connection: sa.Connection, found: OpenIdIdentity) -> int:
    """The number of the account that somebody came in by before, 0 for none."""
    mine = (OPENID_NAMES.c.issuer == found.issuer) & (OPENID_NAMES.c.subject == found.subject)
    return connection.scalar(sa.select(OPENID_NAMES.c.account).where(mine)) or 0


def link(connection: sa.Connection, account: int, found: OpenIdIdentity, now: int) -> None:
    """Has an account be known under this name, and no longer under another of the same provider."""
    unlink(connection, account, found.issuer)
    values = {"issuer": found.issuer, "subject": found.subject, "account": account, "linked": now}
    connection.execute(sa.insert(OPENID_NAMES).values(**values))


def unlink(connection: sa.Connection, account: int, issuer: str) -> None:
    """Forgets under which name a provider knows an account."""
    mine = (OPENID_NAMES.c.account == account) & (OPENID_NAMES.c.issuer == issuer)
    connection.execute(sa.delete(OPENID_NAMES).where(mine))


def names_of(connection: sa.Connection, account: int) -> tuple[OpenIdName, ...]:
    """Under which names an account is known, by provider."""
    query = sa.select(OPENID_NAMES).where(OPENID_NAMES.c.account == account).order_by(OPENID_NAMES.c.issuer)
    rows = connection.execute(query).mappings()
    return tuple(OpenIdName(row["issuer"], row["subject"], moment(row["linked"])) for row in rows)


def keep_proof(connection: sa.Connection, secret: str, account: int, proof: str) -> None:
    """Keeps by what a session leaves the provider too."""
    if proof:
        connection.execute(sa.insert(OPENID_PROOFS).values(hash=digest(secret), account=account, proof=proof))


def proof_of(connection: sa.Connection, secret: str) -> str:
    """By what a session leaves the provider, "" where it did not come from one."""
    mine = OPENID_PROOFS.c.hash == digest(secret)
    return str(connection.scalar(sa.select(OPENID_PROOFS.c.proof).where(mine)) or "")


def forget(connection: sa.Connection) -> None:
    """Deletes what belongs to sessions that are over, and to accounts that are gone."""
    sessions, accounts = sa.select(SESSIONS.c.hash), sa.select(ACCOUNTS.c.number)
    gone = OPENID_PROOFS.c.hash.not_in(sessions) | OPENID_PROOFS.c.account.not_in(accounts)
    connection.execute(sa.delete(OPENID_PROOFS).where(gone))
