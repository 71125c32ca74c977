# SPDX-License-Identifier: AGPL-3.0-or-later
"""The derived datasets, *full* and *public*: pyoxigraph stores that can always be made again from the journal."""

from __future__ import annotations

import gc
import json
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from graph.rdf.dataset import Dataset, Fact, to_quad
from graph.rdf.nquads import digest, lines
from graph.storage.files import PATIENCE, checksum, hold, remove, write_atomically
from graph.storage.merging import Merging

FORMAT = 3
NAMES = ("full", "public")
# What pyoxigraph raises on files that were damaged.
BROKEN = (OSError, RuntimeError, ValueError)
_UNREADABLE = "ses fichiers manquent ou sont abîmés"
# What a change of each recorded thing means to the person who reads the line at start.
_REASONS = {
    "format": "le programme a changé",
    "base": "BASE_URL a changé",
    "model": "l’ontologie ou les territoires ont changé",
    "number": "le journal a avancé sans lui",
    "total": "le journal ne compte pas les mêmes faits",
}


@dataclass(frozen=True)
class Delta:
    """Facts that leave and facts that enter a dataset."""

    removed: frozenset[Fact] = frozenset()
    added: frozenset[Fact] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.removed or self.added)

    @property
    def touched(self) -> frozenset[Fact]:
        """Every fact that enters or leaves."""
        return self.removed | self.added


NOTHING = Delta()


class Copy:
    """One derived dataset, with the count and the digest of what it must hold, and what merges do to its facts."""

    def __init__(self, store: ox.Store, base: str) -> None:
        self.dataset = Dataset(store, base)
        self.merging = Merging(base)
        self.count = 0
        self.digest = 0

    def measure(self) -> dict[str, str | int]:
        """Reads the whole store again; raises OSError when its files are damaged."""
        text = self.dataset.store.dump(format=ox.RdfFormat.N_QUADS) or b""
        self.count, self.digest = text.count(b"\n"), digest(text)
        return self.state()

    @property
    def stamp(self) -> str:
        """Tells one content from another."""
        return f"{self.count}-{self.digest:032x}"

    def state(self) -> dict[str, str | int]:
        """What meta.json keeps of it."""
        return {"count": self.count, "digest": f"{self.digest:032x}"}

    @property
    def said(self) -> Dataset:
        """All that is said of it, before merges."""
        return self.merging.said(self.dataset)

    def holds(self, fact: Fact) -> bool:
        """Whether a fact is said."""
        return self.merging.holds(fact, self.dataset.store)

    def fill(self, said: Iterable[Fact], derived: Iterable[Fact]) -> None:
        """Puts what is to be read of said facts, and what derives from them, in an empty store."""
        self.merging = Merging(self.dataset.base)
        self.dataset.store.bulk_extend(map(to_quad, self.merging.start(said)))
        self.dataset.store.bulk_extend(map(to_quad, derived))
        self.dataset.forget()
        self.measure()

    def say(self, delta: Delta) -> Delta:
        """Follows a change of what is said, and returns what it changes of what is read."""
        removed, added = self.merging.follow(delta.removed, delta.added, self.dataset)
        return self.apply(Delta(frozenset(removed), frozenset(added)))

    def apply(self, delta: Delta) -> Delta:
        """Applies what is not so already, and returns it.

        New facts enter in one transaction before old ones leave: a reader may see both for an instant, never a hole.
        """
        store = self.dataset.store
        added = frozenset(fact for fact in delta.added if to_quad(fact) not in store)
        removed = frozenset(fact for fact in delta.removed - delta.added if to_quad(fact) in store)
        store.extend(map(to_quad, added))
        for fact in removed:
            store.remove(to_quad(fact))
        self.dataset.changed([*added, *removed])
        self.count += len(added) - len(removed)
        self.digest = (self.digest + _digest(added) - _digest(removed)) % (1 << 128)
        return Delta(removed, added)


