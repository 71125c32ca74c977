# SPDX-License-Identifier: AGPL-3.0-or-later
"""Two hundred open pages that ask what changed, on the production server with the data that ship.

One run: a visitor reads pages alone, then while so many pages follow, each over a connection of its own. Then somebody
changes a card from another process, again and again: how long until each page was told. Bars: 95 % of the visitor's
pages within twice what they take alone, or within 50 ms; 95 % of what is told, within two seconds.
`python -m benchmarks.live [--pages N] [--seconds N] [--changes N]`
"""

from __future__ import annotations

import argparse
import asyncio
import random
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from statistics import quantiles

from benchmarks.server import ServedProcess, serving
from graph.namespaces import SKOS
from graph.rdf.dataset import Fact, text_literal
from graph.settings import Settings
from graph.storage.journal import Draft
from web.app.ecosystem import Ecosystem

BEAT, PAUSE = 1.0, 0.1  # seconds: as `follow.js` asks, and between two pages of a visitor
BAR, TOLD = 50.0, 2000.0  # milliseconds
PAGES = ("/", "/annuaire", "/glossaire", "/recherche?q=framasoft", "/orientation?commune=37261&besoin=website")


@dataclass
class OpenPages:
    """Pages that follow, and when each was told of each number."""

    server: ServedProcess
    count: int
    told: dict[int, list[float]] = field(default_factory=dict)
    asked: int = 0
    wrong: int = 0
    over: bool = False

    async def page(self, start: float) -> None:
        """One of them, until it is over."""
        await asyncio.sleep(start)
        reader, writer = await asyncio.open_connection("127.0.0.1", self.server.port)
        since = 0
        while not self.over:
            address = f"/api/v1/changes?since={since}"
            tag = f'If-None-Match: W/"{since}"\r\nConnection: keep-alive\r\n'
            writer.write(f"GET {address} HTTP/1.1\r\nHost: 127.0.0.1\r\n{tag}\r\n".encode())
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
            lines = head.split("\r\n")
            headers = dict(line.split(": ", 1) for line in lines[1:] if ": " in line)
            self.asked += 1
            if " 200 " in lines[0]:
                await reader.readexactly(int(headers["content-length"]))
                since = int(headers["etag"].strip('w/"'))
                self.told.setdefault(since, []).append(time.perf_counter())
            elif " 304 " not in lines[0]:
                self.wrong += 1
            if headers.get("connection") == "close":
                writer.close()
                reader, writer = await asyncio.open_connection("127.0.0.1", self.server.port)
            await asyncio.sleep(BEAT)
        writer.close()

    async def all(self) -> None:
        """All of them, who opened at different moments."""
        await asyncio.gather(*(self.page(BEAT * rank / self.count) for rank in range(self.count)))


@contextmanager
def following(server: ServedProcess, count: int) -> Iterator[OpenPages]:
    """So many open pages, once each was answered."""
    found = OpenPages(server, count)
    thread = threading.Thread(target=lambda: asyncio.run(found.all()))
    thread.start()
    while found.asked < count:
        time.sleep(0.05)
    yield found
    found.over = True
    thread.join()


def visit(server: ServedProcess, seconds: float) -> float:
    """95 % of the pages of a visitor come within so many milliseconds."""
    times, ends, chance = [], time.perf_counter() + seconds, random.Random(1)
    connection = HTTPConnection("127.0.0.1", server.port)
    while time.perf_counter() < ends:
        start = time.perf_counter()
        connection.request("GET", chance.choice(PAGES))
        connection.getresponse().read()
        times.append((time.perf_counter() - start) * 1000)
        time.sleep(PAUSE)
    return quantiles(times, n=100, method="inclusive")[94]


def delays(pages: OpenPages, command: Ecosystem, changes: int) -> list[float]:
    """Milliseconds from a change that is kept until each page was told, for so many changes."""
    repository, found = command.repository, []
    thing = f"{repository.base}/id/organisation/framasoft"
    for rank in range(changes):
        number = max(pages.told)
        fact = Fact(thing, SKOS.altLabel, text_literal(f"Essai {rank}", "fr"), f"{repository.base}/id/source/bench")
        repository.commit(Draft("mesure", "edit", "Essai", fact.source, added=frozenset({fact})))
        kept = time.perf_counter()
        while len(pages.told.get(number + 1, ())) < pages.count:
            time.sleep(0.02)
        found += [max(0.0, (moment - kept) * 1000) for moment in pages.told[number + 1]]
    return found


def main() -> None:
    """Prints the figures."""
    parser = argparse.ArgumentParser()
    for name, usual in (("pages", 200), ("seconds", 20), ("changes", 15)):
        parser.add_argument(f"--{name}", type=int, default=usual)
    asked = parser.parse_args()
    with serving(None) as server:
        for page in PAGES:
            visit_once(server, page)
        alone = visit(server, asked.seconds)
        with following(server, asked.pages) as pages:
            before, spent, start = pages.asked, seconds_spent(server), time.perf_counter()
            beside = visit(server, asked.seconds)
            lasted = time.perf_counter() - start
            used, rate = (seconds_spent(server) - spent) / lasted, (pages.asked - before) / lasted
            command = Ecosystem(Settings.from_environment({"INSTANCE": str(instance_of(server))}), data=())
            with command.replayed() as replayed:
                told = quantiles(delays(pages, replayed, asked.changes), n=100, method="inclusive")
    print(
        f"{asked.pages} open pages: {rate:.0f} questions a second, {pages.wrong} refused, {used:.2f} of a core in all"
    )
    bar = max(BAR, 2 * alone)
    print(f"p95 of a visitor: {alone:.1f} ms alone, {beside:.1f} ms beside them (bar {bar:.0f}) {_held(beside <= bar)}")
    print(f"change → told: p50 {told[49]:.0f} ms, p95 {told[94]:.0f} ms (bar {TOLD:.0f}) {_held(told[94] <= TOLD)}")


def visit_once(server: ServedProcess, page: str) -> None:
    """A page, made and kept."""
    connection = HTTPConnection("127.0.0.1", server.port)
    connection.request("GET", page)
    connection.getresponse().read()
    connection.close()


def _held(holds: bool) -> str:
    return "held" if holds else "MISSED"


def instance_of(server: ServedProcess) -> Path:
    """The folder of the instance that a server was given."""
    environment = Path(f"/proc/{server.process}/environ").read_bytes().split(b"\0")
    return Path(next(item for item in environment if item.startswith(b"INSTANCE=")).partition(b"=")[2].decode())


def seconds_spent(server: ServedProcess) -> float:
    """Seconds of processor that a server and its workers have used."""
    children = Path(f"/proc/{server.process}/task/{server.process}/children").read_text(encoding="utf-8").split()
    ticks = 0
    for process in (str(server.process), *children):
        fields = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / 100


if __name__ == "__main__":
    main()
