# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rows as things: what a row is about, what it offers, where it is; rows that say the same thing twice are told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b

from graph.namespaces import ELSEWHERE, ORG, SCHEMA, TIS, WGS
from graph.sheets import SheetRow
from graph.sources._reading import SourceEntity, SourceFault, SourceMapping, SourceValue
from graph.sources._table.cells import (
    NO_COORDINATE,
    POSTED,
    CellFault,
    CellReader,
    CellValues,
)
from graph.sources._table.deciding import TableColumn
from graph.sources._table.places import (
    ACTOR,
    ADDRESS,
    COMPLEMENT,
    EVENT,
    NAME,
    PLACE,
    POINT,
    POSTCODE,
    SERVICE,
)
from graph.sources._table.shapes import code_of_five, is_blank, point
from graph.territory import Territory
from graph.territory.lambert import is_lambert, to_degrees
from graph.text.folding import fold

WRONG_LENGTH = (
    "cette ligne a {count} cellules pour {width} colonnes : un séparateur est en trop ou manque. Corrigez-la."
)
NAMELESS = "cette ligne n’a pas de nom : donnez-lui-en un dans la colonne « {column} »."
NO_NAME_COLUMN = (
    "aucune colonne ne dit le nom de ce que chaque ligne décrit. Dites laquelle, ou donnez-lui le titre « Nom »."
)
SAME_ROW = "la même que la ligne {row} : elle n’est prise qu’une fois."
SAME_KEY = "la ligne {row} a déjà « {key} » : gardez-en une, ou dites ce qui les distingue."
SAID_BEFORE = "la ligne {row} décrit déjà « {name} » autrement : c’est elle qui est gardée pour la structure."
HALF_POINT = "il manque l’autre coordonnée : une latitude va avec une longitude."
MOST_WORDS = 3
# Metropolitan France in degrees: what tells a latitude from a longitude.
LATITUDES, LONGITUDES = (41.0, 51.6), (-5.6, 10.0)
OFFERS = {SERVICE: SCHEMA.provider, EVENT: SCHEMA.organizer}
DIGITS = 6  # of a degree: a tenth of a metre


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


