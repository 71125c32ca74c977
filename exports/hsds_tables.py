# SPDX-License-Identifier: AGPL-3.0-or-later
"""HSDS 3 as tables: a zip of CSV with its `datapackage.json`, cells as the standard wants them."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from exports._hsds import SLUG, HsdsWriter
from exports._tables import packed
from exports._types import Export, Publication
from graph.model.exchange import Exchange, ExchangeColumn, ExchangeTable, exchange
from graph.sources import HSDS_MANY, HSDS_ONE
from graph.text.wording import Label

KINDS = {"number": "number", "date": "date", "datetime": "datetime", "time": "time"}
HOUR = re.compile(r"\d\d:\d\d")
FORMATS = frozenset({"uuid", "email", "uri"})
# Rows that others point to, by the name of the field that does.
POINTED = {"location": "location_id", "program": "program_id", "taxonomy_term": "taxonomy_term_id"}
POINTED |= {"taxonomy_detail": "taxonomy_id"}
Tables = dict[str, dict[str, dict[str, Any]]]


def render(publication: Publication) -> bytes:
    """The package: only the tables that have rows. Made for programs: nothing is put before what a cell says."""
    own = exchange(SLUG)
    tables: Tables = {name: {} for name in own.tables}
    for organization in HsdsWriter(publication).organizations():
        _lay(tables, "organization", organization, {})
    filled = [own.tables[name] for name, rows in tables.items() if rows]
    files = [(table.path, _written(table, tables[table.name].values())) for table in filled]
    return packed([("datapackage.json", _described(publication, own, filled)), *files])


def _lay(tables: Tables, table: str, row: dict[str, Any], ties: dict[str, str]) -> None:
    """Puts a row in its table, and what hangs on it in theirs, tied by identifiers."""
    flat = {**{name: value for name, value in row.items() if not isinstance(value, dict | list)}, **ties}
    for name, value in row.items():
        if isinstance(value, dict):
            flat[POINTED[name]] = value["id"]
            own = {"organization_id": flat["organization_id"]} if name == "program" else {}
            _lay(tables, HSDS_ONE[name], value, own)
        elif isinstance(value, list):
            for part in value:
                _lay(tables, HSDS_MANY[name], part, _ties(table, HSDS_MANY[name], row["id"]))
    before = tables[table].get(row["id"], {})
    tables[table][row["id"]] = {**before, **flat}


def _ties(owner: str, table: str, key: str) -> dict[str, str]:
    return {"link_id": key, "link_entity": owner} if table == "attribute" else {f"{owner}_id": key}


def _written(table: ExchangeTable, rows: Iterable[dict[str, Any]]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([column.name for column in table.columns])
    writer.writerows([_cell(column, row.get(column.name, "")) for column in table.columns] for row in rows)
    return out.getvalue().encode()


def _cell(column: ExchangeColumn, value: Any) -> Any:
    """A time has seconds in tables, whose type is that of XML Schema."""
    return f"{value}:00" if column.kind == "time" and HOUR.fullmatch(str(value)) else value


def _described(publication: Publication, own: Exchange, tables: Iterable[ExchangeTable]) -> bytes:
    about = publication.observatory
    said = {
        "name": f"{about.slug}-hsds",
        "title": about.title.fr,
        "description": about.description.fr,
        "profile": "tabular-data-package",
        "version": own.label.rpartition(" ")[2],
        "homepage": f"{publication.base}/",
        "licenses": [{"path": publication.licence}] if publication.licence else [],
        "resources": list(_resources(tables)),
    }
    return json.dumps(said, ensure_ascii=False, indent=1).encode()


def _resources(tables: Iterable[ExchangeTable]) -> Iterator[dict[str, Any]]:
    for table in tables:
        schema = {"primaryKey": "id", "fields": list(map(_field, table.columns))}
        file = {"path": table.path, "format": "csv", "mediatype": "text/csv", "profile": "tabular-data-resource"}
        yield {"name": table.name, **file, "schema": schema}


def _field(column: ExchangeColumn) -> dict[str, Any]:
    limits: dict[str, Any] = {"required": True} if column.required else {}
    limits |= {"enum": list(column.values)} if column.values else {}
    said: dict[str, Any] = {"name": column.name, "type": KINDS.get(column.kind, "string")}
    said |= {"format": column.kind} if column.kind in FORMATS else {}
    return {**said, "constraints": limits} if limits else said


export = Export(
    slug="hsds-tables",
    label=Label("HSDS 3 en tableaux, un zip de CSV avec sa description"),
    media_type="application/zip",
    extension="hsds.zip",
    order=73,
    render=render,
    cut=True,
    text=False,
)
