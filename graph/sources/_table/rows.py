# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rows as things: what a row is about, what it offers, where it is; rows that say the same thing twice are told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import blake2b

from graph.namespaces import ELSEWHERE, ORG, SCHEMA, TIS
from graph.sheets import SheetRow
from graph.sources._reading import SourceEntity, SourceFault, SourceMapping
from graph.sources._table.cells import TableCells
from graph.sources._table.columns import TableColumn
from graph.sources._table.locating import JOINED, RowCell, RowLocator
from graph.sources._table.places import ACTOR, EVENT, NAME, PLACE, SERVICE
from graph.sources._table.shapes import is_blank
from graph.sources._table.told import RowTeller, RowTold
from graph.text.folding import fold
from graph.text.official_numbers import SIRET

WRONG_LENGTH = "cette ligne a {count} pour {width} colonnes : un séparateur est en trop ou manque. Corrigez-la."
ONE_CELL, CELLS = "une seule cellule", "{count} cellules"
NAMELESS = "cette ligne n’a pas de nom : donnez-lui-en un dans la colonne « {column} »."
NO_NAME_COLUMN = (
    "aucune colonne ne dit le nom de ce que chaque ligne décrit. Dites laquelle, ou donnez-lui le titre « Nom »."
)
SAME_ROW = "la même que la ligne {row} : elle n’est prise qu’une fois."
SAME_KEY = "la ligne {row} a déjà « {key} » : gardez-en une, ou dites ce qui les distingue."
SAID_BEFORE = "la ligne {row} décrit déjà « {name} » autrement : c’est elle qui est gardée pour la structure."
MOST_WORDS = 3
OFFERS = {SERVICE: SCHEMA.provider, EVENT: SCHEMA.organizer}


class RowReader:
    """The rows of one table, in their order."""

    def __init__(self, columns: Sequence[TableColumn], kind: str, cells: TableCells, mapping: SourceMapping) -> None:
        self._columns, self._kind, self._cells = tuple(columns), kind, cells
        self._teller = RowTeller(cells, mapping.options)
        self._locator = RowLocator(self._teller, kind)
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
                yield SourceFault(row, "", "", WRONG_LENGTH.format(count=_cells(len(cells)), width=width))
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
            if any(fault.column == self._name for fault in told.faults):  # what it is called is asked already
                return
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
        if len(number) == SIRET:  # the others are shared by all that one body holds
            return number
        where = told.first(self._kind, PLACE).rpartition("/")[2]
        when = told.first(self._kind, SCHEMA.startDate) if self._kind == EVENT else ""
        return " ".join(part for part in (fold(name), where, when) if part)

    def _told(self, row: int, cells: tuple[str, ...]) -> RowTold:
        told, parts = RowTold(row), dict[str, list[RowCell]]()
        for column in self._taken:
            text = self._teller.meant(column, cells[column.index]) if column.index < len(cells) else ""
            if is_blank(text) or column.place is None:
                continue
            if column.place.path in JOINED:
                parts.setdefault(column.place.path, []).append((column, text))
            else:
                self._teller.say(told, column, self._cells.read(column.place, text, column.separator, column.order))
        self._locator.locate(told, parts)
        return told


def _join_audience(told: RowTold) -> None:
    """Whom an actor is for makes no service by itself, nor do words that nobody knows here."""
    offers = told.values.get(SERVICE, [])
    alone = all(value.path == SCHEMA.audience or value.path.startswith(str(ELSEWHERE)) for value in offers)
    if ACTOR in told.values and offers and alone:
        told.values[ACTOR] += told.values.pop(SERVICE)


def _offer_name(name: str, told: RowTold, labels: Mapping[str, str]) -> str:
    """What a service without a name is called: who offers it, then what the row says that it does."""
    for path in (TIS.meetsNeed, SCHEMA.serviceType, TIS.cost):
        words = [labels[value.text] for value in told.values[SERVICE] if value.path == path and value.text in labels]
        if words:
            said = ", ".join(word[:1].lower() + word[1:] for word in words[:MOST_WORDS])
            return f"{name} : {said}{' …' if len(words) > MOST_WORDS else ''}"
    return name


def _cells(count: int) -> str:
    return ONE_CELL if count == 1 else CELLS.format(count=count)


def _digest(texts: Iterable[str]) -> bytes:
    found = blake2b(digest_size=12)
    for text in texts:
        found.update(text.encode() + b"\0")
    return found.digest()
