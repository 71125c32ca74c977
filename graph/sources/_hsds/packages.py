# SPDX-License-Identifier: AGPL-3.0-or-later
"""Records of tables: a zip or a folder of CSV with its `datapackage.json`, or one of its tables alone."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
import zipfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path, PurePosixPath
from typing import IO, Any

from graph.errors import DataError, TooLarge
from graph.model.exchange import Exchange
from graph.sources._hsds.record import MANY, ORGANIZATION, PARTS, SERVICE, HsdsRecord
from graph.sources._reading import SourceFault

MOST_FILES, MOST_BYTES, MOST_TIMES = 200, 500 * 1024**2, 300
MOST_CELL, MOST_ROWS = 200_000, 1_000_000
NO_ZIP = "ce zip ne s’ouvre pas : il est coupé, ou protégé par un mot de passe."
BOMB = "{file} : ce zip contient trop de fichiers, ou des fichiers trop gros une fois dépliés. Découpez-le."
NO_TABLE = "aucune table du standard HSDS ici : il faut organizations.csv ou services.csv."
NOT_UTF8 = "{table} n’est pas en UTF-8. Enregistrez ce tableau en « CSV UTF-8 »."
UNQUOTED = "{table} : un guillemet est ouvert sans être refermé, ou une cellule est trop longue."
LENGTH = "cette ligne a {count} cellules, et le tableau {width} colonnes. Vérifiez les virgules et les guillemets."
NO_ID = "cette ligne n’a pas d’« id » : rien ne peut s’y relier."
LONG = "{table} a plus de {most} lignes. Découpez-la."
DESCRIPTION = "datapackage.json"


class HsdsTables:
    """The tables of a package, kept on disk while they are read, as rows of one hang on rows of others."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._rows = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        self._rows.execute(
            "CREATE TABLE line (number INTEGER PRIMARY KEY, name TEXT, row INTEGER, own TEXT, said TEXT)"
        )
        self._rows.execute("CREATE TABLE tie (name TEXT, field TEXT, target TEXT, line INTEGER)")
        self.faults: list[SourceFault] = []
        self.headings: dict[str, tuple[str, ...]] = {}

    def close(self) -> None:
        """Lets go of the rows."""
        self._rows.close()

    def take(self, table: str, stream: IO[bytes]) -> None:
        """Reads one table; raises DataError."""
        text = io.TextIOWrapper(stream, encoding="utf-8-sig", newline="")
        csv.field_size_limit(MOST_CELL)
        try:
            self._take(table, csv.reader(text, strict=True))
        except UnicodeDecodeError as error:
            raise DataError(NOT_UTF8.format(table=table), file=self._name) from error
        except csv.Error as error:
            raise DataError(UNQUOTED.format(table=table), file=self._name) from error
        finally:
            text.detach()  # whoever gave the stream closes it

    def ready(self) -> None:
        """To call once all tables are there."""
        self._rows.execute("CREATE INDEX tied ON tie (name, field, target)")
        self._rows.execute("CREATE INDEX owned ON line (name, own)")

    def records(self) -> Iterator[HsdsRecord]:
        """Organisations with their services, then the services whose organisation is in no table."""
        for row, fields in self._all(ORGANIZATION):
            yield HsdsRecord(ORGANIZATION, self._with_parts(ORGANIZATION, fields), row)
        known = "SELECT own FROM line WHERE name = ?"
        alone = self._rows.execute(
            f"SELECT line FROM tie WHERE name = ? AND field = 'organization_id' AND target NOT IN ({known})",  # noqa: S608
            (SERVICE, ORGANIZATION),
        )
        for (number,) in alone.fetchall():
            row, said = self._rows.execute("SELECT row, said FROM line WHERE number = ?", (number,)).fetchone()
            yield HsdsRecord(SERVICE, self._with_parts(SERVICE, json.loads(said)), row)

    def _take(self, table: str, lines: Any) -> None:
        heading = tuple(name.strip() for name in next(lines, []))
        self.headings[table] = heading
        self._rows.execute("BEGIN")
        for count, cells in enumerate(lines, 1):
            if count > MOST_ROWS:
                raise DataError(LONG.format(table=table, most=MOST_ROWS), file=self._name)
            if cells:
                self._keep(table, lines.line_num, heading, cells)
        self._rows.execute("COMMIT")

    def _keep(self, table: str, row: int, heading: tuple[str, ...], cells: list[str]) -> None:
        if len(cells) != len(heading):
            why = LENGTH.format(count=len(cells), width=len(heading))
            self.faults.append(SourceFault(row, table, ",".join(cells)[:60], why))
            return
        fields = {name: cell.strip() for name, cell in zip(heading, cells, strict=True) if name and cell.strip()}
        if "id" not in fields:
            self.faults.append(SourceFault(row, f"{table}.id", "", NO_ID))
            return
        said = json.dumps(fields, ensure_ascii=False)
        insert = "INSERT INTO line (name, row, own, said) VALUES (?, ?, ?, ?)"
        number = self._rows.execute(insert, (table, row, fields["id"], said)).lastrowid
        ties = [(table, name, text, number) for name, text in fields.items() if name.endswith("_id")]
        self._rows.executemany("INSERT INTO tie VALUES (?, ?, ?, ?)", ties)

    def _all(self, table: str) -> Iterator[tuple[int, dict[str, Any]]]:
        last = 0
        while found := self._rows.execute(
            "SELECT number, row, said FROM line WHERE name = ? AND number > ? ORDER BY number LIMIT 500", (table, last)
        ).fetchall():
            for last, row, said in found:  # noqa: B007
                yield row, json.loads(said)

    def _with_parts(self, table: str, fields: dict[str, Any]) -> dict[str, Any]:
        """A row with the rows that hang on it, and those it points to."""
        own = fields["id"]
        for key in PARTS.get(table, ()):
            child = MANY[key]
            found = self._tied(child, "link_id" if child == "attribute" else f"{table}_id", own)
            if found:
                fields[key] = [self._with_parts(child, row) for row in found]
        for key, target in (("location_id", "location"), ("program_id", "program")):
            if key in fields and table in (SERVICE, "service_at_location"):
                fields[target] = self._whole(target, fields[key])
        if "taxonomy_term_id" in fields:
            term = self._whole("taxonomy_term", fields["taxonomy_term_id"])
            detail = self._whole("taxonomy", term["taxonomy_id"]) if "taxonomy_id" in term else {}
            fields["taxonomy_term"] = {**term, **({"taxonomy_detail": detail} if detail else {})}
        return fields

    def _whole(self, table: str, own: str) -> dict[str, Any]:
        found = self._rows.execute("SELECT said FROM line WHERE name = ? AND own = ?", (table, own)).fetchone()
        return self._with_parts(table, json.loads(found[0])) if found else {}

    def _tied(self, table: str, field: str, own: str) -> list[dict[str, Any]]:
        found = self._rows.execute(
            "SELECT said FROM line WHERE number IN (SELECT line FROM tie WHERE name = ? AND field = ? AND target = ?) "
            "ORDER BY number",
            (table, field, own),
        )
        return [json.loads(said) for (said,) in found.fetchall()]


