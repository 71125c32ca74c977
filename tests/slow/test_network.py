# SPDX-License-Identifier: AGPL-3.0-or-later
"""The production server on the networks it is put on: under a path behind a proxy, crawled whole; and in a room."""

from __future__ import annotations

import http.client
import os
import re
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from urllib.parse import quote, urldefrag, urljoin, urlsplit

import pytest

from graph.lan import local_addresses
from graph.settings import ROOT
from tests.instances import opened
from tests.servers import free_port
from tests.web.conftest import TOWN

pytestmark = [pytest.mark.slow, pytest.mark.long]
HANGS = 300  # seconds after which nothing more will come, on the busiest machine
BASE = "https://x.org/tisserand"
# What a page, a stylesheet or a list for search engines leads to.
LINK = re.compile(r"""\b(?:href|src|action)="([^"\s]+)"|\burl\(["']?([^"')]+)|<loc>([^<]+)""")
# Every address of this host that any answer names, with the first step of its path.
OWN = re.compile(r"""https?(?:://|%3A%2F%2F)x\.org(?:/|%2F)[^\s"'<>)/%]*""")
START = ("/", "/robots.txt", "/sitemap.xml", "/api/v1/openapi.json", "/sante", "/export/touraine.nq", "/carte/qr.svg")
# Of addresses that the same code answers so many, and of all so many: near ones first.
FEW, MOST = 3, 250
# What a crawler that fills in no form is told: a word or a place is missing, or the door is for professionals.
EXPECTED = {400, 403}


@contextmanager
def _served(instance: Path, port: int, **settings: str) -> Iterator[list[str]]:
    """A server and the lines that it said; stopped with Ctrl-C, and it must stop well."""
    lines = 1 + len(local_addresses()) * ("LAN" in settings)
    command = [sys.executable, "-m", "web.app.server"]
    environment = {**os.environ, "INSTANCE": str(instance), "PORT": str(port), **settings}
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, cwd=ROOT, env=environment, **pipes) as server:  # type: ignore[call-overload]
        try:
            said = [server.stdout.readline() for _ in range(lines)]
            assert said[0], server.stderr.read()
            yield said
        finally:
            server.send_signal(signal.SIGINT)
            errors = server.stderr.read()
            assert server.wait(HANGS) == 0, errors
        assert errors in ("", "État dérivé reconstruit depuis le journal : BASE_URL a changé.\n")


