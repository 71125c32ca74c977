# SPDX-License-Identifier: AGPL-3.0-or-later
"""French wording of dates, ages, distances and lists for the reasons."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

MONTHS = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)
MONTHS_IN_YEAR = 12


def day_text(day: date) -> str:
    """`1er mai 2021`."""
    return f"{'1er' if day.day == 1 else day.day} {MONTHS[day.month - 1]} {day.year}"


def month_number(day: date) -> int:
    """Months since year 0: the difference of two is an age in months."""
    return day.year * MONTHS_IN_YEAR + day.month - 1


def month_text(number: int) -> str:
    """`mai 2021` for a `month_number`."""
    return f"{MONTHS[number % MONTHS_IN_YEAR]} {number // MONTHS_IN_YEAR}"


def months_text(months: int) -> str:
    """`3 mois`, `2 ans`: an age in months, in years from two years on."""
    return f"{months // MONTHS_IN_YEAR} ans" if months >= 2 * MONTHS_IN_YEAR else f"{months} mois"


def listed(items: Iterable[str]) -> str:
    """`a, b et c`."""
    *first, last = list(items) or [""]
    return f"{', '.join(first)} et {last}" if first else last


def quoted(items: Iterable[str]) -> str:
    """`« a » et « b »`."""
    return listed(f"« {item} »" for item in items)


def counted(count: int, singular: str, plural: str) -> str:
    """`1 service`, `2 services`."""
    return f"{count} {singular if count < 2 else plural}"


def capital(text: str) -> str:
    """The text with a capital first letter."""
    return text[:1].upper() + text[1:]
