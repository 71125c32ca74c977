# SPDX-License-Identifier: AGPL-3.0-or-later
"""From triples to edges: facts found in the dataset, each with the ontology's sentence and its source."""

from __future__ import annotations

from typing import NamedTuple

from pyoxigraph import Literal

from graph.model import Model
from graph.rdf.dataset import Dataset, Fact, Value
from graph.referral.answer import PathEdge
from graph.text.wording import Phrase, Template

PLAIN = Phrase("{s} : {o}")
NOT_FREE = Phrase("{s} n’est pas un logiciel libre")
PROPRIETARY = Literal(False)


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
        self._sentences: dict[tuple[str, str], Template] = {}
        self._labels = {choice.iri: choice.label.fr for choice in model.choices.values()}

    def edge(self, triple: Triple) -> PathEdge | None:
        """The edge of a triple, None when the dataset does not say it."""
        s, kind, p, o, source, s_label, o_label = triple
        if source is None:
            facts = list(self._dataset.shown(s, p, o))
            if not facts:
                return None
            source = min([fact.source for fact in facts])
        sentence = self._sentences.get((kind, p)) or self._sentence(kind, p)
        if not isinstance(o, str):
            sentence, other = NOT_FREE if o == PROPRIETARY else sentence, o_label or self.label(o.value)
        else:
            other = o_label or self.label(o)
        return PathEdge(Fact(s, p, o, source), sentence, s_label or self.label(s), other)

    def label(self, iri: str) -> str:
        """The name of anything."""
        return self._labels.get(iri) or self._dataset.label(iri)

    def plain(self, fact: Fact, name: str) -> PathEdge:
        """An edge with a plain sentence: what a subject is."""
        return PathEdge(fact, PLAIN, self.label(fact.s), name)

    def _sentence(self, kind: str, path: str) -> Template:
        """The ontology's sentence for a property of a kind; a plain one where it does not name both ends."""
        field = self._model.field_of(kind, path)
        said = field.sentence if field else None
        whole = said and all(name in text for text in said.languages.values() for name in ("{s}", "{o}"))
        self._sentences[kind, path] = said if said and whole else PLAIN
        return self._sentences[kind, path]
