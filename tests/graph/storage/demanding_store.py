# SPDX-License-Identifier: AGPL-3.0-or-later
"""A Graph Store that lets nobody in without a name and a password: `python -m tests.graph.storage.demanding_store`.

It prints its port. SCHEME: `basic`, or a digest as `md5`, `md5-sess`, `sha-256`, `sha-256-sess`, `sha-512-256`, or
`md5-old` (without `qop`). A nonce serves three times, and none of its counts twice.
"""

from __future__ import annotations

import hashlib
import json
import secrets
import sys
import urllib.request
from base64 import b64decode
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

NAME, PASSWORD, REALM = "mémoire", 's/e:c"ret', 'le "fonds", commun'
HASHES = {"md5": hashlib.md5, "sha-256": hashlib.sha256, "sha-512-256": lambda data: hashlib.new("sha512_256", data)}
USES = 3


class Store(ThreadingHTTPServer):
    """Graphs by name, the counts that each nonce has had, and how everybody asked to be let in."""

    def __init__(self, scheme: str) -> None:
        super().__init__(("127.0.0.1", 0), DemandingHandler)
        self.scheme = scheme
        self.graphs: dict[str, str] = {}
        self.counts: dict[str, set[str]] = {}
        self.tried: list[str] = []

    def lets_in(self, method: str, target: str, header: str) -> bool:
        """Whether the header proves that who asks knows the password."""
        scheme, _, rest = header.partition(" ")
        if self.scheme == "basic":
            return scheme == "Basic" and b64decode(rest).decode() == f"{NAME}:{PASSWORD}"
        said = urllib.request.parse_keqv_list(urllib.request.parse_http_list(rest)) if scheme == "Digest" else {}
        if said.get("nonce") not in self.counts or said["uri"] != target:
            return False
        used = self.counts[said["nonce"]]
        if said.get("nc", "") in used or len(used) >= USES:
            return False
        used.add(said.get("nc") or str(len(used)))
        return bool(secrets.compare_digest(said["response"], self._proof(method, said)))

    def _proof(self, method: str, said: dict[str, str]) -> str:
        name = self.scheme.removesuffix("-old")
        hashed = HASHES[name.removesuffix("-sess")]

        def of(*parts: str) -> str:
            return str(hashed(":".join(parts).encode()).hexdigest())

        secret, request = of(NAME, REALM, PASSWORD), of(method, said["uri"])
        if name.endswith("-sess"):
            secret = of(secret, said["nonce"], said["cnonce"])
        if self.scheme.endswith("-old"):
            return of(secret, said["nonce"], request)
        return of(secret, said["nonce"], said["nc"], said["cnonce"], said["qop"], request)

    def challenge(self) -> str:
        """What is asked of who is not let in."""
        realm = REALM.replace('"', '\\"')
        if self.scheme == "basic":
            return f'Basic realm="{realm}", charset="UTF-8"'
        nonce = secrets.token_hex(8)
        self.counts[nonce] = set()
        quality = "" if self.scheme.endswith("-old") else ', qop="auth-int, auth"'
        algorithm = self.scheme.removesuffix("-old").upper().replace("-SESS", "-sess")
        unknown = 'Digest realm="x", nonce="y", algorithm=SHA-3-NEW, Negotiate, '
        return f'{unknown}Digest realm="{realm}", nonce="{nonce}", algorithm={algorithm}{quality}, opaque="a\\"b"'


class DemandingHandler(BaseHTTPRequestHandler):
    """PUT, DELETE and GET of a graph; `GET /tried` is open."""

    server: Store

    def log_message(self, *_: Any) -> None:
        pass

    def _answer(self, status: int, text: str = "") -> None:
        self.send_response(status)
        if status == 401:
            self.send_header("WWW-Authenticate", self.server.challenge())
        self.send_header("Content-Length", str(len(text.encode())))
        self.end_headers()
        self.wfile.write(text.encode())

    def _graph(self) -> str:
        """The graph that is asked for, "" for who is not let in."""
        header = (self.headers["Authorization"] or "").encode("latin-1").decode()
        self.server.tried.append(header.partition(" ")[0])
        inside = self.server.lets_in(self.command, self.path, header)
        return parse_qs(urlsplit(self.path).query)["graph"][0] if inside else ""

    def do_PUT(self) -> None:
        graph = self._graph()
        if not graph:
            self.close_connection = True  # before anything is read, as real ones do
            return self._answer(401)
        self.server.graphs[graph] = self.rfile.read(int(self.headers["Content-Length"])).decode()
        return self._answer(204)

    def do_DELETE(self) -> None:
        graph = self._graph()
        if graph:
            self.server.graphs.pop(graph, None)
        self._answer(204 if graph else 401)

    def do_GET(self) -> None:
        if self.path == "/tried":
            return self._answer(200, json.dumps([self.server.tried, self.server.graphs]))
        graph = self._graph()
        return self._answer(200 if graph else 401, self.server.graphs.get(graph, ""))


if __name__ == "__main__":
    with Store(sys.argv[1]) as store:
        print(store.server_port, flush=True)
        store.serve_forever()
