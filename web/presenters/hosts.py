# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is known of the hosts that a question is about: their online services, open, in doubt and closed since when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from graph.entity import Reader, Source
from graph.namespaces import ORG, SCHEMA, TIS, VOCABULARY
from graph.referral.criteria.closed_instance import CLOSED
from web.filters import long_date
from web.language import translate
from web.presenters.tools import display_of
from web.presenters.values import Display, named
from web.presenters.why_free import Chapter

TO_CONFIRM = VOCABULARY["state/to-confirm"]


@dataclass(frozen=True)
class Gone:
    """An online service that closed, and since when in words."""

    service: Display
    since: str


@dataclass(frozen=True)
class HostFacts:
    """A host at a day: what it keeps open, what somebody said would close, what closed (the first closed first)."""

    host: Display
    member_to_confirm: bool
    open: tuple[Display, ...]
    doubtful: tuple[Display, ...]
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
    gone = [(_end(reader, service), service) for service in services if _is_closed(reader, service, day)]
    left = [service for service in services if service not in {service for _, service in gone}]
    doubtful = [service for service in left if data.link(service, TIS.state) == TO_CONFIRM]
    told = [fact.source for service in services for fact in data.facts(service, SCHEMA.provider)]
    told += [
        fact.source
        for service in services
        for path in (SCHEMA.endDate, TIS.state)
        for fact in data.facts(service, path)
    ]
    return HostFacts(
        host=display_of(reader, iri),
        member_to_confirm=doubt,
        open=tuple(display_of(reader, service) for service in left if service not in doubtful),
        doubtful=tuple(display_of(reader, service) for service in doubtful),
        closed=tuple(Gone(display_of(reader, service), _since(end)) for end, service in sorted(gone, key=_date_first)),
        sources=named(reader.source(source) for source in dict.fromkeys(filter(None, told))),
    )


def _services(reader: Reader, host: str) -> list[str]:
    """Its online services, those already begun or not."""
    data = reader.dataset
    return [iri for iri in data.subjects(SCHEMA.provider, host) if SCHEMA.WebApplication in data.types(iri)]


def _is_closed(reader: Reader, service: str, day: date) -> bool:
    end = _end(reader, service)
    return reader.dataset.link(service, TIS.state) in CLOSED if end is None else end < day


def _end(reader: Reader, service: str) -> date | None:
    return reader.dataset.day(service, SCHEMA.endDate)


def _date_first(gone: tuple[date | None, str]) -> tuple[bool, date, str]:
    end, service = gone
    return end is None, end or date.max, service


def _since(end: date | None) -> str:
    return long_date(end) if end else translate("à une date inconnue")
