# SPDX-License-Identifier: AGPL-3.0-or-later
"""The whole territory at once: large needs, the actors who answer them, and what these offer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator

from graph.entity.ties import Tie
from graph.mindmaps._growth import grow
from graph.mindmaps._links import Relations
from graph.mindmaps._plan import TreePlan, Twig
from graph.mindmaps._proximity import Proximity
from graph.mindmaps._roots import needs, offers, scheme_root
from graph.mindmaps._types import MapRequest, MindMap, Perspective
from graph.model import Scheme
from graph.namespaces import SCHEMA, TIS
from graph.text.wording import Label

MEETS, WORKS = TIS.meetsNeed, TIS.worksOn


def draw(request: MapRequest) -> MindMap:
    """The scheme of needs at the centre, or one need when it is the centre."""
    reader = Relations(request.dataset, request.model, request.lang)
    scheme, near = request.model.scheme("need"), Proximity(request, reader)

    def children(iri: str, depth: int) -> Iterable[Tie]:
        if iri == scheme.iri:
            return needs(scheme, iri)
        return _actors(reader, scheme, near, iri) if iri in request.model.choices else offers(reader, iri)

    root, title = scheme_root(request, reader, scheme)
    return grow(
        request,
        reader,
        TreePlan(root, title, children, expects="need", again=True, counts=True, fits=_fitting(reader, scheme)),
    )


def _fitting(reader: Relations, scheme: Scheme) -> Callable[[Twig], Collection[str] | None]:
    """Says which services hang from who offers them under a need: those that answer it; those that say no need, at the
    first place only. None where this is no matter."""
    tables = reader.ties.tables
    untold = tables.links(SCHEMA.provider).objects.keys() - tables.links(MEETS).objects.keys()
    told = {
        choice.iri: {service for need in scheme.under(choice.iri) for service in tables.subjects(MEETS, need)}
        for choice in scheme.choices
    }
    first = {need: services | untold for need, services in told.items()}

    def fitting(twig: Twig) -> Collection[str] | None:
        above = twig.parent
        return None if above is None else (first if twig.key == twig.iri else told).get(above.iri)

    return fitting


def _actors(reader: Relations, scheme: Scheme, near: Proximity, need: str) -> Iterator[Tie]:
    """Who answers a need or a more precise one, by a service or by working on it: the nearest first, then those with
    most answers."""
    found: dict[str, list[Tie]] = {}
    size: Counter[str] = Counter()
    for iri in scheme.under(need):
        for tie in reader.ties.along(iri, WORKS, out=False):
            found.setdefault(tie.other, []).append(tie._replace(words=tie.fact(iri)))
            size[tie.other] += 1
        _add_providers(reader, iri, found, size)
    names, shown = reader.ties.order(reader.lang), reader.ties.shown
    order = {it: (near.of(it), -size[it], names.get(it, ""), it) for it in found if it in shown}
    for actor in sorted(order, key=order.__getitem__):
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
    way=Label("Par thème"),
)
