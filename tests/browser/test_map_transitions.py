# SPDX-License-Identifier: AGPL-3.0-or-later
"""From a comparison to any other view and back: nothing breaks, and what is seen is what its address gives."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, TimeoutError

from tests.browser.chromium import NEEDED
from tests.browser.stage import STATE, alive, looked

pytestmark = NEEDED
COMPARED = "vue=reseaux&date=2021-06-01&depuis=2020-12-01"
Act = Callable[[Page], object]


def pressing(selector: str) -> Act:
    """A link or a button of the page, wherever it is scrolled to."""
    click = "button => button.dispatchEvent(new MouseEvent('click', {bubbles: true, cancelable: true}))"
    return lambda page: page.locator(selector).first.evaluate(click)


def typing(key: str) -> Act:
    def act(page: Page) -> None:
        page.evaluate("document.activeElement?.blur()")
        page.keyboard.press(key)

    return act


def sliding(key: str) -> Act:
    def act(page: Page) -> None:
        page.focus("#slider")
        page.keyboard.press(key)

    return act


def comparing(since: str) -> Act:
    return lambda page: page.locator("#dates [name=depuis]").select_option(since, force=True)


def seeing(view: str) -> Act:
    return pressing(f'#views a[href*="vue={view}&"]')


# Each is tried from a comparison: what ends it, then what keeps it.
ACTS: dict[str, Act] = {
    "compare no more": pressing(".map-changes p a"),
    "see the whole view again": pressing(".map-here p a"),
    "choose no day to compare with": comparing(""),
    "slide before both days": sliding("Home"),
    "enter the workshop by its key": typing("a"),
    "see services by need": seeing("besoins"),
    "go to the day before by its key": typing("["),
    "compare with another day": comparing("2021-01-01"),
    "take the other shape": pressing(".map-zoom a.chip"),
}
MORE: dict[str, Act] = {
    **ACTS,
    "see one network": seeing("reseau"),
    "open a branch": pressing(".map-drawing a.more"),
    "leave or enter the workshop": pressing(".map-head [data-workshop]"),
}
QUERIES = [
    "vue=reseau&centre=network/can&date=2021-06-01&depuis=2020-12-01",
    "vue=territoire&date=2021-06-01&depuis=2020-12-01",
    "vue=reseaux&date=2021-06-01&depuis=2020-12-01&mode=atelier",
    "vue=autour&centre=network/can&date=2021-06-01&depuis=2020-12-01&choix=network/ptca&masque=service",
    "vue=reseaux&date=2022-06-01&depuis=2020-06-01&de=network/can&vers=network/ptca",
]


def picture(page: Page, expected: dict[str, Any] | None = None) -> dict[str, Any]:
    """All that is seen, at rest."""
    page.bring_to_front()
    return looked(page, STATE, expected)


class FreshViews:
    """What addresses give when they are loaded, on a page that does nothing else: each is loaded once."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._known: dict[str, dict[str, Any]] = {}

    def of(self, address: str) -> dict[str, Any]:
        """All that is seen at an address."""
        if address not in self._known:
            self._page.goto(address)
            self._page.wait_for_selector(".map.with-canvas")
            self._known[address] = picture(self._page)
        return self._known[address]


class Journey:
    """A map that goes from view to view, held against what their addresses give; what went wrong is kept."""

    def __init__(self, context: BrowserContext, site: str, query: str, fresh: FreshViews) -> None:
        self.query = query
        self.fresh = fresh
        self.page, self.seen = alive(context, site, query)
        self.start = picture(self.page)
        self.wrong: list[str] = []

    def there_and_back(self, name: str, act: Act) -> None:
        """Does that, then goes back by the browser's button."""
        start = self.page.url
        act(self.page)
        try:
            self.page.wait_for_url(lambda url: url != start)
        except TimeoutError:
            self.wrong.append(f"{name}: nothing happens")
        else:
            self.compare(name)
            self.page.go_back()
            self.page.wait_for_url(start)
        if picture(self.page, self.start) != self.start:
            self.wrong.append(f"{name}, then back: another picture")
        self.wrong += [f"{name}: {words}" for words in self.seen.words]
        self.seen.words.clear()

    def compare(self, name: str) -> None:
        """The picture is that of a fresh load of the same address."""
        expected = self.fresh.of(self.page.url)
        found = picture(self.page, expected)
        other = ", ".join(part for part in expected if found[part] != expected[part])
        if other:
            self.wrong.append(f"{name}: another {other}")


def laptop(browser: Browser, motion: str) -> BrowserContext:
    return browser.new_context(viewport={"width": 1366, "height": 768}, locale="fr-FR", reduced_motion=motion)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def fresh(browser: Browser) -> Iterator[FreshViews]:
    """Addresses loaded where nothing moves: what is seen at rest is the same where something did."""
    context = laptop(browser, "reduce")
    yield FreshViews(context.new_page())
    context.close()


@pytest.mark.slow
def test_whatever_follows_a_comparison_is_what_its_address_gives(
    browser: Browser, touraine: str, fresh: FreshViews
) -> None:
    context = laptop(browser, "reduce")
    journey = Journey(context, touraine, COMPARED, fresh)
    for name, act in ACTS.items():
        journey.there_and_back(name, act)
    context.close()
    assert journey.wrong == []


@pytest.mark.slow
@pytest.mark.parametrize("motion", ["reduce", "no-preference"])
@pytest.mark.parametrize("query", QUERIES)
def test_it_does_from_every_perspective_moving_or_not(
    browser: Browser, touraine: str, fresh: FreshViews, query: str, motion: str
) -> None:
    context = laptop(browser, motion)
    journey = Journey(context, touraine, query, fresh)
    there = [name for name in MORE if name != "open a branch" or journey.page.locator(".map-drawing a.more").count()]
    for name in there:
        journey.there_and_back(name, MORE[name])
    context.close()
    assert journey.wrong == []
