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
from graph.referral.answer import Referral
from graph.referral.engine import ReferralEngine
from graph.referral.index import ReferralIndex
from graph.referral.jury import Jury
from graph.referral.resolver import Resolver
from graph.referral.situation import Situation
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


def outline(referral: Referral) -> tuple[list[tuple[str, str]], bool]:
    """Actor and service of the direct results, and whether all those that there are had room."""
    rows = [(item.candidate.actor.iri, item.candidate.offer.iri) for item in referral.of_kind("direct")]
    return rows, len(referral.results) < TOP + 1 or not referral.of_kind("indirect")


def same(ours: list[Row], theirs: list[Row]) -> bool:
    """The same rows in the same order, scores to the last digit kept."""
    return [row[:2] for row in ours] == [row[:2] for row in theirs] and all(
        abs(one[2] - other[2]) < 1.5e-4 for one, other in zip(ours, theirs, strict=True)
    )


def direct(engine: ReferralEngine, situation: Situation) -> list[Row]:
    """Our ten best direct candidates, outside of any timing."""
    ranked = Jury(situation, engine.bench).best(engine.matcher.tiers(situation), TOP)
    return [(item.candidate.actor.iri, item.candidate.offer.iri, item.score) for item in ranked]


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


def _agrees(outlined: tuple[list[tuple[str, str]], bool], rows: list[Row]) -> bool:
    """The direct results are the best rows, in their order; all of them where nothing else takes their room."""
    results, complete = outlined
    wanted = [row[:2] for row in rows]
    return results == wanted[: len(results)] and (not complete or len(results) >= min(len(wanted), TOP))


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
