# SPDX-License-Identifier: AGPL-3.0-or-later
"""The days to note: those of the services that answer, and the meetings of those who answer or about what is asked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from graph.namespaces import DCT, SCHEMA, TIS
from graph.text.days import DAY, precision

if TYPE_CHECKING:
    from graph.entity import Mention, Reader
    from graph.referral.answer import Referral

DATED_KINDS = ("service", "event")
LONGEST = 31  # days: what lasts longer is a period, not a date to note


@dataclass(frozen=True)
class DayToNote:
    """A day, or the days from `start` to `end`, of a service or an event: who holds it, where, and what it is about.

    `uid` stays the same from one reading to the next.
    """

    uid: str
    thing: Mention
    start: date
    end: date | None
    who: str
    place: str
    about: str


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
    for start in days_of(reader, iri, day):
        yield _day(reader, iri, start, None, SCHEMA.provider)


def event_days(reader: Reader, iri: str, day: date) -> Iterator[DayToNote]:
    """An event that is not over, unless only the period in which it will be held is known."""
    data = reader.dataset
    if SCHEMA.Event not in data.types(iri):
        return
    start, end = data.day(iri, SCHEMA.startDate), data.day(iri, SCHEMA.endDate)
    if precision(start) != DAY or precision(end) != DAY:  # a calendar holds days: a month or a year is none
        return
    if start is not None and (end or start) >= day and ((end or start) - start).days < LONGEST:
        yield _day(reader, iri, start, end, SCHEMA.organizer)


def days_of(reader: Reader, iri: str, day: date) -> tuple[date, ...]:
    """The days from that one on which a service will take place."""
    found = set()
    for value in reader.dataset.values(iri, TIS.nextDate):
        try:
            found.add(date.fromisoformat(str(getattr(value, "value", value))[:10]))
        except ValueError:
            continue
    return tuple(sorted(item for item in found if item >= day))


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


def _day(reader: Reader, iri: str, start: date, end: date | None, by: str) -> DayToNote:
    data, thing = reader.dataset, reader.mention(iri)
    return DayToNote(
        uid=f"{thing.key.replace('/', '-') or 'thing'}-{start.isoformat()}",
        thing=thing,
        start=start,
        end=end if end and end > start else None,
        who=", ".join(reader.label(one) for one in data.links(iri, by)),
        place=", ".join(reader.label(one) for one in data.links(iri, SCHEMA.location)),
        about=data.text(iri, DCT.description, reader.lang) or "",
    )
