# SPDX-License-Identifier: AGPL-3.0-or-later
"""Opening hours of OpenStreetMap and the rows by which iCalendar repeats: turned into each other without loss."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from graph.text.opening import is_right, weekly

Row = Mapping[str, str]
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
OSM = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
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
    by_days: dict[str, list[str]] = {}
    for row in rows:
        days, hours = _days(row), _hours(row)
        if not days or not hours:
            return ""
        for day in days:
            by_days.setdefault(day, []).append(hours)
    by_hours: dict[str, list[str]] = {}
    for day, spans in by_days.items():
        by_hours.setdefault(",".join(sorted(dict.fromkeys(spans))), []).append(day)
    order = {day: number for number, day in enumerate(OSM)}
    said = [(sorted(days, key=lambda day: order.get(day, 7)), spans) for spans, days in by_hours.items()]
    text = "; ".join(f"{_run(days)} {spans}" for days, spans in sorted(said, key=lambda one: order.get(one[0][0], 7)))
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
        return [OSM[DAYS.index(day)] for day in named]
    found = [_NTH.fullmatch(day) for day in named]
    if row.get("freq") == MONTHLY and found and all(found):
        return [f"{OSM[DAYS.index(day[2])]}[{day[1]}]" for day in found if day]
    return []


def _hours(row: Row) -> str:
    start, end = (_TIME.fullmatch(row.get(name, "")) for name in ("opens_at", "closes_at"))
    if not start or not end:
        return ""
    closes = END_OF_DAY if end[1] == MIDNIGHT else end[1]
    return f"{start[1]}-{closes}" if start[1] < closes else ""


def _run(days: list[str]) -> str:
    """`Mo-Fr`, `Mo,We`: three days or more that follow each other are told from the first to the last."""
    groups: list[list[str]] = []
    for day in days:
        if groups and day in OSM and groups[-1][-1] in OSM and OSM.index(day) == OSM.index(groups[-1][-1]) + 1:
            groups[-1].append(day)
        else:
            groups.append([day])
    runs = (f"{group[0]}-{group[-1]}" if len(group) > 2 else ",".join(group) for group in groups)
    return ",".join(runs)
