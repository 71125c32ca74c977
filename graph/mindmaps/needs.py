# SPDX-License-Identifier: AGPL-3.0-or-later
"""Services by need: the needs that someone answers, and what answers them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from graph.mindmaps._growth import grow
from graph.mindmaps._links import Link, Reader, Span
from graph.mindmaps._types import Edge, MapRequest, MindMap, Perspective
from graph.model import Scheme, Texts
from graph.namespaces import SCHEMA, SKOS, TIS


def draw(request: MapRequest) -> MindMap:
    """The scheme of needs at the centre, or one need when it is the centre."""
    reader = Reader(request.dataset, request.model, request.lang)
    scheme = request.model.scheme("need")

    def children(iri: str, depth: int) -> Iterable[Link]:
        if iri == scheme.iri:
            return (link for top in scheme.top for link in _need(reader, scheme, top.iri, iri))
        if iri not in request.model.choices:
            return reader.along(iri, SCHEMA.provider, out=True)
        return [*_narrower(reader, scheme, iri, depth), *_answers(reader, scheme, iri, deep=depth >= 2)]

    if request.centre is None:
        return grow(request, reader, scheme.iri, scheme.label(request.lang), children)
    return grow(request, reader, request.centre, reader.thing(request.centre).label, children)


def _narrower(reader: Reader, scheme: Scheme, iri: str, depth: int) -> Iterator[Link]:
    """The more precise needs that someone answers, where the map has room for their answers."""
    if depth < 2:
        for choice in scheme.narrower(iri):
            yield from _need(reader, scheme, choice.iri, iri)


def _need(reader: Reader, scheme: Scheme, iri: str, parent: str) -> Iterator[Link]:
    """The link to a need from what is above it, when something answers it."""
    if any(True for _ in _answers(reader, scheme, iri, deep=True)):
        path = SKOS.topConceptOf if parent == scheme.iri else SKOS.broader
        text = f"{reader.thing(iri).label} ‹ {reader.dataset.label(parent, reader.lang)}"
        yield Link(Edge(iri, path, parent, text), iri, Span(), 0, "", False)


def _answers(reader: Reader, scheme: Scheme, iri: str, *, deep: bool) -> Iterator[Link]:
    """What meets a need: services, then the actors that work on it; `deep` adds the answers to more precise needs."""
    for path in (TIS.meetsNeed, TIS.worksOn):
        for link in reader.along(iri, path, out=False):
            if reader.thing(link.other).kind != "tool":
                yield link
    if deep:
        for choice in scheme.narrower(iri):
            for link in _answers(reader, scheme, choice.iri, deep=True):
                yield replace(link, edge=replace(link.edge, o=iri))


mindmap = Perspective(
    slug="besoins",
    label=Texts("Services par besoin", "Services by need"),
    summary=Texts("Les besoins des associations, et ce qui y répond.", "What associations need, and what answers it."),
    order=20,
    draw=draw,
)
