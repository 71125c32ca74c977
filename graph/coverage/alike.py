# SPDX-License-Identifier: AGPL-3.0-or-later
"""Places that the referral cannot tell apart for a need: one of them is asked for all.

The engine reads a place in two ways only. It looks for its territory and those above in posting lists and areas: places
are alike when the territories that count for the need are the same. And where nothing nearer was found, it goes through
addresses, areas, entry points and, for want of better, organisations from the nearest on: places are alike when these
come in the same order, as far as it went.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cached_property
from heapq import nsmallest
from itertools import chain, islice
from typing import TYPE_CHECKING, NamedTuple

from graph.referral._types import ANYWHERE, ENTRY, ENTRY_POINT, NEARBY, UNKNOWN_AREA, Actor, Candidate, Premises
from graph.referral.fallback import ENTRY_POINTS, NEARBY_ANSWERS, NOWHERE_SAID, nearest_first
from graph.referral.nearness import UNKNOWN, Away, Nearness
from graph.referral.standing import HELPERS

if TYPE_CHECKING:
    from graph.referral.engine import ReferralEngine
    from graph.referral.situation import Situation

Places = list[int]


class _Search(NamedTuple):
    """A search from the nearest address or area on: those that gave something, and those that had nothing to give.

    What is to be had there does not depend on the place.
    """

    gave: tuple[Premises, ...]
    nothing: frozenset[Premises]

    def goes_alike(self, order: tuple[Premises, ...]) -> bool:
        """Whether the search finds the same in another order."""
        giving = (spot for spot in order if spot not in self.nothing)
        return tuple(islice(giving, len(self.gave))) == self.gave


class Alike:
    """The places of one survey, by rank; `situations` hold where each of them is."""

    def __init__(self, engine: ReferralEngine, situations: list[Situation]) -> None:
        self._index = engine.index
        self._near_needs = engine.matcher.needs.near
        self._situations = situations
        chains: dict[tuple[str, ...], int] = {}
        index = self._index
        by_need = chain.from_iterable(index.by_need.values())
        self._said = {*self._always, *by_need, *index.near, *index.guides}
        self._chain_of = [chains.setdefault(self._chain(situation), len(chains)) for situation in situations]
        self._chains = tuple(chains)
        self._nearness = Nearness(self._index.territories, self._index.dataset.base)
        self._away: list[dict[Premises, Away]] = [{} for _ in situations]
        self._orders: dict[tuple[str, int], tuple[Premises, ...]] = {}
        self._welcomes: dict[int, tuple[str, ...]] = {}
        self._premises_of: dict[str, set[Premises]] = {}
        self._named: dict[tuple[int, int, frozenset[str]], list[str]] = {}

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
        named = [item.actor.iri for item in elsewhere if item.offer.traits.kind == ENTRY]
        if named:
            return self._by_names(places, named)
        search = self._search(elsewhere, need, places[0])
        doors = self._doors_in_order(places[0])
        welcomes = [doors.index(item.offer.iri) for item in candidates if item.match.kind == ENTRY_POINT]
        far = max(welcomes) + 1 if len(welcomes) == ENTRY_POINTS else len(doors)

        def is_alike(place: int) -> bool:
            return (
                search.goes_alike(self._premises_in_order(need, place))
                and self._doors_in_order(place)[:far] == doors[:far]
            )

        alike: Places = []
        others: Places = []
        for place in places:
            (alike if is_alike(place) else others).append(place)
        return alike, others

    def _by_names(self, places: Places, named: list[str]) -> tuple[Places, Places]:
        """Any organisation is named for want of anything better, from the nearest; whether it may be is the same
        everywhere. Places are alike where the same ones come first."""
        order = [iri for _, iri in sorted(self._measured(places[0], self._organisations))]
        looked = order if len(named) < ENTRY_POINTS else order[: order.index(named[-1]) + 1]
        refused = frozenset(looked).difference(named)
        alike: Places = []
        others: Places = []
        for place in places:
            (alike if self._first_named(place, len(named), refused) == named else others).append(place)
        return alike, others

    def _first_named(self, place: int, count: int, refused: frozenset[str]) -> list[str]:
        key = place, count, refused
        if key not in self._named:
            actors = [actor for actor in self._organisations if actor.iri not in refused]
            self._named[key] = [iri for _, iri in nsmallest(count, self._measured(place, actors))]
        return self._named[key]

    def _search(self, found: list[Candidate], need: str, place: int) -> _Search:
        """How the search went from a place."""
        order = self._premises_in_order(need, place)
        premises = {spot for item in found for spot in item.offer.premises or (NOWHERE_SAID,)}
        last = max((order.index(_found_at(item)) for item in found), default=-1)
        looked = order if len(found) < NEARBY_ANSWERS else order[: last + 1]
        return _Search(tuple(spot for spot in looked if spot in premises), frozenset(looked) - premises)

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
        for postings in self._index.by_need.values():
            for key in postings:
                for need in postings.under(key):
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

    def _premises_in_order(self, need: str, place: int) -> tuple[Premises, ...]:
        """Where there are offers for a need, from the nearest."""
        if (need, place) not in self._orders:
            measured = sorted(((self._distance(place, spot), spot) for spot in self._premises(need)), key=nearest_first)
            self._orders[need, place] = tuple([spot for _, spot in measured])
        return self._orders[need, place]

    def _premises(self, need: str) -> set[Premises]:
        if need not in self._premises_of:
            offered = [self._index.by_need[sort].get(ANYWHERE, need) for sort in HELPERS]
            offers = list(chain.from_iterable(offered))
            self._premises_of[need] = {NOWHERE_SAID, *(spot for offer in offers for spot in offer.premises)}
        return self._premises_of[need]

    def _doors_in_order(self, place: int) -> tuple[str, ...]:
        """The entry points, from the nearest."""
        if place not in self._welcomes:
            self._welcomes[place] = tuple([iri for _, iri in sorted(self._measured(place, self._doors))])
        return self._welcomes[place]

    def _measured(self, place: int, actors: Iterable[Actor]) -> Iterator[tuple[Away, str]]:
        for actor in actors:
            yield min((self._distance(place, spot) for spot in actor.premises), default=UNKNOWN), actor.iri

    @cached_property
    def _doors(self) -> list[Actor]:
        return [offer.actor for offer in self._index.entries.get(ANYWHERE, ANYWHERE)]

    @cached_property
    def _organisations(self) -> list[Actor]:
        return [actor for actor in self._index.actors.values() if actor.kind == "organisation"]

    def _distance(self, place: int, spot: Premises) -> Away:
        known = self._away[place]
        if spot not in known:
            known[spot] = self._nearness.of_premises(self._situations[place], spot)
        return known[spot]


def _found_at(found: Candidate) -> Premises:
    """Where an answer from elsewhere was found."""
    area = found.where.iri if found.where else UNKNOWN_AREA
    return next((spot for spot in found.offer.premises if spot.area == area), NOWHERE_SAID)
