# SPDX-License-Identifier: AGPL-3.0-or-later
"""What an answer rests on, each fact with its source; how it is named in an address; the days it is offered on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from flask import url_for

from graph.entity import Reader, Source
from graph.namespaces import TIS
from web.app.pages import kept
from web.app.texts import colon
from web.app.values import named

if TYPE_CHECKING:
    from graph.referral.answer import Detail, Result

DATED_KINDS = ("service", "event")


@dataclass(frozen=True)
class Told:
    """One fact in words, and who says so (None when nobody is named)."""

    text: str
    source: Source | None


def answer_id(reader: Reader, result: Result) -> str:
    """`service/workshop`, followed by `@organisation/mill` where the one to call is not the one who offers."""
    thing = _short(reader, (result.service or result.actor).iri)
    return thing if result.actor.iri == result.provider.iri else f"{thing}@{_short(reader, result.actor.iri)}"


def told(reader: Reader, result: Result, details: tuple[Detail, ...]) -> tuple[Told, ...]:
    """The path, then each field beside the answer, as sentences with their sources; each fact once."""
    found = [
        *((edge.text(reader), edge.fact.source) for edge in result.path),
        *_fields(reader, result, details),
    ]
    sources = {iri: source_of(reader, iri) for _, iri in found if iri}
    return tuple(Told(text, sources.get(iri)) for text, iri in dict.fromkeys(found))


def _fields(reader: Reader, result: Result, details: tuple[Detail, ...]) -> Iterator[tuple[str, str]]:
    """A field may be said of the service or of the one who offers it."""
    on_path = {edge.fact.p for edge in result.path}
    for detail in details:
        if detail.field not in on_path:
            for iri in dict.fromkeys(((result.service or result.provider).iri, result.provider.iri)):
                source = next((fact.source for fact in reader.dataset.facts(iri, detail.field)), None)
                if source is not None:
                    name = detail.label[:1].upper() + detail.label[1:]
                    yield f"{name}{colon()} {', '.join(detail.values)}", source
                    break


def source_of(reader: Reader, iri: str) -> Source:
    """A source as it is named to readers; each is read once between two changes of the facts."""
    known: dict[str, Source] = kept("sources of facts", dict)
    if iri not in known:
        known[iri] = named([reader.source(iri)])[0]
    return known[iri]


def days_of(reader: Reader, iri: str, day: date) -> tuple[date, ...]:
    """The days from that one on which a service will take place."""
    found = set()
    for value in reader.dataset.values(iri, TIS.nextDate):
        try:
            found.add(date.fromisoformat(str(getattr(value, "value", value))[:10]))
        except ValueError:
            continue
    return tuple(sorted(item for item in found if item >= day))


def calendar_of(reader: Reader, iri: str, day: date) -> str:
    """The address of the calendar of a service with days to come, "" without."""
    address = reader.address(iri)
    if address is None or address[0] not in DATED_KINDS or not days_of(reader, iri, day):
        return ""
    return url_for("referral_take_away.calendar", kind=address[0], slug=address[1], date=day)


def _short(reader: Reader, iri: str) -> str:
    return "/".join(reader.address(iri) or (iri,))
