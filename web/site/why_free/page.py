# SPDX-License-Identifier: AGPL-3.0-or-later
"""Why free software, for an association: what can be said, first tools, people nearby, and what to read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from graph.arguments import Argument, Part, parts
from graph.diagnosis.questionnaire import questionnaires
from graph.entity import Reader, Source
from graph.namespaces import SCHEMA, TIS, local_name
from graph.readings.beginnings import FirstTool, first_tools
from graph.readings.nearby import ASKED, Nearby, Neighbour, nearby
from graph.readings.states import State
from graph.referral.situation import Query
from graph.referral.tools import AWARENESS_NEED, TRANSITION_NEED
from web.app.pages import href
from web.app.values import Display, display_of, named
from web.site.diagnosis.end import NOT_YET, WORKING_PAPERS

if TYPE_CHECKING:
    from datetime import date

    from web.app.ecosystem import Ecosystem

# Asked together: moving to free tools, and why.
NEEDS = (TRANSITION_NEED, AWARENESS_NEED)
HELPERS = 5


@dataclass(frozen=True)
class Point:
    """One thing to say; `objection` is what it answers, `question` what stays open."""

    title: str
    text: str
    objection: str
    condition: str
    question: str
    audiences: tuple[str, ...]
    readings: tuple[Display, ...]
    about: tuple[str, ...]
    href: str


@dataclass(frozen=True)
class Chapter:
    """One part of the page and its points."""

    slug: str
    title: str
    summary: str
    points: tuple[Point, ...]


@dataclass(frozen=True)
class Reading:
    """Something to read or to watch: its kind, what it is, where, and its state when it is not there yet."""

    title: Display
    kind: str
    text: str
    address: str
    state: State | None


@dataclass(frozen=True)
class WhyFree:
    """Everything the page says, in its order."""

    chapters: tuple[Chapter, ...]
    tools: tuple[FirstTool, ...]
    nearby: Nearby
    readings: tuple[Reading, ...]
    said_by: tuple[Display, ...]
    sources: tuple[Source, ...]

    def chapter(self, slug: str) -> Chapter | None:
        """A part that has something to say."""
        return next((item for item in self.chapters if item.slug == slug and item.points), None)

    def helpers(self) -> tuple[Neighbour, ...]:
        """Who to call, the nearest kind of help first, and one whose role is to welcome."""
        return (*self.nearby.answers[:HELPERS], *self.nearby.entries[:1])


def why_free(reader: Reader, ecosystem: Ecosystem, day: date) -> WhyFree:
    """The page of a day."""
    found = parts(reader.dataset, reader.model)
    said = [argument for part in found for argument in part.arguments]
    needs = Query(needs=tuple(map(local_name, NEEDS)), limit=ASKED, date=day.isoformat())
    around = ecosystem.public.surroundings
    tools = first_tools(reader, around, _tools_in_use(reader), day)
    return WhyFree(
        chapters=tuple(_chapter(reader, part) for part in found),
        tools=tools,
        nearby=nearby(reader, around, needs),
        readings=tuple(_readings(reader, said)),
        said_by=tuple(display_of(reader, iri) for iri in dict.fromkeys(iri for item in said for iri in item.said_by)),
        sources=named(reader.source(iri) for iri in _sources(reader, said, tools)),
    )


def _tools_in_use(reader: Reader) -> tuple[str, ...]:
    """The tools that associations say they use, in the order of the questionnaire that asks it."""
    asked = [question for item in questionnaires(reader.dataset) for question in item.questions]
    found = [iri for question in asked for answer in question.answers for iri in answer.tools]
    return tuple(dict.fromkeys(iri for iri in found if reader.dataset.flag(iri, TIS.freeSoftware) is False))


def _chapter(reader: Reader, part: Part) -> Chapter:
    points = tuple(_point(reader, argument) for argument in part.arguments)
    return Chapter(part.slug, part.choice.label(reader.lang), part.choice.definition(reader.lang), points)


def _point(reader: Reader, argument: Argument) -> Point:
    return Point(
        title=argument.title(reader.lang),
        text=argument.text(reader.lang),
        objection=argument.objection(reader.lang),
        condition=argument.condition(reader.lang),
        question=argument.question(reader.lang),
        audiences=tuple(reader.label(iri).lower() for iri in argument.audiences),
        readings=tuple(display_of(reader, iri) for iri in argument.readings),
        about=argument.about,
        href=href(argument.iri),
    )


def _readings(reader: Reader, said: Iterable[Argument]) -> Iterator[Reading]:
    """What the arguments cite, then what is about the same needs; what exists already comes first."""
    data = reader.dataset
    cited = [iri for argument in said for iri in argument.readings]
    about = [iri for need in NEEDS for iri in data.subjects(SCHEMA.about, need)]
    meetings = [iri for event in _meetings(reader) for iri in data.subjects(SCHEMA.recordedAt, event)]
    own = [iri for iri in dict.fromkeys([*cited, *about, *meetings]) if SCHEMA.CreativeWork in data.types(iri)]
    found = [_reading(reader, iri) for iri in own if _kinds(reader, iri).isdisjoint(WORKING_PAPERS)]
    yield from sorted(found, key=lambda item: item.state is not None)


def _meetings(reader: Reader) -> list[str]:
    """The meetings about free software, whose recordings and surveys are worth seeing."""
    about = [iri for need in NEEDS for iri in reader.dataset.subjects(SCHEMA.about, need)]
    return [iri for iri in about if SCHEMA.Event in reader.dataset.types(iri)]


def _reading(reader: Reader, iri: str) -> Reading:
    state = reader.dataset.link(iri, TIS.state)
    kinds = [reader.label(kind) for kind in reader.dataset.links(iri, TIS.resourceKind)]
    return Reading(
        title=display_of(reader, iri),
        kind=", ".join(kinds),
        text=reader.caption(iri),
        address=next(iter(reader.dataset.links(iri, SCHEMA.url)), ""),
        state=State("mi", reader.label(state)) if state and local_name(state) in NOT_YET else None,
    )


def _kinds(reader: Reader, iri: str) -> set[str]:
    return set(map(local_name, reader.dataset.links(iri, TIS.resourceKind)))


def _sources(reader: Reader, said: Iterable[Argument], tools: Iterable[FirstTool]) -> list[str]:
    """Who says what is on the page: the arguments, then the advice on tools."""
    advised = [source for tool in tools for source in tool.sources]
    return list(dict.fromkeys([*(source for item in said for source in item.sources), *advised]))
