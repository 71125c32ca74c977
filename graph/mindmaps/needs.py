# SPDX-License-Identifier: AGPL-3.0-or-later
"""Services by need: what answers each need, and who offers it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from graph.entity.ties import Tie
from graph.mindmaps._growth import grow
from graph.mindmaps._links import Relations
from graph.mindmaps._plan import TreePlan
from graph.mindmaps._proximity import Proximity
from graph.mindmaps._roots import answers, needs, offered_by, scheme_root
from graph.mindmaps._types import MapRequest, MindMap, Perspective
from graph.namespaces import TIS
from graph.text.wording import Label

ANSWERS = (TIS.meetsNeed, TIS.worksOn)
# Under each precise need a few answers, so that there is room for who offers them.
CAPS = (14, 9, 3, 1)


def draw(request: MapRequest) -> MindMap:
    """The scheme of needs at the centre, or one need when it is the centre."""
    reader = Relations(request.dataset, request.model, request.lang)
    scheme, choices, providers = request.model.scheme("need"), request.model.choices, offered_by(reader)
    near = Proximity(request, reader)

    def children(iri: str, depth: int) -> Iterable[Tie]:
        if iri == scheme.iri:
            return needs(scheme, iri)
        if iri not in choices:
            return providers(iri)
        # From the second level on, what precise needs receive is given to the one above.
        below = [choice.iri for choice in scheme.narrower(iri)]
        told = [*_answers(reader, near, iri)]
        if depth < 2:
            return [*needs(scheme, iri), *told]
        precise = [it for one in below for it in scheme.under(one)]
        return [*told, *(tie for one in precise for tie in _answers(reader, near, one, told=True))]

    root, title = scheme_root(request, reader, scheme)
    plan = TreePlan(root, title, children, depth=4, caps=CAPS, expects="need", again=True, counts=True)
    return grow(request, reader, plan)


def _answers(reader: Relations, near: Proximity, need: str, *, told: bool = False) -> Iterator[Tie]:
    """What meets a need: services and online services, then the actors that work on it; the nearest first."""
    names = reader.ties.order(reader.lang)
    for path in ANSWERS:
        found = answers(reader, need, path, told=told)
        order = {tie: (near.of(tie.other), tie.rank, names.get(tie.other, ""), tie.other) for tie in found}
        yield from sorted(order, key=order.__getitem__)


mindmap = Perspective(
    slug="besoins",
    label=Label("Services par besoin"),
    summary=Label("Les besoins des associations, ce qui y répond, et qui le propose."),
    order=20,
    draw=draw,
)
