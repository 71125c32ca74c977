# SPDX-License-Identifier: AGPL-3.0-or-later
"""Checks of the ontology's own files: terms declared and labelled, concepts in their place, shapes in use."""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

from pyoxigraph import Literal

from graph.model.finding import VIOLATION, Finding
from graph.namespaces import OWL, RDF, RDFS, SH, SKOS, TIS, compact
from graph.rdf.dataset import Dataset, Fact
from graph.rdf.turtle import read_turtle

_FILE = "file:"
_LANGUAGES = {"fr": "français", "en": "anglais"}
# Closed namespaces of rdflib: it knows all of their terms.
_CLOSED = ("DCTERMS", "FOAF", "ORG", "OWL", "PROV", "RDF", "RDFS", "SDO", "SH", "SKOS", "VANN", "VOID", "XSD")


@dataclass(frozen=True)
class OntologyFiles:
    """The facts of an ontology's folder, each with the file that says it as its source."""

    data: Dataset

    @classmethod
    def read(cls, folder: Path) -> OntologyFiles:
        """Raises DataError (file, line) when a file is not Turtle."""
        paths = sorted(folder.rglob("*.ttl"))
        named = ((path, f"{_FILE}{path.relative_to(folder).as_posix()}") for path in paths)
        facts = [fact._replace(source=name) for path, name in named for fact in read_turtle(path, str(TIS))]
        return cls(Dataset.in_memory(facts, str(TIS)))

    @cached_property
    def facts(self) -> list[Fact]:
        """Every fact, sorted."""
        return sorted(self.data.facts(), key=lambda fact: (fact.source, fact.s, fact.p, str(fact.o)))

    def finding(self, subject: str, path: str, message: str, value: str = "") -> Finding:
        """A violation about a subject, in the file that types it (or else speaks of it)."""
        said = sorted(self.data.facts(s=subject), key=lambda fact: (fact.p != RDF.type, fact.source))
        return Finding(VIOLATION, said[0].source.removeprefix(_FILE) if said else "", subject, path, message, value)

    def languages(self, subject: str, path: str) -> set[str]:
        """The languages in which a property has a text that is not blank."""
        values = self.data.values(subject, path)
        return {value.language or "" for value in values if isinstance(value, Literal) and value.value.strip()}

    def missing_texts(self, subject: str, *paths: str) -> Iterator[Finding]:
        """One finding for each language that one of these properties lacks."""
        for path in paths:
            for language in sorted(_LANGUAGES.keys() - self.languages(subject, path)):
                text = f"ajoutez {compact(path)} en {_LANGUAGES[language]} (@{language})."
                yield self.finding(subject, path, text)


def ontology_findings(folder: Path) -> list[Finding]:
    """Every defect of the files of a folder, sorted; raises DataError when a file cannot be read."""
    files = OntologyFiles.read(folder)
    checks = (_terms, _standard_terms, _own_texts, _classes, _property_shapes, _schemes, _concepts, _cycles)
    return sorted({finding for check in checks for finding in check(files)})


def _terms(files: OntologyFiles) -> Iterator[Finding]:
    """A term of our own is declared wherever it is used."""
    declared = {fact.s for fact in files.data.facts(p=RDF.type)}
    for fact in files.facts:
        for term in (fact.s, fact.p, fact.o):
            if isinstance(term, str) and term.startswith(TIS) and term not in declared:
                yield Finding(
                    VIOLATION,
                    fact.source.removeprefix(_FILE),
                    term,
                    "",
                    f"{compact(term)} est employé mais n’est pas déclaré : déclarez-le, ou corrigez son nom.",
                )


def _standard_terms(files: OntologyFiles) -> Iterator[Finding]:
    """A term of a standard that rdflib knows exists."""
    terms = {(term, fact.source) for fact in files.facts for term in (fact.s, fact.p, fact.o) if isinstance(term, str)}
    for term, source in sorted(terms):
        if not standard_term_exists(term):
            message = f"{compact(term)} n’existe pas dans ce vocabulaire : corrigez son nom."
            yield Finding(VIOLATION, source.removeprefix(_FILE), term, "", message)


def standard_term_exists(term: str) -> bool:
    """False for an IRI in a closed standard namespace that does not have it; True for what cannot be told."""
    for namespace, known in _closed_namespaces().items():
        if term.startswith(namespace) and "/" not in term[len(namespace) :]:
            return term == namespace or term in known
    return True


@lru_cache(maxsize=1)
def _closed_namespaces() -> dict[str, Container[str]]:
    """The closed namespaces of rdflib by IRI: each holds its terms and no other."""
    from rdflib import namespace  # costs 0.2 s: only where it is used

    return {str(closed): closed for closed in (getattr(namespace, name) for name in _CLOSED)}


