# SPDX-License-Identifier: AGPL-3.0-or-later
"""The figures of the map that can be held quickly: labels apart and readable, few bytes, nobody else asked."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from benchmarks.map.browser import heap, visited
from benchmarks.map.ecosystem import Tangle, tangle
from benchmarks.map.peers import TUNED, page, shelf
from benchmarks.map.screens import SCREENS, ours_on, views, workshop
from benchmarks.map.weight import weight
from graph.model import Model
from tests.browser.chromium import NEEDED, served
from tests.instances import model as shared_model
from tests.instances import write
from web.app.security import POLICY

pytestmark = [*NEEDED, pytest.mark.slow, pytest.mark.long]
FEW, MANY = 150, 2000
VIEW = "/carte?vue=reseaux"
# Pixels that the smallest text may have on each screen, the outline of a telephone included; then around a ring.
LEAST = {"1920×1080": 14.0, "1366×768": 11.4, "390×844": 12.0}
RING = 12.0
QUERIES = list(views(tangle(FEW, shared_model())))


@contextmanager
def serving(folder: Path, found: Tangle) -> Iterator[str]:
    with served(folder / "instance", [write(folder, found.turtle)]) as address:
        yield address


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory, model: Model) -> Iterator[str]:
    with serving(tmp_path_factory.mktemp("few"), tangle(FEW, model)) as address:
        yield address


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory, model: Model) -> Iterator[str]:
    with serving(tmp_path_factory.mktemp("many"), tangle(MANY, model)) as address:
        yield address


# A projector shows more of a view than a laptop: some show that it does; a telephone shows an outline of its own.
SHOWN = [
    (query, screen)
    for rank, query in enumerate(QUERIES)
    for screen in SCREENS
    if screen != "1920×1080" or rank == 0 or rank >= len(QUERIES) - 2
]


@pytest.mark.parametrize(("query", "screen"), SHOWN, ids=[f"{query[11:60]}-{screen}" for query, screen in SHOWN])
def test_no_label_overlaps_and_all_can_be_read(browser: Browser, few: str, query: str, screen: str) -> None:
    found = ours_on(browser, few + query, SCREENS[screen])
    assert found.pairs == []
    assert found.smallest >= min(LEAST[screen], RING if "forme=rayons" in query else 99)


def test_a_map_with_everything_opened_shows_what_was_opened(browser: Browser, few: str) -> None:
    assert len(ours_on(browser, few + QUERIES[-1], SCREENS["1920×1080"]).shown) > 30


def test_a_workshop_is_read_from_the_back_of_the_room(browser: Browser, few: str, model: Model) -> None:
    for found in workshop(browser, few, tangle(FEW, model)):
        assert found.pairs == []
        assert found.smallest >= 18


@pytest.mark.parametrize("query", [QUERIES[0], *QUERIES[-2:]], ids=lambda query: query[11:60])
def test_a_page_stays_at_home(browser: Browser, many: str, query: str) -> None:
    seen = visited(browser, many + query)
    assert (seen.hosts, seen.refused, seen.words) == ([], 0, [])
    assert 0 < seen.script_bytes <= 160_000


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query[11:60])
def test_a_page_is_light(many: str, query: str) -> None:
    found = weight(many + query)
    assert max(found.sent, found.data) < 60_000


def test_scripts_hold_a_third_of_what_the_peer_holds(browser: Browser, many: str, model: Model) -> None:
    with shelf({"tuned": page(tangle(MANY, model), TUNED)}, POLICY) as peers:
        assert heap(browser, many + VIEW) <= 0.35 * heap(browser, f"{peers}/tuned")
