# SPDX-License-Identifier: AGPL-3.0-or-later
"""What import formats make of files given in tests."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from graph.rdf.dataset import Dataset
from graph.sources import (
    SourceColumn,
    SourceContent,
    SourceEntity,
    SourceFault,
    SourceFormat,
    SourceMapping,
    SourceReading,
    SourceTerms,
    format_of,
)
from graph.storage.derivation import Background
from tests.instances import BASE, model, territories


@dataclass(frozen=True)
class GivenFile:
    """A file given to its format, with what somebody settled."""

    content: SourceContent
    columns: Mapping[str, str]
    options: Mapping[str, str]
    known: Dataset | None = None

    @cached_property
    def form(self) -> SourceFormat:
        """The format that takes it for its own."""
        return format_of(self.content)

    @property
    def terms(self) -> SourceTerms:
        """What its format may know."""
        mapping = SourceMapping(self.columns, self.options)
        return SourceTerms(model(), Background(territories(), BASE), mapping, self.known)

    @cached_property
    def reading(self) -> SourceReading:
        """What its format reads."""
        return self.form.read(self.content, self.terms)

    @cached_property
    def all(self) -> tuple[SourceEntity | SourceFault, ...]:
        """Things and faults, in the order of the file."""
        return tuple(self.reading.things)

    @property
    def things(self) -> list[SourceEntity]:
        """The things alone."""
        return [item for item in self.all if isinstance(item, SourceEntity)]

    @property
    def faults(self) -> list[SourceFault]:
        """The faults alone."""
        return [item for item in self.all if isinstance(item, SourceFault)]

    def said(self, place: int = 0) -> dict[str, list[str]]:
        """The texts of a thing by property."""
        found: dict[str, list[str]] = {}
        for value in self.things[place].values:
            found.setdefault(value.path, []).append(value.text)
        return found

    def column(self, name: str) -> SourceColumn:
        """What became of a column."""
        return next(column for column in self.reading.columns if column.name == name)


def given(
    path: Path,
    text: str | bytes,
    columns: Mapping[str, str] | None = None,
    options: Mapping[str, str] | None = None,
    known: Dataset | None = None,
) -> GivenFile:
    """A file with that text, in UTF-8 unless bytes are given."""
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return GivenFile(SourceContent(path.name, path), columns or {}, options or {}, known)


def blank_lines(text: str) -> Iterator[str]:
    """The lines of a text without what indents them."""
    return (line.strip() for line in text.strip().splitlines())
