# SPDX-License-Identifier: AGPL-3.0-or-later
"""The days to note: those of the services that answer, and the meetings of those who answer or about what is asked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from exports.sheets import Dated
from graph.namespaces import DCT, SCHEMA
from graph.text.days import DAY, precision
from web.app.filters import french
from web.app.language import language
from web.app.pages import href, reader
from web.site.referral.facts import days_of
from web.site.takeaway.page import root, whole

if TYPE_CHECKING:
    from web.site.referral.request import Answered


LONGEST = 31  # days: what lasts longer is a period, not a date to note


def dates_of(found: Answered) -> tuple[Dated, ...]:
    """Every day to come, soonest first."""
    day = found.situation.day
    dated = {item.uid: item for item in _all(found, day)}
    return tuple(sorted(dated.values(), key=lambda item: (item.start, item.uid)))


def _all(found: Answered, day: date) -> Iterator[Dated]:
    actors, subjects = set(), {need.iri for need in found.situation.needs}
    # A date to note would recommend what is about to close.
    for result in (result for result in found.referral.results if not result.last):
        actors |= {result.actor.iri, result.provider.iri}
        if result.service:
            yield from service_dates(result.service.iri, day)
            actors.add(result.service.iri)
    data = reader().dataset
    events = {iri for actor in actors for iri in data.subjects(SCHEMA.organizer, actor)}
    events |= {iri for subject in subjects for iri in data.subjects(SCHEMA.about, subject)}
    for iri in sorted(events):
        yield from event_dates(iri, day)


def service_dates(iri: str, day: date) -> Iterator[Dated]:
    """The days from one on which a service will take place."""
    for start in days_of(reader(), iri, day):
        yield _dated(iri, start, None, SCHEMA.provider)


def event_dates(iri: str, day: date) -> Iterator[Dated]:
    """An event that is not over, unless only the period in which it will be held is known."""
    data = reader().dataset
    if SCHEMA.Event not in data.types(iri):
        return
    start, end = data.day(iri, SCHEMA.startDate), data.day(iri, SCHEMA.endDate)
    if precision(start) != DAY or precision(end) != DAY:  # a calendar holds days: a month or a year is none
        return
    if start is not None and (end or start) >= day and ((end or start) - start).days < LONGEST:
        yield _dated(iri, start, end, SCHEMA.organizer)


def _dated(iri: str, start: date, end: date | None, by: str) -> Dated:
    here, data = reader(), reader().dataset
    places = data.links(iri, SCHEMA.location)
    name = "-".join(here.address(iri) or ("thing",))
    return Dated(
        uid=f"{name}-{start.isoformat()}@{urlsplit(root()).hostname}",
        title=_set(here.label(iri)),
        start=start,
        end=end if end and end > start else None,
        who=", ".join(_set(here.label(one)) for one in data.links(iri, by)),
        place=", ".join(here.label(one) for one in places),
        about=_set(data.text(iri, DCT.description, here.lang) or ""),
        address=whole(href(iri)),
    )


def _set(text: str) -> str:
    return french(text) if language() == "fr" else text
