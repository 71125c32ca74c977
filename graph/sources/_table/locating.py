# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where a row is: its commune, its address on one line and its position, which several cells tell together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from graph.namespaces import WGS
from graph.sources._communes import TWO_COMMUNES
from graph.sources._table.cells import NO_COORDINATE, POSTED, CellFault, CellValues
from graph.sources._table.columns import TableColumn
from graph.sources._table.places import ADDRESS, COMPLEMENT, PLACE, POINT, POSTCODE
from graph.sources._table.shapes import code_of_five, point
from graph.sources._table.told import RowTeller, RowTold
from graph.territory import Territory
from graph.territory.lambert import is_lambert, to_degrees
from graph.text.folding import fold

JOINED = frozenset({ADDRESS, COMPLEMENT, POSTCODE, PLACE, POINT})
"""What is read together with other cells of the row."""
HALF_POINT = "il manque l’autre coordonnée : une latitude va avec une longitude."
# Metropolitan France in degrees: what tells a latitude from a longitude.
LATITUDES, LONGITUDES = (41.0, 51.6), (-5.6, 10.0)
DIGITS = 6  # of a degree: a tenth of a metre

AskedPlace = tuple[TableColumn, str, str]
"""A column, what it says of the commune, the postal code that goes with it."""
RowCell = tuple[TableColumn, str]
RowParts = Mapping[str, Sequence[RowCell]]
"""By place, the cells of a row that say a part of where it is."""


@dataclass(frozen=True)
class RowLocator:
    """Reads where rows are; `kind` is what a row is."""

    teller: RowTeller
    kind: str

    def locate(self, told: RowTold, parts: RowParts) -> None:
        """Says the commune, the address and the position of a row, or what is wrong with them."""
        postcode, commune = self._commune(told, parts)
        self._address(told, parts, postcode, commune.name if commune is not None else "")
        self._position(told, parts)

    # --- commune and postal code ------------------------------------------------------------------------------------

    def _commune(self, told: RowTold, parts: RowParts) -> tuple[str, Territory | None]:
        """The postal code that holds, and the commune: by its code, its name, the end of the address or that code."""
        posted = [(column, code_of_five(text), text) for column, text in parts.get(POSTCODE, ())]
        code = next((code for _, code, _ in posted if code), "")
        found = self._named(told, parts, code)
        for column, own, text in posted:
            # Businesses have codes of their own, which no list holds: they begin as those of their département do.
            near = found is not None and own.startswith(found.departement or "?")
            read = CellValues() if near or column.place is None else self.teller.cells.read(column.place, text)
            for fault in read.faults:
                told.fault(column.name, fault)
                code = "" if own == code else code
        if found is None and posted and PLACE not in parts:
            found = self.teller.cells.only_commune_of(code)
            self._say(told, posted[0][0], found)
        return code, found

    def _named(self, told: RowTold, parts: RowParts, postcode: str) -> Territory | None:
        asked = [(column, text, postcode) for column, text in parts.get(PLACE, ())]
        if not asked:
            ends = [(column, POSTED.search(text)) for column, text in parts.get(ADDRESS, ())]
            asked = [(column, end[2], end[1]) for column, end in ends if end is not None]
        for column, text, code in sorted(asked, key=lambda item: not code_of_five(item[1])):
            found = self.teller.cells.commune(self.teller.meant(column, text), code)
            if not isinstance(found, CellFault):
                settled = self._settled(told, text, found, asked)
                self._say(told, column, settled)
                return settled
            if column.place is not None and column.place.path == PLACE:
                told.fault(column.name, found)
        return None

    def _settled(self, told: RowTold, text: str, found: Territory, asked: Sequence[AskedPlace]) -> Territory | None:
        """The commune of a row, where no other cell of it names another one; else what was answered, or a doubt."""
        cells, code = self.teller.cells, code_of_five(text)
        for column, name, _ in asked if code else ():
            if column.place is None or column.place.path != PLACE or code_of_five(name):
                continue
            if cells.may_be(self.teller.meant(column, name), found):
                continue
            both = f"{code}, {name}"
            instead = self.teller.instead(column, both)
            other = cells.commune(name if instead is None else instead)
            if instead is not None:
                return None if isinstance(other, CellFault) else other
            near = (found.label, *([other.label] if not isinstance(other, CellFault) else other.nearest))
            told.fault(column.name, CellFault(both, TWO_COMMUNES.format(code=code, commune=found.name), near))
        return found

    def _say(self, told: RowTold, column: TableColumn, found: Territory | None) -> None:
        if found is not None:
            told.say(self._kind_of(column), PLACE, self.teller.cells.iri(found), column.name)

    def _kind_of(self, column: TableColumn) -> str:
        return column.place.kind if column.place is not None else self.kind

    # --- address ----------------------------------------------------------------------------------------------------

    def _address(self, told: RowTold, parts: RowParts, postcode: str, commune: str) -> None:
        """The street, what completes it, the postal code and the commune, each once."""
        streets = [(column, _on_a_line(text)) for column, text in parts.get(ADDRESS, ())]
        if not streets:
            return
        column, street = streets[0]
        others = [text for _, text in streets[1:]] + [_on_a_line(text) for _, text in parts.get(COMPLEMENT, ())]
        line = ", ".join(dict.fromkeys([street, *(text for text in others if fold(text) not in fold(street))]))
        town = " ".join(part for part in (postcode, commune) if part)
        said = postcode in line if postcode else fold(line).endswith(fold(commune))
        line = line if said or not town else f"{line}, {town}"
        if column.place is not None:
            self.teller.say(told, column, self.teller.cells.read(column.place, line))

    # --- position ---------------------------------------------------------------------------------------------------

    def _position(self, told: RowTold, parts: RowParts) -> None:
        """Latitude and longitude in degrees, from one cell or two."""
        for column, text in parts.get(POINT, ()):
            both = point(text)
            if both is not None:
                self._say_position(told, column.name, both)
                return
            told.fault(column.name, CellFault(text, NO_COORDINATE))
        said = [value for value in told.values.get(self.kind, ()) if value.path in (WGS.lat, WGS.long)]
        if not said:
            return
        told.values[self.kind] = [value for value in told.values[self.kind] if value not in said]
        by_path = {value.path: value.text for value in said}
        if len(by_path) < 2:
            told.fault(said[0].column, CellFault(said[0].text, HALF_POINT))
        else:
            self._say_position(told, said[0].column, (float(by_path[WGS.lat]), float(by_path[WGS.long])))

    def _say_position(self, told: RowTold, column: str, both: tuple[float, float]) -> None:
        found = in_degrees(*both)
        if found is None:
            told.fault(column, CellFault(f"{both[0]:g} ; {both[1]:g}", NO_COORDINATE))
            return
        for path, value in zip((WGS.lat, WGS.long), found, strict=True):
            told.say(self.kind, path, f"{value:.{DIGITS}f}".rstrip("0").rstrip("."), column)


def in_degrees(first: float, second: float) -> tuple[float, float] | None:
    """Latitude and longitude in degrees, in whichever order they came, from Lambert-93 too; None for neither."""
    for latitude, longitude in ((first, second), (second, first)):
        if is_lambert(longitude, latitude):
            return to_degrees(longitude, latitude)
    if _within(first, LONGITUDES) and _within(second, LATITUDES):
        first, second = second, first
    return (first, second) if abs(first) <= 90 and abs(second) <= 180 and (first or second) else None


def _within(value: float, bounds: tuple[float, float]) -> bool:
    return bounds[0] <= value <= bounds[1]


def _on_a_line(text: str) -> str:
    return " ".join(text.replace("\n", ", ").split())
