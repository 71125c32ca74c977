# SPDX-License-Identifier: AGPL-3.0-or-later
"""The map beside pyvis, in one run of one browser: `python -m benchmarks.map [--write] [--quick]`.

The same ecosystem (networks, members, services, needs) is given to the real application, through its own server, and to
pyvis three times: with its defaults, with places given and physics off, and tuned beyond that by somebody who knows its
library (what was set: `benchmarks/map/peers.py`). The bars on times were set for the second; the third is beside it
because an expert would do it; heap, pan and overlaps are those of the third. Every page is opened in a profile that has
never been anywhere, contenders in turn; times are medians of seven.

What is compared is what a person gets at an address: pyvis draws every node, this map what can be read of them on the
screen and folds the rest behind numbers; how many labels each shows is said beside the overlaps.

- *readable*: from the start of the navigation until all labels of the view are painted (ours: the drawing inside the
  page; pyvis: its first painting with every node, after stabilisation where it has one). Pages of both lie ready.
- *new*: the same at a day that nobody has asked of the server before; the time pyvis takes to write its page is added.
- *alive*: until the canvas answers too.
- *page*: bytes sent to a browser that reads gzip, under gzip, and of the data for drawing in it.
- *pan*: frames a second in which the drawing was painted anew while a mouse drags it; *a frame*: processor time of the
  page's main thread for each, whatever else the machine does.
- *heap*: bytes that scripts hold once what is not used any more is swept away.
- *overlaps*: pairs of labels, as drawn, that share more than half a pixel in every direction, the view fitted to the
  window, over every perspective, a ring, and all networks opened. pyvis hides labels that would be under 5 px.
"""

from __future__ import annotations

import argparse
import math
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from playwright.sync_api import Browser

from benchmarks.map.browser import CHROMIUM, FLAGS, chromium, drawing_times, heap, visited
from benchmarks.map.ecosystem import Tangle, tangle
from benchmarks.map.labels import Labels
from benchmarks.map.pan import Pan, pan
from benchmarks.map.peers import DEFAULT, PLACED, TUNED, page, shelf
from benchmarks.map.screens import SCREENS, ours_on, theirs_on, views, workshop
from benchmarks.map.table import Row, at_most, printed, written
from benchmarks.map.weight import weight
from benchmarks.server import serving
from graph.model.ontology import load_model
from web.app.security import POLICY

RUNS, PATIENCE = 7, 120.0
VIEW = "/carte?vue=reseaux"
FIRST_DAY = date(2024, 1, 1)
NOTES = (__doc__ or "").partition("\n\n")[2].strip()


@dataclass(frozen=True)
class MapBench:
    """One size: the graph, where our application serves it, where the pages of pyvis are, what it took to write them
    (seconds), and the browser."""

    size: int
    ours: str
    peers: str
    writing: float
    browser: Browser

    def times(self, address: str, limit: float = PATIENCE) -> dict[str, float]:
        """Seconds to a readable drawing and to one that answers."""
        return {name: told / 1000 for name, told in drawing_times(self.browser, address, limit).items()}


def seconds(value: float) -> str:
    """A duration to read."""
    return f"> {PATIENCE:.0f} s" if math.isinf(value) else f"{value:.2f} s"


def compared(what: str, ours: float, peer: str, theirs: float) -> Row:
    """A row of durations; beyond our patience the peer is taken at what we waited."""
    return Row(what, seconds(ours), peer, seconds(theirs), ours / min(theirs, PATIENCE))


def alternated(bench: MapBench, contenders: dict[str, Callable[[int], str]], runs: int) -> dict[str, dict[str, float]]:
    """The medians of contenders opened in turn; each is an address that may depend on the turn."""
    told: dict[str, list[dict[str, float]]] = {name: [] for name in contenders}
    for turn in range(runs):
        for name, address in contenders.items():
            told[name].append(bench.times(address(turn)))
    return {
        name: {part: statistics.median(run[part] for run in all_runs) for part in ("readable", "alive")}
        for name, all_runs in told.items()
    }


def new_day(bench: MapBench, turn: int) -> str:
    """The address of the map at a day that nobody has asked yet."""
    return f"{bench.ours}{VIEW}&date={FIRST_DAY + timedelta(days=turn)}"


