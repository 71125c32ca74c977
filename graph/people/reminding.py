# SPDX-License-Identifier: AGPL-3.0-or-later
"""When somebody was last reminded of what waits for them, so that it is not said too often."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from graph.people.tables import REMINDERS


def is_due(connection: sa.Connection, account: int, before: int) -> bool:
    """Whether somebody was not reminded since a moment (seconds)."""
    last = connection.scalar(sa.select(REMINDERS.c.sent).where(REMINDERS.c.account == account))
    return last is None or last <= before


def note(connection: sa.Connection, account: int, before: int, now: int) -> bool:
    """Notes that somebody is reminded; False where another process did so since a moment."""
    old = (REMINDERS.c.account == account) & (REMINDERS.c.sent <= before)
    if connection.execute(sa.update(REMINDERS).where(old).values(sent=now)).rowcount:
        return True
    if not is_due(connection, account, before):
        return False
    try:
        with connection.begin_nested():
            connection.execute(sa.insert(REMINDERS).values(account=account, sent=now))
    except IntegrityError:
        return False
    return True
