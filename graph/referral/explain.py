# SPDX-License-Identifier: AGPL-3.0-or-later
"""The path of an answer: real facts of the dataset, in order, from the need to the place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise

from graph.errors import UnknownThing
from graph.namespaces import DCT, ORG, RDF, SCHEMA, SKOS, TIS
from graph.referral._types import (
    ANIMATOR,
    COMPETENCE,
    ENTRY,
    INSTANCE,
    ORIENTATION,
    Actor,
    Candidate,
    Circle,
    Offer,
)
from graph.referral.answer import Edge
from graph.referral.edges import EdgeMaker, Triple
from graph.referral.index import ReferralIndex
from graph.referral.matching import NeedTree
from graph.referral.reading import OWNER
from graph.referral.situation import Situation
from graph.referral.tools import TRANSITION_NEED
from graph.territory import Territory
from graph.territory_facts import containers

NETWORK = "network"
MOST_CHAINS = 10_000


class Explainer:
    """Finds the facts that lead from the need to the place; what the dataset does not say is left out."""

    def __init__(self, index: ReferralIndex, needs: NeedTree) -> None:
        self._index = index
        self._territories = index.territories
        self._needs = needs
        self._maker = EdgeMaker(index.dataset, index.model)
        self._chains: dict[tuple[str, str], tuple[Edge, ...]] = {}
        self._version = index.version

    def path(self, situation: Situation, candidate: Candidate) -> tuple[Edge, ...]:
        """The edges, in order; never empty for an actor that the dataset types."""
        offer, actor = candidate.offer, candidate.actor
        labels = {place.iri: place.label for place in situation.places}
        labels[offer.iri] = offer.label
        labels[offer.actor.iri] = offer.actor.label
        labels[actor.iri] = actor.label
        edges: dict[tuple[str, str, object], Edge] = {}
        for triple in self._triples(situation, candidate):
            key = (triple[0], triple[2], triple[3])
            if key not in edges:
                edge = self._maker.edge(triple, labels)
                if edge is not None:
                    edges[key] = edge
        found = (*edges.values(), *self._around(situation, candidate))
        return found or tuple(self._of_type(actor))

    # --- which facts ---------------------------------------------------------------------------------------------

    def _triples(self, situation: Situation, candidate: Candidate) -> Iterator[Triple]:
        offer, kind = candidate.offer, candidate.offer.traits.kind
        for rank, asked in enumerate(situation.needs):
            steps = candidate.match.needs[rank]
            if steps is not None:
                met = asked.iri if steps == 0 else self._met(asked.iri, offer, steps)
                yield from self._broader(asked.iri, met, steps)
                yield from _meets(offer, met)
        for tool in situation.tools:
            yield from self._tool(tool.iri, offer)
        if kind not in (ORIENTATION, ENTRY):
            yield Triple(offer.iri, kind, OWNER[kind], offer.actor.iri, offer.source)
        if candidate.via:
            yield from _link(candidate)
        yield from _place(situation, candidate)

    def _met(self, asked: str, offer: Offer, steps: int) -> str:
        """The need of an offer that is this many steps from the one asked."""
        return next(need for need in offer.needs if self._needs.steps(asked, [need]) == steps)

    def _broader(self, asked: str, met: str, steps: int) -> Iterator[Triple]:
        low, high = (met, asked) if steps > 0 else (asked, met)
        for narrow, broad in pairwise(self._needs.upwards(low, high) if steps else ()):
            yield Triple(narrow, "need", SKOS.broader, broad)

    def _tool(self, tool: str, offer: Offer) -> Iterator[Triple]:
        for link in self._index.tools.links(tool):
            if link.tool in offer.tools:
                if link.alternative:
                    yield Triple(link.alternative, "alternative", TIS.replaces, tool)
                    yield Triple(link.alternative, "alternative", TIS.freeTool, link.tool)
                for path in (TIS.aboutTool, TIS.instanceOf, DCT.subject):
                    yield Triple(offer.iri, offer.traits.kind, path, link.tool)
                return
        for need in self._index.tools.needs(tool):
            if need in offer.needs:
                yield Triple(tool, "tool", TIS.meetsNeed, need)
                yield from _meets(offer, need)
                return
        for need in offer.needs:
            steps = self._needs.steps(TRANSITION_NEED, [need])
            if steps is not None and steps >= 0:
                yield from _meets(offer, need)
                return

    # --- how the territory holds the place -----------------------------------------------------------------------

    def _around(self, situation: Situation, candidate: Candidate) -> tuple[Edge, ...]:
        """The chain from the place up to the territory reached: whole, or nothing where a link is not in the graph."""
        area = _area(situation, candidate)
        if area is None or not any(place.iri == area for place in situation.places[1:]):
            return ()
        if self._version != self._index.version or len(self._chains) > MOST_CHAINS:
            self._chains.clear()
            self._version = self._index.version
        key = (situation.places[0].iri, area)
        chain = self._chains.get(key)
        if chain is None:
            labels = {place.iri: place.label for place in situation.places}
            edges = [self._maker.edge(triple, labels) for triple in self._contained(*key)]
            chain = self._chains[key] = tuple(edge for edge in edges if edge) if all(edges) else ()
        return chain

    def _contained(self, low: str, high: str) -> Iterator[Triple]:
        base, territories = self._index.dataset.base, self._territories
        try:
            current, target = (territories.from_iri(base, iri) for iri in (low, high))
        except UnknownThing:
            return
        while current.key != target.key:
            following = self._next(current, target)
            if following is None:
                return
            here, above = territories.iri(base, current), territories.iri(base, following)
            yield Triple(here, "territory", SCHEMA.containedInPlace, above)
            current = following

    def _next(self, current: Territory, target: Territory) -> Territory | None:
        """The container to go through: the target itself where it holds directly, else one that lies in it."""
        above = [self._territories.by_key(key) for key in containers(current)]
        direct = [item for item in above if item.key == target.key]
        return next(iter(direct or [item for item in above if target.key in item.parents]), None)

    def _of_type(self, actor: Actor) -> Iterator[Edge]:
        """Where nothing else is known: that it is an actor, which is a fact too."""
        facts = self._index.dataset.facts(actor.iri, RDF.type)
        for fact in sorted(facts, key=lambda fact: (str(fact.o), fact.source))[:1]:
            found = self._index.model.by_iri.get(str(fact.o))
            yield self._maker.plain(fact, found.label.fr if found else str(fact.o))


def _meets(offer: Offer, need: str) -> Iterator[Triple]:
    kind = offer.traits.kind
    if kind == ENTRY:
        yield Triple(offer.iri, NETWORK, DCT.subject, need)
    elif kind == ORIENTATION:
        yield Triple(offer.iri, offer.actor.kind, TIS.worksOn, need)
    elif kind == COMPETENCE:
        yield Triple(offer.iri, kind, DCT.subject, need, offer.source)
    elif kind == INSTANCE:
        # An instance without needs of its own has those of its tool.
        yield Triple(offer.iri, kind, TIS.meetsNeed, need)
        for tool in offer.tools:
            yield Triple(offer.iri, kind, TIS.instanceOf, tool)
            yield Triple(tool, "tool", TIS.meetsNeed, need)
    else:
        yield Triple(offer.iri, kind, TIS.meetsNeed, need, offer.source)


def _link(candidate: Candidate) -> Iterator[Triple]:
    """From the one who offers to the neighbour who makes the link; or from a network to its animator."""
    via = candidate.via
    if via is None:
        return
    if via.target:
        yield Triple(via.actor.iri, via.actor.kind, TIS.orientsTowards, via.target)
    if via.far:
        yield from _memberships(via.far)
    if via.near:
        steps = list(_memberships(via.near))
        yield from steps if candidate.match.kind == ANIMATOR else reversed(steps)


def _memberships(circle: Circle) -> Iterator[Triple]:
    for step in circle.steps:
        if step.membership:
            yield Triple(step.membership, "membership", ORG.member, step.member)
            yield Triple(step.membership, "membership", ORG.organization, step.body)
        else:
            yield Triple(step.member, "working-group", ORG.unitOf, step.body)


def _place(situation: Situation, candidate: Candidate) -> Iterable[Triple]:
    """Who acts where."""
    offer, actor = candidate.offer, candidate.actor
    area = _area(situation, candidate)
    if area is None:
        return
    if offer.own_area and candidate.via is None:
        yield Triple(offer.iri, offer.traits.kind, SCHEMA.areaServed, area, offer.source)
        return
    if candidate.match.kind == ANIMATOR:
        yield Triple(offer.iri, NETWORK, SCHEMA.areaServed, area)
    if actor.kind in ("post", "person"):
        return
    known = actor.source if area in actor.areas else None
    path = SCHEMA.location if actor.origin == "location" else SCHEMA.areaServed
    yield Triple(actor.iri, actor.kind, path, area, known)


def _area(situation: Situation, candidate: Candidate) -> str | None:
    """The nearest area through which the place is reached, else the first one known."""
    neighbour = candidate.via is not None and candidate.match.kind != ANIMATOR
    areas = candidate.actor.areas if neighbour else candidate.offer.areas
    for place in situation.places:
        if place.iri in areas:
            return place.iri
    return areas[0] if areas else None
