# SPDX-License-Identifier: AGPL-3.0-or-later
"""Memory that was let go is given back to the machine: the C library would keep it, for each thread apart."""

from __future__ import annotations

import ctypes
import gc
import threading
import time
from contextlib import suppress

# What mallopt() of the GNU C library calls how many places memory is taken from, from which size on a block stands
# alone, and from which size on what is free at the end is given back.
ARENAS, ALONE, END = -8, -3, -1
LARGE, LEFT_OVER = 262_144, 1_000_000
SECONDS = 3.0  # it takes some milliseconds, during which others cannot take any
# What large things leave behind in circles is looked for when so much more was spent on making them, two seconds at
# least: nobody else is served meanwhile.
SHARE, LEAST = 50, 2.0
_library = ctypes.CDLL(None)


def share() -> None:
    """Has all threads take memory from one place, and large blocks stand alone; for a process that has no thread yet.

    Where the C library is another one, nothing happens.
    """
    with suppress(AttributeError):
        for name, value in ((ARENAS, 1), (ALONE, LARGE), (END, LEFT_OVER)):
            _library.mallopt(name, value)


def give_back() -> None:
    """Gives back what is free."""
    with suppress(AttributeError):
        _library.malloc_trim(0)


class Tidying:
    """Finds and gives back what large things leave behind, as often as it is worth its time."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._looked, self._took, self._spent = 0.0, 0.0, 0.0

    def after(self, seconds: float) -> None:
        """To be told how many seconds of processor were spent on something large, once it was let go."""
        now = time.monotonic()
        with self._lock:
            self._spent += seconds
            if now - self._looked < SECONDS:
                return
            self._looked = now
            search = self._spent > max(LEAST, SHARE * self._took)
            if search:
                self._spent = 0.0
        if search:
            begun = time.thread_time()
            gc.collect()
            self._took = time.thread_time() - begun
        give_back()
