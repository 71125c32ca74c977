# SPDX-License-Identifier: AGPL-3.0-or-later
"""Eight attackers on the dearest pages while one visitor reads cheap ones; then what a day of visits leaves in memory.

The production server holds ten thousand synthetic actors, or with `--own` the data that ship. One run: a visitor alone,
then the same while eight attackers, each under an address of its own, ask without a pause for pictures, files, maps,
comparisons and coverage at random valid addresses. Then `--walk` distinct valid addresses are asked over four
connections, and resident memory of all our processes together is told on the way. `--unlimited` makes all that is
asked, as if dear pages had no budget: the worst for memory.

Bars: 95 % of the visitor's pages within 100 ms; less than 500 MB at ten thousand actors, 250 MB with what ships.
`python -m benchmarks.attack [--own] [--unlimited] [--actors N] [--seconds N] [--walk N]`
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, timedelta
from http.client import HTTPConnection
from pathlib import Path
from statistics import quantiles

from benchmarks.server import serving
from benchmarks.synthetic import BASE
from graph.settings import ROOT

ATTACKERS, WALKERS, PAUSE = 8, 4, 0.1
BAR, MEMORY, OWN_MEMORY = 100.0, 500.0, 250.0  # milliseconds, megabytes
VIEWS = ("reseaux", "besoins", "territoire", "lieux", "outils")
FILES = ("pdf", "png", "svg", "html", "md", "mm", "graphml", "json")
NEEDS = ("website", "video-meeting")
FIRST, DAYS = date(1950, 1, 1), 50_000


@dataclass
class HostileAddresses:
    """Valid addresses at random; `things` are those that have a card: `organisation/a12`."""

    things: list[str]
    chance: random.Random

    def dear(self) -> str:
        """A map, a file of it, a comparison, a survey or a published question, on any day."""
        chance = self.chance
        day = FIRST + timedelta(days=chance.randrange(DAYS))
        around = f"vue=autour&centre={chance.choice(self.things)}"
        view = around if chance.random() < 0.5 else f"vue={chance.choice(VIEWS)}"
        before = f"&depuis={day - timedelta(days=chance.randrange(1, 9000))}" if chance.random() < 0.2 else ""
        asked = f"{view}&date={day}{before}"
        return chance.choice(
            [
                *(f"/carte.{chance.choice(FILES)}?{asked}" for _ in range(3)),
                f"/carte?{asked}",
                f"/carte/vue?{asked}",
                f"/couverture?date={day}",
                f"/couverture.{chance.choice(('csv', 'svg'))}?date={day}",
                f"/export/questions/members-of-networks.csv?date={day}",
            ]
        )

    def cheap(self) -> str:
        """A card, a list, a search or a page of answers."""
        chance = self.chance
        thing, day = chance.choice(self.things), FIRST + timedelta(days=chance.randrange(DAYS))
        return chance.choice(
            [
                f"/fiche/{thing}",
                f"/fiche/{thing}?lang=en",
                f"/annuaire?q={thing.rpartition('/')[2]}",
                f"/recherche?q={thing.rpartition('/')[2]}",
                f"/orientation?commune=37261&besoin={chance.choice(NEEDS)}&date={day}",
                "/glossaire",
                "/a-propos",
            ]
        )

    def any(self) -> str:
        """Of both kinds, as many."""
        return self.dear() if self.chance.random() < 0.5 else self.cheap()


def distinct(found: HostileAddresses, count: int) -> Iterator[str]:
    """So many addresses, each another."""
    seen: set[str] = set()
    while len(seen) < count:
        address = found.any()
        if address not in seen:
            seen.add(address)
            yield address


def asked(port: int, address: str, visitor: str) -> int:
    """The status of one answer, read whole."""
    connection = HTTPConnection("127.0.0.1", port, timeout=120)
    headers = {"X-Forwarded-For": visitor, "Accept": "text/html,*/*;q=.8", "Accept-Encoding": "gzip"}
    connection.request("GET", address, headers=headers)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer.status


def attack(port: int, found: HostileAddresses, seconds: float) -> Counter[int]:
    """Eight who ask without a pause; how often each status was answered."""
    ends = time.monotonic() + seconds

    def one(rank: int) -> Counter[int]:
        mine = HostileAddresses(found.things, random.Random(rank))
        statuses: Counter[int] = Counter()
        while time.monotonic() < ends:
            statuses[asked(port, mine.dear(), f"192.0.2.{rank}")] += 1
        return statuses

    with ThreadPoolExecutor(ATTACKERS) as many:
        return sum(many.map(one, range(1, ATTACKERS + 1)), Counter())


def visit(port: int, found: HostileAddresses, seconds: float) -> list[float]:
    """Milliseconds of the pages of one visitor, who reads between two of them."""
    ends, times = time.monotonic() + seconds, []
    while time.monotonic() < ends:
        address = found.cheap()
        begun = time.monotonic()
        status = asked(port, address, "198.51.100.1")
        assert status < 400, (status, address)
        times.append((time.monotonic() - begun) * 1000)
        time.sleep(PAUSE)
    return times


@dataclass(frozen=True)
class Resident:
    """Megabytes of a process: its own, and what it shares with others (libraries, what it began with)."""

    own: float
    shared: float

    @classmethod
    def of(cls, process: int) -> Resident:
        """What a process holds now; nothing once it has gone."""
        try:
            lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()[1:]
        except (FileNotFoundError, ProcessLookupError):
            return cls(0.0, 0.0)
        held = {name: int(rest.split()[0]) / 1024 for name, _, rest in (line.partition(":") for line in lines)}
        own = held["Private_Clean"] + held["Private_Dirty"]
        return cls(own, held["Rss"] - own)


def told_apart(server: int) -> str:
    """Megabytes of the process that keeps the server up, of the one that answers, of the one that draws; each whole."""
    answering = begun_by(server)
    drawing = [child for process in answering for child in begun_by(process)]
    parts = ([server], answering, drawing)
    return " + ".join(f"{sum(whole.own + whole.shared for whole in map(Resident.of, part)):.0f}" for part in parts)


def resident(server: int) -> float:
    """Megabytes of all processes of a server together: what each has for itself, and what they share once.

    That is the most that any of them shares: they all come of one, or read the same libraries.
    """
    answering = begun_by(server)
    everyone = [server, *answering, *(child for process in answering for child in begun_by(process))]
    found = [Resident.of(process) for process in everyone]
    return sum(one.own for one in found) + max(one.shared for one in found)


def begun_by(process: int) -> list[int]:
    """The processes that a process began, whichever of its threads did."""
    found = (path.read_text() for path in Path(f"/proc/{process}/task").glob("*/children"))
    return [int(child) for text in found for child in text.split()]


def walk(port: int, found: HostileAddresses, count: int, server: int) -> float:
    """Asks for so many addresses; the most that was resident at any of the looks."""
    most, statuses = resident(server), Counter[int]()
    rest = distinct(found, count)
    step = max(1, count // 20)
    with ThreadPoolExecutor(WALKERS) as many:
        for done in range(step, count + 1, step):
            part = [next(rest) for _ in range(step)]
            statuses.update(many.map(lambda pair: asked(port, pair[1], f"203.0.113.{pair[0] % 250}"), enumerate(part)))
            now = resident(server)
            most = max(most, now)
            print(f"{done:>7} addresses  {now:>6.0f} MB ({told_apart(server)})  {dict(statuses)}", flush=True)
    return most


def told(name: str, times: list[float]) -> float:
    """Prints a line; the time within which 95 % were answered."""
    p50, p95, p99 = (quantiles(times, n=100, method="inclusive")[share - 1] for share in (50, 95, 99))
    print(f"{name:>28} {len(times):>5} pages  p50 {p50:>6.1f}  p95 {p95:>6.1f}  p99 {p99:>6.1f} ms", flush=True)
    return p95


def attackers(port: int, found: HostileAddresses, seconds: float) -> subprocess.Popen[str]:
    """The eight, in a process of their own."""
    job = json.dumps({"port": port, "things": found.things, "seconds": seconds})
    process = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.attack", "--job"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        cwd=ROOT,
    )  # fmt: skip
    assert process.stdin is not None
    process.stdin.write(job)
    process.stdin.close()
    return process


def _own_things(port: int) -> list[str]:
    connection = HTTPConnection("127.0.0.1", port, timeout=120)
    connection.request("GET", "/sitemap.xml")
    text = connection.getresponse().read().decode()
    return [part.partition("<")[0] for part in text.split("/fiche/")[1:]]


def _facts(actors: int) -> str:
    from benchmarks.load import turtle
    from graph.model.ontology import load_model
    from graph.territory import Territories

    return turtle(actors, load_model(), Territories.load(area=["37"]))


def _given() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--own", action="store_true")
    parser.add_argument("--unlimited", action="store_true")
    parser.add_argument("--actors", type=int, default=10_000)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--walk", type=int, default=20_000)
    parser.add_argument("--job", action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args()


def _attack_apart() -> None:
    """What the process of the eight does."""
    job = json.load(sys.stdin)
    found = HostileAddresses(job["things"], random.Random(0))
    print(json.dumps(attack(job["port"], found, job["seconds"])))


def visited(port: int, found: HostileAddresses, seconds: float, server: int) -> float:
    """A visitor alone, beside eight attackers, and after them; milliseconds of 95 % of the pages beside them."""
    visit(port, found, 3)
    told("alone", visit(port, found, seconds / 3))
    others = attackers(port, found, seconds)
    p95 = told("with eight attackers", visit(port, found, seconds))
    statuses = others.stdout.read() if others.stdout else ""
    others.wait()
    print(f"{'attackers were answered':>28} {statuses.strip()}; {told_apart(server)}")
    told("after them", visit(port, found, seconds / 3))
    return p95


def main() -> int:
    """Serves, attacks, walks; 1 when a bar is missed."""
    given = _given()
    if given.job:
        _attack_apart()
        return 0
    facts = None if given.own else _facts(given.actors)
    module = "benchmarks.server" if given.unlimited else "web.app.server"
    bars = []
    print(f"load average {os.getloadavg()[0]:.1f}, {os.cpu_count()} processors")
    with serving(facts, module, BASE_URL=BASE, TRUSTED_PROXIES="1") as site:
        things = _own_things(site.port) if given.own else [f"organisation/a{n}" for n in range(given.actors)]
        found = HostileAddresses(things, random.Random(7))
        print(f"at start {resident(site.process):.0f} MB, {len(things)} things")
        if given.seconds:
            p95 = visited(site.port, found, given.seconds, site.process)
            bars.append((f"visitor p95 {p95:.0f} ms", p95 <= BAR))
        if given.walk:
            most = walk(site.port, found, given.walk, site.process)
            bars.append((f"resident {most:.0f} MB", most < (OWN_MEMORY if given.own else MEMORY)))
    print(f"load average {os.getloadavg()[0]:.1f}")
    for name, well in bars:
        print(f"{name}: {'kept' if well else 'MISSED'}")
    return 0 if all(well for _, well in bars) else 1


if __name__ == "__main__":
    sys.exit(main())
