# SPDX-License-Identifier: AGPL-3.0-or-later
"""Services by need: what answers each need, and who offers it."""

from __future__ import annotations

from collections.abc import Iterable

from graph.entity_ties import Tie
from graph.mindmaps._growth import grow
from graph.mindmaps._links import Reader
from graph.mindmaps._plan import Plan
from graph.mindmaps._roots import answers, needs, providers, scheme_root, under
from graph.mindmaps._types import MapRequest, MindMap, Perspective
from graph.model import Scheme, Texts


def draw(request: MapRequest) -> MindMap:
    """The scheme of needs at the centre, or one need when it is the centre."""
    reader = Reader(request.dataset, request.model, request.lang)
    scheme = request.model.scheme("need")

    def children(iri: str, depth: int) -> Iterable[Tie]:
        if iri == scheme.iri:
            return needs(scheme, iri)
        if iri not in request.model.choices:
            return providers(reader, iri)
        # From the second level on, what precise needs receive is given to the one above.
        return _deep(reader, scheme, iri) if depth >= 2 else [*needs(scheme, iri), *answers(reader, iri)]

    root, title = scheme_root(request, reader, scheme)
    return grow(request, reader, Plan(root, title, children, depth=4, expects="need"))


def _deep(reader: Reader, scheme: Scheme, need: str) -> list[Tie]:
    """What meets a need or a more precise one."""
    found = answers(reader, need)
    for choice in scheme.narrower(need):
        for iri in under(scheme, choice.iri):
            found += [tie._replace(words=tie.fact(iri)) for tie in answers(reader, iri)]
    return found


mindmap = Perspective(
    slug="besoins",
    label=Texts("Services par besoin", "Services by need"),
    summary=Texts(
        "Les besoins des associations, ce qui y répond, et qui le propose.",
        "What associations need, what answers it, and who offers it.",
    ),
    order=20,
    draw=draw,
)
