# SPDX-License-Identifier: AGPL-3.0-or-later
"""The file of a backup: what it holds, how that is written down, and how it is read again without being believed."""

from __future__ import annotations

import gzip
import io
import json
import tarfile
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b, sha256
from pathlib import Path
from typing import Any

from graph.backup.parts import PARTS, BackupPart, TableRows
from graph.backup.sealing import unsealed
from graph.database import Table, all_or_nothing, put_rows
from graph.errors import DataError, InvalidInput, StorageError
from graph.migrations import JOURNAL as CHANGES_OF
from graph.migrations import TABLES, is_chained, is_newer, upgraded
from graph.rdf.nquads import lines
from graph.slips.tables import SLIPS
from graph.storage.erased import FILE as ERASED_FILE
from graph.storage.erased import Register
from graph.storage.head import Extent
from graph.storage.journal import CHANGES, SHIPPED, Journal
from graph.storage.proof import Chain

FORMAT = 1
JOURNAL, SHIPPED_FILE = "journal.jsonl", "shipped.jsonl"
FILES = (JOURNAL, SHIPPED_FILE, *(part.file for part in PARTS if part.in_files), ERASED_FILE)
MANIFEST = "manifest.json"
AT_ONCE = 5_000
_COLUMNS = {column.name for column in CHANGES.c}
# What reading bytes that are no such file, or are one no more, raises.
_NOT_ONE = (OSError, EOFError, tarfile.TarError, zlib.error, ValueError, KeyError, TypeError, AttributeError)


@dataclass(frozen=True)
class Backup:
    """What a backup file holds: `number` changes, the rows of the journal in order, and the moment it was made.

    `parts`: the rows of each other part by table, without those that it is older than. `shipped`: what was last taken
    of each source that ships; `version`: of which release tables and journal are.
    """

    created: str
    base_url: str
    number: int
    total: int
    rows: tuple[dict[str, Any], ...]
    parts: Mapping[str, TableRows] = field(default_factory=dict)
    shipped: tuple[dict[str, Any], ...] = ()
    version: Mapping[str, int] = field(default_factory=dict)
    erased: Register = field(default_factory=Register)
    """What was erased for good before it was made, as hashes."""

    @property
    def head(self) -> Extent:
        """How far its journal goes."""
        last = self.rows[-1] if self.rows else {"at": "", "link": ""}
        return Extent(self.number, self.number, last["at"], last["link"])

    @property
    def slip_count(self) -> int:
        """How many slips it holds."""
        return len(self.parts.get("slips", {}).get(SLIPS.name, ()))


# --- writing -------------------------------------------------------------------------------------------------------


def packed(backup: Backup) -> bytes:
    """The content of its file: a tar.gz of a manifest, with the sum of each other file, and rows as JSON lines."""
    files = {JOURNAL: _lines(backup.rows), SHIPPED_FILE: _lines(backup.shipped)}
    files |= {part.file: _by_table(backup.parts[part.name]) for part in PARTS if part.name in backup.parts}
    files[ERASED_FILE] = backup.erased.as_text().encode()
    manifest = {
        "format": FORMAT,
        "created": backup.created,
        "base_url": backup.base_url,
        "number": backup.number,
        "total": backup.total,
        "slips": backup.slip_count,
        "version": dict(backup.version),
        "sha256": {name: sha256(content).hexdigest() for name, content in files.items()},
    }
    written = io.BytesIO()
    with tarfile.open(fileobj=written, mode="w:gz") as archive:
        for name, content in {MANIFEST: json.dumps(manifest, indent=1).encode(), **files}.items():
            member = tarfile.TarInfo(name)
            member.size, member.mode = len(content), 0o600
            archive.addfile(member, io.BytesIO(content))
    return written.getvalue()


def _by_table(rows: TableRows) -> bytes:
    return _lines({"table": name, **row} for name, found in rows.items() for row in found)


def _lines(rows: Iterable[dict[str, Any]]) -> bytes:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()


# --- reading -------------------------------------------------------------------------------------------------------


def read_backup(path: Path, identity: Path | None = None) -> Backup:
    """The backup in a file, its journal replayed to make sure that it is whole; raises DataError.

    `identity`: the file of the private key of a backup that was encrypted.
    """
    if not path.is_file():
        raise DataError("ce fichier n’existe pas, ou n’est pas un fichier ordinaire.", file=str(path))
    try:
        content = path.read_bytes()
    except OSError as error:
        raise DataError(f"ce fichier ne se lit pas ({error.strerror}).", file=path.name) from error
    return unpacked(unsealed(content, identity, path.name), path.name)


def unpacked(content: bytes, name: str) -> Backup:
    """The backup of these bytes, tried as `read_backup` does; `name` is what errors call it. Raises DataError."""
    try:
        manifest, files = _inside(content)
        version = _version(manifest, name)
        for file, inside in files.items():
            _check_sum(inside, manifest["sha256"][file], name)
        backup = _of_files(manifest, version, files, name)
    except _NOT_ONE as error:
        raise DataError(
            f"ce n’est pas une sauvegarde de Tisserand, ou elle est abîmée ({error}).", file=name
        ) from error
    del files
    _replay(backup, name)
    return backup


