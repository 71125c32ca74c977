# SPDX-License-Identifier: AGPL-3.0-or-later
"""The dates of a dataset: how each type is written, and which day a property says."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from graph.namespaces import EDTF, SCHEMA, TIS, XSD
from graph.text.days import read_day, read_moment

# How each type of date is written, a day without a zone: nobody here means that of another country. Of EDTF, intervals
# of one known bound.
_BOUND = r"\d{4}(-\d\d){0,2}"
DATES = {
    XSD.date: r"\d{4}-\d\d-\d\d",
    XSD.gYearMonth: r"\d{4}-\d\d",
    XSD.gYear: r"\d{4}",
    EDTF: rf"\[(\.\.{_BOUND}|{_BOUND}\.\.)\]",
    XSD.dateTime: r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)?",
}
# What still holds on its last day: of a year that is all that is known, all of it counts.
LASTING = frozenset({SCHEMA.endDate, SCHEMA.scheduledTime, TIS.announcedEnd})


def first_day(path: str, texts: Iterable[str]) -> date | None:
    """The first day that can be read among what is said of a property: the last one of an interval when it ends it."""
    days = (read_day(text, last=path in LASTING) for text in sorted(texts))
    return next((day for day in days if day is not None), None)


def is_right(text: str, datatype: str) -> bool:
    """Whether a date of that type is written as it must be, and exists; true of what is of no type of date."""
    form = DATES.get(datatype)
    if form is None:
        return True
    read = read_moment if datatype == XSD.dateTime else read_day
    return re.fullmatch(form, text, re.ASCII) is not None and read(text) is not None
