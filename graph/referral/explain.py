# SPDX-License-Identifier: AGPL-3.0-or-later
"""The path of an answer: real facts of the dataset, in order, each with its sentence and its source."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from graph.dataset import Dataset, Fact, Value
from graph.errors import UnknownThing
from graph.model import Model
from graph.namespaces import DCT, ORG, RDF, SCHEMA, SKOS, TIS
from graph.referral._types import ANIMATOR, COMPETENCE, ENTRY, ORIENTATION, Actor, Candidate, Circle, Offer
from graph.referral.answer import Edge
from graph.referral.matching import NeedTree
from graph.referral.reading import OWNER
from graph.referral.situation import Situation
from graph.referral.tools import TRANSITION_NEED, ToolLinks
from graph.territory import Territories, Territory
from graph.territory_facts import containers

NETWORK = "network"
PLAIN_SENTENCE = "{s} : {o}"


class Triple(NamedTuple):
    """An edge to look for; `kind` is that of its subject."""

    s: str
    kind: str
    p: str
    o: Value


class Explainer:
    """Finds the facts that lead from the need to the place; what the dataset does not say is left out."""

    def __init__(
        self, dataset: Dataset, model: Model, territories: Territories, needs: NeedTree, tools: ToolLinks
    ) -> None:
        self._dataset = dataset
        self._model = model
        self._territories = territories
        self._needs = needs
        self._tools = tools
        self._sentences: dict[tuple[str, str], str] = {}
        self._labels: dict[str, str] = {choice.iri: choice.label.fr for choice in model.choices.values()}

    def path(self, situation: Situation, candidate: Candidate) -> tuple[Edge, ...]:
        """The edges, in order; never empty for an actor that the dataset types."""
        labels = self._known_labels(situation, candidate)
        triples = {(triple.s, triple.p, triple.o): triple for triple in self._triples(situation, candidate)}
        found = [self._edge(triple, labels) for triple in triples.values()]
        around = [self._edge(triple, labels) for triple in self._around(situation, candidate)]
        # A chain of territories with a link missing would lead nowhere: it is said whole or not at all.
        edges = [edge for edge in found if edge] + [edge for edge in around if edge and all(around)]
        return tuple(edges) or tuple(self._of_type(candidate.actor, labels))

    # --- which facts ---------------------------------------------------------------------------------------------

    def _triples(self, situation: Situation, candidate: Candidate) -> Iterator[Triple]:
        offer, kind = candidate.offer, candidate.offer.traits.kind
        yield from self._subject(situation, offer)
        if kind not in (ORIENTATION, ENTRY):
            yield Triple(offer.iri, kind, OWNER[kind], offer.actor.iri)
        if candidate.via:
            yield from self._link(candidate)
        yield from self._place(situation, candidate)

    def _subject(self, situation: Situation, offer: Offer) -> Iterator[Triple]:
        for asked in situation.needs:
            steps = self._needs.steps(asked.iri, offer.needs)
            if steps is not None:
                met = next(need for need in offer.needs if self._needs.steps(asked.iri, [need]) == steps)
                yield from self._broader(asked.iri, met, steps)
                yield from self._meets(offer, met)
        for tool in situation.tools:
            yield from self._tool(tool.iri, offer)

    def _broader(self, asked: str, met: str, steps: int) -> Iterator[Triple]:
        low, high = (met, asked) if steps > 0 else (asked, met)
        chain = self._needs.upwards(low, high)
        for narrow, broad in pairwise(chain):
            yield Triple(narrow, "need", SKOS.broader, broad)

    def _meets(self, offer: Offer, need: str) -> Iterator[Triple]:
        kind = offer.traits.kind
        if kind == ENTRY:
            yield Triple(offer.iri, NETWORK, DCT.subject, need)
        elif kind == ORIENTATION:
            yield Triple(offer.iri, offer.actor.kind, TIS.worksOn, need)
        elif kind == COMPETENCE:
            yield Triple(offer.iri, kind, DCT.subject, need)
        else:
            yield Triple(offer.iri, kind, TIS.meetsNeed, need)
            # An instance without needs of its own has those of its tool.
            for tool in offer.tools:
                yield Triple(offer.iri, kind, TIS.instanceOf, tool)
                yield Triple(tool, "tool", TIS.meetsNeed, need)

    def _tool(self, tool: str, offer: Offer) -> Iterator[Triple]:
        for link in self._tools.links(tool):
            if link.tool not in offer.tools:
                continue
            if link.alternative:
                yield Triple(link.alternative, "alternative", TIS.replaces, tool)
                yield Triple(link.alternative, "alternative", TIS.freeTool, link.tool)
            for path in (TIS.aboutTool, TIS.instanceOf, DCT.subject):
                yield Triple(offer.iri, offer.traits.kind, path, link.tool)
            return
        for need in self._tools.needs(tool):
            if need in offer.needs:
                yield Triple(tool, "tool", TIS.meetsNeed, need)
                yield from self._meets(offer, need)
                return
        for need in offer.needs:
            steps = self._needs.steps(TRANSITION_NEED, [need])
            if steps is not None and steps >= 0:
                yield from self._meets(offer, need)
                return

    def _link(self, candidate: Candidate) -> Iterator[Triple]:
        via = candidate.via
        if via is None:
            return
        if via.target:
            yield Triple(via.actor.iri, via.actor.kind, TIS.orientsTowards, via.target)
        if via.far:
            yield from _memberships(via.far)
        if via.near and candidate.match.kind == ANIMATOR:
            yield from _memberships(via.near)
        elif via.near:
            yield from reversed(list(_memberships(via.near)))

    def _place(self, situation: Situation, candidate: Candidate) -> Iterator[Triple]:
        """Who acts where."""
        offer, actor = candidate.offer, candidate.actor
        area = _area(situation, candidate)
        if area is None:
            return
        if not _through_neighbour(candidate):
            own = offer.traits.kind not in (ORIENTATION, ENTRY)
            yield Triple(offer.iri, offer.traits.kind if own else NETWORK, SCHEMA.areaServed, area)
        yield Triple(actor.iri, actor.kind, SCHEMA.location if actor.origin == "location" else SCHEMA.areaServed, area)

    def _around(self, situation: Situation, candidate: Candidate) -> list[Triple]:
        """How the territory where they act holds the place."""
        area = _area(situation, candidate)
        inside = area is not None and any(place.iri == area for place in situation.places)
        return list(self._contained(situation.places[0].iri, area)) if inside and area else []

    def _contained(self, low: str, high: str) -> Iterator[Triple]:
        base = self._dataset.base
        try:
            current, target = (self._territories.from_iri(base, iri) for iri in (low, high))
        except UnknownThing:
            return
        while current.key != target.key:
            following = self._next(current, target)
            if following is None:
                return
            yield Triple(
                self._territories.iri(base, current),
                "territory",
                SCHEMA.containedInPlace,
                self._territories.iri(base, following),
            )
            current = following

    def _next(self, current: Territory, target: Territory) -> Territory | None:
        """The container to go through: the target itself where it holds directly, else one that lies in it."""
        above = [self._territories.by_key(key) for key in containers(current)]
        holding = [item for item in above if item.key == target.key] or [
            item for item in above if target.key in item.parents
        ]
        return next(iter(holding), None)

    # --- from a triple to an edge --------------------------------------------------------------------------------

    def _edge(self, triple: Triple, labels: dict[str, str]) -> Edge | None:
        facts = list(self._dataset.facts(triple.s, triple.p, triple.o))
        if not facts:
            return None
        fact = facts[0] if len(facts) == 1 else min(facts, key=lambda fact: fact.source)
        return Edge(fact, self._sentence(triple.kind, fact, labels))

    def _sentence(self, kind: str, fact: Fact, labels: dict[str, str]) -> str:
        key = (kind, fact.p)
        template = self._sentences.get(key)
        if template is None:
            field = self._model.field_of(kind, fact.p)
            template = self._sentences[key] = (field.sentence.fr if field else "") or PLAIN_SENTENCE
        end = str(fact.o) if isinstance(fact.o, str) else fact.o.value
        return template.replace("{s}", self._label(fact.s, labels)).replace("{o}", self._label(end, labels))

    def _label(self, iri: str, labels: dict[str, str]) -> str:
        return labels.get(iri) or self._labels.get(iri) or self._dataset.label(iri)

    def _known_labels(self, situation: Situation, candidate: Candidate) -> dict[str, str]:
        offer, actor = candidate.offer, candidate.actor
        known = {place.iri: place.label for place in situation.places}
        known.update({offer.iri: offer.label, offer.actor.iri: offer.actor.label, actor.iri: actor.label})
        return known

    def _of_type(self, actor: Actor, labels: dict[str, str]) -> Iterator[Edge]:
        """Where nothing else is known: that it is an actor, which is a fact too."""
        for fact in sorted(self._dataset.facts(actor.iri, RDF.type), key=lambda fact: (str(fact.o), fact.source))[:1]:
            found = self._model.by_iri.get(str(fact.o))
            name = found.label.fr if found else str(fact.o)
            yield Edge(fact, PLAIN_SENTENCE.replace("{s}", self._label(actor.iri, labels)).replace("{o}", name))


def _memberships(circle: Circle) -> Iterator[Triple]:
    for step in circle.steps:
        if step.membership:
            yield Triple(step.membership, "membership", ORG.member, step.member)
            yield Triple(step.membership, "membership", ORG.organization, step.body)
        else:
            yield Triple(step.member, "working-group", ORG.unitOf, step.body)


def _through_neighbour(candidate: Candidate) -> bool:
    return candidate.via is not None and candidate.match.kind != ANIMATOR


def _area(situation: Situation, candidate: Candidate) -> str | None:
    """The nearest area through which the place is reached, else the first one known."""
    areas = candidate.actor.areas if _through_neighbour(candidate) else candidate.offer.areas
    holding = (place.iri for place in situation.places if place.iri in areas)
    return next(holding, next(iter(areas), None))
