# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is inside a network or a working group: its groups, its members, what they offer."""

from __future__ import annotations

from collections.abc import Iterator

from graph.entity.ties import Tie
from graph.mindmaps._links import Relations
from graph.mindmaps._roots import busy_first, offers
from graph.namespaces import ORG, SCHEMA

MEMBERSHIP, UNIT, OFFER = INSIDE = ORG.organization, ORG.unitOf, SCHEMA.provider
# A membership of a group which is also said to be a unit of the network is its first home.
HOME = 1.0


def size(reader: Relations, iri: str) -> int:
    """How many relations a network has to what is inside it, whatever the date."""
    tables = reader.ties.tables
    return sum(len(tables.subjects(path, iri)) for path in INSIDE)


def inside(reader: Relations, iri: str) -> Iterator[Tie]:
    """The groups of a network (or a group), its members by role, then what it offers by itself."""
    tables = reader.ties.tables
    if not tables.subjects(MEMBERSHIP, iri) and not tables.subjects(UNIT, iri):
        yield from offers(reader, iri)
        return
    units = {tie.other: tie for tie in reader.ties.along(iri, UNIT, out=False)}
    members = list(reader.ties.along(iri, MEMBERSHIP, out=False))
    # Where a dated membership exists, it says better than the bare link since when a group belongs there.
    for tie in members:
        units.pop(tie.other, None)
    groups = [tie._replace(rank=tie.rank - HOME) for tie in members if _is_unit_of(reader, tie.other, iri)]
    homes = {tie.other for tie in groups}
    groups += units.values()
    yield from sorted(groups, key=lambda tie: (-size(reader, tie.other), tie.other))
    yield from busy_first(reader, (tie for tie in members if tie.other not in homes))
    yield from offers(reader, iri)


def _is_unit_of(reader: Relations, group: str, iri: str) -> bool:
    return iri in reader.ties.tables.objects(UNIT, group)
