# SPDX-License-Identifier: AGPL-3.0-or-later
"""Around any node: its relations, and those of its neighbours."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from graph.errors import UnknownThing
from graph.mindmaps._growth import grow
from graph.mindmaps._links import BRIDGES, Link, Reader
from graph.mindmaps._types import MapRequest, MindMap, Perspective
from graph.model import Texts
from graph.namespaces import ORG, SCHEMA

# Almost everything is linked to these: going on through them would lead everywhere.
CROSSROADS = {SCHEMA.AdministrativeArea}


def draw(request: MapRequest) -> MindMap:
    """The centre asked for, else the organisation with most memberships."""
    reader = Reader(request.dataset, request.model, request.lang)
    centre = request.centre or _busiest(reader)
    thing = reader.thing(centre)
    if thing.cls is not None and thing.cls.iri in BRIDGES:
        # A link entity is a line on maps: its first end is the place to look from.
        centre = next(iter(request.dataset.links(centre, BRIDGES[thing.cls.iri][0])), centre)

    def children(iri: str, depth: int) -> Iterable[Link]:
        return reader.links(iri) if depth == 0 or not _crossroads(reader, iri) else ()

    return grow(request, reader, centre, reader.thing(centre).label, children)


def _crossroads(reader: Reader, iri: str) -> bool:
    cls = reader.thing(iri).cls
    return cls is None or bool(cls.scheme) or cls.iri in CROSSROADS


def _busiest(reader: Reader) -> str:
    facts = reader.dataset.facts(p=ORG.member)
    counted = Counter(fact.o for fact in facts if isinstance(fact.o, str) and reader.drawn(fact.o))
    if not counted:
        raise UnknownThing("Il n’y a rien à dessiner : chargez des données, ou choisissez un centre.", field="centre")
    return min(counted, key=lambda iri: (-counted[iri], iri))


mindmap = Perspective(
    slug="autour",
    label=Texts("Autour d’une fiche", "Around one entry"),
    summary=Texts("Ses liens, de proche en proche.", "Its links, step by step."),
    order=90,
    draw=draw,
    needs_centre=True,
)
