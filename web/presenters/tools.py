# SPDX-License-Identifier: AGPL-3.0-or-later
"""Tools: what may replace one, at what effort, open where, helped by whom; and the free tools for a need."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from graph.entity import Reader
from graph.namespaces import DCT, TIS, local_name
from web.filters import licence, long_date, month
from web.language import translate
from web.pages import href
from web.presenters.texts import colon, first_sentence
from web.presenters.values import Display, State

if TYPE_CHECKING:
    from graph.referral.answer import Advice, FreeTool, Hosting
    from graph.referral.situation import Situation

EXITS = 3  # alternatives compared side by side; the others are listed
HOSTS = 4  # online services named for a way out
SUGGESTED = 5  # free tools named for a need


@dataclass(frozen=True)
class Host:
    """An online service of a tool: who hosts it, since when, at what price or condition, open or closed."""

    instance: Display
    host: Display | None
    access: str
    state: State


@dataclass(frozen=True)
class Exit:
    """One way out of a tool."""

    title: Display
    change: str
    closeness: str
    licence: str
    effort: str
    steps: int
    condition: str
    first_step: str
    hosts: tuple[Display, ...]
    closed: tuple[str, ...]
    helpers: tuple[Display, ...]


@dataclass(frozen=True)
class Exits:
    """The ways out of one tool in use: compared, then only named; `free` when it is free software itself."""

    tool: Display
    free: bool
    compared: tuple[Exit, ...]
    others: tuple[Display, ...]
    resources: tuple[Display, ...]


@dataclass(frozen=True)
class Suggested:
    """The first free tools for a need, and how many more there are."""

    need: Display
    slug: str
    tools: tuple[tuple[Display, str], ...]
    more: int


@dataclass(frozen=True)
class ToolSheet:
    """What an association asks about a tool; `own` is how it would be taken up when it is free software."""

    own: Exit | None
    replaces: tuple[Display, ...]
    hosts: tuple[Host, ...]
    exits: Exits | None
    resources: tuple[Display, ...]


def exits(reader: Reader, found: Iterable[Advice]) -> tuple[Exits, ...]:
    """The advice on each tool in use; nothing for a tool without alternative."""
    shown = (_exits(reader, advice) for advice in found)
    return tuple(ways for ways in shown if ways.compared or ways.resources)


def _exits(reader: Reader, advice: Advice, compared: int = EXITS) -> Exits:
    ways = [_exit(reader, item) for item in advice.alternatives]
    return Exits(
        tool=display_of(reader, advice.tool.iri),
        free=bool(advice.free),
        compared=tuple(ways[:compared]),
        others=tuple(way.title for way in ways[compared:]),
        resources=_read_first(reader, advice),
    )


def _read_first(reader: Reader, advice: Advice) -> tuple[Display, ...]:
    """What is about the tool, then, for one that is not free, about moving to free tools."""
    found = (*advice.resources, *(() if advice.free else advice.readings))
    return tuple(display_of(reader, iri) for iri in dict.fromkeys(item.iri for item in found))


def _exit(reader: Reader, item: FreeTool) -> Exit:
    efforts = [choice.iri for choice in reader.model.scheme("effort").choices]
    helpers = {helper.actor.iri: display_of(reader, helper.actor.iri) for helper in item.helpers}
    return Exit(
        title=display_of(reader, item.tool.iri),
        change=reader.dataset.text(item.tool.iri, DCT.description, reader.lang) or "",
        closeness=reader.label(item.closeness.iri) if item.closeness else "",
        licence=", ".join(licence(part) for part in item.licence.split(", ")) if item.licence else "",
        effort=reader.label(item.effort.iri) if item.effort else "",
        steps=efforts.index(item.effort.iri) + 1 if item.effort and item.effort.iri in efforts else 0,
        condition=item.condition(reader.lang),
        first_step=item.first_step(reader.lang),
        hosts=tuple(_hosting(reader, hosting) for hosting in item.open_instances[:HOSTS]),
        closed=tuple(
            f"{reader.label(hosting.instance.iri)}{colon()} {_closed(hosting)}" for hosting in item.closed_instances[:3]
        ),
        helpers=tuple(helpers.values()),
    )


def _hosting(reader: Reader, hosting: Hosting) -> Display:
    shown = display_of(reader, hosting.instance.iri)
    host = reader.label(hosting.host.iri) if hosting.host else ""
    said = [host] if host and host not in shown.text else []
    said += [translate("à confirmer") if hosting.to_confirm else _since(hosting)]
    return Display(f"{shown.text} ({', '.join(said)})", shown.href, shown.entity_class)


def _since(hosting: Hosting) -> str:
    """`depuis juin 2011`; that nobody gave a date is said as well."""
    return f"{translate('depuis')} {month(hosting.opened)}" if hosting.opened else translate("ouverture non datée")


def _closed(hosting: Hosting) -> str:
    if hosting.closed is None:
        return translate("fermé, à une date inconnue")
    return f"{translate('fermé depuis le')} {long_date(hosting.closed)}"


def display_of(reader: Reader, iri: str) -> Display:
    """A thing to name, with its card and its class."""
    mention = reader.mention(iri)
    return Display(mention.label, href(mention), mention.entity_class)


def suggested(reader: Reader, situation: Situation) -> tuple[Suggested, ...]:
    """Free tools for each need asked: those open somewhere that day, then made for it alone, then the lightest."""
    found = []
    for asked in situation.needs:
        free = [tool for tool in reader.dataset.subjects(TIS.meetsNeed, asked.iri) if _is_free(reader, tool)]
        ranked = sorted(free, key=lambda tool: _readiness(reader, tool, situation.day))
        shown = tuple((display_of(reader, tool), _first_line(reader, tool)) for tool in ranked[:SUGGESTED])
        if shown:
            need = display_of(reader, asked.iri)
            found.append(Suggested(need, local_name(asked.iri), shown, len(free) - len(shown)))
    return tuple(found)


def _is_free(reader: Reader, iri: str) -> bool:
    return reader.dataset.flag(iri, TIS.freeSoftware) is True


def _readiness(reader: Reader, tool: str, day: date) -> tuple[bool, int, int, str]:
    data = reader.dataset
    opened = any(data.valid(instance, day) for instance in data.subjects(TIS.instanceOf, tool))
    efforts = [choice.iri for choice in reader.model.scheme("effort").choices]
    stated = [efforts.index(iri) for iri in data.links(tool, TIS.effort) if iri in efforts]
    others = len(data.links(tool, TIS.meetsNeed))
    return not opened, others, min(stated, default=len(efforts)), reader.label(tool).casefold()


def _first_line(reader: Reader, iri: str) -> str:
    return first_sentence(reader.dataset.text(iri, DCT.description, reader.lang) or "")


def tool_sheet(reader: Reader, iri: str, advice: Advice) -> ToolSheet:
    """How to take up a free tool, or how to leave another."""
    own = next((item for item in advice.alternatives if item.tool.iri == iri), None)
    hostings = (*own.open_instances, *own.closed_instances) if own else ()
    ways = None if own else _exits(reader, advice, len(advice.alternatives))
    return ToolSheet(
        own=_exit(reader, own) if own else None,
        replaces=tuple(_replaced(reader, iri)),
        hosts=tuple(_host(reader, hosting) for hosting in hostings),
        exits=ways if ways and ways.compared else None,
        resources=tuple(display_of(reader, item.iri) for item in advice.resources),
    )


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
    """Open, closed since when, or said to close without anybody knowing."""
    if not hosting.open:
        return State("non", _closed(hosting))
    return State("mi", translate("à confirmer")) if hosting.to_confirm else State("oui", translate("ouvert"))


def _span(hosting: Hosting) -> str:
    """Since when; for what has closed, from when to when, "" when nothing of it is known."""
    if hosting.open:
        until = f", {translate('jusqu’au')} {long_date(hosting.closed)}" if hosting.closed else ""
        return _since(hosting) + until
    if hosting.opened and hosting.closed:
        return f"{month(hosting.opened)} – {month(hosting.closed)}"
    return ""
