# SPDX-License-Identifier: AGPL-3.0-or-later
"""Days as people write them in tables; « 02/03/21 » has two meanings, and only the rest of a column can tell which."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from functools import cache

from babel.dates import get_month_names

from graph.text.folding import fold

DAY_FIRST, MONTH_FIRST, NEITHER = "day-first", "month-first", "none"
AMBIGUOUS = "?"
"""What `day_of` gives for a day that the order of its numbers alone would tell."""
_NUMBERS = re.compile(
    r"(\d{1,2})\s?[/.\-]\s?(\d{1,2})\s?[/.\-]\s?(\d{4}|\d{2})(?:,?[ T]+(\d{1,2})[:h](\d{2}).*)?", re.ASCII
)
_ISO = re.compile(r"(\d{4})[/.\-](\d{1,2})[/.\-](\d{1,2})(?:[ T]+(\d{1,2})[:h](\d{2}).*)?", re.ASCII)
_MONTH = re.compile(r"(?:(\d{4})-(\d{1,2})|(\d{1,2})/(\d{4}))", re.ASCII)
_YEAR = re.compile(r"(?:19|20)\d{2}", re.ASCII)
_WORDS = re.compile(r"(?:le )?(?:[a-z]+ )?(\d{1,2})(?:er)? ([a-z]+) (\d{4})", re.ASCII)
_MONTH_WORDS = re.compile(r"([a-z]+) (\d{4})", re.ASCII)
CENTURY = 70  # of years of two digits, those from here on are of the last one
MONTHS = 12


def day_of(text: str, order: str = "") -> str:
    """The day of a text in ISO, with its hour where it has one, or its month or year alone.

    Empty for what is no day, AMBIGUOUS for one that only the order of its numbers would tell.
    """
    text = text.strip()
    if found := _ISO.fullmatch(text):
        return _iso(int(found[1]), int(found[2]), int(found[3]), found.groups()[3:])
    if found := _NUMBERS.fullmatch(text):
        return _numbered(found, order)
    if found := _MONTH.fullmatch(text):
        year, month = (found[1], found[2]) if found[1] else (found[4], found[3])
        return f"{year}-{int(month):02d}" if 1 <= int(month) <= MONTHS else ""
    return text if _YEAR.fullmatch(text) else _worded(fold(text))


def order_of(texts: Iterable[str]) -> str:
    """The order that some day of a column settles, empty where none does."""
    found = [match for text in texts if (match := _NUMBERS.fullmatch(text.strip()))]
    if any(int(match[1]) > MONTHS for match in found):
        return DAY_FIRST
    return MONTH_FIRST if any(int(match[2]) > MONTHS for match in found) else ""


def is_day(text: str) -> bool:
    """Whether it is a day, a month or a year, in whichever order."""
    return bool(day_of(text))


def _numbered(found: re.Match[str], order: str) -> str:
    first, second = int(found[1]), int(found[2])
    year = int(found[3]) + (0 if len(found[3]) > 2 else 1900 if int(found[3]) >= CENTURY else 2000)
    readings = {DAY_FIRST: (second, first), MONTH_FIRST: (first, second)}
    if order in readings:
        return _iso(year, *readings[order], found.groups()[3:])
    said = {_iso(year, month, day, found.groups()[3:]) for month, day in readings.values()} - {""}
    return said.pop() if len(said) == 1 else AMBIGUOUS if said else ""


def _worded(folded: str) -> str:
    months = _months()
    if (found := _WORDS.fullmatch(folded)) and found[2] in months:
        return _iso(int(found[3]), months[found[2]], int(found[1]), ())
    if (found := _MONTH_WORDS.fullmatch(folded)) and found[1] in months:
        return f"{found[2]}-{months[found[1]]:02d}"
    return ""


def _iso(year: int, month: int, day: int, hour: tuple[str | None, ...]) -> str:
    try:
        said = date(year, month, day).isoformat()
    except ValueError:
        return ""
    if not hour or hour[0] is None or hour[1] is None or int(hour[0]) > 23 or int(hour[1]) > 59:
        return said
    return f"{said}T{int(hour[0]):02d}:{int(hour[1]):02d}:00"


@cache
def _months() -> dict[str, int]:
    """The months by their folded names, whole and shortened."""
    names = (get_month_names(width, locale="fr") for width in ("wide", "abbreviated"))
    return {fold(name): number for table in names for number, name in table.items()}
