# SPDX-License-Identifier: AGPL-3.0-or-later
"""The order of answers: the score; among equals the nearest, the best known, then a draw, the same all that day."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from math import cos, hypot, inf, radians
from typing import TYPE_CHECKING, NamedTuple
from zlib import crc32

from graph.entity.known import CONFIRMED, DEDUCED, EDITORIAL, SAID
from graph.referral._types import KINDS, Candidate

if TYPE_CHECKING:
    from graph.referral._types import Actor, Match, Offer, Point
    from graph.referral.situation import Situation
    from graph.territory import Territories, Territory

DIGITS = 4
"""Digits of a score."""
EQUAL = 0.01
"""Answers are equal when their scores are, to the nearest of these."""
KM_IN_DEGREE = 111.2
ON_SITE_FOR_ONE = 2
"""How many answers on site come before each answer at a distance, as long as there are some."""
DOUBT = {CONFIRMED: 0, SAID: 1, DEDUCED: 2, EDITORIAL: 2}
"""Among equals at the same distance, what is better known comes first."""
Order = tuple[bool, int, int]
Turn = tuple[float, int, int, str, str]
Scored = tuple[float, "Offer", "Match"]
"""A score as it was reckoned, what has it, and how that meets the situation."""


def band(score: float) -> int:
    """Those whose score is in the same hundredth are equal."""
    return int(score / EQUAL + 0.5)


@lru_cache(maxsize=65_536)
def shown(score: float) -> float:
    """A score as it is told; very many offers share few scores."""
    return round(score, DIGITS)


@lru_cache(maxsize=65_536)
def _band(score: float) -> int:
    """The band of a score, by what is told of it."""
    return band(shown(score))


class Ranked(NamedTuple):
    """A candidate and its score; `last`: it stands below all others, whatever the scores."""

    score: float
    candidate: Candidate
    last: bool = False

    @property
    def order(self) -> Order:
        """Those put last after the others, best score first, then the nearer kind; equals have the same."""
        return self.last, -band(self.score), KINDS.index(self.candidate.match.kind)


class Spots:
    """Where actors can be gone to: their address, else the communes they are in or act for; read when asked for."""

    def __init__(self, territories: Territories, base: str) -> None:
        self._territories = territories
        self._base = base
        self._known: dict[Actor, tuple[Point, ...]] = {}
        self._lots = _Lots("")

    def forget(self) -> None:
        """Forgets what was read, after a change."""
        self._known.clear()

    def of(self, actor: Actor) -> tuple[Point, ...]:
        """Latitudes and longitudes, in degrees; none for who is nowhere in particular."""
        found = self._known.get(actor)
        if found is None:
            found = self._known[actor] = tuple(self._points(actor))
        return found

    def lots(self, seed: str) -> Mapping[str, int]:
        """What each actor draws with a seed, by IRI; those of one seed are kept, as most who ask do so on one day."""
        lots = self._lots
        if lots.seed != seed:
            lots = self._lots = _Lots(seed)
        return lots

    def centre(self, iri: str) -> Point | None:
        """That of a territory; None where it is not known."""
        return _centre(self._territory(iri))

    def _points(self, actor: Actor) -> Iterator[Point]:
        for spot in actor.premises:
            territory = self._territory(spot.area)
            point = spot.point or (_centre(territory) if territory and territory.level == "commune" else None)
            if point:
                yield point

    def _territory(self, iri: str) -> Territory | None:
        return self._territories.find(self._base, iri)


class _Lots(dict[str, int]):
    """What each actor draws with a seed, drawn when first looked up."""

    def __init__(self, seed: str) -> None:
        super().__init__()
        self.seed = seed

    def __missing__(self, iri: str) -> int:
        lot = self[iri] = crc32(f"{self.seed}{iri}".encode())
        return lot


class Draw:
    """Puts in order the candidates of one situation; without `spots`, equals are in the order of their names."""

    def __init__(self, situation: Situation | None = None, spots: Spots | None = None) -> None:
        self._spots = spots
        self._seed = situation.day.isoformat() if situation else ""
        self._place = situation.places[0].iri if situation and situation.places else ""

    def first(self, ranked: Iterable[Ranked], limit: int | None = None) -> list[Ranked]:
        """The first of them in order, all by default; equals are told apart only as far as it matters."""
        found: list[Ranked] = []
        by_order: dict[Order, list[Ranked]] = {}
        for item in ranked:
            by_order.setdefault(item.order, []).append(item)
        for order in sorted(by_order):
            equals = by_order[order]
            if len(equals) > 1:
                equals.sort(key=self._turn_of)
            found += equals
            if limit is not None and len(found) >= limit:
                return found[:limit]
        return found

    def best(self, scored: Iterable[Scored], limit: int) -> list[Ranked]:
        """The first of candidates of one kind that nothing puts last, of which only those kept are made."""
        by_band: dict[int, list[Scored]] = {}
        for item in scored:
            by_band.setdefault(_band(item[0]), []).append(item)
        found: list[Scored] = []
        turn = self._turn
        for place in sorted(by_band, reverse=True):
            equals = by_band[place]
            if len(equals) > 1:
                equals.sort(key=lambda item: turn(item[1].actor, item[1]))
            found += equals
            if len(found) >= limit:
                break
        return [Ranked(shown(score), Candidate(offer, match)) for score, offer, match in found[:limit]]

    @cached_property
    def _here(self) -> Point | None:
        return self._spots.centre(self._place) if self._spots and self._place else None

    def _turn_of(self, ranked: Ranked) -> Turn:
        return self._turn(ranked.candidate.actor, ranked.candidate.offer)

    @cached_property
    def _turn(self) -> Callable[[Actor, Offer], Turn]:
        """The nearest first, to a kilometre; there what is better known; then those whose turn it is that day."""
        spots = self._spots
        if spots is None:
            return lambda actor, offer: (0.0, 0, 0, actor.iri, offer.iri)
        points_of, lots, away = spots.of, spots.lots(self._seed), _measuring(self._here)

        def turn(actor: Actor, offer: Offer) -> Turn:
            iri = actor.iri
            return away(points_of(actor)), DOUBT[offer.traits.proof.how], lots[iri], iri, offer.iri

        return turn


def _measuring(here: Point | None) -> Callable[[tuple[Point, ...]], float]:
    """Kilometres to the nearest point as the crow flies, to a kilometre; infinite where an end is not known."""
    if here is None:
        return lambda _: inf
    latitude, longitude = here
    narrow = cos(radians(latitude))

    def away(points: tuple[Point, ...]) -> float:
        if not points:
            return inf
        near = min([hypot(point[0] - latitude, (point[1] - longitude) * narrow) for point in points])
        return float(round(near * KM_IN_DEGREE))

    return away


def woven(on_site: Sequence[Ranked], at_distance: Sequence[Ranked]) -> list[Ranked]:
    """The best first, on site before at a distance among equals; one at a distance comes after two on site at most."""
    found: list[Ranked] = []
    here, away, row = deque(on_site), deque(at_distance), 0
    while here and away:
        local = row < ON_SITE_FOR_ONE and here[0].order <= away[0].order
        found.append((here if local else away).popleft())
        row = row + 1 if local else 0
    return [*found, *here, *away]


def _centre(territory: Territory | None) -> Point | None:
    if territory is None or territory.latitude is None or territory.longitude is None:
        return None
    return territory.latitude, territory.longitude
