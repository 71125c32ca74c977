# SPDX-License-Identifier: AGPL-3.0-or-later
"""The copy in a Graph Store elsewhere: a real HTTP server that keeps graphs in a store of its own."""

from __future__ import annotations

import socket
import threading
from base64 import b64encode
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pyoxigraph as ox
import pytest

from graph.rdf.dataset import Dataset
from graph.storage import mirror
from graph.storage.repository import Repository
from tests.instances import BARE, BASE, draft, dump, label, opened, person, restricted_source, settings_in
from tests.states import until


class GraphStore(ThreadingHTTPServer):
    """PUT and DELETE of the SPARQL 1.1 Graph Store HTTP Protocol."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.store = ox.Store()
        self.refuse = 0
        self.credentials: set[str | None] = set()
        self.requests: list[str] = []

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/store"


class Handler(BaseHTTPRequestHandler):
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
    assert elsewhere.credentials == {f"Basic {b64encode('mémoire:s/ecret'.encode()).decode()}"}
    kept = (tmp_path / "derived" / "mirror.json").read_text()
    for told in (caplog.text, kept, repr(settings_in(tmp_path, STORE=address))):
        assert "ecret" not in told
