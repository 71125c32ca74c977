# SPDX-License-Identifier: AGPL-3.0-or-later
"""A facilitator who finds actors among a thousand by clicking, three times at most and without the search."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from benchmarks.load import turtle
from benchmarks.synthetic import BASE, SyntheticData, ecosystem
from graph.mindmaps import PAGE
from graph.model import Model
from graph.namespaces import SCHEMA
from graph.territory import Territories, Territory
from tests.browser.chromium import NEEDED, served
from tests.browser.stage import SPOT, at_rest
from tests.instances import write

pytestmark = [*NEEDED, pytest.mark.slow, pytest.mark.long]
ACTORS, TRIED = 1000, 5
ADDRESS = "/carte?vue=lieux&date=2021-06-01"


@pytest.fixture(scope="module")
def thousand(model: Model, territories: Territories) -> SyntheticData:
    return ecosystem(ACTORS, model, territories)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory, model: Model, territories: Territories) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("thousand")
    with served(folder / "instance", [write(folder, turtle(ACTORS, model, territories))]) as found:
        yield found


def sought(found: SyntheticData) -> list[tuple[str, Territory]]:
    """Some actors with their communes: the last by name of the largest commune, and others anywhere."""
    at = found.dataset.tables.links(SCHEMA.location).subjects
    largest = max(at, key=lambda place: len(at[place]))
    assert len(at[largest]) > PAGE
    actors = [max(at[largest], key=lambda it: found.dataset.label(it, "fr"))]
    others = [f"{BASE}/id/organisation/a{n}" for n in random.Random(5).sample(range(ACTORS), TRIED - 1)]
    return [(actor, found.communes[int(actor.rpartition("/a")[2])]) for actor in (*actors, *others)]


@pytest.mark.parametrize("width", [1366, 1920, 390])
def test_any_actor_is_drawn_after_three_clicks(
    browser: Browser, address: str, thousand: SyntheticData, territories: Territories, width: int
) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": {1366: 768, 1920: 1080, 390: 844}[width]},
        locale="fr-FR",
        reduced_motion="reduce",
    )
    page = context.new_page()
    for actor, commune in sought(thousand):
        name = thousand.dataset.label(actor, "fr")
        page.goto(f"{address}{ADDRESS}")
        page.wait_for_selector(".outline.alive" if width == 390 else ".map.with-canvas")
        clicks = walked(page, [commune.parents[0], commune.key], name, phone=width == 390)
        assert clicks <= 3
        expect(page.locator(f'#outline [data-iri="{actor}"], .map-index [data-iri="{actor}"]').first).to_be_attached()
    context.close()


def walked(page: Page, path: list[str], name: str, *, phone: bool) -> int:
    """Opens each place of a path, then the page on which a name is; returns how many clicks that took."""
    clicks = 0
    for key in path:
        part = page.locator(f'.map-index a[href*="ouvert=territory%2F{key}"]:not([aria-current])')
        listed = clicks and part.count()
        if listed:
            part.first.click()
        elif phone:
            page.locator(f'#outline li[data-iri$="/territory/{key}"] .o-toggle').first.click()
        else:
            page.mouse.click(*page.evaluate(SPOT, [f"{BASE}/id/territory/{key}", True]))
        clicks += 1
        page.wait_for_url(re.compile(key))
        at_rest(page)
        if name in page.locator("#outline").inner_text():
            return clicks
    steps = page.locator(".map-index").first.locator("li a")
    names = steps.all_inner_texts()
    page_of = max(rank for rank, begin in enumerate(names) if begin.split(" … ")[0].lower() <= name.lower())
    steps.nth(page_of).click()
    at_rest(page)
    return clicks + 1
