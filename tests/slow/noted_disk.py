# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a process has its disk do, noted: writings, what is synced, names that come and go, what is acknowledged.

`tests.slow.cut_disk` makes of it what a power cut would have left. The code that writes is the product's own, and so is
the SQLite: its table of a file system (`sqlite3_vfs`, https://www.sqlite.org/c3ref/vfs.html) is replaced by one that
notes and hands on. It is reached through the very library that Python's `sqlite3` is bound to: a package that brings
another SQLite would try that one. What Python writes is noted where it syncs, renames and removes; stores that are
derived from the journal write by themselves and are not noted: they are lost, or damaged, by the test.
"""

from __future__ import annotations

import ctypes
import ctypes.util
import os
import pickle
import sqlite3
import stat
from pathlib import Path
from typing import Any

# (kind, path, …): "write" offset bytes; "truncate" size; "sync"; "made"; "gone"; "whole" bytes; "renamed" path bytes;
# "linked" path; "folder"; "acknowledged", a word, a number.
Event = tuple[Any, ...]
_POINTER, _INT, _LONG, _TEXT = ctypes.c_void_p, ctypes.c_int, ctypes.c_int64, ctypes.c_char_p
# The name is handed on as it lies in memory: SQLite goes on reading it there.
_OPEN = ctypes.CFUNCTYPE(_INT, _POINTER, _POINTER, _POINTER, _INT, ctypes.POINTER(_INT))
_DELETE = ctypes.CFUNCTYPE(_INT, _POINTER, _TEXT, _INT)
_WRITE = ctypes.CFUNCTYPE(_INT, _POINTER, _POINTER, _INT, _LONG)
_TRUNCATE = ctypes.CFUNCTYPE(_INT, _POINTER, _LONG)
_SYNC = ctypes.CFUNCTYPE(_INT, _POINTER, _INT)
_FOLDER = ctypes.CFUNCTYPE(_INT, _TEXT, ctypes.POINTER(_INT))
_SET_CALL = ctypes.CFUNCTYPE(_INT, _POINTER, _TEXT, _POINTER)
_GET_CALL = ctypes.CFUNCTYPE(_POINTER, _POINTER, _TEXT)


class _FileSystem(ctypes.Structure):
    """`sqlite3_vfs`, version 3."""

    _fields_ = [
        ("version", _INT), ("size", _INT), ("longest", _INT), ("following", _POINTER), ("name", _TEXT),
        ("data", _POINTER),
        *((name, _POINTER) for name in (
            "open", "delete", "access", "full_name", "library", "library_error", "library_symbol", "library_close",
            "randomness", "sleep", "time", "last_error", "time64", "set_call", "get_call", "next_call",
        )),
    ]  # fmt: skip


class _Methods(ctypes.Structure):
    """`sqlite3_io_methods`, version 3."""

    _fields_ = [
        ("version", _INT),
        *((name, _POINTER) for name in (
            "close", "read", "write", "truncate", "sync", "size", "lock", "unlock", "reserved", "control", "sector",
            "characteristics", "map", "lock_map", "barrier", "unmap", "fetch", "unfetch",
        )),
    ]  # fmt: skip


class NotedDisk:
    """Notes what this process does under a folder, in a file, from now on to its end."""

    def __init__(self, folder: Path, notes: Path) -> None:
        self._folder = str(folder.resolve())
        self._notes = notes.open("ab")
        self._paths: dict[int, str] = {}
        self._kept: list[object] = []  # what C calls must not be collected
        self._methods: dict[int, _Methods] = {}
        self._watch_sqlite()
        self._watch_python()

    def note(self, *event: object) -> None:
        """One more event, after those before."""
        pickle.dump(event, self._notes)
        self._notes.flush()

    def _note_of(self, kind: str, path: str, *more: object) -> None:
        if path.startswith(self._folder + "/") or path == self._folder:
            self.note(kind, path, *more)

    def _keep(self, call: Any) -> int:
        self._kept.append(call)
        return ctypes.cast(call, _POINTER).value or 0

    def _watch_sqlite(self) -> None:
        library = ctypes.CDLL(ctypes.util.find_library("sqlite3"))
        library.sqlite3_vfs_find.restype = ctypes.POINTER(_FileSystem)
        found = library.sqlite3_vfs_find(None).contents
        mine = _FileSystem.from_buffer_copy(found)
        mine.name = b"noted"
        opening, deleting = _OPEN(found.open), _DELETE(found.delete)

        def opened(system: int, name: int | None, file: int, flags: int, got: Any) -> int:
            path = os.path.realpath(ctypes.string_at(name).decode()) if name else ""
            there = os.path.exists(path)
            result = opening(system, name, file, flags, got)
            if result == 0 and path:
                self._paths[file] = path
                if not there:
                    self._note_of("made", self._paths[file])
                place = _POINTER.from_address(file)
                place.value = ctypes.addressof(self._noting(place.value or 0))
            return int(result)

        def deleted(system: int, name: bytes, sync: int) -> int:
            result = deleting(system, name, sync)
            if result == 0:
                self._note_of("gone", os.path.realpath(name.decode()))
            return int(result)

        mine.open, mine.delete = self._keep(_OPEN(opened)), self._keep(_DELETE(deleted))
        self._watch_folders(found, library.sqlite3_vfs_find(None))
        self._kept.append(mine)
        assert library.sqlite3_vfs_register(ctypes.byref(mine), 1) == 0

    def _watch_folders(self, found: _FileSystem, place: Any) -> None:
        """SQLite opens a folder to sync it, and for nothing else."""
        before = _FOLDER(_GET_CALL(found.get_call)(place, b"openDirectory"))

        def opened(name: bytes, got: Any) -> int:
            self._note_of("folder", os.path.dirname(os.path.realpath(name.decode())))
            return int(before(name, got))

        result = _SET_CALL(found.set_call)(place, b"openDirectory", self._keep(_FOLDER(opened)))
        assert result == 0

    def _noting(self, address: int) -> _Methods:
        """The methods of a file, that note and hand on."""
        if address in self._methods:
            return self._methods[address]
        found = _Methods.from_address(address)
        mine = _Methods.from_buffer_copy(found)
        writing, cutting, syncing = _WRITE(found.write), _TRUNCATE(found.truncate), _SYNC(found.sync)

        def written(file: int, data: int, size: int, offset: int) -> int:
            result = writing(file, data, size, offset)
            if result == 0:
                self._note_of("write", self._paths[file], offset, ctypes.string_at(data, size))
            return int(result)

        def truncated(file: int, size: int) -> int:
            result = cutting(file, size)
            if result == 0:
                self._note_of("truncate", self._paths[file], size)
            return int(result)

        def synced(file: int, flags: int) -> int:
            self._note_of("sync", self._paths[file])
            return int(syncing(file, flags))

        mine.write, mine.truncate = self._keep(_WRITE(written)), self._keep(_TRUNCATE(truncated))
        mine.sync = self._keep(_SYNC(synced))
        self._methods[address] = mine
        return mine

    def _watch_python(self) -> None:
        fsync, rename, unlink, link = os.fsync, os.rename, os.unlink, os.link

        def synced(file: Any) -> None:
            number = file if isinstance(file, int) else file.fileno()
            path = os.readlink(f"/proc/self/fd/{number}")
            fsync(number)
            if stat.S_ISDIR(os.fstat(number).st_mode):
                self._note_of("folder", path)
            else:
                self._note_of("whole", path, Path(path).read_bytes())

        def renamed(source: Any, target: Any, **more: Any) -> None:
            before, after = _place(source), _place(target)
            content = Path(before).read_bytes() if os.path.isfile(before) else b""
            rename(source, target, **more)
            self._note_of("renamed", before, after, content)

        def unlinked(path: Any, **more: Any) -> None:
            place = _place(path)
            unlink(path, **more)
            self._note_of("gone", place)

        def linked(source: Any, target: Any, **more: Any) -> None:
            link(source, target, **more)
            self._note_of("linked", _place(source), _place(target))

        os.link = linked
        os.fsync, os.rename, os.replace = synced, renamed, renamed  # type: ignore[assignment]
        os.unlink = os.remove = unlinked  # type: ignore[assignment]


def _place(path: Any) -> str:
    """Where a name is, whatever it leads to."""
    name = os.fspath(path)
    return os.path.join(os.path.realpath(os.path.dirname(name) or "."), os.path.basename(name))


def is_bound() -> bool:
    """Whether Python's `sqlite3` is the library of the system, so that its file system can be replaced."""
    name = ctypes.util.find_library("sqlite3")
    module = __import__("_sqlite3").__file__ or ""
    if name is None or not module:
        return False
    linked = any("libsqlite3" in line for line in Path("/proc/self/maps").read_text().splitlines())
    return linked and ctypes.CDLL(name).sqlite3_libversion_number() == _number(sqlite3.sqlite_version_info)


def _number(version: tuple[int, ...]) -> int:
    major, minor, patch = version
    return major * 1_000_000 + minor * 1_000 + patch
