# SPDX-License-Identifier: AGPL-3.0-or-later
"""Dates as they are said: a day, or the month or the year that is all that is known, read as an interval."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

DAY, MONTH, YEAR = "day", "month", "year"
_WRITTEN = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?(?:T.*|Z|[+-]\d\d:\d\d)?", re.ASCII)


class EdgeDay(date):
    """The first or the last day of a month or of a year of which no more is known.

    It compares as that day does, is equal only to an edge of the same precision, and is written as it was said: `2020`,
    `2021-03`. What is computed from it (the day after) is an exact day.
    """

    precision: str

    def __new__(cls, year: int, month: int, day: int, precision: str = DAY) -> EdgeDay:
        """The edge at that day."""
        found = super().__new__(cls, year, month, day)
        found.precision = precision
        return found

    def isoformat(self) -> str:
        """What is known of it."""
        return super().isoformat()[: {YEAR: 4, MONTH: 7}.get(self.precision)]

    def __eq__(self, other: object) -> bool:
        return date.__eq__(self, other) is True and precision(other) == self.precision

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return date.__hash__(self)

    def __reduce__(self) -> tuple[type[EdgeDay], tuple[int, int, int, str]]:
        return EdgeDay, (self.year, self.month, self.day, self.precision)


class Span(NamedTuple):
    """From a first to a last valid day, both included; None is open."""

    start: date | None = None
    end: date | None = None

    def holds(self, day: date | None) -> bool:
        """Whether that day is inside; no day asks for no filter."""
        return day is None or ((self.start is None or self.start <= day) and (self.end is None or day <= self.end))

    def changes(self) -> Iterator[date]:
        """The days from which something differs."""
        if self.start:
            yield exact(self.start)
        if self.end and self.end < date.max:
            yield exact(self.end) + timedelta(days=1)


ALWAYS = Span()


def precision(day: object) -> str:
    """How much of a date is known: `day`, `month` or `year`."""
    return day.precision if isinstance(day, EdgeDay) else DAY


def exact(day: date) -> date:
    """The day itself, for what needs one: a place on a scale, a day in a calendar."""
    return date(day.year, day.month, day.day)


def after(day: date) -> date:
    """The day from which what ended is no more; its month or year where no more is known."""
    return day + timedelta(days=1) if precision(day) == DAY else day


def read_day(text: str, *, last: bool = False) -> date | None:
    """The day of a text, or the first or last one of its month or year; None when it says none."""
    found = _WRITTEN.fullmatch(text.strip())
    if found is None:
        return None
    year, month, day = (int(part) if part else 0 for part in found.groups())
    try:
        if day:
            return date(year, month, day)
        ends = (12, 31) if last else (1, 1)
        if month:
            ends = month, monthrange(year, month)[1] if last else 1
        return EdgeDay(year, *ends, MONTH if month else YEAR)
    except ValueError:  # a month 13, a 30 February, a year 0
        return None
