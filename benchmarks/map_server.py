# SPDX-License-Identifier: AGPL-3.0-or-later
"""The real application over a synthetic ecosystem: loaded from Turtle once, then served by its own server."""

from __future__ import annotations

import gzip
import os
import re
import socket
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from app import create_app
from benchmarks.map_ecosystem import Tangle
from graph.settings import ROOT, Settings

DATA = re.compile(rb'<script[^>]*type="application/json"[^>]*>(.*?)</script>', re.DOTALL)


@dataclass(frozen=True)
class Weight:
    """Bytes of a page: whole, under gzip, as the server sends it to a browser, and the data of the drawing in it."""

    whole: int
    squeezed: int
    sent: int
    data: int


@contextmanager
def serving(found: Tangle) -> Iterator[str]:
    """The address of `python -m web.server` over that graph, in a folder of its own."""
    with tempfile.TemporaryDirectory(prefix="tisserand-map-") as folder, socket.socket() as free:
        facts = Path(folder, "ecosystem.ttl")
        facts.write_text(found.turtle, encoding="utf-8")
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
        free.close()
        environment = {"INSTANCE": str(Path(folder, "instance")), "PORT": port}
        ecosystem = create_app(Settings.from_environment(environment), data=[facts]).extensions["tisserand"]
        ecosystem.prepare()
        ecosystem.close()
        command = [sys.executable, "-m", "web.server"]
        with subprocess.Popen(
            command, cwd=ROOT, env={**os.environ, **environment}, stdout=subprocess.PIPE, text=True
        ) as server:
            assert any("répond" in line for line in server.stdout or ()), "the server did not start"
            try:
                yield f"http://127.0.0.1:{port}"
            finally:
                server.terminate()


def weight(address: str) -> Weight:
    """What a page weighs."""
    request = urllib.request.Request(address, headers={"Accept-Encoding": "gzip", "Accept": "text/html"})  # noqa: S310
    with urllib.request.urlopen(request) as answer:  # noqa: S310 - our own server
        sent = answer.read()
        body = gzip.decompress(sent) if answer.headers.get("Content-Encoding") == "gzip" else sent
    return Weight(len(body), len(gzip.compress(body, 6)), len(sent), sum(len(data) for data in DATA.findall(body)))
