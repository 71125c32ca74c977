# SPDX-License-Identifier: AGPL-3.0-or-later
"""What an association asks about a tool: is it for us, where is it open, what may replace it, who helps."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from graph.arguments import arguments_about
from graph.entity import Reader
from graph.namespaces import SCHEMA, TIS, local_name
from graph.readings.nearby import ASKED, OUT, Nearby, Surroundings, nearby
from graph.readings.states import State, announced_text
from graph.readings.tools import WayOut, WaysOut, closed, since, way_out, ways_out
from graph.referral.situation import Query
from graph.referral.tools import AWARENESS_NEED, TRANSITION_NEED
from graph.text.licences import licence
from graph.text.wording import UNTIL, dated
from web.app.filters import month
from web.app.language import language, translate
from web.app.pages import href
from web.app.values import Display, display_of

if TYPE_CHECKING:
    from datetime import date

    from graph.referral.answer import Advice, Hosting
    from web.app.ecosystem import Ecosystem

NAMED = 3  # tools named in the first sentence


@dataclass(frozen=True)
class Host:
    """An online service of a tool: who hosts it, since when, at what price or condition, open or closed."""

    instance: Display
    host: Display | None
    access: str
    state: State


@dataclass(frozen=True)
class Reason:
    """Why to think of it: an argument, its text and where it comes from."""

    title: Display
    text: str
    said_by: tuple[Display, ...]


@dataclass(frozen=True)
class ToolSheet:
    """A tool's page; `own` is how it would be taken up when it is free software.

    `helpers` know the tool; `guides` help to move to free tools in general, and `readings` are about that.
    """

    sentence: str
    nature: str
    own: WayOut | None
    replaces: tuple[Display, ...]
    hosts: tuple[Host, ...]
    exits: WaysOut | None
    services: tuple[tuple[Display, tuple[Host, ...]], ...]
    needs: tuple[Display, ...]
    helpers: tuple[tuple[Display, Display | None], ...]
    guides: Nearby
    reason: Reason | None
    resources: tuple[Display, ...]
    readings: tuple[Display, ...]


def tool_sheet(reader: Reader, ecosystem: Ecosystem, iri: str, day: date) -> ToolSheet | None:
    """How to take up a free tool, or how to leave another, as seen from the home département; None for no tool."""
    if SCHEMA.SoftwareApplication not in reader.dataset.types(iri):
        return None
    asked = Query(tools=(local_name(iri),), limit=1, date=day.isoformat())
    around = ecosystem.public.surroundings
    advice = next((item for item in around.answer(asked).advice if item.tool.iri == iri), None)
    return _sheet(reader, around, advice, day) if advice else None


def _sheet(reader: Reader, around: Surroundings, advice: Advice, day: date) -> ToolSheet:
    iri = advice.tool.iri
    own = next((item for item in advice.alternatives if item.tool.iri == iri), None)
    ways = None if own else ways_out(reader, advice, len(advice.alternatives))
    replaces = tuple(_replaced(reader, iri))
    hosts = [(item.tool.iri, (*item.open_instances, *item.closed_instances)) for item in advice.alternatives]
    return ToolSheet(
        sentence=_sentence(reader, advice, replaces),
        nature=_nature(reader, advice),
        own=way_out(reader, own) if own else None,
        replaces=replaces,
        hosts=tuple(_host(reader, hosting) for tool, found in hosts for hosting in found if tool == iri),
        exits=ways if ways and ways.compared else None,
        services=tuple(
            (display_of(reader, tool), tuple(_host(reader, hosting) for hosting in found))
            for tool, found in hosts
            if found and tool != iri
        ),
        needs=tuple(display_of(reader, need) for need in reader.dataset.links(iri, TIS.meetsNeed)),
        helpers=tuple(_helpers(reader, around, advice)),
        guides=_guides(reader, around, day),
        reason=_reason(reader, iri),
        resources=tuple(display_of(reader, item.iri) for item in advice.resources),
        readings=tuple(display_of(reader, item.iri) for item in advice.readings),
    )


def _guides(reader: Reader, around: Surroundings, day: date) -> Nearby:
    """Who helps to move to free tools, whatever the tool."""
    needs = (local_name(TRANSITION_NEED), local_name(AWARENESS_NEED))
    return nearby(reader, around, Query(needs=needs, limit=ASKED, date=day.isoformat()))


def _helpers(reader: Reader, around: Surroundings, advice: Advice) -> Iterator[tuple[Display, Display | None]]:
    """Who knows the tool, or one of those that may replace it, and with what; each actor once."""
    seen: set[str] = set()
    for item in (helper for way in advice.alternatives for helper in way.helpers):
        if item.actor.iri not in seen and around.where(item.service.iri, item.actor.iri) != OUT:
            seen.add(item.actor.iri)
            itself = item.service.iri == item.actor.iri
            yield display_of(reader, item.actor.iri), None if itself else display_of(reader, item.service.iri)


def _reason(reader: Reader, iri: str) -> Reason | None:
    """What is said about the tool, else about moving to free tools."""
    said = arguments_about(reader.dataset, iri) or arguments_about(reader.dataset, TRANSITION_NEED)
    if not said:
        return None
    first, lang = said[0], reader.lang
    title = Display(first.title(lang), href(first.iri))
    return Reason(title, first.text(lang), tuple(display_of(reader, who) for who in first.said_by))


def _nature(reader: Reader, advice: Advice) -> str:
    """`Outil libre, licence AGPL-3.0-or-later`; "" when nobody said whether it is free."""
    if advice.free is None:
        return ""
    if not advice.free:
        return translate("Outil propriétaire")
    licences = [licence(iri) for iri in reader.dataset.links(advice.tool.iri, SCHEMA.license)]
    free = translate("Outil libre")
    return f"{free}, {translate('licence')} {', '.join(licences)}" if licences else free


def _sentence(reader: Reader, advice: Advice, replaces: tuple[Display, ...]) -> str:
    """What it is and what it has to do with other tools, for who reads nothing else; "" when nobody said."""
    name = reader.label(advice.tool.iri)
    if advice.free and replaces:
        text = translate("{name} est un outil libre qui peut remplacer {tools}.")
        return text.format(name=name, tools=_either([item.text for item in replaces]))
    others = [reader.label(item.tool.iri) for item in advice.alternatives if item.tool.iri != advice.tool.iri]
    if advice.free is False and others:
        text = translate("À la place de {name}, une association peut essayer {tools}, en commençant petit.")
        return text.format(name=name, tools=_either(others))
    return ""


def _either(names: list[str]) -> str:
    """`A, B ou C`, the first ones."""
    first = names[:NAMED]
    return f" {translate('ou')} ".join([text for text in (", ".join(first[:-1]), first[-1]) if text])


def _replaced(reader: Reader, tool: str) -> Iterator[Display]:
    """The tools that this one may replace, the closest first."""
    data, orders = reader.dataset, [choice.iri for choice in reader.model.scheme("closeness").choices]
    found: list[tuple[int, str]] = []
    for alternative in data.subjects(TIS.freeTool, tool):
        near = min((orders.index(iri) for iri in data.links(alternative, TIS.closeness) if iri in orders), default=9)
        found += [(near, replaced) for replaced in data.links(alternative, TIS.replaces)]
    for _, replaced in sorted(found, key=lambda item: (item[0], reader.label(item[1]).casefold())):
        yield display_of(reader, replaced)


def _host(reader: Reader, hosting: Hosting) -> Host:
    iri, data = hosting.instance.iri, reader.dataset
    costs = [reader.label(cost).lower() for cost in data.links(iri, TIS.cost)]
    said = [data.text(iri, path, reader.lang) or "" for path in (TIS.costDetail, TIS.condition)]
    host = display_of(reader, hosting.host.iri) if hosting.host else None
    access = " · ".join(text.rstrip(".") for text in (_span(hosting), *costs, *said) if text)
    return Host(display_of(reader, iri), host, access, _openness(hosting))


def _openness(hosting: Hosting) -> State:
    """Open, closed since when, said to close and when, or open without anybody having confirmed it."""
    if not hosting.open:
        return State("non", closed(hosting, language()))
    if hosting.announced:
        return State("mi", announced_text(hosting.announced, language()))
    return State("mi", translate("à confirmer")) if hosting.to_confirm else State("oui", translate("ouvert"))


def _span(hosting: Hosting) -> str:
    """Since when; for what has closed, from when to when, "" when nothing of it is known."""
    if hosting.open:
        until = f", {dated(hosting.closed, UNTIL, language())}" if hosting.closed else ""
        return since(hosting, language()) + until
    if hosting.opened and hosting.closed:
        return f"{month(hosting.opened)} – {month(hosting.closed)}"
    return ""
