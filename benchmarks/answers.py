# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the shipped facts answer today: every need of the scheme, in each commune that the territory names for it.

Counts the answers by organisations (online services of a tool apart), how many of them have a telephone, an e-mail or a
contact page that a dated source says, how many first direct answers are said to close, and how many things are said to
be confirmed without by whom and when. `python -m benchmarks.answers` prints each beside its bar and ends with status 1
where one is passed. `--all` prints who cannot be reached, and in how many answers.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from graph import clock
from graph.entity.closing import OPEN
from graph.folders import folders_of_facts, territory_folder
from graph.model.ontology import load_model, vocabulary_facts
from graph.namespaces import DCT, RDF, SCHEMA, TIS
from graph.rdf.dataset import Dataset, Fact
from graph.rdf.turtle import read_turtle
from graph.referral.answer import Result
from graph.referral.engine import ReferralEngine
from graph.referral.index import ReferralIndex
from graph.referral.resolver import Resolver
from graph.referral.situation import Query
from graph.search import SearchIndex
from graph.territory import Territories

BASE = "https://example.org"
PLACES = "measured-places.txt"
ANSWERS, DIRECT = ("direct", "indirect"), "direct"
TOOL = "instance"
REACH = (SCHEMA.telephone, SCHEMA.email, TIS.contactPage)
# The day of the page, of its reading, or of the reading of a copy that has no day.
OF_THE_PAGE = (DCT.issued, TIS.readOn)
DATED = (*OF_THE_PAGE, TIS.copyReadOn)
WANTED = 80  # answers in a hundred that can be reached
# What the shipped facts held at first: no change may make it worse.
LEAST_ANSWERS = 157


@dataclass(frozen=True)
class AnswerCount:
    """The figures: answers, those reached by a dated source, by one whose page has a date; who is not; firsts
    that close; unsure claims."""

    answers: int
    reached: int
    dated: int
    silent: Counter[str]
    closing: int
    claims: int

    @property
    def share(self) -> float:
        """Answers that can be reached, in a hundred."""
        return 100 * self.reached / self.answers if self.answers else 100.0

    @property
    def dated_share(self) -> float:
        """Those of which the page has a date of its own."""
        return 100 * self.dated / self.answers if self.answers else 100.0


def shipped(territories: Territories, folders: Iterable[Path]) -> Dataset:
    """The facts of folders, with the territories they name."""
    facts = [fact for folder in folders for path in sorted(folder.rglob("*.ttl")) for fact in _sourced(path)]
    prefix = f"{BASE}/id/territory/"
    keys = {fact.o.removeprefix(prefix) for fact in facts if isinstance(fact.o, str) and fact.o.startswith(prefix)}
    chains = {item.key: item for key in keys for item in territories.chain(territories.by_key(key))}
    places = [fact for item in chains.values() for fact in territories.facts(BASE, item)]
    return Dataset.in_memory([*facts, *places, *vocabulary_facts()], BASE)


def _sourced(path: Path) -> list[Fact]:
    """The facts of a file, in the name of the source that it describes."""
    facts = list(read_turtle(path, BASE))
    source = next((fact.s for fact in facts if fact.p == RDF.type and fact.o == SCHEMA.Dataset), "")
    return [fact._replace(source=source) for fact in facts]


def told(index: ReferralIndex, communes: Iterable[str]) -> AnswerCount:
    """The figures of a dataset."""
    answers = reached = dated = closing = 0
    silent: Counter[str] = Counter()
    for results in _asked(index, communes):
        counted = [item for item in results if item.kind in ANSWERS and item.candidate.offer.traits.kind != TOOL]
        answers += len(counted)
        for item in counted:
            dated += _is_reached(index.dataset, item, OF_THE_PAGE)
            if _is_reached(index.dataset, item):
                reached += 1
            else:
                silent[item.actor.label] += 1
        # What is put last is told under a title of its own, after all the rest.
        first = next((item for item in results if item.kind == DIRECT and not item.last), None)
        closing += bool(first and _is_closing(first))
    return AnswerCount(answers, reached, dated, silent, closing, len(list(_claims(index.dataset))))


def _asked(index: ReferralIndex, communes: Iterable[str]) -> Iterator[tuple[Result, ...]]:
    engine, needs = ReferralEngine(index), index.model.scheme("need").choices
    resolver = Resolver(index.dataset, index.model, index.territories, SearchIndex())
    for commune in communes:
        for need in needs:
            query = Query(commune=commune, needs=(need.slug,), date=clock.today().isoformat())
            yield engine.answer(resolver.resolve(query)).results


def _is_reached(dataset: Dataset, item: Result, dates: tuple[str, ...] = DATED) -> bool:
    """Whether a dated source says how to reach the one to call."""
    subjects = {item.actor.iri} | ({item.service.iri} if item.service and not item.candidate.via else set())
    said = (fact for subject in subjects for path in REACH for fact in dataset.facts(subject, path))
    return any(dataset.day(fact.source, path) for fact in said for path in dates)


def _is_closing(first: Result) -> bool:
    """Whether it closed, or is said to close, before or after today."""
    closing = first.candidate.offer.traits.closing
    return closing is not None and closing.at(clock.today()) != OPEN


def _claims(dataset: Dataset) -> Iterator[Fact]:
    """Confirmations that do not say by whom."""
    for fact in dataset.facts(p=TIS.confirmedOn):
        if not dataset.link(fact.s, TIS.confirmedBy):
            yield fact


def _places(folder: Path) -> list[str]:
    lines = (folder / PLACES).read_text(encoding="utf-8").splitlines()
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]


def main() -> int:
    """Prints the figures; 1 where a bar is passed, or where less is reached than before."""
    folder = territory_folder("")
    territories, places = Territories.load(), _places(folder)
    index = ReferralIndex(shipped(territories, folders_of_facts(folder)), load_model(), territories)
    figures = told(index, places)
    print(f"Answers by organisations, every need in {len(places)} communes: {figures.answers} (≥ {LEAST_ANSWERS}).")
    print(
        f"With a telephone, an e-mail or a contact page of a dated source: {figures.share:.0f} % (≥ {WANTED} %), "
        f"{figures.dated_share:.0f} % where the page has a date."
    )
    print(f"First direct answers that close or closed: {figures.closing} (0).")
    print(f"Said to be confirmed without by whom: {figures.claims} (0).")
    if "--all" in sys.argv:
        for name, count in figures.silent.most_common():
            print(f"{count:5d}  {name}")
    return int(figures.answers < LEAST_ANSWERS or figures.share < WANTED or figures.closing > 0 or figures.claims > 0)


if __name__ == "__main__":
    sys.exit(main())
