# SPDX-License-Identifier: AGPL-3.0-or-later
"""Files written at once: whole or absent, and given to the disk before they take the place of what was there."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from graph.storage.files import write_atomically


def test_what_takes_a_place_was_given_to_the_disk_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place, events = tmp_path / "head.json", list[tuple[str, int, int]]()
    place.write_bytes(b"before")
    sync, rename = os.fsync, os.replace

    def synced(descriptor: int) -> None:
        told = os.fstat(descriptor)
        if stat.S_ISREG(told.st_mode):
            events.append(("synced", told.st_ino, told.st_size))
        sync(descriptor)

    def renamed(source: str | Path, target: str | Path) -> None:
        told = os.stat(source)
        events.append(("renamed", told.st_ino, told.st_size))
        rename(source, target)

    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(os, "replace", renamed)
    write_atomically(place, b"content")
    there = place.stat()
    assert events == [("synced", there.st_ino, 7), ("renamed", there.st_ino, 7)]
    assert place.read_bytes() == b"content"


def test_nothing_is_left_beside_what_could_not_be_written(tmp_path: Path) -> None:
    place = tmp_path / "head.json"
    place.mkdir()
    with pytest.raises(OSError, match="directory"):
        write_atomically(place, b"content")
    assert [path.name for path in tmp_path.iterdir()] == ["head.json"]
