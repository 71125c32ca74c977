# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whether two values say the same: a year and a day of that year do, as do two ways of writing one name or number."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from pyoxigraph import Literal

from graph.namespaces import SCHEMA, XSD
from graph.rdf.dataset import Value
from graph.rdf.dates import DATES
from graph.text.days import EARLIEST, LATEST, bound, read_day
from graph.text.folding import fold

NEAR = 0.003  # degrees, some 300 metres: two measures of one place
NUMBERS = frozenset({XSD.decimal, XSD.integer})
TRUE = {"1": "true", "0": "false"}


class Days(NamedTuple):
    """The days that a date may mean, both included."""

    first: date
    last: date

    def meets(self, other: Days) -> bool:
        """Whether one day is meant by both."""
        return self.first <= other.last and other.first <= self.last


def days_of(value: Value) -> Days | None:
    """The days that a value may mean, None when it is no date."""
    if not isinstance(value, Literal) or value.datatype.value not in DATES:
        return None
    first, last = read_day(value.value), read_day(value.value, last=True)
    side = bound(first)
    if first is None or (last is None and side != EARLIEST):
        return None
    if side == LATEST:
        return Days(date.min, date(first.year, first.month, first.day))
    return Days(date(first.year, first.month, first.day), date(last.year, last.month, last.day) if last else date.max)


def say_the_same(path: str, one: Value, other: Value) -> bool:
    """Whether two values of a property say the same."""
    days, others = days_of(one), days_of(other)
    if days and others:
        return days.meets(others)
    numbers = _number(one), _number(other)
    if numbers[0] is not None and numbers[1] is not None:
        return abs(numbers[0] - numbers[1]) <= NEAR
    return _written(path, one) == _written(path, other)


def any_same(path: str, some: Iterable[Value], others: Iterable[Value]) -> bool:
    """Whether at least one value is in both lists."""
    known = list(others)
    return any(say_the_same(path, one, other) for one in some for other in known)


def vagueness_of(value: Value) -> int:
    """How many days a date may mean: of several that agree, the smallest says the most; 0 for what is no date."""
    days = days_of(value)
    hour = isinstance(value, Literal) and value.datatype.value == XSD.dateTime
    return (days.last - days.first).days + 1 - hour if days else 0


def _number(value: Value) -> float | None:
    if not isinstance(value, Literal) or value.datatype.value not in NUMBERS:
        return None
    try:
        return float(value.value)
    except ValueError:
        return None


def _written(path: str, value: Value) -> str:
    """What all ways of writing a value share."""
    if not isinstance(value, Literal):
        return re.sub(r"^https?://(www\.)?", "", value).rstrip("/") if "://" in value else value
    if path == SCHEMA.telephone:
        return re.sub(r"\D", "", re.sub(r"^\s*(\+|00)33\s*(\(0\))?", "0", value.value))
    if value.datatype.value == XSD.boolean:
        return TRUE.get(value.value, value.value)
    return fold(value.value) or value.value
