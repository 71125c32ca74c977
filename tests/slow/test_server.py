# SPDX-License-Identifier: AGPL-3.0-or-later
"""The production server as its users start it: quick, small, stopped cleanly, and told about what commands change."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import requests

from graph.settings import ROOT
from tests.applications import filled
from tests.instances import DAY, TOWN_TTL, write
from tests.servers import children, free_port, megabytes, seconds_of_processor
from tests.web.conftest import TOWN
from tests.web.mailed import mailed_links

pytestmark = [pytest.mark.slow, pytest.mark.long]
# Of a page without a secret another site may know from which site, never from which address one comes.
UNTOLD = {
    False: {"same-origin", "no-referrer"},
    True: {"same-origin", "no-referrer", "strict-origin-when-cross-origin"},
}
HANGS = 300  # seconds after which nothing more will come, on the busiest machine
MEMORY = 250  # MB, both processes


def _environment(instance: Path, port: int, **more: str) -> dict[str, str]:
    return {**os.environ, "INSTANCE": str(instance), "PORT": str(port), **more}


def _started(instance: Path, port: int, **more: str) -> subprocess.Popen[str]:
    command, environment = [sys.executable, "-m", "web.app.server"], _environment(instance, port, **more)
    return subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


@contextmanager
def _served(instance: Path, port: int, **more: str) -> Iterator[subprocess.Popen[str]]:
    """A server that said that it answers; stopped with Ctrl-C, and it must stop well."""
    with _started(instance, port, **more) as server:
        assert server.stdout is not None
        assert server.stderr is not None
        try:
            line = server.stdout.readline()
            assert line == f"Tisserand répond à http://127.0.0.1:{port} (Ctrl-C pour l’arrêter).\n", (
                server.stderr.read()
            )
            yield server
        finally:
            server.send_signal(signal.SIGINT)
            errors = server.stderr.read()
            assert server.wait(HANGS) == 0, errors
        assert errors == ""


def _get(port: int, path: str) -> Any:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=HANGS) as answer:
        return json.load(answer)


def _ended(environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """A server that stops by itself."""
    command = [sys.executable, "-m", "web.app.server"]
    return subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=HANGS, check=False
    )


def _flask(instance: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "flask", "--app", "app", *arguments]
    environment = _environment(instance, 5000)
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


def test_the_second_start_takes_less_than_the_first_and_the_memory_is_small(tmp_path: Path) -> None:
    port = free_port()
    with _served(tmp_path, port) as server:
        making = seconds_of_processor(server.pid)
        first = _get(port, "/sante")
    with _served(tmp_path, port) as server:
        assert seconds_of_processor(server.pid) < making
        assert _get(port, "/sante")["triples"] == first["triples"]
        for path in ("/api/v1/referrals?commune=Chinon&need=email", "/api/v1/search?q=visio", "/carte.json"):
            _get(port, path)
        assert megabytes(server.pid) < MEMORY


def test_a_running_server_takes_in_what_commands_change(tmp_path: Path) -> None:
    port, town = free_port(), write(tmp_path)
    with _served(tmp_path / "instance", port):
        before = _get(port, "/sante")["triples"]
        assert _flask(tmp_path / "instance", "load", str(town)).returncode == 0
        for _ in range(HANGS):
            after = _get(port, "/sante")
            if after["last_change"]["number"] == 2:
                break
            time.sleep(1)  # it looks once a second, when it is asked something
        assert after["last_change"]["number"] == 2
        assert after["triples"] > before
        assert _get(port, "/api/v1/search?q=ronde")["results"][0]["label"] == "La Ronde"
        assert _flask(tmp_path / "instance", "backup", str(tmp_path / "saved.tar.gz")).returncode == 0
        refused = _flask(tmp_path / "instance", "restore", "--force", str(tmp_path / "saved.tar.gz"))
        assert refused.returncode == 1
        assert "Un autre programme" in refused.stderr


def test_a_server_killed_starts_again_with_everything(tmp_path: Path) -> None:
    port = free_port()
    with _started(tmp_path, port) as server:
        assert server.stdout is not None
        assert "répond" in server.stdout.readline()
        triples = _get(port, "/sante")["triples"]
        (worker,) = children(server.pid)
        server.kill()
        os.kill(worker, signal.SIGKILL)
    with _served(tmp_path, port):
        assert _get(port, "/sante")["triples"] == triples


def test_a_port_that_is_taken_is_said_in_one_line(tmp_path: Path) -> None:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port = holder.getsockname()[1]
        result = _ended(_environment(tmp_path, port))
    assert result.returncode == 1
    assert f"le port {port} est déjà pris" in result.stderr
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ("DATABASE_URL=nothing://x/y", "DATABASE_URL"),
        ("STORE=http://me:s3cret@127.0.0.1:9x/store", "STORE"),
        ("BASE_URL=x", "BASE_URL"),
        ("BASE_URL=https://a.example//b", "BASE_URL"),
        ("BASE_URL=https://a.example/é", "BASE_URL"),
        ("HOST=192.0.2.77.invalid", "HOST"),
        ("LAN=oui", "LAN"),
        ("TRUSTED_PROXIES=oui", "TRUSTED_PROXIES"),
    ],
)
def test_what_prevents_the_start_is_said_without_a_traceback(tmp_path: Path, setting: str, message: str) -> None:
    name, value = setting.split("=", 1)
    result = _ended(_environment(tmp_path, free_port(), **{name: value}))
    assert result.returncode != 0
    assert f"Erreur : {message}" in result.stderr
    assert "Traceback" not in result.stderr
    assert "s3cret" not in result.stderr


def test_a_mirror_that_is_not_there_stops_neither_the_start_nor_a_page(tmp_path: Path) -> None:
    port = free_port()
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        address = f"http://me:s3cret@127.0.0.1:{silent.getsockname()[1]}/store"
        with _started(tmp_path, port, STORE=address) as server:
            assert server.stdout is not None
            assert server.stderr is not None
            assert "répond" in server.stdout.readline()
            health = _get(port, "/sante")
            server.send_signal(signal.SIGTERM)
            assert server.wait(30) == 0
            errors = server.stderr.read()
    assert health["status"] == "ok"
    assert health["mirror"]["late"] > 0
    assert "s3cret" not in errors + str(health)


def test_two_servers_of_one_instance_are_refused(tmp_path: Path) -> None:
    write(tmp_path, TOWN_TTL)
    port = free_port()
    with _served(tmp_path / "instance", port):
        result = _ended(_environment(tmp_path / "instance", free_port()))
    assert result.returncode != 0
    assert "Un autre programme" in result.stderr
    assert "Traceback" not in result.stderr


def test_a_server_whose_journal_was_lost_does_not_start_and_says_why(tmp_path: Path) -> None:
    port = free_port()
    with _served(tmp_path, port):
        assert _flask(tmp_path, "backup", str(tmp_path / "saved.tar.gz")).returncode == 0
        before = _get(port, "/sante")["triples"]
    for path in tmp_path.glob("journal.sqlite*"):
        path.unlink()
    with _started(tmp_path, port) as server:
        _, errors = server.communicate(timeout=60)
    assert server.returncode != 0
    assert f"Erreur : Le journal ({tmp_path / 'journal.sqlite'}) est vide" in errors
    assert _flask(tmp_path, "restore", str(tmp_path / "saved.tar.gz")).returncode == 0
    with _served(tmp_path, port):
        assert _get(port, "/sante")["triples"] == before


def test_no_link_that_was_followed_is_in_the_log(tmp_path: Path) -> None:
    """Nor one that opens nothing; what starts is logged, and what is asked is not."""
    app = filled(tmp_path / "instance", TOWN)
    links, port = mailed_links(app), free_port()
    app.extensions["tisserand"].close()
    with _started(tmp_path / "instance", port, TODAY=DAY.isoformat()) as server:
        assert server.stdout is not None
        assert server.stderr is not None
        assert str(port) in server.stdout.readline()
        for kind, (path, _) in links.items():
            for place, status in ((path, {200}), (f"{path}x", {403, 404, 410})):
                answer = requests.get(f"http://127.0.0.1:{port}{place}", headers={"Referer": path}, timeout=HANGS)
                assert answer.status_code in status, kind
                assert answer.headers["Referrer-Policy"] in UNTOLD[answer.status_code != 200], kind
        server.send_signal(signal.SIGINT)
        said = server.stdout.read() + server.stderr.read()
    assert [kind for kind, (_, secret) in links.items() if secret in said] == []
