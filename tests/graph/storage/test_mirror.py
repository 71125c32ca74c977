# SPDX-License-Identifier: AGPL-3.0-or-later
"""The copy in a Graph Store elsewhere: a real HTTP server that keeps graphs in a store of its own."""

from __future__ import annotations

import json
import secrets
import socket
import subprocess
import sys
import threading
import urllib.request
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import pyoxigraph as ox
import pytest

from graph.rdf.dataset import Dataset
from graph.settings import ROOT
from graph.storage import mirror
from graph.storage.credentials import Credentials
from graph.storage.repository import Repository
from tests.graph.storage.demanding_store import NAME, PASSWORD
from tests.instances import BARE, BASE, ID, draft, dump, label, opened, person, restricted_source, settings_in
from tests.states import until


class GraphStore(ThreadingHTTPServer):
    """PUT and DELETE of the SPARQL 1.1 Graph Store HTTP Protocol."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), MirrorHandler)
        self.store = ox.Store()
        self.refuse = 0
        self.credentials: set[str | None] = set()
        self.requests: list[str] = []

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/store"


class MirrorHandler(BaseHTTPRequestHandler):
    server: GraphStore

    def log_message(self, *_: Any) -> None:
        pass

    def _answer(self, status: int) -> None:
        self.server.credentials.add(self.headers["Authorization"])
        self.send_response(self.server.refuse or status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _graph(self) -> ox.NamedNode:
        return ox.NamedNode(parse_qs(urlsplit(self.path).query)["graph"][0])

    def do_PUT(self) -> None:
        content = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.requests.append("PUT")
        if not self.server.refuse:
            self.server.store.remove_graph(self._graph())
            self.server.store.load(content, format=ox.RdfFormat.N_TRIPLES, to_graph=self._graph())
        self._answer(204)

    def do_DELETE(self) -> None:
        self.server.requests.append("DELETE")
        if not self.server.refuse:
            self.server.store.remove_graph(self._graph())
        self._answer(204)


@pytest.fixture
def elsewhere() -> Iterator[GraphStore]:
    server = GraphStore()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def _copied(server: GraphStore) -> list[str]:
    return dump(Dataset(server.store, BASE))


def _late(repository: Repository) -> int:
    assert repository.mirror is not None
    return repository.mirror.late.graphs


def _follows(repository: Repository, server: GraphStore) -> bool:
    """Once nothing is late, whether both hold the same."""
    assert repository.mirror is not None
    copy = repository.mirror
    # A graph that is under way waits no more, and what is late is so until it has arrived.
    until(lambda: copy.late.since is None and _copied(server) == dump(repository.public), "the copy never followed")
    assert copy.late.graphs == 0
    return True


def test_the_copy_follows_the_public_dataset_and_only_it(tmp_path: Path, elsewhere: GraphStore) -> None:
    repository = opened(tmp_path, ontology=BARE, STORE=elsewhere.address)
    secret = label("network/a", "Secret", "http://localhost:5000/id/source/secret")
    repository.commit(draft({label("network/a", "A"), *person(), *restricted_source(), secret}))
    assert _follows(repository, elsewhere)
    assert not any("Secret" in line or "person" in line for line in _copied(elsewhere))
    repository.undo(1, "essais")
    assert _follows(repository, elsewhere)
    repository.commit(draft({label("network/a", "A")}))
    repository.rebuild()
    assert _follows(repository, elsewhere)
    repository.close()


def test_what_the_other_store_has_already_is_not_sent_again(tmp_path: Path, elsewhere: GraphStore) -> None:
    repository = opened(tmp_path, ontology=BARE, STORE=elsewhere.address)
    repository.commit(draft({label("network/a", "A")}))
    repository.close()
    assert _copied(elsewhere), "what was under way at the end was sent"
    elsewhere.requests.clear()
    opened(tmp_path, ontology=BARE, STORE=elsewhere.address).close()
    assert elsewhere.requests == []


@pytest.mark.parametrize("status", [401, 500, 503])
def test_a_copy_that_is_refused_catches_up(
    tmp_path: Path, elsewhere: GraphStore, caplog: pytest.LogCaptureFixture, status: int
) -> None:
    repository = opened(tmp_path, ontology=BARE, STORE=elsewhere.address)
    assert _follows(repository, elsewhere)
    elsewhere.refuse = status
    assert repository.commit(draft({label("network/a", "A")})) is not None, "the instance does not depend on the copy"
    until(lambda: f"en retard : réponse {status}" in caplog.text)
    assert _late(repository) == 1
    assert repository.mirror is not None
    assert repository.mirror.late.since is not None
    elsewhere.refuse = 0
    other = label("network/b", "B", f"{BASE}/id/source/other")
    repository.commit(draft({other}))
    assert _follows(repository, elsewhere)
    elsewhere.refuse = status
    repository.commit(draft(removed={other}))
    repository.close()
    elsewhere.refuse = 0
    repository = opened(tmp_path, ontology=BARE, STORE=elsewhere.address)
    assert _follows(repository, elsewhere)
    repository.close()


def test_a_copy_that_was_late_at_start_catches_up_by_itself(
    tmp_path: Path, elsewhere: GraphStore, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mirror, "RETRY", 0.02)
    repository = opened(tmp_path, ontology=BARE)
    repository.commit(draft({label("network/a", "A")}))
    repository.close()
    elsewhere.refuse = 500
    repository = opened(tmp_path, ontology=BARE, STORE=elsewhere.address)
    until(lambda: len(elsewhere.requests) > 2)
    assert caplog.text.count("en retard") == 1
    elsewhere.refuse = 0
    assert _follows(repository, elsewhere)
    until(lambda: "de nouveau à jour" in caplog.text)
    repository.close()


def test_a_store_that_never_answers_stops_neither_the_start_nor_a_change(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It takes the connection and says nothing; each step ends although nothing is ever answered."""
    monkeypatch.setattr(mirror, "PARTING", 0.1)
    repository = opened(tmp_path, ontology=BARE)
    repository.commit(draft({label("network/a", "A")}))
    repository.close()
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        repository = opened(tmp_path, ontology=BARE, STORE=f"http://127.0.0.1:{silent.getsockname()[1]}/store")
        asked, _ = silent.accept()
        assert repository.commit(draft({label("network/b", "B")})) is not None
        assert _late(repository) == 1
        repository.close()
        asked.close()
    assert len(dump(repository.public)) == 0, "it let go of the store"


