# SPDX-License-Identifier: AGPL-3.0-or-later
"""Networks, their working groups and their members at a date, and what the members offer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from graph.entity.ties import Tie
from graph.mindmaps._collectives import inside, size
from graph.mindmaps._growth import grow
from graph.mindmaps._links import Relations
from graph.mindmaps._plan import TreePlan
from graph.mindmaps._roots import class_root
from graph.mindmaps._traces import traces
from graph.mindmaps._types import MapRequest, MindMap, Perspective
from graph.namespaces import DCT, ORG, RDF
from graph.text.wording import Label


def draw(request: MapRequest) -> MindMap:
    """All networks around their class, or one network (or group) around itself when it is the centre."""
    reader = Relations(request.dataset, request.model, request.lang)

    def children(iri: str, depth: int) -> Iterable[Tie]:
        return _collectives(reader) if iri == ORG.OrganizationalCollaboration else inside(reader, iri)

    root, title = class_root(request, reader, ORG.OrganizationalCollaboration)
    mindmap = grow(request, reader, TreePlan(root, title, children, expects="network"))
    if root != ORG.OrganizationalCollaboration:
        return mindmap
    return replace(mindmap, traces=traces(request, reader, (tie.other for tie in children(root, 0)), mindmap.dates))


def _collectives(reader: Relations) -> Iterator[Tie]:
    """The networks, those with most inside first (whatever the date, so that places stay), then other groups."""
    found = reader.ties.tables.instances(ORG.OrganizationalCollaboration)
    for iri in sorted(found, key=lambda iri: (-size(reader, iri), iri)):
        yield Tie(iri, RDF.type, False)
    networks = set(found)
    for iri in sorted(reader.ties.tables.instances(ORG.OrganizationalUnit)):
        paths = (ORG.subOrganizationOf, ORG.organization)
        homes = {tie.other for path in paths for tie in reader.ties.along(iri, path, out=True)}
        if not homes & networks:
            yield Tie(iri, DCT.relation, False, 1)


mindmap = Perspective(
    slug="reseaux",
    label=Label("Réseaux et membres"),
    summary=Label("Qui travaille avec qui, à la date de votre choix."),
    order=10,
    draw=draw,
)
