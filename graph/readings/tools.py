# SPDX-License-Identifier: AGPL-3.0-or-later
"""The ways out of a tool: what may replace it, at what effort, open where; and the free tools for a need."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from graph.entity.closing import OPEN, closing_of, is_advised
from graph.licences import licence_family
from graph.namespaces import DCT, FOAF, SCHEMA, TIS, VOCABULARY, local_name
from graph.readings.states import State, announced_text, opinion, seen_text, unheard_text
from graph.text.ages import month_or_year
from graph.text.folding import filed
from graph.text.punctuation import colon
from graph.text.sentences import first_sentence
from graph.text.wording import SINCE, Label, Phrase, dated

if TYPE_CHECKING:
    from graph.entity import Mention, Reader
    from graph.rdf.dataset import Fact
    from graph.referral.answer import Advice, FreeTool, Hosting
    from graph.referral.situation import Situation

JUDGED = (TIS.effort, TIS.condition, TIS.firstStep, TIS.closeness)
TO_INSTALL = VOCABULARY["deployment/to-install"]
FREE_LICENCE = Phrase("licence libre ({licence})")
COMPARED = 3  # alternatives compared side by side; the others are listed
HOSTS, GONE = 4, 3  # online services named for a way out, and those that closed
SUGGESTED = 5  # free tools named for a need
TO_CONFIRM, SINCE_MONTH, CLOSED_SERVICE = Label("à confirmer"), Label("depuis"), Label("fermé")
NO_OPENING, NO_CLOSING = Label("ouverture non datée"), Label("fermé, à une date inconnue")


@dataclass(frozen=True)
class WayOut:
    """One way out of a tool; `installed_from` is the address where one that is installed is had, "" for another."""

    title: Mention
    change: str
    closeness: str
    licence: str
    effort: str
    steps: int
    condition: str
    first_step: str
    hosts: tuple[Mention, ...]
    installed_from: str
    closed: tuple[str, ...]
    helpers: tuple[Mention, ...]


@dataclass(frozen=True)
class WaysOut:
    """The ways out of one tool in use: compared, then only named; `free` when it is free software itself.

    `opinion` says that what is told of them is our own judgement; None when a source says it.
    """

    tool: Mention
    free: bool
    compared: tuple[WayOut, ...]
    others: tuple[Mention, ...]
    resources: tuple[Mention, ...]
    opinion: State | None


@dataclass(frozen=True)
class FreeTools:
    """The first free tools for a need, how many more there are, and whether it is our opinion that they meet it."""

    need: Mention
    slug: str
    tools: tuple[tuple[Mention, str], ...]
    more: int
    opinion: State | None


def advised(reader: Reader, found: Iterable[Advice]) -> tuple[WaysOut, ...]:
    """The advice on each tool in use; nothing for a tool without alternative."""
    shown = (ways_out(reader, advice) for advice in found)
    return tuple(ways for ways in shown if ways.compared or ways.resources)


def ways_out(reader: Reader, advice: Advice, compared: int = COMPARED) -> WaysOut:
    """What the advice on one tool comes to: the first ways out compared, the others named."""
    ways = [way_out(reader, item) for item in advice.alternatives]
    return WaysOut(
        tool=reader.mention(advice.tool.iri),
        free=bool(advice.free),
        compared=tuple(ways[:compared]),
        others=tuple(way.title for way in ways[compared:]),
        resources=_read_first(reader, advice),
        opinion=opinion(reader, (fact for item in advice.alternatives for fact in judged(reader, item))),
    )


def judged(reader: Reader, item: FreeTool) -> Iterator[Fact]:
    """What is told of a way out that somebody had to judge."""
    for subject in (item.tool.iri, *([item.alternative.iri] if item.alternative else [])):
        for path in JUDGED:
            yield from reader.dataset.shown(subject, path)


def _read_first(reader: Reader, advice: Advice) -> tuple[Mention, ...]:
    """What is about the tool, then, for one that is not free, about moving to free tools."""
    found = (*advice.resources, *(() if advice.free else advice.readings))
    return tuple(reader.mention(iri) for iri in dict.fromkeys(item.iri for item in found))


def way_out(reader: Reader, item: FreeTool) -> WayOut:
    """One free tool as a way out."""
    efforts = [choice.iri for choice in reader.model.scheme("effort").choices]
    helpers = {helper.actor.iri: reader.mention(helper.actor.iri) for helper in item.helpers}
    return WayOut(
        title=reader.mention(item.tool.iri),
        change=reader.dataset.text(item.tool.iri, DCT.description, reader.lang) or "",
        closeness=reader.label(item.closeness.iri) if item.closeness else "",
        licence=_licence(reader, item),
        effort=reader.label(item.effort.iri) if item.effort else "",
        steps=efforts.index(item.effort.iri) + 1 if item.effort and item.effort.iri in efforts else 0,
        condition=item.condition(reader.lang),
        first_step=item.first_step(reader.lang),
        hosts=tuple(_hosting(reader, hosting) for hosting in item.open_instances[:HOSTS]),
        installed_from=installed_from(reader, item.tool.iri),
        closed=tuple(
            f"{reader.label(hosting.instance.iri)}{colon(reader.lang)} {closed(hosting, reader.lang)}"
            for hosting in item.closed_instances[:GONE]
        ),
        helpers=tuple(helpers.values()),
    )


def installed_from(reader: Reader, tool: str) -> str:
    """Where a tool that is installed is had: its download page, its website at worst; "" for what is not."""
    if TO_INSTALL not in reader.dataset.links(tool, TIS.deployment):
        return ""
    known = (*reader.dataset.links(tool, SCHEMA.downloadUrl), *reader.dataset.links(tool, FOAF.homepage))
    return next((address for address in known if address.startswith(("https://", "http://"))), "")


def _licence(reader: Reader, item: FreeTool) -> str:
    """`licence libre (AGPL)`; "" when it is not said."""
    families = dict.fromkeys(map(licence_family, item.licence.split(", "))) if item.licence else {}
    return FREE_LICENCE(licence=", ".join(families)).text(reader) if families else ""


def _hosting(reader: Reader, hosting: Hosting) -> Mention:
    """An online service, its host and since when in its name."""
    shown, lang = reader.mention(hosting.instance.iri), reader.lang
    host = reader.label(hosting.host.iri) if hosting.host else ""
    said = [host] if host and host not in shown.label else []
    said += [_how_sure(hosting, lang)]
    return replace(shown, label=f"{shown.label} ({', '.join(said)})")


def _how_sure(hosting: Hosting, lang: str) -> str:
    """Not heard of since when, to be confirmed, said to close and when, seen long ago, else open since when."""
    if hosting.lost:
        return unheard_text(hosting.seen, lang)
    if hosting.announced:
        return announced_text(hosting.announced, lang)
    if hosting.to_confirm:
        return TO_CONFIRM(lang)
    return seen_text(hosting.seen, lang) if hosting.aged and hosting.seen else since(hosting, lang)


def since(hosting: Hosting, lang: str = "fr") -> str:
    """`depuis juin 2011`; that nobody gave a date is said as well."""
    return f"{SINCE_MONTH(lang)} {month_or_year(hosting.opened, lang)}" if hosting.opened else NO_OPENING(lang)


def closed(hosting: Hosting, lang: str = "fr") -> str:
    """Since when it is closed; for what was only said to close, that."""
    if hosting.closed is None:
        return announced_text(hosting.announced, lang) if hosting.announced else NO_CLOSING(lang)
    return f"{CLOSED_SERVICE(lang)} {dated(hosting.closed, SINCE, lang)}"


def suggested(reader: Reader, situation: Situation) -> tuple[FreeTools, ...]:
    """Free tools for each need asked: those open somewhere that day, then made for it alone, then the lightest."""
    # A need is met by thousands of services, and by few tools.
    tools = set(reader.dataset.instances(SCHEMA.SoftwareApplication))
    found = []
    for asked in situation.needs:
        meeting = reader.dataset.subjects(TIS.meetsNeed, asked.iri)
        free = [iri for iri in meeting if iri in tools and _is_free(reader, iri, situation.day)]
        ranked = sorted(free, key=lambda tool: _readiness(reader, tool, situation.day))
        shown = tuple((reader.mention(tool), _first_line(reader, tool)) for tool in ranked[:SUGGESTED])
        if shown:
            need = reader.mention(asked.iri)
            facts = (fact for tool in ranked for fact in reader.dataset.shown(tool, TIS.meetsNeed, asked.iri))
            ours = opinion(reader, facts)
            found.append(FreeTools(need, local_name(asked.iri), shown, len(free) - len(shown), ours))
    return tuple(found)


def _is_free(reader: Reader, iri: str, day: date) -> bool:
    """Whether it is free software that one may begin with."""
    return reader.dataset.flag(iri, TIS.freeSoftware) is True and is_advised(reader.dataset, iri, day)


def _readiness(reader: Reader, tool: str, day: date) -> tuple[bool, int, int, str]:
    data = reader.dataset
    instances = [instance for instance in data.subjects(TIS.instanceOf, tool) if data.valid(instance, day)]
    opened = any(closing_of(data, instance).at(day) == OPEN for instance in instances)
    efforts = [choice.iri for choice in reader.model.scheme("effort").choices]
    stated = [efforts.index(iri) for iri in data.links(tool, TIS.effort) if iri in efforts]
    others = len(data.links(tool, TIS.meetsNeed))
    return not opened, others, min(stated, default=len(efforts)), filed(reader.label(tool))


def _first_line(reader: Reader, iri: str) -> str:
    return first_sentence(reader.dataset.text(iri, DCT.description, reader.lang) or "")
