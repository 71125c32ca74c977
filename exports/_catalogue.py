# SPDX-License-Identifier: AGPL-3.0-or-later
"""The description of the published dataset: DCAT-AP 3 catalogue and VoID statistics, as facts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

import pyoxigraph as ox

from exports._types import Export
from graph.model.ontology import ONTOLOGY, ONTOLOGY_SOURCE
from graph.namespaces import DCAT, DCT, FOAF, OWL, PREFIXES, RDF, RDFS, SCHEMA, SKOS, VOID, XSD
from graph.rdf.dataset import Dataset, Fact, Value, text_literal
from graph.rdf.turtle import read_turtle

if TYPE_CHECKING:
    from graph.observatory import Observatory

AUTHORITY = "http://publications.europa.eu/resource/authority/"
FRENCH, ENGLISH = f"{AUTHORITY}language/FRA", f"{AUTHORITY}language/ENG"
THEMES = f"{AUTHORITY}data-theme"
THEME = f"{THEMES}/SOCI"
Statement = tuple[str, str, Value]
MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"


def catalogue_facts(
    dataset: Dataset, observatory: Observatory, facts: Sequence[Fact], formats: Iterable[Export]
) -> Iterator[Fact]:
    """Catalogue, dataset, distributions (one a format), publisher and statistics of these facts."""
    root = f"{dataset.base}/export/{observatory.slug}"
    graph = f"{root}#catalogue"
    description = [Fact(s, p, o, graph) for s, p, o in _statements(root, dataset, observatory, tuple(formats))]
    yield from description
    # What is counted is the file as its reader finds it: facts, description and the counts themselves.
    for s, p, o in _statistics(f"{root}#dataset", dataset, [*facts, *description]):
        yield Fact(s, p, o, graph)


def _statements(
    root: str, dataset: Dataset, observatory: Observatory, formats: tuple[Export, ...]
) -> Iterator[Statement]:
    catalogue, data, publisher = f"{root}#catalogue", f"{root}#dataset", f"{root}#publisher"
    yield publisher, RDF.type, FOAF.Agent
    yield publisher, FOAF.name, text_literal(observatory.publisher)
    for subject, kind in ((catalogue, DCAT.Catalog), (data, DCAT.Dataset)):
        yield subject, RDF.type, kind
        yield from _described(subject, publisher, observatory)
    yield catalogue, DCAT.dataset, data
    yield catalogue, FOAF.homepage, f"{dataset.base}/"
    yield f"{dataset.base}/", RDF.type, FOAF.Document
    yield data, DCAT.theme, THEME
    yield from _authority_types(observatory.licence)
    for scheme in dataset.instances(SKOS.ConceptScheme):
        yield from titles(dataset, scheme)
    for issued in _last_issued(dataset):
        yield data, DCT.modified, issued
    for export in formats:
        yield from _distribution(root, data, export, observatory.licence)
    yield data, RDF.type, VOID.Dataset
    yield data, VOID.uriSpace, text_literal(f"{dataset.base}/id/")
    yield from _ontology()


def _described(subject: str, publisher: str, observatory: Observatory) -> Iterator[Statement]:
    for lang, text in observatory.title.languages.items():
        yield subject, DCT["title"], text_literal(text, lang)
    for lang, text in observatory.description.languages.items():
        yield subject, DCT.description, text_literal(text, lang)
    for lang, word in observatory.keywords:
        yield subject, DCAT.keyword, text_literal(word, lang)
    yield subject, DCT.publisher, publisher
    yield subject, DCT.language, FRENCH
    yield subject, DCT.language, ENGLISH
    yield subject, DCT.license, observatory.licence


def _authority_types(licence: str) -> Iterator[Statement]:
    """What the linked authority terms are, so that the description stands without fetching them."""
    yield FRENCH, RDF.type, DCT.LinguisticSystem
    yield ENGLISH, RDF.type, DCT.LinguisticSystem
    yield licence, RDF.type, DCT.LicenseDocument
    yield THEME, RDF.type, SKOS.Concept
    yield THEME, SKOS.prefLabel, text_literal("Population et société", "fr")
    yield THEME, SKOS.inScheme, THEMES
    yield THEMES, RDF.type, SKOS.ConceptScheme
    yield THEMES, DCT["title"], text_literal("Thèmes de données", "fr")


def _ontology() -> Iterator[Statement]:
    """What the ontology says of itself, licence included: it is the source of the lists of choices."""
    for fact in read_turtle(ONTOLOGY / "tisserand.ttl", ONTOLOGY_SOURCE):
        if fact.s == ONTOLOGY_SOURCE and fact.p in (RDF.type, DCT["title"], DCT.license, OWL.versionInfo):
            yield fact.s, fact.p, fact.o


def titles(dataset: Dataset, scheme: str) -> Iterator[Statement]:
    """DCAT-AP wants a title where SKOS has a preferred label."""
    for label in dataset.values(scheme, SKOS.prefLabel):
        yield scheme, DCT["title"], label


def _last_issued(dataset: Dataset) -> list[Value]:
    """The latest date of issue among the sources; none when no source is dated."""
    days = [day for source in dataset.instances(SCHEMA.Dataset) if (day := dataset.day(source, DCT.issued))]
    return [ox.Literal(max(days).isoformat(), datatype=ox.NamedNode(XSD.date))] if days else []


def _distribution(root: str, data: str, export: Export, licence: str) -> Iterator[Statement]:
    node, media_type = f"{root}#{export.slug}", MEDIA_TYPES + export.media_type
    yield data, DCAT.distribution, node
    yield node, RDF.type, DCAT.Distribution
    yield node, DCT["title"], text_literal(export.label("fr"), "fr")
    yield node, DCT["title"], text_literal(export.label("en"), "en")
    yield node, DCAT.accessURL, f"{root}.{export.extension}"
    yield node, DCAT.downloadURL, f"{root}.{export.extension}"
    yield node, DCAT.mediaType, media_type
    yield media_type, RDF.type, DCT.MediaType
    yield node, DCT.license, licence
    yield f"{root}.{export.extension}", RDF.type, RDFS.Resource


def _statistics(data: str, dataset: Dataset, facts: Sequence[Fact]) -> Iterator[Statement]:
    subjects = {fact.s for fact in facts}
    entities = _count(sum(1 for subject in subjects if dataset.relative(subject)))
    found: list[Statement] = [
        (data, VOID.entities, entities), *_partitions(data, facts), *_vocabularies(data, facts)
    ]  # fmt: skip
    yield from found
    triples = {(fact.s, fact.p, str(fact.o)) for fact in facts}
    yield data, VOID.triples, _count(len(triples) + len(found) + 1)


def _partitions(data: str, facts: Sequence[Fact]) -> Iterator[Statement]:
    classes = Counter(str(o) for s, o in {(fact.s, fact.o) for fact in facts if fact.p == RDF.type})
    for number, (class_iri, count) in enumerate(sorted(classes.items()), 1):
        part = f"{data}-class-{number}"
        yield data, VOID.classPartition, part
        yield part, VOID["class"], class_iri
        yield part, VOID.entities, _count(count)


def _vocabularies(data: str, facts: Sequence[Fact]) -> Iterator[Statement]:
    terms = {fact.p for fact in facts} | {str(fact.o) for fact in facts if fact.p == RDF.type}
    for namespace in PREFIXES.values():
        if any(term.startswith(namespace) for term in terms):
            yield data, VOID.vocabulary, str(namespace)


def _count(number: int) -> ox.Literal:
    return ox.Literal(str(number), datatype=ox.NamedNode(XSD.integer))
