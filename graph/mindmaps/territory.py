# SPDX-License-Identifier: AGPL-3.0-or-later
"""The whole territory at once: large needs, the actors who answer them, and what these offer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from graph.mindmaps._growth import grow
from graph.mindmaps._links import Link, Reader
from graph.mindmaps._roots import top_needs, under
from graph.mindmaps._types import Edge, MapRequest, MindMap, Perspective
from graph.model import Scheme, Texts
from graph.namespaces import SCHEMA, TIS


def draw(request: MapRequest) -> MindMap:
    """The scheme of needs at the centre, or one need when it is the centre."""
    reader = Reader(request.dataset, request.model, request.lang)
    scheme = request.model.scheme("need")

    def children(iri: str, depth: int) -> Iterable[Link]:
        if iri == scheme.iri:
            return top_needs(reader, scheme)
        if iri in request.model.choices:
            return _actors(reader, scheme, iri)
        return reader.along(iri, SCHEMA.provider, out=False)

    if request.centre is None:
        return grow(request, reader, scheme.iri, scheme.label(request.lang), children)
    return grow(request, reader, request.centre, reader.thing(request.centre).label, children)


def _actors(reader: Reader, scheme: Scheme, need: str) -> Iterator[Link]:
    """Who answers a need or a more precise one: by a service, or by working on it."""
    for iri in under(scheme, need):
        for link in reader.along(iri, TIS.worksOn, out=False):
            yield replace(link, edge=replace(link.edge, o=need))
        for service in reader.along(iri, TIS.meetsNeed, out=False):
            for provider in reader.along(service.other, SCHEMA.provider, out=True):
                edge = Edge(provider.other, TIS.meetsNeed, need, service.edge.text)
                yield replace(provider, edge=edge, out=False)


mindmap = Perspective(
    slug="territoire",
    label=Texts("Tout le territoire", "The whole territory"),
    summary=Texts("Les grands besoins, et qui y répond.", "The large needs, and who answers them."),
    order=30,
    draw=draw,
)
