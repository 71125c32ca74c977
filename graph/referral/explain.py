# SPDX-License-Identifier: AGPL-3.0-or-later
"""The path of an answer: real facts of the dataset, in order, each with its sentence and its source."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from graph.dataset import Dataset, Fact, Value
from graph.errors import UnknownThing
from graph.model import Model
from graph.namespaces import DCT, ORG, RDF, SCHEMA, SKOS, TIS
from graph.referral._types import COMPETENCE, ENTRY, ORIENTATION, Actor, Candidate, Circle, Offer
from graph.referral.answer import Edge
from graph.referral.matching import NeedTree
from graph.referral.reading import OWNER
from graph.referral.situation import Situation
from graph.referral.tools import ToolLinks
from graph.territory import Territories, Territory
from graph.territory_facts import containers

PLAIN_SENTENCE = "{s} : {o}"


class Triple(NamedTuple):
    """An edge to look for; `kind` is that of its subject."""

    s: str
    kind: str
    p: str
    o: Value


class Explainer:
    """Finds, for a candidate, the facts that lead from the need to the place; what the dataset does not say is left out."""

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
        triples = dict.fromkeys(self._triples(situation, candidate))
        edges = tuple(edge for edge in (self._edge(triple, labels) for triple in triples) if edge)
        return edges or tuple(self._of_type(candidate.actor, labels))

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
        for narrow, broad in zip(chain, chain[1:], strict=False):
            yield Triple(narrow, "need", SKOS.broader, broad)

    def _meets(self, offer: Offer, need: str) -> Iterator[Triple]:
        kind = offer.traits.kind
        if kind == ORIENTATION:
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
            yield from self._meets(offer, need)

    def _link(self, candidate: Candidate) -> Iterator[Triple]:
        via = candidate.via
        if via is None:
            return
        if via.target:
            yield Triple(via.actor.iri, via.actor.kind, TIS.orientsTowards, via.target)
        if via.far:
            yield from _memberships(via.far)
        if via.near:
            yield from reversed(list(_memberships(via.near)))

    def _place(self, situation: Situation, candidate: Candidate) -> Iterator[Triple]:
        """Who acts where, then how that territory holds the place."""
        offer, actor = candidate.offer, candidate.actor
        areas = actor.areas if candidate.via else offer.areas
        chain = [place.iri for place in situation.places]
        area = next((iri for iri in chain if iri in areas), next(iter(areas), None))
        if area is None:
            return
        for subject, kind in ((offer.iri, offer.traits.kind), (actor.iri, actor.kind)):
            if not (candidate.via and subject == offer.iri) and not (kind in (ORIENTATION, ENTRY)):
                yield Triple(subject, kind, SCHEMA.areaServed, area)
                yield Triple(subject, kind, SCHEMA.location, area)
        if area in chain:
            yield from self._contained(chain[0], area)

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
        for key in containers(current):
            above = self._territories.by_key(key)
            if key == target.key or target.key in above.parents:
                return above
        return None

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
