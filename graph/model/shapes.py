# SPDX-License-Identifier: AGPL-3.0-or-later
"""The shorthand of our shapes (`tis:target`, `tis:datatype`, `tis:scheme`) written out in SHACL for any validator."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from graph.model.ontology import with_variants
from graph.namespaces import RDF, SH, SKOS, TIS, local_name
from graph.rdf.dataset import Dataset, Fact, to_quad

Node = ox.NamedNode | ox.BlankNode


def written_out(facts: Iterable[Fact]) -> list[ox.Triple]:
    """The triples of these facts and what their shorthand means; the same facts always give the same triples."""
    ontology = Dataset.in_memory(facts, str(TIS))
    triples = {to_quad(fact).triple for fact in ontology.facts()}
    for shape in ontology.instances(SH.PropertyShape):
        named = ontology.links(shape, TIS.target) or _varied(ontology, ontology.links(shape, SH["class"]))
        targets = [(SH["class"], iri) for iri in with_variants(ontology, named)]
        if targets:
            triples -= {_triple(ox.NamedNode(shape), SH["class"], ox.NamedNode(iri)) for iri in named}
        datatypes = [(SH.datatype, iri) for iri in ontology.links(shape, TIS.datatype)]
        triples.update(_meant(shape, targets or datatypes, ontology.link(shape, TIS.scheme)))
    for shape in ontology.instances(SH.NodeShape):
        for iri in with_variants(ontology, ontology.links(shape, SH.targetClass)):
            triples.add(_triple(ox.NamedNode(shape), SH.targetClass, ox.NamedNode(iri)))
    return sorted(triples, key=str)


def _varied(ontology: Dataset, classes: list[str]) -> list[str]:
    """The classes that a shape accepts, when one of them has variants: they are then several."""
    return classes if any(ontology.links(iri, TIS.variant) for iri in classes) else []


def _meant(shape: str, options: list[tuple[str, str]], scheme: str | None) -> Iterator[ox.Triple]:
    """`sh:or` over several accepted classes or datatypes, else `sh:node` for membership in a scheme."""
    node, name = ox.NamedNode(shape), local_name(shape)
    if not options:
        if scheme is not None:
            inside = ox.BlankNode(f"{name}-in")
            yield _triple(node, SH.node, inside)
            yield from _in_scheme(inside, scheme)
        return
    cells: list[Node] = [ox.BlankNode(f"{name}-or-{number}") for number in range(len(options))]
    cells.append(ox.NamedNode(RDF.nil))
    yield _triple(node, SH["or"], cells[0])
    for number, (constraint, accepted) in enumerate(options):
        option = ox.BlankNode(f"{name}-option-{number}")
        yield _triple(cells[number], RDF.first, option)
        yield _triple(cells[number], RDF.rest, cells[number + 1])
        yield _triple(option, constraint, ox.NamedNode(accepted))
        if scheme is not None and accepted == SKOS.Concept:
            yield from _in_scheme(option, scheme)


def _in_scheme(node: ox.BlankNode, scheme: str) -> Iterator[ox.Triple]:
    """A shape that only the concepts of a scheme satisfy."""
    inner = ox.BlankNode(f"{node.value}-scheme")
    yield _triple(node, RDF.type, ox.NamedNode(SH.NodeShape))
    yield _triple(node, SH.property, inner)
    yield _triple(inner, SH.path, ox.NamedNode(SKOS.inScheme))
    yield _triple(inner, SH.hasValue, ox.NamedNode(scheme))


def _triple(subject: Node, path: str, value: Node) -> ox.Triple:
    return ox.Triple(subject, ox.NamedNode(path), value)
