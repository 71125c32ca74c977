# SPDX-License-Identifier: AGPL-3.0-or-later
"""A list of words of others (SKOS): what its concepts are called is proposed as words of our needs and audiences."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import pyoxigraph as ox

from graph.model import Choice
from graph.namespaces import DCT, SKOS, SKOSXL, VOCABULARY
from graph.sources._rdf.document import RdfDocument, read_document
from graph.sources._rdf.problems import problem_of
from graph.sources._rdf.writings import writing_of
from graph.sources._reading import (
    SourceColumn,
    SourceContent,
    SourceEntity,
    SourceFormat,
    SourceReading,
    SourceTerms,
    SourceValue,
)
from graph.text.folding import key
from graph.text.wording import Label

_LISTS = re.compile(rb"ConceptScheme|skos:Concept\b|core#Concept\b")
_THINGS = re.compile(rb"(?:Formal)?Organi[sz]ation\b|PublicService\b|[:#/]Event\b")
_NAMES = (SKOS.prefLabel, SKOS.altLabel, SKOS.hiddenLabel)
MOST_TOLD = 5
BY_NAME, BY_HAND = "par son nom, le même que le nôtre", "comme vous l’avez choisi"
NO_NAME = "laissée : aucun de nos besoins ni de nos publics ne porte ce nom. Choisissez-en un pour la prendre"
TWO = "laissée : plusieurs de nos choix portent ce nom. Choisissez lequel"
TAKEN = "Mots laissés, parce qu’un autre choix d’ici les porte : {count}. Le premier : « {name} », de « {other} »."
ACCOUNT = (
    "Mots ou notions lus : {count}. Rapprochés d’un de nos choix : {matched}. Les autres ne créent pas de choix "
    "nouveau : la liste des besoins et des publics est celle du modèle. Rapprochez-les un à un, ou laissez-les."
)
NONE_LEFT = "Mots ou notions lus : {count}, tous rapprochés d’un de nos choix."


def recognises(content: SourceContent) -> bool:
    """Whether it is RDF that begins with concepts, and with no organisation, service or event."""
    head = content.head()
    return writing_of(content) is not None and bool(_LISTS.search(head)) and not _THINGS.search(head)


def read(content: SourceContent, terms: SourceTerms) -> SourceReading:
    """The choices of ours that its concepts match, each with its names and address; and what became of each concept."""
    own = _Scheme(read_document(content, terms.background.base), terms)
    return SourceReading(
        things=own.things(),
        columns=tuple(own.columns()),
        licence=own.licence,
        notices=tuple(own.notices()),
    )


@dataclass(frozen=True)
class _Concept:
    iri: str
    names: tuple[tuple[str, str], ...]  # text and language, the preferred name first
    row: int

    @property
    def name(self) -> str:
        return self.names[0][0]


@dataclass
class _Scheme:
    document: RdfDocument
    terms: SourceTerms

    @cached_property
    def concepts(self) -> list[_Concept]:
        """The named concepts that have an address, in the order of the document."""
        listed = (quad.subject for quad in self.document.quads(p=SKOS.inScheme))
        nodes = {node.value for node in listed if isinstance(node, ox.NamedNode)}
        nodes |= set(self.document.instances(SKOS.Concept))
        rows = self.document.rows_of(nodes)
        found = (_Concept(iri, self._names(iri), rows[iri]) for iri in nodes if not problem_of(iri))
        return sorted((item for item in found if item.names), key=lambda item: (item.row, item.iri))

    def _names(self, iri: str) -> tuple[tuple[str, str], ...]:
        """The preferred name first, in French before other languages."""
        found: dict[tuple[str, str], None] = {}
        for path in _NAMES:
            own = [quad.object for quad in self.document.quads(iri, path)]
            labels = [quad.object for quad in self.document.quads(iri, path.replace(SKOS, SKOSXL))]
            for label in labels:
                if isinstance(label, ox.NamedNode | ox.BlankNode):
                    form = ox.NamedNode(SKOSXL.literalForm)
                    own += [quad.object for quad in self.document.store.quads_for_pattern(label, form, None, None)]
            texts = [
                text for text in own if isinstance(text, ox.Literal) and not problem_of(text) and text.value.strip()
            ]
            for text in sorted(texts, key=lambda text: ((text.language or "fr")[:2] != "fr", text.value)):
                found[text.value.strip(), text.language or ""] = None
        return tuple(found)

    @cached_property
    def _choices(self) -> dict[str, set[str]]:
        """Our choices by each of their names: those of the lists whose choices have a card."""
        found: dict[str, set[str]] = defaultdict(set)
        for choice in self._open:
            for name in (*choice.label.languages.values(), *choice.alternatives):
                found[key(name)].add(choice.iri)
        return found

    @property
    def _open(self) -> Iterator[Choice]:
        model = self.terms.model
        return (choice for choice in model.choices.values() if choice.scheme in model.by_scheme)

    def _matches(self, concept: _Concept) -> tuple[str, ...]:
        """The choices that a concept is: as somebody settled, else those of its first name that one has."""
        columns = self.terms.mapping.columns
        settled = columns.get(concept.iri, columns.get(concept.name))
        if settled is not None:
            return (VOCABULARY[settled],) if VOCABULARY[settled] in self.terms.model.choices else ()
        for name, _ in concept.names:
            if found := self._choices.get(key(name)):
                return tuple(sorted(found))
        return ()

    def things(self) -> Iterator[SourceEntity]:
        """The choices with what is proposed of them."""
        for concept in self.concepts:
            found = self._matches(concept)
            if len(found) == 1:
                choice = self.terms.model.choices[found[0]]
                own = self.terms.model.by_scheme.get(choice.scheme)
                values = tuple(self._values(concept, choice))
                if own is not None and values:
                    yield SourceEntity(own.kind, choice.iri, values, concept.row, exact=True)

    def _values(self, concept: _Concept, choice: Choice) -> Iterator[SourceValue]:
        """Their names that are none of anybody's here: a source says no more of a choice than other words for it."""
        for name, lang in concept.names:
            if not self._choices.get(key(name)):
                yield SourceValue(SKOS.altLabel, name, concept.name, lang)

    def taken_words(self) -> Iterator[tuple[str, Choice]]:
        """The names of concepts that are those of another choice than the one that they match."""
        for concept in self.concepts:
            found = self._matches(concept)
            for name, _ in concept.names if len(found) == 1 else ():
                others = self._choices.get(key(name), set())
                if others and found[0] not in others:
                    yield name, self.terms.model.choices[min(others)]

    def columns(self) -> Iterator[SourceColumn]:
        """What became of each concept, by its name; a mapping settles those that no name tells."""
        for concept in self.concepts:
            found = self._matches(concept)
            settled = {concept.iri, concept.name} & set(self.terms.mapping.columns)
            taken_as = found[0].removeprefix(VOCABULARY) if len(found) == 1 else ""
            why = BY_HAND if taken_as and settled else BY_NAME if taken_as else TWO if found else NO_NAME
            yield SourceColumn(concept.name, taken_as, why, tuple(name for name, _ in concept.names[1:4]))

    def notices(self) -> Iterator[str]:
        """What was found, and what can be done with it."""
        matched = sum(len(self._matches(concept)) == 1 for concept in self.concepts)
        text = NONE_LEFT if matched == len(self.concepts) else ACCOUNT
        yield text.format(count=len(self.concepts), matched=matched)
        taken = list(self.taken_words())
        if taken:
            name, other = taken[0]
            yield TAKEN.format(count=len(taken), name=name, other=other.label())

    @property
    def licence(self) -> str:
        """The licence that the list states, "" for none."""
        schemes = self.document.instances(SKOS.ConceptScheme)
        found = (licence for iri in schemes for licence in self.document.values(iri, DCT.license))
        return next(found, "")


source = SourceFormat(
    slug="skos",
    label=Label("Vocabulaire SKOS (liste de mots, thésaurus)"),
    order=70,
    recognises=recognises,
    read=read,
)
