# SPDX-License-Identifier: AGPL-3.0-or-later
"""Networks, their working groups and their members at a date, and what the members offer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain

from graph.mindmaps._growth import grow
from graph.mindmaps._links import Link, Reader
from graph.mindmaps._roots import class_root, instance, of_class
from graph.mindmaps._types import MapRequest, MindMap, Perspective
from graph.model import Texts
from graph.namespaces import ORG, SCHEMA


def draw(request: MapRequest) -> MindMap:
    """All networks around their class, or one network (or group) around itself when it is the centre."""
    reader = Reader(request.dataset, request.model, request.lang)

    def children(iri: str, depth: int) -> Iterable[Link]:
        if iri == ORG.OrganizationalCollaboration:
            return chain(of_class(reader, iri), _groups_elsewhere(reader))
        return _inside(reader, iri)

    root, title = class_root(request, reader, ORG.OrganizationalCollaboration)
    return grow(request, reader, root, title, children)


def _inside(reader: Reader, iri: str) -> Iterator[Link]:
    """The groups of a network, its members, then what they offer and what is promised to them."""
    members = list(reader.along(iri, ORG.organization, out=False))
    dated = {link.other for link in members}
    # Where a dated membership exists, it says better than the bare link since when a group belongs there.
    yield from (link for link in reader.along(iri, ORG.unitOf, out=False) if link.other not in dated)
    yield from members
    yield from reader.along(iri, SCHEMA.provider, out=False)


def _groups_elsewhere(reader: Reader) -> Iterator[Link]:
    """The working groups that an organisation holds by itself."""
    networks = set(reader.dataset.instances(ORG.OrganizationalCollaboration))
    for iri in reader.dataset.instances(ORG.OrganizationalUnit):
        homes = {link.other for link in reader.along(iri, ORG.unitOf, out=True)}
        homes |= {link.other for link in reader.along(iri, ORG.organization, out=True)}
        if not homes & networks:
            yield instance(reader, iri, ORG.OrganizationalUnit)


mindmap = Perspective(
    slug="reseaux",
    label=Texts("Réseaux et membres", "Networks and members"),
    summary=Texts("Qui travaille avec qui, à la date de votre choix.", "Who works with whom, on the date you choose."),
    order=10,
    draw=draw,
)