@pytest.fixture(scope="module")
def instance(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small town in a folder."""
    folder = tmp_path_factory.mktemp("instance")
    repository = opened(folder, on_disk=False)
    repository.load(list(TOWN), "tests")  # its own facts: what ships with the project is not for it
    repository.close()
    return folder


@dataclass(frozen=True)
class Visitor:
    """A browser somewhere: the address and the port that it reaches, and the name that it thinks they have."""

    host: str
    port: int
    name: str

    def get(self, path: str) -> tuple[int, http.client.HTTPMessage, str]:
        """Status, headers and text of an answer ("" where it is no text)."""
        headers = {"Host": self.name, "Accept": "text/html,*/*", "Accept-Language": "fr"}
        with closing(http.client.HTTPConnection(self.host, self.port, timeout=HANGS)) as connection:
            connection.request("GET", path, headers=headers)
            answer = connection.getresponse()
            body = answer.read()
        kind = answer.headers.get_content_type()
        text = kind.startswith("text/") or kind.endswith(("json", "xml", "javascript"))
        return answer.status, answer.headers, body.decode() if text else ""


def test_a_crawl_of_an_instance_under_a_path_never_leaves_it(instance: Path) -> None:
    port = free_port()
    with _served(instance, port, BASE_URL=BASE) as said:
        assert said == [f"Tisserand répond à http://127.0.0.1:{port}/tisserand (Ctrl-C pour l’arrêter).\n"]
        visitor, waiting = Visitor("127.0.0.1", port, "x.org"), [f"/tisserand{path}" for path in START]
        counts, wrong = Counter[str](), []
        for path in waiting:
            status, headers, text = visitor.get(path)
            wrong += [f"{path} names {address}" for address in OWN.findall(text) if not address.endswith("tisserand")]
            if status >= 400 and status not in EXPECTED:
                wrong.append(f"{path} answers {status}")
            for link in _links(path, text, headers):
                if not link.startswith("/tisserand/"):
                    wrong.append(f"{path} leads to {link}")
                elif link not in waiting and counts[_kind(link)] < FEW and len(waiting) < MOST:
                    counts[_kind(link)] += 1
                    waiting.append(link)
    assert wrong == []
    shown = {urlsplit(path).path.removeprefix("/tisserand") for path in waiting}
    wanted = {"/carte.pdf", "/carte/qr.svg", "/export/touraine.ttl", "/static/style.css", "/orientation", "/annuaire"}
    assert wanted <= shown


def _kind(path: str) -> str:
    """Addresses that the same code answers."""
    bare, asked, _ = path.partition("?")
    return bare if asked and not bare.startswith("/tisserand/fiche/") else f"{bare.rpartition('/')[0]} {asked}"


def _links(path: str, text: str, headers: http.client.HTTPMessage) -> Iterator[str]:
    """The addresses of this host to which an answer leads, as a browser understands them there."""
    named = [next(filter(None, found)) for found in LINK.findall(text)]
    for address in (*named, *re.findall("<([^>]+)>", headers["Link"] or ""), headers["Location"] or ""):
        whole = urlsplit(urldefrag(urljoin(f"https://x.org{path}", unescape(address))).url)
        if whole.netloc == "x.org":
            yield quote(whole.path, safe="/%:@+,;=!$&'()*~") + (f"?{whole.query}" if whole.query else "")


@pytest.mark.skipif(not local_addresses(), reason="this machine is on no network")
def test_a_room_is_told_where_to_come_and_is_answered_there(instance: Path) -> None:
    port = free_port()
    address, *_ = local_addresses()
    with _served(instance, port, LAN="1") as said:
        assert said[0] == f"Tisserand répond à http://127.0.0.1:{port} (Ctrl-C pour l’arrêter).\n"
        assert said[1].endswith(f": http://{address}:{port}\n")
        for host in ("127.0.0.1", address):
            _, _, page = Visitor(host, port, f"{host}:{port}").get("/carte/partager?vue=reseaux")
            assert f'value="http://{address}:{port}/carte?vue=reseaux' in unescape(page)


@pytest.mark.skipif(not local_addresses(), reason="this machine is on no network")
@pytest.mark.parametrize("everywhere", [False, True], ids=["one address", "every address"])
def test_the_server_listens_where_it_is_told_and_nowhere_else(instance: Path, everywhere: bool) -> None:
    port = free_port()
    address, *_ = local_addresses()
    with _served(instance, port, HOST="0.0.0.0" if everywhere else address):  # noqa: S104
        assert Visitor(address, port, "a.example").get("/sante")[0] == 200
        if everywhere:
            assert Visitor("127.0.0.1", port, "a.example").get("/sante")[0] == 200
        else:
            with pytest.raises(ConnectionRefusedError):
                Visitor("127.0.0.1", port, "a.example").get("/sante")


def test_the_own_machine_alone_is_answered_where_nothing_is_asked(instance: Path) -> None:
    port = free_port()
    with _served(instance, port):
        assert Visitor("127.0.0.1", port, "localhost").get("/sante")[0] == 200
        for address in local_addresses():
            with pytest.raises(ConnectionRefusedError):
                Visitor(address, port, "localhost").get("/sante")


def test_an_address_of_another_machine_is_said_in_one_line(tmp_path: Path) -> None:
    environment = {**os.environ, "INSTANCE": str(tmp_path), "PORT": str(free_port()), "HOST": "192.0.2.77"}
    command = [sys.executable, "-m", "web.app.server"]
    ended = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=HANGS, check=False
    )
    assert ended.returncode == 1
    assert ended.stderr.startswith("Erreur : HOST, PORT : impossible d’écouter sur 192.0.2.77")
    assert ended.stderr.count("\n") == 1
