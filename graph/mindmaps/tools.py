# SPDX-License-Identifier: AGPL-3.0-or-later
"""Free tools by what they replace: a tool to leave, the free ones that stand in for it, where they are hosted, who
helps."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from graph.entity.ties import Tie
from graph.mindmaps._growth import grow
from graph.mindmaps._links import Relations
from graph.mindmaps._plan import TreePlan
from graph.mindmaps._roots import class_root, offers, under
from graph.mindmaps._types import MapRequest, MindMap, Perspective
from graph.namespaces import DCT, SCHEMA, TIS
from graph.text.wording import Label

# Beyond every effort that is said.
UNKNOWN = 1000


def draw(request: MapRequest) -> MindMap:
    """All tools that have a free alternative, by large need, around their class, or one tool when it is the centre."""
    reader = Relations(request.dataset, request.model, request.lang)
    scheme = request.model.scheme("need")

    def children(iri: str, depth: int) -> Iterable[Tie]:
        if iri == SCHEMA.SoftwareApplication:
            large = [top.iri for top in scheme.top if any(_replaced(reader, list(under(scheme, top.iri))))]
            return [*(Tie(top, DCT.relation, False) for top in large), *_unsorted(reader)]
        if iri not in request.model.choices:
            return _after(reader, iri)
        return sorted(_replaced(reader, list(under(scheme, iri))), key=lambda tie: _order(reader, tie))

    root, title = class_root(request, reader, SCHEMA.SoftwareApplication)
    plan = TreePlan(root, title, children, 6, bare_last=True, expects="need")
    return grow(request, reader, plan)


def _ways(reader: Relations, iri: str) -> int:
    return len(reader.ties.tables.subjects(TIS.replaces, iri))


def _order(reader: Relations, tie: Tie) -> tuple[float, int, str]:
    return tie.rank, -_ways(reader, tie.other), tie.other


def _replaced(reader: Relations, needs: list[str]) -> Iterator[Tie]:
    """The tools of some needs that one can leave, in the order of the needs."""
    places = {need: place for place, need in enumerate(needs)}
    for tool in reader.ties.tables.links(TIS.replaces).subjects:
        for teller, need in _needs_of(reader, tool):
            if need in places:
                yield Tie(tool, TIS.meetsNeed, False, places[need] / 1000, words=(teller, TIS.meetsNeed, need))


def _needs_of(reader: Relations, tool: str) -> Iterator[tuple[str, str]]:
    """The needs that a tool to leave meets, or where they are not said those of what stands in for it; who meets it."""
    tables = reader.ties.tables
    own = tables.objects(TIS.meetsNeed, tool)
    free = () if own else [tie.other for tie in reader.ties.along(tool, TIS.replaces, out=False)]
    yield from ((tool, need) for need in own)
    yield from ((teller, need) for teller in free for need in tables.objects(TIS.meetsNeed, teller))


def _unsorted(reader: Relations) -> Iterator[Tie]:
    """The tools that one can leave, of which no need can be told."""
    found = reader.ties.tables.links(TIS.replaces).subjects
    for iri in sorted(found, key=lambda iri: (-_ways(reader, iri), iri)):
        if next(_needs_of(reader, iri), None) is None:
            yield Tie(iri, DCT.relation, False, 1)


def _alternatives(reader: Relations, iri: str) -> list[Tie]:
    """The free tools that stand in for one: the closest, then the easiest to begin with."""
    found = list(reader.ties.along(iri, TIS.replaces, out=False))
    effort = {tie.via: _effort(reader, tie.via) or _effort(reader, tie.other) or UNKNOWN for tie in found}
    return sorted(found, key=lambda tie: (tie.rank, effort[tie.via], tie.other))


def _effort(reader: Relations, iri: str) -> int:
    """The rank of the effort that something asks, 0 when it is not said."""
    choices = (reader.model.choices.get(value) for value in reader.ties.tables.objects(TIS.effort, iri))
    return next((choice.order for choice in choices if choice is not None), 0)


def _after(reader: Relations, iri: str) -> Iterator[Tie]:
    """What comes instead of a tool, where it is hosted, who knows it or helps with it; then by whom."""
    ties = reader.ties
    if reader.is_a(iri, SCHEMA.SoftwareApplication):
        yield from _alternatives(reader, iri)
        for path in (TIS.instanceOf, TIS.aboutTool, DCT.subject):
            yield from sorted(ties.along(iri, path, out=False), key=lambda tie: (tie.rank, tie.other))
    elif ties.tables.objects(SCHEMA.provider, iri):
        yield from ties.along(iri, SCHEMA.provider, out=True)
    else:
        yield from (tie for tie in offers(reader, iri) if ties.tables.objects(TIS.aboutTool, tie.other))


mindmap = Perspective(
    slug="outils",
    label=Label("Outils libres"),
    summary=Label("Ce que chaque outil libre remplace, où il est hébergé, par qui, et qui aide à s’en servir."),
    order=40,
    draw=draw,
)
