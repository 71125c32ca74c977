# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which day it is: the one place where the product asks, so that a demonstration or a test can stay on one day."""

from __future__ import annotations

from datetime import UTC, date, datetime

DAY = 86_400  # seconds
_held: list[date] = []


def today() -> date:
    """The day on which pages, maps and referrals are made."""
    return _held[0] if _held else date.today()


def now() -> datetime:
    """The moment that pages tell, in UTC: on the day held, the hour it really is."""
    moment = datetime.now(UTC)
    return datetime.combine(_held[0], moment.timetz()) if _held else moment


def seconds() -> int:
    """The moment that stores keep: whole seconds since 1970."""
    return int(now().timestamp())


def hold(day: date | None) -> None:
    """From now on it is that day for the whole process; None lets days go by again."""
    _held[:] = [] if day is None else [day]
