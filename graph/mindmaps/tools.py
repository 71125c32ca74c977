# SPDX-License-Identifier: AGPL-3.0-or-later
"""Free tools by what they replace: a tool to leave, the free ones that stand in for it, and where they are hosted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from graph.mindmaps._growth import grow
from graph.mindmaps._links import Link, Reader
from graph.mindmaps._roots import class_root, instance
from graph.mindmaps._types import MapRequest, MindMap, Perspective
from graph.model import Texts
from graph.namespaces import SCHEMA, TIS

# Beyond every effort that is said.
UNKNOWN = 1000


def draw(request: MapRequest) -> MindMap:
    """All tools that have a free alternative around their class, or one tool when it is the centre."""
    reader = Reader(request.dataset, request.model, request.lang)

    def children(iri: str, depth: int) -> Iterable[Link]:
        return _replaced(reader, iri) if iri == SCHEMA.SoftwareApplication else _after(reader, iri)

    root, title = class_root(request, reader, SCHEMA.SoftwareApplication)
    return grow(request, reader, root, title, children)


def _replaced(reader: Reader, class_iri: str) -> Iterator[Link]:
    """The tools that one can leave, those with most ways out first."""
    found = {fact.o for fact in reader.dataset.facts(p=TIS.replaces) if isinstance(fact.o, str)}
    ways = {iri: sum(1 for _ in reader.along(iri, TIS.replaces, out=False)) for iri in found}
    for iri in sorted(found, key=lambda iri: (-ways[iri], reader.thing(iri).label)):
        yield instance(reader, iri, class_iri)


def _alternatives(reader: Reader, iri: str) -> list[Link]:
    """The free tools that stand in for one: the closest, then the easiest to begin with, then by name."""
    efforts = {}
    for alternative in (fact.s for fact in reader.dataset.facts(p=TIS.replaces, o=iri)):
        for free in reader.dataset.links(alternative, TIS.freeTool):
            efforts[free] = _effort(reader, alternative) or _effort(reader, free) or UNKNOWN
    found = reader.along(iri, TIS.replaces, out=False)
    return sorted(
        found, key=lambda link: (link.rank, efforts.get(link.other, UNKNOWN), reader.thing(link.other).label.casefold())
    )


def _effort(reader: Reader, iri: str) -> int:
    """The rank of the effort that something asks, 0 when it is not said."""
    choices = (reader.model.choices.get(value) for value in reader.dataset.links(iri, TIS.effort))
    return next((choice.order for choice in choices if choice is not None), 0)


def _after(reader: Reader, iri: str) -> Iterator[Link]:
    """What comes instead of a tool, where it is hosted, who hosts it, who helps with it."""
    yield from _alternatives(reader, iri)
    yield from reader.along(iri, TIS.instanceOf, out=False)
    yield from reader.along(iri, TIS.aboutTool, out=False)
    if reader.is_a(iri, SCHEMA.WebApplication):
        yield from reader.along(iri, SCHEMA.provider, out=True)


mindmap = Perspective(
    slug="outils",
    label=Texts("Outils libres", "Free tools"),
    summary=Texts(
        "Ce qu’ils remplacent, et qui les héberge ; d’abord ce qui a le plus de solutions.",
        "What they replace, and who hosts them; first what has most ways out.",
    ),
    order=40,
    draw=draw,
)
