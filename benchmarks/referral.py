# SPDX-License-Identifier: AGPL-3.0-or-later
"""The referral beside pyoxigraph SPARQL and a networkx traversal: same questions, same answers, one run.

Thread CPU time of whole answers: ours with the reasons and the path of its results in words, links and entry points;
the peers with the ten best rows only. All have answered other questions before; each question is timed once, the first
time it is asked. Bar at 10⁵ actors: 500 times the median and 200 times the worst query of SPARQL.
`python -m benchmarks.referral [--quick]`
"""

from __future__ import annotations

import argparse
import gc
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from benchmarks.peers import TOP, Row, Sparql, Traversal
from benchmarks.synthetic import DAY, SyntheticData, ecosystem, queries
from graph.model import Model
from graph.model.ontology import load_model
from graph.referral._types import Offer
from graph.referral.answer import Referral
from graph.referral.engine import ReferralEngine
from graph.referral.index import ReferralIndex
from graph.referral.jury import Jury
from graph.referral.ranking import ON_SITE_FOR_ONE, band
from graph.referral.resolver import Resolver
from graph.referral.situation import Situation
from graph.referral.standing import SORTS
from graph.search import SearchIndex
from graph.territory import Territories

COUNTS = {1_000: 200, 10_000: 120, 100_000: 60}
BARS = (500, 200)
WARM_UP = 1_000


@dataclass(frozen=True)
class Timing:
    """Milliseconds of thread CPU time: median and worst."""

    median: float
    worst: float

    @classmethod
    def of(cls, milliseconds: list[float]) -> Timing:
        """The timing of a list of durations."""
        return cls(statistics.median(milliseconds), max(milliseconds))

    def __str__(self) -> str:
        return f"{self.median:10.3f} {self.worst:10.3f}"


def timed(
    answer: Callable[[Situation], Any], situations: list[Situation], keep: Callable[[Any], Any] = list
) -> tuple[Timing, list[Any]]:
    """The timing of every answer, and what is kept of each (outside of the timing)."""
    durations, answers = [], []
    gc.collect()
    gc.disable()  # As timeit does: what it would collect is not of the answer being timed.
    for situation in situations:
        start = time.thread_time()
        found = answer(situation)
        durations.append((time.thread_time() - start) * 1000)
        answers.append(keep(found))
    gc.enable()
    return Timing.of(durations), answers


def told(engine: ReferralEngine) -> Callable[[Situation], Referral]:
    """The engine's answer with every sentence of it in words: reasons, paths, what is missing."""

    def answer(situation: Situation) -> Referral:
        referral = engine.answer(situation)
        for result in referral.results:
            for reason in result.reasons:
                reason.sentences()
            for edge in result.path:
                edge.text()
        for missing in referral.missing:
            missing.text()
        return referral

    return answer


def outline(referral: Referral) -> list[Row]:
    """Actor and service of the direct results with their scores."""
    found = referral.of_kind("direct")
    return [(item.candidate.actor.iri, item.candidate.offer.iri, item.score, True) for item in found]


def same(ours: list[Row], theirs: list[Row]) -> bool:
    """The same scores in the same order, and the same rows but for equals at the end, of which any may be listed."""
    if [_class(row) for row in ours] != [_class(row) for row in theirs]:
        return False
    last = _class(ours[-1]) if ours else None
    mine, other = ({row[:2]: row[2] for row in rows if _class(row) != last} for rows in (ours, theirs))
    return mine.keys() == other.keys() and all(abs(score - other[row]) < 1.5e-4 for row, score in mine.items())


def _class(row: Row) -> tuple[bool, int]:
    """Rows of one class are equal to the engine: it puts the nearest first, then those whose turn it is."""
    return row[3], band(row[2])


def direct(engine: ReferralEngine, situation: Situation) -> list[Row]:
    """Our ten best candidates, outside of any timing: those that meet the very need first."""
    jury, seen = Jury(situation, engine.bench), set[Offer]()
    rows: list[Row] = []
    for exact in (True, False):
        found = [
            (item.candidate.actor.iri, item.candidate.offer.iri, item.score, exact)
            for sort in SORTS
            for item in jury.best(engine.matcher.tiers(situation, sort, exact=exact), TOP, seen)
        ]
        rows += sorted(found, key=lambda row: -row[2])
        if len(rows) >= TOP:
            break
    return rows[:TOP]


