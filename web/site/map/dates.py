# SPDX-License-Identifier: AGPL-3.0-or-later
"""The time of a map: the dates that exist as a scale to slide along, and what to compare a date with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from graph.mindmaps import MindMap, Trace
from graph.text.days import is_exact
from graph.text.wording import UNTIL, dated, day_text, period
from web.app.language import language, translate

# What a year takes to be written on the narrowest scale, in hundredths of its width: on a page, and seen from afar.
YEAR, FROM_AFAR = 13.0, 20.0
# Every how many years one is written, as room allows.
STRIDES = (1, 2, 5, 10, 20, 50, 100, 200, 500)


@dataclass(frozen=True)
class Tick:
    """A date of the scale: its place, in hundredths of the width."""

    day: date
    x: float


@dataclass(frozen=True)
class YearMark:
    """A year written under the scale: where it begins, and the middle of its figures, in hundredths of the width."""

    year: int
    x: float
    middle: float


@dataclass(frozen=True)
class Scale:
    """The dates at their real distances, over so many `days`, and the years to find one's way by."""

    ticks: tuple[Tick, ...]
    years: tuple[YearMark, ...]
    days: int
    at: int


def scale(stops: Sequence[date], day: date, year: float = YEAR) -> Scale:
    """The scale of some dates in order, `day` being the one that is shown; a year is written where it begins, every so
    many years that each has `year` hundredths, within the scale at both ends."""
    first, last = stops[0].toordinal(), stops[-1].toordinal()
    length = max(1, last - first)

    def place(one: date) -> float:
        return round(100 * (one.toordinal() - first) / length, 2)

    ticks = tuple(Tick(stop, place(stop)) for stop in stops)
    stride = next((it for it in STRIDES if it * 365 * 100 / length >= year), STRIDES[-1])
    begun = [date(it, 1, 1) for it in range(stops[0].year, stops[-1].year + 1) if it % stride == 0]
    marks = [YearMark(it.year, place(it), _within(place(it), year)) for it in begun if first <= it.toordinal() <= last]
    if not marks:
        marks = [YearMark(stops[0].year, 0.0, year / 2)]
    # At both ends figures are pushed inwards: those that would meet them give way.
    kept = [mark for mark, after in pairwise(marks) if after.middle - mark.middle >= year]
    return Scale(ticks, (*kept, marks[-1]), last - first, day.toordinal() - first)


def _within(x: float, year: float) -> float:
    return round(min(max(x, year / 2), 100 - year / 2), 2)


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


def ended(trace: Trace) -> str:
    """`CAN, jusqu’en 2021 : que s’est-il passé ?`, the words that lead to the comparison around its end."""
    said = translate("{label}, {until} : que s’est-il passé ?").replace("{label}", trace.label)
    return said.replace("{until}", dated(trace.end, UNTIL, language()))