def test_the_password_of_the_store_is_sent_there_and_told_to_nobody(
    tmp_path: Path, elsewhere: GraphStore, caplog: pytest.LogCaptureFixture
) -> None:
    address = elsewhere.address.replace("//", "//m%C3%A9moire:s%2Fecret@")
    repository = opened(tmp_path, ontology=BARE, STORE=address)
    elsewhere.refuse = 401
    repository.commit(draft({label("network/a", "A")}))
    until(lambda: "en retard" in caplog.text)
    elsewhere.refuse = 0
    repository.commit(draft({label("network/b", "B")}))
    assert _follows(repository, elsewhere)
    repository.close()
    # Nothing is sent before it is asked for; this one never says how, and is given the plainest.
    assert elsewhere.credentials == {None, f"Basic {b64encode('mémoire:s/ecret'.encode()).decode()}"}
    kept = (tmp_path / "derived" / "mirror.json").read_text()
    for told in (caplog.text, kept, repr(settings_in(tmp_path, STORE=address))):
        assert "ecret" not in told


# --- a store that asks for a name and a password ---------------------------------------------------------------------

SCHEMES = ["basic", "md5", "md5-sess", "md5-old", "sha-256", "sha-256-sess", "sha-512-256"]


@contextmanager
def _demanding(scheme: str) -> Iterator[str]:
    """The address of a store in a process of its own, without name nor password."""
    command = [sys.executable, "-m", "tests.graph.storage.demanding_store", scheme]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield f"http://127.0.0.1:{int(process.stdout.readline())}"
        process.terminate()


def _tried(store: str) -> tuple[list[str], dict[str, str]]:
    """How everybody asked to be let in, and what the store holds."""
    with urllib.request.urlopen(f"{store}/tried", timeout=60) as answer:
        tried, graphs = json.load(answer)
    return tried, graphs


