# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is known of the hosts that a question is about: their online services, open, in doubt and closed since when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from graph.arguments import ArgumentPart
from graph.entity import Mention, Reader, Source
from graph.entity.closing import CLOSED, CLOSING, LOST, Closing, closing_of
from graph.entity.known import FRESH
from graph.namespaces import ORG, SCHEMA, TIS, VOCABULARY
from graph.readings.sources import cited
from graph.readings.states import announced_text, seen_text, unheard_text
from graph.text.days import months_between
from graph.text.wording import Label, day_text

QUESTIONS = "questions"
UNKNOWN_DAY = Label("à une date inconnue")
TO_CONFIRM = VOCABULARY["state/to-confirm"]


@dataclass(frozen=True)
class ToldService:
    """An online service, and since when it is as it is said, or for when, in words; "" where it goes without saying."""

    service: Mention
    since: str


@dataclass(frozen=True)
class HostFacts:
    """A host at a day: what it keeps open, what is to be confirmed, what is not heard of, what closes, what is gone.

    Of what is `open` or `doubtful` it is told when that was last seen, where more than a year has gone by.
    `closing` is said to close, `closed` closed or was to close: the first one first.
    """

    host: Mention
    member_to_confirm: bool
    open: tuple[ToldService, ...]
    doubtful: tuple[ToldService, ...]
    lost: tuple[ToldService, ...]
    closing: tuple[ToldService, ...]
    closed: tuple[ToldService, ...]
    sources: tuple[Source, ...]


def hosting_facts(reader: Reader, parts: Iterable[ArgumentPart], day: date) -> dict[str, tuple[HostFacts, ...]]:
    """For each argument about hosts (by its IRI), what is known of them."""
    found = [argument for part in parts if part.slug == QUESTIONS for argument in part.arguments]
    return {argument.iri: tuple(facts) for argument in found if (facts := _facts(reader, argument.about, day))}


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
    lost = [service for service in services if known[service].at(day) == LOST]
    left = [service for service in services if service not in {*lost, *(item for _, item in (*gone, *leaving))}]
    doubtful = [service for service in left if known[service].state == TO_CONFIRM]
    return HostFacts(
        host=reader.mention(iri),
        member_to_confirm=doubt,
        open=tuple(_seen(reader, service, known[service], day) for service in left if service not in doubtful),
        doubtful=tuple(_seen(reader, service, known[service], day) for service in doubtful),
        lost=tuple(
            ToldService(reader.mention(service), unheard_text(known[service].seen, reader.lang)) for service in lost
        ),
        closing=tuple(ToldService(reader.mention(service), _last_day(end, reader.lang)) for end, service in leaving),
        closed=tuple(
            ToldService(reader.mention(service), _until(known[service], end, reader.lang)) for end, service in gone
        ),
        sources=cited(reader, _told_by(reader, services)),
    )


def _told_by(reader: Reader, services: Iterable[str]) -> list[str]:
    """The sources that say who hosts them, and what becomes of them; each once."""
    paths = (SCHEMA.provider, SCHEMA.endDate, TIS.announcedEnd, TIS.state)
    facts = [fact for path in paths for service in services for fact in reader.dataset.shown(service, path)]
    return list(dict.fromkeys(fact.source for fact in facts if fact.source))


def _services(reader: Reader, host: str) -> list[str]:
    """Its online services, those already begun or not."""
    data = reader.dataset
    return [iri for iri in data.subjects(SCHEMA.provider, host) if SCHEMA.WebApplication in data.types(iri)]


def _date_first(gone: tuple[date | None, str]) -> tuple[bool, date, str]:
    end, service = gone
    return end is None, end or date.max, service


def _seen(reader: Reader, service: str, known: Closing, day: date) -> ToldService:
    """When it was last seen, where nobody has for a year."""
    aged = known.seen is not None and months_between(known.seen, day) > FRESH
    return ToldService(reader.mention(service), seen_text(known.seen, reader.lang) if aged and known.seen else "")


def _until(known: Closing, end: date | None, lang: str) -> str:
    """The last day; for what was only said to close, that day as such."""
    return announced_text(known.announced, lang) if known.end is None and known.announced else _last_day(end, lang)


def _last_day(end: date | None, lang: str) -> str:
    return day_text(end, lang) if end else UNKNOWN_DAY(lang)
