# SPDX-License-Identifier: AGPL-3.0-or-later
"""Services by need: the needs that someone answers, and what answers them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from graph.mindmaps._growth import grow
from graph.mindmaps._links import Link, Reader
from graph.mindmaps._roots import answered, need_link, top_needs
from graph.mindmaps._types import MapRequest, MindMap, Perspective
from graph.model import Scheme, Texts
from graph.namespaces import SCHEMA, TIS


def draw(request: MapRequest) -> MindMap:
    """The scheme of needs at the centre, or one need when it is the centre."""
    reader = Reader(request.dataset, request.model, request.lang)
    scheme = request.model.scheme("need")

    def children(iri: str, depth: int) -> Iterable[Link]:
        if iri == scheme.iri:
            return top_needs(reader, scheme)
        if iri not in request.model.choices:
            return reader.along(iri, SCHEMA.provider, out=True)
        # The last level shows answers: what precise needs receive is given to the one above.
        narrower = _narrower(reader, scheme, iri) if depth < 2 else ()
        return [*narrower, *_answers(reader, scheme, iri, deep=depth >= 2)]

    if request.centre is None:
        return grow(request, reader, scheme.iri, scheme.label(request.lang), children)
    return grow(request, reader, request.centre, reader.thing(request.centre).label, children)


def _narrower(reader: Reader, scheme: Scheme, iri: str) -> Iterator[Link]:
    """The more precise needs that someone answers."""
    return (need_link(reader, it.iri, iri) for it in scheme.narrower(iri) if answered(reader, scheme, it.iri))


def _answers(reader: Reader, scheme: Scheme, iri: str, *, deep: bool) -> Iterator[Link]:
    """What meets a need: services, then the actors that work on it; `deep` adds the answers to more precise needs."""
    for path in (TIS.meetsNeed, TIS.worksOn):
        for link in reader.along(iri, path, out=False):
            if not reader.is_a(link.other, SCHEMA.SoftwareApplication):
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