def _own_texts(files: OntologyFiles) -> Iterator[Finding]:
    """Our own classes and properties have a label and a comment, groups a label, in both languages."""
    kinds = {OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty, OWL.Ontology}
    for kind in sorted(kinds):
        for iri in files.data.instances(kind):
            yield from files.missing_texts(iri, RDFS.label, RDFS.comment)
    for iri in (*files.data.instances(SH.PropertyGroup), *files.data.instances(SH.NodeShape)):
        yield from files.missing_texts(iri, RDFS.label)


def _classes(files: OntologyFiles) -> Iterator[Finding]:
    for iri in files.data.instances(OWL.Class):
        if not files.data.text(iri, TIS.kind):
            yield files.finding(iri, TIS.kind, "donnez à la classe sa nature en anglais (tis:kind).")
        yield from files.missing_texts(iri, TIS.plural)
        if not files.data.subjects(SH.targetClass, iri) and not files.data.links(iri, TIS.nodeShape):
            yield files.finding(iri, TIS.nodeShape, "donnez à la classe un modèle de fiche (sh:targetClass).")


def _property_shapes(files: OntologyFiles) -> Iterator[Finding]:
    """A field is declared, in use, says what it accepts and explains itself in both languages."""
    declared = set(files.data.instances(SH.PropertyShape))
    used = {fact.o for fact in files.data.facts(p=SH.property) if isinstance(fact.o, str)}
    for iri in sorted(used - declared):
        yield files.finding(iri, SH.property, "ce champ est employé mais n’est pas décrit (sh:PropertyShape).")
    for iri in sorted(declared):
        yield from files.missing_texts(iri, SH.name, SH.description)
        if iri not in used:
            yield files.finding(iri, SH.property, "aucune fiche n’emploie ce champ : ajoutez-le ou retirez-le.")
        if "fr" not in files.languages(iri, SH.message):
            yield files.finding(iri, SH.message, "ajoutez un message @fr qui dit quoi faire.")
        if not any(
            files.data.values(iri, path) for path in (SH.datatype, SH["class"], SH.nodeKind, TIS.target, TIS.datatype)
        ):
            message = "dites ce que le champ accepte : sh:datatype, sh:class, sh:nodeKind, tis:target ou tis:datatype."
            yield files.finding(iri, SH.datatype, message)


def _schemes(files: OntologyFiles) -> Iterator[Finding]:
    """A scheme that is named exists, has a name in both languages, and is not empty."""
    declared = set(files.data.instances(SKOS.ConceptScheme))
    for fact in files.data.facts(p=TIS.scheme):
        if fact.o not in declared:
            yield files.finding(fact.s, TIS.scheme, "cette liste de choix n’existe pas.", str(fact.o))
    for iri in sorted(declared):
        yield from files.missing_texts(iri, SKOS.prefLabel)
        if not files.data.subjects(SKOS.inScheme, iri):
            yield files.finding(iri, SKOS.inScheme, "cette liste de choix est vide : ajoutez ses notions.")


def _concepts(files: OntologyFiles) -> Iterator[Finding]:
    """A concept has a name, belongs to a declared scheme, and has its place in it."""
    schemes = set(files.data.instances(SKOS.ConceptScheme))
    tops = {fact.s for fact in files.data.facts(p=SKOS.topConceptOf)}
    tops |= {str(fact.o) for fact in files.data.facts(p=SKOS.hasTopConcept)}
    for iri in files.data.instances(SKOS.Concept):
        yield from files.missing_texts(iri, SKOS.prefLabel)
        own = set(files.data.links(iri, SKOS.inScheme))
        if not own & schemes:
            yield files.finding(iri, SKOS.inScheme, "notion orpheline : rattachez-la à une liste (skos:inScheme).")
        broader = files.data.links(iri, SKOS.broader)
        if not broader and iri not in tops:
            message = "notion orpheline : donnez-lui une notion plus générale, ou mettez-la en tête de liste."
            yield files.finding(iri, SKOS.broader, message)
        for parent in broader:
            if not own & set(files.data.links(parent, SKOS.inScheme)):
                yield files.finding(iri, SKOS.broader, "la notion plus générale n’est pas dans cette liste.", parent)


def _cycles(files: OntologyFiles) -> Iterator[Finding]:
    """Going up from a concept never comes back to it."""
    for iri in files.data.instances(SKOS.Concept):
        above, waiting = set[str](), files.data.links(iri, SKOS.broader)
        while waiting:
            parent = waiting.pop()
            if parent not in above:
                above.add(parent)
                waiting += files.data.links(parent, SKOS.broader)
        if iri in above:
            yield files.finding(iri, SKOS.broader, "cette notion est plus générale qu’elle-même : rompez le cercle.")
