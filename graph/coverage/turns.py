# SPDX-License-Identifier: AGPL-3.0-or-later
"""The days on which a survey may be other than on the day before: between two of them, all are alike."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING

from graph.text.days import A_DAY, Span, exact, settled, turning
from graph.text.wording import MONTHS_IN_YEAR, month_number

if TYPE_CHECKING:
    from graph.referral._types import Traits
    from graph.referral.index import ReferralIndex

# Those that a calendar has.
KNOWN_MONTHS = range(month_number(date.min), month_number(date.max) + 1)


def turns(index: ReferralIndex) -> tuple[date, ...]:
    """Beginnings and ends of all that the referral reads, and the months in which what is known gets too old, in order.

    Who comes first among equals is drawn each day anew: that alone may differ between two of them.
    """
    with index.lock:
        traits = {offer.traits for offers in index.offers.values() for offer in offers}
        spans = turning(_spans(index, traits))
    months = {month + age for month in _months(traits) for item in index.criteria for age in item.ages}
    return tuple(sorted({*spans, *_closings(traits), *(_first(month) for month in months if month in KNOWN_MONTHS)}))


def settled_day(index: ReferralIndex, known: tuple[date, ...], day: date) -> date:
    """The first of the days on which the survey is as on that one, `known` being those on which it turns; of its month,
    where a criterion looks at the month and does not say when that matters."""
    found = settled(known, day)
    unsaid = any("month" in item.asks and not item.ages for item in index.criteria)
    return max(found, day.replace(day=1)) if unsaid else found


def _spans(index: ReferralIndex, traits: Iterable[Traits]) -> Iterator[Span]:
    for item in traits:
        yield from (item.span, item.actor_span)
    for actor in index.actors.values():
        yield actor.span
        for circle in actor.circles:
            for step in circle.steps:
                yield from step.spans


def _closings(traits: Iterable[Traits]) -> Iterator[date]:
    """Days announced, after which a service is no longer proposed, and days on which its state was seen."""
    for item in traits:
        for day in (item.announced, item.seen):
            if day is not None:
                yield exact(day)
                if exact(day) < date.max:
                    yield exact(day) + A_DAY


def _months(traits: Iterable[Traits]) -> Iterator[int]:
    """The months in which something was said, seen, begun or reported."""
    for item in traits:
        if item.proof.month is not None:
            yield item.proof.month
        for day in (item.seen, item.span.start, *(report.day for report in item.reports)):
            if day is not None:
                yield month_number(day)


def _first(month: int) -> date:
    return date(month // MONTHS_IN_YEAR, month % MONTHS_IN_YEAR + 1, 1)
