# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a file says, read by the model: its things and its faults, before anything is judged as a whole."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from graph.deliveries.origin import DeliveryOrigin
from graph.namespaces import compact
from graph.rdf.dataset import Fact
from graph.sources import SourceFault

DEPENDS = "elle dépend de la ligne {row}, qui est à corriger."


@dataclass(frozen=True)
class DeliveredThing:
    """A thing as it may enter: its row, what is said of it, and where in the file each property stands."""

    iri: str
    kind: str
    key: str
    row: int
    source: str
    facts: frozenset[Fact]
    links: frozenset[tuple[str, str]]
    """Kinds and keys of the other things of the file that it leads to."""
    columns: Mapping[str, str]


@dataclass(frozen=True)
class Delivered:
    """What a file says, read by the model: nothing is judged as a whole, nothing is written.

    `repeated`: rows that say again word for word what another one says, with that one. `parts`: the sources that the
    file tells apart. `notices`: what is to be known, in French. `rows`: how many rows have a thing or a fault.
    """

    origin: DeliveryOrigin
    base: str
    things: tuple[DeliveredThing, ...]
    faults: tuple[SourceFault, ...]
    repeated: tuple[tuple[int, int], ...] = ()
    parts: frozenset[str] = frozenset()
    notices: tuple[str, ...] = ()
    rows: int = 0

    @property
    def source(self) -> str:
        """The IRI of the source that the file becomes."""
        return self.origin.iri(self.base)

    @cached_property
    def sources(self) -> frozenset[str]:
        """Every source whose facts this delivery says."""
        return self.parts | {self.source}

    @cached_property
    def faulty_rows(self) -> frozenset[int]:
        """The rows with something to correct."""
        return frozenset(fault.row for fault in self.faults if fault.row)


def column_of(thing: DeliveredThing, path: str) -> str:
    """How the file names where a property of a thing stands; its compact IRI where the file does not say."""
    return thing.columns.get(path, "") or compact(path)


def without_rows(delivered: Delivered, rows: Iterable[int]) -> Delivered:
    """The delivery without the things of these rows, nor those that lead to them alone: each is told as a fault."""
    aside, faults = set(rows), list(delivered.faults)
    things = list(delivered.things)
    while True:
        there = {(thing.kind, thing.key) for thing in things if thing.row not in aside}
        gone = {(thing.kind, thing.key): thing.row for thing in things if thing.row in aside}
        led = {
            thing.row: gone[link]
            for thing in things
            if thing.row not in aside
            for link in thing.links
            if link in gone and link not in there
        }
        if not led:
            break
        faults += [SourceFault(row, "", "", DEPENDS.format(row=other)) for row, other in sorted(led.items())]
        aside |= led.keys()
    kept = tuple(thing for thing in things if thing.row not in aside)
    return replace(delivered, things=kept, faults=tuple(sorted(faults, key=lambda fault: fault.row)))