def tables_in(path: Path, name: str, exchange: Exchange) -> HsdsTables:
    """The tables of a zip, a folder or a single CSV; raises DataError, TooLarge."""
    found = HsdsTables(name)
    try:
        if path.is_dir():
            _from_folder(path, found, exchange)
        elif zipfile.is_zipfile(path):
            _from_zip(path, name, found, exchange)
        else:
            with path.open("rb") as stream:
                found.take(_table_named(name, exchange), stream)
        if not found.headings.keys() & {ORGANIZATION, SERVICE}:
            raise DataError(NO_TABLE, file=name)
        found.ready()
    except BaseException:
        found.close()
        raise
    return found


def table_of(name: str, exchange: Exchange) -> str:
    """The table that a file holds by its name, "" for none: `organizations.csv`, `organization.csv`."""
    stem = PurePosixPath(name).name.lower()
    return next((own.name for own in exchange.tables.values() if stem in (own.path, f"{own.name}.csv")), "")


def _table_named(name: str, exchange: Exchange) -> str:
    """The same; raises DataError where it is none."""
    found = table_of(name, exchange)
    if not found:
        raise DataError(NO_TABLE, file=name)
    return found


def _from_folder(path: Path, found: HsdsTables, exchange: Exchange) -> None:
    files = sorted(file for file in path.iterdir() if file.is_file() and not file.is_symlink())
    described = path / DESCRIPTION
    named = _named(described.read_bytes()) if described.is_file() and not described.is_symlink() else {}
    for file in files[:MOST_FILES]:
        table = named.get(file.name) or table_of(file.name, exchange)
        if table in exchange.tables and file.stat().st_size <= MOST_BYTES:
            with file.open("rb") as stream:
                found.take(table, stream)


def _from_zip(path: Path, name: str, found: HsdsTables, exchange: Exchange) -> None:
    """Nothing of it is written: each table is read where it is, no further than it says to be."""
    try:
        with closing(zipfile.ZipFile(path)) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            if len(entries) > MOST_FILES or any(map(_is_bomb, entries)) or _weight(entries) > MOST_BYTES:
                raise TooLarge(BOMB.format(file=name))
            described = next((entry for entry in entries if PurePosixPath(entry.filename).name == DESCRIPTION), None)
            named = _named(archive.read(described)) if described else {}
            for entry in entries:
                own = PurePosixPath(entry.filename).name
                table = named.get(own) or table_of(own, exchange)
                if table in exchange.tables and table not in found.headings:
                    with archive.open(entry) as stream:
                        found.take(table, stream)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, OSError) as error:
        raise DataError(NO_ZIP, file=name) from error


def _is_bomb(entry: zipfile.ZipInfo) -> bool:
    return entry.file_size > 1024**2 and entry.file_size > MOST_TIMES * max(entry.compress_size, 1)


def _weight(entries: list[zipfile.ZipInfo]) -> int:
    return sum(entry.file_size for entry in entries)


def _named(description: bytes) -> dict[str, str]:
    """The table of each file, as the package says; empty where what it says cannot be read."""
    try:
        resources = json.loads(description.decode("utf-8-sig"))["resources"]
        return {PurePosixPath(str(one["path"])).name: str(one["name"]) for one in resources}
    except (ValueError, KeyError, TypeError, RecursionError):
        return {}
