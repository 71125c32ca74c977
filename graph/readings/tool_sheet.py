# SPDX-License-Identifier: AGPL-3.0-or-later
"""What an association asks about a tool: is it for us, where is it open, what may replace it, who helps."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from graph.arguments import arguments_about
from graph.entity import Mention, Reader
from graph.licences import licence_family
from graph.namespaces import SCHEMA, TIS, local_name
from graph.readings.nearby import ASKED, OUT, Nearby, Surroundings, nearby
from graph.readings.states import DOUBT, NO, YES, State, announced_text, opinion, standing, unheard_text
from graph.readings.tools import (
    TO_CONFIRM,
    TO_INSTALL,
    WayOut,
    WaysOut,
    closed,
    installed_from,
    judged,
    since,
    way_out,
    ways_out,
)
from graph.referral.situation import Query
from graph.referral.tools import AWARENESS_NEED, TRANSITION_NEED
from graph.text.ages import month_or_year
from graph.text.folding import filed
from graph.text.sentences import inner
from graph.text.wording import UNTIL, Label, Phrase, dated

if TYPE_CHECKING:
    from datetime import date

    from graph.referral.answer import Advice, Hosting

NAMED = 3  # tools named in the first sentence
FREE, PROPRIETARY = Label("Outil libre"), Label("Outil propriétaire")
LICENSED = Phrase("Outil libre (licence {licence})")
OPEN, OR = Label("ouvert"), Label("ou")
MAY_REPLACE = Phrase("{name} est un outil libre qui peut remplacer {tools}.")
INSTEAD = Phrase("À la place de {name}, une association peut essayer {tools}, en commençant petit.")


@dataclass(frozen=True)
class OnlineService:
    """An online service of a tool: who hosts it, since when, at what price or condition, open or closed."""

    instance: Mention
    host: Mention | None
    access: str
    state: State


@dataclass(frozen=True)
class ToolReason:
    """Why to think of it: an argument, its text and where it comes from."""

    argument: Mention
    text: str
    said_by: tuple[Mention, ...]


@dataclass(frozen=True)
class WayToGet:
    """One way to get a tool: what it takes, and where (an address to install from, "" for the others)."""

    name: str
    meaning: str
    address: str


@dataclass(frozen=True)
class ToolSheet:
    """A tool's page; `own` is how it would be taken up when it is free software that may be advised.

    `standing` is its state and when that was seen, `account` who needs one; `opinion`: what is told of it is ours.
    `helpers` know the tool; `guides` help to move to free tools in general, and `readings` are about that.
    """

    sentence: str
    nature: str
    own: WayOut | None
    replaces: tuple[Mention, ...]
    hosts: tuple[OnlineService, ...]
    exits: WaysOut | None
    services: tuple[tuple[Mention, tuple[OnlineService, ...]], ...]
    needs: tuple[Mention, ...]
    helpers: tuple[tuple[Mention, Mention | None], ...]
    guides: Nearby
    reason: ToolReason | None
    resources: tuple[Mention, ...]
    readings: tuple[Mention, ...]
    standing: State | None
    ways: tuple[WayToGet, ...]
    account: str
    opinion: State | None


def tool_sheet(reader: Reader, around: Surroundings, iri: str, day: date) -> ToolSheet | None:
    """How to take up a free tool, or how to leave another, as seen from the home département; None for no tool."""
    if SCHEMA.SoftwareApplication not in reader.dataset.types(iri):
        return None
    asked = Query(tools=(local_name(iri),), limit=1, date=day.isoformat())
    advice = next((item for item in around.answer(asked).advice if item.tool.iri == iri), None)
    return _sheet(reader, around, advice, day) if advice else None


def _sheet(reader: Reader, around: Surroundings, advice: Advice, day: date) -> ToolSheet:
    iri = advice.tool.iri
    own = next((item for item in advice.alternatives if item.tool.iri == iri), None)
    ways = None if own else ways_out(reader, advice, len(advice.alternatives))
    replaces = tuple(_replaced(reader, iri)) if own else ()
    hosts = [(item.tool.iri, (*item.open_instances, *item.closed_instances)) for item in advice.alternatives]
    return ToolSheet(
        sentence=_sentence(reader, advice, replaces),
        nature=_nature(reader, advice),
        own=way_out(reader, own) if own else None,
        replaces=replaces,
        hosts=tuple(_host(reader, hosting, day) for tool, found in hosts for hosting in found if tool == iri),
        exits=ways if ways and ways.compared else None,
        services=tuple(
            (reader.mention(tool), tuple(_host(reader, hosting, day) for hosting in found))
            for tool, found in hosts
            if found and tool != iri
        ),
        needs=tuple(reader.mention(need) for need in reader.dataset.links(iri, TIS.meetsNeed)),
        helpers=tuple(_helpers(reader, around, advice)),
        guides=_guides(reader, around, day),
        reason=_reason(reader, iri),
        resources=tuple(reader.mention(item.iri) for item in advice.resources),
        readings=tuple(reader.mention(item.iri) for item in advice.readings),
        standing=standing(reader, iri, day),
        ways=tuple(_ways_to_get(reader, iri)),
        account=next((reader.label(item) for item in reader.dataset.links(iri, TIS.account)), ""),
        opinion=opinion(reader, judged(reader, own)) if own else None,
    )


def _ways_to_get(reader: Reader, tool: str) -> Iterator[WayToGet]:
    """How to get it, in the order of the scheme; what is installed has an address, its website at worst."""
    known = reader.dataset.links(tool, TIS.deployment)
    for choice in reader.model.scheme("deployment").choices:
        if choice.iri in known:
            address = installed_from(reader, tool) if choice.iri == TO_INSTALL else ""
            yield WayToGet(choice.label(reader.lang), choice.definition(reader.lang), address)


def _guides(reader: Reader, around: Surroundings, day: date) -> Nearby:
    """Who helps to move to free tools, whatever the tool."""
    needs = (local_name(TRANSITION_NEED), local_name(AWARENESS_NEED))
    return nearby(reader, around, Query(needs=needs, limit=ASKED, date=day.isoformat()))


def _helpers(reader: Reader, around: Surroundings, advice: Advice) -> Iterator[tuple[Mention, Mention | None]]:
    """Who knows the tool, or one of those that may replace it, and with what; each actor once."""
    seen: set[str] = set()
    for item in (helper for way in advice.alternatives for helper in way.helpers):
        if item.actor.iri not in seen and around.where(item.service.iri, item.actor.iri) != OUT:
            seen.add(item.actor.iri)
            itself = item.service.iri == item.actor.iri
            yield reader.mention(item.actor.iri), None if itself else reader.mention(item.service.iri)


def _reason(reader: Reader, iri: str) -> ToolReason | None:
    """What is said about the tool, else about moving to free tools."""
    said = arguments_about(reader.dataset, iri) or arguments_about(reader.dataset, TRANSITION_NEED)
    if not said:
        return None
    first, lang = said[0], reader.lang
    return ToolReason(reader.mention(first.iri), first.text(lang), tuple(reader.mention(who) for who in first.said_by))


def _nature(reader: Reader, advice: Advice) -> str:
    """`Outil libre (licence AGPL)`; "" when nobody said whether it is free."""
    if advice.free is None:
        return ""
    if not advice.free:
        return PROPRIETARY(reader.lang)
    licences = dict.fromkeys(map(licence_family, reader.dataset.links(advice.tool.iri, SCHEMA.license)))
    return LICENSED(licence=", ".join(licences)).text(reader) if licences else FREE(reader.lang)


def _sentence(reader: Reader, advice: Advice, replaces: tuple[Mention, ...]) -> str:
    """What it is and what it has to do with other tools, for who reads nothing else; "" when nobody said."""
    name = reader.label(advice.tool.iri)
    if replaces:
        return MAY_REPLACE(name=name, tools=_either(reader, [item.label for item in replaces])).text(reader)
    others = [reader.label(item.tool.iri) for item in advice.alternatives if item.tool.iri != advice.tool.iri]
    if others and (advice.free is False or not _is_own(advice)):
        return INSTEAD(name=name, tools=_either(reader, others)).text(reader)
    return ""


def _is_own(advice: Advice) -> bool:
    """Whether it is a free tool that may be taken up."""
    return any(item.tool.iri == advice.tool.iri for item in advice.alternatives)


def _either(reader: Reader, names: list[str]) -> str:
    """`A, B ou C`, the first ones."""
    first = names[:NAMED]
    return f" {OR(reader.lang)} ".join([text for text in (", ".join(first[:-1]), first[-1]) if text])


def _replaced(reader: Reader, tool: str) -> Iterator[Mention]:
    """The tools that this one may replace, the closest first."""
    data, orders = reader.dataset, [choice.iri for choice in reader.model.scheme("closeness").choices]
    found: list[tuple[int, str]] = []
    for alternative in data.subjects(TIS.freeTool, tool):
        near = min((orders.index(iri) for iri in data.links(alternative, TIS.closeness) if iri in orders), default=9)
        found += [(near, replaced) for replaced in data.links(alternative, TIS.replaces)]
    for _, replaced in sorted(found, key=lambda item: (item[0], filed(reader.label(item[1])))):
        yield reader.mention(replaced)


def _host(reader: Reader, hosting: Hosting, day: date) -> OnlineService:
    iri, data = hosting.instance.iri, reader.dataset
    costs = [inner(reader.label(cost)) for cost in data.links(iri, TIS.cost)]
    costs += [inner(reader.label(account)) for account in data.links(iri, TIS.account)]
    said = [data.text(iri, path, reader.lang) or "" for path in (TIS.costDetail, TIS.condition)]
    host = reader.mention(hosting.host.iri) if hosting.host else None
    access = " · ".join(text.rstrip(".") for text in (_held(hosting, reader.lang), *costs, *said) if text)
    return OnlineService(reader.mention(iri), host, access, _openness(reader, hosting, day))


def _openness(reader: Reader, hosting: Hosting, day: date) -> State:
    """Open, closed since when, said to close and when, or open without anybody having confirmed it."""
    lang = reader.lang
    if not hosting.open:
        return State(NO, closed(hosting, lang))
    if hosting.lost:
        return State(DOUBT, unheard_text(hosting.seen, lang))
    if hosting.announced:
        return State(DOUBT, announced_text(hosting.announced, lang))
    if hosting.to_confirm:
        return State(DOUBT, TO_CONFIRM(lang))
    return standing(reader, hosting.instance.iri, day) or State(YES, OPEN(lang))


def _held(hosting: Hosting, lang: str) -> str:
    """Since when; for what has closed, from when to when, "" when nothing of it is known."""
    if hosting.open:
        until = f", {dated(hosting.closed, UNTIL, lang)}" if hosting.closed else ""
        return since(hosting, lang) + until
    if hosting.opened and hosting.closed:
        return f"{month_or_year(hosting.opened, lang)} – {month_or_year(hosting.closed, lang)}"
    return ""
