# SPDX-License-Identifier: AGPL-3.0-or-later
"""The stage of the map in a real browser: it comes alive in silence, and what one does is in its address."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect

from tests.browser.chromium import NEEDED
from tests.browser.stage import TEXTS, alive, at_rest, opened, spot, state
from tests.instances import ID

pytestmark = [*NEEDED, pytest.mark.long]
VIEWS = ["reseaux", "reseau", "besoins", "outils", "territoire", "autour"]
RINGS = {"besoins", "autour"}  # drawn as rings each time; the other views by `make test-slow`
PASSERELLE = ID + "organisation/passerelle"


@pytest.mark.parametrize("view", VIEWS)
def test_the_map_comes_alive_in_silence_and_at_home(desk: BrowserContext, town: str, view: str) -> None:
    page, seen = alive(desk, town, f"vue={view}&date=2021-04-15")
    at_rest(page)
    assert seen.words == []
    assert [url for url in seen.requests if not url.startswith(town)] == []
    assert page.evaluate("document.querySelector('#canvas canvas').width") > 1000


def test_a_click_opens_the_panel_and_dims_the_rest(desk: BrowserContext, town: str) -> None:
    page, seen = alive(desk, town)
    page.mouse.click(*spot(page, PASSERELLE))
    expect(page.locator("#card h2")).to_contain_text("La Passerelle")
    expect(page).to_have_url(re.compile("choix=organisation%2Fpasserelle"))
    expect(page.locator("#announcement")).to_contain_text("La Passerelle")
    expect(page.locator(".map-drawing svg")).to_have_class("mindmap tree chosen")
    page.keyboard.press("Escape")
    expect(page).not_to_have_url(re.compile("choix"))
    expect(page.locator(".map-drawing svg")).to_have_class("mindmap tree")
    assert seen.words == []


def test_a_double_click_recentres_and_back_returns(desk: BrowserContext, town: str) -> None:
    page, _ = alive(desk, town)
    page.mouse.dblclick(*spot(page, PASSERELLE))
    page.wait_for_url("**/carte?vue=autour*")
    expect(page.locator("h1")).to_contain_text("La Passerelle")
    expect(page.locator(".map-here .crumbs")).to_contain_text("Autour d’une fiche")
    expect(page).to_have_url(re.compile("date=2021-04-15"))
    page.go_back()
    expect(page.locator("h1")).to_have_text("Réseaux et membres")


def choose(page: Page) -> None:
    page.mouse.click(*spot(page, page.locator(".map-drawing a.pill").nth(1).get_attribute("data-iri") or ""))
    page.wait_for_url("**choix=*")


def mask(page: Page) -> None:
    page.locator("[data-kind]").first.click()


def move_in_time(page: Page) -> None:
    page.focus("#slider")
    page.keyboard.press("ArrowLeft")
    page.wait_for_url("**date=*")


def compare(page: Page) -> None:
    page.select_option("[name=depuis]", index=1)
    page.wait_for_url("**depuis=*")


def open_branch(page: Page) -> None:
    page.mouse.click(
        *spot(page, page.locator(".map-drawing a.more").first.get_attribute("data-more") or "", badge=True)
    )
    page.wait_for_url("**ouvert=*")


def recentre(page: Page) -> None:
    choose(page)
    page.focus("#canvas")
    page.keyboard.press("Enter")
    page.wait_for_url("**vue=autour*")


def other_form(page: Page) -> None:
    page.locator(".map-zoom a.chip").first.click()
    page.wait_for_url("**forme=*")


def other_view(page: Page) -> None:
    page.locator(".map-head .chips a").nth(3).click()
    page.wait_for_url("**vue=territoire*")


def search(page: Page) -> None:
    page.keyboard.press("/")
    page.keyboard.type("framapad")
    page.locator("#matches li[data-iri]").first.wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**choix=*")


def way(page: Page) -> None:
    choose(page)
    page.locator("#card [data-from]").click()
    page.wait_for_url("**de=*")


def workshop(page: Page) -> None:
    page.keyboard.press("a")
    page.wait_for_url("**mode=atelier*")


def everything(page: Page) -> None:
    for act in (compare, choose, mask):
        act(page)
        at_rest(page)


ACTS: list[Callable[[Page], None]] = [
    choose, mask, move_in_time, compare, open_branch, recentre, other_form, other_view, search, way, workshop,
    everything,
]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("act", ACTS, ids=lambda act: act.__name__.replace("_", " "))
def test_the_address_gives_the_same_view_to_anybody(
    browser: Browser, desk: BrowserContext, touraine: str, act: Callable[[Page], None]
) -> None:
    page, seen = alive(desk, touraine, "vue=besoins")
    before = state(page)
    act(page)
    made = state(page)
    assert made != before
    if act in (everything, open_branch, workshop):  # the browser that was there knows no more than another one
        page.reload()
        page.wait_for_selector(".map.with-canvas")
        assert state(page) == made
    other = browser.new_context(viewport={"width": 1920, "height": 1080}, locale="fr-FR", reduced_motion="reduce")
    fresh, _ = alive(other, page.url.partition("/carte")[0], page.url.partition("?")[2])
    assert state(fresh) == made
    other.close()
    assert seen.words == []


def reached(page: Page, expected: dict[str, Any]) -> dict[str, Any]:
    """The state of a view once it is the one expected, or after the time that a slow machine may take."""
    page.wait_for_function("title => document.title === title", arg=expected["title"])
    found = state(page)
    for _ in range(20):
        if found == expected:
            break
        found = state(page)
    return found


def test_back_and_forward_give_each_view_again(desk: BrowserContext, touraine: str) -> None:
    page, seen = alive(desk, touraine, "vue=reseaux&date=2021-04-15")
    states = [state(page)]
    for act in (compare, other_view, open_branch):
        act(page)
        states.append(state(page))
    for expected in states[-2::-1]:
        page.go_back()
        assert reached(page, expected) == expected
    for expected in states[1:]:
        page.go_forward()
        assert reached(page, expected) == expected
    assert seen.words == []


def test_the_search_of_the_map_finds_a_node(desk: BrowserContext, town: str) -> None:
    page, _ = alive(desk, town)
    page.keyboard.press("/")
    page.keyboard.type("passerelle")
    page.keyboard.press("Enter")
    expect(page.locator("#card h2")).to_contain_text("La Passerelle")


def test_what_is_folded_or_elsewhere_is_found_and_shown(desk: BrowserContext, touraine: str) -> None:
    page, seen = alive(desk, touraine, "vue=reseaux")
    for words in ("Framapad", "Nextcloud"):
        assert words not in page.locator(".map-drawing").inner_text()
        page.keyboard.press("/")
        page.fill("#q-map", "")
        page.keyboard.type(words)
        page.locator("#matches li[data-iri]", has_text=words).first.click()
        page.wait_for_url("**choix=*")
        at_rest(page)
        expect(page.locator(".map-drawing a.choice")).to_contain_text(words)
        expect(page.locator("#card h2")).to_contain_text(words)
    assert seen.words == []


def test_the_legend_lays_the_map_out_again_without_a_kind(desk: BrowserContext, town: str) -> None:
    page, seen = alive(desk, town)
    box, actors = page.locator('[data-kind="organisation"]'), page.locator(".map-drawing a.node.k-organisation")
    expect(actors).not_to_have_count(0)
    box.click()
    expect(box).to_have_attribute("aria-checked", "false")
    expect(page).to_have_url(re.compile("masque=organisation"))
    expect(actors).to_have_count(0)
    page.reload()
    page.wait_for_selector(".map.with-canvas")
    expect(actors).to_have_count(0)
    box.focus()
    page.keyboard.press("Space")
    expect(box).to_have_attribute("aria-checked", "true")
    expect(box).to_be_focused()
    expect(page).not_to_have_url(re.compile("masque"))
    expect(actors).not_to_have_count(0)
    assert seen.words == []


def test_what_is_opened_can_be_folded_again(desk: BrowserContext, touraine: str) -> None:
    page, seen = alive(desk, touraine, "vue=outils")
    drawn = "nodes => nodes.map(node => node.dataset.iri)"
    nodes = page.locator(".map-drawing a.node")
    few, badge = nodes.evaluate_all(drawn), page.locator(".map-drawing a.more").first.get_attribute("data-more") or ""
    page.mouse.click(*spot(page, badge, badge=True))
    page.wait_for_url("**ouvert=*")
    at_rest(page)
    assert set(nodes.evaluate_all(drawn)) - set(few)
    page.locator(f'.map-drawing a[data-more="{badge}"]').wait_for(state="attached")
    for _ in range(6):
        if "ouvert" not in page.url:
            break
        page.mouse.click(*spot(page, badge, badge=True))
        at_rest(page)
        page.wait_for_timeout(400)  # two clicks closer to each other would be one double click
    assert nodes.evaluate_all(drawn) == few
    assert seen.words == []


def test_the_announcement_speaks_the_language_of_the_page(desk: BrowserContext, town: str) -> None:
    page, _ = alive(desk, town, "vue=reseaux&date=2021-04-15&lang=en")
    page.focus("#canvas")
    page.keyboard.press("ArrowDown")
    expect(page.locator("#announcement")).to_contain_text("link")
    expect(page.locator("#announcement")).not_to_contain_text("lien")
    page.locator(".map-head .chips a").nth(2).click()
    page.wait_for_url("**vue=besoins*")
    expect(page).to_have_url(re.compile("lang=en"))


@pytest.mark.parametrize(
    ("width", "height", "least"), [(1366, 768, 11.4), pytest.param(1920, 1080, 12, marks=pytest.mark.slow)]
)
def test_every_label_of_touraine_can_be_read(
    browser: Browser, touraine: str, width: int, height: int, least: float
) -> None:
    context = browser.new_context(viewport=ViewportSize(width=width, height=height), locale="fr-FR")
    for view in VIEWS:
        page, _ = opened(context, f"{touraine}/carte?vue={view}")
        sizes = page.evaluate(TEXTS)
        assert len(sizes) > 10, view
        assert min(sizes) >= least, view
        page.close()
    context.close()


@pytest.mark.parametrize(
    "view", [pytest.param(view, marks=[] if view in RINGS else pytest.mark.slow) for view in VIEWS]
)
def test_a_ring_can_be_read_on_a_large_screen(desk: BrowserContext, touraine: str, view: str) -> None:
    page, _ = alive(desk, touraine, f"vue={view}&forme=rayons")
    assert min(page.evaluate(TEXTS)) >= 12
    expect(page.locator(".map-drawing svg")).to_have_class("mindmap radial")


def test_a_map_has_the_room_of_its_window_and_no_address_says_so(browser: Browser, touraine: str) -> None:
    context = browser.new_context(viewport={"width": 1366, "height": 768}, locale="fr-FR", reduced_motion="reduce")
    page, seen = alive(context, touraine, "vue=territoire&forme=rayons")
    nodes = page.locator(".map-drawing a.node")
    laptop = nodes.count()
    # No ring that nobody could read: the tree, and why.
    expect(page.locator(".map-drawing svg")).to_have_class("mindmap tree")
    expect(page.locator(".map-notice").first).to_contain_text("trop petits sur cet écran")
    assert page.get_by_role("link", name="En rayons").count() == 0
    page.set_viewport_size({"width": 1920, "height": 1080})
    expect(page.locator(".map-drawing svg")).to_have_class("mindmap radial")
    page.get_by_role("link", name="En arbre").click()
    expect(page.locator(".map-drawing svg")).to_have_class("mindmap tree")
    assert nodes.count() > laptop
    addresses = page.locator("a[href], [data-view]").evaluate_all("all => all.map(it => it.href ?? it.dataset.view)")
    assert not any("ecran" in address for address in [page.url, *addresses])
    assert seen.words == []
    context.close()


def test_the_link_that_is_copied_is_the_whole_view(browser: Browser, touraine: str) -> None:
    context = browser.new_context(
        viewport={"width": 1366, "height": 768}, locale="fr-FR", permissions=["clipboard-read", "clipboard-write"]
    )
    page, seen = alive(context, touraine, "vue=reseaux&date=2021-04-15")
    choose(page)
    mask(page)
    page.wait_for_url("**masque=*")
    at_rest(page)
    page.locator(".map-share summary").click()
    page.locator("[data-copy-link]").click()
    expect(page.locator("[data-copy-link]")).to_have_text("Lien copié")
    assert page.evaluate("navigator.clipboard.readText()") == page.url
    hrefs = page.locator(".map-menu a").evaluate_all("links => links.map(link => link.href)")
    assert all("vue=reseaux" in href and "date=2021-04-15" in href for href in hrefs)
    assert seen.words == []
    context.close()


def test_fingers_move_and_spread_the_map(browser: Browser, touraine: str) -> None:
    context = browser.new_context(
        viewport={"width": 1024, "height": 768}, locale="fr-FR", has_touch=True, reduced_motion="reduce"
    )
    page, seen = alive(context, touraine, "vue=besoins")
    at_rest(page)
    pictures = [state(page)["picture"]]
    wire = context.new_cdp_session(page)
    for gesture, more in (
        ("Input.synthesizeScrollGesture", {"xDistance": -160, "yDistance": 90, "gestureSourceType": "touch"}),
        ("Input.synthesizePinchGesture", {"scaleFactor": 2.0, "gestureSourceType": "touch"}),
    ):
        wire.send(gesture, {"x": 500, "y": 300, **more})
        pictures.append(state(page)["picture"])
    assert len(set(pictures)) == 3
    assert page.evaluate("[visualViewport.scale, scrollY]") == [1, 0]
    page.locator('[data-zoom="0"]').click()
    at_rest(page)
    assert state(page)["picture"] == pictures[0]
    assert seen.words == []
    context.close()
