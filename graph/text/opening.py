# SPDX-License-Identifier: AGPL-3.0-or-later
"""Opening hours as OpenStreetMap writes them: whether they are right, what a week is like, whether it is open now."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from itertools import pairwise

from babel.dates import get_day_names
from opening_hours import OpeningHours, validate

from graph.text.catalogue import catalogue
from graph.text.moments import hour_text
from graph.text.wording import Label, Phrase, Plain, day_text, listed

LONGEST = 500
HOLIDAYS = "FR"  # whose public holidays « PH » means
_DAYS = r"(?:Mo|Tu|We|Th|Fr|Sa|Su)(?:-(?:Mo|Tu|We|Th|Fr|Sa|Su))?"
_HOURS = r"\d\d:\d\d-\d\d:\d\d(?:,\s?\d\d:\d\d-\d\d:\d\d)*"
# What is the same every week: days and hours, days off, public holidays off.
_WEEKLY = re.compile(rf"(?:{_DAYS}(?:,\s?{_DAYS})* )?(?:{_HOURS}|off|closed)", re.ASCII)
_NO_HOLIDAYS = re.compile(r"PH (?:off|closed)", re.ASCII)
MONDAY = datetime(2024, 1, 1)  # of any week: what is said of one holds for all
ALL_DAY = "24/7"
ALWAYS, OFF_ON_HOLIDAYS = Label("tous les jours, 24 heures sur 24"), Label("fermé les jours fériés")
FROM_TO, SPAN = Phrase("du {first} au {last}"), Phrase("{start}–{end}")
CLOSES, OPENS = Phrase("Ferme à {hour}"), Phrase("Ouvre à {hour}")
CLOSES_ON, OPENS_ON = Phrase("Ferme {day} à {hour}"), Phrase("Ouvre {day} à {hour}")
TOMORROW, ON_DAY = Label("demain"), Phrase("le {day}")
WEEK = 7
CODES = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
LONG_ENOUGH = 3  # days that follow each other before they are said from the first to the last


@dataclass(frozen=True)
class OpenNow:
    """Whether it is open at a moment, and what changes next, in words; "" when nothing will."""

    open: bool
    next: str


@dataclass(frozen=True)
class DayHours:
    """Days with the same hours, in words: `du lundi au vendredi`, `9 h–12 h, 14 h–17 h`; no days: a remark on all."""

    days: str
    hours: str


def is_right(text: str) -> bool:
    """Whether opening hours can be read."""
    return len(text) <= LONGEST and bool(validate(text))


def written(by_day: Mapping[str, Iterable[str]]) -> str:
    """Opening hours from the spans (`09:00-12:00`, `off`) of each day (`Mo`, or `Mo[1]` of a month): days with the same
    hours together, the first of the week first."""
    order = {day: number for number, day in enumerate(CODES)}
    by_hours: dict[str, list[str]] = {}
    for day in sorted(by_day, key=lambda day: order.get(day, WEEK)):
        by_hours.setdefault(",".join(sorted(set(by_day[day]))), []).append(day)
    return "; ".join(f"{_run(days)} {spans}" for spans, days in by_hours.items())


def _run(days: list[str]) -> str:
    """`Mo-Fr`, `Mo,We`: enough days that follow each other are told from the first to the last."""
    groups: list[list[str]] = []
    for day in days:
        if groups and (groups[-1][-1], day) in pairwise(CODES):
            groups[-1].append(day)
        else:
            groups.append([day])
    return ",".join(f"{days[0]}-{days[-1]}" if len(days) >= LONG_ENOUGH else ",".join(days) for days in groups)


@lru_cache(maxsize=512)
def week(text: str, lang: str = "fr") -> tuple[DayHours, ...]:
    """The week, where every week is the same; empty where the text says more than a week can: read it as it is."""
    if text.strip() == ALL_DAY:
        return (DayHours("", ALWAYS(lang)),)
    rules = [rule.strip() for rule in text.split(";") if rule.strip()]
    weekly = [rule for rule in rules if _WEEKLY.fullmatch(rule)]
    rest = [rule for rule in rules if rule not in weekly]
    if not weekly or not is_right(text) or any(not _NO_HOLIDAYS.fullmatch(rule) for rule in rest):
        return ()
    spans = _spans("; ".join(weekly))
    if not spans:
        return ()
    found = tuple(DayHours(_named(days, lang), _hours(hours, lang)) for hours, days in spans.items())
    return (*found, DayHours("", OFF_ON_HOLIDAYS(lang))) if rest else found


def weekly(text: str) -> dict[Hours, list[int]]:
    """The days of the week (0 is Monday) by their hours; empty where that is not all that is said."""
    rules = [rule.strip() for rule in text.split(";") if rule.strip()]
    exact = bool(rules) and all(_WEEKLY.fullmatch(rule) for rule in rules) and is_right(text)
    return _spans("; ".join(rules)) if exact else {}


def hours_text(text: str, lang: str = "fr") -> str:
    """The week on one line; the text as it is written where it says more than a week can."""
    return " ; ".join(f"{line.days} {line.hours}".strip() for line in week(text, lang)) or text


def open_now(text: str, moment: datetime, lang: str = "fr") -> OpenNow | None:
    """Whether it is open at a moment of our clocks; None where the text does not tell."""
    if not is_right(text) or '"' in text:  # « sur rendez-vous » is neither open nor closed
        return None
    now = moment.replace(tzinfo=None)
    hours = OpeningHours(text, country=HOLIDAYS)
    if hours.is_unknown(now):
        return None
    is_open, change = bool(hours.is_open(now)), hours.next_change(now)
    return OpenNow(is_open, _change(change, now, is_open=is_open, lang=lang) if change else "")


Hours = tuple[tuple[time, time], ...]


def _spans(text: str) -> dict[Hours, list[int]]:
    """The days of the week by their hours, the earliest first; empty where a night is between two days."""
    by_day: dict[int, list[tuple[time, time]]] = {}
    for start, end in _open(text):
        if end.date() != start.date() and end != datetime.combine(start.date() + timedelta(days=1), time()):
            return {}
        by_day.setdefault(start.weekday(), []).append((start.time(), end.time()))
    found: dict[Hours, list[int]] = {}
    for day, hours in sorted(by_day.items()):
        found.setdefault(tuple(hours), []).append(day)
    return found


def _open(text: str) -> Iterator[tuple[datetime, datetime]]:
    """The open spans of one week."""
    hours, end = OpeningHours(text), MONDAY + timedelta(days=WEEK)
    for start, stop, state, _ in hours.intervals(MONDAY, end):
        if str(state) == "open":
            yield start, stop or end


def _hours(hours: Hours, lang: str) -> str:
    spans = [SPAN(start=hour_text(start, lang), end=hour_text(end, lang)).text(Plain(lang)) for start, end in hours]
    return ", ".join(spans)


def _named(days: list[int], lang: str) -> str:
    """`du lundi au jeudi et samedi`: days that follow each other as one."""
    names = get_day_names("wide", locale=catalogue(lang).locale)
    groups: list[list[int]] = []
    for day in days:
        if groups and groups[-1][-1] == day - 1:
            groups[-1].append(day)
        else:
            groups.append([day])
    said: list[str] = []
    for group in groups:
        if len(group) >= LONG_ENOUGH:
            said.append(FROM_TO(first=names[group[0]], last=names[group[-1]]).text(Plain(lang)))
        else:
            said += [names[day] for day in group]
    return listed(said, lang)


def _change(change: datetime, now: datetime, *, is_open: bool, lang: str) -> str:
    hour = hour_text(change.time(), lang)
    if change.date() == now.date():
        return (CLOSES if is_open else OPENS)(hour=hour).text(Plain(lang))
    return (CLOSES_ON if is_open else OPENS_ON)(day=_day(change.date(), now.date(), lang), hour=hour).text(Plain(lang))


def _day(day: date, today: date, lang: str) -> str:
    """`demain`, `lundi`, `le 4 janvier 2027`."""
    if day == today + timedelta(days=1):
        return TOMORROW(lang)
    if day < today + timedelta(days=WEEK):
        return str(get_day_names("wide", locale=catalogue(lang).locale)[day.weekday()])
    return ON_DAY(day=day_text(day, lang)).text(Plain(lang))
