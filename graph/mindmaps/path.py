# SPDX-License-Identifier: AGPL-3.0-or-later
"""Between two nodes: the routes that join them, the best one lit, with a little of what is around each step."""

from __future__ import annotations

from collections.abc import Iterable

from graph.entity.routes import Way
from graph.entity.ties import Tie
from graph.errors import InvalidInput, Suggestion, UnknownThing
from graph.mindmaps._growth import grow
from graph.mindmaps._links import Relations
from graph.mindmaps._paths import find_ways
from graph.mindmaps._plan import TreePlan
from graph.mindmaps._roots import busiest
from graph.mindmaps._types import MapRequest, MindMap, Perspective
from graph.text.wording import Label, Phrase, Plain

TITLE = Phrase("De « {start} » à « {end} »")
INCOMPLETE = Phrase(
    "Un chemin va d’une fiche à une autre : donnez les deux, « de » (le départ) et « vers » (l’arrivée)."
)
SAME = Phrase("Le départ et l’arrivée sont la même fiche : donnez à « vers » une autre fiche qu’à « de ».")
# Relations shown at a step of the routes, the next steps included.
SHOWN = 3


def draw(request: MapRequest) -> MindMap:
    """The routes as a tree from the start; when nothing joins the two, both ends and a sentence that says so."""
    reader = Relations(request.dataset, request.model, request.lang)
    if request.start is None or request.end is None or request.start == request.end:
        raise _incomplete(request, reader)
    start, end = request.start, request.end
    found = find_ways(request, reader)
    onward = _onward(found) or {start: [Tie(end, "", True)]}
    steps = {iri for way in found for iri in way.nodes}

    def children(iri: str, depth: int) -> Iterable[Tie]:
        beside = [tie for tie in reader.ties.of(iri) if tie.other not in steps] if iri in steps else []
        return [*onward.get(iri, ()), *sorted(beside, key=lambda tie: (reader.ties.cost(iri, tie), tie.other))]

    title = TITLE(start=reader.label(start), end=reader.label(end)).text(Plain(request.lang))
    depth = max((len(way.nodes) for way in found), default=1)
    # Where nothing leads, the end is a branch under which nothing is known.
    expects = "nothing" if found else reader.ties.kind(end)
    return grow(request, reader, TreePlan(start, title, children, depth, shown=SHOWN, expects=expects), found)


def _onward(found: tuple[Way, ...]) -> dict[str, list[Tie]]:
    """What comes after each step of the ways, each thing once, the lit way first."""
    met = {way.nodes[0] for way in found}
    onward: dict[str, list[Tie]] = {}
    for way in found:
        for here, tie in zip(way.nodes, way.ties, strict=False):
            if tie.other not in met:
                met.add(tie.other)
                onward.setdefault(here, []).append(tie)
    return onward


def _incomplete(request: MapRequest, reader: Relations) -> InvalidInput:
    """What to give, with something to begin from."""
    try:
        near = [busiest(reader, request.day)]
    except UnknownThing:
        near = []
    whole = request.start is not None and request.end is not None
    return InvalidInput(
        SAME() if whole else INCOMPLETE(),
        field="de" if request.start is None else "vers",
        suggestions=[Suggestion(iri, reader.label(iri)) for iri in near],
    )


mindmap = Perspective(
    slug="chemin",
    label=Label("Entre deux fiches"),
    summary=Label("Par où l’on passe de l’une à l’autre, et ce qui le dit."),
    order=95,
    draw=draw,
    needs_ends=True,
)
