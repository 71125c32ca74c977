# SPDX-License-Identifier: AGPL-3.0-or-later
"""Contributions by the form of the site, on servers that are killed: nothing acknowledged is lost, nothing is half."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.parse import urlencode

import pytest

from benchmarks.contributing import ACKNOWLEDGED, FORM, cookies_of, hidden_of
from benchmarks.room import names
from graph.contributions.publishing import published
from graph.contributions.store import Contributions
from graph.contributions.tables import ACCEPTED
from graph.namespaces import RDF, SKOS
from graph.settings import ROOT, Settings
from tests.postgresql import Cluster
from tests.servers import children, free_port
from tests.siege import CRASHED, LENGTH, chance, counted
from tests.states import until
from web.app.ecosystem import Ecosystem
from web.app.sessions import NAME

pytestmark = [pytest.mark.slow, pytest.mark.long]
# `SIEGE=17 make siege` is fifty rounds.
ROUNDS, PEOPLE, EACH = 3 * LENGTH, 6, 3


class Writer:
    """Somebody who sends one form after another until the server is gone; `told`: the number of each that was
    acknowledged, by name."""

    def __init__(self, port: int, rank: int, mine: list[str], cookie: str) -> None:
        self.port, self.mine, self.told = port, mine, dict[str, int]()
        self.headers = {"X-Forwarded-For": f"10.0.{rank % 250}.1", "Origin": "http://127.0.0.1:5000"}
        self.headers |= {"Cookie": f"{NAME}={cookie}"} if cookie else {}

    def send_all(self) -> None:
        """Sends what is theirs."""
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=60)) as line:
            for name in self.mine:
                try:
                    self._send(line, name)
                except (OSError, HTTPException):
                    return

    def _send(self, line: HTTPConnection, name: str) -> None:
        line.request("GET", FORM, headers=self.headers)
        form = {**hidden_of(line.getresponse().read().decode()), "prefLabel": name, "worksOn": "email"}
        headers = {**self.headers, "Content-Type": "application/x-www-form-urlencoded"}
        line.request("POST", FORM, urlencode({**form, "location": "Tours", "autre": "1"}), headers)
        answer = line.getresponse()
        answer.read()
        if found := ACKNOWLEDGED.search(answer.headers.get("Location", "")):
            self.told[name] = int(found[1])


def _settings(folder: Path, port: int, url: str) -> Settings:
    return Settings.from_environment({**_environment(folder, port, url)})


def _environment(folder: Path, port: int, url: str) -> dict[str, str]:
    found = {"INSTANCE": str(folder), "PORT": str(port), "FORM_SECONDS": "0", "TRUSTED_PROXIES": "1"}
    found["BASE_URL"] = "http://127.0.0.1:5000"
    return found | ({"DATABASE_URL": url} if url else {})


@contextmanager
def _serving(folder: Path, port: int, url: str) -> Iterator[subprocess.Popen[str]]:
    told = {**os.environ, **_environment(folder, port, url)}
    command = [sys.executable, "-m", "web.app.server"]
    with subprocess.Popen(command, cwd=ROOT, env=told, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        assert "répond" in server.stdout.readline()
        yield server
        server.terminate()


def _killed(servers: list[subprocess.Popen[str]], writers: list[Writer], enough: int, seconds: float) -> None:
    """Has people write until so many were acknowledged and a little longer, and kills the servers."""
    threads = [threading.Thread(target=writer.send_all) for writer in writers]
    for thread in threads:
        thread.start()
    until(lambda: sum(len(writer.told) for writer in writers) >= enough)
    time.sleep(seconds)
    for server in servers:
        for process in (server.pid, *children(server.pid)):
            os.kill(process, signal.SIGKILL)
    for thread in threads:
        thread.join()


def _verify(settings: Settings, told: dict[str, int], known: set[str]) -> None:
    """Each that was acknowledged is kept once under its number; what is online is so whole, and once."""
    assert len(set(told.values())) == len(told)
    with closing(Contributions(settings.database_url, settings.base_url)) as kept:
        there = {one.number: one for one in (*kept.open(), *kept.decided(10_000))}
    for name, number in told.items():
        proposal = there[number].proposal
        assert proposal is not None
        assert name in proposal.to_json()
    with Ecosystem(settings, data=()).replayed() as site:
        repository = site.repository
        for one in there.values():
            if change := published(repository, one.number):
                [subject] = {fact.s for fact in change.added if fact.p == RDF.type}
                assert {fact.p for fact in change.added} >= {RDF.type, SKOS.prefLabel}
                assert repository.public.label(subject) in known
        for name in known & told.keys():
            assert there[told[name]].state == ACCEPTED
            assert len({fact.s for fact in repository.public.facts(p=SKOS.prefLabel) if fact.o.value == name}) == 1


def _besieged(folders: list[Path], url: str, rounds: int) -> None:
    drawn, ports = chance(f"forms {len(folders)} {url[:10]}"), [free_port() for _ in folders]
    asked, told, known = names(rounds * PEOPLE * EACH, 37), dict[str, int](), set[str]()
    settings = _settings(folders[0], ports[0], url)
    with counted("forms" if len(folders) == 1 else "forms of two") as tally:
        for turn in range(rounds):
            with tally.looking_for(CRASHED), ExitStack() as at_work:
                servers = [at_work.enter_context(_serving(*one, url)) for one in zip(folders, ports, strict=True)]
                # One in two is somebody whose own is online at once.
                cookies = cookies_of(settings, PEOPLE // 2)
                writers = []
                for rank in range(PEOPLE):
                    mine = asked[(turn * PEOPLE + rank) * EACH :][:EACH]
                    cookie = cookies[rank // 2] if rank % 2 else ""
                    known |= {*mine} if cookie else set()
                    writers.append(Writer(ports[rank // 2 % len(ports)], turn * PEOPLE + rank, mine, cookie))
                _killed(servers, writers, drawn.randint(1, PEOPLE * EACH // 2), drawn.uniform(0, 0.3))
            for writer in writers:
                told |= writer.told
            _verify(settings, told, known)
            tally.round()
    assert len(told) >= rounds


def test_nothing_acknowledged_by_a_form_is_lost_when_servers_are_killed(tmp_path: Path) -> None:
    _besieged([tmp_path / "one"], "", ROUNDS)


def test_two_servers_of_one_database_are_killed_while_both_take_forms(tmp_path: Path) -> None:
    _besieged([tmp_path / "one", tmp_path / "two"], f"sqlite:///{tmp_path / 'both.sqlite'}", ROUNDS)


def test_two_servers_of_one_postgresql_are_killed_while_both_take_forms(postgresql: Cluster, tmp_path: Path) -> None:
    _besieged([tmp_path / "one", tmp_path / "two"], postgresql.new_database(), 1)
