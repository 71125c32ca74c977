# SPDX-License-Identifier: AGPL-3.0-or-later
"""What every export is given (a publication) and what it is (an Export)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from graph import clock
from graph.entity.closing import CLOSED, closing_of
from graph.namespaces import RDF, SKOS

if TYPE_CHECKING:
    from exports._licensed import LicenceShare
    from graph.model import EntityClass, Model
    from graph.observatory import Observatory
    from graph.rdf.dataset import Dataset, Fact
    from graph.text.wording import Label


@dataclass(frozen=True)
class Publication:
    """The public dataset ready to be written: sorted facts, their description as a catalogue, the model, the territory.

    `facts` keep their source; `provenance` says it again as statements, for formats without named graphs;
    `catalogue` (DCAT-AP, VoID) has its own graph. `provisional` is true while nobody chose the base of IRIs.
    `licence` is that of the whole, "" where each source tells its own; `shares` are the licences of all sources, also
    of those left out; `things` are those that files are cut to, None for all.
    """

    dataset: Dataset
    model: Model
    observatory: Observatory
    facts: tuple[Fact, ...]
    provenance: tuple[Fact, ...]
    catalogue: tuple[Fact, ...]
    provisional: bool
    licence: str
    shares: tuple[LicenceShare, ...]
    things: frozenset[str] | None = None

    def instances(self, item: EntityClass) -> list[str]:
        """The things of a kind that are asked for, sorted by IRI."""
        return [iri for iri in self.dataset.instances(*item.classes) if self.is_chosen(iri)]

    def is_chosen(self, iri: str) -> bool:
        """Whether a thing is among those that are asked for."""
        return self.things is None or iri in self.things

    def still_there(self, item: EntityClass, *, whole: bool = False) -> list[str]:
        """Those that are not over today: what a format that tells no end may name; `whole`: whatever is asked for."""
        today = clock.today()
        there = self.dataset.instances(*item.classes) if whole else self.instances(item)
        return [iri for iri in there if closing_of(self.dataset, iri).at(today) != CLOSED]

    @property
    def base(self) -> str:
        """The base of the instance's IRIs, without a final slash."""
        return self.dataset.base

    @property
    def sourced(self) -> Iterator[Fact]:
        """Every fact under its source, the description first."""
        yield from (*self.catalogue, *self.facts)

    @property
    def statements(self) -> Iterator[Fact]:
        """Every fact once, sources said again as statements."""
        for facts in self.by_subject.values():
            yield from facts

    def class_of(self, facts: Collection[Fact]) -> EntityClass | None:
        """The class of a subject by what is said of it: its types, and the list that a choice belongs to."""
        types = [str(fact.o) for fact in facts if fact.p == RDF.type]
        scheme = next((str(fact.o) for fact in facts if fact.p == SKOS.inScheme), "")
        return self.model.class_of(types, scheme)

    @cached_property
    def by_subject(self) -> dict[str, tuple[Fact, ...]]:
        """Distinct facts of each subject, sources set aside; subjects and facts in stable order."""
        found: dict[str, dict[tuple[str, str], Fact]] = {}
        for fact in (*self.catalogue, *self.facts, *self.provenance):
            found.setdefault(fact.s, {}).setdefault((fact.p, str(fact.o)), fact)
        return {subject: tuple(facts.values()) for subject, facts in found.items()}


@dataclass
class LeftOut:
    """The things that a format could hold and cannot say: how many, and by field of the format how many lack it."""

    things: int = 0
    lacking: Counter[str] = field(default_factory=Counter)

    def count(self, missing: Collection[str]) -> bool:
        """Counts a thing that lacks fields; whether it lacks any."""
        self.things += bool(missing)
        self.lacking.update(missing)
        return bool(missing)


@dataclass(frozen=True)
class Export:
    """A format: `render` turns a publication into the bytes of one file.

    `offered`: pages name it; the others are for programs, which find them in the catalogue or ask by their type.
    `cut`: it can be cut to the things that the directory shows; `table`: it is made for a spreadsheet, as people open;
    `text`: what it says is text.
    `left_out` counts what cannot be said in a format that requires more than a name.
    """

    slug: str
    label: Label
    media_type: str
    extension: str
    order: int
    render: Callable[[Publication], bytes]
    offered: bool = True
    cut: bool = False
    table: bool = False
    text: bool = True
    left_out: Callable[[Publication], LeftOut] | None = None
