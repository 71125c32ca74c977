# SPDX-License-Identifier: AGPL-3.0-or-later
"""Memory that was let go is given back to the machine: the C library would keep it, for each thread apart."""

from __future__ import annotations

import ctypes
import threading
import time
from contextlib import suppress

# What mallopt() of the GNU C library calls how many places memory is taken from, from which size on a block stands
# alone, and from which size on what is free at the end is given back.
ARENAS, ALONE, END = -8, -3, -1
LARGE, LEFT_OVER = 262_144, 1_000_000
SECONDS = 3.0  # it takes some milliseconds, during which others cannot take any
_library = ctypes.CDLL(None)
_lock = threading.Lock()
_last = 0.0


def share() -> None:
    """Has all threads take memory from one place, and large blocks stand alone; for a process that has no thread yet.

    Where the C library is another one, nothing happens.
    """
    with suppress(AttributeError):
        for name, value in ((ARENAS, 1), (ALONE, LARGE), (END, LEFT_OVER)):
            _library.mallopt(name, value)


def give_back() -> None:
    """Gives back what is free, unless that was done just now."""
    global _last
    now = time.monotonic()
    with _lock:
        if now - _last < SECONDS:
            return
        _last = now
    with suppress(AttributeError):
        _library.malloc_trim(0)
