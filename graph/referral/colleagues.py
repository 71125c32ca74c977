# SPDX-License-Identifier: AGPL-3.0-or-later
"""Indirect answers: a neighbour who shares a network with the one who helps, or who orients towards it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from graph.referral._types import ANYWHERE, INDIRECT, Actor, Candidate, Circle, Offer, Via
from graph.referral.mention import Ref

if TYPE_CHECKING:
    from graph.referral.index import ReferralIndex
    from graph.referral.matching import Matcher
    from graph.referral.situation import Situation

# A neighbour is someone the association can go and see, or call as a local: not an actor of the whole country.
NEAR_LEVELS = ("commune", "epci", "departement", "region", "unknown")


class _Shared(NamedTuple):
    """A body to which actors of a place belong: how near they are, the first to ask, and all of them."""

    body: str
    level: str
    first: tuple[Actor, Circle]
    actors: list[Actor]


class ColleagueFinder:
    """Finds who can make the link."""

    def __init__(self, index: ReferralIndex, matcher: Matcher) -> None:
        self._index = index
        self._matcher = matcher

    def find(self, situation: Situation) -> list[Candidate]:
        """One candidate an offer that does not reach the place by itself: through its nearest valid neighbour."""
        reach = [(key, level) for key, level in reversed(self._matcher.reach(situation)) if level in NEAR_LEVELS]
        best: dict[Offer, Candidate] = {}
        for candidate in (*self._by_orientation(situation, reach), *self._by_network(situation, reach)):
            offer = candidate.offer
            known = best.get(offer)
            if known is None or _order(candidate) < _order(known):
                best[offer] = candidate
        return list(best.values())

    def _by_orientation(self, situation: Situation, reach: list[tuple[str, str]]) -> Iterator[Candidate]:
        for key, level in reach:
            for actor in self._index.guides.get(key, ANYWHERE):
                if not actor.span.holds(situation.day):
                    continue
                for target in actor.guides:
                    for offer in self._offers_of(target):
                        if offer.actor is not actor:
                            yield from self._candidate(situation, offer, level, Via(actor, None, None, None, target))

    def _offers_of(self, target: str) -> Iterator[Offer]:
        yield from self._index.offers.get(target, ())
        for root in sorted(self._index.roots.get(target, ())):
            yield from (offer for offer in self._index.offers.get(root, ()) if offer.actor.iri == target)

    def _by_network(self, situation: Situation, reach: list[tuple[str, str]]) -> Iterator[Candidate]:
        concepts = list(self._concepts(situation))
        day = situation.day
        done: set[str] = set()
        for key, level in reach:
            for body, actors in self._index.near.under(key).items():
                lists = [by_body[body] for by_body in concepts if body in by_body] if body not in done else []
                neighbour = next(_neighbours(actors, body, day), None) if lists else None
                if neighbour is None:
                    continue
                done.add(body)
                for offer in dict.fromkeys(offer for offers in lists for offer in offers):
                    yield from self._through(situation, offer, _Shared(body, level, neighbour, actors))

    def _concepts(self, situation: Situation) -> Iterator[dict[str, list[Offer]]]:
        for asked in situation.needs:
            for concept in self._matcher.needs.near(asked.iri):
                yield self._index.need_circles.under(concept)
        for tool in situation.tools:
            for link in self._index.tools.links(tool.iri):
                yield self._index.tool_circles.under(link.tool)

    def _through(self, situation: Situation, offer: Offer, circle: _Shared) -> Iterator[Candidate]:
        far = _circle(offer.actor, circle.body, situation.day)
        others = (pair for pair in _neighbours(circle.actors, circle.body, situation.day) if pair[0] is not offer.actor)
        neighbour = circle.first if circle.first[0] is not offer.actor else next(others, None)
        if far is None or neighbour is None:
            return
        actor, near = neighbour
        label = self._index.actors[circle.body].label if circle.body in self._index.actors else circle.body
        yield from self._candidate(situation, offer, circle.level, Via(actor, Ref(circle.body, label), near, far, ""))

    def _candidate(self, situation: Situation, offer: Offer, level: str, via: Via) -> Iterator[Candidate]:
        if self._matcher.reaches(situation, offer):
            return
        match = self._matcher.match(situation, offer, INDIRECT, level)
        if any(steps is not None for steps in match.needs) or any(match.tools):
            yield Candidate(offer, match, via)


def _order(candidate: Candidate) -> tuple[int, bool, str]:
    """Nearest neighbour first, then one that orients there, then by IRI."""
    via = candidate.via
    return (NEAR_LEVELS.index(candidate.match.level), not (via and via.target), candidate.actor.iri)


def _neighbours(actors: Iterable[Actor], body: str, day: date) -> Iterator[tuple[Actor, Circle]]:
    """Organisations that belong to a body that day, entry points first: their role is to make links."""
    for actor in sorted(actors, key=lambda actor: (not actor.entry, actor.iri)):
        if actor.kind == "organisation" and actor.span.holds(day):
            circle = _circle(actor, body, day)
            if circle:
                yield actor, circle


def _circle(actor: Actor, body: str, day: date) -> Circle | None:
    """The shortest valid way from an actor to a body."""
    return next((circle for circle in actor.circles if circle.body == body and circle.valid(day)), None)
