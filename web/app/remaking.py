# SPDX-License-Identifier: AGPL-3.0-or-later
"""The pages that were asked for lately are made again behind those who read, while they are many."""

from __future__ import annotations

import io
import logging
import sys
import threading
import time
from weakref import ref

from flask import Flask

from web.app.ecosystem import Ecosystem
from web.app.kept_pages import A_MOMENT, KeptPage, many_read
from web.app.recent import AGAIN, all_recent
from web.app.traces import traced

# Seconds: pages asked for since then are made again; rounds begin no sooner after one another.
LATELY, ROUND = 10.0, 0.2
# After this part of the moment for which a page may be given: what comes before is taken in at once.
DUE = 0.5
log = logging.getLogger("tisserand")


class Remaking:
    """Makes pages again in a thread of its own, from the first change while many read."""

    def __init__(self, app: Flask, ecosystem: Ecosystem) -> None:
        self._app = ref(app)
        self._ecosystem = ref(ecosystem)
        self._wanted = threading.Event()
        self._starting = threading.Lock()
        self._thread: threading.Thread | None = None

    def want(self) -> None:
        """To call after a change; what is at work already goes on with it."""
        ecosystem = self._ecosystem()
        if ecosystem is None or not ecosystem.attending or not self._many_read():
            return
        self._wanted.set()
        with self._starting:
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._go_on, name="remaking", daemon=True)
                self._thread.start()

    def _many_read(self) -> bool:
        app = self._app()
        return app is not None and many_read(app)

    def _go_on(self) -> None:
        """Round after round, until nothing changed for a while and nothing that was asked for lately is late."""
        while self._wanted.wait(timeout=LATELY):
            self._wanted.clear()
            try:
                while self.round() is not None:
                    time.sleep(ROUND)
            except Exception as error:  # a reader makes it, and is told
                log.error("Pages refaites :\n%s", traced(error))

    def round(self) -> int | None:
        """Makes again what was asked for lately and is soon too late to be given, the latest first; how many pages,
        None where no page is late or few read: who asks then has it made."""
        app, ecosystem = self._app(), self._ecosystem()
        if app is None or ecosystem is None or not many_read(app):
            return None
        since, trail = time.monotonic() - LATELY, ecosystem.public.steps.trail
        late: dict[KeptPage, float] = {}
        for page in all_recent(app)["pages"].all():
            began = trail.late(page.number[1]) if page.asked > since else None
            if began is not None:
                late[page] = began + DUE * A_MOMENT
        made = 0
        for page, due in sorted(late.items(), key=lambda item: item[1]):
            if due <= time.monotonic() and page.asked > since:
                begun = time.thread_time()
                make_again(app, page)
                made += 1
                # As much for those who read and write as for this.
                time.sleep(min(0.1, time.thread_time() - begun))
        return made if late else None


def make_again(app: Flask, page: KeptPage) -> None:
    """Makes a page as it was asked for; it is kept as any other, and nobody is counted as having asked."""
    given = {"wsgi.version": (1, 0), "wsgi.input": io.BytesIO(), "wsgi.errors": sys.stderr, "wsgi.multithread": True}
    environ = {**page.asked_by, **given, "wsgi.multiprocess": False, "wsgi.run_once": False, AGAIN: True}
    with app.request_context(environ):
        app.full_dispatch_request().close()


def register(app: Flask, ecosystem: Ecosystem) -> None:
    """Has pages made again after changes, where the application is at work for visitors."""
    remaking = app.extensions["remaking"] = Remaking(app, ecosystem)
    ecosystem.after_changes = remaking.want
