# SPDX-License-Identifier: AGPL-3.0-or-later
"""Files written at once: whole or absent, and given to the disk before they take the place of what was there."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from graph.storage.files import tighten, write_atomically, write_checked

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


def test_a_file_is_for_its_owner_alone_unless_it_is_made_to_be_given(tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        write_atomically(tmp_path / "own", b"content")
        write_atomically(tmp_path / "given", b"content", 0o666)
    finally:
        os.umask(before)
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
    assert modes == {"own": 0o600, "given": 0o644}


def test_what_a_link_leads_to_stays_as_others_chose(tmp_path: Path) -> None:
    shared, own = tmp_path / "shared", tmp_path / "instance" / "territories" / "own"
    own.mkdir(parents=True)
    shared.mkdir()
    for folder in (shared, own):
        folder.chmod(0o755)
    (own.parent / "linked").symlink_to(shared)
    tighten(tmp_path / "instance")
    assert [stat.S_IMODE(folder.stat().st_mode) for folder in (shared, own)] == [0o755, 0o700]
