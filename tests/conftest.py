# SPDX-License-Identifier: AGPL-3.0-or-later
"""What all tests share: the model, the territories, and the small town of `ecosystem.ttl` in memory."""

from __future__ import annotations

import gc
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path

import pytest
from _pytest.runner import runtestprotocol
from hypothesis import HealthCheck, settings

from graph import clock
from graph.folders import DESCRIPTION
from graph.model import Model
from graph.model.ontology import vocabulary_facts
from graph.namespaces import RDF, SCHEMA
from graph.rdf.dataset import Dataset, Fact
from graph.rdf.turtle import read_turtle
from graph.territory import Territories
from tests import instances
from tests.instances import BASE, DAY, settings_in
from tests.instances import model as shared_model
from tests.instances import territories as shared_territories
from tests.postgresql import Cluster, started
from tests.postgresql import missing as postgresql_missing

TESTS = Path(__file__).parent
FLAKY = "flaky"
clock.hold(DAY)
# The same examples each time, however slow the machine: nothing is refused by chance. `make search` looks further.
PATIENT = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
settings.register_profile("same", derandomize=True, database=None, **PATIENT)
settings.register_profile("searching", **PATIENT)
settings.load_profile("same")
# Tests keep large graphs at hand: looked through as often as Python does by itself, they take a tenth of the time.
gc.set_threshold(10_000, 20, 100)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files that take long first, then those of many tests: workers that share the suite take them in this order.

    Those of the browser follow one another: each worker begins its Chromium, and what is served to it, once.
    """
    sizes = Counter(item.path for item in items)

    def place(item: pytest.Item) -> tuple[int, int]:
        long, browser = (item.get_closest_marker(name) is not None for name in ("long", "browser"))
        rank = (1 if browser else 0) if long else (2 if browser else 3)
        return rank, -sizes[item.path]

    items.sort(key=place)


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """What was read to find the tests stays: the collector need not go through it again."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> bool | None:
    """A browser test that fails is tried once more; when it then passes, it is told apart from the others."""
    if item.get_closest_marker("browser") is None:
        return None
    item.ihook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)
    reports = runtestprotocol(item, nextitem=nextitem, log=False)
    failed = [report for report in reports if report.failed]
    if failed:
        item._initrequest()  # type: ignore[attr-defined]
        reports = runtestprotocol(item, nextitem=nextitem, log=False)
        if not any(report.failed for report in reports):
            reports[-1].user_properties.append((FLAKY, "\n".join(report.longreprtext for report in failed)))
    for report in reports:
        item.ihook.pytest_runtest_logreport(report=report)
    item.ihook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)
    return True


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Prints what passed at the second attempt, with the trace of the first: it is to be mended."""
    for report in terminalreporter.getreports(""):
        for name, trace in report.user_properties:
            if name == FLAKY:
                terminalreporter.section(f"flaky: {report.nodeid}", yellow=True)
                terminalreporter.write_line(trace)


def facts_of_files(paths: Iterable[Path], base: str = BASE) -> list[Fact]:
    """The facts of data files, each with the source its file states; what describes a territory holds none."""
    found = []
    for path in paths:
        if path.name == DESCRIPTION:
            continue
        facts = read_turtle(path, base)
        source = next(fact.s for fact in facts if fact.p == RDF.type and fact.o == SCHEMA.Dataset)
        found += [fact._replace(source=source) for fact in facts]
    return found


def background_facts(facts: Iterable[Fact], territories: Territories, base: str = BASE) -> list[Fact]:
    """What a store derives for these facts: the vocabularies, and the territories they refer to with those above."""
    prefix = f"{base}/id/territory/"
    keys = {fact.o.removeprefix(prefix) for fact in facts if isinstance(fact.o, str) and fact.o.startswith(prefix)}
    chains = {item.key: item for key in keys for item in territories.chain(territories.by_key(key))}
    return [*vocabulary_facts(), *(fact for item in chains.values() for fact in territories.facts(base, item))]


@cache
def dataset_of(*paths: Path) -> Dataset:
    """Data files, the vocabularies and the territories in use, in memory; shared by all who ask: not to be written."""
    facts = facts_of_files(paths)
    return Dataset.in_memory([*facts, *background_facts(facts, shared_territories())], BASE)


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Cluster]:
    """A real PostgreSQL; where there can be none, what needs it is skipped and says so."""
    if reason := postgresql_missing():
        pytest.skip(reason)
    with started() as cluster:
        yield cluster


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def database(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Callable[[Path], str]:
    """Gives the address of the database of an instance by its folder, once in each kind of database.

    `settings_in` gives it too: what a test does with a folder is done with that database.
    """
    if request.param == "sqlite":
        return lambda folder: settings_in(folder).database_url
    cluster: Cluster = request.getfixturevalue("postgresql")
    made: defaultdict[Path, str] = defaultdict(cluster.new_database)
    monkeypatch.setattr(instances, "kept_elsewhere", lambda folder: {"DATABASE_URL": made[folder]})
    return made.__getitem__


@pytest.fixture(scope="session")
def model() -> Model:
    """The model of `ontology/`."""
    return shared_model()


@pytest.fixture(scope="session")
def territories() -> Territories:
    """The territories of France."""
    return shared_territories()


@pytest.fixture(scope="session")
def dataset() -> Dataset:
    """The small town as the public sees it."""
    return dataset_of(TESTS / "ecosystem.ttl")


@pytest.fixture(scope="session")
def full_dataset() -> Dataset:
    """The small town with what only professionals see."""
    return dataset_of(TESTS / "ecosystem.ttl", TESTS / "ecosystem-restricted.ttl")
