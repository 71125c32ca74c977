# SPDX-License-Identifier: AGPL-3.0-or-later
"""Around any node: its relations, and those of its neighbours."""

from __future__ import annotations

from collections.abc import Iterable

from graph.entity.ties import Tie
from graph.mindmaps._growth import grow
from graph.mindmaps._links import Relations
from graph.mindmaps._plan import TreePlan
from graph.mindmaps._roots import busiest
from graph.mindmaps._types import MapRequest, MindMap, Perspective
from graph.text.wording import Label

# A small neighbourhood is shown one step further.
NEAR, FAR, SMALL = 2, 3, 300


def draw(request: MapRequest) -> MindMap:
    """The centre asked for, else the organisation with most memberships."""
    reader = Relations(request.dataset, request.model, request.lang)
    centre = request.centre or busiest(reader, request.day)
    cls = reader.ties.cls(centre)
    if cls is not None and cls.bridge is not None:
        # A link entity is a line on maps: its first end is the place to look from.
        centre = next(iter(request.dataset.links(centre, cls.bridge.start)), centre)

    def children(iri: str, depth: int) -> Iterable[Tie]:
        # Almost everything is linked to these: going on through them would lead everywhere.
        return () if depth and _is_crossroads(reader, iri) else reader.ties.of(iri)

    far = FAR if _near(reader, centre) <= SMALL else NEAR
    return grow(request, reader, TreePlan(centre, reader.label(centre), children, depth=far))


def _near(reader: Relations, centre: str) -> int:
    """How many things are within two steps, whatever the day."""
    found = {centre} | {tie.other for tie in reader.ties.of(centre)}
    for iri in [] if len(found) > SMALL else list(found):
        if not _is_crossroads(reader, iri):
            found.update(tie.other for tie in reader.ties.of(iri))
    return len(found)


def _is_crossroads(reader: Relations, iri: str) -> bool:
    cls = reader.ties.cls(iri)
    return cls is None or bool(cls.scheme) or cls.crossroads


mindmap = Perspective(
    slug="autour",
    label=Label("Autour d’une fiche"),
    summary=Label("Ses liens, de proche en proche."),
    order=90,
    draw=draw,
    needs_centre=True,
)
