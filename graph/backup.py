# SPDX-License-Identifier: AGPL-3.0-or-later
"""One file that holds journal and slips: written while the instance runs, verified before it replaces anything."""

from __future__ import annotations

import io
import json
import shutil
import tarfile
from collections.abc import Callable, Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from graph.errors import Conflict, DataError, InvalidInput, StorageError
from graph.migrations import JOURNAL as CHANGES_OF
from graph.migrations import TABLES, is_chained, is_newer, upgraded
from graph.rdf.dataset import Fact
from graph.settings import Settings
from graph.slips.erasing import without_things
from graph.slips.store import Slips
from graph.slips.tables import ALL, SLIPS
from graph.storage.continuity import refuse_broken
from graph.storage.erased import FILE as ERASED
from graph.storage.erased import Register, keep_register, register_in
from graph.storage.files import hold, write_atomically
from graph.storage.head import Extent, forget, keep_head
from graph.storage.journal import CHANGES, SHIPPED, Journal
from graph.storage.proof import Chain
from graph.storage.redaction import shipped_without, without_erased
from graph.synonyms.erasing import without_words
from graph.synonyms.store import WordCounts
from graph.synonyms.tables import ALL as WORD_TABLES

FORMAT = 1
JOURNAL, SLIPS_FILE, SHIPPED_FILE = "journal.jsonl", "slips.jsonl", "shipped.jsonl"
WORDS_FILE = "words.jsonl"
ERASED_FILE = ERASED
FILES = (JOURNAL, SLIPS_FILE, SHIPPED_FILE, WORDS_FILE, ERASED_FILE)
MANIFEST = "manifest.json"
Rows = dict[str, list[dict[str, Any]]]
_COLUMNS = {column.name for column in CHANGES.c}


@dataclass(frozen=True)
class Backup:
    """What a backup file holds: `number` changes, the rows of the journal in order, and the moment it was made.

    `slips`: the rows of the slips, their marks and the counts of gaps, by table; None where it is older than they are.
    `words`: the counts of words typed, likewise. `shipped`: what was last taken of each source that ships; `version`:
    of which release tables and journal are.
    """

    created: str
    base_url: str
    number: int
    total: int
    rows: tuple[dict[str, Any], ...]
    slips: Rows | None = None
    shipped: tuple[dict[str, Any], ...] = ()
    version: Mapping[str, int] = field(default_factory=dict)
    words: Rows | None = None
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
        return len(self.slips[SLIPS.name]) if self.slips else 0


def write_backup(settings: Settings, path: Path) -> Backup:
    """Writes journal (restricted facts included, secrets not) and slips to `path`, atomically, for its owner only.

    The journal is read in one query, hence consistent while others write. Raises StorageError, BrokenJournal when
    changes are missing or altered: who keeps the latest file only would lose the last whole one.
    """
    refuse_broken(settings, to_the_first=True)
    return _write(settings, path)


def _write(settings: Settings, path: Path) -> Backup:
    """Writes what there is, whole or not."""
    journal = Journal(settings.database_url, settings.base_url)
    try:
        rows, shipped, version = tuple(journal.rows()), tuple(journal.shipped_rows()), journal.version()
    finally:
        journal.close()
    total = int(str(rows[-1]["total"])) if rows else 0
    with closing(Slips(settings.database_url)) as slips, closing(WordCounts(settings.database_url)) as counts:
        kept, words = slips.rows(), counts.rows()
    made = datetime.now(UTC).isoformat()
    erased = register_in(settings.instance)
    backup = Backup(made, settings.base_url, len(rows), total, rows, kept, shipped, version, words, erased)
    put(backup, path)
    return backup


def put(backup: Backup, path: Path) -> None:
    """Writes a backup to a file, atomically, for its owner only; raises StorageError."""
    try:
        write_atomically(path, _packed(backup))
        path.chmod(0o600)
    except OSError as error:
        raise StorageError(f"La sauvegarde « {path} » ne peut pas être écrite ({error.strerror}).") from error


def forgetting(backup: Backup, register: Register) -> Backup:
    """A backup without what a register knows as erased; the register goes with it from now on."""
    base, holds = backup.base_url, register.holds(backup.base_url)
    gone = _is_gone(register, base)
    journal = without_erased(backup.rows, base, register)
    slips = backup.slips and without_things(backup.slips, gone)[0]
    words = backup.words and without_words(backup.words, lambda digest, _: register.has("words", digest), gone)[0]
    total = int(journal.rows[-1]["total"]) if journal.rows else 0
    shipped = tuple(shipped_without(backup.shipped, base, holds))
    return replace(
        backup, rows=journal.rows, total=total, slips=slips, words=words, shipped=shipped,
        erased=backup.erased.and_also(register),
    )  # fmt: skip


