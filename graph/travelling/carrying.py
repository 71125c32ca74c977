# SPDX-License-Identifier: AGPL-3.0-or-later
"""A workshop of this instance as what its file holds: each addition as the room left it, things under one IRI each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from graph.contributions.proposal import Proposal, ProposedField
from graph.contributions.publishing import made_by, moved_to, published
from graph.contributions.store import Contribution, Contributions
from graph.contributions.tables import ACCEPTED, OPEN
from graph.errors import UnknownThing
from graph.namespaces import RDF
from graph.travelling.workshop_file import CarriedAddition, CarriedWorkshop

if TYPE_CHECKING:
    from graph.storage.journal import Change
    from graph.storage.repository import Repository
    from graph.workshops.workshop import Workshop, WorkshopAddition


def carried(
    workshop: Workshop, additions: tuple[WorkshopAddition, ...], contributions: Contributions, repository: Repository
) -> CarriedWorkshop:
    """What is to be carried: what waits, and what was accepted and still stands; what was refused stays here."""
    found = ((one.place, _found(contributions, one.contribution)) for one in additions)
    told = [_told(place, one, repository) for place, one in found if one is not None]
    aim = workshop.aim
    return CarriedWorkshop(
        workshop.uid, aim.title, aim.group, aim.kinds, workshop.opened, workshop.closed or workshop.opened,
        tuple(one for one in told if one is not None),
    )  # fmt: skip


def _found(contributions: Contributions, number: int) -> Contribution | None:
    try:
        return contributions.find(number)
    except UnknownThing:  # forgotten since
        return None


def _told(place: int, found: Contribution, repository: Repository) -> CarriedAddition | None:
    if found.proposal is None:
        return None
    if found.state in OPEN:
        return CarriedAddition(place, False, _bare(found.proposal))
    if found.state != ACCEPTED:
        return None
    if not found.change:  # read, and nothing to write
        return CarriedAddition(place, True, _bare(found.proposal))
    change = published(repository, found.number)
    return CarriedAddition(place, True, _bare(as_decided(found.proposal, change, repository))) if change else None


def _bare(proposal: Proposal) -> Proposal:
    """Without what only this instance understands: the number of its last change, and the page."""
    others = tuple(map(_bare, proposal.others))
    return replace(proposal, seen_at=0, page="", others=others)


def as_decided(proposal: Proposal, change: Change, repository: Repository) -> Proposal:
    """A proposal as its change made it facts: under the IRIs that it was given, with the values that are there now."""
    moved = {one.subject: made for one in proposal.all() if one.is_new and (made := made_by(change, one))}
    joined = proposal.is_new and proposal.subject not in moved
    if joined and (known := _joined(change, proposal, moved)):
        moved[proposal.subject] = known
        proposal = replace(proposal, is_new=False)
    return _as_it_is(moved_to(proposal, moved), repository)


def _joined(change: Change, proposal: Proposal, moved: Mapping[str, str]) -> str:
    """The known card to which something new was added, "" where the change does not tell."""
    prefix = proposal.subject.rpartition("/")[0]
    touched = {fact.s for fact in change.touched if fact.p != RDF.type} - {*moved.values()}
    return min((one for one in touched if one.rpartition("/")[0] == prefix), default="")


def _as_it_is(proposal: Proposal, repository: Repository) -> Proposal:
    return replace(proposal, fields=tuple(_fields(proposal, repository)), others=tuple(
        _as_it_is(other, repository) for other in proposal.others
    ))  # fmt: skip


def _fields(proposal: Proposal, repository: Repository) -> Iterator[ProposedField]:
    for field in proposal.fields:
        now = tuple(repository.full.values(proposal.subject, field.property))
        if now or field.before:
            yield replace(field, after=now)
