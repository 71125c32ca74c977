# SPDX-License-Identifier: AGPL-3.0-or-later
"""From one view to the next: only a piece of page comes, what stays moves, and a network that fails breaks nothing."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from tests.browser.chromium import NEEDED
from tests.browser.stage import alive, at_rest, spot, state, waited
from web.app.scripts import modules

pytestmark = NEEDED
VIEWS = ["reseaux", "reseau", "besoins", "outils", "territoire", "autour"]


@pytest.fixture
def lively(browser: Browser) -> Iterator[BrowserContext]:
    """A screen on which things move."""
    context = browser.new_context(viewport={"width": 1366, "height": 768}, locale="fr-FR")
    yield context
    context.close()


def to_needs(page: Page) -> None:
    page.locator(".map-head .chips a", has_text="Services par besoin").click()


@pytest.mark.parametrize("view", VIEWS)
def test_a_view_weighs_less_than_sixty_kilobytes(touraine: str, view: str) -> None:
    request = Request(f"{touraine}/carte/vue?vue={view}", headers={"Accept-Encoding": "gzip"})
    with urlopen(request) as answer:
        assert answer.headers["Content-Encoding"] == "gzip"
        assert len(answer.read()) < 60_000


def test_the_scripts_of_the_map_weigh_less_than_their_allowance(desk: BrowserContext, touraine: str) -> None:
    page, seen = alive(desk, touraine, "vue=besoins")
    at_rest(page)
    scripts = [url for url in seen.requests if url.partition("?")[0].endswith(".js")]
    assert len(scripts) == len(set(scripts)) == len({*modules("page.js"), *modules("map/scripts/main.js")}) + 1
    weights = [len(gzip.compress(page.request.get(url).body())) for url in scripts]
    assert sum(weights) <= 160_000


def test_what_stays_moves_on_the_same_canvas(lively: BrowserContext, touraine: str) -> None:
    page, seen = alive(lively, touraine, "vue=territoire")
    at_rest(page)
    page.evaluate(
        """() => {
          const stage = document.getElementById('canvas');
          window.first = stage.querySelector('canvas');
          window.pictures = [window.first.toDataURL()];
          window.gaps = [];
          let last = 0;
          const frame = (now) => {
            if (stage.dataset.moving === undefined) return;
            window.gaps.push(now - last);
            last = now;
            if (now - window.begun > 100 && window.pictures.length < 2) window.pictures.push(window.first.toDataURL());
            requestAnimationFrame(frame);
          };
          new MutationObserver(() => {
            if (stage.dataset.moving === undefined) { window.lasted = performance.now() - window.begun; return; }
            window.begun = last = performance.now();
            requestAnimationFrame(frame);
          }).observe(stage, { attributes: true, attributeFilter: ['data-moving'] });
        }"""
    )
    to_needs(page)
    page.wait_for_url("**vue=besoins*")
    page.wait_for_function("() => window.lasted !== undefined")
    at_rest(page)
    assert page.evaluate("window.first === document.querySelector('#canvas canvas')")
    assert page.evaluate("new Set([...window.pictures, window.first.toDataURL()]).size") == 3
    # It begins and ends with a frame, which a busy machine paints late: that is not its own time.
    lasted, gap = page.evaluate("[window.lasted, Math.max(0, ...window.gaps)]")
    assert 280 < lasted < 700 + 2 * gap
    assert page.evaluate("performance.getEntriesByType('navigation').length") == 1
    assert seen.words == []


def test_nothing_moves_for_who_asked_so(desk: BrowserContext, touraine: str) -> None:
    page, _ = alive(desk, touraine, "vue=territoire")
    page.evaluate(
        """() => {
          window.moved = 0;
          const stage = document.getElementById('canvas'), count = () => { window.moved += 'moving' in stage.dataset; };
          new MutationObserver(count).observe(stage, { attributes: true, attributeFilter: ['data-moving'] });
        }"""
    )
    to_needs(page)
    page.wait_for_url("**vue=besoins*")
    at_rest(page)
    assert page.evaluate("window.moved") == 0


def test_a_slow_server_is_waited_for_aloud_and_freezes_nothing(desk: BrowserContext, touraine: str) -> None:
    page, seen = alive(desk, touraine, "vue=territoire")
    held: list[Route] = []
    page.route("**/carte/vue?*", lambda route: held.append(route))
    to_needs(page)
    expect(page.locator("#wait")).to_be_visible()
    assert page.locator("#map").get_attribute("aria-busy") == "true"
    page.focus("#canvas")
    page.keyboard.press("ArrowRight")
    expect(page.locator(".map-drawing a.choice")).to_have_count(1)
    waited(page, held)[0].continue_()
    page.wait_for_url("**vue=besoins*")
    expect(page.locator("#wait")).to_be_hidden()
    assert page.locator("#map").get_attribute("aria-busy") is None
    assert seen.words == []


def test_a_newer_wish_ends_the_older_one(desk: BrowserContext, touraine: str) -> None:
    page, _ = alive(desk, touraine, "vue=territoire")
    asked: list[Route] = []
    page.route("**/carte/vue?vue=besoins*", lambda route: asked.append(route))
    to_needs(page)
    waited(page, asked)
    page.locator(".map-head .chips a", has_text="Outils libres").click()
    page.wait_for_url("**vue=outils*")
    at_rest(page)
    assert len(asked) == 1
    expect(page.locator("h1")).to_have_text("Outils libres")
    expect(page).to_have_url(re.compile("vue=outils"))


def test_a_server_that_fails_leaves_the_view_and_lets_one_try_again(desk: BrowserContext, touraine: str) -> None:
    page, _ = alive(desk, touraine, "vue=territoire")
    before = state(page)
    page.route("**/carte/vue?*", lambda route: route.fulfill(status=503, body="plus tard"))
    to_needs(page)
    expect(page.locator("#failure")).to_contain_text("reste utilisable")
    expect(page).to_have_url(re.compile("vue=territoire"))
    page.locator("[data-dismiss]").click()
    assert state(page) == before
    to_needs(page)
    expect(page.locator("#failure")).to_be_visible()
    page.unroute("**/carte/vue?*")
    page.locator("[data-again]").click()
    page.wait_for_url("**vue=besoins*")
    expect(page.locator("#failure")).to_be_hidden()


def test_an_address_that_leads_nowhere_says_so_beside_the_view(desk: BrowserContext, touraine: str) -> None:
    page, _ = alive(desk, touraine, "vue=territoire")
    page.evaluate("document.querySelectorAll('.map-head .chips a')[0].href = '/carte?vue=autour&centre=network/nobody'")
    page.locator(".map-head .chips a").first.click()
    expect(page.locator("#failure")).to_contain_text("rien ne porte cet identifiant")
    page.locator("#failure a", has_text="Outils libres").click()
    page.wait_for_url("**vue=outils*")


def test_what_is_open_keeps_working_without_a_network(desk: BrowserContext, touraine: str) -> None:
    page, _ = alive(desk, touraine, "vue=reseaux&date=2021-04-15")
    desk.set_offline(True)
    chosen = page.locator(".map-drawing a.pill").first.get_attribute("data-iri") or ""
    page.mouse.click(*spot(page, chosen))
    expect(page.locator("#card")).to_contain_text("Sans réseau")
    expect(page.locator(".map-drawing a.choice")).to_have_attribute("data-iri", chosen)
    page.locator("#card .map-links a").first.click()
    expect(page.locator(".map-drawing a.choice")).not_to_have_attribute("data-iri", chosen)
    page.focus("#canvas")
    for key in ("ArrowRight", "ArrowLeft", "Home", "+", "-", "0"):
        page.keyboard.press(key)
    # A filter lays the map out again: it waits for the network, like another view.
    page.locator("[data-kind]").first.click()
    expect(page.locator("#failure")).to_be_visible()
    expect(page.locator("[data-kind]").first).to_have_attribute("aria-checked", "true")
    page.locator("[data-dismiss]").click()
    to_needs(page)
    expect(page.locator("#failure")).to_be_visible()
    desk.set_offline(False)
    page.locator("[data-again]").click()
    page.wait_for_url("**vue=besoins*")
