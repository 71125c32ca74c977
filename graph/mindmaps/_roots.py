# SPDX-License-Identifier: AGPL-3.0-or-later
"""Centres of maps: an entity, or all the instances of a class around the class itself."""

from __future__ import annotations

from collections.abc import Iterator

from graph.mindmaps._links import Link, Reader, Span
from graph.mindmaps._types import Edge, MapRequest
from graph.model import Scheme
from graph.namespaces import RDF, SCHEMA, SKOS, TIS


def class_root(request: MapRequest, reader: Reader, class_iri: str) -> tuple[str, str]:
    """IRI and title of the centre: the entity asked for, else the class, named by its plural."""
    if request.centre is not None:
        return request.centre, reader.thing(request.centre).label
    plural = request.model.by_iri[class_iri].plural(request.lang)
    return class_iri, plural[:1].upper() + plural[1:]


def of_class(reader: Reader, class_iri: str) -> Iterator[Link]:
    """The instances of a class, those with most relations first (whatever the date, so that places stay)."""
    iris = reader.dataset.instances(class_iri)
    for iri in sorted(iris, key=lambda iri: (-len(reader.links(iri)), reader.thing(iri).label)):
        yield instance(reader, iri, class_iri)


def instance(reader: Reader, iri: str, class_iri: str) -> Link:
    """The link from a class at the centre to one of its instances."""
    name = reader.model.by_iri[class_iri].label(reader.lang)
    return Link(Edge(iri, RDF.type, class_iri, f"{reader.thing(iri).label} : {name}"), iri, Span(), 0, name, False)


def under(scheme: Scheme, iri: str) -> Iterator[str]:
    """A concept, then every more precise one."""
    yield iri
    for choice in scheme.narrower(iri):
        yield from under(scheme, choice.iri)


def answered(reader: Reader, scheme: Scheme, iri: str) -> bool:
    """Whether somebody answers a need, or a more precise one."""
    paths = (TIS.meetsNeed, TIS.worksOn)
    links = (link for need in under(scheme, iri) for path in paths for link in reader.along(need, path, out=False))
    return any(not reader.is_a(link.other, SCHEMA.SoftwareApplication) for link in links)


def need_link(reader: Reader, iri: str, parent: str) -> Link:
    """The link to a need from what is above it: a larger need, or the scheme."""
    text = f"{reader.dataset.label(parent, reader.lang)} › {reader.thing(iri).label}"
    path = SKOS.broader if parent in reader.model.choices else SKOS.topConceptOf
    return Link(Edge(iri, path, parent, text), iri, Span(), 0, "", False)


def top_needs(reader: Reader, scheme: Scheme) -> Iterator[Link]:
    """The large needs that somebody answers."""
    return (need_link(reader, top.iri, scheme.iri) for top in scheme.top if answered(reader, scheme, top.iri))
