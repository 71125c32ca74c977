# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is inside a network or a working group: its groups, its members, what they offer."""

from __future__ import annotations

from collections.abc import Iterator

from graph.entity.ties import Tie
from graph.mindmaps._links import Relations
from graph.mindmaps._roots import busy_first, offers
from graph.namespaces import ORG, SCHEMA

MEMBERSHIP, PART, OFFER = ORG.organization, ORG.subOrganizationOf, SCHEMA.provider
# A membership of a group which is also said to be a part of the network is its first home.
HOME = 1.0


def size(reader: Relations, iri: str) -> int:
    """How many relations a network has to what is inside it, whatever the date."""
    tables = reader.ties.tables
    return len(tables.subjects(MEMBERSHIP, iri)) + len(groups_of(reader, iri)) + len(tables.subjects(OFFER, iri))


def groups_of(reader: Relations, iri: str) -> list[str]:
    """The working groups of a network or of an organisation, whose other parts are organisations themselves."""
    return [part for part in reader.ties.tables.subjects(PART, iri) if reader.is_a(part, ORG.OrganizationalUnit)]


def inside(reader: Relations, iri: str) -> Iterator[Tie]:
    """The groups of a network (or a group), its members by role, then what it offers by itself."""
    tables = reader.ties.tables
    own = set(groups_of(reader, iri))
    if not tables.subjects(MEMBERSHIP, iri) and not own:
        yield from offers(reader, iri)
        return
    parts = {tie.other: tie for tie in reader.ties.along(iri, PART, out=False) if tie.other in own}
    members = list(reader.ties.along(iri, MEMBERSHIP, out=False))
    # Where a dated membership exists, it says better than the bare link since when a group belongs there.
    for tie in members:
        parts.pop(tie.other, None)
    groups = [tie._replace(rank=tie.rank - HOME) for tie in members if tie.other in own]
    homes = {tie.other for tie in groups}
    groups += parts.values()
    yield from sorted(groups, key=lambda tie: (-size(reader, tie.other), tie.other))
    yield from busy_first(reader, (tie for tie in members if tie.other not in homes))
    yield from offers(reader, iri)
