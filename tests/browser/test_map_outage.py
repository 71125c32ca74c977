# SPDX-License-Identifier: AGPL-3.0-or-later
"""The map beside a server that is slow, fails, refuses, or is out of reach: what is seen stays, and stays usable."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, Route, expect

from tests.browser.chromium import NEEDED
from tests.browser.stage import alive, at_rest, spot, waited
from tests.instances import ID

pytestmark = [*NEEDED, pytest.mark.slow]
PIECE = "**/carte/vue*"
NODES = "[...document.querySelectorAll('.map-drawing a.node')].map((node) => node.dataset.iri)"
PICTURE = "document.querySelector('#canvas canvas').toDataURL().length"
# Counts the frames that the page paints from now on: a frozen page paints none.
FRAMES = """() => {
  window.frames_painted = 0;
  const next = () => { window.frames_painted += 1; requestAnimationFrame(next); };
  requestAnimationFrame(next);
}"""
FAULTS: dict[str, Callable[[Route], None]] = {
    "an error of the server": lambda route: route.fulfill(status=500, body="<h1>Erreur</h1>"),
    "an error of a proxy": lambda route: route.fulfill(status=502, body="Bad Gateway"),
    "nobody listening": lambda route: route.abort("connectionrefused"),
    "a connection cut": lambda route: route.abort("connectionreset"),
    "an empty answer": lambda route: route.fulfill(status=200, body=""),
    "the page of a hotspot": lambda route: route.fulfill(status=200, body="<h1>Connectez-vous</h1>"),
}


def other_view(page: Page) -> Locator:
    return page.locator("#map a[data-map]", has_text="Tout le territoire").first


def alert(page: Page) -> Locator:
    return page.locator("#map [role=alert]")


def test_a_slow_answer_shows_that_it_is_on_its_way(desk: BrowserContext, town: str) -> None:
    page, seen = alive(desk, town)
    held: list[Route] = []
    page.route(PIECE, lambda route: held.append(route))
    before, title = page.evaluate(NODES), page.title()
    other_view(page).click()
    expect(page.locator("#map")).to_have_attribute("aria-busy", "true")
    expect(page.locator("#wait")).to_have_text("La carte arrive…")
    page.evaluate(FRAMES)
    page.wait_for_function("() => window.frames_painted > 5")
    assert (page.evaluate(NODES), page.title()) == (before, title)
    page.mouse.click(*spot(page, ID + "organisation/passerelle"))
    expect(page.locator("#announcement")).to_contain_text("La Passerelle")
    waited(page, held)[0].continue_()
    page.wait_for_url("**vue=territoire*")
    expect(page.locator("#map")).not_to_have_attribute("aria-busy", "true")
    at_rest(page)
    assert page.evaluate(NODES) != before
    assert seen.words == []


def test_the_last_of_two_wishes_is_the_one_granted(desk: BrowserContext, town: str) -> None:
    page, _ = alive(desk, town)
    held: list[Route] = []
    page.route(PIECE, lambda route: held.append(route))
    other_view(page).click()
    page.locator("#map a[data-map]", has_text="Services par besoin").first.click()
    for route in reversed(waited(page, held, 2)):
        # The first request may already have been given up.
        route.continue_()
    page.wait_for_url("**vue=besoins*")
    at_rest(page)
    expect(page).to_have_url(re.compile("vue=besoins"))
    expect(alert(page)).to_be_hidden()


@pytest.mark.parametrize("fault", list(FAULTS))
def test_a_failure_keeps_the_view_and_offers_to_retry(desk: BrowserContext, town: str, fault: str) -> None:
    page, _ = alive(desk, town)
    before, address, picture = page.evaluate(NODES), page.url, page.evaluate(PICTURE)
    page.route(PIECE, FAULTS[fault])
    other_view(page).click()
    expect(alert(page)).to_be_visible()
    expect(alert(page)).to_contain_text("Réessayer")
    assert page.url == address
    assert page.evaluate(NODES) == before
    assert abs(page.evaluate(PICTURE) - picture) < picture / 10
    expect(page.locator("#map")).not_to_have_attribute("aria-busy", "true")
    page.unroute(PIECE)
    alert(page).get_by_role("button", name="Réessayer").click()
    page.wait_for_url("**vue=territoire*")
    expect(alert(page)).to_be_hidden()
    at_rest(page)
    assert page.evaluate(NODES) != before


def test_going_back_while_the_server_fails_keeps_a_way_out(desk: BrowserContext, town: str) -> None:
    page, _ = alive(desk, town)
    other_view(page).click()
    page.wait_for_url("**vue=territoire*")
    at_rest(page)
    shown = page.evaluate(NODES)
    page.route(PIECE, FAULTS["nobody listening"])
    page.evaluate("history.back()")
    expect(alert(page)).to_be_visible()
    assert page.evaluate(NODES) == shown
    page.unroute(PIECE)
    alert(page).get_by_role("button", name="Réessayer").click()
    expect(alert(page)).to_be_hidden()
    at_rest(page)
    assert page.evaluate(NODES) != shown
    expect(page).to_have_url(re.compile("vue=reseaux"))


def test_an_address_that_is_refused_leaves_the_map_in_place(desk: BrowserContext, town: str) -> None:
    page, _ = alive(desk, town)
    before = page.evaluate(NODES)
    refused = {"status": 404, "body": "<main><p class='map-lost'>Rien ne porte cet identifiant.</p></main>"}
    page.route(PIECE, lambda route: route.fulfill(**refused, content_type="text/html; charset=utf-8"))  # type: ignore[arg-type]
    other_view(page).click()
    expect(alert(page)).to_contain_text("Rien ne porte cet identifiant")
    assert page.evaluate(NODES) == before


def test_without_the_library_the_drawing_stays(desk: BrowserContext, town: str) -> None:
    page = desk.new_page()
    page.route("**/vis-network.js*", lambda route: route.abort())
    page.goto(f"{town}/carte?vue=reseaux&date=2021-04-15")
    page.wait_for_selector(".outline.alive", state="attached")
    at_rest(page)
    expect(page.locator(".map-drawing svg")).to_be_visible()
    page.locator(".map-drawing a.node", has_text="La Passerelle").first.click()
    expect(page.locator("#card")).to_contain_text("La Passerelle")


def test_out_of_reach_the_map_still_answers(desk: BrowserContext, town: str) -> None:
    page, _ = alive(desk, town)
    before, picture = page.evaluate(NODES), page.evaluate("document.querySelector('#canvas canvas').toDataURL()")
    desk.set_offline(True)
    page.mouse.click(*spot(page, ID + "organisation/passerelle"))
    expect(page.locator("#announcement")).to_contain_text("La Passerelle")
    page.focus("#canvas")
    page.keyboard.press("Home")
    page.keyboard.press("ArrowDown")
    expect(page.locator("#announcement")).not_to_contain_text("La Passerelle")
    page.locator('#map [data-zoom="1.25"]').click()
    page.wait_for_function("was => document.querySelector('#canvas canvas').toDataURL() !== was", arg=picture)
    page.locator("#map [data-kind]").first.click()
    expect(alert(page)).to_be_visible()
    expect(page.locator("#map [data-kind]").first).to_have_attribute("aria-checked", "true")
    alert(page).get_by_role("button", name="Rester ici").click()
    expect(alert(page)).to_be_hidden()
    other_view(page).click()
    expect(alert(page)).to_be_visible()
    assert page.evaluate(NODES) == before
    desk.set_offline(False)
    alert(page).get_by_role("button", name="Réessayer").click()
    page.wait_for_url("**vue=territoire*")


def test_out_of_reach_the_tree_still_walks(desk: BrowserContext, town: str) -> None:
    page, _ = alive(desk, town)
    page.locator("#outline .o-open").focus()
    page.keyboard.press("Enter")
    desk.set_offline(True)
    page.locator("[role=tree] [role=treeitem]").first.focus()
    page.keyboard.press("ArrowDown")
    first = page.evaluate("document.activeElement.closest('li').dataset.iri")
    page.keyboard.press("ArrowDown")
    assert first
    assert page.evaluate("document.activeElement.closest('li').dataset.iri") not in (first, None)
    desk.set_offline(False)
