# SPDX-License-Identifier: AGPL-3.0-or-later
"""JSON that open data sites give where nothing else knows it: a list of records, or GeoJSON, read as any table is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import chain
from typing import Any

from graph.errors import DataError
from graph.sheets import SheetRow
from graph.sources import table
from graph.sources._json import JsonDocument, JsonItem, json_head, texts_of, whole
from graph.sources._reading import SourceContent, SourceFault, SourceFormat, SourceReading, SourceTerms
from graph.sources._records import MOST_COLUMNS, TOO_MANY
from graph.sources._table.places import titles_with_numbers
from graph.text.wording import Label

ORDER = table.ORDER - 1  # after every format that knows what its own look like
LISTS = ("features", "records", "results", "data", "items")
"""The names under which sites put the list, where it is not the whole document."""
SEVERAL = " ; "
LATITUDE, LONGITUDE = "latitude", "longitude"
NO_LIST = "ce JSON n’a pas de liste de fiches : on attend une liste, ou du GeoJSON. Demandez-le en tableau (CSV)."
NO_RECORD = "cet élément n’est pas une fiche : on attend des noms et leurs valeurs."


def _recognises(content: SourceContent) -> bool:
    return bool(json_head(content))


def _read(content: SourceContent, terms: SourceTerms) -> SourceReading:
    """The things of a list: it is read once for the names that any of its records has, then as a table is."""
    names: dict[str, None] = {}
    problems: list[SourceFault] = []
    for item in _records(content):
        problems += [SourceFault(item.row, "", "", item.problem)] if item.problem else []
        names.update(dict.fromkeys(_flat(item)))
        if len(names) > MOST_COLUMNS:
            raise DataError(TOO_MANY.format(most=MOST_COLUMNS), file=content.name)
    if not names:
        raise DataError(NO_LIST, file=content.name)
    found = table.read_under(titles_with_numbers(names), lambda: _rows(content, names), content, terms)
    return replace(found, things=chain(problems, found.things))


def _rows(content: SourceContent, names: Iterable[str]) -> Iterator[SheetRow]:
    """The records as rows, those that say nothing left out."""
    for item in _records(content):
        record = _flat(item)
        if any(record.values()):
            yield item.row, tuple(record.get(name, "") for name in names)


def _records(content: SourceContent) -> Iterator[JsonItem]:
    """The items of the list; what stands beside it is of no use."""
    for item in JsonDocument(content).items(LISTS):
        if item.name not in ("", *LISTS):
            continue
        if not isinstance(item.value, Mapping):
            raise DataError(NO_RECORD, file=content.name, line=item.row)
        yield item


def _flat(item: JsonItem) -> dict[str, str]:
    """The values of a record by name: of a feature, those of its properties and where its point is."""
    value: Mapping[str, Any] = item.value
    record = value.get("fields") or value.get("properties") or value
    found = {whole(str(name)): SEVERAL.join(texts_of(text)) for name, text in record.items()}
    geometry = value.get("geometry")
    point = geometry.get("coordinates") if isinstance(geometry, Mapping) and geometry.get("type") == "Point" else None
    if isinstance(point, list) and len(point) > 1 and "properties" in value:
        found |= {LONGITUDE: str(point[0]), LATITUDE: str(point[1])}
    return found


source = SourceFormat(
    slug="json-list",
    label=Label("Liste en JSON, ou GeoJSON"),
    order=ORDER,
    recognises=_recognises,
    read=_read,
    asks_columns=True,
)
