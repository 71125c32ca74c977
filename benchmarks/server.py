# SPDX-License-Identifier: AGPL-3.0-or-later
"""The real application behind its own server, for one measure: a file loaded once, then `python -m web.app.server`.

`python -m benchmarks.server` is the same server without the budget of dear pages, for measures of memory.
"""

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
from typing import Any

from app import create_app
from benchmarks.synthetic import BASE
from graph import heap
from graph.settings import ROOT, Settings
from web.app.server import Server

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
def serving(turtle: str | None, module: str = "web.app.server", **settings: str) -> Iterator[ServedProcess]:
    """A server over these facts (None: those that ship), in a folder of its own that goes with it; `settings` as in the
    environment."""
    with tempfile.TemporaryDirectory(prefix="tisserand-bench-") as folder, socket.socket() as free:
        facts = Path(folder, "ecosystem.ttl")
        facts.write_text(turtle or "", encoding="utf-8")
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        free.close()
        environment = {"INSTANCE": str(Path(folder, "instance")), "PORT": str(port), **settings}
        app = create_app(Settings.from_environment(environment), data=[facts] if turtle else None)
        loaded = app.extensions["tisserand"]
        loaded.prepare()
        loaded.close()
        command = [sys.executable, "-m", module]
        with subprocess.Popen(
            command, cwd=ROOT, env={**os.environ, **environment}, stdout=subprocess.PIPE, text=True
        ) as server:
            assert any("répond" in line for line in server.stdout or ()), "the server did not start"
            try:
                yield ServedProcess(port, server.pid)
            finally:
                server.terminate()


class Unlimited(Server):
    """The server, which makes every dear page that is asked for."""

    def load(self) -> Any:
        """The application, its budgets without end."""
        app = super().load()
        app.config.update(DEAR_SECONDS=10**9, API_CALLS_PER_MINUTE=10**9)
        return app


if __name__ == "__main__":
    own = Settings.from_environment()
    heap.share()
    sys.argv = sys.argv[:1]
    Unlimited(own).run()
