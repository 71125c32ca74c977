# SPDX-License-Identifier: AGPL-3.0-or-later
"""The real application behind its own server, for one measure: a file loaded once, then `python -m web.app.server`."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from app import create_app
from benchmarks.synthetic import BASE
from graph.settings import ROOT, Settings

# Facts without a source are refused: this one stands before those of an ecosystem that has none.
SOURCE = f"""<{BASE}/id/source/bench> a <https://schema.org/Dataset> ;
  <http://www.w3.org/2004/02/skos/core#prefLabel> "Écosystème de mesure"@fr ;
  <http://purl.org/dc/terms/license> <https://www.etalab.gouv.fr/licence-ouverte-open-licence> .
"""


@dataclass(frozen=True)
class ServedProcess:
    """Where the server answers, and its process."""

    port: int
    process: int

    @property
    def address(self) -> str:
        """The beginning of its addresses."""
        return f"http://127.0.0.1:{self.port}"


@contextmanager
def serving(turtle: str, **settings: str) -> Iterator[ServedProcess]:
    """A server over these facts, in a folder of its own that goes with it; `settings` as in the environment."""
    with tempfile.TemporaryDirectory(prefix="tisserand-bench-") as folder, socket.socket() as free:
        facts = Path(folder, "ecosystem.ttl")
        facts.write_text(turtle, encoding="utf-8")
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        free.close()
        environment = {"INSTANCE": str(Path(folder, "instance")), "PORT": str(port), **settings}
        loaded = create_app(Settings.from_environment(environment), data=[facts]).extensions["tisserand"]
        loaded.prepare()
        loaded.close()
        command = [sys.executable, "-m", "web.app.server"]
        with subprocess.Popen(
            command, cwd=ROOT, env={**os.environ, **environment}, stdout=subprocess.PIPE, text=True
        ) as server:
            assert any("répond" in line for line in server.stdout or ()), "the server did not start"
            try:
                yield ServedProcess(port, server.pid)
            finally:
                server.terminate()
