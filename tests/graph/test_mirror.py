# SPDX-License-Identifier: AGPL-3.0-or-later
"""The copy in a Graph Store elsewhere: a real HTTP server that keeps graphs in a store of its own."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pyoxigraph as ox
import pytest

from graph.dataset import Dataset
from graph.errors import SettingsError
from tests.instances import BARE, BASE, draft, dump, label, opened, person, restricted_source


class GraphStore(ThreadingHTTPServer):
    """PUT and DELETE of the SPARQL 1.1 Graph Store HTTP Protocol."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.store = ox.Store()
        self.refuse = False
        self.requests: list[str] = []

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/store"


class Handler(BaseHTTPRequestHandler):
    server: GraphStore

    def log_message(self, *_: Any) -> None:
        pass

    def _answer(self, status: int) -> None:
        self.send_response(503 if self.server.refuse else status)
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


def test_the_copy_follows_the_public_dataset_and_only_it(tmp_path: Path, elsewhere: GraphStore) -> None:
    repository = opened(tmp_path, ontology=BARE, STORE=elsewhere.address)
    secret = label("network/a", "Secret", "http://localhost:5000/id/source/secret")
    repository.commit(draft({label("network/a", "A"), *person(), *restricted_source(), secret}))
    assert _copied(elsewhere) == dump(repository.public)
    assert not any("Secret" in line or "person" in line for line in _copied(elsewhere))
    repository.undo(1, "essais")
    assert _copied(elsewhere) == dump(repository.public)
    repository.close()


def test_what_the_other_store_has_already_is_not_sent_again(tmp_path: Path, elsewhere: GraphStore) -> None:
    repository = opened(tmp_path, ontology=BARE, STORE=elsewhere.address)
    repository.commit(draft({label("network/a", "A")}))
    repository.close()
    elsewhere.requests.clear()
    opened(tmp_path, ontology=BARE, STORE=elsewhere.address).close()
    assert elsewhere.requests == []


def test_a_copy_that_is_late_catches_up(
    tmp_path: Path, elsewhere: GraphStore, caplog: pytest.LogCaptureFixture
) -> None:
    repository = opened(tmp_path, ontology=BARE, STORE=elsewhere.address)
    elsewhere.refuse = True
    assert repository.commit(draft({label("network/a", "A")})) is not None, "the instance does not depend on the copy"
    assert "en retard" in caplog.text
    elsewhere.refuse = False
    other = label("network/b", "B", f"{BASE}/id/source/other")
    repository.commit(draft({other}))
    assert _copied(elsewhere) == dump(repository.public)
    elsewhere.refuse = True
    repository.commit(draft(removed={other}))
    repository.close()
    elsewhere.refuse = False
    repository = opened(tmp_path, ontology=BARE, STORE=elsewhere.address)
    assert _copied(elsewhere) == dump(repository.public)
    repository.close()


def test_an_address_that_does_not_answer_is_said_at_start(tmp_path: Path, elsewhere: GraphStore) -> None:
    repository = opened(tmp_path, ontology=BARE)
    repository.commit(draft({label("network/a", "A")}))
    repository.close()
    elsewhere.refuse = True
    with pytest.raises(SettingsError, match="STORE"):
        opened(tmp_path, ontology=BARE, STORE=elsewhere.address)
    opened(tmp_path, ontology=BARE).close()
