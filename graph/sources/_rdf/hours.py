# SPDX-License-Identifier: AGPL-3.0-or-later
"""Opening hours that others say day by day, one node each, as one value in the syntax of OpenStreetMap."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from graph.namespaces import SCHEMA, local_name
from graph.text.schedules import DAYS, WEEKLY, opening_of

SPECIFICATIONS = (SCHEMA.openingHoursSpecification, SCHEMA.hoursAvailable)
_DAY, _OPENS, _CLOSES = SCHEMA.dayOfWeek, SCHEMA.opens, SCHEMA.closes
_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def hours_of(nodes: Sequence[Mapping[str, Sequence[str]]]) -> str:
    """The hours of nodes, each with the texts of its properties; "" unless all of all of them is read.

    Hours that hold for some weeks only, or that end the day after, are not said in one line.
    """
    rows = []
    for node in nodes:
        if set(node) != {_DAY, _OPENS, _CLOSES} or len(node[_OPENS]) != 1 or len(node[_CLOSES]) != 1:
            return ""
        opens, closes, days = node[_OPENS][0], node[_CLOSES][0], [_day(text) for text in node[_DAY]]
        if opens >= closes or "" in days:  # from midnight to midnight is closed all day
            return ""
        rows.append({"freq": WEEKLY, "byday": ",".join(days), "opens_at": opens, "closes_at": closes})
    return opening_of(rows)


def _day(text: str) -> str:
    name = local_name(text).lower()
    return next((day for day, whole in zip(DAYS, _NAMES, strict=True) if name in (whole, day.lower())), "")
