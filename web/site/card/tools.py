# SPDX-License-Identifier: AGPL-3.0-or-later
"""The ways out of a tool: what may replace it, at what effort, open where; and the free tools for a need."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from graph.entity import Reader
from graph.entity.closing import CLOSED, closing_of
from graph.namespaces import DCT, SCHEMA, TIS, local_name
from graph.text.licences import licence
from graph.text.wording import FOR, SINCE, dated
from web.app.filters import month
from web.app.language import language, translate
from web.app.pages import href
from web.app.texts import colon, first_sentence
from web.app.values import Display

if TYPE_CHECKING:
    from graph.referral.answer import Advice, FreeTool, Hosting
    from graph.referral.situation import Situation

EXITS = 3  # alternatives compared side by side; the others are listed
HOSTS = 4  # online services named for a way out
SUGGESTED = 5  # free tools named for a need


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


def exits(reader: Reader, found: Iterable[Advice]) -> tuple[Exits, ...]:
    """The advice on each tool in use; nothing for a tool without alternative."""
    shown = (exits_of(reader, advice) for advice in found)
    return tuple(ways for ways in shown if ways.compared or ways.resources)


def exits_of(reader: Reader, advice: Advice, compared: int = EXITS) -> Exits:
    ways = [exit_of(reader, item) for item in advice.alternatives]
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


def exit_of(reader: Reader, item: FreeTool) -> Exit:
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
            f"{reader.label(hosting.instance.iri)}{colon()} {closed(hosting)}" for hosting in item.closed_instances[:3]
        ),
        helpers=tuple(helpers.values()),
    )


def _hosting(reader: Reader, hosting: Hosting) -> Display:
    shown = display_of(reader, hosting.instance.iri)
    host = reader.label(hosting.host.iri) if hosting.host else ""
    said = [host] if host and host not in shown.text else []
    unsure = translate("à confirmer") if hosting.to_confirm else since(hosting)
    said += [announced(hosting.announced) if hosting.announced else unsure]
    return Display(f"{shown.text} ({', '.join(said)})", shown.href, shown.entity_class)


def since(hosting: Hosting) -> str:
    """`depuis juin 2011`; that nobody gave a date is said as well."""
    return f"{translate('depuis')} {month(hosting.opened)}" if hosting.opened else translate("ouverture non datée")


def announced(day: date) -> str:
    """`fermeture annoncée pour le 6 juillet 2021`, gone by or to come."""
    return f"{translate('fermeture annoncée')} {dated(day, FOR, language())}"


def closed(hosting: Hosting) -> str:
    """Since when it is closed; for what was only said to close, that."""
    if hosting.closed is None and hosting.announced:
        return announced(hosting.announced)
    if hosting.closed is None:
        return translate("fermé, à une date inconnue")
    return f"{translate('fermé')} {dated(hosting.closed, SINCE, language())}"


def display_of(reader: Reader, iri: str) -> Display:
    """A thing to name, with its card and its class."""
    mention = reader.mention(iri)
    return Display(mention.label, href(mention), mention.entity_class)


def suggested(reader: Reader, situation: Situation) -> tuple[Suggested, ...]:
    """Free tools for each need asked: those open somewhere that day, then made for it alone, then the lightest."""
    # A need is met by thousands of services, and by few tools.
    tools = set(reader.dataset.instances(SCHEMA.SoftwareApplication))
    found = []
    for asked in situation.needs:
        meeting = reader.dataset.subjects(TIS.meetsNeed, asked.iri)
        free = [iri for iri in meeting if iri in tools and _is_free(reader, iri)]
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
    instances = [instance for instance in data.subjects(TIS.instanceOf, tool) if data.valid(instance, day)]
    opened = any(closing_of(data, instance).at(day) != CLOSED for instance in instances)
    efforts = [choice.iri for choice in reader.model.scheme("effort").choices]
    stated = [efforts.index(iri) for iri in data.links(tool, TIS.effort) if iri in efforts]
    others = len(data.links(tool, TIS.meetsNeed))
    return not opened, others, min(stated, default=len(efforts)), reader.label(tool).casefold()


def _first_line(reader: Reader, iri: str) -> str:
    return first_sentence(reader.dataset.text(iri, DCT.description, reader.lang) or "")
