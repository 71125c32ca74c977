# SPDX-License-Identifier: AGPL-3.0-or-later
"""The whole territory at once: large needs, the actors who answer them, and what these offer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from functools import partial

from graph.entity.ties import Tie
from graph.mindmaps._growth import grow
from graph.mindmaps._links import Relations
from graph.mindmaps._plan import TreePlan
from graph.mindmaps._roots import answers, needs, offers, scheme_root, under
from graph.mindmaps._types import MapRequest, MindMap, Perspective
from graph.model import Scheme
from graph.namespaces import SCHEMA, TIS
from graph.text.wording import Label

MEETS, WORKS = TIS.meetsNeed, TIS.worksOn


def draw(request: MapRequest) -> MindMap:
    """The scheme of needs at the centre, or one need when it is the centre."""
    reader = Relations(request.dataset, request.model, request.lang)
    scheme = request.model.scheme("need")

    def children(iri: str, depth: int) -> Iterable[Tie]:
        if iri == scheme.iri:
            return needs(scheme, iri)
        return _actors(reader, scheme, iri) if iri in request.model.choices else offers(reader, iri)

    root, title = scheme_root(request, reader, scheme)
    return grow(
        request, reader, TreePlan(root, title, children, expects="need", instead=partial(_offered, reader, scheme))
    )


def _offered(reader: Relations, scheme: Scheme, need: str) -> Iterator[Tie]:
    """What answers a need or a more precise one: the services themselves, where who offers them is elsewhere."""
    for iri in under(scheme, need):
        yield from answers(reader, iri, MEETS, told=True)


def _actors(reader: Relations, scheme: Scheme, need: str) -> Iterator[Tie]:
    """Who answers a need or a more precise one, by a service or by working on it; those with most answers first."""
    found: dict[str, list[Tie]] = {}
    size: Counter[str] = Counter()
    for iri in under(scheme, need):
        for tie in reader.ties.along(iri, WORKS, out=False):
            found.setdefault(tie.other, []).append(tie._replace(words=tie.fact(iri)))
            size[tie.other] += 1
        _add_providers(reader, iri, found, size)
    for actor in sorted(filter(reader.ties.drawn, found), key=lambda actor: (-size[actor], actor)):
        yield from found[actor]


def _add_providers(reader: Relations, need: str, found: dict[str, list[Tie]], size: Counter[str]) -> None:
    """Who answers exactly this need by a service; one answer that is there whatever the day is enough for each."""
    offered, dated = reader.ties.tables.links(SCHEMA.provider).objects, reader.ties.spans
    for service in reader.ties.along(need, MEETS, out=False):
        for actor in offered.get(service.other, ()):
            size[actor] += 1
            ties = found.get(actor)
            if ties is None or ties[-1].via in dated:
                words = service.other, MEETS, need
                found.setdefault(actor, []).append(Tie(actor, MEETS, False, service.rank, service.other, words))


mindmap = Perspective(
    slug="territoire",
    label=Label("Tout le territoire"),
    summary=Label("Les grands besoins, qui y répond, et ce que chacun propose."),
    order=30,
    draw=draw,
)
