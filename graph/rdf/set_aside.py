# SPDX-License-Identifier: AGPL-3.0-or-later
"""What some source says and is not shown, because another one is believed: it stays among the facts."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from graph.rdf.dataset import Dataset, Fact, Value

Statements = frozenset[tuple[str, "Value"]]


@dataclass(frozen=True)
class SetAside:
    """The statements that are not shown: property and object, by subject."""

    by_subject: Mapping[str, Statements] = field(default_factory=dict)

    @cached_property
    def paths(self) -> frozenset[str]:
        """The properties of which something is not shown."""
        return frozenset(path for said in self.by_subject.values() for path, _ in said)

    def holds(self, s: str, p: str, o: Value) -> bool:
        """Whether this statement is not shown."""
        return p in self.paths and (p, o) in self.by_subject.get(s, ())

    def paths_apart_from(self, other: SetAside) -> frozenset[str]:
        """The properties of which not the same is shown as with another one."""
        subjects = self.by_subject.keys() | other.by_subject.keys()
        none: Statements = frozenset()
        apart = (self.by_subject.get(iri, none) ^ other.by_subject.get(iri, none) for iri in subjects)
        return frozenset(path for said in apart for path, _ in said)

    def __bool__(self) -> bool:
        return bool(self.by_subject)


NOTHING = SetAside()


class ShowingRule(Protocol):
    """Which of the values of several sources is shown; given a dataset that shows all of them."""

    def set_aside(self, data: Dataset) -> SetAside:
        """What is not shown of a dataset."""

    def after(self, data: Dataset, before: SetAside, facts: Collection[Fact]) -> SetAside:
        """The same once these facts have entered or left it."""