def held(root: object, without: tuple[object, ...]) -> int:
    """Bytes of everything reachable from an object, classes, modules and `without` apart."""
    seen = {id(item) for item in without}
    waiting, total = [root], 0
    while waiting:
        item = waiting.pop()
        if id(item) in seen or isinstance(item, type | ModuleType) or callable(item):
            continue
        seen.add(id(item))
        total += sys.getsizeof(item)
        waiting.extend(gc.get_referents(item))
    return total


def ratio(theirs: Timing, ours: Timing) -> str:
    """How many times longer."""
    return f"{theirs.median / ours.median:,.0f} x median, {theirs.worst / ours.worst:,.0f} x worst"


def run(size: int, model: Model, territories: Territories) -> tuple[float, float]:
    """Prints the comparison at one size; the ratios of the medians and of the worst queries to SPARQL."""
    start = time.perf_counter()
    found = ecosystem(size, model, territories)
    made = time.perf_counter()
    index = ReferralIndex(found.dataset, model, territories, day=DAY)
    built = time.perf_counter()
    engine = ReferralEngine(index)
    resolver = Resolver(found.dataset, model, territories, SearchIndex())
    situations = [resolver.resolve(query) for query in queries(found, model, COUNTS[size], seed=size)]
    sparql = Sparql(found.dataset.store, engine)
    others = [resolver.resolve(query) for query in queries(found, model, WARM_UP, seed=1)]
    timed(told(engine), others, keep=outline)
    timed(sparql.answer, others[: WARM_UP // 100])
    gc.collect()
    gc.freeze()
    memory = held(index, (found.dataset, model, territories)) / 2**20
    print(f"\n{size:,} actors, {len(found.dataset):,} facts (made in {made - start:.1f} s); ", end="")
    print(f"index built in {built - made:.1f} s, {memory:.0f} MiB; {len(situations)} questions")
    ours, referrals = timed(told(engine), situations, keep=outline)
    theirs, rows = timed(sparql.answer, situations)
    expected = [direct(engine, situation) for situation in situations]
    assert all(map(same, expected, rows)), "SPARQL answers otherwise"
    assert all(map(_agrees, referrals, rows)), "the referral answers otherwise"
    print(f"{'':24}{'median ms':>10} {'worst ms':>10}   equal answers {len(rows)}/{len(rows)}")
    print(f"{'referral':24}{ours}   with reasons, paths, links, entry points")
    print(f"{'pyoxigraph SPARQL':24}{theirs}   {ratio(theirs, ours)}")
    if size == 10_000:
        _beside_networkx(found, engine, situations, expected, ours)
    return theirs.median / ours.median, theirs.worst / ours.worst


def _agrees(results: list[Row], rows: list[Row]) -> bool:
    """The direct results are among the best rows or equal to the last of them, those at a distance let in apart; the
    first of them is one of the best."""
    wanted = [_class(row) for row in rows if row[3]]
    if not wanted:
        return not results
    known = {row[:2] for row in rows}
    first = not results or _class(results[0]) >= wanted[-1]
    listed = sum(row[:2] in known or _class(row) == wanted[-1] for row in results)
    return first and listed >= len(results) - len(results) // (ON_SITE_FOR_ONE + 1) - 1


def _beside_networkx(
    found: SyntheticData, engine: ReferralEngine, situations: list[Situation], expected: list[list[Row]], ours: Timing
) -> None:
    walk, rows = timed(Traversal(found, engine).answer, situations)
    assert all(map(same, expected, rows)), "the traversal answers otherwise"
    print(f"{'networkx traversal':24}{walk}   {ratio(walk, ours)}")


def main() -> int:
    """Runs every size; 1 when the bar at 10⁵ is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="10³ and 10⁴ actors only")
    quick = parser.parse_args().quick
    model, territories = load_model(), Territories.load(area=["37"])
    ratios = {size: run(size, model, territories) for size in COUNTS if not (quick and size > 10_000)}
    if quick:
        return 0
    median, worst = ratios[100_000]
    kept = median >= BARS[0] and worst >= BARS[1]
    verdict = "kept" if kept else "MISSED"
    print(f"\nbar at 10⁵ ({BARS[0]} x median, {BARS[1]} x worst): {verdict}, with {median:,.0f} x and {worst:,.0f} x")
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
