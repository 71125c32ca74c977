# SPDX-License-Identifier: AGPL-3.0-or-later
"""Free tools by need: what each replaces, where it is hosted, by whom, and who helps with it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import chain, zip_longest

from graph.entity.ties import Tie
from graph.mindmaps._growth import grow
from graph.mindmaps._links import Relations
from graph.mindmaps._plan import TreePlan, Twig
from graph.mindmaps._proximity import Proximity
from graph.mindmaps._roots import class_root
from graph.mindmaps._types import MapRequest, MindMap, Perspective
from graph.namespaces import DCT, SCHEMA, TIS
from graph.text.wording import Label

# Beyond every effort that is said.
UNKNOWN = 1000
# Of each tool, one that it replaces, one place where it is hosted, one who helps; of each place, who runs it.
CAPS = (14, 9, 3, 1)
HOSTED, ABOUT, KNOWN = TIS.instanceOf, TIS.aboutTool, DCT.subject


def draw(request: MapRequest) -> MindMap:
    """All free tools, by large need, around their class, or one tool when it is the centre."""
    reader = Relations(request.dataset, request.model, request.lang)
    scheme, near = request.model.scheme("need"), Proximity(request, reader)

    def children(iri: str, depth: int) -> Iterable[Tie]:
        if iri == SCHEMA.SoftwareApplication:
            large = [top.iri for top in scheme.top if any(_free(reader, list(scheme.under(top.iri))))]
            return [*(Tie(top, DCT.relation, False) for top in large), *_unsorted(reader)]
        if iri in request.model.choices:
            return _by_turns(reader, _free(reader, list(scheme.under(iri))))
        return _after(reader, near, iri)

    root, title = class_root(request, reader, SCHEMA.SoftwareApplication)
    plan = TreePlan(root, title, children, 5, caps=CAPS, expects="need", again=True, fits=_fitting)
    return grow(request, reader, plan)


def _fitting(twig: Twig) -> Collection[str] | None:
    """Nothing hangs from a tool to leave under the free one that replaces it."""
    return () if twig.tie is not None and twig.tie.out and twig.tie.path == TIS.replaces else None


def _ways(reader: Relations, iri: str) -> int:
    """How many are known to host a tool, to know it or to help with it."""
    return sum(len(reader.ties.tables.subjects(path, iri)) for path in (HOSTED, ABOUT, KNOWN))


def _by_turns(reader: Relations, found: Iterable[Tie]) -> list[Tie]:
    """The first tool of each precise need, then the second ones …: those that most host or help with before."""
    ordered: dict[float, dict[str, Tie]] = {}
    for tie in found:
        ordered.setdefault(tie.rank, {}).setdefault(tie.other, tie)
    names = reader.ties.order(reader.lang)

    def weight(tie: Tie) -> tuple[int, str, str]:
        return -_ways(reader, tie.other), names.get(tie.other, ""), tie.other

    rows = [sorted(ordered[rank].values(), key=weight) for rank in sorted(ordered)]
    return [tie for row in zip_longest(*rows) for tie in row if tie is not None]


def _free(reader: Relations, needs: list[str]) -> Iterator[Tie]:
    """The free tools of some needs, with the place of the need as a rank."""
    places = {need: place for place, need in enumerate(needs)}
    for tool in reader.ties.tables.links(TIS.freeTool).subjects:
        for teller, need in _needs_of(reader, tool):
            if need in places:
                yield Tie(tool, TIS.meetsNeed, False, places[need] / 1000, words=(teller, TIS.meetsNeed, need))


def _needs_of(reader: Relations, tool: str) -> Iterator[tuple[str, str]]:
    """The needs that a free tool meets, or where they are not said those of what it replaces; who meets it."""
    tables = reader.ties.tables
    own = tables.objects(TIS.meetsNeed, tool)
    others = () if own else [tie.other for tie in reader.ties.along(tool, TIS.replaces, out=True)]
    yield from ((tool, need) for need in own)
    yield from ((teller, need) for teller in others for need in tables.objects(TIS.meetsNeed, teller))


def _unsorted(reader: Relations) -> Iterator[Tie]:
    """The free tools of which no need can be told."""
    found = reader.ties.tables.links(TIS.freeTool).subjects
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


def _after(reader: Relations, near: Proximity, iri: str) -> Iterator[Tie]:
    """What comes instead of a tool, what it replaces, who hosts it, who knows it or helps with it; then by whom."""
    ties, names = reader.ties, reader.ties.order(reader.lang)

    def nearest_first(found: Iterable[Tie]) -> Sequence[Tie]:
        return sorted(found, key=lambda tie: (near.of(tie.other), tie.rank, names.get(tie.other, ""), tie.other))

    if reader.is_a(iri, SCHEMA.SoftwareApplication):
        yield from _alternatives(reader, iri)
        left = sorted(ties.along(iri, TIS.replaces, out=True), key=lambda tie: (tie.rank, names.get(tie.other, "")))
        hosts = nearest_first(ties.along(iri, HOSTED, out=False))
        helpers = nearest_first(chain(*(ties.along(iri, path, out=False) for path in (ABOUT, KNOWN))))
        # Of each kind, the first ones are seen before the rest; those who help are few, and what a tool is taken for.
        yield from (tie for row in zip_longest(left, helpers, hosts) for tie in row if tie is not None)
    elif ties.tables.objects(SCHEMA.provider, iri):
        yield from ties.along(iri, SCHEMA.provider, out=True)


mindmap = Perspective(
    slug="outils",
    label=Label("Outils libres"),
    summary=Label(
        "Ce que chaque outil libre remplace, où il est hébergé, par qui, et, si on le sait, qui aide à s’en servir."
    ),
    order=40,
    draw=draw,
)
