# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sessions: what a used invitation opens; kept on the server, so that leaving ends them for good."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from graph.clock import DAY
from graph.digests import digest
from graph.entry._tables import SESSIONS
from graph.entry.invitations import moment
from graph.entry.roles import Grant

HOUR = 3600
# Where one number stands for whoever signs, accounts are counted from here on, far above any invitation.
ACCOUNTS_FROM = 500_000
# How often a visit is noted: a page read does not wait for the disk.
NOTED_EVERY = 300


@dataclass(frozen=True)
class Terms:
    """How long a session may stay idle, and how long it may last at all, in seconds."""

    idle: int
    most: int


# A link serves once and is handed over by a person: on one's own computer, a week without a visit ends the session,
# and so does a month whatever happens. On a computer that others use, an hour and half a day do.
OWN = Terms(idle=7 * DAY, most=30 * DAY)
SHARED = Terms(idle=HOUR, most=12 * HOUR)


@dataclass(frozen=True)
class Session:
    """An open session: the invitation that opened it with its role, or else an account; and its moments.

    `grants`: what they may do, and where. `code` tells it from the others of an account, and opens nothing.
    """

    invitation: int
    role: str
    opened: datetime
    seen: datetime
    expires: datetime
    account: int | None = None
    grants: tuple[Grant, ...] = ()
    code: str = ""
    device: str = ""

    def may(self, right: str, within: Collection[str] = ()) -> bool:
        """Whether a right is theirs everywhere, or for what belongs to the networks, territories and cards `within`."""
        return any(grant.may(right, within) for grant in self.grants)

    def may_somewhere(self, right: str) -> bool:
        """Whether a right is theirs everywhere, or at least for one network, territory or card."""
        return any(grant.may_somewhere(right) for grant in self.grants)

    @property
    def signature(self) -> int:
        """The number by which what they say of others is counted: that of the invitation, or of the account."""
        return self.invitation or ACCOUNTS_FROM + (self.account or 0)

    @property
    def who(self) -> str:
        """How the journal names them: a number, never a person."""
        return f"invitation {self.invitation}" if self.account is None else f"compte n° {self.account}"


def start(connection: sa.Connection, invitation: int, role: str, terms: Terms, now: int) -> str:
    """Opens a session, and gives the secret that its holder alone keeps."""
    secret = secrets.token_urlsafe(32)
    connection.execute(
        sa.insert(SESSIONS).values(
            hash=digest(secret), invitation=invitation, role=role, opened=now, seen=now,
            idle=terms.idle, expires=now + terms.most,
        )
    )  # fmt: skip
    return secret


def find(connection: sa.Connection, secret: str, now: int) -> Session | None:
    """The session of a secret, None when it is not open."""
    row = open_row(connection, secret, now)
    return None if row is None else _read(row)


def open_row(connection: sa.Connection, secret: str, now: int, table: sa.Table = SESSIONS) -> sa.RowMapping | None:
    """The row of an open session in its table, None when it is not open."""
    mine = table.c.hash == digest(secret)
    return connection.execute(sa.select(table).where(mine & is_open(now, table))).mappings().first()


def is_unnoted(session: Session, now: int) -> bool:
    """Whether a visit is to be noted again."""
    return now - session.seen.timestamp() >= NOTED_EVERY


def note(connection: sa.Connection, secret: str, now: int, table: sa.Table = SESSIONS) -> None:
    """Notes a visit."""
    connection.execute(sa.update(table).where(table.c.hash == digest(secret)).values(seen=now))


def still_open(connection: sa.Connection, now: int) -> list[Session]:
    """The open sessions, in the order of their invitations."""
    rows = connection.execute(sa.select(SESSIONS).where(is_open(now)).order_by(SESSIONS.c.invitation)).mappings()
    return [_read(row) for row in rows]


def end(connection: sa.Connection, secret: str, table: sa.Table = SESSIONS) -> None:
    """Ends the session of a secret."""
    connection.execute(sa.delete(table).where(table.c.hash == digest(secret)))


def end_of(connection: sa.Connection, invitation: int) -> int:
    """Ends the sessions that an invitation opened, and says how many."""
    return connection.execute(sa.delete(SESSIONS).where(SESSIONS.c.invitation == invitation)).rowcount


def forget(connection: sa.Connection, now: int, table: sa.Table = SESSIONS) -> None:
    """Deletes the sessions that are over."""
    connection.execute(sa.delete(table).where(~is_open(now, table)))


def is_open(now: int, table: sa.Table = SESSIONS) -> sa.ColumnElement[bool]:
    """Which sessions of a table are open."""
    return (table.c.expires > now) & (table.c.seen + table.c.idle > now)


def moments(row: sa.RowMapping) -> tuple[datetime, datetime, datetime]:
    """When a session was opened, seen last, and ends whatever happens."""
    return moment(row["opened"]), moment(row["seen"]), moment(row["expires"])


def _read(row: sa.RowMapping) -> Session:
    return Session(row["invitation"], row["role"], *moments(row), grants=(Grant(row["role"]),))
