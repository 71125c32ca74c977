# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whom to call: one organisation with all that it does for what was asked, how to reach it, where, when, how sure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING

from babel.numbers import format_decimal

from graph import clock
from graph.namespaces import TIS
from graph.readings.contacts import every_way
from graph.readings.joining import hours_at
from graph.readings.referral.answers import read_answer
from graph.readings.states import proof
from graph.referral.answer import NARROWER, WIDER
from graph.referral.standing import REMOTE, SUBJECT, is_tool
from graph.text.days import ZONE
from graph.text.sentences import inner, sentence
from graph.text.wording import Label, Phrase, Plain, listed

if TYPE_CHECKING:
    from graph.entity import Mention, Reader
    from graph.readings.contacts import Reach
    from graph.readings.referral.cards import AnswerCard, CardShelf
    from graph.readings.states import State
    from graph.referral._types import Actor, Point
    from graph.referral.answer import Result
    from graph.referral.index import ReferralIndex
    from graph.referral.situation import Situation
    from graph.territory import Territory

ROLES = DOES, LINKS, NEARLY, ELSEWHERE, WELCOMES, LEADS, LEAVING = (
    "does", "links", "nearly", "elsewhere", "welcomes", "leads", "leaving",
)  # fmt: skip
"""What somebody is for what was asked: does the very thing; knows who does; does something near; does it, but for
another place; welcomes and orients; leads a network in charge of it; is about to close, or not heard of."""
OF_KINDS = {"direct": DOES, "indirect": LINKS, "nearby": ELSEWHERE, "entry-point": WELCOMES, "animator": LEADS}
LINK = Phrase("connaît {provider}, qui le fait : demandez de faire le lien")
NEAREST, FARTHER = Label("le plus proche qui le fasse"), Label("plus loin")
ORIENTS, LEADING = Label("accueille et oriente"), Phrase("anime {body}")
DOUBTED = {NARROWER: ("need",), WIDER: ("need", "tool"), SUBJECT: ("directness",)}
"""For what is near what was asked, the criteria that say how."""
AT_DISTANCE, KM = Label("à distance"), Phrase("à {km} km")
ACCESSIBLE = Label("accessible aux personnes à mobilité réduite")
NOT_ACCESSIBLE = Label("non accessible aux personnes à mobilité réduite")
SPEAKS = Phrase("parle aussi {languages}")
NEAR_ENOUGH = 10  # kilometres under which a tenth of one is told
LONGEST_PRICE = 40  # characters of what a price may say beside it


@dataclass(frozen=True)
class Whereabouts:
    """Where somebody is: the name of the place, how far as the crow flies from the place asked for, in km.

    `km` is None where it is not known, in the very commune without an address, and for who helps at a distance only;
    `far` says it (`à 1,1 km`). `name` is "" where nobody said; `here`: it is somewhere in the place asked for.
    """

    name: str
    km: float | None
    far: str
    remote: bool = False
    here: bool = False


@dataclass(frozen=True)
class OpenHours:
    """Whether it is open at the moment (None: they do not tell), in words."""

    open: bool | None
    text: str


@dataclass(frozen=True)
class Caller:
    """An organisation to call. `rank` is 0 for who is only a way on; `role` is one of ROLES, said by `told`.

    `best` is what it does best and how that is known, `cards` all that it does in this order, `services` those of them
    that have a name of their own; `doubts` are what to ask before counting on it; `welcome` tells who can come in,
    and in which other languages; `accessible` is the same as a fact, None where nobody said; `online`: it is a tool to
    use, not help.
    """

    rank: int
    role: str
    told: str
    actor: Mention
    best: AnswerCard
    state: State
    services: tuple[AnswerCard, ...]
    cards: tuple[AnswerCard, ...]
    ways: tuple[Reach, ...]
    place: Whereabouts
    hours: OpenHours | None
    cost: str
    doubts: tuple[str, ...]
    welcome: tuple[str, ...]
    accessible: bool | None
    languages: tuple[Mention, ...]
    online: bool = False


@dataclass(frozen=True)
class FoundCaller:
    """Somebody found, before all that is told of who is called is read: who, what they are (one of ROLES), how to reach
    them, by which results, the best first."""

    actor: Mention
    role: str
    ways: tuple[Reach, ...]
    results: tuple[Result, ...]


@dataclass(frozen=True)
class SilentActor:
    """Somebody who does it and whom nobody gave a way to reach, and how that is known."""

    actor: Mention
    state: State


