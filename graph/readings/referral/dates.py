# SPDX-License-Identifier: AGPL-3.0-or-later
"""The days to note: those of the services that answer, and the meetings of those who answer or about what is asked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from graph.namespaces import DCT, SCHEMA, TIS
from graph.text.days import is_exact, read_day, read_moment

if TYPE_CHECKING:
    from graph.entity import Mention, Reader
    from graph.referral.answer import Referral

LONGEST = 31  # days: what lasts longer is a period, not a date to note


@dataclass(frozen=True)
class DayToNote:
    """A day, or the days from `start` to `end`, of a service or an event: who holds it, where, and what it is about.

    `at` and `until` are the hours, where they are known. `uid` stays the same from one reading to the next.
    """

    uid: str
    thing: Mention
    start: date
    end: date | None
    who: str
    place: str
    about: str
    at: datetime | None = None
    until: datetime | None = None


def days_to_note(reader: Reader, referral: Referral) -> tuple[DayToNote, ...]:
    """Every day to come of a referral, soonest first."""
    days = {item.uid: item for item in _all(reader, referral)}
    return tuple(sorted(days.values(), key=lambda item: (item.start, item.uid)))


def days_to_come(reader: Reader, iri: str, day: date) -> tuple[DayToNote, ...]:
    """Those of one service or one event."""
    is_event = SCHEMA.Event in reader.dataset.types(iri)
    return tuple((event_days if is_event else service_days)(reader, iri, day))


def service_days(reader: Reader, iri: str, day: date) -> Iterator[DayToNote]:
    """The days from one on which a service will take place."""
    for start, at in _next(reader, iri, day).items():
        yield _day(reader, iri, (start, None), SCHEMA.provider, (at, None))


def event_days(reader: Reader, iri: str, day: date) -> Iterator[DayToNote]:
    """An event that is not over, unless only the period in which it will be held is known."""
    data = reader.dataset
    if SCHEMA.Event not in data.types(iri):
        return
    start, end = data.day(iri, SCHEMA.startDate), data.day(iri, SCHEMA.endDate)
    if not is_exact(start) or not is_exact(end):  # a calendar holds days: a month, a year or a bound is none
        return
    if start is not None and (end or start) >= day and ((end or start) - start).days < LONGEST:
        hours = _moment(reader, iri, SCHEMA.startDate), _moment(reader, iri, SCHEMA.endDate)
        yield _day(reader, iri, (start, end), SCHEMA.organizer, hours)


def days_of(reader: Reader, iri: str, day: date) -> tuple[date, ...]:
    """The days from that one on which a service will take place."""
    return tuple(_next(reader, iri, day))


def _next(reader: Reader, iri: str, day: date) -> dict[date, datetime | None]:
    """The days to come of a service, in order, each with its first hour when one is known."""
    found: dict[date, datetime | None] = {}
    for value in reader.dataset.values(iri, TIS.nextDate):
        text = value if isinstance(value, str) else value.value
        moment = read_moment(text)
        start = moment.date() if moment else read_day(text)
        if start is not None and is_exact(start) and start >= day:
            found[start] = min(filter(None, (moment, found.get(start))), default=None)
    return dict(sorted(found.items()))


def _moment(reader: Reader, iri: str, path: str) -> datetime | None:
    """The hour at which it begins or ends; None where only the day is known."""
    texts = (value if isinstance(value, str) else value.value for value in reader.dataset.values(iri, path))
    return next((moment for moment in map(read_moment, texts) if moment), None)


def _all(reader: Reader, referral: Referral) -> Iterator[DayToNote]:
    day, actors = referral.situation.day, set()
    # A date to note would recommend what is about to close.
    for result in (result for result in referral.results if not result.last):
        actors |= {result.actor.iri, result.provider.iri}
        if result.service:
            yield from service_days(reader, result.service.iri, day)
            actors.add(result.service.iri)
    data = reader.dataset
    events = {iri for actor in actors for iri in data.subjects(SCHEMA.organizer, actor)}
    events |= {iri for need in referral.situation.needs for iri in data.subjects(SCHEMA.about, need.iri)}
    for iri in sorted(events):
        yield from event_days(reader, iri, day)


def _day(
    reader: Reader,
    iri: str,
    days: tuple[date, date | None],
    by: str,
    hours: tuple[datetime | None, datetime | None],
) -> DayToNote:
    (start, end), data, thing = days, reader.dataset, reader.mention(iri)
    return DayToNote(
        uid=f"{thing.key.replace('/', '-') or 'thing'}-{start.isoformat()}",
        thing=thing,
        start=start,
        end=end if end and end > start else None,
        who=", ".join(reader.label(one) for one in data.links(iri, by)),
        place=", ".join(reader.label(one) for one in data.links(iri, SCHEMA.location)),
        about=data.text(iri, DCT.description, reader.lang) or "",
        at=hours[0],
        until=hours[1] if hours[0] else None,
    )
