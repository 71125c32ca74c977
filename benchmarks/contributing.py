# SPDX-License-Identifier: AGPL-3.0-or-later
"""A hundred people who contribute while two hundred read, on the production server with ten thousand actors.

Every reader opens a page, reads it, opens another. In the same run they are alone, then beside visitors whose
contributions wait to be read again, then beside known contributors whose own are online at once. Each contributor has
an address of their own, opens the form, is told what resembles what they type, and sends it, at moments of their own.
Bars: nothing that was acknowledged is lost; 95 % of the readers' pages within twice what they take without anybody
who writes. `python -m benchmarks.contributing [--actors N] [--readers N] [--contributors N] [--seconds N]`
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import re
import sys
import time
from collections.abc import Awaitable
from contextlib import closing
from dataclasses import dataclass, field
from html import unescape
from statistics import quantiles
from urllib.parse import urlencode

from benchmarks.live import instance_of, seconds_spent
from benchmarks.load import addresses, turtle
from benchmarks.room import names
from benchmarks.server import ServedProcess, serving
from benchmarks.synthetic import BASE
from graph.contributions.store import Contributions
from graph.entry.gate import Gate
from graph.model.ontology import load_model
from graph.settings import Settings
from graph.territory import Territories
from web.app.sessions import NAME

BAR = 2.0
# Seconds at most between two pages of a reader, and two sendings of a contributor: half of it each on average, and a
# form of three fields, what resembles it looked at, takes a minute.
READING, WRITING = 10.0, 120.0
FORM = "/contribuer/organisation"
PAGES = ("/", "/annuaire", "/glossaire", "/recherche?q=association", "/carte", "/actualites")
HIDDEN = re.compile(r'type="hidden" name="(\w+)" value="([^"]*)"')
ACKNOWLEDGED = re.compile(r"/contribuer/merci\?numero=(\d+)")


def hidden_of(page: str) -> dict[str, str]:
    """What a form holds that nobody sees."""
    return {name: unescape(value) for name, value in HIDDEN.findall(page)}


class Attendant:
    """Somebody with a connection and an address of their own."""

    def __init__(self, port: int, rank: int, cookie: str = "") -> None:
        self._port = port
        own = f"X-Forwarded-For: 10.{rank // 250}.{rank % 250}.7\r\n"
        self._own = own + (f"Cookie: {NAME}={cookie}\r\n" if cookie else "")
        self._line: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, address: str, form: dict[str, str] | None = None) -> tuple[int, str, str]:
        """The status, where it leads, and the text of an answer; a line that was let go of is taken again, once."""
        try:
            return await self._asked(address, form)
        except (OSError, asyncio.IncompleteReadError):
            self.leave()
            return await self._asked(address, form)

    async def _asked(self, address: str, form: dict[str, str] | None) -> tuple[int, str, str]:
        reader, writer = self._line or await asyncio.open_connection("127.0.0.1", self._port)
        self._line = (reader, writer)
        body = urlencode(form or {}).encode()
        sent = f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\nOrigin: {BASE}\r\n"
        head = (
            f"{'GET' if form is None else 'POST'} {address} HTTP/1.1\r\nHost: localhost:5000\r\nAccept: text/html\r\n"
        )
        writer.write(f"{head}{self._own}{'' if form is None else sent}\r\n".encode() + (body if form else b""))
        lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines[1:])}
        text = (await reader.readexactly(int(headers.get("content-length", 0)))).decode()
        if headers.get("connection", "").lower() == "close":
            self.leave()
        return int(lines[0].split()[1]), headers.get("location", ""), text

    def leave(self) -> None:
        """Closes the connection."""
        if self._line:
            self._line[1].close()
        self._line = None


@dataclass
class ContributingRun:
    """Times of the pages that were read (milliseconds), of the sendings, and what was acknowledged, by number."""

    pages: list[float] = field(default_factory=list)
    sendings: list[float] = field(default_factory=list)
    kept: dict[int, str] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)

    async def read(self, visitor: Attendant, known: list[str], drawn: random.Random, ends: float) -> None:
        """Reads page after page."""
        while (pause := drawn.uniform(0, READING)) < ends - time.perf_counter():
            await asyncio.sleep(pause)
            address, start = drawn.choice(known), time.perf_counter()
            status, _, _ = await visitor.ask(address)
            self.pages.append((time.perf_counter() - start) * 1000)
            if status != 200:
                self.refused.append(f"{status} {address}")
        visitor.leave()

    async def contribute(self, visitor: Attendant, mine: list[str], drawn: random.Random, ends: float) -> None:
        """Sends one after another."""
        while mine and (pause := drawn.uniform(0, WRITING)) < ends - time.perf_counter():
            await asyncio.sleep(pause)
            await self._send(visitor, mine.pop())
        visitor.leave()

    async def _send(self, visitor: Attendant, name: str) -> None:
        seal = hidden_of((await visitor.ask(FORM))[2])
        form = {"prefLabel": name, "worksOn": "email", "location": "Tours"}
        await visitor.ask(f"{FORM}/connus", form)
        start = time.perf_counter()
        status, leads, text = await visitor.ask(FORM, {**seal, **form})
        if status == 200 and "connu" in text:  # shown what is like it: it is another one
            status, leads, text = await visitor.ask(FORM, {**seal, **form, "autre": "1"})
        self.sendings.append((time.perf_counter() - start) * 1000)
        if found := ACKNOWLEDGED.search(leads):
            self.kept[int(found[1])] = name
        else:
            self.refused.append(f"{status} {leads} {' '.join(re.sub('<[^>]*>', ' ', text).split())[:300]}")


@dataclass(frozen=True)
class Crowd:
    """Who reads and who writes; `cookies`: those of contributors who are known."""

    server: ServedProcess
    pages: list[str]
    readers: int
    seconds: float

    def beside(self, contributors: int, cookies: list[str], seed: int) -> ContributingRun:
        """A run of so many readers and contributors."""
        found, ends = ContributingRun(), time.perf_counter() + self.seconds
        said = names(contributors * 20, seed)

        def visitor(rank: int, cookie: str = "") -> Attendant:
            return Attendant(self.server.port, rank, cookie)

        async def all_of_them() -> None:
            at_work: list[Awaitable[None]] = [
                found.read(visitor(rank), self.pages, random.Random(f"{seed} {rank}"), ends)
                for rank in range(self.readers)
            ]
            for rank in range(contributors):
                who = visitor(1000 * seed + rank, cookies[rank] if cookies else "")
                at_work.append(found.contribute(who, said[20 * rank :][:20], random.Random(f"{seed} w{rank}"), ends))
            await asyncio.gather(*at_work)

        asyncio.run(all_of_them())
        return found


def lost(settings: Settings, found: ContributingRun) -> int:
    """How many acknowledged contributions are not kept whole, under their number and the name that was typed."""
    with closing(Contributions(settings.database_url, settings.base_url)) as kept:
        there = kept.of(found.kept)
    texts = {number: one.proposal.to_json() for number, one in there.items() if one.proposal}
    return sum(name not in texts.get(number, "") for number, name in found.kept.items())


def cookies_of(settings: Settings, count: int) -> list[str]:
    """Sessions of people whose contributions are online at once."""
    with closing(Gate(settings.database_url, settings.secret_key)) as gate:
        return [gate.enter(gate.invite("moderator", 1)[1]) for _ in range(count)]


def told(name: str, times: list[float]) -> str:
    """A line of the table."""
    cuts = quantiles(times, n=100, method="inclusive") if len(times) > 1 else [0.0] * 99
    return f"{name:>44} {len(times):>6} {cuts[49]:>8.1f} {cuts[94]:>8.1f} {cuts[98]:>8.1f}"


def measured(crowd: Crowd, settings: Settings, contributors: int) -> bool:
    """Prints what was measured; whether all bars are held."""
    # All pages are made once, and the form of both sorts of people.
    crowd.beside(min(contributors, 5), [], 1)
    crowd.beside(min(contributors, 5), cookies_of(settings, 5), 9)
    runs: dict[str, ContributingRun] = {}
    print(f"{'milliseconds':>44} {'count':>6} {'p50':>8} {'p95':>8} {'p99':>8}")
    for seed, (name, count, known) in enumerate(
        (("alone", 0, False), ("beside visitors", contributors, False), ("beside known people", contributors, True)), 2
    ):
        spent = seconds_spent(crowd.server)
        found = runs[name] = crowd.beside(count, cookies_of(settings, count) if known else [], seed)
        used = (seconds_spent(crowd.server) - spent) / crowd.seconds
        print(told(f"pages, {name}", found.pages), f"  {used:.2f} of a core, load {os.getloadavg()[0]:.1f}")
        if count:
            print(told("sendings", found.sendings))
        for line in found.refused[:3]:
            print("refused:", line)
    alone = quantiles(runs["alone"].pages, n=100, method="inclusive")[94]
    held = True
    for name, found in list(runs.items())[1:]:
        ratio = quantiles(found.pages, n=100, method="inclusive")[94] / alone
        gone = lost(settings, found)
        well = ratio <= BAR and not gone and not found.refused
        held = held and well
        print(
            f"{name}: {len(found.kept)} acknowledged, {gone} lost, {len(found.refused)} refused, readers' p95 "
            f"{ratio:.2f} x (bar {BAR:.0f}) {'held' if well else 'MISSED'}"
        )
    return held


def main() -> int:
    """Loads, serves, measures; 1 when a bar is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name, usual in (("actors", 10_000), ("readers", 200), ("contributors", 100), ("seconds", 40)):
        parser.add_argument(f"--{name}", type=int, default=usual)
    given = parser.parse_args()
    model, territories = load_model(), Territories.load(area=["37"])
    pages = [*PAGES, *addresses(given.actors, 30, model, territories)]
    more = {"FORM_SECONDS": "0", "TRUSTED_PROXIES": "1", "BASE_URL": BASE}
    with serving(turtle(given.actors, model, territories), **more) as server:
        settings = Settings.from_environment({"INSTANCE": str(instance_of(server)), **more})
        held = measured(Crowd(server, pages, given.readers, given.seconds), settings, given.contributors)
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
