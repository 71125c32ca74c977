# SPDX-License-Identifier: AGPL-3.0-or-later
"""The desk while one types: how long the server takes for the answers, the names and the sheet, at 10³ and 10⁴ actors.

The real application, loaded from a file, behind its own server; one client, one request after the other, each page
asked for a first time. Beside the time on the clock, the mean time of the processor: on a machine that does other
things meanwhile, it alone tells what the answer costs. The last line is what a person sees: in a browser on the same
machine, from the key to the new answers in the page. Bar: answers under 100 ms for 19 requests in 20, on two cores, at
10⁴ actors, both for the server and from the key on.
`python -m benchmarks.desk [--quick]`
"""

from __future__ import annotations

import argparse
import http.client
import os
import statistics
import sys
import time
from pathlib import Path
from urllib.parse import quote, urlencode, urlsplit

from benchmarks.map.browser import chromium
from benchmarks.server import SOURCE, serving
from benchmarks.synthetic import BASE, SyntheticData, ecosystem, queries
from graph.model import Model
from graph.model.ontology import load_model
from graph.rdf.nquads import lines
from graph.referral.situation import Query
from graph.territory import Territories

SIZES, QUICK = (1_000, 10_000), (1_000,)
COUNT, WARM_UP = 100, 10
BAR = 100.0  # milliseconds
# Types a need, waits for the answers, tells the time; each need is another one, typed at once as a paste would.
KEY = """(words) => new Promise((done) => {
  const field = document.getElementById("f-question"), start = performance.now();
  document.querySelector("[data-answers]").addEventListener("brought", () => {
    document.body.offsetHeight;
    done(performance.now() - start);
  }, { once: true });
  field.value = words;
  field.dispatchEvent(new InputEvent("input", { bubbles: true }));
})"""
TYPED = ("part", "chin", "fich", "vis", "compt", "37500", "site", "libre", "adh", "sauv")


def turtle(found: SyntheticData) -> str:
    """The facts of an ecosystem as a file of ours; territories and lists are left out, as the store derives them."""
    own = [fact for fact in found.dataset.facts() if fact.s.startswith(f"{BASE}/id/") and "/territory/" not in fact.s]
    return SOURCE + "\n".join(lines(own)) + "\n"


def address(query: Query) -> str:
    """A request as the form writes it."""
    asked = [("commune", query.commune), *(("besoin", need) for need in query.needs)]
    asked += [("public", audience) for audience in query.audiences] + [("date", query.date)]
    asked += [("mode", query.mode)] * bool(query.mode) + [("gratuit", "1")] * query.free
    return urlencode(asked)


def timed(site: str, paths: list[str]) -> list[float]:
    """Milliseconds from the request to the last byte, on one connection kept open."""
    connection = http.client.HTTPConnection(urlsplit(site).netloc)
    found = []
    for path in paths:
        start = time.perf_counter()
        connection.request("GET", path)
        answer = connection.getresponse()
        answer.read()
        found.append((time.perf_counter() - start) * 1000)
        assert answer.status == 200, f"{answer.status} {path}"
    connection.close()
    return found


def run(size: int, model: Model, territories: Territories) -> float:
    """Prints the table of one size; the time that 19 answers in 20 take at most."""
    start = time.perf_counter()
    found = ecosystem(size, model, territories)
    asked = list(dict.fromkeys(address(query) for query in queries(found, model, COUNT + WARM_UP, seed=size)))
    others, asked = asked[:WARM_UP], asked[WARM_UP:]
    with serving(turtle(found), BASE_URL=BASE) as served:
        site, process = served.address, served.process
        print(f"\n{size:,} actors, ready in {time.perf_counter() - start:.0f} s; {len(asked)} requests")
        print(f"{'':34}{'p50':>9}{'p95':>9}{'worst':>9}{'processor':>11}   ms")
        timed(site, [f"/orientation/reponses?{query}" for query in others])
        kinds = {
            "answers while one types": [f"/orientation/reponses?{query}" for query in asked],
            "whole page": [f"/orientation?{query}" for query in asked],
            "places offered": [f"/orientation/lieux.json?q={quote(text)}" for text in TYPED],
            "needs offered": [f"/orientation/mots.json?nature=besoin&q={quote(text)}" for text in TYPED],
            "actors offered": [f"/orientation/mots.json?nature=acteur&q=association+{n}" for n in range(20)],
            "sheet as PDF": [f"/orientation/fiche.pdf?{query}" for query in asked[:20]],
        }
        worst = [line(name, site, paths, process) for name, paths in kinds.items()]
        seen = from_the_key(site, found, model)
        told("from the key, in a browser", seen)
    return max(worst[0], most(seen))


def from_the_key(site: str, found: SyntheticData, model: Model) -> list[float]:
    """Milliseconds from a key to the answers in the page, for as many communes as needs are typed in."""
    names = [choice.label.fr for scheme in model.schemes if scheme.slug == "need" for choice in scheme.choices]
    taken = []
    with chromium() as browser:
        page = browser.new_page(locale="fr-FR")
        for query in queries(found, model, 8, seed=5):
            page.goto(f"{site}/orientation?commune={quote(query.commune)}&date={query.date}")
            page.wait_for_function("() => document.querySelector('#f-question[role=combobox]')")
            page.wait_for_timeout(300)
            taken += [page.evaluate(KEY, name) for name in names[1::6]]
    return taken


def line(name: str, site: str, paths: list[str], process: int) -> float:
    """Asks for pages and prints their line; the time that 19 in 20 take at most."""
    before = spent(process)
    taken = timed(site, paths)
    told(name, taken, f"{(spent(process) - before) / len(paths):11.1f}")
    return most(taken)


def told(name: str, taken: list[float], cost: str = "") -> None:
    """Prints one line of the table."""
    print(f"{name:34}{statistics.median(taken):9.1f}{most(taken):9.1f}{max(taken):9.1f}{cost}")


def spent(process: int) -> float:
    """Milliseconds of processor that a process and those it started have taken so far (Linux)."""
    words = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    own = (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK") * 1000
    below = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    return own + sum(spent(int(child)) for child in below)


def most(taken: list[float]) -> float:
    """What 19 in 20 take at most."""
    return sorted(taken)[max(0, round(len(taken) * 0.95) - 1)]


def main() -> None:
    """Prints the tables; exits with 1 when the bar is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="10³ actors only")
    sizes = QUICK if parser.parse_args().quick else SIZES
    model, territories = load_model(), Territories.load(area=["37"])
    if max([run(size, model, territories) for size in sizes]) > BAR:
        sys.exit(f"Answers take more than {BAR:.0f} ms.")


if __name__ == "__main__":
    main()