class Callers:
    """Makes callers of results, for one request: measures from its place, at one moment."""

    def __init__(self, reader: Reader, shelf: CardShelf, places: Measured) -> None:
        self.reader = reader
        self.shelf = shelf
        self.places = places
        self.results: dict[str, Result] = {}
        today = places.situation.day == clock.today()
        self._now: datetime | None = clock.now().astimezone(ZONE) if today else None

    def found(self, results: Iterable[Result]) -> tuple[FoundCaller, ...]:
        """One for each whom results name, in the order of their best ones."""
        by_actor: dict[tuple[str, str], list[Result]] = {}
        for result in results:
            by_actor.setdefault((result.actor.iri, self._role(result)), []).append(result)
        return tuple(self._found(role, results) for role, results in _merged(by_actor))

    def _found(self, role: str, results: list[Result]) -> FoundCaller:
        ways = dict.fromkeys(way for one in results for way in every_way(one.contact))
        actor = self.reader.mention(results[0].actor.iri)
        return FoundCaller(actor, role, tuple(sorted(ways, key=_directness)), tuple(results))

    def silent(self, situation: Situation, found: FoundCaller) -> SilentActor:
        """Somebody who cannot be called."""
        return SilentActor(found.actor, proof(self.reader, found.results[0].known, situation.day))

    def caller(self, situation: Situation, found: FoundCaller) -> Caller:
        """Somebody with all that is told of who is called; ranks are given by `ranked`."""
        first, role = found.results[0], found.role
        offer = first.candidate.offer
        accessible, languages = self._accessible(offer.iri, offer.actor.iri), self._spoken(offer.iri, offer.actor.iri)
        cards = tuple(self.card(situation, one) for one in found.results)
        return Caller(
            rank=0,
            role=role,
            told=self._told(first, role),
            actor=found.actor,
            best=cards[0],
            state=cards[0].state,
            services=tuple(card for card in cards if card.thing.iri != card.actor.iri),
            cards=cards,
            ways=found.ways,
            place=self.places.of(first),
            hours=self._hours(first),
            cost=self._cost(offer.iri, offer.traits.cost),
            doubts=tuple(dict.fromkeys(self._doubts(found.results))),
            welcome=tuple(self._welcome(accessible, languages)),
            accessible=accessible,
            languages=languages,
            online=is_tool(offer),
        )

    def card(self, situation: Situation, result: Result) -> AnswerCard:
        """The card of one answer."""
        card = self.shelf.card(self.reader, read_answer(self.reader, result), situation)
        self.results.setdefault(card.id, result)
        return card

    def _role(self, result: Result) -> str:
        if result.last:
            return LEAVING
        if result.kind == "indirect" and result.fit in DOUBTED and result.candidate.via is None:
            return NEARLY
        return OF_KINDS[result.kind]

    def _told(self, result: Result, role: str) -> str:
        reader, lang = self.reader, self.reader.lang
        if role == LINKS:
            return LINK(provider=result.provider).text(reader) if result.provider != result.actor else ""
        if role == ELSEWHERE:
            return NEAREST(lang)
        if role == LEADS:
            return LEADING(body=result.service).text(reader) if result.service else ""
        return ORIENTS(lang) if role == WELCOMES else ""

    def _doubts(self, results: Sequence[Result]) -> Iterator[str]:
        for result in results:
            yield from result.warnings(self.reader)
        near = DOUBTED.get(results[0].fit, ())
        said = (reason for reason in results[0].reasons if reason.criterion.slug in near)
        yield from (text for reason in said for text, _ in reason.sentences(self.reader))

    def _hours(self, result: Result) -> OpenHours | None:
        """Those of the service, else of the one to call; the week alone on another day than today."""
        for iri in dict.fromkeys((result.candidate.offer.iri, result.actor.iri)):
            found = hours_at(self.reader, iri, self._now or clock.now().astimezone(ZONE))
            if found is None:
                continue
            week = found.written or " ; ".join(f"{line.days} {line.hours}".strip() for line in found.week)
            if self._now is None or found.open is None:
                return OpenHours(None, sentence(week))
            return OpenHours(found.open, ", ".join(text for text in (found.now, inner(found.next)) if text))
        return None

    def _accessible(self, *iris: str) -> bool | None:
        """Whether people with reduced mobility can come in, as the first of these that says so or otherwise."""
        said = (self.reader.dataset.flag(iri, TIS.welcomesReducedMobility) for iri in iris)
        return next((flag for flag in said if flag is not None), None)

    def _spoken(self, *iris: str) -> tuple[Mention, ...]:
        """The other languages spoken there."""
        spoken = dict.fromkeys(chain(*(self.reader.dataset.links(iri, TIS.speaks) for iri in iris)))
        return tuple(map(self.reader.mention, spoken))

    def _welcome(self, accessible: bool | None, languages: Sequence[Mention]) -> Iterator[str]:
        """Who can come in, and the languages spoken there, in words."""
        lang = self.reader.lang
        if accessible is not None:
            yield (ACCESSIBLE if accessible else NOT_ACCESSIBLE)(lang)
        if languages:
            names = [one.label if lang == "en" else inner(one.label) for one in languages]
            yield SPEAKS(languages=listed(names, lang)).text(self.reader)

    def _cost(self, iri: str, cost: str) -> str:
        reader = self.reader
        detail = reader.dataset.text(iri, TIS.costDetail, reader.lang) or ""
        texts = (reader.label(cost) if cost else "", detail if len(detail) <= LONGEST_PRICE else "")
        return ", ".join(text for text in texts if text)