class RowReader:
    """The rows of one table, in their order."""

    def __init__(self, columns: Sequence[TableColumn], kind: str, cells: CellReader, mapping: SourceMapping) -> None:
        self._columns, self._kind, self._cells = tuple(columns), kind, cells
        self._instead = mapping.options
        self._taken = [column for column in columns if column.place is not None]
        self._key = next((column for column in columns if column.is_key), None)
        self._name = next((item.name for item in self._taken if item.place and item.place.path == NAME), "")
        self._seen: dict[tuple[str, str], tuple[int, bytes]] = {}
        self._whole: dict[bytes, int] = {}

    def things(self, rows: Iterable[SheetRow], *, may_be_short: bool) -> Iterator[SourceEntity | SourceFault]:
        """The things of rows, and what is wrong with them."""
        if not self._name:
            yield SourceFault(0, "", "", NO_NAME_COLUMN)
            return
        width = len(self._columns)
        for row, cells in rows:
            fits = len(cells) == width or (len(cells) < width and may_be_short) or not any(cells[width:])
            if not fits or (len(cells) < width and not may_be_short):
                yield SourceFault(row, "", "", WRONG_LENGTH.format(count=len(cells), width=width))
            elif before := self._same(cells, row):
                yield SourceFault(row, "", "", SAME_ROW.format(row=before))
            else:
                yield from self._things(row, cells)

    def _same(self, cells: tuple[str, ...], row: int) -> int:
        """The number of the row that is the same in all, 0 for none."""
        digest = _digest(cells)
        before = self._whole.setdefault(digest, row)
        return 0 if before == row else before

    def _things(self, row: int, cells: tuple[str, ...]) -> Iterator[SourceEntity | SourceFault]:
        told = self._told(row, cells)
        _join_audience(told)
        yield from told.faults
        main = self._kind
        name = told.first(main, NAME)
        if not name:
            yield SourceFault(row, self._name, "", NAMELESS.format(column=self._name))
            return
        key = self._row_key(told, cells, name)
        if main == ACTOR and SERVICE in told.values:
            yield from self._actor_and_service(told, key, name)
            return
        actor = told.first(ACTOR, NAME) if main in OFFERS else ""
        if actor:
            told.say(main, OFFERS[main], fold(actor), "", link=True)
        fault = self._taken_before(main, key, name, told)
        if fault is not None:
            yield fault
            return
        if actor and (ACTOR, fold(actor)) not in self._seen:
            self._seen[ACTOR, fold(actor)] = row, b""
            yield SourceEntity(ACTOR, fold(actor), tuple(told.values[ACTOR]), row)
        yield SourceEntity(main, key, tuple(told.values[main]), row)

    def _actor_and_service(self, told: RowTold, key: str, name: str) -> Iterator[SourceEntity | SourceFault]:
        """An actor with what it does: one service a row, where a column names services; else one an actor."""
        offer = told.first(SERVICE, NAME)
        values = tuple(told.values[ACTOR])
        before = self._seen.get((ACTOR, key))
        if before is None:
            self._seen[ACTOR, key] = told.row, _digest(value.path + value.text for value in values)
            yield SourceEntity(ACTOR, key, values, told.row)
        elif not offer:
            yield SourceFault(told.row, "", name, SAME_KEY.format(row=before[0], key=name))
            return
        elif before[1] != _digest(value.path + value.text for value in values):
            yield SourceFault(told.row, "", name, SAID_BEFORE.format(row=before[0], name=name))
        if not offer:
            told.say(SERVICE, NAME, _offer_name(name, told, self._cells.labels), "")
        told.say(SERVICE, SCHEMA.provider, key, "", link=True)
        own = f"{key}#{fold(offer)}"
        fault = self._taken_before(SERVICE, own, offer or name, told)
        yield fault if fault is not None else SourceEntity(SERVICE, own, tuple(told.values[SERVICE]), told.row)

    def _taken_before(self, kind: str, key: str, name: str, told: RowTold) -> SourceFault | None:
        """The fault of a row whose key another one has; else the key is now its own."""
        row, _ = self._seen.setdefault((kind, key), (told.row, b""))
        return None if row == told.row else SourceFault(told.row, "", name, SAME_KEY.format(row=row, key=name))

    def _row_key(self, told: RowTold, cells: tuple[str, ...], name: str) -> str:
        """What the table tells a row by: its own number, an official number, else its name, where and when it is."""
        if self._key is not None and self._key.index < len(cells) and not is_blank(cells[self._key.index]):
            return cells[self._key.index]
        number = told.first(self._kind, ORG.identifier)
        if number:
            return number
        where = told.first(self._kind, PLACE).rpartition("/")[2]
        when = told.first(self._kind, SCHEMA.startDate) if self._kind == EVENT else ""
        return " ".join(part for part in (fold(name), where, when) if part)

    # --- cells ---------------------------------------------------------------------------------------------------------

    def _told(self, row: int, cells: tuple[str, ...]) -> RowTold:
        told, parts = RowTold(row), dict[str, list[tuple[TableColumn, str]]]()
        for column in self._taken:
            text = cells[column.index] if column.index < len(cells) else ""
            text = self._instead.get(f"{column.name} = {text}", text)
            if is_blank(text) or column.place is None:
                continue
            if column.place.path in JOINED:
                parts.setdefault(column.place.path, []).append((column, text))
                continue
            found = self._cells.read(column.place, text, column.separator, column.order)
            self._say(told, column, found)
        self._locate(told, parts)
        self._point(told, parts)
        return told

    def _say(self, told: RowTold, column: TableColumn, found: CellValues) -> None:
        """A part that cannot be read may have been answered: « column = part » of the options says what instead."""
        place = column.place
        if place is None:
            return
        for text in found.texts:
            if text:
                told.say(place.kind, place.path, text, column.name)
        aside = list(found.aside)
        for fault in found.faults:
            instead = self._instead.get(f"{column.name} = {fault.value}")
            again = self._cells.read(place, instead, "", column.order) if instead else CellValues()
            if instead is None or again.faults:
                told.fault(column.name, fault)
                continue
            aside = [text for text in aside if text != fault.value]
            for text in again.texts:
                told.say(place.kind, place.path, text, column.name)
        for text in aside:
            self._keep(told, column, text)

    def _keep(self, told: RowTold, column: TableColumn, text: str) -> None:
        """What has no exact place, as it is said: an amount beside its cost, else under the name of its column."""
        place = column.place
        if place is None:
            return
        if place.path == TIS.cost and place.kind == SERVICE:
            told.say(SERVICE, TIS.costDetail, text, column.name)
            return
        name = "-".join(fold(column.name).split())
        told.say(place.kind, self._cells.exchange.elsewhere(name), text, column.name)

    # --- where it is -----------------------------------------------------------------------------------------------------

    def _locate(self, told: RowTold, parts: dict[str, list[tuple[TableColumn, str]]]) -> None:
        """The commune, by its code, its name, the postal code or the end of the address; then the address on a line."""
        streets = [(column, " ".join(text.replace("\n", ", ").split())) for column, text in parts.get(ADDRESS, ())]
        posted = [(column, code_of_five(text), text) for column, text in parts.get(POSTCODE, ())]
        postcode = next((code for _, code, _ in posted if code), "")
        commune = self._commune(told, parts, postcode, streets)
        for column, code, text in posted:
            # Businesses have codes of their own, which no list holds: they begin as those of their département do.
            near = commune is not None and code.startswith(commune.departement or "?")
            found = self._cells.read(column.place, text) if column.place and not near else CellValues()
            for fault in found.faults:
                told.fault(column.name, fault)
            postcode = postcode if not found.faults or code != postcode else ""
        if not streets:
            return
        column, street = streets[0]
        extra = [text for _, text in (*streets[1:], *parts.get(COMPLEMENT, ())) if fold(text) not in fold(street)]
        line = ", ".join([street, *dict.fromkeys(extra)])
        name = commune.name if commune is not None else ""
        town = " ".join(part for part in (postcode, name) if part)
        if town and not (postcode and postcode in line) and not (not postcode and fold(name) in fold(line)):
            line = f"{line}, {town}"
        if column.place is not None and column.place.field is not None:
            self._say(told, column, self._cells.read(column.place, line))
        elif column.place is not None:
            told.say(column.place.kind, ADDRESS, line, column.name)

    def _commune(
        self, told: RowTold, parts: dict[str, list[tuple[TableColumn, str]]], postcode: str,
        streets: list[tuple[TableColumn, str]],
    ) -> Territory | None:  # fmt: skip
        """The commune that a row says; it is said once, by its code rather than by its name."""
        asked = sorted(parts.get(PLACE, ()), key=lambda item: not code_of_five(item[1]))
        for _, street in streets if not asked else ():
            if (found := POSTED.search(street)) is not None:
                asked, postcode = [(streets[0][0], found[2])], found[1]
        if not asked and postcode:
            asked = [(parts[POSTCODE][0][0], postcode)] if POSTCODE in parts else []
        for column, text in asked:
            instead = self._instead.get(f"{column.name} = {text}", text)
            place = self._cells.commune(instead, "" if instead == postcode else postcode)
            if not isinstance(place, CellFault):
                told.say(self._where(column), PLACE, self._cells.iri(place), column.name)
                return place
            if column.place is not None and column.place.path == PLACE:
                told.fault(column.name, place)
        return None

    def _where(self, column: TableColumn) -> str:
        return column.place.kind if column.place is not None else self._kind

    def _point(self, told: RowTold, parts: dict[str, list[tuple[TableColumn, str]]]) -> None:
        """Latitude and longitude in degrees, from two columns or one, from Lambert-93 or degrees."""
        found = [(column, point(text)) for column, text in parts.get(POINT, ())]
        for column, both in found:
            if both is None:
                told.fault(
                    column.name, CellFault(dict((c.name, t) for c, t in parts[POINT])[column.name], NO_COORDINATE)
                )
            else:
                self._say_point(told, column, both)
                return
        kind = self._kind
        pair = told.first(kind, WGS.lat), told.first(kind, WGS.long)
        if not any(pair):
            return
        said = [value for value in told.values[kind] if value.path in (WGS.lat, WGS.long)]
        told.values[kind] = [value for value in told.values[kind] if value not in said]
        if not all(pair):
            told.fault(said[0].column, CellFault(said[0].text, HALF_POINT))
            return
        column = next(item for item in self._taken if item.name == said[0].column)
        self._say_point(told, column, (float(pair[0]), float(pair[1])))

    def _say_point(self, told: RowTold, column: TableColumn, both: tuple[float, float]) -> None:
        found = degrees(*both)
        if found is None:
            told.fault(column.name, CellFault(f"{both[0]:g} ; {both[1]:g}", NO_COORDINATE))
            return
        for path, value in zip((WGS.lat, WGS.long), found, strict=True):
            told.say(
                self._where(column), path, f"{round(value, DIGITS):.{DIGITS}f}".rstrip("0").rstrip("."), column.name
            )


