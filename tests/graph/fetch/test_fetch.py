# SPDX-License-Identifier: AGPL-3.0-or-later
"""The door to the network, tried against real servers of this machine that do what hostile ones do."""

from __future__ import annotations

import gzip
import socket
import threading
from collections.abc import Callable, Iterator, Sequence

import pytest

from graph.errors import InvalidInput, TooLarge
from graph.fetch import Fetcher
from graph.fetch.addresses import is_public
from graph.fetch.answers import FetchError, PageVersion

NAME = "field.example.org"
Answer = Callable[[socket.socket, str], None]


class HostileServer:
    """Answers each connection, in a thread of its own, as it was told for the path that is asked for."""

    def __init__(self) -> None:
        self.answers: dict[str, Answer] = {}
        self.heard: list[str] = []
        self.closing = threading.Event()
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listening.accept()
            except OSError:
                return
            threading.Thread(target=self._answer, args=(connection,), daemon=True).start()

    def _answer(self, connection: socket.socket) -> None:
        with connection:
            try:
                asked = connection.recv(65_536).decode("latin-1")
                self.heard.append(asked)
                path = [*asked.split(" "), "", ""][1]
                if path in self.answers:
                    self.answers[path](connection, asked)
            except OSError:  # whoever asked has left
                pass

    def close(self) -> None:
        self.closing.set()
        self._listening.close()


@pytest.fixture(scope="module")
def server() -> Iterator[HostileServer]:
    """One server for all tests."""
    found = HostileServer()
    yield found
    found.close()


def fetcher(server: HostileServer, *, seconds: float = 10.0, places: Sequence[str] = ("127.0.0.1",)) -> Fetcher:
    """One that may read this server alone, under a name of the internet."""
    allowed = frozenset({f"{NAME}:{server.port}"})
    return Fetcher("Tisserand (+https://x.example.org)", allowed, lambda _host, _port: places, seconds)


def page(content: bytes, kind: str = "text/csv; charset=ISO-8859-1", status: str = "200 OK", more: str = "") -> Answer:
    """An answer as it should be."""
    head = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(content)}\r\n{more}\r\n"
    return lambda connection, _asked: connection.sendall(head.encode() + content)


def moved(to: str) -> Answer:
    """An answer that leads elsewhere."""
    return page(b"", status="302 Found", more=f"Location: {to}\r\n")


def test_a_file_comes_with_its_type_its_charset_and_where_it_was(server: HostileServer) -> None:
    server.answers["/a%20b.csv?x=%C3%A9"] = page("nom;é".encode("latin-1"))
    server.answers["/moved"] = moved("/a b.csv?x=é".replace(" ", "%20"))
    found = fetcher(server).fetch(f"http://{NAME}:{server.port}/moved#part")
    assert found.content.decode(found.charset) == "nom;é"
    assert found.media_type == "text/csv"
    assert found.address == f"http://{NAME}:{server.port}/a%20b.csv?x=%C3%A9"
    assert "User-Agent: Tisserand (+https://x.example.org)" in server.heard[-1]
    assert f"Host: {NAME}:{server.port}" in server.heard[-1]


def test_what_is_known_already_does_not_come_again(server: HostileServer) -> None:
    marks = 'ETag: "one"\r\nLast-Modified: Mon, 30 Nov 2026 12:00:00 GMT\r\n'
    links = 'Link: </other>; rel="alternate", </thing>; type="text/turtle"; rel="describes"\r\n'
    server.answers["/card"] = page(b"taken", more=marks + links)
    address = f"http://{NAME}:{server.port}/card"
    found = fetcher(server).fetch(address)
    assert found.version == PageVersion('"one"', "Mon, 30 Nov 2026 12:00:00 GMT")
    assert found.described == f"http://{NAME}:{server.port}/thing"
    server.answers["/card"] = lambda connection, _asked: connection.sendall(b"HTTP/1.1 304 Not Modified\r\n\r\n")
    again = fetcher(server).fetch(address, known=found.version)
    assert (again.unchanged, again.content) == (True, b"")
    assert 'If-None-Match: "one"' in server.heard[-1]
    assert "If-Modified-Since: Mon, 30 Nov 2026 12:00:00 GMT" in server.heard[-1]
    with pytest.raises(FetchError, match="304"):
        fetcher(server).fetch(address)
    for mark in ('"a\r\nX-Evil: 1"', "é", "x" * 1_000):
        with pytest.raises(FetchError, match="304"):
            fetcher(server).fetch(address, known=PageVersion(mark))
        assert "Evil" not in server.heard[-1]


