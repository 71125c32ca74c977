# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a card belongs to, as far as a right may be limited to it: its networks that day, and the places it lies in."""

from __future__ import annotations

from datetime import date

from graph.namespaces import ORG, SCHEMA
from graph.rdf.dataset import Dataset
from graph.territory import Territories

OF_WHOM = (SCHEMA.provider, ORG.member)
"""What leads from a card to whoever it is of: from a service to who offers it, from a membership to its member."""


def belongs_to(dataset: Dataset, territories: Territories, iri: str, day: date) -> frozenset[str]:
    """The IRIs of a card, of who it is of, of the networks that they are members of that day, and of the places that
    they lie in, with those above.

    What it serves, or merely leads to, gives nobody a right over it.
    """
    actors = {iri, *(other for path in OF_WHOM for other in dataset.links(iri, path))}
    networks, places = set[str](), set[str]()
    for actor in actors:
        for tie in dataset.subjects(ORG.member, actor):
            if dataset.valid(tie, day):
                networks |= {*dataset.links(tie, ORG.organization)}
        for where in dataset.links(actor, SCHEMA.location):
            place = territories.find(dataset.base, where)
            above = territories.chain(place) if place else ()
            places |= {territories.iri(dataset.base, one) for one in above}
    return frozenset(actors | networks | places)