def _inside(content: bytes) -> tuple[dict[str, Any], dict[str, bytes]]:
    """The manifest, and the files that it names."""
    # Unpacked to its end, where the sum of all of it is: the manifest has no other.
    with tarfile.open(fileobj=io.BytesIO(gzip.decompress(content)), mode="r:") as archive:
        manifest = json.loads(_member(archive, MANIFEST))
        return manifest, {file: _member(archive, file) for file in FILES if file in manifest["sha256"]}


def _member(archive: tarfile.TarFile, name: str) -> bytes:
    file = archive.extractfile(name)
    if file is None:
        raise KeyError(name)
    return file.read()


def _version(manifest: dict[str, Any], name: str) -> dict[str, int]:
    """Of which release a backup is; raises DataError when that is a later one than this."""
    version = {TABLES: 0, CHANGES_OF: 0}
    known = manifest["format"] == FORMAT
    version.update({part: int(number) for part, number in dict(manifest.get("version", {})).items()})
    if not known or is_newer(version):
        raise DataError("cette sauvegarde vient d’une version plus récente : mettez Tisserand à jour.", file=name)
    return version


def _check_sum(content: bytes, announced: str, name: str) -> None:
    if sha256(content).hexdigest() != announced:
        raise DataError("la sauvegarde est abîmée : son contenu n’a plus la somme de contrôle annoncée.", file=name)


def _of_files(manifest: dict[str, Any], version: dict[str, int], files: Mapping[str, bytes], name: str) -> Backup:
    """The backup of these files, each row as the tables hold it now; raises DataError."""
    since = version[TABLES]
    rows, shipped = (
        [upgraded(table.name, row, since) for row in _parsed(files.get(file, b""))]
        for table, file in ((CHANGES, JOURNAL), (SHIPPED, SHIPPED_FILE))
    )
    parts = {part.name: _rows_by_table(files[part.file], part, since) for part in PARTS if part.file in files}
    for part in PARTS:
        _try(part.tables, parts.get(part.name, {}), part.told, name)
    _try([SHIPPED], {SHIPPED.name: shipped}, "les faits livrés", name)
    told = (manifest["created"], manifest["base_url"], manifest["number"], manifest["total"])
    erased = Register.of_text(files.get(ERASED_FILE, b"").decode())
    return Backup(*told, tuple(rows), parts, tuple(shipped), version, erased)


def _parsed(content: bytes) -> list[dict[str, Any]]:
    """The objects of a file, one a line."""
    return [json.loads(line) for line in content.decode().split("\n") if line]


def _rows_by_table(content: bytes, part: BackupPart, since: int) -> TableRows:
    rows = part.empty
    for row in _parsed(content):
        table = row.pop("table")
        rows[table].append(upgraded(table, row, since))
    return rows


def _try(tables: Sequence[Table], rows: TableRows, what: str, name: str) -> None:
    """Has a database in memory take these rows; raises DataError on what none can hold."""
    try:
        with all_or_nothing("sqlite://", *tables) as connection:
            for table in tables:
                put_rows(connection, table, rows.get(table.name, ()))
    except (InvalidInput, StorageError) as error:
        raise DataError(f"{what} de la sauvegarde sont illisibles ({error.message}).", file=name) from error


def _replay(backup: Backup, name: str) -> None:
    """Every change must apply exactly to what the ones before it leave."""
    reader = Journal("sqlite://", backup.base_url)
    facts: set[bytes] = set()
    try:
        chain = Chain() if is_chained(backup.version) else None
        for number, row in enumerate(backup.rows, 1):
            if set(row) != _COLUMNS or row["number"] != number:
                raise DataError(f"la modification {number} de la sauvegarde manque.", file=name)
            if chain and (fault := chain.read([row])):
                raise DataError(f"le journal de la sauvegarde {fault}", file=name)
            change = reader.change_of({**row, "removed": "", "added": ""})
            removed, added = (_hashes(reader, row, part) for part in ("removed", "added"))
            exact = removed <= facts and not added & facts
            facts -= removed
            facts |= added
            if not exact or len(facts) != change.header.total:
                raise DataError(f"la modification {number} de la sauvegarde ne s’applique pas.", file=name)
    except StorageError as error:
        raise DataError(error.message, file=name) from error
    finally:
        reader.close()
    if len(backup.rows) != backup.number:
        raise DataError("la sauvegarde n’a pas toutes les modifications qu’elle annonce.", file=name)


def _hashes(reader: Journal, row: Mapping[str, Any], part: str) -> set[bytes]:
    """A hash of each fact that a change removes or adds, a few of which are read at once: all would fill the memory."""
    found: set[bytes] = set()
    text = row[part].split("\n")
    for first in range(0, len(text), AT_ONCE):
        change = reader.change_of({**row, "removed": "", "added": "\n".join(text[first : first + AT_ONCE])})
        found.update(blake2b(line.encode(), digest_size=16).digest() for line in lines(change.added))
    return found
