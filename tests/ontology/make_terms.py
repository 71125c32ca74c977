# SPDX-License-Identifier: AGPL-3.0-or-later
"""Makes `terms.tsv` from the vocabularies themselves: `python -m tests.ontology.make_terms FILE…`.

The files are those that the vocabularies publish, as Turtle or N-Quads, compressed or not: schema.org 30.0 with https
(`data/releases/30.0` of schemaorg/schemaorg), DCAT 3 (w3c/dxwg), and for the others the npm packages
`@vocabulary/{dc11,dcam,dcterms,doap,foaf,org,owl,prov,rdf,rdfs,sh,skos,skosxl,time,vann,vcard,void,wgs}` 1.0.6 (`sh`
1.1.6, `vcard` 1.1.0), which carry what W3C, DCMI and their authors publish. Only the terms that the product uses are
kept, with what is above them; a use of another one makes `test_terms.py` ask to make the table again.
"""

from __future__ import annotations

import gzip
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import pyoxigraph as ox

from graph.namespaces import OWL, RDF, RDFS, SCHEMA, Namespace
from tests.ontology.terms import CLASS, HEADINGS, PROPERTY, TABLE, used_terms

FORMATS = {"ttl": ox.RdfFormat.TURTLE, "nq": ox.RdfFormat.N_QUADS}
PROPERTIES = {RDF.Property, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty}
CLASSES = {RDFS["Class"], OWL.Class}
TRAITS = {OWL.FunctionalProperty: "functional", OWL.InverseFunctionalProperty: "inverse-functional"}
DCAM = Namespace("http://purl.org/dc/dcam/")
DOMAINS = (RDFS.domain, SCHEMA.domainIncludes, DCAM.domainIncludes)
RANGES = (RDFS.range, SCHEMA.rangeIncludes, DCAM.rangeIncludes)
# Stated in a note, not in the file of a vocabulary: dcterms:Agent is prov:Agent (https://www.w3.org/TR/prov-dc/).
NOTED = {("http://purl.org/dc/terms/Agent", "http://www.w3.org/ns/prov#Agent")}


def main(paths: Iterable[Path]) -> None:
    """Writes the table."""
    store = _read(paths)
    rows = sorted({*_properties(store), *_classes(store)})
    TABLE.write_text("".join("\t".join(row) + "\n" for row in [HEADINGS, *rows]), encoding="utf-8")
    print(f"{TABLE.name}: {len(rows)} terms")


def _read(paths: Iterable[Path]) -> ox.Store:
    store = ox.Store()
    for path in paths:
        content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        kind = path.name.removesuffix(".gz").rpartition(".")[2]
        for quad in ox.parse(content, format=FORMATS[kind], rename_blank_nodes=True):
            store.add(ox.Quad(quad.subject, quad.predicate, quad.object))
    return store


def _properties(store: ox.Store) -> Iterator[tuple[str, ...]]:
    for term in _with_those_above({*used_terms()}, store, (RDFS.subPropertyOf, OWL.equivalentProperty)):
        kinds = set(_values(store, term, RDF.type))
        if kinds & PROPERTIES or any(_values(store, term, path) for path in (*DOMAINS, *RANGES)):
            traits = sorted(TRAITS[kind] for kind in kinds & TRAITS.keys())
            yield _row(
                term, PROPERTY, (RDFS.subPropertyOf, OWL.equivalentProperty), store,
                _named(store, term, DOMAINS), _named(store, term, RANGES), traits,
            )  # fmt: skip


def _classes(store: ox.Store) -> Iterator[tuple[str, ...]]:
    named = {*used_terms()}
    for term in [*named]:
        named.update((*_named(store, term, DOMAINS), *_named(store, term, RANGES)))
    for term in _with_those_above(named, store, (RDFS.subClassOf, OWL.equivalentClass)):
        if set(_values(store, term, RDF.type)) & CLASSES:
            apart = [*_values(store, term, OWL.disjointWith), *_inverse(store, term, OWL.disjointWith)]
            yield _row(term, CLASS, (RDFS.subClassOf, OWL.equivalentClass), store, apart=apart)


def _row(
    term: str, kind: str, above: tuple[str, ...], store: ox.Store,
    domain: Iterable[str] = (), range_: Iterable[str] = (), traits: Iterable[str] = (), apart: Iterable[str] = (),
) -> tuple[str, ...]:  # fmt: skip
    higher = {iri for path in above for iri in _values(store, term, path)}
    if kind == CLASS:
        higher.update(_inverse(store, term, OWL.equivalentClass))
        higher |= {higher for lower, higher in NOTED if lower == term}
    cells = (higher - {term}, domain, range_, traits, apart)
    return (term, kind, *(" ".join(sorted(set(cell))) for cell in cells))


def _with_those_above(terms: set[str], store: ox.Store, paths: tuple[str, ...]) -> set[str]:
    found, waiting = set(terms), list(terms)
    while waiting:
        term = waiting.pop()
        above = {iri for path in paths for iri in _values(store, term, path)}
        above.update(_inverse(store, term, OWL.equivalentClass))
        above |= {higher for lower, higher in NOTED if lower == term}
        waiting += above - found
        found |= above
    return found


def _values(store: ox.Store, term: str, path: str) -> list[str]:
    quads = store.quads_for_pattern(ox.NamedNode(term), ox.NamedNode(path), None)
    return sorted(quad.object.value for quad in quads if isinstance(quad.object, ox.NamedNode))


def _inverse(store: ox.Store, term: str, path: str) -> list[str]:
    quads = store.quads_for_pattern(None, ox.NamedNode(path), ox.NamedNode(term))
    return sorted(quad.subject.value for quad in quads if isinstance(quad.subject, ox.NamedNode))


def _named(store: ox.Store, term: str, paths: tuple[str, ...]) -> list[str]:
    """The classes that a property names as its domain or range, those of a union one by one."""
    found = []
    for path in paths:
        for quad in store.quads_for_pattern(ox.NamedNode(term), ox.NamedNode(path), None):
            found += [quad.object.value] if isinstance(quad.object, ox.NamedNode) else _union(store, quad.object)
    return found


def _union(store: ox.Store, node: ox.BlankNode) -> list[str]:
    lists = [quad.object for quad in store.quads_for_pattern(node, ox.NamedNode(OWL.unionOf), None)]
    found = []
    while lists:
        cell = lists.pop()
        for quad in store.quads_for_pattern(cell, ox.NamedNode(RDF.first), None):
            found.append(quad.object.value)
        lists += [quad.object for quad in store.quads_for_pattern(cell, ox.NamedNode(RDF.rest), None)]
    return found


if __name__ == "__main__":
    main(map(Path, sys.argv[1:]))
