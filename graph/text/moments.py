# SPDX-License-Identifier: AGPL-3.0-or-later
"""Hours of the clock: the moments of events, as they are written and as they are said."""

from __future__ import annotations

import re
from datetime import date, datetime, time

from graph.text.days import read_day, read_moment
from graph.text.wording import Phrase, Plain, day_text

_DATE = re.compile(r"\d{4}-\d\d(-\d\d(T\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)?)?)?", re.ASCII)
AT = Phrase("{day} à {hour}")
PASSED = Phrase("{day}, déjà passé")
HOURS, HOURS_AND_MINUTES = Phrase("{hours} h"), Phrase("{hours} h {minutes}")


def hour_text(hour: time, lang: str = "fr") -> str:
    """`9 h`, `14 h 30`; `9:00`, `14:30` in English."""
    minutes = f"{hour.minute:02d}"
    said = HOURS_AND_MINUTES(hours=hour.hour, minutes=minutes) if hour.minute else HOURS(hours=hour.hour)
    return said.text(Plain(lang))


def moment_text(moment: datetime, lang: str = "fr") -> str:
    """`12 mars 2027 à 14 h`."""
    day = day_text(date(moment.year, moment.month, moment.day), lang)
    return AT(day=day, hour=hour_text(moment.time(), lang)).text(Plain(lang))


def date_text(text: str, lang: str = "fr") -> str:
    """A date as it is written, in words, with its hour where it has one; any other text as it is."""
    moment = read_moment(text)
    if moment is not None:
        return moment_text(moment, lang)
    day = read_day(text)
    return day_text(day, lang) if day else text


def day_to_come_text(text: str, today: date, lang: str = "fr") -> str:
    """A date on which something was to take place, in words; it says so once it lies behind `today`."""
    said, moment = date_text(text, lang), read_moment(text)
    day = moment.date() if moment else read_day(text, last=True)
    return PASSED(day=said).text(Plain(lang)) if day is not None and day < today else said


def readable(text: str, lang: str = "fr") -> str:
    """A text that is only a date, in words; any other text as it is."""
    return date_text(text, lang) if _DATE.fullmatch(text) or text.startswith("[") else text


def span_text(start: datetime, end: datetime | None, lang: str = "fr") -> str:
    """`12 mars 2027 à 14 h`, `12 mars 2027, 14 h – 16 h`, or both ends whole when they are on two days."""
    if end is None:
        return moment_text(start, lang)
    if start.date() != end.date():
        return f"{moment_text(start, lang)} – {moment_text(end, lang)}"
    day = day_text(date(start.year, start.month, start.day), lang)
    return f"{day}, {hour_text(start.time(), lang)} – {hour_text(end.time(), lang)}"
