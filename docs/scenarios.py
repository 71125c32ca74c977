# SPDX-License-Identifier: AGPL-3.0-or-later
"""Writes docs/scenarios.md: scenario by scenario, what is expected, what is answered, and whether it is right.

`python -m docs.scenarios`; with `--check` nothing is written, and the status is 1 when the page is no longer current.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from app import create_app
from graph.entity import Reader
from graph.errors import TisserandError
from graph.folders import ROOT, default_name, folders_of_facts, territory_folder
from graph.rdf.dataset import Dataset
from graph.readings.referral.document import referral_document
from graph.referral.engine import ReferralEngine
from graph.referral.index import ReferralIndex
from graph.referral.resolver import Resolver
from graph.referral.situation import Query
from graph.search import SearchIndex, entries_of
from graph.settings import Settings
from tests.scenarios.judge import FOLLOWING, Scenario, ScenarioReply, faults, scenarios, told
from web.app.ecosystem import Ecosystem

PAGE = ROOT / "docs" / "scenarios.md"
FOLDER = ROOT / "tests" / "scenarios"
TOWN, RESTRICTED = ROOT / "tests" / "ecosystem.ttl", ROOT / "tests" / "ecosystem-restricted.ttl"
WORLDS: dict[str, tuple[str, tuple[Path, ...]]] = {
    default_name(): ("The project’s own data", folders_of_facts(territory_folder(""))),
    "town": ("The small fictional town of the tests", (TOWN,)),
    "full": ("The same town, as professionals see it", (TOWN, RESTRICTED)),
}
INTRODUCTION = """# What referrals must answer

Written by `python -m docs.scenarios` from `tests/scenarios/`; do not edit.

Each line is a situation that an adviser meets, with what the answer must hold. Every scenario is asked of the engine,
of the API and of the page, and every edge of every path is looked up among the published facts. A scenario without a
date is asked for 1 June 2021. What is expected but not answered yet is said so, and a test tells when it comes to be.
"""


@dataclass(frozen=True)
class ScenarioWorld:
    """A dataset that answers."""

    dataset: Dataset
    engine: ReferralEngine
    resolver: Resolver

    def told(self, scenario: Scenario) -> ScenarioReply:
        """What is answered to a scenario."""
        try:
            situation = self.resolver.resolve(_query(scenario))
        except TisserandError as error:
            return ScenarioReply(choices=tuple(item.label for item in error.suggestions))
        reader = Reader(self.dataset, self.engine.index.model, scenario.lang)
        return told(referral_document(self.engine.answer(situation), reader), self.dataset.base)

    def label(self, name: str) -> str:
        """A thing by its short name, in words."""
        return self.dataset.label(f"{self.dataset.base}/id/{name}", "en")


def page(ecosystem: Ecosystem) -> str:
    """The whole page as Markdown."""
    every = scenarios(FOLDER)
    sections, kept = [], 0
    for name, (title, files) in WORLDS.items():
        with ecosystem.readable(files) as here:
            world = _world(here, restricted=name == "full")
            rows = [_row(world, item, world.told(item)) for item in every if item.world == name]
        kept += sum(right for _, right in rows)
        sections.append(_section(title, [row for row, _ in rows]))
    late = sum(1 for item in every if item.not_yet)
    summary = f"**{kept} of {len(every)} scenarios answered as expected; {late} not yet.**\n"
    return "\n".join([INTRODUCTION, summary, *sections])


def _world(here: Ecosystem, *, restricted: bool) -> ScenarioWorld:
    dataset = here.repository.full if restricted else here.repository.public
    search = SearchIndex(entries_of(dataset, here.model))
    engine = ReferralEngine(ReferralIndex(dataset, here.model, here.territories))
    return ScenarioWorld(dataset, engine, Resolver(dataset, here.model, here.territories, search))


def _query(scenario: Scenario) -> Query:
    asked = dict(scenario.parameters)
    names = (("need", "needs"), ("tool", "tools"), ("audience", "audiences"))
    several = {many: tuple(asked.pop(one, ())) for one, many in names}
    return Query(**several, **{**asked, "free": bool(asked.get("free"))})


def _section(title: str, rows: Iterable[str]) -> str:
    head = "| situation | asked | expected | the first answers | |\n|---|---|---|---|---|"
    return "\n".join([f"## {title}\n", head, *rows, ""])


def _row(world: ScenarioWorld, scenario: Scenario, found: ScenarioReply) -> tuple[str, bool]:
    """A line of the table, and whether all is as expected."""
    wrong = faults(scenario, found)
    verdict = "yes" if not wrong else f"not yet: {scenario.not_yet}" if scenario.not_yet else f"**no**: {wrong[0]}"
    answers = [f"{rank}. {_named(world, name)}" for rank, name in enumerate(found.results[:FOLLOWING], 1)]
    if not scenario.lasting:
        answers = ["those of the day"]
    elif not found.results:
        answers = [f"a choice: {', '.join(found.choices[:FOLLOWING])}"]
    asked = ", ".join(_asked(scenario))
    cells = (scenario.name, asked, "<br>".join(_expected(world, scenario)), "<br>".join(answers), verdict)
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |", not wrong


def _asked(scenario: Scenario) -> Iterator[str]:
    for name, value in scenario.ask.items():
        texts = value if isinstance(value, list) else [value]
        yield f"{name}: {' + '.join(map(str, texts))}" if value is not True else name
    if scenario.lang != "fr":
        yield f"in {scenario.lang}"


def _expected(world: ScenarioWorld, scenario: Scenario) -> Iterator[str]:
    """What is expected, in words."""
    expected = scenario.expected
    words = {"reason": "said", "missing": "said", "unresolved": "not understood", "error": "a choice with"}
    if "first" in expected:
        yield f"first {_named(world, expected['first'])}"
    yield from (f"among the first {_named(world, name)}" for name in expected.get("top", ()))
    yield from (f"not {_labelled(world, name)}" for name in expected.get("absent", ()))
    yield from (f"some {kind}" for kind in expected.get("kinds", ()))
    yield from (f"{said} “{expected[key]}”" for key, said in words.items() if key in expected)
    for key, said in (("gaps", "gap"), ("advice", "advice"), ("closed", "closed"), ("named", "named")):
        if key in expected:
            yield f"{said}: {', '.join(_labelled(world, name) for name in expected[key]) or 'none'}"


def _named(world: ScenarioWorld, name: str) -> str:
    """`kind actor service` in words."""
    kind, *things = name.split(" ")
    return f"{kind}: {' — '.join(_labelled(world, thing) for thing in things)}"


def _labelled(world: ScenarioWorld, name: str) -> str:
    """A short name in words; a text or the beginning of a name as it is."""
    return world.label(name) if "/" in name.strip("/") and " " not in name else name


def main(arguments: Sequence[str]) -> int:
    """Writes the page, or says that it is to be written."""
    with TemporaryDirectory() as folder:
        ecosystem = create_app(Settings.from_environment({"INSTANCE": folder})).extensions["tisserand"]
        text = page(ecosystem)
        ecosystem.close()
    if "--check" not in arguments:
        PAGE.write_text(text, encoding="utf-8")
    elif PAGE.read_text(encoding="utf-8") != text:
        print("docs/scenarios.md is no longer current: run “make docs”.")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
