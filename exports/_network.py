# SPDX-License-Identifier: AGPL-3.0-or-later
"""The publication as a plain network of entities and links, for graph formats."""

from __future__ import annotations

from typing import Any

from exports._types import Publication
from graph.model import EntityClass
from graph.namespaces import SCHEMA


def network(publication: Publication) -> Any:
    """A networkx MultiDiGraph: nodes are entities of the model, edges the links between two of them.

    Node attributes: label, kind, family, colour. Edge attributes: label, property, source, start, end ("" when open).
    """
    import networkx

    graph = networkx.MultiDiGraph()
    kinds = _kinds(publication)
    for iri in sorted(kinds):
        item = kinds[iri]
        label = publication.dataset.label(iri)
        graph.add_node(
            iri, label=label, kind=item.kind, family=item.family, colour=item.colour, **_period(publication, iri)
        )
    for fact in publication.facts:
        if isinstance(fact.o, str) and fact.s in kinds and fact.o in kinds:
            field = publication.model.field_of(kinds[fact.s].kind, fact.p)
            label = field.name() if field else fact.p
            graph.add_edge(fact.s, fact.o, label=label, property=fact.p, source=fact.source)
    return graph


def _kinds(publication: Publication) -> dict[str, EntityClass]:
    found = {}
    for iri, facts in publication.by_subject.items():
        item = publication.class_of(facts)
        if item:
            found[iri] = item
    return found


def _period(publication: Publication, iri: str) -> dict[str, str]:
    start, end = (publication.dataset.day(iri, path) for path in (SCHEMA.startDate, SCHEMA.endDate))
    return {"start": start.isoformat() if start else "", "end": end.isoformat() if end else ""}
