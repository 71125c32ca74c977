# SPDX-License-Identifier: AGPL-3.0-or-later
"""The answer need by need, actor by actor, tools apart: what the desk, its sheet, mail, text and JSON say alike."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple

from graph.namespaces import TIS, local_name
from graph.readings.referral.answers import TITLES
from graph.readings.referral.callers import (
    DOES,
    ELSEWHERE,
    LEADS,
    LEAVING,
    LINKS,
    NEARLY,
    WELCOMES,
    Caller,
    Callers,
    FoundCaller,
    Measured,
    SilentActor,
    farther,
    ranked,
)
from graph.readings.referral.refining import Refinement, Refiner
from graph.readings.referral.understanding import Unfinished
from graph.readings.states import State, opinion
from graph.readings.tools import installed_from, suggested
from graph.referral.missing import is_not_understood
from graph.text.wording import Label

if TYPE_CHECKING:
    from graph.entity import Mention, Reader
    from graph.readings.referral.cards import AnswerCard, CardShelf
    from graph.readings.referral.refining import DeskFilter
    from graph.readings.tools import FreeTools
    from graph.referral.answer import Part, Referral, Result
    from graph.referral.engine import ReferralEngine
    from graph.referral.situation import Situation

FIRST = 3  # callers of each need that are told first
SHOWN = 6  # callers of one need that are told before « la suite »
MOST = 200  # answers read where a list is made shorter, or followed to its end
TOOLS = 3  # tools of each need that are told
LADDER = (
    (DOES, TITLES["direct"]),
    (LINKS, TITLES["indirect"]),
    (NEARLY, Label("À demander")),
    (WELCOMES, TITLES["entry-point"]),
    (ELSEWHERE, TITLES["nearby"]),
    (LEADS, TITLES["animator"]),
)
"""Where somebody was looked for, in order, by role."""
ROLE_TITLES = {**dict(LADDER), LEAVING: Label("Fermeture annoncée, ou plus de nouvelles")}


@dataclass(frozen=True)
class LadderRung:
    """A rung of the ladder that was tried, and who stands on it."""

    title: str
    names: tuple[str, ...]


@dataclass(frozen=True)
class ToolToUse:
    """A free tool that does it, where it is open to all, from where it is installed ("" elsewhere), who helps with it.

    `cards` are the online services that answer, each with its reasons and its sources.
    """

    tool: Mention
    line: str
    hosts: tuple[Mention, ...]
    installed_from: str
    helpers: tuple[Mention, ...]
    state: State | None
    cards: tuple[AnswerCard, ...]


@dataclass(frozen=True)
class AskedAnswer:
    """What answers one thing asked for, a need or a tool in use; `sure` is False when that was only guessed.

    `callers` do the very thing and can be called, in order, each with a rank: `total` in all, of whom `beyond` are not
    told. `near` do something narrower or wider; `ways` are a way on: who does it elsewhere, who orients, who leads
    (`leaders`). `first` are whom to try first, of all these in this order, `others` and `other_ways` those after.
    `leaving` are about to close, or not heard of, as are the online services of `leaving_tools`. `silent` do it, and
    nobody gave a way to reach them. `nearest` is who does it nearest, None where no distance is known. `gap`: nobody
    does it.
    """

    situation: Situation
    asked: Mention
    slug: str
    tool: bool
    sure: bool
    gap: bool
    total: int
    beyond: int
    first: tuple[Caller, ...]
    others: tuple[Caller, ...]
    other_ways: tuple[Caller, ...]
    leaders: tuple[Caller, ...]
    nearest: Caller | None
    callers: tuple[Caller, ...]
    near: tuple[Caller, ...]
    ways: tuple[Caller, ...]
    leaving: tuple[Caller, ...]
    leaving_tools: tuple[Caller, ...]
    silent: tuple[SilentActor, ...]
    tools: tuple[ToolToUse, ...]
    more_tools: int
    missing: tuple[str, ...]
    filters: tuple[DeskFilter, ...]
    ladder: tuple[LadderRung, ...]


@dataclass(frozen=True)
class DeskReading:
    """The answers need by need; `welcomes` are whom to call where nothing was asked for, or understood.

    `measured` is the place that distances are measured from, as the crow flies; "" where none is told. `twice` are the
    organisations among the first of several needs; `callers` and `cards` are all that is told, of every part, each card
    once; `results` are those of the engine, by the id of their card.
    """

    parts: tuple[AskedAnswer, ...]
    welcomes: tuple[Caller, ...]
    measured: str
    twice: tuple[Mention, ...]
    callers: tuple[Caller, ...]
    cards: tuple[AnswerCard, ...]
    results: Mapping[str, Result] = field(repr=False, compare=False)


@dataclass(frozen=True)
class DeskView:
    """How much of the answers is looked at: so many callers of one need alone, so many of each of several, only those
    that are wanted; and what is still being typed."""

    shown: int = SHOWN
    each: int = FIRST
    wanted: Refinement = field(default_factory=Refinement)
    unfinished: Unfinished = field(default_factory=Unfinished)


def read_desk(
    reader: Reader, engine: ReferralEngine, referral: Referral, shelf: CardShelf, view: DeskView | None = None
) -> DeskReading:
    """The answers need by need to what a referral answers as a whole."""
    situation, view = referral.situation, view or DeskView()
    places = Measured(situation, engine.index, reader.lang)
    callers = Callers(reader, shelf, places)
    whole = view.wanted or view.shown > situation.limit
    parts = engine.parts(situation, MOST if whole else None, referral)
    shown = view.shown if len(parts) == 1 else view.each
    maker = _Maker(engine, callers, replace(view, shown=shown))
    made = tuple(maker.part(part) for part in parts)
    doors = () if parts else callers.found(referral.results)
    welcomes = tuple(callers.caller(situation, it) for it in doors if it.ways)
    told = (*(caller for part in made for caller in _everyone(part)), *welcomes)
    cards = {card.id: card for caller in told for card in caller.cards}
    cards |= {card.id: card for part in made for tool in part.tools for card in tool.cards}
    measured = places.here if any(caller.place.km is not None for caller in told) else ""
    return DeskReading(made, welcomes, measured, _twice(made), told, tuple(cards.values()), callers.results)


class _Listed(NamedTuple):
    """Those found for one part, by what they are for it; some of all but the first few are never told."""

    doing: tuple[FoundCaller, ...]
    near: tuple[FoundCaller, ...]
    ways: tuple[FoundCaller, ...]
    leaving: tuple[FoundCaller, ...]

    @property
    def silent(self) -> tuple[FoundCaller, ...]:
        """Those whom nobody gave a way to reach."""
        return tuple(it for it in (*self.doing, *self.near) if not it.ways)


class _Maker:
    """Makes the parts of one reading."""

    def __init__(self, engine: ReferralEngine, callers: Callers, view: DeskView) -> None:
        self._engine = engine
        self._callers = callers
        self._reader = callers.reader
        self._view = view

    def part(self, part: Part) -> AskedAnswer:
        """One need or one tool."""
        reader, listed = self._reader, self._listed(part)
        refiner = Refiner(reader, self._callers.places, part.offers)
        told, total, beyond = self._told(part, listed, refiner)
        near = self._reached(part, listed.near)
        ways = farther(self._reached(part, listed.ways), reader.lang)
        leaving = tuple(self._callers.caller(part.situation, it) for it in listed.leaving)
        tools, more = ((), 0) if not part.situation.needs else self._tools(part)
        online = tuple(it for it in leaving if it.online)
        return AskedAnswer(
            part.situation, reader.mention(part.asked.iri), local_name(part.asked.iri),
            tool=not part.situation.needs, sure=_is_sure(part.situation, part.asked.iri), gap=part.gap,
            total=total, beyond=beyond, callers=told, near=near, ways=ways,
            first=(*told, *near, *ways)[:FIRST],
            others=(*told, *near)[FIRST:],
            other_ways=ways[max(0, FIRST - len(told) - len(near)) :],
            leaders=tuple(it for it in ways if it.role == LEADS),
            nearest=_nearest(told or ways),
            leaving=tuple(it for it in leaving if it not in online),
            leaving_tools=online,
            silent=tuple(self._callers.silent(part.situation, it) for it in listed.silent),
            tools=tools, more_tools=more,
            missing=tuple(said.text(reader) for said in part.missing if not is_not_understood(said)),
            filters=refiner.filters(self._view.wanted),
            ladder=_ladder((*listed.doing, *listed.near, *listed.ways), reader.lang),
        )  # fmt: skip

    def _listed(self, part: Part) -> _Listed:
        doing, near, ways, leaving = map(self._callers.found, (part.people, part.near, part.net, part.leaving))
        known = {it.actor.iri for it in doing}
        near, ways = (tuple(it for it in found if it.actor.iri not in known) for found in (near, ways))
        # Who does something near is asked for that, and not told once more as somebody who orients.
        asked = {it.actor.iri for it in near if it.ways}
        ways = tuple(it for it in ways if it.role != WELCOMES or it.actor.iri not in asked)
        # Where nobody does it here, who only knows somebody is a way on.
        return _Listed((), near, (*doing, *ways), leaving) if part.gap else _Listed(doing, near, ways, leaving)

    def _told(self, part: Part, listed: _Listed, refiner: Refiner) -> tuple[tuple[Caller, ...], int, int]:
        """Who is told, how many can be called in all, and how many of those that are wanted are not told."""
        reached = [it for it in listed.doing if it.ways]
        total, whole = refiner.total + sum(it.role == LINKS for it in reached), not self._view.wanted
        kept = set() if whole else refiner.kept(self._view.wanted)
        left = [it for it in reached if whole or it.actor.iri in kept]
        told = ranked(self._reached(part, left[: self._view.shown]))
        return told, total, (total if whole else len(left)) - len(told)

    def _reached(self, part: Part, found: Iterable[FoundCaller]) -> tuple[Caller, ...]:
        """Those of these that can be called."""
        return tuple(self._callers.caller(part.situation, it) for it in found if it.ways)

    def _tools(self, part: Part) -> tuple[tuple[ToolToUse, ...], int]:
        """The free tools that do it, then those of online services that answer; how many more there are."""
        reader, data = self._reader, self._reader.dataset
        online: dict[str, list[Result]] = {}
        for result in part.tools:
            if result.service and result.fit == "tool":
                tool = data.link(result.service.iri, TIS.instanceOf) or result.service.iri
                online.setdefault(tool, []).append(result)
        found: list[FreeTools] = list(suggested(reader, part.situation))
        lines = {mention.iri: line for item in found for mention, line in item.tools}
        iris = [*lines, *(iri for iri in online if iri not in lines)]
        more = len(iris) - TOOLS + sum(item.more for item in found)
        ours = found[0].opinion if found else None
        told = tuple(
            self._tool(part, iri, lines.get(iri, ""), online.get(iri, []), ours if iri in lines else None)
            for iri in iris[:TOOLS]
        )
        return told, max(0, more)

    def _tool(self, part: Part, iri: str, line: str, online: list[Result], ours: State | None) -> ToolToUse:
        reader, data = self._reader, self._reader.dataset
        helpers = dict.fromkeys(help.actor.iri for help in self._engine.helpers(part.situation, iri))
        cards = tuple(self._callers.card(part.situation, result) for result in online)
        state = ours or (cards[0].state if cards else opinion(reader, data.shown(iri, TIS.meetsNeed, part.asked.iri)))
        return ToolToUse(
            tool=reader.mention(iri),
            line=line or (cards[0].what if cards else ""),
            hosts=tuple(card.thing for card in cards if card.thing.iri != iri),
            installed_from=installed_from(reader, iri),
            helpers=tuple(reader.mention(helper) for helper in helpers),
            state=state,
            cards=cards,
        )


def _nearest(callers: Iterable[Caller]) -> Caller | None:
    """Of those who do it, here or elsewhere; None too where one of them is in the very place, nobody knows where."""
    doing = [it for it in callers if it.role in (DOES, ELSEWHERE)]
    measured = [it for it in doing if it.place.km is not None]
    unknown = any(it.place.here for it in doing)
    return None if unknown else min(measured, key=lambda it: it.place.km or 0.0, default=None)


def _everyone(part: AskedAnswer) -> tuple[Caller, ...]:
    """All to be called, those who do it first."""
    return (*part.callers, *part.near, *part.ways, *part.leaving, *part.leaving_tools)


def _is_sure(situation: Situation, iri: str) -> bool:
    """Whether what was asked for was understood, rather than guessed."""
    readings = [reading for reading in situation.readings if reading.asked.iri == iri]
    return not readings or any(reading.sure for reading in readings)


def _ladder(callers: Iterable[FoundCaller], lang: str) -> tuple[LadderRung, ...]:
    """Each rung that was tried, in order."""
    names: dict[str, list[str]] = {}
    for caller in callers:
        names.setdefault(caller.role, []).append(caller.actor.label)
    return tuple(
        LadderRung(title(lang), tuple(dict.fromkeys(names.get(role, ()))))
        for role, title in LADDER
        if role in names or role != NEARLY
    )


def _twice(parts: Iterable[AskedAnswer]) -> tuple[Mention, ...]:
    """Those who are among the first of several needs, and do the very thing."""
    found: dict[str, list[Mention]] = {}
    for part in parts:
        for caller in part.first:
            if caller.rank:
                found.setdefault(caller.actor.iri, []).append(caller.actor)
    return tuple(mentions[0] for mentions in found.values() if len(mentions) > 1)
