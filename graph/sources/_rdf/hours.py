# SPDX-License-Identifier: AGPL-3.0-or-later
"""Opening hours that others say day by day, one node each, as one value in the syntax of OpenStreetMap."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence

from graph.namespaces import SCHEMA, local_name
from graph.text.opening import CODES, written

SPECIFICATIONS = (SCHEMA.openingHoursSpecification, SCHEMA.hoursAvailable)
_DAY, _OPENS, _CLOSES = SCHEMA.dayOfWeek, SCHEMA.opens, SCHEMA.closes
_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_TIME = re.compile(r"((?:[01]\d|2[0-4]):[0-5]\d)(?::00)?")


def hours_of(nodes: Sequence[Mapping[str, Sequence[str]]]) -> str:
    """The hours of nodes, each with the texts of its properties; "" unless all of all of them is read.

    Hours that hold for some weeks only, or that end the day after, are not said in one line.
    """
    found: dict[str, set[str]] = defaultdict(set)
    for node in nodes:
        if set(node) != {_DAY, _OPENS, _CLOSES}:
            return ""
        times = [_TIME.fullmatch(text) for path in (_OPENS, _CLOSES) for text in node[path]]
        days = [_day(text) for text in node[_DAY]]
        if len(times) != 2 or times[0] is None or times[1] is None or "" in days or times[0][1] >= times[1][1]:
            return ""
        for day in days:
            found[day].add(f"{times[0][1]}-{times[1][1]}")
    return written(found)


def _day(text: str) -> str:
    name = local_name(text).lower()
    return next((day for day, whole in zip(CODES, _NAMES, strict=True) if name in (whole, day.lower())), "")
