# SPDX-License-Identifier: AGPL-3.0-or-later
"""When nobody answers directly: entry points, the nearest place that has it, the animators of the network in charge."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from graph.namespaces import DCT, VOCABULARY
from graph.referral._types import (
    ANIMATOR,
    ANYWHERE,
    ELSEWHERE,
    ENTRY,
    ENTRY_POINT,
    NEARBY,
    UNKNOWN_AREA,
    Actor,
    Candidate,
    Circle,
    Match,
    MembershipStep,
    Offer,
    Point,
    Premises,
    Via,
)
from graph.referral.mention import Ref
from graph.referral.nearness import Away, Nearness
from graph.referral.standing import HELPERS
from graph.referral.tiers import Listing, Tier
from graph.referral.tools import TRANSITION_NEED

if TYPE_CHECKING:
    from graph.referral.index import ReferralIndex
    from graph.referral.jury import Jury
    from graph.referral.matching import Matcher
    from graph.referral.ranking import Ranked
    from graph.referral.situation import Situation

GROUP = "working-group"
NOWHERE_SAID = Premises(UNKNOWN_AREA)
"""Where what states no area is."""
ENTRY_POINTS, NEARBY_ANSWERS, ANIMATORS = 2, 3, 2
ANIMATING = tuple(VOCABULARY[f"role/{role}"] for role in ("animator", "co-animator", "pilot"))


class Fallback:
    """The rungs below a direct answer; each gives candidates already judged, in order."""

    def __init__(self, index: ReferralIndex, matcher: Matcher) -> None:
        self._index = index
        self._matcher = matcher
        self._nearness = Nearness(index.territories, index.dataset.base)

    # --- entry points --------------------------------------------------------------------------------------------

    def entry_points(self, situation: Situation, jury: Jury) -> list[Ranked]:
        """Those that cover the place, the nearest levels first; else the nearest ones, said as such."""
        here: list[Ranked] = []
        for tier in self._welcomes(situation):
            here += jury.best([tier], ENTRY_POINTS)
            if len(here) >= ENTRY_POINTS:
                return here[:ENTRY_POINTS]
        anywhere = self._index.entries.get(ANYWHERE, ANYWHERE)
        return here or self._nearest_welcomes(situation, jury, anywhere, ENTRY_POINT)

    def _welcomes(self, situation: Situation) -> Iterator[Tier]:
        for key, level in reversed(self._matcher.reach(situation)):
            match = _welcome_match(situation, level)
            offers = self._index.entries.get(key, ANYWHERE)
            if offers:
                yield Tier(match, [Listing(match, [offers])])

    def _nearest_welcomes(self, situation: Situation, jury: Jury, offers: Iterable[Offer], kind: str) -> list[Ranked]:
        measured = [(self._nearness.of_actor(situation, offer.actor), offer) for offer in offers]
        measured.sort(key=lambda pair: (pair[0], pair[1].key))
        return _first_fit(jury, [_welcome(situation, offer, away, kind) for away, offer in measured], ENTRY_POINTS)

    # --- the nearest place that has it ---------------------------------------------------------------------------

    def nearby(self, situation: Situation, jury: Jury, without: Collection[Offer]) -> list[Ranked]:
        """Offers that answer but do not reach the place, from the nearest area outwards."""
        kept: dict[Offer, Ranked] = {}
        for away, offers in self._by_distance(situation) if situation.places else ():
            fresh = [
                offer
                for offer in offers
                if offer not in without and offer not in kept and not self._matcher.reaches(situation, offer)
            ]
            for item in jury.rank((self._elsewhere(situation, offer, away) for offer in fresh), NEARBY_ANSWERS):
                kept[item.candidate.offer] = item
            if len(kept) >= NEARBY_ANSWERS:
                break
        return list(kept.values())[:NEARBY_ANSWERS]

    def _by_distance(self, situation: Situation) -> list[tuple[Away, list[Offer]]]:
        """Where an answer exists, address by address or area by area, with how far that is."""
        found: dict[Premises, dict[Offer, None]] = {}
        for offer in self._wanted(situation):
            for spot in offer.premises or (NOWHERE_SAID,):
                found.setdefault(spot, {})[offer] = None
        ranked = sorted(((self._nearness.of_premises(situation, spot), spot) for spot in found), key=nearest_first)
        return [(away, list(found[spot])) for away, spot in ranked]

    def _wanted(self, situation: Situation) -> Iterator[Offer]:
        """Who does the very thing somewhere: an online tool is used from anywhere, and what is near is no answer."""
        for sort in HELPERS:
            by_need, by_tool = self._index.by_need[sort], self._index.by_tool[sort]
            for asked in situation.needs:
                yield from by_need.get(ANYWHERE, asked.iri)
            for tool in situation.tools:
                for link in self._index.tools.links(tool.iri):
                    yield from by_tool.get(ANYWHERE, link.tool)

    def _elsewhere(self, situation: Situation, offer: Offer, away: Away) -> Candidate:
        return Candidate(offer, self._matcher.match(situation, offer, NEARBY, ELSEWHERE), None, away.km, away.ref)

    # --- the animators of the network in charge ------------------------------------------------------------------

    def animators(self, situation: Situation, jury: Jury, *, anyone: bool = False) -> list[Ranked]:
        """Those who animate a network or group that deals with what is asked (with any subject, if `anyone`)."""
        found: dict[str, Candidate] = {}
        for body in self._bodies(situation, anyone):
            for actor, circle in self._leaders(situation, body):
                found.setdefault(actor.iri, self._animator(situation, body, actor, circle))
        return _first_fit(jury, list(found.values()), ANIMATORS)

    def _bodies(self, situation: Situation, anyone: bool) -> Iterator[Actor]:
        """The bodies in charge that day, those of the very need first."""
        needs = [asked.iri for asked in situation.needs] or [TRANSITION_NEED] * bool(situation.tools)
        wanted = [concept for need in needs for concept in reversed(self._matcher.needs.near(need))]
        subjects = sorted(self._index.in_charge) if anyone else wanted
        for iri in dict.fromkeys(iri for need in subjects for iri in sorted(self._index.in_charge.get(need, ANYWHERE))):
            body = self._index.actors[iri]
            if body.span.holds(situation.day) and (anyone or self._matcher.level(situation, body)):
                yield body

    def _leaders(self, situation: Situation, body: Actor) -> Iterator[tuple[Actor, Circle]]:
        """Its own animators; then, of each network it belongs to that day, the animators and those of its groups."""
        yield from self._own_leaders(situation, body, ())
        for circle in body.circles:
            above = self._index.actors.get(circle.body)
            if above is None or len(circle.steps) > 1 or not circle.valid(situation.day):
                continue
            yield from self._own_leaders(situation, above, circle.steps)
            for step, group in self._members(situation, above):
                if group.kind == GROUP and group is not body:
                    yield from self._own_leaders(situation, group, (*circle.steps, step))

    def _own_leaders(
        self, situation: Situation, body: Actor, before: tuple[MembershipStep, ...]
    ) -> Iterator[tuple[Actor, Circle]]:
        for step, actor in self._members(situation, body):
            if step.role in ANIMATING:
                yield actor, Circle(body.iri, (*before, step))

    def _members(self, situation: Situation, body: Actor) -> Iterator[tuple[MembershipStep, Actor]]:
        """Who belongs to a body that day, persons apart."""
        for step in self._index.live.memberships.members(body.iri):
            actor = self._index.actors.get(step.member)
            if actor and not actor.person and all(span.holds(situation.day) for span in step.spans):
                yield step, actor

    def _animator(self, situation: Situation, body: Actor, actor: Actor, circle: Circle) -> Candidate:
        subjects = tuple(self._index.dataset.links(body.iri, DCT.subject))
        welcome = self._index.live.own_offer(actor, ENTRY, subjects)
        offer = replace(welcome, iri=body.iri, label=body.label, areas=body.areas, origin=body.origin)
        match = self._matcher.match(situation, offer, ANIMATOR, self._matcher.level(situation, body) or ELSEWHERE)
        animated = self._index.actors[circle.steps[-1].body]
        return Candidate(offer, match, Via(actor, Ref(animated.iri, animated.label), circle, None, ""))

    # --- the last resort -----------------------------------------------------------------------------------------

    def anyone(self, situation: Situation, jury: Jury) -> list[Ranked]:
        """In a graph without entry point: the animators of any network, else the nearest organisations."""
        actors = [actor for actor in self._index.actors.values() if actor.kind == "organisation"]
        offers = [self._index.live.own_offer(actor, ENTRY, ()) for actor in actors]
        return self.animators(situation, jury, anyone=True) or self._nearest_welcomes(situation, jury, offers, NEARBY)


def nearest_first(measured: tuple[Away, Premises]) -> tuple[Away, str, Point]:
    """Order of what is measured: by distance, then by area and address."""
    away, spot = measured
    return away, spot.area, spot.point or (0.0, 0.0)


def _welcome(situation: Situation, offer: Offer, away: Away, kind: str) -> Candidate:
    return Candidate(offer, _welcome_match(situation, ELSEWHERE, kind), None, away.km, away.ref)


def _welcome_match(situation: Situation, level: str, kind: str = ENTRY_POINT) -> Match:
    """A match that meets nothing in particular: an entry point orients whatever the need."""
    return Match(level, (None,) * len(situation.needs), (None,) * len(situation.tools), kind)


def _first_fit(jury: Jury, candidates: list[Candidate], limit: int) -> list[Ranked]:
    """The first candidates that nothing refuses, in the order given."""
    return [item for item in map(jury.judged, candidates) if item is not None][:limit]
