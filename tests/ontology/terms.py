# SPDX-License-Identifier: AGPL-3.0-or-later
"""What outside vocabularies say of the terms that the product uses (`terms.tsv`), and the uses that contradict it.

A domain or a range is asked of what a thing is said to be: a thing that has types has one that the vocabulary allows.
What is described elsewhere, an address on the web for instance, may be anything. Our ontology says where a class is
also one of those (`rdfs:subClassOf`), and where a property of schema.org, which is open to it, is used of one more
class (`schema:domainIncludes`): `ontology/elsewhere.ttl` gives the reason of each.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from pathlib import Path

import pyoxigraph as ox
from pyoxigraph import Literal

from exports import publish
from exports._types import Publication
from graph.folders import ROOT
from graph.model import EntityClass, Field
from graph.model.ontology import ontology_facts
from graph.model.shapes import written_out
from graph.namespaces import EDTF, ORG, OWL, RDF, RDFS, SCHEMA, SH, SKOS, SKOSXL, TIS, XSD, compact
from graph.rdf.dataset import Fact
from graph.rdf.turtle import read_turtle
from graph.settings import Settings
from tests.conftest import dataset_of
from tests.instances import BASE, model, observatory

TABLE = Path(__file__).with_name("terms.tsv")
HEADINGS = ("term", "kind", "above", "domain", "range", "traits", "apart")
CLASS, PROPERTY = "class", "property"
ANYTHING = {RDFS.Resource, OWL.Thing, SCHEMA.Thing}
# No file of these is to be had: their terms are taken on trust, and listed here so that no other one is.
UNREAD = ("http://rdf.insee.fr/def/geo#", "http://virtual-assembly.org/ontologies/pair#")
TEXT = {XSD.string, RDF.langString}
DAYS = {XSD.date, XSD.gYearMonth, XSD.gYear, EDTF}
# What a literal may be, by the name that a vocabulary gives to its range.
LITERALS = {
    SCHEMA.Text: TEXT, SCHEMA.Date: DAYS, SCHEMA.DateTime: {XSD.dateTime}, SCHEMA.Integer: {XSD.integer},
    SCHEMA.Boolean: {XSD.boolean}, SCHEMA.Duration: {XSD.duration}, SCHEMA.Number: {XSD.integer, XSD.decimal},
    RDF.PlainLiteral: TEXT,
}  # fmt: skip
SCHEMA_VALUES = LITERALS.keys() - {RDF.PlainLiteral}
Types = dict[str, set[str]]


@dataclass(frozen=True)
class VocabularyTerm:
    """A class or a property as its vocabulary defines it."""

    kind: str
    above: tuple[str, ...] = ()
    domain: tuple[str, ...] = ()
    range: tuple[str, ...] = ()
    traits: tuple[str, ...] = ()
    apart: tuple[str, ...] = ()


@cache
def terms() -> dict[str, VocabularyTerm]:
    """Those of the table, with what our ontology adds to them, and our own."""
    found = _table()
    for iri, term in _own_terms().items():
        known = found.get(iri, term)
        above, domain, wider = ({*a, *b} for a, b in zip(_open(known), _open(term), strict=True))
        found[iri] = VocabularyTerm(known.kind, tuple(above), tuple(domain), tuple(wider), known.traits, known.apart)
    return found


def _open(term: VocabularyTerm) -> tuple[tuple[str, ...], ...]:
    return term.above, term.domain, term.range


def _table() -> dict[str, VocabularyTerm]:
    if not TABLE.exists():
        return {}
    with TABLE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return {
        row["term"]: VocabularyTerm(row["kind"], *(tuple(row[name].split()) for name in HEADINGS[2:])) for row in rows
    }


def _own_terms() -> dict[str, VocabularyTerm]:
    said: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for fact in ontology_facts():
        if isinstance(fact.o, str):
            said[fact.s][fact.p].append(fact.o)
    found = {}
    for iri, by_path in said.items():
        above = by_path[RDFS.subClassOf] + by_path[RDFS.subPropertyOf]
        domain = by_path[RDFS.domain] + by_path[SCHEMA.domainIncludes]
        wider = by_path[RDFS.range] + by_path[SCHEMA.rangeIncludes]
        is_class = {OWL.Class, RDFS["Class"], RDFS.Datatype} & {*by_path[RDF.type]} or by_path[RDFS.subClassOf]
        if above or domain or wider or iri.startswith(TIS):
            traits = ("functional",) if OWL.FunctionalProperty in by_path[RDF.type] else ()
            kind = CLASS if is_class else PROPERTY
            found[iri] = VocabularyTerm(kind, tuple(above), tuple(domain), tuple(wider), traits)
    return found


@cache
def all_above(iri: str) -> frozenset[str]:
    """A class or property with everything above it."""
    found, waiting = {iri}, [iri]
    while waiting:
        term = terms().get(waiting.pop())
        above = set(term.above if term else ()) - found
        found |= above
        waiting += above
    return frozenset(found)


def shipped_files() -> list[Path]:
    """The Turtle files of the ontology and of the data that ship."""
    return sorted((ROOT / "ontology").rglob("*.ttl")) + sorted((ROOT / "data").rglob("*.ttl"))


@cache
def shipped() -> tuple[Fact, ...]:
    """What these files say."""
    return tuple(fact for path in shipped_files() for fact in read_turtle(path, BASE))


@cache
def published() -> Publication:
    """What an instance with the data that ship publishes."""
    data = [path for path in shipped_files() if path.is_relative_to(ROOT / "data")]
    settings = Settings.from_environment({"INSTANCE": "none"})
    return publish(dataset_of(*data), model(), settings, observatory())


def used_terms() -> set[str]:
    """The terms of what ships and of what is published: properties, classes, and what our ontology says of them."""
    found = set()
    for triple in written_out(ontology_facts()):
        found.add(triple.predicate.value)
    for fact in (*shipped(), *published().statements):
        found.add(fact.p)
        about_terms = fact.p in (RDF.type, RDFS.subClassOf, RDFS.subPropertyOf, RDFS.domain, RDFS.range)
        if isinstance(fact.o, str) and about_terms:
            found.add(fact.o)
    return found


def misuses(facts: Iterable[Fact], *, whole: bool = True) -> list[str]:
    """Each use that contradicts a vocabulary, in a sentence; `whole`: all that is said of things of ours is there."""
    said = {(fact.s, fact.p, fact.o) for fact in facts}
    by_subject: dict[str, list[tuple[str, Literal | str]]] = defaultdict(list)
    types: Types = defaultdict(set)
    for s, p, o in said:
        by_subject[s].append((p, o))
        if p == RDF.type:
            types[s].add(str(o))
    found = set(_unknown(said))
    for subject, statements in by_subject.items():
        found.update(_of_types(subject, types[subject]))
        if whole and not types[subject] and subject.startswith(f"{BASE}/id/"):
            found.add(f"{subject}: no type")
        for path, value in statements:
            found.update(_of_statement(subject, path, value, types))
        found.update(_of_counts(subject, statements))
        if whole:
            found.update(_of_identifiers(subject, statements))
    found.update(_of_inverse(said))
    found.update(_of_concepts(by_subject, types))
    return sorted(found)


def misuses_of_field(item: EntityClass, field: Field) -> list[str]:
    """What a field of the model would make the things of its class say against a vocabulary."""
    subject, target = f"{BASE}/id/{item.kind}/x", "https://example.org/x"
    values: list[tuple[Literal | str, Types]] = [(target, {target: {iri}}) for iri in field.targets if not field.scheme]
    for iri in field.datatypes:
        language = {"language": "fr"} if iri == RDF.langString else {"datatype": ox.NamedNode(iri)}
        values.append((Literal("x", **language), {}))
    if not field.targets and not field.datatypes:
        values.append((Literal("x") if field.node_kind == SH.Literal else target, {}))
    found = set()
    for value, types in values:
        found.update(_of_statement(subject, field.path, value, defaultdict(set, {subject: {item.iri}, **types})))
    return sorted(found)


def _is_read(iri: str) -> bool:
    return not iri.startswith(UNREAD)


def _unknown(said: Iterable[tuple[str, str, Literal | str]]) -> Iterator[str]:
    for _, path, value in said:
        if path not in terms() and _is_read(path):
            yield f"{compact(path)}: no such property in terms.tsv (make it again: tests/ontology/make_terms.py)"
        if path == RDF.type and str(value) not in terms() and _is_read(str(value)):
            yield f"{compact(str(value))}: no such class in terms.tsv (make it again: tests/ontology/make_terms.py)"


def _of_types(subject: str, types: set[str]) -> Iterator[str]:
    """Nothing is of two classes that are kept apart."""
    above = {higher for iri in types for higher in all_above(iri)}
    for one, other in combinations(sorted(above), 2):
        if any(other in terms()[a].apart for a, other in ((one, other), (other, one)) if a in terms()):
            yield f"{subject}: {compact(one)} and {compact(other)} are disjoint"


def _of_statement(subject: str, path: str, value: Literal | str, types: Types) -> Iterator[str]:
    for iri in _claimed(path):
        term = terms()[iri]
        if term.domain and types[subject] and not _is_one_of(types[subject], term.domain):
            yield f"{_kinds(types[subject])} {compact(path)}: domain {_kinds(term.domain)} [{subject}]"
        if term.range and not _accepts(term.range, value, types):
            kind = compact(value.datatype.value) if isinstance(value, Literal) else _kinds(types[value])
            yield f"{compact(path)} {kind}: range {_kinds(term.range)} [{subject}]"


def _claimed(path: str) -> Iterator[str]:
    """A property and those that we say are above it; what another vocabulary says is above its own is its affair."""
    if path in terms() and path != RDF.type:
        yield path
        if path.startswith(TIS):
            for above in terms()[path].above:
                yield from _claimed(above)


def _kinds(iris: Iterable[str]) -> str:
    return "|".join(sorted(map(compact, iris)))


def _is_one_of(types: Iterable[str], classes: Iterable[str]) -> bool:
    wanted = set(classes)
    return bool(wanted & ANYTHING) or any(all_above(iri) & wanted for iri in types)


def _accepts(wanted: tuple[str, ...], value: Literal | str, types: Types) -> bool:
    if isinstance(value, Literal):
        if RDFS.Literal in wanted or RDFS.Resource in wanted:
            return True
        datatype = value.datatype.value
        return any(datatype == iri or datatype in LITERALS.get(iri, ()) or _is_number(iri, datatype) for iri in wanted)
    if set(wanted) <= SCHEMA_VALUES | {RDFS.Literal, RDF.PlainLiteral, RDF.langString} or all(
        iri.startswith(XSD) for iri in wanted
    ):
        return False
    return not types[value] or SCHEMA.URL in wanted or _is_one_of(types[value], wanted)


def _is_number(wanted: str, datatype: str) -> bool:
    return wanted in (XSD.decimal, XSD.float, XSD.double) and datatype in (XSD.integer, XSD.decimal)


def _of_counts(subject: str, statements: Iterable[tuple[str, Literal | str]]) -> Iterator[str]:
    """One value where the vocabulary says one; one preferred label a language, which is no other label."""
    values: dict[str, set[Literal | str]] = defaultdict(set)
    for path, value in statements:
        values[path].add(value)
    for path, said in values.items():
        term = terms().get(path)
        if term and "functional" in term.traits and len(said) > 1:
            yield f"{subject}: {compact(path)} has one value"
    languages = [value.language for value in values[SKOS.prefLabel] if isinstance(value, Literal)]
    if len(languages) > len(set(languages)):
        yield f"{subject}: one skos:prefLabel a language"
    labels = (SKOS.prefLabel, SKOS.altLabel, SKOS.hiddenLabel)
    for one, other in combinations(labels, 2):
        for value in values[one] & values[other]:
            yield f"{subject}: {compact(one)} and {compact(other)} are disjoint [{value}]"


def _of_identifiers(subject: str, statements: Iterable[tuple[str, Literal | str]]) -> Iterator[str]:
    """ORG: the datatype of an identifier indicates its scheme."""
    for path, value in statements:
        if path == ORG.identifier and isinstance(value, Literal) and value.datatype.value in TEXT:
            yield f"{subject}: org:identifier {value.value} without the scheme it is of"


def _of_inverse(said: Iterable[tuple[str, str, Literal | str]]) -> Iterator[str]:
    """No two things have the value that tells one."""
    owners: dict[tuple[str, str], set[str]] = defaultdict(set)
    for subject, path, value in said:
        for iri in all_above(path):
            term = terms().get(iri)
            if term and "inverse-functional" in term.traits:
                owners[iri, str(value)].add(subject)
    for (path, value), subjects in owners.items():
        if len(subjects) > 1:
            yield f"{compact(path)} {value}: shared by {', '.join(sorted(subjects))}"


def _of_concepts(by_subject: dict[str, list[tuple[str, Literal | str]]], types: Types) -> Iterator[str]:
    """SKOS: broader concepts are of the same scheme, what is related is not above, matches are in another scheme."""

    def links(iri: str, *paths: str) -> set[str]:
        return {str(value) for path, value in by_subject.get(iri, ()) if path in paths}

    for iri in [iri for iri, kinds in types.items() if SKOS.Concept in kinds]:
        schemes = links(iri, SKOS.inScheme)
        for other in links(iri, SKOS.broader, SKOS.narrower):
            if schemes and links(other, SKOS.inScheme) and not schemes & links(other, SKOS.inScheme):
                yield f"{iri}: broader and narrower concepts are of the same scheme"
        above, waiting = set(), [iri]
        while waiting:
            wider = links(waiting.pop(), SKOS.broader) - above
            above |= wider
            waiting += wider
        if iri in above:
            yield f"{iri}: broader than itself"
        if above & links(iri, SKOS.related):
            yield f"{iri}: skos:related and skos:broaderTransitive are disjoint"
        if links(iri, SKOS.exactMatch) & links(iri, SKOS.broadMatch, SKOS.narrowMatch, SKOS.relatedMatch):
            yield f"{iri}: skos:exactMatch and skos:broadMatch or skos:relatedMatch are disjoint"
        for scheme in links(iri, SKOS.topConceptOf):
            if links(iri, SKOS.broader) or scheme not in schemes:
                yield f"{iri}: a top concept is in its scheme, with nothing above"
        for match in links(iri, SKOS.exactMatch, SKOS.closeMatch, SKOS.broadMatch, SKOS.narrowMatch, SKOS.relatedMatch):
            if schemes & links(match, SKOS.inScheme):
                yield f"{iri}: a match is in another scheme [{match}]"
    if any(SKOSXL.Label in kinds and SKOS.Concept in kinds for kinds in types.values()):
        yield "skosxl:Label and skos:Concept are disjoint"
