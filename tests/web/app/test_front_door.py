# SPDX-License-Identifier: AGPL-3.0-or-later
"""The server itself: nobody who sends slowly, or nothing at all, keeps others waiting, and everybody may finish."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

import pytest

from graph.deliveries.pending import MOST_BYTES
from graph.settings import ROOT
from tests.states import PATIENCE, until

HALF_HEAD = b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: "
HALF_BODY = b"POST /orientation/bon HTTP/1.1\r\nHost: localhost\r\nContent-Length: 900\r\n\r\nbesoin="
BIG = "/static/built/inter.woff2"


@dataclass(frozen=True)
class Served:
    """Where the server answers, and its process."""

    port: int
    process: subprocess.Popen[str]

    def connected(self) -> socket.socket:
        """A connection on which nothing was sent."""
        return socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE)

    def get(self, path: str = "/accessibilite") -> int:
        """The status of a page asked for as browsers do; a server that stays silent is a failure."""
        visitor = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        visitor.request("GET", path)
        status = visitor.getresponse().status
        visitor.close()
        return status


@contextmanager
def _serving(folder: Path) -> Iterator[Served]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with subprocess.Popen(
        [sys.executable, "-m", "tests.web.app.hurried_server"], cwd=ROOT, text=True,
        env={**os.environ, "INSTANCE": str(folder), "PORT": str(port)}, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    ) as process:  # fmt: skip
        assert process.stdout is not None
        assert process.stderr is not None
        try:
            assert "répond" in process.stdout.readline(), process.stderr.read()
            yield Served(port, process)
        finally:
            process.terminate()
            assert process.wait(PATIENCE) == 0
        # What is not understood at all (501) is logged without anything of it; nothing else is.
        assert [line for line in process.stderr.read().splitlines() if "501 : demande refusée" not in line] == []


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The small town, really served."""
    with _serving(tmp_path_factory.mktemp("served")) as served:
        yield served


def _held(server: Served, stack: ExitStack, sent: bytes, count: int) -> list[socket.socket]:
    """That many connections which stop there."""
    found = [stack.enter_context(server.connected()) for _ in range(count)]
    for connection in found:
        connection.sendall(sent)
    return found


def _is_open(connection: socket.socket) -> bool:
    """Whether nothing came of a connection yet: neither an answer nor its end."""
    connection.setblocking(False)
    try:
        connection.recv(1, socket.MSG_PEEK)
    except BlockingIOError:
        return True
    finally:
        connection.settimeout(PATIENCE)
    return False


def _all(connection: socket.socket) -> bytes:
    """Everything that comes until the end."""
    found = b""
    while more := connection.recv(65_536):
        found += more
    return found


@pytest.mark.parametrize(("heads", "bodies", "silent"), [(8, 0, 0), (0, 8, 0), (50, 50, 200)])
def test_visitors_are_answered_while_others_hold_back(server: Served, heads: int, bodies: int, silent: int) -> None:
    """They stop within a head, within a body, or say nothing; there are eight threads."""

    def answered() -> bool:
        """A busy machine may open and answer so slowly that some are sent away before: then all begin again."""
        with ExitStack() as stack:
            _held(server, stack, b"", silent)
            slow = _held(server, stack, HALF_HEAD, heads) + _held(server, stack, HALF_BODY, bodies)
            assert [server.get(), server.get("/carte")] == [200, 200]
            return sum(map(_is_open, slow)) >= 8

    until(answered, "an answer never came while they were all connected")


@pytest.mark.parametrize("sent", [HALF_HEAD, HALF_BODY], ids=["head", "body"])
def test_who_never_ends_a_request_is_told_and_sent_away(server: Served, sent: bytes) -> None:
    with server.connected() as slow:
        slow.sendall(sent)
        answer = _all(slow)
    head, _, body = answer.partition(b"\r\n\r\n")
    assert b" 408 " in head.partition(b"\r\n")[0]
    assert "trop de temps à arriver" in body.decode()
    assert b"took too long" in body


def test_a_byte_now_and_then_is_no_reason_to_stay(server: Served) -> None:
    with server.connected() as slow:
        slow.sendall(HALF_HEAD)
        slow.settimeout(0.05)
        answer = b""

        def sent_away() -> bool:
            nonlocal answer
            try:
                slow.sendall(b"a")
                more = slow.recv(65_536)
            except TimeoutError:
                return False
            except OSError:
                return True
            answer += more
            return not more

        until(sent_away)
    assert answer == b"" or b" 408 " in answer


def test_who_says_nothing_is_sent_away_without_a_word(server: Served) -> None:
    with server.connected() as silent:
        assert _all(silent) == b""


def test_a_slow_but_honest_form_is_served(server: Served) -> None:
    """It comes in pieces, each of them after the server has answered somebody else."""
    body = b"commune=Chinon&besoin=file-sharing"
    request = b"POST /orientation/bon HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
    request += b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)
    with server.connected() as slow:
        for piece in (request[:70], request[70:-20], request[-20:-10], request[-10:]):
            slow.sendall(piece)
            assert server.get("/robots.txt") == 200
        answer = _all(slow)
    assert b" 400 " in answer.partition(b"\r\n")[0], "the application read the whole form, and misses a field"
    assert "<html" in answer.decode()


