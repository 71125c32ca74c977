# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the pages by which files come in show: columns with their choices, what changes, and the values to correct."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from graph.deliveries import DeliveryPreview, Fate, ThingPreview
from graph.model import EntityClass, Model
from graph.namespaces import ELSEWHERE
from graph.sources import SourceColumn, SourceFault, SourceMapping, cell_option, column_choices

if TYPE_CHECKING:
    from web.site.importing.reading import FileRead

MOST_FAULTS = 60
ASIDE = "laissée"


@dataclass(frozen=True)
class ColumnChoice:
    """A place that a column may be given: how a mapping says it, and its name."""

    said: str
    label: str


@dataclass(frozen=True)
class ShownColumn:
    """A column: its rank, what stands in it, as what it is taken, why, whether it waits for an answer."""

    rank: int
    column: SourceColumn
    tone: str
    word: str
    why: str

    @property
    def as_said(self) -> bool:
        """Whether it is kept under the name that its format gives it: no field of ours has that meaning."""
        return f" {ELSEWHERE}" in self.column.taken_as


@dataclass(frozen=True)
class ShownFault:
    """A value at fault of the rows that bear it, what to put instead; `option` is how a mapping says so."""

    option: str
    rows: tuple[int, ...]
    fault: SourceFault


@dataclass(frozen=True)
class ShownPreview:
    """What a file would change, as the page shows it: counts, values at fault, changes, what has disappeared."""

    preview: DeliveryPreview
    counts: Mapping[str, int]
    by_kind: tuple[tuple[EntityClass, int], ...]
    faults: tuple[ShownFault, ...]
    other_faults: int
    changed: tuple[ThingPreview, ...]
    gone: tuple[ThingPreview, ...]
    aside: int
    entering: int


def choices(model: Model) -> list[tuple[str, list[ColumnChoice]]]:
    """The places that a column may be given, by kind of thing."""
    found: dict[str, list[ColumnChoice]] = {}
    for said, words in column_choices(model).items():
        kind = model.kind(said.partition(" ")[0]).label.fr
        found.setdefault(kind, []).append(ColumnChoice(said, words.removeprefix(f"{kind} : ")))
    return list(found.items())


def shown_columns(read: FileRead) -> list[ShownColumn]:
    """The columns, those that wait for an answer first; the reason is parted from the word that sums it up."""
    return [_shown(rank, column) for rank, column in enumerate(read.columns)]


def _shown(rank: int, column: SourceColumn) -> ShownColumn:
    word, colon, why = column.why.partition(" : ")
    if column.question:
        return ShownColumn(rank, column, "unsure", "à vous de dire", why if colon else column.why)
    if not column.taken_as:
        return ShownColumn(rank, column, "bare", word if colon else ASIDE, why if colon else column.why)
    tone = "unsure" if word.startswith("en partie") else "yes"
    return ShownColumn(rank, column, tone, word, why)


def shown_preview(preview: DeliveryPreview, model: Model) -> ShownPreview:
    """What a file would change, cut to what can be read."""
    faults = list(_faults(preview))
    entering = {
        kind: sum(found[fate] for fate in Fate if fate is not Fate.GONE) for kind, found in preview.counts.items()
    }
    return ShownPreview(
        preview,
        {fate.value: len(preview.of(fate)) for fate in Fate},
        tuple((model.kind(kind), count) for kind, count in entering.items() if count and kind in model.by_kind),
        tuple(faults[:MOST_FAULTS]),
        max(0, len(faults) - MOST_FAULTS),
        preview.of(Fate.CHANGED),
        preview.of(Fate.GONE),
        len(preview.aside),
        preview.entering,
    )


def _faults(preview: DeliveryPreview) -> Iterator[ShownFault]:
    """The faults, those of one value of one column told once for all its rows."""
    found: dict[tuple[str, str, str], list[SourceFault]] = {}
    for fault in preview.faults:
        row = "" if fault.value else str(fault.row)
        found.setdefault((fault.column, fault.value or row, fault.why), []).append(fault)
    for alike in found.values():
        first = alike[0]
        option = cell_option(first.column, first.value) if first.column and first.value else ""
        yield ShownFault(option, tuple(sorted({fault.row for fault in alike})), first)


def mapping_of_form(read: FileRead, form: Mapping[str, str], before: SourceMapping) -> SourceMapping:
    """What a form says of the columns that the page showed: those that were changed, or that were said before."""
    columns = dict(before.columns)
    for shown in shown_columns(read):
        columns[shown.column.name] = form.get(f"c{shown.rank}", shown.column.taken_as)
    options = dict(before.options)
    for column in read.columns:
        if column.option and (answer := form.get(f"o-{column.option}")) in column.answers:
            options[column.option] = str(answer)
    return SourceMapping(columns, options)
