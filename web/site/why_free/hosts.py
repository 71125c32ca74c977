# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is known of the hosts that a question is about: their online services, open, in doubt and closed since when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from graph.entity import Reader, Source
from graph.entity.closing import CLOSED, CLOSING, Closing, closing_of
from graph.namespaces import ORG, SCHEMA, TIS, VOCABULARY
from graph.readings.states import announced_text
from web.app.filters import long_date
from web.app.language import language, translate
from web.app.values import Display, display_of, named
from web.site.why_free.page import Chapter

TO_CONFIRM = VOCABULARY["state/to-confirm"]


@dataclass(frozen=True)
class Gone:
    """An online service that closed, or is said to close, and since when or for when in words."""

    service: Display
    since: str


@dataclass(frozen=True)
class HostFacts:
    """A host at a day: what it keeps open, what is to be confirmed, what is said to close, what closed or was to close
    (the first one first)."""

    host: Display
    member_to_confirm: bool
    open: tuple[Display, ...]
    doubtful: tuple[Display, ...]
    closing: tuple[Gone, ...]
    closed: tuple[Gone, ...]
    sources: tuple[Source, ...]


def hosting_facts(reader: Reader, chapters: Iterable[Chapter], day: date) -> dict[str, tuple[HostFacts, ...]]:
    """For each point about hosts (by the address of its card), what is known of them."""
    points = [point for chapter in chapters if chapter.slug == "questions" for point in chapter.points]
    return {point.href: tuple(facts) for point in points if (facts := _facts(reader, point.about, day))}


def _facts(reader: Reader, about: Iterable[str], day: date) -> list[HostFacts]:
    found = []
    for iri in about:
        if ORG.OrganizationalCollaboration in reader.dataset.types(iri):
            found += [_host(reader, host, day, doubt) for host, doubt in _members(reader, iri, day)]
        elif _services(reader, iri):
            found.append(_host(reader, iri, day, False))
    return found


def _members(reader: Reader, network: str, day: date) -> list[tuple[str, bool]]:
    """The members that day, and whether somebody has still to confirm it."""
    data = reader.dataset
    ties = [tie for tie in data.subjects(ORG.organization, network) if data.valid(tie, day)]
    return [(host, data.link(tie, TIS.state) == TO_CONFIRM) for tie in ties for host in data.links(tie, ORG.member)]


def _host(reader: Reader, iri: str, day: date, doubt: bool) -> HostFacts:
    data, services = reader.dataset, _services(reader, iri)
    known = {service: closing_of(data, service) for service in services}
    gone, leaving = (
        sorted(((known[iri].day, iri) for iri in services if known[iri].at(day) == at), key=_date_first)
        for at in (CLOSED, CLOSING)
    )
    left = [service for service in services if service not in {service for _, service in (*gone, *leaving)}]
    doubtful = [service for service in left if known[service].state == TO_CONFIRM]
    told = [fact.source for service in services for fact in data.facts(service, SCHEMA.provider)]
    told += [
        fact.source
        for service in services
        for path in (SCHEMA.endDate, TIS.announcedEnd, TIS.state)
        for fact in data.facts(service, path)
    ]
    return HostFacts(
        host=display_of(reader, iri),
        member_to_confirm=doubt,
        open=tuple(display_of(reader, service) for service in left if service not in doubtful),
        doubtful=tuple(display_of(reader, service) for service in doubtful),
        closing=tuple(Gone(display_of(reader, service), _since(end)) for end, service in leaving),
        closed=tuple(Gone(display_of(reader, service), _until(known[service], end)) for end, service in gone),
        sources=named(reader.source(source) for source in dict.fromkeys(filter(None, told))),
    )


def _services(reader: Reader, host: str) -> list[str]:
    """Its online services, those already begun or not."""
    data = reader.dataset
    return [iri for iri in data.subjects(SCHEMA.provider, host) if SCHEMA.WebApplication in data.types(iri)]


def _date_first(gone: tuple[date | None, str]) -> tuple[bool, date, str]:
    end, service = gone
    return end is None, end or date.max, service


def _until(known: Closing, end: date | None) -> str:
    """The last day; for what was only said to close, that day as such."""
    return announced_text(known.announced, language()) if known.end is None and known.announced else _since(end)


def _since(end: date | None) -> str:
    return long_date(end) if end else translate("à une date inconnue")
