# SPDX-License-Identifier: AGPL-3.0-or-later
"""The sessions of accounts: opened with a new secret each time, listed and ended by their holder."""

from __future__ import annotations

import secrets
from dataclasses import replace

import sqlalchemy as sa

from graph.digests import digest
from graph.entry import sessions
from graph.entry.sessions import Session, Terms, is_open, moments, open_row
from graph.people.granting import grants_of
from graph.people.tables import ACCOUNTS, MARK, SESSIONS

SHOWN = 16  # signs of the digest of a secret that tell one session of an account from another


def start(connection: sa.Connection, account: int, terms: Terms, device: str, now: int) -> str:
    """Opens a session, and gives the secret that its holder alone keeps."""
    secret = f"{MARK}{secrets.token_urlsafe(32)}"
    values = {"hash": digest(secret), "account": account, "device": device, "opened": now, "seen": now}
    connection.execute(sa.insert(SESSIONS).values(**values, idle=terms.idle, expires=now + terms.most))
    connection.execute(sa.update(ACCOUNTS).where(ACCOUNTS.c.number == account).values(seen=now))
    return secret


def find(connection: sa.Connection, secret: str, now: int) -> Session | None:
    """The session of a secret with what its account may do, None when it is not open."""
    row = open_row(connection, secret, now, SESSIONS)
    return None if row is None else replace(_read(row), grants=grants_of(connection, row["account"]))


def note(connection: sa.Connection, secret: str, account: int, now: int) -> None:
    """Notes a visit."""
    sessions.note(connection, secret, now, SESSIONS)
    connection.execute(sa.update(ACCOUNTS).where(ACCOUNTS.c.number == account).values(seen=now))


def open_sessions(connection: sa.Connection, account: int, now: int) -> list[Session]:
    """The open sessions of an account, the last used first."""
    mine = (SESSIONS.c.account == account) & is_open(now, SESSIONS)
    rows = connection.execute(sa.select(SESSIONS).where(mine).order_by(SESSIONS.c.seen.desc())).mappings()
    return [_read(row) for row in rows]


def end_one(connection: sa.Connection, account: int, code: str) -> bool:
    """Ends the session of an account that a code tells; whether there was one."""
    mine = (SESSIONS.c.account == account) & (sa.func.substr(SESSIONS.c.hash, 1, SHOWN) == code)
    return connection.execute(sa.delete(SESSIONS).where(mine)).rowcount > 0


def _read(row: sa.RowMapping) -> Session:
    told = {"account": row["account"], "code": row["hash"][:SHOWN], "device": row["device"]}
    return Session(0, "", *moments(row), **told)
