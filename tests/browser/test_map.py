# SPDX-License-Identifier: AGPL-3.0-or-later
"""The map in a real browser: it comes alive without a word on the console and without leaving the site."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from werkzeug.serving import make_server

from app import create_app
from tests.conftest import TESTS
from tests.instances import ID, settings_in

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]
pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this system")]
# Where a node is on the screen, from the canvas's own reckoning of its fit.
SPOT = """iri => {
  const { nodes, bounds } = JSON.parse(document.getElementById('carte-donnees').textContent);
  const [left, top, width, height] = bounds;
  const node = nodes.find(({ id }) => id === iri), box = document.getElementById('toile').getBoundingClientRect();
  const scale = Math.min(1.25, box.width / width, box.height / height);
  const [l, t, w, h] = node.frame, turn = node.angle * Math.PI / 180, [x, y] = [l + w / 2, t + h / 2];
  return [box.x + box.width / 2 + (node.x + x * Math.cos(turn) - y * Math.sin(turn) - left - width / 2) * scale,
          box.y + box.height / 2 + (node.y + x * Math.sin(turn) + y * Math.cos(turn) - top - height / 2) * scale];
}"""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    app = create_app(settings_in(tmp_path_factory.mktemp("instance")), data=[TESTS / "ecosystem.ttl"])
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()
    app.extensions["tisserand"].close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield found
        found.close()


@dataclass
class Seen:
    """What a page said and asked."""

    words: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)


def opened(context: BrowserContext, address: str) -> tuple[Page, Seen]:
    page, seen = context.new_page(), Seen()
    page.on("console", lambda message: seen.words.append(message.text))
    page.on("pageerror", lambda error: seen.words.append(str(error)))
    page.on("request", lambda request: seen.requests.append(request.url))
    page.goto(address)
    return page, seen


@pytest.fixture
def desk(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 1920, "height": 1080}, locale="fr-FR")
    yield context
    context.close()


def alive(context: BrowserContext, address: str, query: str = "vue=reseaux&date=2021-04-15") -> tuple[Page, Seen]:
    page, seen = opened(context, f"{address}/carte?{query}")
    page.wait_for_selector(".carte.toilee")
    return page, seen


def spot(page: Page, iri: str) -> tuple[float, float]:
    x, y = page.evaluate(SPOT, iri)
    return x, y


@pytest.mark.parametrize("view", ["reseaux", "besoins", "outils", "territoire", "autour"])
def test_the_map_comes_alive_in_silence_and_at_home(desk: BrowserContext, address: str, view: str) -> None:
    page, seen = alive(desk, address, f"vue={view}&date=2021-04-15")
    page.wait_for_timeout(200)
    assert seen.words == []
    assert [url for url in seen.requests if not url.startswith(address)] == []
    assert page.evaluate("document.getElementById('toile').querySelector('canvas').width") > 1000


def test_a_click_opens_the_panel_and_dims_the_rest(desk: BrowserContext, address: str) -> None:
    page, seen = alive(desk, address)
    page.mouse.click(*spot(page, ID + "organisation/passerelle"))
    expect(page.locator("#fiche h2")).to_contain_text("La Passerelle")
    assert page.url.endswith("#organisation/passerelle")
    expect(page.locator("#annonce")).to_contain_text("La Passerelle")
    page.keyboard.press("Escape")
    assert "#" not in page.url
    assert seen.words == []


def test_a_double_click_recentres_and_back_returns(desk: BrowserContext, address: str) -> None:
    page, _ = alive(desk, address)
    page.mouse.dblclick(*spot(page, ID + "organisation/passerelle"))
    page.wait_for_url("**/carte?vue=autour*")
    expect(page.locator("h1")).to_contain_text("La Passerelle")
    assert "date=2021-04-15" in page.url
    page.go_back()
    expect(page.locator("h1")).to_have_text("Réseaux et membres")


def test_the_slider_changes_the_address_and_the_map(desk: BrowserContext, address: str) -> None:
    page, _ = alive(desk, address)
    before = page.locator(".carte-plan a").count()
    page.focus("#curseur")
    page.keyboard.press("Home")
    page.wait_for_url("**date=20*")
    expect(page.locator(".carte-plan a")).not_to_have_count(before)
    assert "2021-04-15" not in page.url
    assert page.evaluate("document.activeElement.id") == "curseur"


def test_the_keyboard_walks_the_tree(desk: BrowserContext, address: str) -> None:
    page, _ = alive(desk, address)
    page.focus("#toile")
    page.keyboard.press("ArrowDown")
    first = page.locator("#annonce").inner_text()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#annonce")).not_to_have_text(first)
    page.keyboard.press("Enter")
    page.wait_for_url("**vue=autour*")


def test_the_search_of_the_map_finds_a_node(desk: BrowserContext, address: str) -> None:
    page, _ = alive(desk, address)
    page.keyboard.press("/")
    page.keyboard.type("passerelle")
    page.keyboard.press("Enter")
    expect(page.locator("#fiche h2")).to_contain_text("La Passerelle")


def test_a_telephone_gets_the_accordion_without_the_library(browser: Browser, address: str) -> None:
    small = {"width": 390, "height": 844}
    context = browser.new_context(viewport=small, has_touch=True, is_mobile=True, locale="fr-FR")
    page, seen = opened(context, f"{address}/carte?vue=besoins&date=2021-04-15")
    page.wait_for_timeout(300)
    assert not any("vis-network" in url for url in seen.requests)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    badge = page.locator(".etroit a.more").last
    folded = badge.get_attribute("data-more")
    badge.tap()
    page.wait_for_url("**ouvert=*")
    expect(page.locator(f'.etroit a.more[data-more="{folded}"]')).to_have_count(0)
    page.locator(".etroit a.node").nth(1).tap()
    expect(page.locator("#fiche h2")).to_be_visible()
    assert seen.words == []
    context.close()


def test_without_a_script_everything_is_there(browser: Browser, address: str) -> None:
    context = browser.new_context(viewport={"width": 1366, "height": 768}, java_script_enabled=False, locale="fr-FR")
    page, seen = opened(context, f"{address}/carte?vue=reseaux&date=2021-04-15")
    assert page.locator(".large svg a.node").count() == page.locator(".carte-plan [data-iri]").count()
    page.select_option("#date-carte", index=0)
    page.click(".carte-date button")
    assert "date=20" in page.url
    page.locator(".large svg a.node").nth(2).click()
    assert "/fiche/" in page.url
    assert seen.words == []
    context.close()