def _is_gone(register: Register, base: str) -> Callable[[str], bool]:
    """What tells whether a path (`organisation/mill`) is that of a thing which was erased."""
    return lambda path: register.thing(f"{base}/id/{path}", base) is not None


def _packed(backup: Backup) -> bytes:
    journal = _lines(backup.rows)
    slips, words = map(_by_table, (backup.slips, backup.words))
    files = {JOURNAL: journal, SLIPS_FILE: slips, SHIPPED_FILE: _lines(backup.shipped), WORDS_FILE: words}
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
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as archive:
        for name, content in {MANIFEST: json.dumps(manifest, indent=1).encode(), **files}.items():
            member = tarfile.TarInfo(name)
            member.size, member.mode = len(content), 0o600
            archive.addfile(member, io.BytesIO(content))
    return packed.getvalue()


def _by_table(rows: Rows | None) -> bytes:
    return _lines({"table": name, **row} for name, found in (rows or {}).items() for row in found)


def _lines(rows: Iterable[dict[str, Any]]) -> bytes:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()


def read_backup(path: Path) -> Backup:
    """The backup in a file, its journal replayed to make sure that it is whole; raises DataError."""
    if not path.is_file():
        raise DataError("ce fichier n’existe pas, ou n’est pas un fichier ordinaire.", file=str(path))
    try:
        with tarfile.open(path, mode="r:gz") as archive:
            manifest = json.loads(_member(archive, MANIFEST))
            version = _version(manifest, path.name)
            files = {name: _member(archive, name) for name in FILES if name in manifest["sha256"]}
        for name, content in files.items():
            _check_sum(content, manifest["sha256"][name], path.name)
        backup = _unpacked(manifest, version, files, path.name)
    except (OSError, EOFError, tarfile.TarError, ValueError, KeyError, TypeError) as error:
        raise DataError(
            f"ce n’est pas une sauvegarde de Tisserand, ou elle est abîmée ({error}).", file=path.name
        ) from error
    _verify(backup, path.name)
    return backup


def _version(manifest: dict[str, Any], name: str) -> dict[str, int]:
    """Of which release a backup is; raises DataError when that is a later one than this."""
    version = {TABLES: 0, CHANGES_OF: 0}
    known = manifest["format"] == FORMAT
    version.update({part: int(number) for part, number in dict(manifest.get("version", {})).items()})
    if not known or is_newer(version):
        raise DataError("cette sauvegarde vient d’une version plus récente : mettez Tisserand à jour.", file=name)
    return version


def _unpacked(manifest: dict[str, Any], version: dict[str, int], files: Mapping[str, bytes], name: str) -> Backup:
    """The backup of these files, each row as the tables hold it now; raises DataError."""
    rows, shipped = (
        tuple(upgraded(table.name, row, version[TABLES]) for row in _parsed(files.get(file, b"")))
        for table, file in ((CHANGES, JOURNAL), (SHIPPED, SHIPPED_FILE))
    )
    slips = _slips(files[SLIPS_FILE], version[TABLES], name) if SLIPS_FILE in files else None
    words = _words(files[WORDS_FILE], version[TABLES], name) if WORDS_FILE in files else None
    told = (manifest["created"], manifest["base_url"], manifest["number"], manifest["total"])
    erased = Register.of_text(files.get(ERASED_FILE, b"").decode())
    return Backup(*told, rows, slips, shipped, version, words, erased)


def _parsed(content: bytes) -> list[dict[str, Any]]:
    """The objects of a file, one a line."""
    return [json.loads(line) for line in content.decode().split("\n") if line]


def _check_sum(content: bytes, announced: str, name: str) -> None:
    if sha256(content).hexdigest() != announced:
        raise DataError("la sauvegarde est abîmée : son contenu n’a plus la somme de contrôle annoncée.", file=name)


def _slips(content: bytes, since: int, name: str) -> Rows:
    """The rows of the slips by table; raises DataError on what no table can hold."""
    rows = _rows_by_table(content, [table.name for table in ALL], since)
    return _tried(Slips("sqlite://"), rows, "les bons", name)


def _words(content: bytes, since: int, name: str) -> Rows:
    """The counts of words by table; raises DataError on what no table can hold."""
    rows = _rows_by_table(content, [table.name for table in WORD_TABLES], since)
    return _tried(WordCounts("sqlite://"), rows, "les mots", name)


def _rows_by_table(content: bytes, tables: Iterable[str], since: int) -> Rows:
    rows: Rows = {name: [] for name in tables}
    for row in _parsed(content):
        table = row.pop("table")
        rows[table].append(upgraded(table, row, since))
    return rows


