# SPDX-License-Identifier: AGPL-3.0-or-later
"""The door of the server: no thread is given to a request before all of it has come, and nobody may come for ever.

gunicorn keeps the process (it starts it again, and stops it); waitress speaks with the visitors: one loop reads and
writes on all connections, and its threads only make answers. What is added here are deadlines, a full house that
lets newcomers in, and a stop that lets everybody finish.
"""

from __future__ import annotations

import logging
import os
import resource
import socket
import threading
import time
from contextlib import suppress
from copy import copy
from typing import Any, ClassVar
from weakref import WeakSet

from gunicorn.workers.base import Worker  # type: ignore[import-untyped]
from waitress import wasyncore  # type: ignore[import-untyped]
from waitress.channel import HTTPChannel  # type: ignore[import-untyped]
from waitress.parser import HTTPRequestParser  # type: ignore[import-untyped]
from waitress.server import TcpWSGIServer  # type: ignore[import-untyped]
from waitress.task import ErrorTask  # type: ignore[import-untyped]
from waitress.utilities import Error  # type: ignore[import-untyped]

from graph.text.catalogue import LANGUAGES
from graph.text.wording import Phrase
from web.app.sizes import LARGEST_FILE, LARGEST_REQUEST
from web.app.traces import new_number

# Seconds. A head is one packet or two, a body a form: only who holds them back needs longer.
QUIET = 10.0  # with nothing asked, before the first request or between two
HEAD = 10.0
BODY = 30.0
FILE = 300.0  # a file that a moderator brings, over the line of a village
UNREAD = 30.0  # without taking a byte of the answer
LINGER = 2.0  # what a stopping server leaves to who is still asking
# Up to here the application itself says, as a page, what to shorten; beyond, the sentences below.
LONGEST_HEAD = 131_072
LONGEST_BODY = 4 * LARGEST_REQUEST
# Files come in by one page alone, whatever the path of this site. That many at a time: they wait on the disk, and
# nobody has said yet who sends them.
FILES, LONGEST_FILE, MOST_FILES = "/entre-professionnels/importer", LARGEST_FILE + LARGEST_REQUEST, 12
# Half of the files that a process may open on some systems; the store and the journal need theirs.
MOST_CONNECTIONS = min(500, resource.getrlimit(resource.RLIMIT_NOFILE)[0] // 2)
REFUSALS = {
    400: Phrase("Cette demande ne peut pas être comprise. Rouvrez la page dans votre navigateur."),
    408: Phrase("Votre demande a mis trop de temps à arriver. Vérifiez votre connexion, puis recommencez."),
    413: Phrase("C’est trop long : envoyez moins de choses à la fois."),
    431: Phrase("L’adresse est trop longue : gardez les mots qui comptent."),
    500: Phrase("Quelque chose s’est mal passé de notre côté. Réessayez dans un instant."),
}  # fmt: skip
TOO_LARGE_FILE = Phrase(
    "Ce fichier dépasse {most} Mo : coupez-le en plusieurs, que vous apporterez l’un après l’autre, ou demandez à la "
    "personne qui tient ce site de le charger par « flask import »."
)
NUMBER = Phrase("Numéro à donner à la personne qui tient ce site :")
BROKEN_OFF = "Exception while serving"  # as waitress says it


class TooSlow(Error):  # type: ignore[misc]
    """A request that did not come whole in time."""

    code = 408
    reason = "Request Timeout"


class Discreet(logging.Filter):
    """Of an answer that broke off while it was sent, waitress would log the address: a number takes its place."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Lets every record through."""
        if record.getMessage().startswith(BROKEN_OFF):
            _under_way.number = new_number()
            record.msg, record.args = f"[{_under_way.number}] 500 : réponse interrompue", ()
        return True


_under_way = threading.local()


def incident_of(code: int) -> str:
    """The number of what went wrong in the request of this thread, which is logged if it is not yet.

    That of an answer that had begun to leave is nobody else's: only what breaks off before that is answered with 500.
    """
    number = vars(_under_way).pop("number", "")
    if not number or code != 500:
        number = new_number()
        logging.getLogger("tisserand").error("[%s] %s : demande refusée à la porte", number, code)
    return str(number)


class UnreadRequest(ErrorTask):  # type: ignore[misc]
    """What is answered to a request that the application never sees, in both languages."""

    def execute(self) -> None:
        """Writes the sentence, and closes."""
        error = self.request.error
        said = REFUSALS.get(error.code, REFUSALS[400 if error.code < 500 else 500])
        if error.code == 413 and self.request.brings_file:
            said = TOO_LARGE_FILE
        lines = [said.template(lang).format(most=LARGEST_FILE // 1024**2) for lang in LANGUAGES]
        if error.code >= 500:
            number = incident_of(error.code)
            lines += [f"{NUMBER.template(lang)} {number}" for lang in LANGUAGES]
        body = "".join(f"{line}\n" for line in lines).encode()
        self.status = f"{error.code} {error.reason}"
        self.response_headers += [("Content-Type", "text/plain; charset=utf-8"), ("X-Content-Type-Options", "nosniff")]
        self.set_close_on_finish()
        self.channel.refused = True
        self.content_length = len(body)
        self.write(body)


class RequestInProgress(HTTPRequestParser):  # type: ignore[misc]
    """A request; the one that may bring a file is let be longer, and come for longer."""

    adj: Any
    brings_file = False
    under_way: ClassVar[WeakSet[RequestInProgress]] = WeakSet()

    def parse_header(self, header_plus: bytes) -> None:
        """Reads the head, and knows from then on how long the body may be."""
        super().parse_header(header_plus)
        if self.command == "POST" and self.path.endswith(FILES) and len(self.under_way) < MOST_FILES:
            self.brings_file = True
            self.under_way.add(self)
            self.adj = copy(self.adj)
            self.adj.max_request_body_size = LONGEST_FILE


class Visit(HTTPChannel):  # type: ignore[misc]
    """One connection, which knows since when what it waits for has been due."""

    error_task_class = UnreadRequest
    parser_class = RequestInProgress
    request: Any
    since = 0.0  # when the head, or the body, of the request that is coming began; when the last answer had left
    refused = leaving = False

    def received(self, data: bytes) -> Any:
        """Takes in what came; a new head or a new body gets a time of its own."""
        if self.leaving:
            return False
        before = self._stage()
        taken = super().received(data)
        if self._stage() != before:
            self.since = time.time()
        return taken

    def _stage(self) -> tuple[int, bool]:
        return id(self.request), self.request is not None and self.request.headers_finished

    def due(self) -> float:
        """The time when this connection has been silent for too long; never while an answer is being made."""
        if self.total_outbufs_len:
            return float(self.last_activity + UNREAD)
        if self.leaving:
            return self.since + LINGER
        if self.requests:
            return float("inf")
        if self.request is None:
            return float(self.last_activity + QUIET)
        if not self.request.headers_finished:
            return self.since + HEAD
        return self.since + (FILE if self.request.brings_file else BODY)

    def handle_close(self) -> None:
        """Closes; after a refusal, lets come what is still coming: cut short, it would take the answer along."""
        if self.refused and not self.leaving and self.connected:
            self.leaving, self.since = True, time.time()
            self.will_close = self.close_when_flushed = False
            with suppress(OSError):
                self.socket.shutdown(socket.SHUT_WR)
                return
        super().handle_close()

    def dismiss(self) -> None:
        """Closes; says why when a request had begun to come."""
        with self.requests_lock:
            slow = None if self.requests or self.total_outbufs_len else self.request
            if slow is not None:
                slow.error, self.request = TooSlow(""), None
                self.requests.append(slow)
        if slow is None:
            self.will_close = True
        else:
            self.server.add_task(self)


class Door(TcpWSGIServer):  # type: ignore[misc]
    """The socket on which visitors come, and all their connections."""

    channel_class = Visit
    stopped: float | None = None

    def maintenance(self, now: float) -> None:
        """Sends away who is late and, when the house is full, a tenth of those who have waited longest."""
        waiting = [(self._due(visit), visit) for visit in list(self.active_channels.values())]
        for due, visit in waiting:
            if due <= now:
                visit.dismiss()
        if self.in_connection_overflow:
            for due, visit in sorted(waiting, key=lambda item: item[0])[: MOST_CONNECTIONS // 10]:
                if now < due < float("inf"):
                    visit.dismiss()

    def _due(self, visit: Visit) -> float:
        due = visit.due()
        if self.stopped is None or visit.requests or visit.total_outbufs_len:
            return due
        return min(due, self.stopped + LINGER)

    def stop(self) -> None:
        """Lets nobody in any more; every answer from now on is the last of its connection."""
        self.stopped, self.accepting = time.time(), False
        for visit in list(self.active_channels.values()):
            _make_last(visit)

    def add_task(self, task: Visit) -> None:
        """Has a thread make an answer."""
        if self.stopped is not None:
            _make_last(task)
        super().add_task(task)


def _make_last(visit: Visit) -> None:
    """Has the answers under way say that the connection closes after them."""
    for asked in list(visit.requests):
        asked.headers["CONNECTION"] = "close"


class FrontDoor(Worker):  # type: ignore[misc]
    """The worker of gunicorn that serves through this door."""

    def run(self) -> None:
        """Serves until told to stop, then until the last answer has left."""
        logging.getLogger("waitress").addFilter(Discreet())
        logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # that eight people ask at once is no event
        connections: dict[int, Any] = {}
        self.door = self._door(connections)
        while self.alive and self.ppid == os.getppid():
            self._turn(connections, 1.0)
        self.door.stop()
        ends = time.monotonic() + self.cfg.graceful_timeout
        while self.door.active_channels and time.monotonic() < ends:
            self.door.next_channel_cleanup = 0
            self._turn(connections, 0.1)

    def _door(self, connections: dict[int, Any]) -> Door:
        listening: socket.socket = self.sockets[0].sock
        kind = (listening.family, listening.type, listening.proto, listening.getsockname())
        options = {**OPTIONS, "threads": self.cfg.threads, "bind_socket": False, "sockinfo": kind}
        return Door(self.wsgi, connections, True, listening, **options)

    def _turn(self, connections: dict[int, Any], seconds: float) -> None:
        self.notify()
        wasyncore.loop(seconds, True, connections, 1)

    def handle_exit(self, sig: Any, frame: Any) -> None:
        """Begins to stop at once rather than at the next turn."""
        super().handle_exit(sig, frame)
        if hasattr(self, "door"):
            self.door.pull_trigger()


OPTIONS: dict[str, Any] = {
    "ident": None,
    # Who may speak for a visitor is for TRUSTED_PROXIES to say.
    "clear_untrusted_proxy_headers": False,
    "connection_limit": MOST_CONNECTIONS,
    "cleanup_interval": 1,
    "log_socket_errors": False,
    "max_request_header_size": LONGEST_HEAD,
    "max_request_body_size": LONGEST_BODY,
    "inbuf_overflow": 65_536,
}
