# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whether something can be written now: tried for real now and then, while somebody asks, and how much room is left."""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa

from graph.database import engine_of, failures
from graph.errors import Hindrance, StorageError
from graph.settings import Settings

# Seconds between two looks: where all is well, and where something is not.
PAUSE, RETRY = 10.0, 2.0
# Seconds that a look may take before nobody waits for it any more.
PATIENCE = 2.0
# Bytes: beyond the first, the disk is said to be nearly full; below the second, a change may not fit.
LEAST_ROOM, NO_ROOM = 100_000_000, 1_000_000
_TABLES = sa.MetaData()
# One row, written anew each time: it never grows, and no backup holds it.
ROW = sa.Table(
    "pulse",
    _TABLES,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("at", sa.String(40), nullable=False),
)
log = logging.getLogger("tisserand")


class Pulse:
    """What hinders writing: `hindrance` (None: nothing) `since` a moment; `low`: the disk is nearly full.

    They are only read, as often as one likes. A look writes one row and syncs it, in a thread of its own, at most every
    ten seconds (two while something hinders); between two looks what the last one found is remembered. `back` is called
    in that thread after each look that could write.
    """

    def __init__(self, settings: Settings, back: Callable[[], None] = lambda: None) -> None:
        self._engine = engine_of(settings.database_url)
        file = self._engine.url.database if self._engine.dialect.name == "sqlite" else None
        self._file = None if file in {None, "", ":memory:"} else Path(str(file))
        self._folders = {settings.instance, *([self._file.parent] if self._file else [])}
        self._back = back
        self._lock = threading.Lock()
        self._looked = float("-inf")
        self._thread: threading.Thread | None = None
        self._made = False
        self.hindrance: Hindrance | None = None
        self.since: datetime | None = None
        self.low = False

    def note(self, error: StorageError) -> None:
        """Takes in a failure at work, whose `why` tells what hinders."""
        self._set(error.why, error.message)

    def feel(self, wait: float = 0.0) -> None:
        """Has somebody look, when it is time; returns at once, or after so many seconds at most, once it is known."""
        with self._lock:
            now, alive = time.monotonic(), self._thread is not None and self._thread.is_alive()
            if not alive and now - self._looked >= (RETRY if self.hindrance else PAUSE):
                self._looked = now
                self._thread = threading.Thread(target=self._look, name="pulse", daemon=True)
                self._thread.start()
            thread = self._thread
        if wait and thread is not None:
            thread.join(wait)
            if thread.is_alive():
                self._set(Hindrance.AWAY, "La base ne répond pas.")

    def close(self) -> None:
        """Gives the connection back, once a look that is under way is done."""
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join(PATIENCE)
        self._engine.dispose()

    def _look(self) -> None:
        room = min(map(_room, self._folders))
        self.low = room < LEAST_ROOM
        try:
            self._write()
        except StorageError as error:
            self._set(error.why or Hindrance.FAILING, error.message)
            self._engine.dispose()
            self._made = False
            return
        if room < NO_ROOM:
            self._set(Hindrance.FULL, "Le disque est plein.")
            return
        self._set(None, "")
        self._back()

    def _write(self) -> None:
        with failures("La base"):
            if self._file is not None and not self._file.exists():  # SQLite would make another one
                raise StorageError(f"La base « {self._file} » n’est plus là.", why=Hindrance.AWAY)
            if not self._made:
                _TABLES.create_all(self._engine)
                self._made = True
            with self._engine.begin() as connection:
                now = {"at": datetime.now(UTC).isoformat()}
                if not connection.execute(sa.update(ROW).values(now)).rowcount:
                    connection.execute(sa.insert(ROW).values(number=1, **now))

    def _set(self, found: Hindrance | None, reason: str) -> None:
        with self._lock:
            before, self.hindrance = self.hindrance, found
            if before == found:
                return
            self.since = datetime.now(UTC) if found else None
        if found and not before:
            log.error("Rien ne peut être enregistré pour l’instant, le site se lit : %s", reason)
        elif not found:
            log.warning("Tout peut de nouveau être enregistré.")


def _room(folder: Path) -> int:
    """The bytes that are left to us on the disk of a folder; plenty where it is not known."""
    with suppress(OSError):
        found = os.statvfs(folder)
        return found.f_bavail * found.f_frsize
    return LEAST_ROOM
