# SPDX-License-Identifier: AGPL-3.0-or-later
"""The whole département surveyed (every need of the scheme, every commune) beside the engine asked cell by cell.

Thread CPU time on one core, best of three; the engine is timed on a random sample of cells and its time multiplied by
their number. The cells of the sample must be equal: state, and who answers in which order. Bar: the survey and the
single points of failure of the project's own data in less than 2 seconds. `python -m benchmarks.coverage [--quick]`
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from benchmarks.synthetic import BASE, DAY, ecosystem
from graph.coverage.cell import FALLBACK, NONE, STATES, worth
from graph.coverage.losses import losses
from graph.coverage.scope import home, scope
from graph.coverage.survey import EVERYONE, Coverage, SurveyTerms, placed, survey, with_need
from graph.model import Model
from graph.model.ontology import load_model, vocabulary_facts
from graph.namespaces import FOAF
from graph.rdf.dataset import Dataset, Fact
from graph.rdf.turtle import read_turtle
from graph.referral.answer import Referral
from graph.referral.engine import ReferralEngine
from graph.referral.index import ReferralIndex
from graph.settings import ROOT
from graph.territory import Territories, Territory

BAR = 2_000  # milliseconds
SAMPLE = 1_000
SIZES = (100, 1_000, 10_000)
REACHABLE = 0.6  # share of the synthetic actors with a contact


def own_data(territories: Territories) -> Dataset:
    """The facts of `data/`, with the territories they name."""
    files: list[Path] = [*(ROOT / "data" / "touraine").rglob("*.ttl"), *(ROOT / "data" / "tools").glob("*.ttl")]
    facts = [fact for path in files for fact in read_turtle(path, BASE)]
    prefix = f"{BASE}/id/territory/"
    keys = {fact.o.removeprefix(prefix) for fact in facts if isinstance(fact.o, str) and fact.o.startswith(prefix)}
    chains = {item.key: item for key in keys for item in territories.chain(territories.by_key(key))}
    places = [fact for item in chains.values() for fact in territories.facts(BASE, item)]
    return Dataset.in_memory([*facts, *places, *vocabulary_facts()], BASE)


def synthetic(size: int, model: Model, territories: Territories) -> Dataset:
    """A synthetic département where most actors can be reached."""
    chance = random.Random(size)
    numbers = [number for number in range(size) if chance.random() < REACHABLE]
    contacts = [
        Fact(f"{BASE}/id/organisation/a{number}", FOAF.homepage, f"https://a{number}.example/", "")
        for number in numbers
    ]
    return Dataset.in_memory([*ecosystem(size, model, territories).dataset.facts(), *contacts], BASE)


def told(referral: Referral) -> tuple[str, list[str]]:
    """The state that a referral deserves and who answers, from its results alone."""
    reached = [item for item in referral.results if any(way for way in item.contact if isinstance(way, str))]
    answers = [item for item in reached if item.kind in ("direct", "indirect")]
    best = min((STATES.index(worth(item.candidate)) for item in answers), default=None)
    state = (FALLBACK if reached else NONE) if best is None else STATES[best]
    return state, [item.actor.iri for item in answers]


def equal(engine: ReferralEngine, coverage: Coverage) -> tuple[int, float]:
    """How many cells of a random sample are those of the engine, and milliseconds of the engine a cell."""
    chance, same, spent = random.Random(1), 0, 0.0
    index = engine.index
    for _ in range(SAMPLE):
        need, place = chance.randrange(len(coverage.needs)), chance.randrange(len(coverage.communes))
        where = placed(coverage.terms, index.territories, index.dataset.base, coverage.communes[place])
        situation = with_need(where, coverage.needs[need])
        start = time.thread_time()
        referral = engine.answer(situation, EVERYONE)
        spent += time.thread_time() - start
        cell = coverage.rows[need][place]
        same += (cell.state, [answer.actor.iri for answer in cell.answers]) == told(referral)
    return same, spent * 1000 / SAMPLE


def run(name: str, dataset: Dataset, model: Model, territories: Territories) -> tuple[float, bool]:
    """Prints one line; milliseconds of survey and losses, and whether all the sample is equal."""
    engine = ReferralEngine(ReferralIndex(dataset, model, territories, day=DAY))
    communes = scope(territories, home(engine.index)).communes
    best, coverage = min((_timed(engine, communes) for _ in range(3)), key=lambda pair: pair[0])
    same, each = equal(engine, coverage)
    start = time.thread_time()
    single = losses(engine.index, coverage)
    rested = (time.thread_time() - start) * 1000
    counts = Counter(cell.state for row in coverage.rows for cell in row)
    shares = " ".join(f"{100 * counts[state] / len(coverage):.0f} %" for state in STATES)
    whole = each * len(coverage)
    print(f"{name:>18} {len(coverage):>8,} {best:>9.0f} {whole:>10.0f} {whole / best:>7.0f} x", end="")
    print(f" {same:>6}/{SAMPLE} {rested:>9.0f} {len(single):>7}   {shares}")
    return best + rested, same == SAMPLE


def _timed(engine: ReferralEngine, communes: Iterable[Territory]) -> tuple[float, Coverage]:
    start = time.thread_time()
    coverage = survey(engine, SurveyTerms(DAY), communes)
    return (time.thread_time() - start) * 1000, coverage


def main() -> int:
    """Runs every size; 1 when the bar is missed or when a cell is not what the referral says."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="the project's own data only")
    sizes = () if parser.parse_args().quick else SIZES
    model, territories = load_model(), Territories.load(area=["37"])
    print(f"{'':>18} {'cells':>8} {'survey ms':>9} {'one by one':>10} {'':>9} {'equal':>11}", end="")
    print(f" {'losses ms':>9} {'single':>7}   covered, fallback, none")
    first = run("own data", own_data(territories), model, territories)
    others = [run(f"{size:,} actors", synthetic(size, model, territories), model, territories) for size in sizes]
    kept = first[0] < BAR and all(same for _, same in (first, *others))
    said = "kept" if kept else "MISSED"
    print(f"\nbar ({BAR} ms, survey and losses of the project's own data; every cell equal): {said}")
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
