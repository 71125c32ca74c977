# SPDX-License-Identifier: AGPL-3.0-or-later
"""The rows of a table as facts: an actor a row, with the service that the same row offers, if any."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from graph.errors import DataError, TisserandError
from graph.model import Model
from graph.namespaces import ACCESS_RIGHT, DCT, RDF, SCHEMA, SKOS
from graph.rdf.dataset import Fact, Value, text_literal
from graph.sheets._table import SheetTable
from graph.sources._filled.cells import CellParser
from graph.sources._filled.columns import ACTOR, FORMER, SERVICE, SheetColumn, columns
from graph.storage.derivation import Background
from graph.storage.loading import Loaded
from graph.text.addresses import address_part
from graph.text.folding import fold

log = logging.getLogger("tisserand")
UNKNOWN_COLUMN = "la colonne « {title} » n’est pas connue. Retirez-la, ou donnez-lui l’un de ces titres : {known}."
TWICE = "la colonne « {title} » est là deux fois. Gardez-en une."
NO_NAME = "aucune colonne ne s’appelle « {title} » : c’est elle qui nomme chaque acteur."
NAMELESS = "la colonne « {title} » est vide : donnez un nom à cette ligne."
LEFT_ASIDE = "%s : la colonne « %s » est laissée de côté. On dit maintenant qui a confirmé, et quel jour."
IN_CELL = "colonne « {title} » : {problem}"


@dataclass(frozen=True)
class LoadedTable(Loaded):
    """A table that can be taken; faults are told by the row that speaks of their subject."""

    rows: Mapping[str, int] = field(default_factory=dict)

    def line_of(self, subject: str, path: str, value: str) -> int | None:
        """The row of a subject, None for what is about the whole table."""
        return self.rows.get(subject)


@dataclass(frozen=True)
class _Row:
    """A row read: by class, its cells that are not empty."""

    number: int
    cells: Mapping[str, tuple[tuple[SheetColumn, str], ...]]


def facts_of(table: SheetTable, model: Model, background: Background, licence: str) -> Loaded:
    """What a table says, as one source; raises DataError with the row of the first fault."""
    heads = _columns(table, model)
    reader, root = CellParser(model, background), f"{background.base}/id/"
    source = f"{root}source/table-{address_part(Path(table.file).stem)}"
    said, rows = list(_about(source, table.file, licence)), dict[str, int]()
    for number, cells in table.rows:
        row = _row(number, heads, cells)
        for subject, path, value in _statements(row, table, reader, root, model):
            rows.setdefault(subject, number)
            said.append((subject, path, value))
    facts = tuple(dict.fromkeys(Fact(s, p, o, source) for s, p, o in said))
    return LoadedTable(table.file, source, facts, table.file, "", background.base, rows)


def _about(source: str, file: str, licence: str) -> Iterator[tuple[str, str, Value]]:
    yield source, RDF.type, SCHEMA.Dataset
    yield source, SKOS.prefLabel, text_literal(f"Tableau « {file} »", "fr")
    yield source, DCT.license, licence
    yield source, DCT.accessRights, ACCESS_RIGHT.PUBLIC


def _columns(table: SheetTable, model: Model) -> list[SheetColumn | None]:
    known, found = columns(model), list[SheetColumn | None]()
    for title in table.head:
        column = known.get(fold(title.rstrip(" *")))
        if fold(title) in FORMER:
            log.warning(LEFT_ASIDE, table.file, title)
        elif column is None and title:
            titles = " ; ".join(item.title for item in known.values())
            raise _fault(table, 1, UNKNOWN_COLUMN.format(title=title, known=titles))
        if column is not None and column in found:
            raise _fault(table, 1, TWICE.format(title=title))
        found.append(column)
    if _name(known, ACTOR) not in found:
        raise _fault(table, 1, NO_NAME.format(title=_name(known, ACTOR).title))
    return found


def _name(known: Mapping[str, SheetColumn], kind: str) -> SheetColumn:
    return next(item for item in known.values() if item.kind == kind and item.field.path == SKOS.prefLabel)


def _row(number: int, heads: list[SheetColumn | None], cells: tuple[str, ...]) -> _Row:
    filled = [(head, cell) for head, cell in zip(heads, cells, strict=False) if head is not None and cell]
    kinds = {kind: tuple(item for item in filled if item[0].kind == kind) for kind in (ACTOR, SERVICE)}
    return _Row(number, kinds)


def _statements(
    row: _Row, table: SheetTable, reader: CellParser, root: str, model: Model
) -> Iterator[tuple[str, str, Value]]:
    names: dict[str, str] = {}
    for kind, cells in row.cells.items():
        if not cells and kind != ACTOR:
            continue
        name = next((text for column, text in cells if column.field.path == SKOS.prefLabel), "")
        if not name:
            raise _fault(table, row.number, NAMELESS.format(title=_name(columns(model), kind).title))
        names[kind] = address_part(name) if kind == ACTOR else f"{names[ACTOR]}-{address_part(name)}"
        subject = f"{root}{kind}/{names[kind]}"
        yield subject, RDF.type, model.kind(kind).iri
        for column, text in cells:
            for value in _values(table, row, reader, column, text):
                yield subject, column.field.path, value
    if SERVICE in names:
        yield f"{root}{SERVICE}/{names[SERVICE]}", SCHEMA.provider, f"{root}{ACTOR}/{names[ACTOR]}"


def _values(table: SheetTable, row: _Row, reader: CellParser, column: SheetColumn, text: str) -> list[Value]:
    try:
        return list(reader.values(column, text))
    except TisserandError as error:
        raise _fault(table, row.number, IN_CELL.format(title=column.title, problem=error.message)) from error


def _fault(table: SheetTable, number: int, problem: str) -> DataError:
    return DataError(problem, file=table.file, line=number)
