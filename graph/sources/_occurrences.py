# SPDX-License-Identifier: AGPL-3.0-or-later
"""The days on which what repeats takes place: those to come within a year, at most so many, never endless."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from graph import clock
from graph.text.days import ZONE

HORIZON = timedelta(days=366)
MOST = 60
MOST_STEPS = 30_000  # a day after the other for eighty years
MOST_ALL = 1_000_000  # of all the repetitions of a file
MOST_EMPTY = 3
FREQUENCIES = frozenset({"DAILY", "WEEKLY", "MONTHLY", "YEARLY"})
# What always falls; the rest may ask for days of which none ever comes, and looking for one goes to the year 9999.
ALWAYS = frozenset({"FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST"})
SELDOM = ALWAYS | {"BYDAY", "BYMONTH", "BYMONTHDAY", "BYSETPOS"}
TOO_OFTEN = "Ce qui se répète plus d’une fois par jour n’a ici que sa première date"
NOT_READ = "Une répétition qui ne se lit pas ne donne ici que la première date"
TOO_LONG = "Une répétition qui commence trop loin dans le passé ne donne ici que sa première date"
TOO_MANY = "Cet agenda répète trop de dates : la suite n’a que la première. Coupez-le en plusieurs"
NEVER = "Une répétition qui ne tombe jamais ne donne ici que la première date"


class Unreadable(ValueError):
    """A repetition that cannot be followed; its text says why, in French."""


@dataclass
class Occurrences:
    """Follows repetitions; counts those that never fall, of which a file may hold only a few."""

    today: date = field(default_factory=clock.today)
    _empty: int = 0
    _steps: int = 0

    def of(self, start: date, rule: Mapping[str, Any], more: Collection[date], but: Collection[date]) -> list[date]:
        """The moments to come within a year, at most sixty; the last one where none is to come.

        `start`, `more` and `but` are days, or moments on the clocks of here; raises Unreadable.
        """
        moments = self._ruled(start, rule) if rule else [_moment(start)]
        left = {_moment(day) for day in but}
        found = sorted({*moments, *map(_moment, more)} - left)
        first = datetime.combine(self.today, time())
        coming = [moment for moment in found if first <= moment <= first + HORIZON][:MOST] or found[-1:]
        return [moment if isinstance(start, datetime) else moment.date() for moment in coming]

    def _ruled(self, start: date, rule: Mapping[str, Any]) -> list[datetime]:
        from dateutil.rrule import rrulestr  # heavy, and for agendas alone

        self._check(rule)
        if self._steps > MOST_ALL:
            raise Unreadable(TOO_MANY)
        until = _until(rule)
        text = ";".join(f"{name}={_listed(value)}" for name, value in rule.items() if name != "UNTIL")
        last = datetime.combine(self.today, time()) + HORIZON
        last = min(last, until) if until else last
        moments = list[datetime]()
        try:
            for moment in rrulestr(text, dtstart=_moment(start)):
                if moments and (moment > last or len(moments) > MOST_STEPS):
                    break
                moments.append(moment)
        except (ValueError, TypeError, KeyError, IndexError, OverflowError) as error:
            raise Unreadable(NOT_READ) from error
        self._steps += len(moments)
        if not moments:
            self._empty += 1
            raise Unreadable(NEVER)
        if len(moments) > MOST_STEPS:
            raise Unreadable(TOO_LONG)
        return moments

    def _check(self, rule: Mapping[str, Any]) -> None:
        frequency = str(_listed(rule.get("FREQ", ""))).upper()
        if frequency in {"HOURLY", "MINUTELY", "SECONDLY"}:
            raise Unreadable(TOO_OFTEN)
        allowed = SELDOM if self._empty < MOST_EMPTY else ALWAYS | ({"BYDAY"} if frequency == "WEEKLY" else set())
        counted = [_number(rule.get(name, 1)) for name in ("INTERVAL", "COUNT")]
        if frequency not in FREQUENCIES or not set(rule) <= allowed or not all(1 <= one <= 10_000 for one in counted):
            raise Unreadable(NOT_READ)


def _listed(value: Any) -> str:
    return ",".join(map(str, value)) if isinstance(value, list) else str(value)


def _number(value: Any) -> int:
    text = _listed(value)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0


def _until(rule: Mapping[str, Any]) -> datetime | None:
    value = rule.get("UNTIL")
    day = value[0] if isinstance(value, list) and value else value
    if not isinstance(day, date):
        return None
    return _moment(day) if isinstance(day, datetime) else datetime.combine(day, time.max)


def _moment(day: date) -> datetime:
    """A day, or a moment, on the clocks of here and without their zone."""
    if not isinstance(day, datetime):
        return datetime.combine(day, time())
    return here(day)


def here(moment: datetime) -> datetime:
    """A moment on the clocks of here, without their zone; what has no zone is on them already."""
    return moment.astimezone(ZONE).replace(tzinfo=None) if moment.tzinfo else moment