class Derived:
    """Both copies, on disk under `folder` or in memory when it is None.

    On disk one process at a time holds them. `meta.json` says which change they stand at; it is written after the
    stores are flushed, so that it can only be late, and late means "make them again".
    """

    def __init__(self, folder: Path | None, base: str) -> None:
        self.folder = folder
        self.full, self.public = Copy(ox.Store(), base), Copy(ox.Store(), base)
        self._lock = None if folder is None else hold(folder)
        self._checksums: dict[str, list[Any]] = {}
        self._noted: dict[str, str] = {}
        self._left = False

    def open(self, expected: Mapping[str, object]) -> str | None:
        """Opens what is there; None when it is what `expected` says, else why not ("" when there was nothing)."""
        if self.folder is None:
            return ""
        meta = _meta_in(self.folder)
        if meta is None:
            return ""
        found = next((reason for key, reason in _REASONS.items() if meta.get(key) != expected.get(key, FORMAT)), None)
        if found is not None:
            return found
        return None if self._intact(meta) else _UNREADABLE

    def _intact(self, meta: Mapping[str, Any]) -> bool:
        try:
            self._checksums = dict(meta["files"])
            if not all(self._matches(name, *kept) for name, kept in self._checksums.items()):
                return False
            self._open_stores()
            self._take_up(self.folder, meta)
            return all(self._copy(name).measure() == meta[name] for name in NAMES)
        except (*BROKEN, KeyError, TypeError):
            return False

    @classmethod
    def copied(cls, folder: Path, expected: Mapping[str, object]) -> tuple[Derived, Mapping[str, Any]] | None:
        """What is on disk, copied in memory, and what `meta.json` says of it; None where it is not whole or not of now.

        `expected` says of which base and model it must be. Nothing is written, no file is held.
        """
        meta = _meta_in(folder) or {}
        if any(meta.get(key) != expected.get(key, FORMAT) for key in ("format", *expected)):
            return None
        found = cls(None, str(expected["base"]))
        try:
            for name in NAMES:
                copy = found._copy(name)
                copy.dataset.store.bulk_extend(ox.Store.read_only(str(folder / name)))
                if copy.measure() != meta[name]:
                    return None
            found._take_up(folder, meta)
        except (*BROKEN, KeyError):
            return None
        return found, meta

    def _take_up(self, folder: Path | None, meta: Mapping[str, Any]) -> None:
        """Goes on with the merges that were noted beside the stores; raises ValueError when they are not those."""
        for name, noted in meta.get("merged", {}).items():
            assert folder is not None  # noqa: S101 - asked of a store on disk only
            text = (folder / f"{name}.merged").read_text(encoding="utf-8")
            if f"{digest(text.encode()):032x}" != noted:
                raise ValueError(name)
            self._copy(name).merging.take_up(text.split("\n"))
            self._noted[name] = noted

    def leave_disk(self) -> None:
        """Goes on in memory where the disk refuses: what is on it is late then, and made again at the next start."""
        for name in NAMES:
            self._copy(name).dataset.store = ox.Store()
        self._left = True

    def start_again(self) -> None:
        """Empties both copies, whatever state their files are in."""
        for name in NAMES:
            self._copy(name).dataset.store = ox.Store()
        if self.folder is not None:
            (self.folder / "meta.json").unlink(missing_ok=True)
            for name in NAMES:
                remove(self.folder / name)
                (self.folder / f"{name}.merged").unlink(missing_ok=True)
            self._checksums, self._noted = {}, {}
            self._open_stores()

    def save(self, state: Mapping[str, object]) -> None:
        """Flushes the copies, then says atomically which change they stand at."""
        if self.folder is None or self._left:
            return
        for name in NAMES:
            self._copy(name).dataset.store.flush()
        self._checksums = self._sums()
        copies: dict[str, object] = {name: self._copy(name).state() for name in NAMES}
        merged = {name: self._note_merged(self.folder, name) for name in NAMES if self._copy(name).merging}
        if merged:
            copies["merged"] = merged
        for name in self._noted.keys() - merged.keys():
            del self._noted[name]
            (self.folder / f"{name}.merged").unlink(missing_ok=True)
        write_atomically(
            self.folder / "meta.json",
            json.dumps({"format": FORMAT, **state, **copies, "files": self._checksums}).encode(),
        )

    def _note_merged(self, folder: Path, name: str) -> str:
        """Writes what merges keep beside a store, where it is not there already; tells its digest."""
        text = "\n".join(self._copy(name).merging.lines())
        told, path = f"{digest(text.encode()):032x}", folder / f"{name}.merged"
        if self._noted.get(name) != told:
            write_atomically(path, text.encode())
            self._noted[name] = told
        return told

    def close(self) -> None:
        """Lets go of the files."""
        for name in NAMES:
            self._copy(name).dataset.store = ox.Store()
        if self._lock is not None:
            self._lock.close()

    def _copy(self, name: str) -> Copy:
        return self.full if name == "full" else self.public

    def _open_stores(self) -> None:
        assert self.folder is not None  # noqa: S101 - asked of a store on disk only
        for name in NAMES:
            self._copy(name).dataset.store = _open_store(self.folder / name)

    def _sums(self) -> dict[str, list[Any]]:
        """Size and checksum of the table files; RocksDB never rewrites one, so known ones are not read again."""
        assert self.folder is not None  # noqa: S101 - asked of a store on disk only
        found = {}
        for path in (path for name in NAMES for path in (self.folder / name).glob("*.sst")):
            name = f"{path.parent.name}/{path.name}"
            try:
                size = path.stat().st_size
                known = self._checksums.get(name)
                found[name] = known if known and known[0] == size else [size, checksum(path, size)]
            except FileNotFoundError:  # merged into another one meanwhile
                continue
        return found

    def _matches(self, name: str, size: int, kept: str) -> bool:
        """Whether a table file still begins as it did; RocksDB itself says when one is missing that it needs."""
        assert self.folder is not None  # noqa: S101 - asked of a store on disk only
        path = self.folder / name
        return not path.exists() or checksum(path, size) == kept


def _meta_in(folder: Path) -> dict[str, Any] | None:
    """What is noted of the copies in a folder; {} where it cannot be read, None where nothing is."""
    path = folder / "meta.json"
    if not path.exists():
        return None
    try:
        meta = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return meta if isinstance(meta, dict) else {}


def _digest(facts: frozenset[Fact]) -> int:
    return digest("\n".join(lines(facts)).encode())


def _open_store(path: Path) -> ox.Store:
    """A store on disk; a reader of the former one may hold its files for an instant, or in a circle of references."""
    limit = time.monotonic() + PATIENCE
    while True:
        try:
            return ox.Store(str(path))
        except OSError as error:
            if "lock" not in str(error).lower() or time.monotonic() > limit:
                raise
            gc.collect()
            time.sleep(0.05)
