# SPDX-License-Identifier: AGPL-3.0-or-later
"""From triples to edges: facts found in the dataset, each with the ontology's sentence and its source."""

from __future__ import annotations

from typing import NamedTuple

from graph.dataset import Dataset, Fact, Value
from graph.model import Model
from graph.referral.answer import Edge

PLAIN_SENTENCE = "{s} : {o}"


class Triple(NamedTuple):
    """An edge to look for; `kind` is that of its subject.

    `source` is known when the index has read this very fact and all facts of its subject have one source: then it need
    not be looked for.
    """

    s: str
    kind: str
    p: str
    o: Value
    source: str | None = None


class EdgeMaker:
    """Makes edges of triples that the dataset holds, and of no other."""

    def __init__(self, dataset: Dataset, model: Model) -> None:
        self._dataset = dataset
        self._model = model
        self._sentences: dict[tuple[str, str], str] = {}
        self._labels = {choice.iri: choice.label.fr for choice in model.choices.values()}

    def edge(self, triple: Triple, labels: dict[str, str]) -> Edge | None:
        """The edge of a triple, None when the dataset does not say it; `labels` are those known already."""
        s, kind, p, o, source = triple
        if source is None:
            facts = list(self._dataset.facts(s, p, o))
            if not facts:
                return None
            fact = facts[0] if len(facts) == 1 else min(facts, key=lambda fact: fact.source)
        else:
            fact = Fact(s, p, o, source)
        return Edge(fact, self._sentence(kind, fact, labels))

    def plain(self, fact: Fact, name: str) -> Edge:
        """An edge with a sentence of its own: what a subject is."""
        return Edge(fact, PLAIN_SENTENCE.replace("{s}", self._dataset.label(fact.s)).replace("{o}", name))

    def _sentence(self, kind: str, fact: Fact, labels: dict[str, str]) -> str:
        template = self._sentences.get((kind, fact.p))
        if template is None:
            field = self._model.field_of(kind, fact.p)
            template = self._sentences[kind, fact.p] = (field.sentence.fr if field else "") or PLAIN_SENTENCE
        end = fact.o if isinstance(fact.o, str) else fact.o.value
        return template.replace("{s}", self._label(fact.s, labels)).replace("{o}", self._label(end, labels))

    def _label(self, iri: str, labels: dict[str, str]) -> str:
        return labels.get(iri) or self._labels.get(iri) or self._dataset.label(iri)