def test_what_moved_for_good_says_where(server: HostileServer) -> None:
    start = f"http://{NAME}:{server.port}"
    server.answers["/old"] = page(b"", status="301 Moved Permanently", more="Location: /new\r\n")
    server.answers["/new"] = page(b"", status="303 See Other", more="Location: /new.ttl\r\n")
    server.answers["/new.ttl"] = page(b"taken")
    assert fetcher(server).fetch(f"{start}/old").moved == f"{start}/new"
    server.answers["/today"] = moved("/old")
    assert fetcher(server).fetch(f"{start}/today").moved == "", "the first step is for today only"


PRIVATE = [
    *("127.0.0.1", "127.255.255.254", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1"),
    *("0.0.0.1", "255.255.255.255", "224.0.0.1", "240.0.0.1", "198.18.0.1", "::1", "::", "fe80::1%eth0", "fc00::1"),
    *("ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::"),
    *("2001:0:53aa:64c:0:0:80ff:fffe", "2001:db8::1", "fec0::1", "no address"),
]


@pytest.mark.parametrize("address", PRIVATE)
def test_no_machine_that_is_not_on_the_internet_is_read(server: HostileServer, address: str) -> None:
    assert not is_public(address)
    heard = len(server.heard)
    for places in ((address,), ("1.1.1.1", address)):
        with pytest.raises(FetchError, match="publiques"):
            Fetcher("x", resolve=lambda _host, _port, found=places: found).fetch(f"http://{NAME}:{server.port}/")
    assert len(server.heard) == heard


@pytest.mark.parametrize("address", ["1.1.1.1", "2606:4700:4700::1111", "::ffff:1.1.1.1", "64:ff9b::101:101"])
def test_machines_of_the_internet_may_be_read(address: str) -> None:
    assert is_public(address)


def test_a_name_is_judged_again_at_each_step(server: HostileServer) -> None:
    """It is looked up once for each request, and the connection goes to what was judged."""
    answers = iter([("127.0.0.1",), ("10.0.0.1",)])
    server.answers["/home"] = moved(f"http://localhost:{server.port}/twice")
    server.answers["/twice"] = page(b"taken")
    heard = len(server.heard)
    changing = Fetcher("x", frozenset({f"{NAME}:{server.port}"}), lambda _host, _port: next(answers))
    with pytest.raises(FetchError, match="publiques"):
        changing.fetch(f"http://{NAME}:{server.port}/home")
    assert len(server.heard) == heard + 1


WRONG = [
    "ftp://field.example.org/a", "file:///etc/passwd", "gopher://field.example.org", "field.example.org", "",
    "http://", "http://[", "http://field.example.org:99999/", "http://a b.example.org/", "http://field.example.org\\@x/",
    "http://u:p@field.example.org/", "http://field.example.org:25/", "http://" + "a" * 3_000, "http://\u200b/",
    "http://field.example.org/\r\nHost: x",
]  # fmt: skip


@pytest.mark.parametrize("address", WRONG)
def test_what_is_no_address_of_the_web_is_refused(address: str) -> None:
    with pytest.raises(FetchError):
        Fetcher("x", resolve=lambda _host, _port: ("1.1.1.1",)).fetch(address)


def _drip(server: HostileServer, head: bytes) -> Answer:
    def answer(connection: socket.socket, _asked: str) -> None:
        connection.sendall(head)
        while not server.closing.wait(0.02):
            connection.sendall(b"a")

    return answer


SLOW = {
    "a body drop by drop": b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n",
    "headers drop by drop": b"HTTP/1.1 200 OK\r\nX: ",
    "a first line without end": b"HTTP/1.1 ",
    "chunks drop by drop": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfffff\r\n",
}


@pytest.mark.parametrize("head", SLOW.values(), ids=SLOW)
def test_a_peer_that_drips_is_cut(server: HostileServer, head: bytes) -> None:
    server.answers["/slow"] = _drip(server, head)
    with pytest.raises(FetchError, match="n’a pas tout donné"):
        fetcher(server, seconds=0.3).fetch(f"http://{NAME}:{server.port}/slow")


def test_a_name_that_nobody_looks_up_is_not_waited_for(server: HostileServer) -> None:
    def never(_host: str, _port: int) -> Sequence[str]:
        server.closing.wait()
        return ()

    with pytest.raises(FetchError, match="n’a pas tout donné"):
        Fetcher("x", resolve=never, seconds=0.2).fetch("http://field.example.org/")


def _flood(connection: socket.socket, _asked: str) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
    while True:
        connection.sendall(b"a" * 65_536)


def _headers(connection: socket.socket, _asked: str) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\n")
    for number in range(200):
        connection.sendall(f"X-{number}: {'a' * 10_000}\r\n".encode())
    connection.sendall(b"\r\n")


def _chunks(connection: socket.socket, _asked: str) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    while True:
        connection.sendall(b"1;" + b"x" * 1_000 + b"\r\na\r\n")


BOMB = gzip.compress(b"a" * 40_000_000)
LARGE: dict[str, Answer] = {
    "a body without end": _flood,
    "chunks of one sign": _chunks,
    "what unpacks without end": page(BOMB, more="Content-Encoding: gzip\r\n"),
}


@pytest.mark.parametrize("answer", LARGE.values(), ids=LARGE)
def test_no_more_comes_than_is_asked_for(server: HostileServer, answer: Answer) -> None:
    server.answers["/large"] = answer
    with pytest.raises(TooLarge, match="5 Mo"):
        fetcher(server).fetch(f"http://{NAME}:{server.port}/large")


BAD: dict[str, Answer] = {
    "half a header": lambda connection, _asked: connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Ty"),
    "half a body": lambda connection, _asked: connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc"),
    "nothing at all": lambda _connection, _asked: None,
    "another protocol": lambda connection, _asked: connection.sendall(b"220 mail.example.org ESMTP\r\n"),
    "headers without end": _headers,
    "a broken chunk": lambda connection, _asked: connection.sendall(
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"
    ),
    "half of what is packed": page(gzip.compress(b"abc" * 900)[:-9], more="Content-Encoding: gzip\r\n"),
    "packed otherwise": page(b"x", more="Content-Encoding: br\r\n"),
    "an error of theirs": page(b"<h1>Oups", status="500 Internal Server Error"),
    "nothing there": page(b"", status="404 Not Found"),
    "a password": page(b"", status="401 Unauthorized"),
    "part of it": page(b"abc", status="206 Partial Content"),
    "a way round": moved("/bad"),
    "a way to a file": moved("file:///etc/passwd"),
    "a way to this machine": moved("http://127.0.0.1/"),
    "a way to a port of mail": moved("http://field.example.org:25/"),
}


@pytest.mark.parametrize("answer", BAD.values(), ids=BAD)
def test_a_bad_answer_is_one_french_sentence(server: HostileServer, answer: Answer) -> None:
    server.answers["/bad"] = answer
    with pytest.raises(FetchError) as found:
        fetcher(server).fetch(f"http://{NAME}:{server.port}/bad")
    assert found.value.message.endswith((".", ")."))
    assert isinstance(found.value, InvalidInput)


def test_what_was_taken_away_is_told_apart(server: HostileServer) -> None:
    server.answers["/gone"] = page(b"", status="410 Gone")
    with pytest.raises(FetchError) as found:
        fetcher(server).fetch(f"http://{NAME}:{server.port}/gone")
    assert found.value.answer == 410


def test_what_is_packed_is_unpacked(server: HostileServer) -> None:
    server.answers["/packed"] = page(gzip.compress(b"nom"), more="Content-Encoding: gzip\r\n")
    assert fetcher(server).fetch(f"http://{NAME}:{server.port}/packed").content == b"nom"


def test_no_certificate_is_believed_that_nobody_signed(server: HostileServer) -> None:
    with pytest.raises(FetchError, match=r"pas sûre|ne répond pas"):
        fetcher(server).fetch(f"https://{NAME}:{server.port}/")


def test_a_machine_that_is_not_there_is_told(server: HostileServer) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    found = Fetcher("x", frozenset({f"{NAME}:{port}"}), lambda _host, _port: ("127.0.0.1",))
    with pytest.raises(FetchError, match="connexion refusée"):
        found.fetch(f"http://{NAME}:{port}/")
