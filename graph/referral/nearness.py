# SPDX-License-Identifier: AGPL-3.0-or-later
"""How far an offer is from a place: from its centre to an address, else to the centre of a commune; else by what they
share.
"""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING, NamedTuple

from graph.referral.mention import Ref

if TYPE_CHECKING:
    from graph.referral._types import Actor, Premises
    from graph.referral.situation import Situation
    from graph.territory import Territories, Territory

NOWHERE_KNOWN = 9


class Away(NamedTuple):
    """Distance in km (infinite if an end is not known), levels up to the first territory shared, the area's name."""

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

    def of_actor(self, situation: Situation, actor: Actor) -> Away:
        """From where it is, else from the nearest area it acts for."""
        return min((self.of_premises(situation, spot) for spot in actor.premises), default=UNKNOWN)

    def of_premises(self, situation: Situation, spot: Premises) -> Away:
        """From the place asked for to an address, or to an area; UNKNOWN when one of them is not a territory."""
        if not situation.places:
            return UNKNOWN
        place, other = self._territory(situation.places[0].iri), self._territory(spot.area)
        if place is None or other is None:
            return UNKNOWN
        measured = self._territories
        km = measured.distance_to_point(place, spot.point) if spot.point else measured.distance_km(place, other)
        return Away(inf if km is None else km, _shared(place, other), other.name, spot.area)

    def _territory(self, iri: str) -> Territory | None:
        return self._territories.find(self._base, iri)


def _shared(place: Territory, other: Territory) -> int:
    """How many levels up from the place the other lies in the same territory."""
    above = {other.key, *other.parents}
    chain = (place.key, *place.parents)
    return next((rank for rank, key in enumerate(chain) if key in above), NOWHERE_KNOWN)