class Measured:
    """Where actors are, and how far from the place of a request."""

    def __init__(self, situation: Situation, index: ReferralIndex, lang: str) -> None:
        territories, base, spots = index.territories, index.dataset.base, index.spots
        self.situation = situation
        self._lang = lang
        self._territories = territories
        self._base = base
        self._spots = spots
        place = situation.place
        self._here = self._territory(place.iri) if place else None
        self._known: dict[str, Whereabouts] = {}

    @property
    def here(self) -> str:
        """The name of the place that distances are measured from, "" without one."""
        here = self._here
        return here.name if here and here.level == "commune" and here.latitude is not None else ""

    def of(self, result: Result) -> Whereabouts:
        """Where the one to call is."""
        place = self.of_actor(result.actor.iri, result.candidate.actor)
        remote = result.candidate.offer.traits.modes == REMOTE
        return Whereabouts(place.name, None, "", remote) if remote else place

    def of_actor(self, iri: str, actor: Actor) -> Whereabouts:
        """Where an actor is: its nearest place, else the first area it acts for."""
        found = self._known.get(iri)
        if found is None:
            found = self._known[iri] = self._measured(actor)
        return found

    def km(self, actor: Actor) -> float | None:
        """How far an actor is, in km; 0 in the commune itself, None where it is not known."""
        away, points = self._away, self._spots.of(actor)
        return None if away is None or not points else min([away(point) for point in points])

    @cached_property
    def _away(self) -> Callable[[Point], float] | None:
        return self._territories.measuring(self._here) if self._here and self.here else None

    def _measured(self, actor: Actor) -> Whereabouts:
        here, found = self._here, []
        for spot in actor.premises:
            there = self._territory(spot.area)
            if there is None or (spot.point is None and there.level != "commune"):
                continue
            point = spot.point or (there.latitude, there.longitude)
            km = self._away(point) if self._away and None not in point else None  # type: ignore[arg-type]
            same = here is not None and there.key == here.key and spot.point is None
            found.append((km is None, km or 0.0, there.name, None if same else km))
        if found:
            _, _, name, km = min(found, key=lambda item: item[:3])
            return Whereabouts(name, km, self._far(km), here=km is None and name == self.here)
        areas = (self._territory(area) for area in actor.areas)
        return Whereabouts(next((area.name for area in areas if area), ""), None, "")

    def _far(self, km: float | None) -> str:
        if km is None:
            return ""
        told = format_decimal(km, "0.0" if km < NEAR_ENOUGH else "0", locale=self._lang)
        return KM(km=told).text(Plain(self._lang))

    def _territory(self, iri: str) -> Territory | None:
        return self._territories.find(self._base, iri)


def ranked(callers: Iterable[Caller]) -> tuple[Caller, ...]:
    """The same in order, each with its rank."""
    return tuple(replace(caller, rank=rank) for rank, caller in enumerate(callers, 1))


def farther(callers: Iterable[Caller], lang: str) -> tuple[Caller, ...]:
    """Of those elsewhere, only the first is the nearest."""
    found, seen = [], False
    for caller in callers:
        again = caller.role == ELSEWHERE and seen
        found.append(replace(caller, told=FARTHER(lang)) if again else caller)
        seen |= caller.role == ELSEWHERE
    return tuple(found)


def _merged(by_actor: dict[tuple[str, str], list[Result]]) -> Iterator[tuple[str, list[Result]]]:
    """By role; who does the very thing is named once: that it also makes a link is left out."""
    doing = {iri for iri, role in by_actor if role == DOES}
    for (iri, role), results in by_actor.items():
        if role != LINKS or iri not in doing:
            yield role, results


def _directness(way: Reach) -> int:
    """The telephone first, then the e-mail, then pages."""
    return 0 if way.href.startswith("tel:") else 2 if way.external else 1