JOINED = frozenset({ADDRESS, COMPLEMENT, POSTCODE, PLACE, POINT})
"""What is read together with other cells of the row."""


def degrees(first: float, second: float) -> tuple[float, float] | None:
    """Latitude and longitude in degrees, in whichever order they came, from Lambert-93 too; None for neither."""
    for latitude, longitude in ((first, second), (second, first)):
        if is_lambert(longitude, latitude):
            return to_degrees(longitude, latitude)
    if _within(first, LONGITUDES) and _within(second, LATITUDES):
        first, second = second, first
    return (first, second) if abs(first) <= 90 and abs(second) <= 180 and (first or second) else None


def _join_audience(told: RowTold) -> None:
    """Whom an actor is for makes no service by itself, nor do words that nobody knows here."""
    offers = told.values.get(SERVICE, [])
    alone = all(value.path == SCHEMA.audience or value.path.startswith(str(ELSEWHERE)) for value in offers)
    if ACTOR in told.values and offers and alone:
        told.values[ACTOR] += told.values.pop(SERVICE)


def _within(value: float, bounds: tuple[float, float]) -> bool:
    return bounds[0] <= value <= bounds[1]


def _offer_name(name: str, told: RowTold, labels: Mapping[str, str]) -> str:
    """What a service without a name is called: who offers it, then what the row says that it does."""
    for path in (TIS.meetsNeed, SCHEMA.serviceType, TIS.cost):
        words = [labels[value.text] for value in told.values[SERVICE] if value.path == path and value.text in labels]
        if words:
            said = ", ".join(word[:1].lower() + word[1:] for word in words[:MOST_WORDS])
            return f"{name} : {said}{' …' if len(words) > MOST_WORDS else ''}"
    return name


def _digest(texts: Iterable[str]) -> bytes:
    found = blake2b(digest_size=12)
    for text in texts:
        found.update(text.encode() + b"\0")
    return found.digest()
