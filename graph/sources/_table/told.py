# SPDX-License-Identifier: AGPL-3.0-or-later
"""What one row says, as it is gathered: values by kind of thing, and faults; parts that were answered are put right."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from graph.namespaces import TIS
from graph.sources._mapping import cell_option
from graph.sources._reading import SourceFault, SourceValue
from graph.sources._table.cells import CellFault, CellValues, TableCells, tells_somebody
from graph.sources._table.columns import TableColumn
from graph.sources._table.places import SERVICE
from graph.text.folding import fold


@dataclass
class RowTold:
    """What a row says: by kind, its values; its faults."""

    row: int
    values: dict[str, list[SourceValue]] = field(default_factory=dict)
    faults: list[SourceFault] = field(default_factory=list)

    def say(self, kind: str, path: str, text: str, column: str, *, link: bool = False) -> None:
        """Adds a value."""
        found = SourceValue(path, text, column, link=link)
        said = self.values.setdefault(kind, [])
        if not any(value.path == path and value.text == text for value in said):
            said.append(found)

    def fault(self, column: str, fault: CellFault) -> None:
        """Adds a fault."""
        self.faults.append(SourceFault(self.row, column, fault.value, fault.why, fault.nearest))

    def first(self, kind: str, path: str) -> str:
        """The first value of a property, empty where it has none."""
        return next((value.text for value in self.values.get(kind, ()) if value.path == path), "")


class RowTeller:
    """Puts what cells say into rows; an option of `cell_option` says what is meant instead of a part."""

    def __init__(self, cells: TableCells, options: Mapping[str, str]) -> None:
        self.cells, self._options = cells, options

    def instead(self, column: TableColumn, text: str) -> str | None:
        """What was answered instead of a text, empty to leave it aside; None where nothing was."""
        return self._options.get(cell_option(column.name, text))

    def meant(self, column: TableColumn, text: str) -> str:
        """The text that a cell means."""
        instead = self.instead(column, text)
        return text if instead is None else instead

    def say(self, told: RowTold, column: TableColumn, found: CellValues) -> None:
        """Takes what a cell says; a part that cannot be read may have been answered."""
        place = column.place
        if place is None:
            return
        for text in found.texts:
            told.say(place.kind, place.path, text, column.name)
        aside = list(found.aside)
        for fault in found.faults:
            instead = self.instead(column, fault.value)
            if instead is None:
                if not column.foreign:
                    told.fault(column.name, fault)
                continue
            aside = [text for text in aside if text != fault.value]
            if instead == fault.value and fault.nearest == (instead,):  # it is to stay as it is
                told.say(place.kind, place.path, instead, column.name)
                continue
            again = self.cells.read(place, instead, "", column.order) if instead else CellValues()
            for text in again.texts:
                told.say(place.kind, place.path, text, column.name)
            for other in again.faults:
                told.fault(column.name, other)
        for text in aside:
            self._keep(told, column, text)

    def _keep(self, told: RowTold, column: TableColumn, text: str) -> None:
        """What has no exact place, as it is said: an amount beside its cost, else under the name of its column."""
        place = column.place
        somebody = tells_somebody(text)
        if somebody is not None:
            told.fault(column.name, somebody)
        elif place is not None and place.path == TIS.cost and place.kind == SERVICE:
            told.say(SERVICE, TIS.costDetail, text, column.name)
        elif place is not None:
            name = "-".join(fold(column.name).split())
            told.say(place.kind, self.cells.exchange.elsewhere(name), text, column.name)
