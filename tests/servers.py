# SPDX-License-Identifier: AGPL-3.0-or-later
"""What tests that start the production server share: the server itself, a port that nobody else takes, what it used."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path

from graph.settings import ROOT

HERTZ = os.sysconf("SC_CLK_TCK")
# Below the ports that systems lend to whoever asks for any: none is lent between its choice and its use.
LOWEST, HIGHEST = 10_000, 30_000


def free_port() -> int:
    """A port of 127.0.0.1 on which nothing listens; each process looks from another place on."""
    start = LOWEST + os.getpid() * 37 % (HIGHEST - LOWEST)
    for port in chain(range(start, HIGHEST), range(LOWEST, start)):
        if port not in _given and _is_free(port):
            _given.add(port)
            return port
    raise AssertionError("no free port")


_given: set[int] = set()


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


@contextmanager
def own_server(instance: Path, module: str = "web.app.server") -> Iterator[str]:
    """The address of the production server, on a new instance of the project's own data; stopped in the end."""
    port = str(free_port())
    url = f"http://127.0.0.1:{port}"
    environment = {**os.environ, "INSTANCE": str(instance), "PORT": port, "BASE_URL": url, "FORM_SECONDS": "0"}
    with subprocess.Popen(
        [sys.executable, "-m", module], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True
    ) as server:
        assert server.stdout is not None
        assert url in server.stdout.readline()
        yield url
        server.terminate()


@contextmanager
def served_on(instance: Path, port: int, **environment: str) -> Iterator[subprocess.Popen[str]]:
    """The production server on a port, with these settings, once it answers; stopped in the end."""
    told = {**os.environ, "INSTANCE": str(instance), "PORT": str(port), "FORM_SECONDS": "0", **environment}
    command = [sys.executable, "-m", "web.app.server"]
    with subprocess.Popen(command, cwd=ROOT, env=told, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        assert "répond" in server.stdout.readline()
        yield server
        server.terminate()


def children(process: int) -> list[int]:
    """The processes that a process began and that still live."""
    return [int(child) for child in Path(f"/proc/{process}/task/{process}/children").read_text().split()]


def seconds_of_processor(process: int) -> float:
    """What a process and its children used so far, whatever else the machine does."""
    after_name = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    own = (int(after_name[11]) + int(after_name[12])) / HERTZ
    return own + sum(map(seconds_of_processor, children(process)))


def megabytes(process: int) -> float:
    """Resident memory of a process and of its children."""
    status = Path(f"/proc/{process}/status").read_text()
    own = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS"))
    return own / 1024 + sum(map(megabytes, children(process)))
