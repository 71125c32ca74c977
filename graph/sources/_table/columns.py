# SPDX-License-Identifier: AGPL-3.0-or-later
"""A column of a table as it is taken, or why it is not, and how its cells are read."""

from __future__ import annotations

from dataclasses import dataclass, replace

from graph.sources._reading import SourceColumn
from graph.sources._table.places import TablePlace
from graph.sources._table.profile import ColumnProfile

NAMES, NUMBERS = "laissée : des noms de personnes : ils n’entrent pas ici", "laissée : des numéros de personnes"
PERSONAL = "laissée : ce qui touche à des personnes n’entre pas ici"


@dataclass(frozen=True)
class TableColumn:
    """A column as it is taken: its place in the rows, its name, its `place` (None: left aside), why, its question;
    what parts its values, in which order its days are written; whether its title tells, or a mapping (`settled`);
    whether its words are of another list (`foreign`): they are kept as they are said, and none is a fault."""

    index: int
    name: str
    profile: ColumnProfile
    place: TablePlace | None = None
    why: str = ""
    separator: str = ""
    order: str = ""
    question: SourceColumn | None = None
    is_key: bool = False
    sure: bool = False
    settled: bool = False
    foreign: bool = False

    @property
    def is_personal(self) -> bool:
        """Whether nothing of it may be shown."""
        return self.why in (NAMES, NUMBERS, PERSONAL)

    def told(self) -> SourceColumn:
        """What is said of it."""
        said = "" if self.place is None else self.place.said
        examples = () if self.is_personal else self.profile.examples
        base = self.question or SourceColumn(self.name, "", "")
        return replace(base, taken_as=said, why=self.why, examples=examples)

    def aside(self, why: str) -> TableColumn:
        """The same, left aside."""
        return replace(self, place=None, why=why, question=None)
