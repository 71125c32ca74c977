# SPDX-License-Identifier: AGPL-3.0-or-later
"""One commune or intercommunality: who acts there, how to reach them, what has an answer, dates to come."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from graph.coverage import cell as coverage
from graph.coverage.cell import COVERED, TOOL_ONLY, CellReader, worth
from graph.coverage.scope import themes
from graph.coverage.survey import EVERYONE, SurveyTerms, placed, with_need
from graph.entity.kinds import STRUCTURES
from graph.namespaces import DCT, SCHEMA
from graph.readings.contacts import first_way
from graph.readings.referral.dates import DayToNote, days_to_come
from graph.readings.states import State, proof
from graph.referral.details import Details
from graph.text.folding import filed
from graph.text.sentences import first_sentence

if TYPE_CHECKING:
    from datetime import date

    from graph.entity import Mention, Reader
    from graph.readings.contacts import Reach
    from graph.referral._types import Actor, Offer
    from graph.referral.engine import ReferralEngine
    from graph.referral.situation import Situation
    from graph.territory import Territories, Territory

COMMUNE, EPCI, COUNTRY = "commune", "epci", "pays"
WIDER = ("epci", "departement", "region")
DATES, AROUND, WITHIN = 6, 5, 40  # dates and places around that are shown; how far these may be, in kilometres


@dataclass(frozen=True)
class LocalActor:
    """Who can be called: what they do there, where they are, how far (km, None there), how it is known."""

    mention: Mention
    what: str
    needs: tuple[Mention, ...]
    where: str
    distance: int | None
    contact: Reach | None
    state: State


HERE, NEAR, COUNTRYWIDE, TOOL, CLOSE, NOBODY = "here", "near", "countrywide", "tool", "close", "nobody"
"""Who answers a need: somebody there, of a wider territory, of the whole country; no more than an online tool, or than
somebody who does something close to it."""
BESIDES = {TOOL_ONLY: TOOL, coverage.NEAR: CLOSE}


@dataclass(frozen=True)
class NeedHere:
    """A need, who answers it at best, and how many can be called for it, from wherever they are."""

    need: Mention
    slug: str
    state: str
    count: int


@dataclass(frozen=True)
class ThemeHere:
    """A great subject and its needs there; `met` of them are answered by somebody who can be called."""

    theme: Mention
    needs: tuple[NeedHere, ...]
    met: int


@dataclass(frozen=True)
class PlaceAround:
    """A commune near it where somebody is: how many, and how far in kilometres."""

    territory: Territory
    count: int
    distance: int


@dataclass(frozen=True)
class LocalReading:
    """A commune or an intercommunality on a day.

    `above` goes from the nearest to the widest; `on_site` are there, `coming` act there from elsewhere, `national` is
    how many act in the whole country. Of the `count` needs, nobody answers `unmet`, and for `alone` of these a site
    does. `parts` are the communes of an intercommunality; `drawn` is the territory that a map can be centred on, ""
    where no fact is about one.
    """

    territory: Territory
    above: tuple[Territory, ...]
    on_site: tuple[LocalActor, ...]
    coming: tuple[LocalActor, ...]
    national: int
    themes: tuple[ThemeHere, ...]
    count: int
    unmet: int
    alone: int
    dates: tuple[DayToNote, ...]
    around: tuple[PlaceAround, ...]
    parts: tuple[Territory, ...]
    drawn: str


def local_reading(reader: Reader, engine: ReferralEngine, place: Territory, day: date) -> LocalReading:
    """What to know of a place; `engine` answers from the same dataset as `reader`."""
    seen = _Place(reader, engine, place)
    with engine.index.lock:
        actors = sorted(engine.index.actors.values(), key=lambda actor: (filed(actor.label), actor.iri))
    calling = [actor for actor in actors if actor.kind in STRUCTURES and not _over(actor, day)]
    here = [actor for actor in calling if seen.is_there(actor)]
    there = set(here)
    levels = {actor: seen.reaches(actor) for actor in calling if actor not in there}
    coming = sorted(
        (actor for actor, level in levels.items() if level in WIDER),
        key=lambda actor: seen.nearness(actor, levels[actor]),
    )
    lines = _themes(reader, engine, place, day)
    needs = [line for theme in lines for line in theme.needs]
    return LocalReading(
        territory=place,
        above=engine.index.territories.chain(place)[1:],
        on_site=tuple(seen.shown(actor, day) for actor in here),
        coming=tuple(seen.shown(actor, day) for actor in coming),
        national=sum(level == COUNTRY for level in levels.values()),
        themes=lines,
        count=len(needs),
        unmet=sum(line.state in (TOOL, CLOSE, NOBODY) for line in needs),
        alone=sum(line.state == TOOL for line in needs),
        dates=seen.dates([*here, *coming], day),
        around=seen.around(calling),
        parts=tuple(engine.index.territories.communes_of(place)) if place.level == EPCI else (),
        drawn=seen.drawn(),
    )


def _over(actor: Actor, day: date) -> bool:
    return actor.span.end is not None and actor.span.end < day


def _themes(reader: Reader, engine: ReferralEngine, place: Territory, day: date) -> tuple[ThemeHere, ...]:
    index, made = engine.index, []
    situation = placed(SurveyTerms(day), index.territories, index.dataset.base, place)
    cells = CellReader(index)
    with index.lock:
        for theme in themes(reader.model.scheme("need")):
            lines = tuple(_need(reader, engine, cells, with_need(situation, need)) for need in theme.needs)
            met = sum(line.state in (HERE, NEAR, COUNTRYWIDE) for line in lines)
            made.append(ThemeHere(reader.mention(theme.need.iri), lines, met))
    return tuple(made)


def _need(reader: Reader, engine: ReferralEngine, cells: CellReader, situation: Situation) -> NeedHere:
    """What a cell of the matrix of coverage says of one need there, and from how near those who do it answer."""
    asked = situation.needs[0]
    found = engine.shortlist(situation, EVERYONE).candidates
    cell = cells.cell(found)
    called = {actor.iri for actor in cell.actors}
    levels = {one.match.level for one in found if one.actor.iri in called and worth(one) == COVERED}
    state = _nearest(levels) if called else BESIDES.get(cell.state, NOBODY)
    return NeedHere(reader.mention(asked.iri), asked.query, state, len(called))


def _nearest(levels: set[str]) -> str:
    if levels & {COMMUNE, EPCI}:
        return HERE
    return NEAR if levels & {*WIDER} else COUNTRYWIDE


class _Place:
    """What actors are to a place; each territory that they name is compared with it once."""

    def __init__(self, reader: Reader, engine: ReferralEngine, place: Territory) -> None:
        self._reader, self._index, self._place = reader, engine.index, place
        self._known: Territories = engine.index.territories
        self._levels: dict[str, str] = {}
        self._details = Details(reader.dataset, reader.model)

    def is_there(self, actor: Actor) -> bool:
        """Whether it is in the place, or acts for the place itself or a part of it."""
        areas = (*self._offered(actor), *actor.areas, *((actor.location,) if actor.location else ()))
        return any(self._level(area) == self._place.level for area in areas)

    def reaches(self, actor: Actor) -> str:
        """The nearest level of what it acts for that holds the place, "" for none."""
        levels = {self._level(area) for area in (*self._offered(actor), *actor.areas)}
        return next((level for level in (*WIDER, COUNTRY) if level in levels), "")

    def nearness(self, actor: Actor, level: str) -> tuple[int, float, str]:
        """The order of those who come: who acts for the smallest territory first, then who is nearest."""
        distance = self._distance(actor)
        return WIDER.index(level), 1e6 if distance is None else distance, filed(actor.label)

    def shown(self, actor: Actor, day: date) -> LocalActor:
        """An actor as it is shown there."""
        reader, data = self._reader, self._reader.dataset
        needs = dict.fromkeys(need for offer in self._offers(actor) for need in offer.needs)
        said = data.text(actor.iri, DCT.description, reader.lang) or ""
        distance = self._distance(actor)
        return LocalActor(
            mention=reader.mention(actor.iri),
            what=first_sentence(said),
            needs=tuple(map(reader.mention, list(needs)[:3])),
            where=reader.label(actor.location) if actor.location else "",
            distance=None if distance is None or distance < 1 else round(distance),
            contact=first_way(self._details.contact_of(actor)),
            state=proof(reader, actor.known, day),
        )

    def dates(self, actors: Iterable[Actor], day: date) -> tuple[DayToNote, ...]:
        """What these actors hold there on days to come, soonest first."""
        data = self._reader.dataset
        found: dict[str, DayToNote] = {}
        for actor in actors:
            things = {offer.iri for offer in self._offers(actor)} | set(data.subjects(SCHEMA.organizer, actor.iri))
            for iri in sorted(things):
                found |= {item.uid: item for item in days_to_come(self._reader, iri, day) if self._is_held_near(iri)}
        return tuple(sorted(found.values(), key=lambda item: (item.start, item.uid)))[:DATES]

    def around(self, actors: Iterable[Actor]) -> tuple[PlaceAround, ...]:
        """The nearest communes where somebody is."""
        counts = Counter(actor.location for actor in actors if actor.location and not self._level(actor.location))
        found = [
            PlaceAround(territory, count, round(distance))
            for iri, count in counts.items()
            if (territory := self._territory(iri)) is not None and territory.level == COMMUNE
            if (distance := self._known.distance_km(self._place, territory)) is not None and distance <= WITHIN
        ]
        return tuple(sorted(found, key=lambda item: (item.distance, item.territory.code))[:AROUND])

    def drawn(self) -> str:
        """The key of the nearest territory that facts are about: itself, or what holds it."""
        data, known = self._reader.dataset, self._known
        chain = (item for item in known.chain(self._place) if known.iri(data.base, item) in data)
        return next((item.key for item in chain), "")

    def _offers(self, actor: Actor) -> Iterator[Offer]:
        roots = sorted(self._index.roots.get(actor.iri, ()))
        return (
            offer for root in (*roots, actor.iri) for offer in self._index.offers.get(root, ()) if offer.actor is actor
        )

    def _offered(self, actor: Actor) -> Iterator[str]:
        """The territories that its services name by themselves."""
        return (area for offer in self._offers(actor) if offer.own_area for area in offer.areas)

    def _is_held_near(self, iri: str) -> bool:
        data = self._reader.dataset
        areas = [*data.links(iri, SCHEMA.location), *data.links(iri, SCHEMA.areaServed)]
        return not areas or any(self._level(area) for area in areas)

    def _distance(self, actor: Actor) -> float | None:
        if actor.point is not None:
            return self._known.distance_to_point(self._place, actor.point)
        there = self._territory(actor.location) if actor.location else None
        return self._known.distance_km(self._place, there) if there else None

    def _level(self, iri: str) -> str:
        """Its own level for what is in the place, that of what holds the place, else ""."""
        if iri not in self._levels:
            other = self._territory(iri)
            self._levels[iri] = self._compared(other) if other else ""
        return self._levels[iri]

    def _compared(self, other: Territory) -> str:
        if self._known.contains(self._place, other):
            return self._place.level
        return other.level if self._known.contains(other, self._place) else ""

    def _territory(self, iri: str) -> Territory | None:
        return self._known.find(self._reader.dataset.base, iri)
