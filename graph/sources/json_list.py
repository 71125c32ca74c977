# SPDX-License-Identifier: AGPL-3.0-or-later
"""JSON that open data sites give where nothing else knows it: a list of records, or GeoJSON, read as any table is."""

from __future__ import annotations

import csv
import shutil
import tempfile
import weakref
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from graph.errors import DataError
from graph.sources import table
from graph.sources._json import JsonDocument, JsonItem, json_head, texts_of, whole
from graph.sources._reading import SourceContent, SourceEntity, SourceFault, SourceFormat, SourceReading, SourceTerms
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
    """The things of a list, by way of a table that lasts as long as they are read; raises DataError."""
    folder = Path(tempfile.mkdtemp(prefix="tisserand-"))
    try:
        _write(content, folder / "table.csv")
        read = table.source.read(replace(content, path=folder / "table.csv"), terms)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    things = _as_they_come(read.things)
    weakref.finalize(things, shutil.rmtree, folder, ignore_errors=True)
    return replace(read, things=things)


def _as_they_come(things: Iterator[SourceEntity | SourceFault]) -> Iterator[SourceEntity | SourceFault]:
    """The same, as something that is let go of once nobody reads it any more."""
    yield from things


def _write(content: SourceContent, path: Path) -> None:
    """The records of a document as rows, under the names that any of them has, in the order they come in."""
    titles: dict[str, None] = {}
    count = 0
    for item in _records(content):
        titles.update(dict.fromkeys(_flat(item)))
        count += 1
    if not count or not titles:
        raise DataError(NO_LIST, file=content.name)
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(titles), restval="", delimiter=";")
        writer.writeheader()
        writer.writerows(map(_flat, _records(content)))


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
