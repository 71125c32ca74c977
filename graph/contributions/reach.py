# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a card belongs to, as far as a right may be limited to it: its networks that day, and the places it lies in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from graph.contributions.proposal import Proposal
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
            places |= _places(dataset, territories, where)
    return frozenset(actors | networks | places)


def bounds(dataset: Dataset, territories: Territories, proposal: Proposal, day: date) -> Iterator[frozenset[str]]:
    """To what a proposal belongs, and each known card that comes with it: who decides of it may do so of all of these.

    Of what is new, to whoever it is of, to the network and to the place that it names.
    """
    made = {one.subject: one for one in proposal.all() if one.is_new}
    yield (
        _named(dataset, territories, proposal, day, made)
        if proposal.is_new
        else frozenset(belongs_to(dataset, territories, proposal.subject, day))
    )
    for other in proposal.others:
        for one in other.all():
            if not one.is_new:
                yield belongs_to(dataset, territories, one.subject, day)


def _named(
    dataset: Dataset, territories: Territories, proposal: Proposal, day: date, made: dict[str, Proposal]
) -> frozenset[str]:
    """What a new thing names; of what is made on the way, what that names."""
    found, later = set[str](), {iri: one for iri, one in made.items() if iri != proposal.subject}
    for field in proposal.fields:
        for iri in (term for term in field.after if isinstance(term, str)):
            if field.property == SCHEMA.location:
                found |= _places(dataset, territories, iri)
            elif field.property == ORG.organization:
                found.add(iri)
            elif field.property in OF_WHOM and iri in later:
                found |= _named(dataset, territories, later[iri], day, later)
            elif field.property in OF_WHOM and iri not in made:
                found |= belongs_to(dataset, territories, iri, day)
    return frozenset(found)


def _places(dataset: Dataset, territories: Territories, iri: str) -> set[str]:
    """A place, with those above; none where it is not known."""
    place = territories.find(dataset.base, iri)
    return {territories.iri(dataset.base, one) for one in (territories.chain(place) if place else ())}