def beside_default(bench: MapBench, what: str, ours: float) -> Row:
    """Beside a page that never answers again: it has a browser of its own, and one try."""
    if bench.size > 2000:
        return Row(what, seconds(ours), DEFAULT, "not tried: frozen at 2,000")
    other = bench.browser.browser_type.launch(executable_path=CHROMIUM, args=FLAGS)
    frozen = MapBench(bench.size, bench.ours, bench.peers, 0, other).times(f"{bench.peers}/default")
    other.close()
    return at_most(compared(what, ours, DEFAULT, frozen["readable"]), 0.01)


def drawn(bench: MapBench, runs: int) -> Iterator[Row]:
    """How long everything takes to be readable."""
    weight(f"{bench.ours}{VIEW}")
    contenders: dict[str, Callable[[int], str]] = {
        "ours": lambda _turn: f"{bench.ours}{VIEW}",
        PLACED: lambda _turn: f"{bench.peers}/placed",
        TUNED: lambda _turn: f"{bench.peers}/tuned",
        "new": lambda turn: new_day(bench, turn),
    }
    if bench.size < 1000:
        contenders[DEFAULT] = lambda _turn: f"{bench.peers}/default"
    found = alternated(bench, contenders, runs)
    ours, placed, tuned, new = (found[name] for name in ("ours", PLACED, TUNED, "new"))
    most = {2000: 0.5, 20000: 0.06}.get(bench.size)
    named = f"at {bench.size:,} nodes"
    if DEFAULT in found:
        yield compared(f"readable {named}", ours["readable"], DEFAULT, found[DEFAULT]["readable"])
    else:
        yield beside_default(bench, f"readable {named}", ours["readable"])
    rows = [
        compared(f"readable {named}", ours["readable"], PLACED, placed["readable"]),
        compared(f"new {named}", new["readable"], f"{PLACED}, and written", placed["readable"] + bench.writing),
    ]
    yield from (at_most(row, most) if most else row for row in rows)
    yield compared(f"readable {named}", ours["readable"], TUNED, tuned["readable"])
    yield compared(f"alive {named}", ours["alive"], PLACED, placed["alive"])


def handled(bench: MapBench, runs: int) -> Iterator[Row]:
    """Frames a second, and memory."""
    pans: dict[str, list[Pan]] = {"ours": [], "theirs": []}
    for _ in range(runs):
        pans["ours"].append(pan(f"{bench.ours}{VIEW}", "#canvas"))
        pans["theirs"].append(pan(f"{bench.peers}/tuned", "#mynetwork"))
    ours, theirs = (statistics.median(one.rate for one in pans[name]) for name in ("ours", "theirs"))
    yield Row("pan at 2,000", f"{ours:.0f} /s", TUNED, f"{theirs:.0f} /s", ours / theirs, "≥ 50 /s", ours >= 50)
    ours, theirs = (statistics.median(one.cost for one in pans[name]) for name in ("ours", "theirs"))
    yield Row("page's thread, a frame", f"{ours:.1f} ms", TUNED, f"{theirs:.1f} ms", ours / theirs)
    mine, other = (heap(bench.browser, address) for address in (f"{bench.ours}{VIEW}", f"{bench.peers}/tuned"))
    row = Row("heap at 2,000", f"{mine / 1e6:.1f} MB", TUNED, f"{other / 1e6:.1f} MB", mine / other)
    yield at_most(row, 0.35)


def weighed(bench: MapBench) -> Iterator[Row]:
    """Bytes of the page, and of its scripts; what it asked of others, and what our policy refused."""
    mine, other = weight(f"{bench.ours}{VIEW}"), weight(f"{bench.peers}/tuned")
    most = max(mine.sent, mine.data)
    said = f"{mine.sent / 1e3:.0f} kB sent ({mine.squeezed / 1e3:.0f} gzip, data {mine.data / 1e3:.0f})"
    theirs = f"{other.whole / 1e3:,.0f} kB ({other.squeezed / 1e3:,.0f} gzip)"
    ratio = mine.sent / other.whole
    yield Row(f"page at {bench.size:,} nodes", said, TUNED, theirs, ratio, "< 60 kB", most < 60_000)


