# SPDX-License-Identifier: AGPL-3.0-or-later
"""The time of a map: the dates that exist as a scale to slide along, and what to compare a date with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from graph.mindmaps import MindMap
from graph.text.days import is_exact
from graph.text.wording import day_text, period
from web.app.language import language, translate

# What a year takes to be written on the narrowest scale, in hundredths of its width: on a page, and seen from afar.
YEAR, FROM_AFAR = 13.0, 20.0


@dataclass(frozen=True)
class Tick:
    """A date of the scale: its place, in hundredths of the width, the year when it is written there, and the middle
    of that."""

    day: date
    x: float
    year: str
    middle: float


def scale(stops: Sequence[date], year: float = YEAR) -> tuple[Tick, ...]:
    """The dates at equal distances, as a slider moves; each year is written at its first date, where there is room for
    `year` hundredths: centred on its date, within the scale at both ends."""
    places = [100 * index / max(1, len(stops) - 1) for index in range(len(stops))]
    written: dict[int, float] = {}
    free = 100.0
    # From the last: the present matters most.
    for index in range(len(stops) - 1, -1, -1):
        first = index == 0 or stops[index - 1].year != stops[index].year
        left = min(max(places[index] - year / 2, 0.0), 100 - year)
        if first and left + year <= free:
            written[index], free = round(left + year / 2, 2), left
    return tuple(
        Tick(day, round(places[index], 2), str(day.year) if index in written else "", written.get(index, 0.0))
        for index, day in enumerate(stops)
    )


def earlier(stops: Sequence[date], day: date) -> list[date]:
    """What a day can be compared with, the latest first."""
    return [stop for stop in reversed(stops) if stop < day]


def beside(stops: Sequence[date], day: date) -> tuple[date | None, date | None]:
    """The stop before a day and the one after it."""
    before, after = [stop for stop in stops if stop < day], [stop for stop in stops if stop > day]
    return (before[-1] if before else None), (after[0] if after else None)


def changed(mindmap: MindMap) -> str:
    """The title of what changed between the two days of a map; "" when it compares none."""
    if mindmap.since is None:
        return ""
    since, day, lang = mindmap.told(mindmap.since), mindmap.told(mindmap.day), language()
    if not is_exact(since) or not is_exact(day):
        return translate("Ce qui a changé : {period}").replace("{period}", period(since, day, lang))
    said = translate("Ce qui a changé entre le {since} et le {day}")
    return said.replace("{since}", day_text(since, lang)).replace("{day}", day_text(day, lang))
