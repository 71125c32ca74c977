# SPDX-License-Identifier: AGPL-3.0-or-later
"""One entity as a card: its fields in the ontology's order, what links to it, and who says so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from pyoxigraph import Literal

from graph.entity.known import Known
from graph.model import EntityClass, Field, Group, Model
from graph.namespaces import DCT, VOCABULARY, local_name
from graph.rdf.dataset import Dataset, Fact


@dataclass(frozen=True)
class Mention:
    """Something that can be named: its class is None for an IRI that this instance does not describe.

    `key` names it here (`network/can`), "" for what has no card here: an address is made of it without asking again.
    """

    iri: str
    label: str
    entity_class: EntityClass | None
    key: str = ""


@dataclass(frozen=True)
class Shown:
    """One value of a field: a mention for a link, a literal otherwise."""

    text: str
    mention: Mention | None
    literal: Literal | None


@dataclass(frozen=True)
class FieldValues:
    """A field of the class and its values, empty when nobody said anything."""

    field: Field
    values: tuple[Shown, ...]


@dataclass(frozen=True)
class Section:
    """The fields of one group, in order; `group` is None for fields that have none."""

    group: Group | None
    fields: tuple[FieldValues, ...]


@dataclass(frozen=True)
class Edge:
    """One statement between two entities, as a sentence, with the verb to write on its thread."""

    s: Mention
    p: str
    o: Mention
    text: str
    verb: str
    source: str


@dataclass(frozen=True)
class Citation:
    """An entity that links here; `others` are what it links besides, for a class which is not in the directory.

    `ties`: it only ties things together and has no text of its own, so it is best shown by its other ends.
    """

    edge: Edge
    caption: str
    ties: bool
    others: tuple[tuple[Field, Mention], ...]
    start: date | None
    end: date | None


@dataclass(frozen=True)
class Incoming:
    """All that links here by one field of one class, under the inverse name of that field."""

    field: Field
    entity_class: EntityClass
    citations: tuple[Citation, ...]


@dataclass(frozen=True)
class Source:
    """Where facts come from: a named graph with its licence (IRI) and its date of issue; `key` as for a mention."""

    iri: str
    label: str
    licence: str
    issued: date | None
    key: str = ""


@dataclass(frozen=True)
class Entity:
    """A card. `sources` say every fact it shows; `questions` is what the sources leave open."""

    mention: Mention
    caption: str
    sections: tuple[Section, ...]
    outgoing: tuple[Edge, ...]
    incoming: tuple[Incoming, ...]
    sources: tuple[Source, ...]
    known: Known
    questions: tuple[str, ...]


@dataclass(frozen=True)
class Reader:
    """Reads entities from one dataset in one language."""

    dataset: Dataset
    model: Model
    lang: str = "fr"

    def iri(self, kind: str, slug: str) -> str:
        """The IRI of a thing by its address: a concept when `kind` is a class of concepts or a scheme."""
        schemes = {scheme.slug for scheme in self.model.schemes}
        own = self.model.by_kind.get(kind)
        if (own is not None and own.scheme) or (own is None and kind in schemes):
            return f"{VOCABULARY}{kind}/{slug}"
        return f"{self.dataset.base}/id/{kind}/{slug}"

    def address(self, iri: str) -> tuple[str, str] | None:
        """`("network", "can")` for what has a card here, None for any other IRI."""
        choice = self.model.choices.get(iri)
        path = self.dataset.relative(iri) if choice is None else f"{iri.removeprefix(VOCABULARY)}"
        kind, _, slug = (path or "").partition("/")
        return (kind, slug) if slug and "/" not in slug else None

    def key(self, iri: str) -> str:
        """The same as one text, `network/can`; "" for what has no card here."""
        return "/".join(self.address(iri) or ())

    def class_of(self, iri: str) -> EntityClass | None:
        """The class of an entity or concept, None when the model does not describe it."""
        choice = self.model.choices.get(iri)
        return self.model.class_of([] if choice else self.dataset.types(iri), choice.scheme if choice else "")

    def label(self, iri: str) -> str:
        """Its name, preferred or other; for what has none, the names of what it ties together."""
        choice = self.model.choices.get(iri)
        if choice is not None:
            return choice.label(self.lang) or choice.slug
        named = self.dataset.name(iri, self.lang)
        own = None if named else self.class_of(iri)
        ends = (
            []
            if own is None
            else [o for field in own.fields if field.is_link for o in self.dataset.links(iri, field.path)]
        )
        names = [name for end in ends[:3] if (name := self.dataset.name(end, self.lang))]
        return named or " – ".join(names) or local_name(iri)

    def name(self, iri: str, known: str) -> str:
        """The name of a thing whose French name is known, that one when it has no other."""
        if self.lang == "fr" or "://" not in iri:
            return known
        described = self.model.choices.get(iri) or self.model.by_iri.get(iri)
        return described.label(self.lang) if described else self.dataset.name(iri, self.lang) or known

    def mention(self, iri: str) -> Mention:
        """The thing named, with its class."""
        return Mention(iri, self.label(iri), self.class_of(iri), self.key(iri))

    def caption(self, iri: str) -> str:
        """The line under its name, as its class says; "" when there is none."""
        own = self.class_of(iri)
        if own is None or not own.caption:
            return ""
        said = next(iter(self.dataset.links(iri, own.caption)), None)
        return self.label(said) if said else (self.dataset.text(iri, own.caption, self.lang) or "")

    def edge(self, fact: Fact, field: Field) -> Edge:
        """The statement as a sentence; `fact.o` must be an IRI."""
        subject, target = self.mention(fact.s), self.mention(str(fact.o))
        pattern = field.sentence(self.lang) or "{s} – {o}"
        text = pattern.replace("{s}", subject.label).replace("{o}", target.label)
        return Edge(subject, fact.p, target, text, field.verb(self.lang) or field.name(self.lang), fact.source)

    def source(self, iri: str) -> Source:
        """The description of a named graph."""
        return Source(
            iri,
            self.dataset.label(iri, self.lang),
            self.dataset.link(iri, DCT.license) or "",
            self.dataset.day(iri, DCT.issued),
            self.key(iri),
        )
