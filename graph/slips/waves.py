# SPDX-License-Identifier: AGPL-3.0-or-later
"""Waves: many anonymous reports in a short time, told by the minute of each, whoever sent them and from wherever."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

# A busy desk says a few outcomes a day, and a room of ten people who go through their slips together may say fifteen
# in half an hour: twenty are worth a look. What comes more slowly is read one card at a time, and weighs nothing.
MANY = 20
WITHIN = timedelta(minutes=30)
# An older wave is no alarm any more; what it left is read card by card.
LOOKED_AT = timedelta(days=90)
WITHDRAWN, KEPT = "withdrawn", "kept"


class MinuteOfReports(NamedTuple):
    """Anonymous reports about one actor (`kind/slug`) in one minute (UTC, `2026-11-30T07:45`)."""

    minute: str
    actor: str
    times: int

    @property
    def moment(self) -> datetime:
        """The minute as a moment."""
        return moment(self.minute)


@dataclass(frozen=True)
class Wave:
    """A wave, from its first minute to its last (UTC): how many reports, about how many actors."""

    first: str
    last: str
    reports: int = 0
    actors: int = 0

    def __contains__(self, minute: str) -> bool:
        """Whether a report of that minute is part of it; none of which the minute is not known is."""
        return bool(minute) and self.first <= minute <= self.last


def waves(reports: Sequence[MinuteOfReports]) -> tuple[Wave, ...]:
    """The waves among reports in order, the last first: each run in which every one is among MANY WITHIN a time."""
    found: list[tuple[int, int]] = []
    start = total = 0
    for end, report in enumerate(reports):
        total += report.times
        while report.moment - reports[start].moment > WITHIN:
            total -= reports[start].times
            start += 1
        if total >= MANY:
            if found and start <= found[-1][1]:
                found[-1] = (found[-1][0], end)
            else:
                found.append((start, end))
    return tuple(_wave(reports[start : end + 1]) for start, end in reversed(found))


def _wave(inside: Sequence[MinuteOfReports]) -> Wave:
    actors = {report.actor for report in inside}
    return Wave(inside[0].minute, inside[-1].minute, sum(report.times for report in inside), len(actors))


def minute_of(now: datetime) -> str:
    """The minute of a moment (in UTC), as it is noted."""
    return f"{now.astimezone(UTC):%Y-%m-%dT%H:%M}"


def moment(minute: str) -> datetime:
    """The moment of a minute."""
    return datetime.fromisoformat(minute).replace(tzinfo=UTC)


def since(today: date) -> date:
    """From which day on reports are looked at for waves."""
    return today - LOOKED_AT
