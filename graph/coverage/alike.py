# SPDX-License-Identifier: AGPL-3.0-or-later
"""Places that the referral cannot tell apart for a need: one of them is asked for all.

The engine reads a place in two ways only. It looks for its territory and those above in posting lists and areas: places
are alike when the territories that count for the need are the same. And where nothing nearer was found, it goes through
areas and entry points from the nearest on: places are alike when these come in the same order, as far as it went.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import cached_property, partial
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from graph.referral._types import ANYWHERE, ENTRY_POINT, NEARBY, UNKNOWN_AREA, Actor, Candidate
from graph.referral.fallback import ENTRY_POINTS, NEARBY_ANSWERS
from graph.referral.nearness import UNKNOWN, Away, Nearness

if TYPE_CHECKING:
    from graph.referral.engine import ReferralEngine
    from graph.referral.situation import Situation

Places = list[int]


class _Search(NamedTuple):
    """A search through areas from the nearest on: those that gave something, and those that had nothing to give.

    What an area has to give does not depend on the place.
    """

    gave: tuple[str, ...]
    nothing: frozenset[str]

    def goes_alike(self, order: tuple[str, ...]) -> bool:
        """Whether the search finds the same through areas in another order."""
        giving = (area for area in order if area not in self.nothing)
        return tuple(islice(giving, len(self.gave))) == self.gave


class Alike:
    """The places of one survey, by rank; `situations` hold where each of them is."""

    def __init__(self, engine: ReferralEngine, situations: list[Situation]) -> None:
        self._index = engine.index
        self._near_needs = engine.matcher.needs.near
        self._situations = situations
        chains: dict[tuple[str, ...], int] = {}
        index = self._index
        self._said = {*self._always, *index.by_need, *index.near, *index.guides}
        self._chain_of = [chains.setdefault(self._chain(situation), len(chains)) for situation in situations]
        self._chains = tuple(chains)
        self._nearness = Nearness(self._index.territories, self._index.dataset.base)
        self._away: list[dict[str, Away]] = [{} for _ in situations]
        self._orders: dict[tuple[str, int], tuple[str, ...]] = {}
        self._areas_of: dict[str, set[str]] = {}

    def by_territory(self, need: str) -> list[Places]:
        """All places, together where direct answers, entry points and bodies in charge are the same."""
        keys = self._always.union(*(self._keys_of_need.get(near, ()) for near in self._near_needs(need)))
        return self._by_keys(range(len(self._situations)), keys)

    def by_network(self, need: str, places: Places) -> list[Places]:
        """Some of these places, together where those who can make a link are the same too."""
        bodies = {body for near in self._near_needs(need) for body in self._index.need_circles.under(near)}
        return self._by_keys(places, set(self._index.guides).union(*(self._keys_of_body[body] for body in bodies)))

    def _by_keys(self, places: Iterable[int], keys: Collection[str]) -> list[Places]:
        signs = [tuple([iri for iri in chain if iri in keys]) for chain in self._chains]
        found: dict[tuple[str, ...], Places] = {}
        for place in places:
            found.setdefault(signs[self._chain_of[place]], []).append(place)
        return list(found.values())

    def _chain(self, situation: Situation) -> tuple[str, ...]:
        """The territory of a place and those above, without those of which the index says nothing at all."""
        return tuple(place.iri for place in situation.places if place.iri in self._said)

    def by_distance(self, need: str, places: Places, candidates: Sequence[Candidate]) -> tuple[Places, Places]:
        """Of these places, those alike the first, to which these candidates were given, and the others."""
        if self._owes_nothing_to_distances(candidates):
            return places, []
        elsewhere = [item for item in candidates if item.match.kind == NEARBY]
        if elsewhere and not self._doors:
            return places[:1], places[1:]  # Any organisation may have been named, for want of anything better.
        areas = self._search(elsewhere, need, places[0])
        doors = self._doors_in_order(places[0])
        welcomes = [doors.index(item.offer.iri) for item in candidates if item.match.kind == ENTRY_POINT]
        far = max(welcomes) + 1 if len(welcomes) == ENTRY_POINTS else len(doors)

        def is_alike(place: int) -> bool:
            return (
                areas.goes_alike(self._areas_in_order(need, place)) and self._doors_in_order(place)[:far] == doors[:far]
            )

        alike: Places = []
        others: Places = []
        for place in places:
            (alike if is_alike(place) else others).append(place)
        return alike, others

    def _search(self, found: list[Candidate], need: str, place: int) -> _Search:
        """How the search through areas went from a place."""
        order = self._areas_in_order(need, place)
        areas = {area for item in found for area in item.offer.areas or (UNKNOWN_AREA,)}
        last = max((order.index(item.where.iri if item.where else UNKNOWN_AREA) for item in found), default=-1)
        looked = order if len(found) < NEARBY_ANSWERS else order[: last + 1]
        return _Search(tuple(area for area in looked if area in areas), frozenset(looked) - areas)

    def _owes_nothing_to_distances(self, candidates: Sequence[Candidate]) -> bool:
        """An entry point covers the place and nothing comes from elsewhere; what is from elsewhere has a distance."""
        if any(candidate.distance is not None for candidate in candidates):
            return False
        welcomed = any(candidate.match.kind == ENTRY_POINT for candidate in candidates)
        return bool(candidates) and (welcomed or not self._doors)

    # --- the territories that count ------------------------------------------------------------------------------

    @cached_property
    def _always(self) -> frozenset[str]:
        """Where there are entry points and bodies in charge, and the area of the instance."""
        index = self._index
        charged = [index.actors[iri] for need in index.in_charge for iri in index.in_charge.get(need, ANYWHERE)]
        areas = (area for body in charged for area in body.areas)
        return frozenset([*index.entries, *areas, *index.area])

    @cached_property
    def _keys_of_need(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for key in self._index.by_need:
            for need in self._index.by_need.under(key):
                found.setdefault(need, set()).add(key)
        return found

    @cached_property
    def _keys_of_body(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = defaultdict(set)
        for key in self._index.near:
            for body in self._index.near.under(key):
                found[body].add(key)
        return found

    # --- from the nearest on -------------------------------------------------------------------------------------

    def _areas_in_order(self, need: str, place: int) -> tuple[str, ...]:
        """Where there are offers for a need, from the nearest area."""
        return self._in_order(need, place, lambda: sorted(self._areas(need), key=partial(self._distance, place)))

    def _areas(self, need: str) -> set[str]:
        if need not in self._areas_of:
            self._areas_of[need] = self._read_areas(need)
        return self._areas_of[need]

    def _read_areas(self, need: str) -> set[str]:
        offered = self._index.by_need.under(ANYWHERE)
        offers = [offer for near in self._near_needs(need) for offer in offered.get(near, ())]
        return {UNKNOWN_AREA, *(area for offer in offers for area in offer.areas)}

    def _doors_in_order(self, place: int) -> tuple[str, ...]:
        """The entry points, from the nearest."""
        return self._in_order("", place, lambda: [iri for _, iri in sorted(self._measured(place))])

    def _measured(self, place: int) -> Iterator[tuple[Away, str]]:
        for actor in self._doors:
            areas = [actor.location] if actor.location else actor.areas
            yield min((self._distance(place, area) for area in areas), default=UNKNOWN), actor.iri

    def _in_order(self, need: str, place: int, sort: Callable[[], list[str]]) -> tuple[str, ...]:
        known = self._orders.setdefault((need, place), ())
        if not known:
            known = self._orders[need, place] = tuple(sort())
        return known

    @cached_property
    def _doors(self) -> list[Actor]:
        return [offer.actor for offer in self._index.entries.get(ANYWHERE, ANYWHERE)]

    def _distance(self, place: int, area: str) -> Away:
        known = self._away[place]
        if area not in known:
            known[area] = self._nearness.of_area(self._situations[place], area)
        return known[area]
