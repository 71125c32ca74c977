# SPDX-License-Identifier: AGPL-3.0-or-later
"""Files written at once: whole or absent, and given to the disk before they take the place of what was there."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from graph.storage.files import write_atomically, write_checked

Write = Callable[[Path, bytes], None]


def checked(place: Path, content: bytes) -> None:
    """Written by the way that has what is on the disk looked at."""
    write_checked(place, content, lambda found: None)


WAYS = [write_atomically, checked]


@pytest.mark.parametrize("write", WAYS)
def test_what_takes_a_place_was_given_to_the_disk_before(
    write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
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
    write(place, b"content")
    there = place.stat()
    assert events == [("synced", there.st_ino, 7), ("renamed", there.st_ino, 7)]
    assert place.read_bytes() == b"content"


@pytest.mark.parametrize("write", WAYS)
def test_nothing_is_left_beside_what_could_not_be_written(write: Write, tmp_path: Path) -> None:
    place = tmp_path / "head.json"
    place.mkdir()
    with pytest.raises(OSError, match="directory"):
        write(place, b"content")
    assert [path.name for path in tmp_path.iterdir()] == ["head.json"]
