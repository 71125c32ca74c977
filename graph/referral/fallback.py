# SPDX-License-Identifier: AGPL-3.0-or-later
"""When nobody answers directly: entry points, the nearest place that has it, the animators of the network in charge."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from math import inf

from graph.errors import UnknownThing
from graph.namespaces import DCT, VOCABULARY
from graph.referral._types import (
    ANIMATOR,
    ANYWHERE,
    ENTRY,
    ENTRY_POINT,
    NEARBY,
    UNKNOWN_AREA,
    Actor,
    Candidate,
    Circle,
    Match,
    Offer,
    Step,
    Via,
)
from graph.referral.index import ReferralIndex
from graph.referral.jury import Jury, Ranked
from graph.referral.matching import Found, Matcher
from graph.referral.situation import Situation
from graph.referral.tools import TRANSITION_NEED

ENTRY_POINTS, NEARBY_ANSWERS, ANIMATORS = 2, 3, 2
ANIMATING = tuple(VOCABULARY[f"role/{role}"] for role in ("animator", "co-animator", "pilot"))


class Fallback:
    """The rungs below a direct answer; each gives candidates already judged, in order."""

    def __init__(self, index: ReferralIndex, matcher: Matcher) -> None:
        self._index = index
        self._matcher = matcher

    # --- entry points --------------------------------------------------------------------------------------------

    def entry_points(self, situation: Situation, jury: Jury) -> list[Ranked]:
        """Those that cover the place, the nearest levels first; else the nearest ones, said as such."""
        found: dict[Offer, str] = {}
        for key, level in self._matcher.reach(situation):
            found.update(dict.fromkeys(self._index.entries.get(key, ANYWHERE), level))
        here = (self._entry(situation, offer, level, None) for offer, level in found.items())
        ranked = jury.rank(here, ENTRY_POINTS)
        if ranked:
            return ranked
        elsewhere = [
            self._entry(situation, offer, "", self.distance(situation, offer))
            for offer in self._index.entries.get(ANYWHERE, ANYWHERE)
        ]
        return _nearest(jury, elsewhere, ENTRY_POINTS)

    def _entry(self, situation: Situation, offer: Offer, level: str, distance: float | None) -> Candidate:
        nothing = (None,) * len(situation.needs), (None,) * len(situation.tools)
        return Candidate(offer, Match(level, *nothing, ENTRY_POINT), None, distance)

    # --- the nearest place that has it ---------------------------------------------------------------------------

    def nearby(self, situation: Situation, jury: Jury, found: Found) -> list[Ranked]:
        """Offers that answer but do not reach the place, from the nearest area outwards."""
        if not situation.places:
            return []
        kept: list[Ranked] = []
        for distance, offers in self._by_distance(situation):
            if len(kept) >= NEARBY_ANSWERS and distance > (kept[NEARBY_ANSWERS - 1].candidate.distance or 0):
                break
            fresh = [
                offer
                for offer in offers
                if offer not in found and all(offer is not item.candidate.offer for item in kept)
            ]
            kept += jury.rank((self._elsewhere(situation, offer, distance) for offer in fresh), len(fresh))
        return kept[:NEARBY_ANSWERS]

    def _by_distance(self, situation: Situation) -> list[tuple[float, list[Offer]]]:
        """The areas where an answer exists, with their distance from the place."""
        areas: dict[str, dict[Offer, None]] = {}
        for by_area in self._wanted(situation):
            for area, offers in by_area.items():
                if area != ANYWHERE:
                    areas.setdefault(area, {}).update(dict.fromkeys(offers))
        ranked = sorted((self._away(situation, area), area) for area in areas)
        return [(distance, sorted(areas[area], key=lambda offer: offer.key)) for distance, area in ranked]

    def _wanted(self, situation: Situation) -> Iterator[dict[str, list[Offer]]]:
        for asked in situation.needs:
            for concept, _ in self._matcher.needs.near(asked.iri):
                yield self._index.by_need.under(concept)
        for tool in situation.tools:
            for link in self._index.tools.links(tool.iri):
                yield self._index.by_tool.under(link.tool)

    def _elsewhere(self, situation: Situation, offer: Offer, distance: float) -> Candidate:
        return Candidate(offer, self._matcher.match(situation, offer, NEARBY, ""), None, distance)

    def distance(self, situation: Situation, offer: Offer) -> float:
        """Kilometres from the place to where an offer is, or to the nearest area it serves; infinite when unknown."""
        where = [offer.actor.location] if offer.actor.location else offer.areas
        return min((self._away(situation, area) for area in where), default=inf)

    def _away(self, situation: Situation, area: str) -> float:
        if not situation.places or area == UNKNOWN_AREA:
            return inf
        base, territories = self._index.dataset.base, self._index.territories
        try:
            one, other = (territories.from_iri(base, iri) for iri in (situation.places[0].iri, area))
        except UnknownThing:
            return inf
        distance = territories.distance_km(one, other)
        return inf if distance is None else distance

    # --- the animators of the network in charge ------------------------------------------------------------------

    def animators(self, situation: Situation, jury: Jury, *, anyone: bool = False) -> list[Ranked]:
        """Those who animate a network or group that deals with what is asked (with any subject, if `anyone`)."""
        found: dict[str, Candidate] = {}
        for body in self._bodies(situation, anyone):
            for actor, circle in self._leaders(situation, body, ()):
                found.setdefault(actor.iri, self._animator(situation, body, actor, circle))
        return jury.rank(found.values(), ANIMATORS)

    def _bodies(self, situation: Situation, anyone: bool) -> Iterator[Actor]:
        needs = [asked.iri for asked in situation.needs] or [TRANSITION_NEED] * bool(situation.tools)
        nearest_last = [concept for need in needs for concept, _ in self._matcher.needs.near(need)]
        wanted: Iterable[str] = sorted(self._index.in_charge) if anyone else reversed(nearest_last)
        for iri in dict.fromkeys(iri for need in wanted for iri in sorted(self._index.in_charge.get(need, ANYWHERE))):
            body = self._index.actors[iri]
            if body.span.holds(situation.day) and (anyone or self._matcher.level(situation, body)):
                yield body

    def _leaders(self, situation: Situation, body: Actor, before: tuple[Step, ...]) -> Iterator[tuple[Actor, Circle]]:
        """Its own animators, then those of the networks it belongs to that day."""
        for step in self._index.live.memberships.members(body.iri):
            valid = all(span.holds(situation.day) for span in step.spans)
            actor = self._index.actors.get(step.member)
            if valid and actor and step.role in ANIMATING and not actor.person and actor.span.holds(situation.day):
                yield actor, Circle(body.iri, (step, *before))
        for circle in body.circles:
            if (
                len(circle.steps) == 1
                and not before
                and circle.valid(situation.day)
                and circle.body in self._index.actors
            ):
                for actor, inner in self._leaders(situation, self._index.actors[circle.body], circle.steps):
                    yield actor, Circle(body.iri, inner.steps)

    def _animator(self, situation: Situation, body: Actor, actor: Actor, circle: Circle) -> Candidate:
        subjects = tuple(self._index.dataset.links(body.iri, DCT.subject))
        welcome = self._index.live.own_offer(actor, ENTRY, subjects)
        offer = replace(welcome, iri=body.iri, label=body.label)
        level = self._matcher.level(situation, body)
        match = self._matcher.match(situation, offer, ANIMATOR, level)
        return Candidate(offer, match, Via(actor, body.label, circle, None, ""), None if level else inf)

    # --- the last resort -----------------------------------------------------------------------------------------

    def anyone(self, situation: Situation, jury: Jury) -> list[Ranked]:
        """In a graph without entry point: the animators of any network, else the nearest organisations."""
        found = self.animators(situation, jury, anyone=True)
        if found:
            return found
        actors = [actor for actor in self._index.actors.values() if actor.kind == "organisation"]
        offers = [self._index.live.own_offer(actor, ENTRY, ()) for actor in sorted(actors, key=lambda actor: actor.iri)]
        candidates = [self._entry(situation, offer, "", self.distance(situation, offer)) for offer in offers]
        nearby = [candidate._replace(match=candidate.match._replace(kind=NEARBY)) for candidate in candidates]
        return _nearest(jury, nearby, ENTRY_POINTS)


def _nearest(jury: Jury, candidates: list[Candidate], limit: int) -> list[Ranked]:
    """The candidates that nothing refuses, nearest first."""
    ranked = jury.rank(candidates, len(candidates))
    return sorted(ranked, key=lambda item: (item.candidate.distance or 0, item.order))[:limit]
