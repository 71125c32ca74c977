# SPDX-License-Identifier: AGPL-3.0-or-later
"""A thousand connections at once: each answer is the right one or says to come back, and the server is well after."""

from __future__ import annotations

import re
import resource
import selectors
import socket
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http.client import HTTPConnection, HTTPResponse
from io import BytesIO
from pathlib import Path

import pytest

from tests.servers import free_port, served_on
from tests.siege import LENGTH, counted

pytestmark = [pytest.mark.slow, pytest.mark.long]
MANY = 1_000
ROUNDS = 1 + LENGTH // 10
HANGS = 600.0  # seconds; never reached where nothing is wrong
PATHS = (
    "/", "/annuaire", "/glossaire", "/carte.json", "/orientation?besoin=email&commune=Tours", "/api/v1/search?q=visio",
    "/contribuer", "/n-est-pas-la",
)  # fmt: skip
# What is new each time: the seal of a form, and how long a search took.
NEW = re.compile(rb'name="jeton" value="[^"]+"|"elapsed_ms": ?[\d.]+')


class Parcel(BytesIO):
    """The bytes of an answer, as a socket would give them."""

    def makefile(self, *_: object) -> BytesIO:
        """Themselves."""
        return self


def _request(path: str, rank: int) -> bytes:
    near = f"10.{rank // 250}.{rank % 250}.9"
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Forwarded-For: {near}\r\nConnection: close\r\n\r\n".encode()


def _read(raw: bytes) -> tuple[int, bytes, str]:
    """Status, body without what is new each time, and what is told of when to come back."""
    answer = HTTPResponse(Parcel(raw))  # type: ignore[arg-type]
    answer.begin()
    return answer.status, NEW.sub(b"", answer.read()), answer.headers.get("Retry-After", "")


@contextmanager
def _room_for_files() -> Iterator[None]:
    """A thousand sockets of ours, and as many of the server."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 4 * MANY), hard))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def _all_at_once(port: int) -> list[tuple[str, bytes]]:
    """What each of a thousand connections was answered, all of which are open before any asks."""
    found: list[tuple[str, bytes]] = []
    with ExitStack() as lines, selectors.DefaultSelector() as waiting:
        asked = [(lines.enter_context(socket.socket()), PATHS[rank % len(PATHS)]) for rank in range(MANY)]
        for line, _ in asked:
            line.setblocking(False)
            line.connect_ex(("127.0.0.1", port))
        for rank, (line, path) in enumerate(asked):
            waiting.register(line, selectors.EVENT_WRITE, (path, _request(path, rank), bytearray()))
        ends = time.monotonic() + HANGS
        while waiting.get_map():
            assert time.monotonic() < ends, f"{len(waiting.get_map())} were never answered"
            for key, _ in waiting.select(1):
                _goes_on(waiting, key, found)
    return found


def _goes_on(waiting: selectors.BaseSelector, key: selectors.SelectorKey, found: list[tuple[str, bytes]]) -> None:
    """Sends what one connection asks, or takes in what it is answered."""
    path, request, answer = key.data
    line = key.fileobj
    assert isinstance(line, socket.socket)
    try:
        if key.events & selectors.EVENT_WRITE:
            line.send(request)
            waiting.modify(line, selectors.EVENT_READ, key.data)
            return
        more = line.recv(1 << 16)
    except OSError:  # broken off
        more = b""
    answer.extend(more)
    if not more:
        waiting.unregister(line)
        found.append((path, bytes(answer)))


def _calm(port: int, path: str) -> tuple[int, bytes, str]:
    line = HTTPConnection("127.0.0.1", port, timeout=HANGS)
    with socket.create_connection(("127.0.0.1", port), timeout=HANGS) as own:
        own.sendall(_request(path, 1))
        raw = b"".join(iter(lambda: own.recv(1 << 16), b""))
    line.close()
    return _read(raw)


def test_a_thousand_connections_are_answered_right_or_told_to_come_back(tmp_path: Path) -> None:
    port = free_port()
    with counted("connections") as tally, _room_for_files(), served_on(tmp_path, port, TRUSTED_PROXIES="1"):
        for path in PATHS:  # made once
            _calm(port, path)
        expected = {path: _calm(port, path) for path in PATHS}
        assert expected["/n-est-pas-la"][0] == 404
        for _ in range(ROUNDS):
            kinds = Counter[str]()
            for path, raw in _all_at_once(port):
                kind = _kind(path, raw, expected)
                kinds[kind] += 1
                tally.round(kind in {"right", "later"})
            print(dict(kinds))
            assert kinds["right"] + kinds["later"] == MANY, kinds
            assert kinds["right"] > MANY / 10
            assert {path: _calm(port, path) for path in PATHS} == expected


def _kind(path: str, raw: bytes, expected: dict[str, tuple[int, bytes, str]]) -> str:
    if not raw:
        return "broken off"
    status, body, later = _read(raw)
    if status == 503:
        return "later" if later else "503 without when"
    return "right" if (status, body) == expected[path][:2] else f"wrong ({status} {path})"
