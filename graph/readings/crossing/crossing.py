# SPDX-License-Identifier: AGPL-3.0-or-later
"""A crossing as it is kept: the things of two sides matched and compared, and where each of them is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from functools import cached_property
from typing import TYPE_CHECKING

from graph.namespaces import SCHEMA
from graph.readings.crossing.comparing import PairComparison, SidesComparer
from graph.readings.crossing.matching import CrossedPair, MatchedThings, matched

if TYPE_CHECKING:
    from graph.model import Model
    from graph.rdf.dataset import Dataset
    from graph.readings.crossing.sources import CrossedSides, DescribedThings
    from graph.territory import Territories, Territory

EPCI = "epci"


@dataclass(frozen=True)
class CrossingCounts:
    """Things of one side alone, of both, of both with a difference; and pairs to be looked at."""

    theirs: int
    perhaps: int
    both: int
    differing: int
    ours: int

    @property
    def all(self) -> int:
        """How many signs they are."""
        return self.theirs + self.perhaps + self.both + self.ours


@dataclass(frozen=True)
class CrossingArea:
    """The counts of one intercommunality; `territory` is None for what is in none, or nowhere that anybody said."""

    territory: Territory | None
    counts: CrossingCounts


def together(areas: Iterable[CrossingArea]) -> CrossingCounts:
    """The counts of several areas as one."""
    counts = [area.counts for area in areas]
    return CrossingCounts(*(sum(getattr(one, item.name) for one in counts) for item in fields(CrossingCounts)))


@dataclass(frozen=True)
class Crossing:
    """Two sides crossed. `comparisons`: of each pair of `things.both`; `places`: of each thing that has one."""

    sides: CrossedSides
    things: MatchedThings
    comparisons: Mapping[CrossedPair, PairComparison]
    places: Mapping[str, Territory]

    @cached_property
    def counts(self) -> CrossingCounts:
        """Of all of it."""
        return self._counted(self.things)

    @property
    def unplaced(self) -> int:
        """How many things or pairs are nowhere that anybody said."""
        return sum(self.place(iris) is None for iris in self._all())

    def differing(self) -> Iterator[tuple[CrossedPair, PairComparison]]:
        """The pairs on which both sides differ."""
        return ((pair, found) for pair in self.things.both if (found := self.comparisons[pair]).differences)

    def place(self, iris: Iterable[str]) -> Territory | None:
        """Where a thing is, or a pair: by the first side, else by the other."""
        return next((self.places[iri] for iri in iris if iri in self.places), None)

    def within(self, area: Territory, territories: Territories) -> Crossing:
        """What of it is in an area; of a pair, where either side says so."""

        def is_in(*iris: str) -> bool:
            return any(territories.contains(area, self.places[iri]) for iri in iris if iri in self.places)

        things = MatchedThings(
            tuple(pair for pair in self.things.both if is_in(pair.theirs, pair.ours)),
            tuple(pair for pair in self.things.perhaps if is_in(pair.theirs, pair.ours)),
            tuple(filter(is_in, self.things.theirs)),
            tuple(filter(is_in, self.things.ours)),
        )
        return Crossing(self.sides, things, self.comparisons, self.places)

    def areas(self, territories: Territories) -> list[CrossingArea]:
        """The counts by intercommunality, where there is most first; then what lies in none."""
        parts: dict[str, _Part] = defaultdict(_Part)
        for pair in self.things.both:
            parts[self._epci(pair[:2])].both.append(pair)
        for pair in self.things.perhaps:
            parts[self._epci(pair[:2])].perhaps.append(pair)
        for iri in self.things.theirs:
            parts[self._epci((iri,))].theirs.append(iri)
        for iri in self.things.ours:
            parts[self._epci((iri,))].ours.append(iri)
        found = [
            CrossingArea(territories.by_key(key) if key else None, self._counted(part.things))
            for key, part in parts.items()
        ]
        return sorted(found, key=lambda area: (area.territory is None, -area.counts.all, _name(area.territory)))

    def _epci(self, iris: tuple[str, ...]) -> str:
        place = self.place(iris)
        keys = (place.key, *place.parents) if place else ()
        return next((key for key in keys if key.startswith(f"{EPCI}-")), "")

    def _counted(self, things: MatchedThings) -> CrossingCounts:
        differing = sum(bool(self.comparisons[pair].differences) for pair in things.both)
        return CrossingCounts(len(things.theirs), len(things.perhaps), len(things.both), differing, len(things.ours))

    def _all(self) -> Iterator[tuple[str, ...]]:
        yield from (pair[:2] for pair in (*self.things.both, *self.things.perhaps))
        yield from ((iri,) for iri in (*self.things.theirs, *self.things.ours))


@dataclass
class _Part:
    """The things of one intercommunality."""

    both: list[CrossedPair] = field(default_factory=list)
    perhaps: list[CrossedPair] = field(default_factory=list)
    theirs: list[str] = field(default_factory=list)
    ours: list[str] = field(default_factory=list)

    @property
    def things(self) -> MatchedThings:
        return MatchedThings(tuple(self.both), tuple(self.perhaps), tuple(self.theirs), tuple(self.ours))


def _name(place: Territory | None) -> str:
    return place.name if place else ""


@dataclass(frozen=True)
class CrossingGround:
    """What a crossing is made from: facts, model and places; `described` as it is read of these very facts."""

    data: Dataset
    model: Model
    territories: Territories
    described: DescribedThings


def crossing(ground: CrossingGround, sides: CrossedSides, go_on: Callable[[], None] = lambda: None) -> Crossing:
    """Crosses two sides; `go_on` is called now and then, and may raise to end it."""
    things = matched(ground.data, ground.described, sides, ground.territories, go_on)
    comparer = SidesComparer(ground.data, ground.model, sides, ground.territories)
    comparisons: dict[CrossedPair, PairComparison] = {}
    for pair in things.both:
        go_on()
        comparisons[pair] = comparer.of(pair)
    return Crossing(sides, things, comparisons, _places(ground, things))


def _places(ground: CrossingGround, things: MatchedThings) -> dict[str, Territory]:
    """Where each thing is, the smallest of what is said."""
    iris = {iri for pair in (*things.both, *things.perhaps) for iri in pair[:2]} | {*things.theirs, *things.ours}
    found: dict[str, Territory] = {}
    known: dict[str, Territory | None] = {}
    for iri, links in ground.data.values_of(iris, SCHEMA.location).items():
        for link in filter(lambda value: isinstance(value, str), links):
            known.setdefault(str(link), ground.territories.find(ground.data.base, str(link)))
        places = [place for link in links if (place := known.get(str(link)))]
        if places:
            found[iri] = max(places, key=lambda place: len(place.parents))
    return found
