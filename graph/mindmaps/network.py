# SPDX-License-Identifier: AGPL-3.0-or-later
"""From one network: its groups and members, what each offers, and which changes touched it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from graph.entity.ties import Tie
from graph.mindmaps._collectives import groups_of, inside
from graph.mindmaps._growth import grow
from graph.mindmaps._links import Relations
from graph.mindmaps._plan import TreePlan
from graph.mindmaps._roots import busiest
from graph.mindmaps._types import MapRequest, MindMap, Perspective
from graph.namespaces import ORG
from graph.text.wording import Label

ENDS = (ORG.originalOrganization, ORG.resultingOrganization)


def draw(request: MapRequest) -> MindMap:
    """The network asked for, else the one with most members that day; its changes are things here, not lines."""
    reader = Relations(request.dataset, request.model, request.lang)
    centre = request.centre or busiest(reader, request.day, ORG.OrganizationalCollaboration)

    def children(iri: str, depth: int) -> Iterable[Tie]:
        if reader.is_a(iri, ORG.ChangeEvent):
            return _ends(reader, iri)
        return [*inside(reader, iri), *(_changes(reader, iri) if iri == centre else ())]

    return grow(request, reader, TreePlan(centre, reader.label(centre), children))


def _changes(reader: Relations, centre: str) -> Iterator[Tie]:
    """The change events that touch a network or one of its groups, by date."""
    ties = reader.ties
    own = [centre, *groups_of(reader, centre)]
    found = {event: path for path in ENDS for iri in own for event in ties.tables.subjects(path, iri)}
    for event in sorted(found, key=lambda event: (ties.span(event).start or date.min, event)):
        yield Tie(event, found[event], False)


def _ends(reader: Relations, event: str) -> Iterator[Tie]:
    """What a change made, then what it changed."""
    for path in reversed(ENDS):
        for iri in sorted(reader.ties.tables.objects(path, event)):
            yield Tie(iri, path, True)


mindmap = Perspective(
    slug="reseau",
    label=Label("Un réseau"),
    summary=Label("Ses groupes, ses membres, ce que chacun propose, et ce qui l’a fait évoluer."),
    order=15,
    draw=draw,
    needs_centre=True,
)
