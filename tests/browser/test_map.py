# SPDX-License-Identifier: AGPL-3.0-or-later
"""The map in a real browser: it comes alive without a word on the console and without leaving the site."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from axe_core_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect, sync_playwright
from werkzeug.serving import make_server

from app import create_app
from tests.conftest import TESTS
from tests.instances import ID, settings_in
from web.ecosystem import DATA

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]
pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this system")]
VIEWS = ["reseaux", "besoins", "outils", "territoire", "autour"]
# Where a node is on the screen, from the canvas's own reckoning of its fit.
SPOT = """([iri, badge]) => {
  const { nodes, bounds } = JSON.parse(document.getElementById('carte-donnees').textContent);
  const [left, top, width, height] = bounds;
  const node = nodes.find(({ id }) => id === iri), box = document.getElementById('toile').getBoundingClientRect();
  const scale = Math.min(1.25, box.width / width, box.height / height);
  if (badge) return [box.x + box.width / 2 + (node.badge[0] - left - width / 2) * scale,
                     box.y + box.height / 2 + (node.badge[1] - top - height / 2) * scale];
  const [l, t, w, h] = node.frame, turn = node.angle * Math.PI / 180, [x, y] = [l + w / 2, t + h / 2];
  return [box.x + box.width / 2 + (node.x + x * Math.cos(turn) - y * Math.sin(turn) - left - width / 2) * scale,
          box.y + box.height / 2 + (node.y + x * Math.sin(turn) + y * Math.cos(turn) - top - height / 2) * scale];
}"""


@contextmanager
def served(instance: Path, data: Sequence[Path]) -> Iterator[str]:
    app = create_app(settings_in(instance), data=data)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()
    app.extensions["tisserand"].close()


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(tmp_path_factory.mktemp("instance"), [TESTS / "ecosystem.ttl"]) as found:
        yield found


@pytest.fixture(scope="module")
def touraine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(tmp_path_factory.mktemp("touraine"), [DATA]) as found:
        yield found


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


def spot(page: Page, iri: str, *, badge: bool = False) -> tuple[float, float]:
    x, y = page.evaluate(SPOT, [iri, badge])
    return x, y


@pytest.mark.parametrize("view", VIEWS)
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
    small = ViewportSize(width=390, height=844)
    context = browser.new_context(viewport=small, has_touch=True, is_mobile=True, locale="fr-FR")
    page, seen = opened(context, f"{address}/carte?vue=besoins&date=2021-04-15")
    page.wait_for_timeout(300)
    assert not any("vis-network" in url for url in seen.requests)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    badge = page.locator(".etroit a.more:not(.less)").last
    folded = badge.get_attribute("data-more")
    badge.tap()
    page.wait_for_url("**ouvert=*")
    expect(page.locator(f'.etroit a.more:not(.less)[data-more="{folded}"]')).to_have_count(0)
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


# The size in pixels of every text of the drawing on the screen, badges too.
TEXTS = """() => [...document.querySelectorAll('.carte-dessin.large svg text')].map((text) => {
  const { a, b } = text.getScreenCTM();
  return parseFloat(getComputedStyle(text).fontSize) * Math.hypot(a, b);
})"""


@pytest.mark.parametrize(("width", "height", "least"), [(1366, 768, 11.4), (1920, 1080, 14)])
def test_every_label_of_touraine_can_be_read(
    browser: Browser, touraine: str, width: int, height: int, least: float
) -> None:
    context = browser.new_context(viewport=ViewportSize(width=width, height=height), locale="fr-FR")
    for view in VIEWS:
        page, _ = opened(context, f"{touraine}/carte?vue={view}")
        sizes = page.evaluate(TEXTS)
        assert len(sizes) > 15
        assert min(sizes) >= least, view
        page.close()
    context.close()


@pytest.mark.parametrize("width", [1366, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_serious_fault(browser: Browser, touraine: str, width: int, scheme: str) -> None:
    context = browser.new_context(viewport=ViewportSize(width=width, height=768), color_scheme=scheme, locale="fr-FR")  # type: ignore[arg-type]
    page, _ = opened(context, f"{touraine}/carte?vue=reseaux")
    page.wait_for_timeout(400)
    found = Axe().run(page)
    serious = [
        (fault["id"], [node["html"][:160] for node in fault["nodes"]][:3])
        for fault in found["violations"]
        if fault["impact"] in {"serious", "critical"}
    ]
    assert found["passes"]
    assert serious == []
    context.close()


def test_what_is_opened_can_be_folded_again(desk: BrowserContext, touraine: str) -> None:
    page, seen = alive(desk, touraine, "vue=outils")
    badge = page.locator(".large a.more").first
    centre = badge.get_attribute("data-more")
    few = page.locator(".large a.node").count()
    page.mouse.click(*spot(page, str(centre), badge=True))
    page.wait_for_url("**ouvert=*")
    expect(page.locator(f'.large a.less[data-more="{centre}"]')).to_have_count(1)
    page.wait_for_selector(".carte.toilee")
    assert page.locator(".large a.node").count() > few
    page.mouse.click(*spot(page, str(centre), badge=True))
    page.wait_for_url(lambda url: "ouvert" not in url)
    expect(page.locator(".large a.node")).to_have_count(few)
    assert seen.words == []


def test_a_telephone_folds_what_it_opened(browser: Browser, address: str) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, locale="fr-FR")
    page, _ = opened(context, f"{address}/carte?vue=besoins&date=2021-04-15")
    page.locator(".etroit a.less").first.tap()
    page.wait_for_url("**ouvert=rien")
    expect(page.locator(".etroit a.less")).to_have_count(0)
    context.close()


def test_the_legend_dims_a_kind_and_the_address_says_it(desk: BrowserContext, address: str) -> None:
    page, seen = alive(desk, address)
    box = page.locator('[data-kind="organisation"]')
    count = box.locator(".n").inner_text()
    box.click()
    expect(box).to_have_attribute("aria-checked", "false")
    assert "masque=organisation" in page.url
    page.reload()
    page.wait_for_selector(".carte.toilee")
    expect(box).to_have_attribute("aria-checked", "false")
    assert box.locator(".n").inner_text() == count
    node = page.locator(".large a.node.k-organisation").first
    assert float(node.evaluate("node => getComputedStyle(node).opacity")) < 0.3
    box.focus()
    page.keyboard.press("Space")
    expect(box).to_have_attribute("aria-checked", "true")
    assert "masque" not in page.url
    assert seen.words == []


def test_the_announcement_speaks_the_language_of_the_page(desk: BrowserContext, address: str) -> None:
    page, _ = alive(desk, address, "vue=reseaux&date=2021-04-15&lang=en")
    page.focus("#toile")
    page.keyboard.press("ArrowDown")
    expect(page.locator("#annonce")).to_contain_text("link")
    expect(page.locator("#annonce")).not_to_contain_text("lien")
