# SPDX-License-Identifier: AGPL-3.0-or-later
"""From triples to edges: facts found in the dataset, each with the ontology's sentence and its source."""

from __future__ import annotations

from typing import NamedTuple

from graph.dataset import Dataset, Fact, Value
from graph.model import Model
from graph.referral.answer import Edge

PLAIN = ("", "{s}", " : ", "{o}", "")


class Triple(NamedTuple):
    """An edge to look for; `kind` is that of its subject, labels are "" when they are not at hand.

    `source` is known when the index has read this very fact and all facts of its subject have one source: then it need
    not be looked for.
    """

    s: str
    kind: str
    p: str
    o: Value
    source: str | None = None
    s_label: str = ""
    o_label: str = ""


class EdgeMaker:
    """Makes edges of triples that the dataset holds, and of no other."""

    def __init__(self, dataset: Dataset, model: Model) -> None:
        self._dataset = dataset
        self._model = model
        self._sentences: dict[tuple[str, str], tuple[str, ...]] = {}
        self._labels = {choice.iri: choice.label.fr for choice in model.choices.values()}

    def edge(self, triple: Triple) -> Edge | None:
        """The edge of a triple, None when the dataset does not say it."""
        s, kind, p, o, source, s_label, o_label = triple
        if source is None:
            facts = list(self._dataset.facts(s, p, o))
            if not facts:
                return None
            source = min([fact.source for fact in facts])
        before, first, between, _, after = self._sentences.get((kind, p)) or self._sentence(kind, p)
        one = s_label or self.label(s)
        other = o_label or self.label(o if isinstance(o, str) else o.value)
        if first == "{o}":
            one, other = other, one
        return Edge(Fact(s, p, o, source), f"{before}{one}{between}{other}{after}")

    def label(self, iri: str) -> str:
        """The name of anything."""
        return self._labels.get(iri) or self._dataset.label(iri)

    def plain(self, fact: Fact, name: str) -> Edge:
        """An edge with a sentence of its own: what a subject is."""
        return Edge(fact, f"{self.label(fact.s)} : {name}")

    def _sentence(self, kind: str, path: str) -> tuple[str, ...]:
        """The ontology's sentence for a property of a kind, cut at its names: before, first, between, second, after."""
        field = self._model.field_of(kind, path)
        template = field.sentence.fr if field else ""
        at = sorted((template.find(name), name) for name in ("{s}", "{o}") if name in template)
        parts = PLAIN
        if len(at) == 2:
            (start, first), (end, second) = at
            parts = (template[:start], first, template[start + 3 : end], second, template[end + 3 :])
        self._sentences[kind, path] = parts
        return parts
