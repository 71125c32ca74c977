# SPDX-License-Identifier: AGPL-3.0-or-later
"""How far an offer is from a place: in kilometres where both centres are known, else by the territory they share."""

from __future__ import annotations

from collections.abc import Iterable
from math import inf
from typing import TYPE_CHECKING, NamedTuple

from graph.errors import UnknownThing
from graph.referral.mention import Ref

if TYPE_CHECKING:
    from graph.referral._types import Offer
    from graph.referral.situation import Situation
    from graph.territory import Territories, Territory

NOWHERE_KNOWN = 9


class Away(NamedTuple):
    """Distance in km (infinite if a centre is not known), levels up to the first territory shared, the area's name."""

    km: float
    shared: int
    where: str
    area: str

    @property
    def ref(self) -> Ref | None:
        """Where it is, None when that is not known."""
        return Ref(self.area, self.where) if self.where else None


UNKNOWN = Away(inf, NOWHERE_KNOWN, "", "")


class Nearness:
    """Measures from the place of a situation."""

    def __init__(self, territories: Territories, base: str) -> None:
        self._territories = territories
        self._base = base

    def of_offer(self, situation: Situation, offer: Offer) -> Away:
        """From where its actor is, else from the nearest area it serves."""
        where = [offer.actor.location] if offer.actor.location else offer.areas
        return self.nearest(situation, where)

    def nearest(self, situation: Situation, areas: Iterable[str]) -> Away:
        """The nearest of several areas."""
        return min((self.of_area(situation, area) for area in areas), default=UNKNOWN)

    def of_area(self, situation: Situation, area: str) -> Away:
        """From the place asked for to one area; UNKNOWN when one of them is not a territory."""
        if not situation.places:
            return UNKNOWN
        place, other = self._territory(situation.places[0].iri), self._territory(area)
        if place is None or other is None:
            return UNKNOWN
        km = self._territories.distance_km(place, other)
        return Away(inf if km is None else km, _shared(place, other), other.name, area)

    def _territory(self, iri: str) -> Territory | None:
        try:
            return self._territories.from_iri(self._base, iri)
        except UnknownThing:
            return None


def _shared(place: Territory, other: Territory) -> int:
    """How many levels up from the place the other lies in the same territory."""
    above = {other.key, *other.parents}
    chain = (place.key, *place.parents)
    return next((rank for rank, key in enumerate(chain) if key in above), NOWHERE_KNOWN)
