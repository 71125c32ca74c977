# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is done once the answer has left: how long it takes tells nobody anything, and nobody waits for it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from threading import Lock

from flask import Response, after_this_request

from web.app.traces import traced

log = logging.getLogger("tisserand")
Job = Callable[[], object]
_lock = Lock()
_under_way: set[Future[None]] = set()
# One after the other, so that letters leave in the order in which they were written. What was promised is done before
# the process ends.
_hands = ThreadPoolExecutor(max_workers=1, thread_name_prefix="afterwards")


def afterwards(job: Job) -> None:
    """Has a job done once the answer to this request has left; what it needs of the request is taken before."""

    @after_this_request
    def _follow(response: Response) -> Response:
        response.call_on_close(lambda: behind(job))
        return response


def behind(job: Job) -> None:
    """Has a job done behind whoever is answered now. What goes wrong is logged, without what it was about."""
    future = _hands.submit(_done, job)
    with _lock:
        _under_way.add(future)
    future.add_done_callback(_forget)


def settled() -> None:
    """Returns once all that was to be done behind, in this process, is done."""
    while True:
        with _lock:
            now = set(_under_way)
        if not now:
            return
        wait(now)
        with _lock:
            _under_way.difference_update(now)


def _forget(future: Future[None]) -> None:
    with _lock:
        _under_way.discard(future)


def _done(job: Job) -> None:
    try:
        job()
    except Exception as error:  # whatever it is, nobody waits for an answer any more
        log.error("Après la réponse :\n%s", traced(error))