def _with(store: str, password: str) -> str:
    return store.replace("//", f"//{quote(NAME, safe='')}:{quote(password, safe='')}@") + "/store"


@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_store_is_given_what_it_asks_for(tmp_path: Path, scheme: str, caplog: pytest.LogCaptureFixture) -> None:
    with _demanding(scheme) as store:
        repository = opened(tmp_path, ontology=BARE, STORE=_with(store, PASSWORD))
        copy = repository.mirror
        assert copy is not None
        for number in range(5):  # more than a nonce serves
            repository.commit(draft({label(f"network/{number}", f"Réseau {number}")}))
            until(lambda: copy.late.since is None, "the copy never followed")
        facts = {graph: set(text.splitlines()) for graph, text in _tried(store)[1].items()}
        assert len(facts[f"{ID}source/town"]) == 5
        repository.close()
        tried, _ = _tried(store)
    wanted = "Basic" if scheme == "basic" else "Digest"
    assert tried[0] == "", "nothing is sent before it is asked for"
    assert set(tried) == {"", wanted}
    assert tried.count("") == 1, "what is known is not asked for again"
    assert caplog.text == ""


@pytest.mark.parametrize("scheme", ["basic", "sha-256"])
def test_a_wrong_password_is_said_once_and_repeated_nowhere(
    tmp_path: Path, scheme: str, caplog: pytest.LogCaptureFixture
) -> None:
    with _demanding(scheme) as store:
        repository = opened(tmp_path, ontology=BARE, STORE=_with(store, "wr0ng"))
        repository.commit(draft({label("network/a", "A")}))
        until(lambda: "Copie vers STORE en retard : réponse 401" in caplog.text)
        assert _late(repository) > 0
        repository.close()
        assert _tried(store)[1] == {}
    assert "wr0ng" not in caplog.text


@pytest.mark.parametrize("algorithm", ["md5", "sha-256"])
def test_the_example_of_the_standard_gives_its_answer(algorithm: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """RFC 7616, 3.9.1."""
    nonce, once = "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ"
    asked = f'Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm={algorithm.upper()}'
    monkeypatch.setattr(secrets, "token_hex", lambda _: once)
    given = Credentials(urlsplit("http://Mufasa:Circle%20of%20Life@www.example.org/"))
    assert given.header("GET", "/dir/index.html") == {}
    assert given.learn(401, [f'{asked}, nonce="{nonce}"'])
    expected = {
        "md5": "8ca523f5e9506fed4657c9700eebdbec",
        "sha-256": "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1",
    }
    assert f'response="{expected[algorithm]}"' in given.header("GET", "/dir/index.html")["Authorization"]


@pytest.mark.parametrize(
    ("asked", "tries"),
    [
        (["Negotiate"], False), (["Bearer realm=x"], False), (["Negotiate", 'Basic realm="a"'], True), ([], True),
        (['Digest realm="a", nonce="b", qop="auth-int"'], False), (['Digest realm="a", algorithm=MD5'], False),
        (['Digest realm="a", nonce="b", algorithm=UNKNOWN, Basic realm="c"'], True), (["", ",,", '"'], True),
    ],
    ids=str,
)  # fmt: skip
def test_a_password_is_sent_as_it_is_only_where_nothing_better_is_asked(asked: list[str], tries: bool) -> None:
    given = Credentials(urlsplit("http://me:s3cret@a.example/"))
    assert given.learn(401, asked) is tries
    assert ("Basic" in str(given.header("PUT", "/"))) is tries
    nobody = Credentials(urlsplit("http://a.example/"))
    assert nobody.learn(401, ['Basic realm="a"']) is False


def test_a_store_that_knows_digests_is_never_sent_the_password() -> None:
    """Not even when it says later that something else is forbidden."""
    given = Credentials(urlsplit("http://me:s3cret@a.example/"))
    assert given.learn(401, ['Basic realm="a"', 'Digest realm="a", nonce="b", qop="auth"'])
    assert given.learn(403, []) is False
    assert given.learn(401, ['Basic realm="a"']) is False
    assert given.header("PUT", "/")["Authorization"].startswith("Digest ")
