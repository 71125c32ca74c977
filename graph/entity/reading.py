# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reads the card of an entity: fields in the ontology's order, links in and out, sources; and its plain facts."""

from __future__ import annotations

from collections.abc import Iterable

from pyoxigraph import Literal

from graph.entity import (
    Citation,
    Edge,
    Entity,
    FieldValues,
    Incoming,
    Reader,
    Section,
    Shown,
)
from graph.entity.knowledge import Knowledge
from graph.entity.said_again import going_out, sources_named
from graph.errors import UnknownThing
from graph.model import EntityClass, Field, Group
from graph.namespaces import RDF, SCHEMA, TIS, compact
from graph.rdf.dataset import Dataset, Fact, Value, spoken
from graph.rdf.positions import position
from graph.text.folding import filed
from graph.text.wording import Phrase

NO_CARD = Phrase("Aucune fiche n’a cette adresse.")


def read_entity(reader: Reader, iri: str) -> Entity:
    """The card of an entity or concept; raises UnknownThing when nothing is said of it."""
    own = reader.class_of(iri)
    if iri not in reader.dataset and iri not in reader.model.choices:
        raise UnknownThing(NO_CARD())
    fields = [] if own is None else [_values(reader, iri, field) for field in own.fields]
    incoming = _incoming(reader, iri)
    said = {fact.source for fact in reader.dataset.facts(s=iri) if fact.p != RDF.type}
    said |= {citation.edge.source for group in incoming for citation in group.citations}
    return Entity(
        mention=reader.mention(iri),
        caption=reader.caption(iri),
        sections=_sections(fields),
        outgoing=tuple(_outgoing(reader, iri, own)),
        incoming=incoming,
        sources=tuple(sorted((reader.source(source) for source in said if source), key=lambda source: source.label)),
        known=Knowledge.now(reader.dataset).of_thing(iri),
        questions=tuple(reader.dataset.texts(iri, TIS.openQuestion, reader.lang)),
    )


def entity_facts(dataset: Dataset, iri: str, *, shown: bool = False) -> list[Fact]:
    """What is said of an entity and what links to it, with the description of each source, as it goes out; sorted.

    `shown`: where sources disagree, only what is believed.
    """
    read = dataset.shown if shown else dataset.facts
    own = list(read(s=iri))
    facts = {*own, *sources_named(dataset, own), *read(o=iri)}
    sources = {fact.source for fact in facts if fact.source}
    described = {fact for source in sources for fact in dataset.facts(s=source)}
    told = going_out(dataset, facts | described)
    return sorted(told, key=lambda fact: (fact.s != iri, fact.s, fact.p, str(fact.o), fact.source))


def _values(reader: Reader, iri: str, field: Field) -> FieldValues:
    if field.is_link:
        found = [
            Shown(reader.label(target), reader.mention(target), None)
            for target in reader.dataset.links(iri, field.path)
        ]
        return FieldValues(field, tuple(sorted(found, key=lambda value: filed(value.text))))
    values = reader.dataset.values(iri, field.path)
    languages = {spoken(value) for value in values if isinstance(value, Literal)}
    kept = reader.lang if reader.lang in languages else "fr"
    return FieldValues(field, tuple(shown(reader, value) for value in values if not _other_language(value, kept)))


def _other_language(value: Value, kept: str) -> bool:
    return isinstance(value, Literal) and spoken(value) not in ("", kept)


def shown(reader: Reader, value: Value) -> Shown:
    """One value with the name of what it points to."""
    if isinstance(value, Literal):
        return Shown(value.value, None, value)
    name, publisher = reader.dataset.name(value, reader.lang), reader.model.publisher(value)
    told = f"{name} ({publisher})" if name and publisher else name
    return Shown(told or compact(value), reader.mention(value), None)


def _sections(fields: Iterable[FieldValues]) -> tuple[Section, ...]:
    groups: dict[Group | None, list[FieldValues]] = {}
    for values in fields:
        groups.setdefault(values.field.group, []).append(values)
    ordered = sorted(groups, key=lambda group: (group is None, group.order if group else 0))
    return tuple(Section(group, tuple(groups[group])) for group in ordered)


def _outgoing(reader: Reader, iri: str, own: EntityClass | None) -> Iterable[Edge]:
    for field in () if own is None else own.fields:
        facts = (
            sorted(reader.dataset.shown(iri, field.path), key=lambda fact: (str(fact.o), fact.source))
            if field.is_link
            else []
        )
        seen = {fact.o: fact for fact in reversed(facts) if isinstance(fact.o, str)}
        yield from (reader.edge(seen[target], field) for target in sorted(seen, key=str))


def _incoming(reader: Reader, iri: str) -> tuple[Incoming, ...]:
    groups: dict[tuple[float, float, str, str], tuple[Field, EntityClass, dict[str, Citation]]] = {}
    for fact in sorted(reader.dataset.shown(o=iri)):
        own = reader.class_of(fact.s)
        field = None if own is None else own.field(fact.p)
        if own is None or field is None or fact.s == iri:
            continue
        key = (own.order, field.order, own.kind, field.path)
        _, _, citations = groups.setdefault(key, (field, own, {}))
        citations.setdefault(fact.s, _citation(reader, fact, field, own))
    return tuple(
        Incoming(field, own, tuple(sorted(found.values(), key=lambda citation: _rank(reader, citation))))
        for _, (field, own, found) in sorted(groups.items(), key=lambda item: item[0])
    )


def _rank(reader: Reader, citation: Citation) -> tuple[int, bool, bool, int, str]:
    """In the order that facts give; else what one would be referred to first: not what is only to be left, then what is
    open, the latest, by name."""
    own, ended = citation.edge.s, citation.end
    left = reader.dataset.flag(own.iri, TIS.freeSoftware) is False
    place, day = position(reader.dataset, own.iri), ended.toordinal() if ended else 0
    return place, left, ended is not None, -day, filed(own.label)


def _citation(reader: Reader, fact: Fact, field: Field, own: EntityClass) -> Citation:
    links = [] if own.directory else [other for other in own.fields if other.is_link and other.path != field.path]
    others = tuple((other, reader.mention(end)) for other in links for end in reader.dataset.links(fact.s, other.path))
    own_words = own.field(own.caption)
    ties = bool(links) and (own_words is None or own_words.is_link)
    start, end = reader.dataset.day(fact.s, SCHEMA.startDate), reader.dataset.day(fact.s, SCHEMA.endDate)
    return Citation(reader.edge(fact, field), reader.caption(fact.s), ties, others, start, end)