def test_a_form_in_chunks_is_read(server: Served) -> None:
    with server.connected() as visitor:
        visitor.sendall(
            b"POST /orientation/bon HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n"
            b"Content-Type: application/x-www-form-urlencoded\r\n\r\n7\r\nbesoin=\r\n0\r\n\r\n"
        )
        assert b" 400 " in _all(visitor).partition(b"\r\n")[0]


def test_requests_sent_together_are_answered_in_their_order(server: Served) -> None:
    with server.connected() as visitor:
        paths = ("/robots.txt", "/nulle-part", "/accessibilite")
        heads = [f"HEAD {path} HTTP/1.1\r\nHost: localhost\r\n\r\n" for path in paths]
        visitor.sendall("".join(heads).encode() + b"HEAD / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        answer = _all(visitor).decode()
    statuses = [line.split(" ")[1] for line in answer.split("\r\n") if line.startswith("HTTP/1.1")]
    assert statuses == ["200", "404", "200", "200"]


def test_a_connection_is_kept_from_one_page_to_the_next(server: Served) -> None:
    visitor = HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE)
    visitor.connect()
    kept = visitor.sock
    for _ in range(3):
        visitor.request("GET", "/robots.txt")
        assert visitor.getresponse().read().startswith(b"User-agent")
    assert visitor.sock is kept
    visitor.close()


def test_who_never_reads_an_answer_keeps_nobody_waiting(server: Served) -> None:
    with ExitStack() as stack:
        ask = f"GET {BIG} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode() * 40
        for _ in range(12):
            deaf = stack.enter_context(socket.socket())
            deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            deaf.connect(("127.0.0.1", server.port))
            deaf.sendall(ask)
        assert server.get() == 200
        assert server.get("/carte") == 200


@pytest.mark.parametrize(
    ("request_line", "status", "said"),
    [
        (b"GET /?q=" + b"a" * 140_000 + b" HTTP/1.1\r\n", b"431", "trop longue"),
        (b"GET /orientation?besoin=" + b"a" * 20_000 + b" HTTP/1.1\r\nConnection: close\r\n", b"400", "<html"),
        (b"POST /bon HTTP/1.1\r\nContent-Length: 5000000\r\n", b"413", "trop long"),
        (b"POST /bon HTTP/1.1\r\nContent-Length: x\r\n", b"400", "ne peut pas être comprise"),
        (b"POST /bon HTTP/1.1\r\nTransfer-Encoding: gzip\r\n", b"501", "de notre côté"),
    ],
    ids=["head", "address", "body", "length", "coding"],
)
def test_what_cannot_be_taken_is_said_in_french(server: Served, request_line: bytes, status: bytes, said: str) -> None:
    with server.connected() as visitor:
        visitor.sendall(request_line + b"Host: localhost\r\n\r\n")
        answer = _all(visitor)
    assert answer.split(b" ")[1] == status
    assert said in answer.decode()


@pytest.mark.parametrize(
    ("length", "slow", "status"),
    [(MOST_BYTES, False, b"403"), (MOST_BYTES + 2_000_000, False, b"413"), (900, True, b"403")],
    ids=["large", "too large", "slow"],
)
def test_a_file_may_be_longer_and_come_for_longer(server: Served, length: int, slow: bool, status: bytes) -> None:
    """What the page says that it takes really comes to the page, over a slow line too."""
    head = b"POST /entre-professionnels/importer HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: %d"
    with server.connected() as visitor, server.connected() as other:
        visitor.sendall(head % length + b"\r\n\r\n")
        if slow:  # the door has sent away who is late elsewhere, and is still open here
            other.sendall(HALF_BODY)
            assert b"408" in _all(other)
        with suppress(ConnectionError):
            visitor.sendall(b"x" * length)
        answer = _all(visitor)
        assert answer.split(b" ")[1] == status
        assert ("dépasse 20 Mo" in answer.decode()) == (status == b"413")


def test_an_answer_under_way_is_finished_before_the_server_stops(tmp_path: Path) -> None:
    with _serving(tmp_path) as served, ExitStack() as stack:
        half = _held(served, stack, HALF_HEAD, 8)
        visitor = stack.enter_context(served.connected())
        visitor.sendall(b"GET /carte.pdf?vue=reseaux HTTP/1.1\r\nHost: localhost\r\n")
        assert served.get("/robots.txt") == 200, "what was sent before has come"
        visitor.sendall(b"\r\n")
        served.process.send_signal(signal.SIGTERM)
        answer = _all(visitor)
        head, _, body = answer.partition(b"\r\n\r\n")
        assert b" 200 " in head.partition(b"\r\n")[0]
        assert b"connection: close" in head.lower()
        assert body.rstrip().endswith(b"%%EOF")
        assert served.process.wait(PATIENCE) == 0
        assert len(half) == 8
