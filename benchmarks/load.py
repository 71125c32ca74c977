# SPDX-License-Identifier: AGPL-3.0-or-later
"""The page of answers under load: 16 kept connections on the production server, beside a page that holds no data.

Ten thousand synthetic actors are loaded as any facts are, then `python -m web.app.server` serves them (one worker, 8
threads).
Rounds of all kinds alternate in one run. *Asked before*: a hundred addresses, over and over, as a room that opens one
link, or a desk where the same needs come back. *First asked*: every address is another one, which nobody asked since
the facts changed. Closed: the connections ask without a pause, so that what is timed is 16 people waiting for one
processor at once, and how many a second it takes. Open: one request after another at a steady pace, as visitors come,
over the same 16 connections.

Bars: 95 % of the pages of answers within 50 ms, asked before in the closed run of 16 connections, first asked in the
closed run of one connection and in the open run. What 16 people wait for who all ask something new at once is printed
beside the page without data.
`python -m benchmarks.load [--actors N] [--requests N] [--rate N]`
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from statistics import quantiles
from typing import Any
from urllib.parse import urlencode

from benchmarks.coverage import synthetic
from benchmarks.server import SOURCE, serving
from benchmarks.synthetic import BASE, ecosystem, queries
from graph.model import Model
from graph.model.ontology import load_model
from graph.rdf.dataset import to_quad
from graph.settings import ROOT
from graph.territory import Territories

BAR = 50.0  # milliseconds
CONNECTIONS, ROUNDS, POOL = 16, 3, 100
WITHOUT, KNOWN, NEW = "page without data", "answers asked before", "answers first asked"
PLAIN = "/accessibilite"


@dataclass(frozen=True)
class Run:
    """Times of the requests of a run (milliseconds), how long it lasted and what the client itself used (seconds)."""

    times: list[float]
    lasted: float
    cpu: float

    def percentile(self, share: int) -> float:
        """The time within which that share of the requests was answered."""
        return quantiles(self.times, n=100, method="inclusive")[share - 1]

    def __add__(self, other: Run) -> Run:
        return Run(self.times + other.times, self.lasted + other.lasted, self.cpu + other.cpu)


def turtle(size: int, model: Model, territories: Territories) -> str:
    """The facts of a synthetic département as a file of ours; the store derives what territories are."""
    facts = (fact for fact in synthetic(size, model, territories).facts() if "/territory/" not in fact.s)
    return SOURCE + "".join(f"{to_quad(fact).triple} .\n" for fact in facts)


def addresses(size: int, count: int, model: Model, territories: Territories) -> list[str]:
    """As many pages of answers, no two alike."""
    found: dict[str, None] = {}
    for query in queries(ecosystem(size, model, territories), model, count, seed=11):
        asked: dict[str, Any] = {"commune": query.commune, "besoin": query.needs, "date": query.date}
        asked |= {"gratuit": "1"} if query.free else {}
        asked |= {"public": query.audiences} if query.audiences else {}
        asked |= {"mode": query.mode} if query.mode else {}
        found[f"/orientation?{urlencode(asked, doseq=True)}"] = None
    return list(found)


def run(port: int, asked: list[str], rate: float = 0.0, connections: int = CONNECTIONS) -> Run:
    """One run of the client, in its own process."""
    job = {"host": "127.0.0.1", "port": port, "connections": connections, "addresses": asked, "rate": rate}
    ended = subprocess.run(
        [sys.executable, "-m", "benchmarks.load_client"], input=json.dumps(job), cwd=ROOT, capture_output=True,
        text=True, check=True,
    )  # fmt: skip
    found = json.loads(ended.stdout)
    return Run([time * 1000 for time in found["times"]], found["lasted"], found["cpu"])


def line(name: str, found: Run, beside: Run | None = None) -> None:
    """Prints one line of the table; the ratio of the medians when there is something to compare with."""
    p50, p95, p99 = (found.percentile(share) for share in (50, 95, 99))
    ratio = f"{p50 / beside.percentile(50):>7.1f} x" if beside else f"{'':>9}"
    pace = len(found.times) / found.lasted
    print(f"{name:>38} {p50:>8.1f} {p95:>8.1f} {p99:>8.1f} {pace:>8.0f} {ratio} {found.cpu / found.lasted:>8.0%}")


def closed(port: int, known: list[str], new: list[str], connections: int) -> dict[str, Run]:
    """The page without data, and both kinds of pages of answers, asked without a pause; the last are asked last, as
    they take the place of what is kept."""
    each, found = len(new) // ROUNDS, {name: Run([], 0.0, 0.0) for name in (WITHOUT, KNOWN, NEW)}
    run(port, known, connections=connections)
    for _ in range(ROUNDS):
        found[WITHOUT] += run(port, [PLAIN] * each, connections=connections)
        found[KNOWN] += run(port, (known * each)[:each], connections=connections)
    for rank in range(ROUNDS):
        found[NEW] += run(port, new[rank * each : (rank + 1) * each], connections=connections)
    return found


def measure(port: int, asked: list[str], rate: float) -> dict[str, Run]:
    """Runs everything and prints it; the runs on which the bars are, by name."""
    known, many, one, paced = asked[:POOL], *(asked[POOL + part :: 3] for part in range(3))
    run(port, known)
    print(f"{'milliseconds':>38} {'p50':>8} {'p95':>8} {'p99':>8} {'a second':>8} {'ratio':>9} {'client':>8}")
    busy, alone = (closed(port, known, new, count) for new, count in ((many, CONNECTIONS), (one, 1)))
    for name, found in (("16 connections", busy), ("1 connection", alone)):
        for kind in (WITHOUT, KNOWN, NEW):
            line(f"{kind}, {name}", found[kind], None if kind == WITHOUT else found[WITHOUT])
    plain, answers = run(port, [PLAIN] * len(paced), rate), run(port, paced, rate)
    line(f"{WITHOUT}, {rate:.0f} a second", plain)
    line(f"{NEW}, {rate:.0f} a second", answers, plain)
    return {
        f"{KNOWN}, 16 connections": busy[KNOWN],
        f"{NEW}, 1 connection": alone[NEW],
        f"{NEW}, {rate:.0f} a second": answers,
    }


def main() -> int:
    """Loads, serves, measures; 1 when a bar is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--actors", type=int, default=10_000)
    parser.add_argument("--requests", type=int, default=1_000)
    parser.add_argument("--rate", type=float, default=20.0, help="requests a second of the open run")
    given = parser.parse_args()
    model, territories = load_model(), Territories.load(area=["37"])
    asked = addresses(given.actors, given.requests, model, territories)
    with serving(turtle(given.actors, model, territories), BASE_URL=BASE) as site:
        before = os.getloadavg()[0]
        kept = {name: found.percentile(95) < BAR for name, found in measure(site.port, asked, given.rate).items()}
    print(f"\nload average {before:.1f} before, {os.getloadavg()[0]:.1f} after, {os.cpu_count()} processors")
    for name, well in kept.items():
        print(f"bar ({BAR:.0f} ms for 95 %, {name}): {'kept' if well else 'MISSED'}")
    return 0 if all(kept.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
