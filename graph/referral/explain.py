# SPDX-License-Identifier: AGPL-3.0-or-later
"""The path of an answer: real facts of the dataset, in order, from the need to the place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from graph.entity.kinds import PERSONAL
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
from graph.referral.edges import PROPRIETARY, EdgeMaker, Triple
from graph.referral.reading import OWNER
from graph.referral.tools import TRANSITION_NEED
from graph.territory.facts import containers

if TYPE_CHECKING:
    from graph.referral.answer import PathEdge
    from graph.referral.index import ReferralIndex
    from graph.referral.matching import NeedTree
    from graph.referral.situation import Situation
    from graph.territory import Territory

NETWORK = "network"
# Looked up for every edge: constants are quicker than attributes of a namespace.
MEETS, SERVED, LOCATED, OWNERS = TIS.meetsNeed, SCHEMA.areaServed, SCHEMA.location, OWNER
MOST_KEPT = 20_000


class Explainer:
    """Finds the facts that lead from the need to the place; what the dataset does not say is left out."""

    def __init__(self, index: ReferralIndex, needs: NeedTree) -> None:
        self._index = index
        self._territories = index.territories
        self._needs = needs
        self._maker = EdgeMaker(index.dataset, index.model)
        self._chains: dict[tuple[str, str], list[PathEdge]] = {}
        self._of_offers: dict[tuple[Offer, str, str], list[PathEdge]] = {}
        self._version = index.version

    def path(self, situation: Situation, candidate: Candidate) -> tuple[PathEdge, ...]:
        """The edges, in order; never empty for an actor that the dataset types."""
        if self._version != self._index.version or len(self._chains) + len(self._of_offers) > MOST_KEPT:
            self._chains.clear()
            self._of_offers.clear()
            self._version = self._index.version
        offer = candidate.offer
        area = _area(situation, candidate)
        edges: list[PathEdge] = []
        for rank, asked in enumerate(situation.needs):
            steps = candidate.match.needs[rank]
            if steps is not None:
                edges += self._to_need(asked.iri, offer, steps)
        for tool in situation.tools:
            edges += self._edges(self._tool(tool.iri, offer))
        edges += self._who_and_where(situation, candidate, area)
        if area is not None and area in situation.above:
            edges += self._chain(situation.places[0].iri, area)
        # The same fact may serve two needs, or a need and a tool.
        found = dict.fromkeys(edges) if len(situation.needs) + len(situation.tools) > 1 else edges
        return tuple(found) or tuple(self._of_type(candidate.actor))

    def _edges(self, triples: Iterable[Triple]) -> list[PathEdge]:
        """The edges of the triples that the dataset says."""
        return [edge for edge in map(self._maker.edge, triples) if edge is not None]

    # --- which facts ---------------------------------------------------------------------------------------------

    def _to_need(self, asked: str, offer: Offer, steps: int) -> list[PathEdge]:
        """From the need asked to the one met by the offer, then to the offer."""
        if steps == 0:
            known = self._of_offers.get((offer, MEETS, asked))
            if known is None:
                known = self._of_offers[offer, MEETS, asked] = self._edges(_meets(offer, asked))
            return known
        near = self._needs.near(asked)
        met = next(need for need in offer.needs if near.get(need) == steps)
        low, high = (met, asked) if steps > 0 else (asked, met)
        chain = self._chains.get((low, high))
        if chain is None:
            pairs = pairwise(self._needs.upwards(low, high))
            chain = self._edges([Triple(narrow, "need", SKOS.broader, broad) for narrow, broad in pairs])
            self._chains[low, high] = chain
        # From what was asked: down where the need met is narrower, up where it is wider.
        return (chain[::-1] if steps > 0 else chain) + self._edges(_meets(offer, met))

    def _who_and_where(self, situation: Situation, candidate: Candidate, area: str | None) -> list[PathEdge]:
        """Who offers and where they act, kept for other requests; through whom too, which is made each time."""
        if candidate.via is not None or area is None:
            return self._edges(_who_and_where(situation, candidate, area))
        key = (candidate.offer, area, situation.above.get(area, ""))
        known = self._of_offers.get(key)
        if known is None:
            known = self._of_offers[key] = self._edges(_who_and_where(situation, candidate, area))
        return known

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
                yield Triple(tool, "tool", MEETS, need)
                yield from _meets(offer, need)
                return
        if TRANSITION_NEED in offer.needs:
            yield Triple(tool, "tool", TIS.freeSoftware, PROPRIETARY)
            yield from _meets(offer, TRANSITION_NEED)

    # --- how the territory holds the place -----------------------------------------------------------------------

    def _chain(self, low: str, high: str) -> list[PathEdge]:
        """From the place up to the territory reached: whole, or nothing where a link is not in the graph."""
        chain = self._chains.get((low, high))
        if chain is None:
            edges = [self._maker.edge(triple) for triple in self._contained(low, high)]
            chain = self._chains[low, high] = [edge for edge in edges if edge] if all(edges) else []
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
            yield Triple(here, "territory", SCHEMA.containedInPlace, above, None, current.name, following.name)
            current = following

    def _next(self, current: Territory, target: Territory) -> Territory | None:
        """The container to go through: the target itself where it holds directly, else one that lies in it."""
        above = [self._territories.by_key(key) for key in containers(current)]
        direct = [item for item in above if item.key == target.key]
        return next(iter(direct or [item for item in above if target.key in item.parents]), None)

    def _of_type(self, actor: Actor) -> Iterator[PathEdge]:
        """Where nothing else is known: that it is an actor, which is a fact too."""
        facts = self._index.dataset.facts(actor.iri, RDF.type)
        for fact in sorted(facts, key=lambda fact: (str(fact.o), fact.source))[:1]:
            found = self._index.model.by_iri.get(str(fact.o))
            yield self._maker.plain(fact, found.label.fr if found else str(fact.o))


def _who_and_where(situation: Situation, candidate: Candidate, area: str | None) -> list[Triple]:
    """Who offers, through whom, and where they act."""
    offer = candidate.offer
    kind, owner = offer.traits.kind, offer.actor
    found = []
    if kind in OWNERS:
        found.append(Triple(offer.iri, kind, OWNERS[kind], owner.iri, offer.source, offer.label, owner.label))
    if candidate.via:
        found += _link(candidate)
    if area is None:
        return found
    name = situation.above.get(area, "")
    if offer.own_area and candidate.via is None:
        found.append(Triple(offer.iri, kind, SERVED, area, offer.source, offer.label, name))
        return found
    actor = candidate.actor
    if candidate.match.kind == ANIMATOR:
        found.append(Triple(offer.iri, NETWORK, SERVED, area))
    if actor.kind not in PERSONAL:
        path = LOCATED if actor.origin == "location" else SERVED
        known = actor.source if area in actor.areas else None
        found.append(Triple(actor.iri, actor.kind, path, area, known, actor.label, name))
    return found


def _meets(offer: Offer, need: str) -> list[Triple]:
    kind = offer.traits.kind
    if kind == ENTRY:
        return [Triple(offer.iri, NETWORK, DCT.subject, need)]
    if kind == ORIENTATION:
        return [Triple(offer.iri, offer.actor.kind, TIS.worksOn, need)]
    if kind == COMPETENCE:
        return [Triple(offer.iri, kind, DCT.subject, need, offer.source, offer.label)]
    if kind == INSTANCE:
        # An instance without needs of its own has those of its tool.
        through = [(Triple(offer.iri, kind, TIS.instanceOf, tool), tool) for tool in offer.tools]
        by_tool = [triple for link, tool in through for triple in (Triple(tool, "tool", MEETS, need), link)]
        return [Triple(offer.iri, kind, MEETS, need), *by_tool]
    return [Triple(offer.iri, kind, MEETS, need, offer.source, offer.label)]


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
            yield Triple(step.member, "working-group", ORG.subOrganizationOf, step.body)


def _area(situation: Situation, candidate: Candidate) -> str | None:
    """The nearest area through which the place is reached, else the first one known."""
    neighbour = candidate.via is not None and candidate.match.kind != ANIMATOR
    areas = candidate.actor.areas if neighbour else candidate.offer.areas
    if not areas:
        return None
    for place in situation.places:
        if place.iri in areas:
            return place.iri
    return areas[0]
