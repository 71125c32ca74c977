# SPDX-License-Identifier: AGPL-3.0-or-later
"""A site of somebody else on this machine, which answers as tests say and remembers what was asked of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from graph.fetch import Fetcher
from graph.namespaces import RDFS
from tests.instances import PREFIXES

LICENCE = "https://creativecommons.org/licenses/by/4.0/"
TURTLE, HTML = "text/turtle", "text/html; charset=utf-8"


@dataclass
class ServedPage:
    """What a site answers at a path."""

    content: str = ""
    kind: str = TURTLE
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


class OtherSite(ThreadingHTTPServer):
    """A site of somebody else on this machine, with what was asked of it."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answer)
        self.pages: dict[str, ServedPage] = {}
        self.heard: list[tuple[str, dict[str, str]]] = []

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    @property
    def fetcher(self) -> Fetcher:
        return Fetcher("Tisserand (+https://x.example.org)", frozenset({f"127.0.0.1:{self.server_port}"}))


class _Answer(BaseHTTPRequestHandler):
    server: OtherSite

    def do_GET(self) -> None:
        self.server.heard.append((self.path, dict(self.headers)))
        page = self.server.pages.get(self.path, ServedPage("", status=404))
        known = page.headers.get("ETag")
        status = 304 if known and self.headers.get("If-None-Match") == known else page.status
        body = b"" if status == 304 else page.content.encode()
        self.send_response(status)
        for name, value in {"Content-Type": page.kind, "Content-Length": str(len(body)), **page.headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nothing is told."""


@contextmanager
def serving() -> Iterator[OtherSite]:
    """A site while it answers."""
    server = OtherSite()
    Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def service(base: str, name: str = "Aide de la Forge", more: str = "") -> str:
    """The data of a service as a site of this product gives them, with what links to it."""
    return f"""{PREFIXES}
<{base}/id/service/help> a schema:Service ; skos:prefLabel "{name}"@fr ; tis:openToAssociations true ;
  tis:meetsNeed <https://w3id.org/tisserand/need/accounting> ; schema:areaServed <{base}/id/territory/commune-37261> ;
  schema:provider <{base}/id/organisation/forge> ; dct:source <{base}/id/source/village> {more} .
<{base}/id/organisation/forge> <{RDFS.label}> "La Forge"@fr .
<{base}/id/event/open-day> schema:about <{base}/id/service/help> .
<{base}/id/source/village> a schema:Dataset ; skos:prefLabel "Le village"@fr ; dct:license <{LICENCE}> .
"""


def publish(site: OtherSite, text: str, *, etag: str = "") -> None:
    """A card as sites of this product give it: an address, a page, and its data."""
    iri = f"{site.base}/id/service/help"
    marks = {"ETag": etag} if etag else {}
    site.pages["/id/service/help"] = ServedPage(status=303, headers={"Location": "/id/service/help.ttl"})
    site.pages["/id/service/help.ttl"] = ServedPage(text, headers={"Link": f'<{iri}>; rel="describes"', **marks})
    link = '<link rel="alternate" type="text/turtle" href="/id/service/help.ttl">'
    site.pages["/fiche/service/help"] = ServedPage(f"<!doctype html><head>{link}</head>", HTML)
