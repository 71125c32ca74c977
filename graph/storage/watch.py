# SPDX-License-Identifier: AGPL-3.0-or-later
"""The journal read again behind a running site, little by little: what a start left unread, what a disk lost since."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from graph.database import failures
from graph.errors import BrokenJournal, StorageError
from graph.storage.continuity import altered
from graph.storage.journal import Journal
from graph.storage.proof import Chain, fault_in, last_number

# How many changes are read at once; seconds until the next ones; seconds until all is read again from the first.
STEP, PAUSE, REST = 50, 1.0, 6 * 3600.0
log = logging.getLogger("tisserand")


class Watch:
    """Reads all of a journal, again and again; `told` is called once, with the first fault that is found."""

    def __init__(self, journal: Journal, told: Callable[[BrokenJournal], None], pause: float) -> None:
        self._journal = journal
        self._told = told
        self._pause = pause
        self._chain = Chain()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._work, name="watch", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stops reading."""
        self._stopping.set()
        self._thread.join()

    def _work(self) -> None:
        pause = self._pause
        while not self._stopping.wait(pause):
            try:
                pause = self._pause if self._reads_on() else REST
            except BrokenJournal as error:
                self._told(error)
                return
            except StorageError as error:  # the database is away: it is asked again
                log.warning("%s", error.message)
                pause = REST

    def _reads_on(self) -> bool:
        """Reads some more changes, and says whether others are left; raises BrokenJournal."""
        with failures("Le journal"), self._journal.reading() as connection:
            last = last_number(connection)
            up_to = min(self._chain.number + STEP, last)
            fault = fault_in(connection, up_to, self._chain)
        if fault:
            raise altered(self._journal, fault)
        if up_to == last:
            self._chain = Chain()
        return up_to < last
