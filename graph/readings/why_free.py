# SPDX-License-Identifier: AGPL-3.0-or-later
"""Why free software, for an association: what can be said, first tools, people nearby, and what to read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from graph.arguments import Argument, ArgumentPart, parts
from graph.diagnosis.questionnaire import questionnaires
from graph.entity import Mention, Reader, Source
from graph.namespaces import SCHEMA, TIS, local_name
from graph.readings.beginnings import FirstTool, first_tools
from graph.readings.nearby import ASKED, Nearby, Neighbour, Surroundings, nearby
from graph.readings.resources import is_working_paper, to_come
from graph.readings.sources import cited
from graph.readings.states import DOUBT, State
from graph.referral.situation import Query
from graph.referral.tools import AWARENESS_NEED, TRANSITION_NEED

if TYPE_CHECKING:
    from datetime import date

# Asked together: moving to free tools, and why.
NEEDS = (TRANSITION_NEED, AWARENESS_NEED)
HELPERS = 5


@dataclass(frozen=True)
class ToRead:
    """Something to read or to watch: its kind, what it is, where, and its state when it is not there yet."""

    title: Mention
    kind: str
    text: str
    address: str
    state: State | None


@dataclass(frozen=True)
class WhyFree:
    """What can be said, part by part; first tools; who to call; what to read; who says so."""

    parts: tuple[ArgumentPart, ...]
    tools: tuple[FirstTool, ...]
    nearby: Nearby
    readings: tuple[ToRead, ...]
    said_by: tuple[Mention, ...]
    sources: tuple[Source, ...]

    def part(self, slug: str) -> ArgumentPart | None:
        """A part that has something to say."""
        return next((item for item in self.parts if item.slug == slug and item.arguments), None)

    def helpers(self) -> tuple[Neighbour, ...]:
        """Who to call, the nearest kind of help first, and one whose role is to welcome."""
        return (*self.nearby.answers[:HELPERS], *self.nearby.entries[:1])


def why_free(reader: Reader, around: Surroundings, day: date) -> WhyFree:
    """The page of a day."""
    found = parts(reader.dataset, reader.model)
    said = [argument for part in found for argument in part.arguments]
    needs = Query(needs=tuple(map(local_name, NEEDS)), limit=ASKED, date=day.isoformat())
    tools = first_tools(reader, around, _tools_in_use(reader), day)
    return WhyFree(
        parts=found,
        tools=tools,
        nearby=nearby(reader, around, needs),
        readings=tuple(_readings(reader, said)),
        said_by=tuple(reader.mention(iri) for iri in dict.fromkeys(iri for item in said for iri in item.said_by)),
        sources=cited(reader, _sources(said, tools)),
    )


def _tools_in_use(reader: Reader) -> tuple[str, ...]:
    """The tools that associations say they use, in the order of the questionnaire that asks it."""
    asked = [question for item in questionnaires(reader.dataset) for question in item.questions]
    found = [iri for question in asked for answer in question.answers for iri in answer.tools]
    return tuple(dict.fromkeys(iri for iri in found if reader.dataset.flag(iri, TIS.freeSoftware) is False))


def _readings(reader: Reader, said: Iterable[Argument]) -> Iterator[ToRead]:
    """What the arguments cite, then what is about the same needs; what exists already comes first."""
    data = reader.dataset
    cited = [iri for argument in said for iri in argument.readings]
    about = [iri for need in NEEDS for iri in data.subjects(SCHEMA.about, need)]
    meetings = [iri for event in _meetings(reader) for iri in data.subjects(SCHEMA.recordedAt, event)]
    own = [iri for iri in dict.fromkeys([*cited, *about, *meetings]) if SCHEMA.CreativeWork in data.types(iri)]
    found = [_reading(reader, iri) for iri in own if not is_working_paper(reader, iri)]
    yield from sorted(found, key=lambda item: item.state is not None)


def _meetings(reader: Reader) -> list[str]:
    """The meetings about free software, whose recordings and surveys are worth seeing."""
    about = [iri for need in NEEDS for iri in reader.dataset.subjects(SCHEMA.about, need)]
    return [iri for iri in about if SCHEMA.Event in reader.dataset.types(iri)]


def _reading(reader: Reader, iri: str) -> ToRead:
    state = to_come(reader, iri)
    kinds = [reader.label(kind) for kind in reader.dataset.links(iri, TIS.resourceKind)]
    return ToRead(
        title=reader.mention(iri),
        kind=", ".join(kinds),
        text=reader.caption(iri),
        address=next(iter(reader.dataset.links(iri, SCHEMA.url)), ""),
        state=State(DOUBT, reader.label(state)) if state else None,
    )


def _sources(said: Iterable[Argument], tools: Iterable[FirstTool]) -> list[str]:
    """Who says what is on the page: the arguments, then the advice on tools."""
    advised = [source for tool in tools for source in tool.sources]
    return list(dict.fromkeys([*(source for item in said for source in item.sources), *advised]))
