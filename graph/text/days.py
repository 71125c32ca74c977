# SPDX-License-Identifier: AGPL-3.0-or-later
"""Dates as they are said: a day, or the month or the year that is all that is known, read as an interval."""

from __future__ import annotations

import re
from bisect import bisect_right
from calendar import monthrange
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

# Legal time of the clocks on the walls: a moment written without a zone is read on them.
ZONE = ZoneInfo("Europe/Paris")
A_DAY = timedelta(days=1)
DAY, MONTH, YEAR = "day", "month", "year"
LATEST, EARLIEST, AFTER = "latest", "earliest", "after"
_DAY = r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?"
_WRITTEN = re.compile(rf"{_DAY}(?:T.*|Z|[+-]\d\d:\d\d)?", re.ASCII)
_BOUND = re.compile(rf"\[(?:\.\.(?P<latest>{_DAY})|(?P<earliest>{_DAY})\.\.)\]", re.ASCII)


class EdgeDay(date):
    """The first or the last day of what is known no better: a month, a year, or the bound of an interval.

    It compares as that day does, is equal only to an edge that is known as well, and is written as it was said: `2020`,
    `2021-03`, `[..2021-02-04]` (LATEST, that day or before), `[2021-02-04..]` (EARLIEST, that day or later). The first
    day on which what ended is no more is AFTER it, and is written as that end was.
    """

    precision: str
    bound: str

    def __new__(cls, year: int, month: int, day: int, precision: str = DAY, bound: str = "") -> EdgeDay:
        """The edge at that day."""
        found = super().__new__(cls, year, month, day)
        found.precision = precision
        found.bound = bound
        return found

    def isoformat(self) -> str:
        """What is known of it."""
        if self.bound == AFTER:
            return ended(self).isoformat()
        said = super().isoformat()[: {YEAR: 4, MONTH: 7}.get(self.precision)]
        return {LATEST: f"[..{said}]", EARLIEST: f"[{said}..]"}.get(self.bound, said)

    def __eq__(self, other: object) -> bool:
        return date.__eq__(self, other) is True and _known(other) == _known(self)

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return date.__hash__(self)

    def __reduce__(self) -> tuple[type[EdgeDay], tuple[int, int, int, str, str]]:
        return EdgeDay, (self.year, self.month, self.day, self.precision, self.bound)


class Span(NamedTuple):
    """From a first to a last valid day, both included; None is open.

    What ended on a day or before is no more on that day, where what came instead then at the latest is: nobody is
    shown beside who came after.
    """

    start: date | None = None
    end: date | None = None

    def holds(self, day: date | None) -> bool:
        """Whether that day is inside; no day asks for no filter."""
        start, end = self
        if day is None:
            return True
        if start is not None and day < start:
            return False
        if end is None or day < end:
            return True
        on_that_day = bound(end) != LATEST or (start is not None and not start < end)
        return on_that_day and not end < day


ALWAYS = Span()


def _known(day: object) -> tuple[str, str]:
    return (day.precision, day.bound) if isinstance(day, EdgeDay) else (DAY, "")


def precision(day: object) -> str:
    """How much of a date is written: `day`, `month` or `year`."""
    return _known(day)[0]


def bound(day: object) -> str:
    """On which side of what is written a date lies: LATEST, EARLIEST or AFTER; "" within it."""
    return _known(day)[1]


def is_exact(day: object) -> bool:
    """Whether the day itself is known, and not only its month, its year or a bound."""
    return _known(day) == (DAY, "")


def exact(day: date) -> date:
    """The day itself, for what needs one: a place on a scale, a day in a calendar."""
    return date(day.year, day.month, day.day)


def after(day: date) -> date:
    """The day from which what ended is no more; its month, year or bound where no more is known."""
    return day + timedelta(days=1) if is_exact(day) else day


def gone(end: date) -> date:
    """The first day on which what ended is no more, told by what is known of that end."""
    if bound(end) == LATEST:
        return end
    following = exact(end) + timedelta(days=1)
    return EdgeDay(following.year, following.month, following.day, precision(end), AFTER)


def ended(day: date) -> date:
    """The end that a day is AFTER."""
    last = exact(day) - timedelta(days=1)
    return EdgeDay(last.year, last.month, last.day, precision(day))


def turning(spans: Iterable[Span]) -> set[date]:
    """The days on which what holds may be other than on the day before: beginnings, last days, the days after them."""
    known = set(spans)
    ends = {exact(span.end) for span in known if span.end}
    return {
        *(exact(span.start) for span in known if span.start),
        *ends,
        *(end + A_DAY for end in ends if end < date.max),
    }


def settled(turns: Sequence[date], day: date) -> date:
    """The first day since which nothing turned, up to a day; `turns` are in order. The day before all of them where
    none has come."""
    rank = bisect_right(turns, day)
    if rank:
        return turns[rank - 1]
    return turns[0] - A_DAY if turns and turns[0] > date.min else day


def vagueness(day: date) -> tuple[bool, int, str]:
    """The greater, the less is known of a day: of several for one stop, the first is told."""
    return bound(day) == AFTER, (DAY, MONTH, YEAR).index(precision(day)), bound(day)


def changes(spans: Iterable[Span]) -> set[date]:
    """The days from which something differs, as they are known: an edge where no source says the day."""
    known = set(spans)
    starts = {span.start for span in known if span.start}
    ends = {span.end for span in known if span.end}
    return {*starts, *map(gone, ends - {date.max})}


def read_day(text: str, *, last: bool = False) -> date | None:
    """The day of a text, or the first or last one of its month, year or interval; None when it says none.

    An interval of which only the other side is known has a day all the same, unless its end is asked (`last`): what
    ends on a day or later has no known end.
    """
    bounded = _BOUND.fullmatch(text.strip())
    if bounded is None:
        return _read(_WRITTEN.fullmatch(text.strip()), last=last)
    if bounded["latest"]:
        return _bound(_read(_WRITTEN.fullmatch(bounded["latest"]), last=True), LATEST)
    day = _bound(_read(_WRITTEN.fullmatch(bounded["earliest"]), last=False), EARLIEST)
    return None if last else day


def _bound(day: date | None, side: str) -> date | None:
    return None if day is None else EdgeDay(day.year, day.month, day.day, precision(day), side)


def _read(found: re.Match[str] | None, *, last: bool) -> date | None:
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


def read_moment(text: str) -> datetime | None:
    """The moment of a date with an hour, on our clocks; None for a day alone, or what is no date."""
    if "T" not in text:
        return None
    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    return found.replace(tzinfo=ZONE) if found.tzinfo is None else found.astimezone(ZONE)


def day_of(seconds: int) -> date:
    """The day on the walls at a moment (seconds since 1970)."""
    return datetime.fromtimestamp(seconds, ZONE).date()


def months_between(earlier: date, later: date) -> int:
    """Whole months from one day to another, negative when reversed."""
    return (later.year - earlier.year) * 12 + later.month - earlier.month - (later.day < earlier.day)
