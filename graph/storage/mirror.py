# SPDX-License-Identifier: AGPL-3.0-or-later
"""The public dataset copied to a SPARQL 1.1 Graph Store elsewhere, graph by graph, in the background."""

from __future__ import annotations

import hashlib
import http.client
import json
import logging
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from graph.storage.credentials import Credentials
from graph.storage.files import write_atomically

# Seconds.
TIMEOUT = 10.0
RETRY, LONGEST_RETRY = 5.0, 300.0
PARTING = 2.0  # what a stop leaves to a copy that is under way
log = logging.getLogger("tisserand")


@dataclass(frozen=True)
class Lateness:
    """How many graphs the other store does not have as they are, and since when; (0, None) when it has them all."""

    graphs: int
    since: datetime | None


class GraphRefused(Exception):
    """The other store answered that it does not take a graph."""


class Mirror:
    """A Graph Store that follows. `address` is that of the SPARQL 1.1 Graph Store HTTP Protocol (`…/store`, `…/data`).

    Whole graphs are put, so that doing it twice does no harm and no SPARQL is written. A thread of its own does it:
    nothing here waits for the other store, whether it refuses, hangs or is not there. What it has not taken is sent
    again, after a pause, with the next change, or at the next start. A name and a password in the address are sent as
    the other store asks for them, and neither written nor shown.
    """

    def __init__(self, address: str, folder: Path) -> None:
        self._address = urlsplit(address)
        self._credentials = Credentials(self._address)
        self._path = folder / "mirror.json"
        self._changed = threading.Condition()
        self._waiting: set[str] = set()
        self._since: datetime | None = None
        self._stamp = ""
        self._sent: set[str] = set()
        self._news = self._failing = self._closing = False
        self._read: Callable[[str], bytes] | None = None
        self._thread = threading.Thread(target=self._work, name="mirror", daemon=True)

    @property
    def late(self) -> Lateness:
        """What is still to be sent."""
        with self._changed:
            return Lateness(len(self._waiting), self._since)

    @property
    def sent(self) -> set[str]:
        """The graphs that the other store has of us."""
        return set(self._sent)

    def start(self, read: Callable[[str], bytes], graphs: Iterable[str], stamp: str) -> None:
        """Begins to follow: every graph is put, unless `stamp` says that the last run left them so.

        `read` gives the triples of a graph as N-Triples; it is called from another thread.
        """
        kept = self._kept()
        self._read, self._sent = read, set(kept.get("graphs", ()))
        if kept.get("stamp") != stamp:
            self.follow({*graphs, *self._sent}, stamp)
        self._thread.start()

    def follow(self, graphs: Iterable[str], stamp: str) -> None:
        """Has these graphs put as they are now, soon."""
        with self._changed:
            self._waiting |= set(graphs)
            self._stamp, self._news = stamp, True
            self._since = self._since or datetime.now(UTC)
            self._changed.notify_all()

    def close(self) -> None:
        """Leaves a moment to what is under way, then reads nothing any more."""
        with self._changed:
            self._closing = True
            self._changed.notify_all()
        if self._thread.is_alive():
            self._thread.join(PARTING)
        self._read = None

    def _work(self) -> None:
        pause = RETRY
        while self._is_due(pause if self._failing else None):
            reason = self._send_waiting()
            if reason and not self._failing:
                log.warning("Copie vers STORE en retard : %s. Elle sera reprise.", reason)
            if self._failing and not reason:
                log.warning("Copie vers STORE de nouveau à jour.")
            pause = min(pause * 2, LONGEST_RETRY) if reason and self._failing else RETRY
            self._failing = bool(reason)

    def _is_due(self, pause: float | None) -> bool:
        """Waits for something to send, at most for the pause after a failure; False when it is time to end."""
        with self._changed:
            self._changed.wait_for(lambda: self._closing or self._news, pause)
            self._news = False
            return not (self._closing and (self._failing or not self._waiting))

    def _send_waiting(self) -> str:
        """Puts what waits; why some of it still does, "" when nothing does."""
        reason = ""
        with self._changed:
            waiting = sorted(self._waiting)
        for graph in waiting:
            with self._changed:
                self._waiting.discard(graph)  # a change from now on puts it there again
            try:
                self._send(graph)
            except Exception as error:  # whatever happens there, the thread goes on
                reason = _told(error)
                with self._changed:
                    self._waiting.add(graph)
                if isinstance(error, OSError):  # nobody answers: the others can wait too
                    break
        with self._changed:
            if not self._waiting:
                self._since = None
                self._keep()
        return reason

    def _keep(self) -> None:
        kept = {"address": self._mark(), "stamp": self._stamp, "graphs": sorted(self._sent)}
        try:
            write_atomically(self._path, json.dumps(kept).encode())
        except OSError as error:  # everything is sent once more at the next start
            log.warning("Copie vers STORE : son état n’a pas pu être noté (%s).", error.strerror)

    def _send(self, graph: str) -> None:
        read = self._read
        facts = read(graph) if read else b""
        if self._read is None:  # closed meanwhile: what was read may be nothing for that reason alone
            raise GraphRefused("arrêt en cours")
        status = self._request("PUT" if facts else "DELETE", graph, facts or None)
        if status >= 300 and not (status == 404 and not facts):
            raise GraphRefused(f"réponse {status}")
        (self._sent.add if facts else self._sent.discard)(graph)

    def _request(self, method: str, graph: str, content: bytes | None) -> int:
        """The status of the answer; who is asked for a name and a password gives them, once."""
        query = f"{self._address.query}&" if self._address.query else ""
        target = f"{self._address.path or '/'}?{query}graph={quote(graph, safe='')}"
        status, asked = self._answer(method, target, content)
        if self._credentials.learn(status, asked):
            status, _ = self._answer(method, target, content)
        return status

    def _answer(self, method: str, target: str, content: bytes | None) -> tuple[int, list[str]]:
        """The status of an answer, and what it asks of who wants in."""
        secure = self._address.scheme == "https"
        opened = http.client.HTTPSConnection if secure else http.client.HTTPConnection
        connection = opened(self._address.hostname or "", self._address.port, timeout=TIMEOUT)
        headers = {"Content-Type": "application/n-triples", **self._credentials.header(method, target)}
        try:
            # A store that refuses may say so and close before it has read everything.
            with suppress(BrokenPipeError, ConnectionResetError):
                connection.request(method, target, content, headers)
            answer = connection.getresponse()  # what it says besides is not waited for
            return answer.status, answer.headers.get_all("WWW-Authenticate") or []
        finally:
            connection.close()

    def _mark(self) -> str:
        """Tells one address from another without saying it."""
        bare = self._address._replace(netloc=self._address.netloc.rpartition("@")[2]).geturl()
        return hashlib.sha256(bare.encode()).hexdigest()

    def _kept(self) -> dict[str, Any]:
        """What the last run sent; nothing when it was to another address."""
        try:
            kept: dict[str, Any] = json.loads(self._path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return kept if kept.get("address") == self._mark() else {}


def _told(error: Exception) -> str:
    """Why, in words that hold no address: those of the libraries may repeat it, password included."""
    if isinstance(error, GraphRefused):
        return str(error)
    if isinstance(error, TimeoutError):
        return "pas de réponse"
    return (isinstance(error, OSError) and error.strerror) or type(error).__name__