def guarded(bench: MapBench, found: Tangle) -> Iterator[Row]:
    """Scripts, other hosts and refusals, over every perspective."""
    seen = [visited(bench.browser, bench.ours + query) for query in views(found)]
    own, theirs = max(it.script_bytes for it in seen), visited(bench.browser, f"{bench.peers}/one")
    strict = visited(bench.browser, f"{bench.peers}/strict/tuned")
    size = Row("script, gzip", f"{own / 1e3:.0f} kB", DEFAULT, f"{theirs.script_bytes / 1e3:.0f} kB + two hosts")
    yield Row(size.what, size.ours, size.peer, size.theirs, own / theirs.script_bytes, "≤ 160 kB", own <= 160_000)
    hosts, refused = sum(len(it.hosts) for it in seen), sum(it.refused for it in seen)
    yield Row("requests to other hosts", str(hosts), DEFAULT, str(len(theirs.hosts)), None, "0", hosts == 0)
    yield Row("refused by our policy", str(refused), DEFAULT, str(strict.refused), None, "0", refused == 0)


def read(bench: MapBench, found: Tangle) -> Iterator[Row]:
    """Labels on three screens, then their size."""
    sizes: dict[str, float] = {}
    peers = {name: theirs_on(bench.browser, f"{bench.peers}/{name}") for name in ("default", "tuned")}
    for screen, size in SCREENS.items():
        ours = [ours_on(bench.browser, bench.ours + query, size) for query in views(found)]
        pairs, most = sum(len(one.pairs) for one in ours), max(len(one.shown) for one in ours)
        sizes[screen] = min(one.smallest for one in ours)
        for name, peer in (("default", DEFAULT), ("tuned", TUNED)):
            shown: Labels = peers[name][screen]
            touched = f"{len(shown.pairs)} ({shown.share:.0%} of {len(shown.shown)} labels)"
            theirs = touched if shown.shown else "hides every label"
            yield Row(f"overlaps, {screen}", f"{pairs} (up to {most} labels)", peer, theirs, None, "0", pairs == 0)
    desk = next(iter(SCREENS))
    least, theirs = sizes[desk], f"{peers['default'][desk].smallest:.1f} px"
    yield Row("smallest label, 1080p", f"{least:.1f} px", DEFAULT, theirs, None, "≥ 12 px", least >= 12)
    large = min(one.smallest for one in workshop(bench.browser, bench.ours, found))
    yield Row("smallest label, workshop", f"{large:.1f} px", DEFAULT, theirs, None, "≥ 18 px", large >= 18)


def at_size(size: int, runs: int) -> Iterator[Row]:
    """Everything measured at one size."""
    found = tangle(size, load_model())
    start = time.perf_counter()
    placed = page(found, PLACED)
    writing = time.perf_counter() - start
    one = Tangle(dict(list(found.nodes.items())[:1]), (), "")
    pages = {"placed": placed, "tuned": page(found, TUNED), "default": page(found, DEFAULT), "one": page(one, DEFAULT)}
    with serving(found.turtle) as site, shelf(pages, POLICY) as peers, chromium() as browser:
        bench = MapBench(size, site.address, peers, writing, browser)
        yield from drawn(bench, runs)
        yield from weighed(bench)
        if size == 2000:
            yield from handled(bench, runs)
        if size == 150:
            yield from read(bench, found)
            yield from guarded(bench, found)


def main() -> None:
    """Measures, prints, and keeps the table when asked."""
    parser = argparse.ArgumentParser(description="the map beside its peers")
    parser.add_argument("--write", action="store_true", help="keep the table in docs/figures-map.md")
    parser.add_argument("--quick", action="store_true", help="150 nodes only, one run")
    asked = parser.parse_args()
    start, rows = time.monotonic(), []
    for size in (150,) if asked.quick else (150, 2000, 20000):
        for row in at_size(size, 1 if asked.quick else RUNS):
            rows.append(row)
            print(printed([row]).splitlines()[1], flush=True)
    print("\n" + printed(rows) + f"\n{time.monotonic() - start:.0f} s")
    if asked.write:
        with chromium() as browser:
            written(rows, NOTES, browser.version)


if __name__ == "__main__":
    main()
