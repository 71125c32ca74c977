# SPDX-License-Identifier: AGPL-3.0-or-later
"""Centres of maps, and what several of them hang there: instances of a class, needs, offers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date

from graph.entity.ties import Tie
from graph.errors import UnknownThing
from graph.mindmaps._links import Relations
from graph.mindmaps._types import MapRequest
from graph.model import Scheme
from graph.namespaces import ORG, SCHEMA, SKOS
from graph.text.wording import Phrase

NOTHING_THERE = Phrase("Il n’y a rien à dessiner : chargez des données, ou choisissez un centre.")
OFFER = SCHEMA.provider


def class_root(request: MapRequest, reader: Relations, class_iri: str) -> tuple[str, str]:
    """IRI and title of the centre: the entity asked for, else the class, named by its plural."""
    if request.centre is not None:
        return request.centre, reader.label(request.centre)
    plural = request.model.by_iri[class_iri].plural(request.lang)
    return class_iri, plural[:1].upper() + plural[1:]


def scheme_root(request: MapRequest, reader: Relations, scheme: Scheme) -> tuple[str, str]:
    """IRI and title of the centre: the concept or entity asked for, else the scheme."""
    centre = request.centre or scheme.iri
    return centre, reader.label(centre)


def busiest(reader: Relations, day: date, class_iri: str = "") -> str:
    """What most memberships lead to that day, of one class where it is given; raises UnknownThing without any."""
    ties = reader.ties
    counted: dict[str, int] = {}
    for iri, links in ties.tables.links(ORG.organization).subjects.items():
        if (not class_iri or reader.is_a(iri, class_iri)) and ties.drawn(iri) and ties.span(iri).holds(day):
            counted[iri] = sum(ties.span(link).holds(day) for link in links)
    if not counted:
        raise UnknownThing(NOTHING_THERE(), field="centre")
    return min(counted, key=lambda iri: (-counted[iri], iri))


def needs(scheme: Scheme, iri: str) -> Iterator[Tie]:
    """The large needs around the scheme, or the more precise ones under a need, in the scheme's order."""
    found = scheme.top if iri == scheme.iri else scheme.narrower(iri)
    path = SKOS.topConceptOf if iri == scheme.iri else SKOS.broader
    return (Tie(choice.iri, path, False) for choice in found)


def offers(reader: Relations, iri: str) -> list[Tie]:
    """What an actor or a network offers: services, then online services."""
    found = reader.ties.along(iri, OFFER, out=False)
    return sorted(found, key=lambda tie: (tie.rank, tie.other)) if len(found) > 1 else found


def offered_by(reader: Relations) -> Callable[[str], list[Tie]]:
    """Gives who offers a service; asked of very many, so what it needs is at hand."""
    objects, shown = reader.ties.tables.links(OFFER).objects, reader.ties.shown

    def providers(iri: str) -> list[Tie]:
        return [Tie(actor, OFFER, True) for actor in objects.get(iri, ()) if actor in shown]

    return providers


def answers(reader: Relations, iri: str, path: str, *, told: bool = False) -> list[Tie]:
    """What meets a need by one property (or works on it), not the tools; `told` keeps the fact that says so."""
    found = sorted(reader.ties.along(iri, path, out=False))
    classes, tool = reader.ties.classes, reader.model.by_iri[SCHEMA.SoftwareApplication]
    if told:
        return [Tie(s, p, out, rank, via, (s, p, iri)) for s, p, out, rank, via, _ in found if classes[s] is not tool]
    return [tie for tie in found if classes[tie.other] is not tool]


def busy_first(reader: Relations, ties: Iterable[Tie]) -> list[Tie]:
    """The same relations, those first which lead to things that offer most."""
    found = list(ties)
    size = {tie.other: len(reader.ties.tables.subjects(OFFER, tie.other)) for tie in found}
    return sorted(found, key=lambda tie: (tie.rank, -size[tie.other], tie.other))