def _tried(store: Slips | WordCounts, rows: Rows, what: str, name: str) -> Rows:
    """The same rows, once a store in memory has taken them."""
    with closing(store):
        try:
            store.replace_all(rows)
        except (InvalidInput, StorageError) as error:
            raise DataError(f"{what} de la sauvegarde sont illisibles ({error.message}).", file=name) from error
    return rows


def _member(archive: tarfile.TarFile, name: str) -> bytes:
    file = archive.extractfile(name)
    if file is None:
        raise KeyError(name)
    return file.read()


def _verify(backup: Backup, name: str) -> None:
    """Every change must apply exactly to what the ones before it leave."""
    reader = Journal("sqlite://", backup.base_url)
    facts: set[Fact] = set()
    try:
        chain = Chain() if is_chained(backup.version) else None
        for number, row in enumerate(backup.rows, 1):
            if set(row) != _COLUMNS or row["number"] != number:
                raise DataError(f"la modification {number} de la sauvegarde manque.", file=name)
            if chain and (fault := chain.read([row])):
                raise DataError(f"le journal de la sauvegarde {fault}", file=name)
            change = reader.change_of(row)
            exact = change.removed <= facts and not change.added & facts
            facts = (facts - change.removed) | change.added
            if not exact or len(facts) != change.header.total:
                raise DataError(f"la modification {number} de la sauvegarde ne s’applique pas.", file=name)
    except StorageError as error:
        raise DataError(error.message, file=name) from error
    finally:
        reader.close()
    if len(backup.rows) != backup.number:
        raise DataError("la sauvegarde n’a pas toutes les modifications qu’elle annonce.", file=name)


def restore_backup(settings: Settings, path: Path, *, force: bool = False) -> tuple[Backup, Path | None]:
    """Puts journal and slips of a backup in place; what is derived is made again at the next start.

    Slips stay as they are where the backup is older than slips: it says nothing of them.
    An instance that has changes is refused, or with `force` first saved beside it: the path of that copy is returned.
    Raises DataError, Conflict, or StorageError while the server runs.
    """
    backup = read_backup(path)
    backup = forgetting(backup, register_in(settings.instance).and_also(backup.erased))
    with hold(settings.instance / "derived"):
        journal = Journal(settings.database_url, settings.base_url)
        try:
            kept = _set_aside(settings, journal, force)
            # First of all: what is known of the former journal must not be held against this one.
            forget(settings.instance)
            if backup.erased:
                keep_register(settings.instance, backup.erased)
            journal.replace_all(backup.rows, backup.shipped, backup.version.get(CHANGES_OF, 0))
            if backup.head.link:
                keep_head(settings.instance, backup.head)
        finally:
            journal.close()
        _replace(Slips(settings.database_url), backup.slips)
        _replace(WordCounts(settings.database_url), backup.words)
    return backup, kept


def _replace(store: Slips | WordCounts, rows: Rows | None) -> None:
    """Puts back what a backup holds; nothing where it is older than the store."""
    with closing(store):
        if rows is not None:
            store.replace_all(rows)


def _set_aside(settings: Settings, journal: Journal, force: bool) -> Path | None:
    number = journal.last_number()
    if not number and not _has_slips(settings):
        return None
    if number and not force:
        raise Conflict(
            f"Ce site a déjà {number} modifications. Choisissez un autre INSTANCE, ou ajoutez --force : "
            "l’état actuel sera d’abord mis de côté dans un fichier."
        )
    kept = settings.instance / f"avant-restauration-{datetime.now(UTC):%Y%m%d-%H%M%S-%f}.tar.gz"
    try:
        _write(settings, kept)
    except (StorageError, TypeError):  # what a damaged journal no longer tells as text is kept as bytes
        kept = kept.with_name(kept.name.replace(".tar.gz", ".sqlite"))
        if not _copied(Path(journal.place), kept):
            raise
    return kept


def _copied(database: Path, kept: Path) -> bool:
    """Whether a database is a file, which is then copied with what is not merged into it yet."""
    for path in (database, database.with_name(f"{database.name}-wal")):
        if path.is_file():
            copy = kept.with_name(kept.name + path.name.removeprefix(database.name))
            shutil.copyfile(path, copy)
            copy.chmod(0o600)
    return kept.is_file()


def _has_slips(settings: Settings) -> bool:
    """Whether somebody noted a referral: a journal that was lost leaves the slips alone behind."""
    slips = Slips(settings.database_url)
    try:
        return any(slips.rows().values())
    finally:
        slips.close()
