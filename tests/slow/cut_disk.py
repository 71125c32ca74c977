# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a disk still holds once its power was cut: of what was not synced, anything, in part or torn.

A file: what it held when last synced, and any of the writings since, each whole, torn between two sectors, or not at
all. A folder: the names it had when last synced, and the first few of the changes since, as file systems keep these in
order; a name may so lead to a file of which nothing was written yet.
"""

from __future__ import annotations

import pickle
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.slow.noted_disk import Event

SECTOR = 512


@dataclass
class _File:
    synced: bytearray = field(default_factory=bytearray)
    since: list[tuple[int, bytes | None]] = field(default_factory=list)
    """Writings: where, and what; None where the file was cut there."""

    def sync(self) -> None:
        for at, content in self.since:
            _put(self.synced, at, content)
        self.since.clear()

    def left(self, drawn: random.Random, share: float) -> bytes:
        """What a cut leaves of it."""
        found = bytearray(self.synced)
        for at, content in self.since:
            if drawn.random() < share:
                torn = content is not None and len(content) > SECTOR and drawn.random() < 0.2
                sectors = drawn.randrange(1, len(content) // SECTOR + 1) if torn and content else 0
                _put(found, at, content[: sectors * SECTOR] if torn and content else content)
        return bytes(found)


def _put(content: bytearray, at: int, part: bytes | None) -> None:
    if part is None:
        del content[at:]
        content.extend(bytes(max(0, at - len(content))))
        return
    content.extend(bytes(max(0, at - len(content))))
    content[at : at + len(part)] = part


@dataclass
class CutDisk:
    """A disk at a moment of what was noted of it, and what had been acknowledged then, by word."""

    acknowledged: dict[str, int] = field(default_factory=dict)
    _now: dict[str, _File] = field(default_factory=dict)
    _named: dict[str, _File] = field(default_factory=dict)
    _names_since: list[tuple[str, _File | None]] = field(default_factory=list)

    def follow(self, event: Event) -> None:
        """Goes on by one event."""
        match event:
            case "acknowledged", word, number:
                self.acknowledged[word] = number
            case "write", path, at, content:
                self._file(path).since.append((at, content))
            case "truncate", path, size:
                self._file(path).since.append((size, None))
            case "sync", path:
                self._file(path).sync()
            case "made", path:
                self._name(path, _File())
            case "gone", path:
                self._name(path, None)
            case "whole", path, content:
                found = self._file(path)
                found.synced, found.since = bytearray(content), []
            case "renamed", before, after, content:
                self._renamed(before, after, content)
            case "linked", before, after:
                self._name(after, self._file(before))
            case "folder", folder:
                self._sync_names(folder)

    def _file(self, path: str) -> _File:
        if path not in self._now:
            self._name(path, _File())
        return self._now[path]

    def _name(self, path: str, file: _File | None) -> None:
        if file is None:
            self._now.pop(path, None)
        else:
            self._now[path] = file
        self._names_since.append((path, file))

    def _renamed(self, before: str, after: str, content: bytes) -> None:
        file = self._file(before)
        if bytes(file.synced) != content and not file.since:
            file.since = [(0, None), (0, content)]
        # One change: both names are kept, or neither.
        self._now.pop(before)
        self._now[after] = file
        self._names_since.append((f"{before}\0{after}", file))

    def _sync_names(self, folder: str) -> None:
        kept = []
        for names, file in self._names_since:
            if Path(names.rpartition("\0")[2]).parent == Path(folder):
                _take(self._named, names, file)
            else:
                kept.append((names, file))
        self._names_since = kept

    def left_in(self, folder: Path, root: Path, drawn: random.Random) -> bool:
        """Writes what a cut leaves into a folder, in place of what was under the root that was noted.

        Tells whether the disk held less than the process had written.
        """
        named = dict(self._named)
        for names, file in self._names_since[: drawn.randint(0, len(self._names_since))]:
            _take(named, names, file)
        share = drawn.choice((0.0, 0.0, 0.5, 0.9))
        for path, file in named.items():
            place = folder / Path(path).relative_to(root)
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(file.left(drawn, share))
        return bool(self._names_since) or any(file.since for file in named.values())


def _take(named: dict[str, _File], names: str, file: _File | None) -> None:
    before, _, after = names.rpartition("\0")
    if before:
        named.pop(before, None)
    if file is None:
        named.pop(after, None)
    else:
        named[after] = file


def events_of(notes: Path) -> list[Event]:
    """All that was noted, in order."""
    return list(_events(notes))


def _events(notes: Path) -> Iterator[Event]:
    with notes.open("rb") as file:
        while True:
            try:
                yield pickle.load(file)  # noqa: S301 - of our own process
            except EOFError:
                return
