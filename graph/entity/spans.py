# SPDX-License-Identifier: AGPL-3.0-or-later
"""From when until when an entity holds, as facts say it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from graph.namespaces import DCT, SCHEMA
from graph.text.days import exact

# An event that happens on one day changes the map from that day on.
START, END = (SCHEMA.startDate, DCT.date), (SCHEMA.endDate,)


@dataclass(frozen=True)
class Span:
    """From a first to a last valid day, both included; None is open."""

    start: date | None = None
    end: date | None = None

    def holds(self, day: date | None) -> bool:
        """Whether that day is inside; no day asks for no filter."""
        return day is None or ((self.start is None or self.start <= day) and (self.end is None or day <= self.end))

    def changes(self) -> Iterator[date]:
        """The days from which something differs."""
        if self.start:
            yield exact(self.start)
        if self.end and self.end < date.max:
            yield exact(self.end) + timedelta(days=1)


ALWAYS = Span()
