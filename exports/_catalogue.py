# SPDX-License-Identifier: AGPL-3.0-or-later
"""The description of the published dataset: DCAT-AP 3 catalogue and VoID statistics, as facts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

import pyoxigraph as ox

from exports._types import Export
from graph.model.ontology import ONTOLOGY, ONTOLOGY_SOURCE
from graph.namespaces import DCAT, DCT, FOAF, OWL, PREFIXES, RDF, RDFS, SCHEMA, SKOS, VCARD, VOID, XSD
from graph.rdf.dataset import Dataset, Fact, Value, text_literal
from graph.rdf.turtle import read_turtle
from graph.text.wording import Phrase, Plural

if TYPE_CHECKING:
    from exports._licensed import ExportChoice, LicensedPart
    from graph.observatory import Observatory

AUTHORITY = "http://publications.europa.eu/resource/authority/"
FRENCH, ENGLISH = f"{AUTHORITY}language/FRA", f"{AUTHORITY}language/ENG"
THEMES = f"{AUTHORITY}data-theme"
THEME = f"{THEMES}/SOCI"
Statement = tuple[str, str, Value]
LEFT_OUT = Phrase("Laissé de côté pour sa licence, {name} : {sources}, {facts}. Pour l’avoir aussi, demandez-la.")
SOURCES, FACTS = Plural("{count} source", "{count} sources"), Plural("{count} fait", "{count} faits")
MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"


def catalogue_facts(
    part: LicensedPart, observatory: Observatory, choice: ExportChoice, facts: Sequence[Fact], formats: Iterable[Export]
) -> Iterator[Fact]:
    """Catalogue, dataset, distributions (one a format), publisher, sources left out and statistics of these facts.

    What is cut by licences has a description of its own, at its own address.
    """
    files = CatalogueFiles(f"{part.dataset.base}/export/{observatory.slug}", choice.query, part.licence)
    graph = f"{files.root}#catalogue"
    description = [Fact(s, p, o, graph) for s, p, o in _statements(files, part, observatory, tuple(formats))]
    yield from description
    # What is counted is the file as its reader finds it: facts, description and the counts themselves.
    for s, p, o in _statistics(f"{files.root}#dataset", part.dataset, [*facts, *description]):
        yield Fact(s, p, o, graph)


class CatalogueFiles(NamedTuple):
    """Where the files are, without their extensions; what is added to their addresses; the licence of the whole."""

    address: str
    query: str
    licence: str

    @property
    def root(self) -> str:
        return self.address + self.query

    def file(self, extension: str) -> str:
        return f"{self.address}.{extension}{self.query}"


def _statements(
    files: CatalogueFiles, part: LicensedPart, observatory: Observatory, formats: tuple[Export, ...]
) -> Iterator[Statement]:
    root, dataset = files.root, part.dataset
    catalogue, data, publisher = f"{root}#catalogue", f"{root}#dataset", f"{root}#publisher"
    yield publisher, RDF.type, FOAF.Agent
    yield publisher, FOAF.name, text_literal(observatory.publisher)
    for subject, kind in ((catalogue, DCAT.Catalog), (data, DCAT.Dataset)):
        yield subject, RDF.type, kind
        yield from _described(subject, publisher, observatory)
        yield from _under(subject, files.licence)
        yield from _contact(subject, f"{root}#contact", observatory)
    yield catalogue, DCAT.dataset, data
    yield catalogue, FOAF.homepage, f"{dataset.base}/"
    yield f"{dataset.base}/", RDF.type, FOAF.Document
    yield data, DCAT.theme, THEME
    yield from _authority_types(files.licence)
    yield from _left_out(data, part)
    for scheme in dataset.instances(SKOS.ConceptScheme):
        yield from titles(dataset, scheme)
    for issued in _last_issued(dataset):
        yield data, DCT.modified, issued
    for export in formats:
        yield from _distribution(files, data, export)
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


def _contact(subject: str, contact: str, observatory: Observatory) -> Iterator[Statement]:
    """Whom to write to, where the territory says it."""
    if observatory.contact:
        yield subject, DCAT.contactPoint, contact
        yield from ((contact, RDF.type, kind) for kind in (VCARD.Kind, VCARD.Organization))
        yield contact, VCARD.fn, text_literal(observatory.publisher)
        yield contact, VCARD.hasEmail, f"mailto:{observatory.contact}"


def _under(subject: str, licence: str) -> Iterator[Statement]:
    """Nothing where what goes out has no single licence: each source tells its own."""
    if licence:
        yield subject, DCT.license, licence


def _left_out(data: str, part: LicensedPart) -> Iterator[Statement]:
    """Which sources stay because of their licence, in words and with how many facts."""
    for share in part.left_out:
        for lang in ("fr", "en"):
            said = LEFT_OUT(name=share.licence.name, sources=SOURCES(share.sources), facts=FACTS(share.facts))
            yield data, SKOS.note, text_literal(said.plain(lang), lang)


def _authority_types(licence: str) -> Iterator[Statement]:
    """What the linked authority terms are, so that the description stands without fetching them."""
    yield FRENCH, RDF.type, DCT.LinguisticSystem
    yield ENGLISH, RDF.type, DCT.LinguisticSystem
    if licence:
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


def _distribution(files: CatalogueFiles, data: str, export: Export) -> Iterator[Statement]:
    node, address = f"{files.root}#{export.slug}", files.file(export.extension)
    media_type = MEDIA_TYPES + export.media_type
    yield data, DCAT.distribution, node
    yield node, RDF.type, DCAT.Distribution
    yield node, DCT["title"], text_literal(export.label("fr"), "fr")
    yield node, DCT["title"], text_literal(export.label("en"), "en")
    yield node, DCAT.accessURL, address
    yield node, DCAT.downloadURL, address
    yield node, DCAT.mediaType, media_type
    yield media_type, RDF.type, DCT.MediaType
    yield from _under(node, files.licence)
    yield address, RDF.type, RDFS.Resource


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
