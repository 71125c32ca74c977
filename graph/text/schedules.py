# SPDX-License-Identifier: AGPL-3.0-or-later
"""Opening hours of OpenStreetMap and the rows by which iCalendar repeats: turned into each other without loss."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from graph.text.opening import CODES, is_right, weekly, written

Row = Mapping[str, str]
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
WEEKLY, MONTHLY = "WEEKLY", "MONTHLY"
# All that such a row may say for hours to tell it whole; how often is once.
_TELLING = {"freq", "byday", "opens_at", "closes_at"}
_ONCE = {"interval": "1"}
_TIME = re.compile(r"(\d\d:\d\d)(?::00)?")
_NTH = re.compile(r"(-?[1-5])(MO|TU|WE|TH|FR|SA|SU)")
MIDNIGHT, END_OF_DAY = "00:00", "24:00"


def opening_of(rows: Iterable[Row]) -> str:
    """The hours that these rows say together, as OpenStreetMap writes them; "" where they say more, or not as exactly:
    with a time zone, a season, a count."""
    by_day: dict[str, list[str]] = {}
    for row in rows:
        days, hours = _days(row), _hours(row)
        if not days or not hours:
            return ""
        for day in days:
            by_day.setdefault(day, []).append(hours)
    if any(len(day) > 2 and day[:2] in by_day for day in by_day):  # the rule of one week would hide that of them all
        return ""
    text = written(by_day)
    return text if text and is_right(text) else ""


def rows_of(opening: str) -> list[dict[str, str]]:
    """The rows that say these hours, one for some days and a span; none where a week cannot say them all."""
    return [
        {
            "freq": WEEKLY,
            "byday": ",".join(DAYS[day] for day in days),
            "opens_at": f"{start:%H:%M}",
            "closes_at": f"{end:%H:%M}",
        }
        for hours, days in weekly(opening).items()
        for start, end in hours
    ]


def tells_all(row: Row) -> bool:
    """Whether hours alone tell all that a row says."""
    return all(name in _TELLING or _ONCE.get(name) == value for name, value in row.items())


def _days(row: Row) -> list[str]:
    """The days of a row: of each week, or of a week of the month; none where it is anything else."""
    if any(row.get(name) for name in ("valid_from", "valid_to", "dtstart", "until", "count", "timezone")):
        return []
    if any(row.get(name) for name in ("byweekno", "bymonthday", "byyearday")) or row.get("interval", "1") != "1":
        return []
    named = [day.strip().upper() for day in row.get("byday", "").split(",") if day.strip()]
    if row.get("freq") == WEEKLY and named and all(day in DAYS for day in named):
        return [CODES[DAYS.index(day)] for day in named]
    found = [_NTH.fullmatch(day) for day in named]
    if row.get("freq") == MONTHLY and found and all(found):
        return [f"{CODES[DAYS.index(day[2])]}[{day[1]}]" for day in found if day]
    return []


def _hours(row: Row) -> str:
    start, end = (_TIME.fullmatch(row.get(name, "")) for name in ("opens_at", "closes_at"))
    if not start or not end:
        return ""
    closes = END_OF_DAY if end[1] == MIDNIGHT else end[1]
    return f"{start[1]}-{closes}" if start[1] < closes else ""
