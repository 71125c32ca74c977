# SPDX-License-Identifier: AGPL-3.0-or-later
"""The description of the published dataset: DCAT-AP 3 catalogue and VoID statistics, as facts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

import pyoxigraph as ox

from exports._types import Export
from graph.dataset import Dataset, Fact, Value, text_literal
from graph.namespaces import DCAT, DCT, FOAF, PREFIXES, PROV, RDF, RDFS, SKOS, VOID, XSD

TITLE = {
    "fr": "Le numérique associatif en Touraine : qui fait quoi, vers qui orienter",
    "en": "Digital support for associations in Touraine: who does what, whom to refer to",
}
DESCRIPTION = {
    "fr": "Acteurs, réseaux, services, compétences et outils libres pour les associations, chaque fait avec sa source.",
    "en": "Actors, networks, services, competences and free software for associations, each fact with its source.",
}
PUBLISHER = "Tisserand en Touraine"
LICENCE = "https://www.etalab.gouv.fr/licence-ouverte-open-licence"
AUTHORITY = "http://publications.europa.eu/resource/authority/"
FRENCH, ENGLISH = f"{AUTHORITY}language/FRA", f"{AUTHORITY}language/ENG"
THEME = f"{AUTHORITY}data-theme/SOCI"
MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"


def catalogue_facts(dataset: Dataset, facts: Sequence[Fact], formats: Iterable[Export]) -> Iterator[Fact]:
    """Catalogue, dataset, distributions (one a format), publisher and statistics of these facts."""
    root = f"{dataset.base}/export/touraine"
    graph = f"{root}#catalogue"
    for s, p, o in _statements(root, dataset, facts, tuple(formats)):
        yield Fact(s, p, o, graph)


def _statements(
    root: str, dataset: Dataset, facts: Sequence[Fact], formats: tuple[Export, ...]
) -> Iterator[tuple[str, str, Value]]:
    catalogue, data, publisher = f"{root}#catalogue", f"{root}#dataset", f"{root}#publisher"
    yield publisher, RDF.type, FOAF.Agent
    yield publisher, FOAF.name, text_literal(PUBLISHER)
    for subject, kind in ((catalogue, DCAT.Catalog), (data, DCAT.Dataset)):
        yield subject, RDF.type, kind
        yield from _described(subject, publisher)
    yield catalogue, DCAT.dataset, data
    yield catalogue, FOAF.homepage, f"{dataset.base}/"
    yield f"{dataset.base}/", RDF.type, FOAF.Document
    yield data, DCAT.theme, THEME
    yield from _authority_types()
    yield from _titled_schemes(dataset)
    for issued in _last_issued(dataset):
        yield data, DCT.modified, issued
    for export in formats:
        yield from _distribution(root, data, export)
    yield from _statistics(data, dataset, facts)


def _described(subject: str, publisher: str) -> Iterator[tuple[str, str, Value]]:
    for lang, text in TITLE.items():
        yield subject, DCT["title"], text_literal(text, lang)
    for lang, text in DESCRIPTION.items():
        yield subject, DCT.description, text_literal(text, lang)
    yield subject, DCT.publisher, publisher
    yield subject, DCT.language, FRENCH
    yield subject, DCT.language, ENGLISH
    yield subject, DCT.license, LICENCE


def _authority_types() -> Iterator[tuple[str, str, Value]]:
    """What the linked authority terms are, so that the description stands without fetching them."""
    yield FRENCH, RDF.type, DCT.LinguisticSystem
    yield ENGLISH, RDF.type, DCT.LinguisticSystem
    yield LICENCE, RDF.type, DCT.LicenseDocument
    yield THEME, RDF.type, SKOS.Concept
    yield THEME, SKOS.prefLabel, text_literal("Population et société", "fr")


def _titled_schemes(dataset: Dataset) -> Iterator[tuple[str, str, Value]]:
    """DCAT-AP wants a title where SKOS has a preferred label."""
    for scheme in dataset.instances(SKOS.ConceptScheme):
        for label in dataset.values(scheme, SKOS.prefLabel):
            yield scheme, DCT["title"], label


def _last_issued(dataset: Dataset) -> list[Value]:
    """The latest date of issue among the sources; none when no source is dated."""
    days = [day for source in dataset.instances(PROV.Bundle) if (day := dataset.day(source, DCT.issued))]
    return [ox.Literal(max(days).isoformat(), datatype=ox.NamedNode(XSD.date))] if days else []


def _distribution(root: str, data: str, export: Export) -> Iterator[tuple[str, str, Value]]:
    node, media_type = f"{root}#{export.slug}", MEDIA_TYPES + export.media_type
    yield data, DCAT.distribution, node
    yield node, RDF.type, DCAT.Distribution
    yield node, DCT["title"], text_literal(export.label("fr"), "fr")
    yield node, DCT["title"], text_literal(export.label("en"), "en")
    yield node, DCAT.accessURL, f"{root}.{export.extension}"
    yield node, DCAT.downloadURL, f"{root}.{export.extension}"
    yield node, DCAT.mediaType, media_type
    yield media_type, RDF.type, DCT.MediaType
    yield node, DCT.license, LICENCE
    yield f"{root}.{export.extension}", RDF.type, RDFS.Resource


def _statistics(data: str, dataset: Dataset, facts: Sequence[Fact]) -> Iterator[tuple[str, str, Value]]:
    yield data, RDF.type, VOID.Dataset
    yield data, VOID.triples, _count(len({(fact.s, fact.p, str(fact.o)) for fact in facts}))
    yield data, VOID.uriSpace, text_literal(f"{dataset.base}/id/")
    subjects = {fact.s for fact in facts}
    yield data, VOID.entities, _count(sum(1 for subject in subjects if dataset.relative(subject)))
    classes = Counter(str(o) for s, o in {(fact.s, fact.o) for fact in facts if fact.p == RDF.type})
    for number, (class_iri, count) in enumerate(sorted(classes.items()), 1):
        part = f"{data}-class-{number}"
        yield data, VOID.classPartition, part
        yield part, VOID["class"], class_iri
        yield part, VOID.entities, _count(count)
    terms = {fact.p for fact in facts} | set(classes)
    for namespace in PREFIXES.values():
        if any(term.startswith(namespace) for term in terms):
            yield data, VOID.vocabulary, str(namespace)


def _count(number: int) -> ox.Literal:
    return ox.Literal(str(number), datatype=ox.NamedNode(XSD.integer))
