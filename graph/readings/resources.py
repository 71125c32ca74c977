# SPDX-License-Identifier: AGPL-3.0-or-later
"""What exists to read or to watch about needs and tools, and what is still to come."""

from __future__ import annotations

from collections.abc import Iterable

from graph.entity import Mention, Reader
from graph.entity.existence import planned
from graph.namespaces import SCHEMA, TIS, local_name

MOST = 4
WORKING_PAPERS = ("minutes", "form", "directory")


def resources(reader: Reader, iris: Iterable[str]) -> tuple[Mention, ...]:
    """What exists already about these things, in their order."""
    data, own = reader.dataset, reader.model.kind("resource").iri
    about = dict.fromkeys(found for iri in iris for found in data.subjects(SCHEMA.about, iri))
    ready = [iri for iri in about if own in data.types(iri) and not _is_set_aside(reader, iri)]
    return tuple(reader.mention(iri) for iri in ready[:MOST])


def _is_set_aside(reader: Reader, iri: str) -> bool:
    """Whether it is still to come, or made for those who work on the map."""
    return bool(to_come(reader, iri)) or is_working_paper(reader, iri)


def to_come(reader: Reader, iri: str) -> str:
    """Its state where it is not there yet, "" where it is."""
    return planned(reader.dataset, iri)


def is_working_paper(reader: Reader, iri: str) -> bool:
    """Whether it is made for those who work on the map, not for associations."""
    return any(local_name(kind) in WORKING_PAPERS for kind in reader.dataset.links(iri, TIS.resourceKind))
