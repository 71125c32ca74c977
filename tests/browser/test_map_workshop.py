# SPDX-License-Identifier: AGPL-3.0-or-later
"""The map before a room: the whole window, texts read from the back, branches that open under a finger."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from tests.browser.chromium import NEEDED
from tests.browser.stage import TEXTS, alive, at_rest, spot

pytestmark = NEEDED
VIEWS = ["reseaux", "besoins", "outils", "territoire", "autour"]


@pytest.mark.parametrize("view", VIEWS)
def test_a_room_reads_every_word(desk: BrowserContext, touraine: str, view: str) -> None:
    page, seen = alive(desk, touraine, f"vue={view}&mode=atelier")
    assert min(page.evaluate(TEXTS)) >= 18
    folded = page.locator(".map-drawing a.more:not(.less)")
    while folded.count():
        page.mouse.click(*spot(page, folded.first.get_attribute("data-more") or "", badge=True))
        at_rest(page)
        page.wait_for_timeout(320)  # two clicks closer to each other would be one double click
        assert min(page.evaluate(TEXTS)) >= 18
        if page.url.count("ouvert=") >= 3:
            break
    assert seen.words == []


def test_the_window_belongs_to_the_map_and_one_key_leaves(desk: BrowserContext, touraine: str) -> None:
    page, seen = alive(desk, touraine, "vue=besoins")
    page.keyboard.press("a")
    page.wait_for_url("**mode=atelier*")
    at_rest(page)
    for gone in (".banner", ".map-head"):
        expect(page.locator(gone)).to_be_hidden()
    # The title stays for those who hear the page.
    side = page.locator(".map-side").bounding_box()
    assert side is not None
    assert side["width"] * side["height"] <= 4
    box = page.locator("#canvas").bounding_box()
    assert box is not None
    assert (box["width"], box["height"]) >= (1920, 980)
    for button in page.locator(".map-time .chip:visible").all():
        size = button.bounding_box()
        assert size is not None
        assert min(size["width"], size["height"]) >= 44
    expect(page.locator("#slider")).to_be_visible()
    page.keyboard.press("Escape")
    page.wait_for_url(lambda url: "mode" not in url)
    expect(page.locator(".banner")).to_be_visible()
    assert seen.words == []


def test_a_touch_opens_a_branch_and_folds_it(browser: Browser, touraine: str) -> None:
    context = browser.new_context(
        viewport={"width": 1920, "height": 1080}, locale="fr-FR", has_touch=True, reduced_motion="reduce"
    )
    page, _ = alive(context, touraine, "vue=besoins&mode=atelier")
    folded = page.locator(".map-drawing a.more:not(.less)")
    themes = page.locator(".map-drawing a.node.pill").count()
    assert themes == 0
    first, second = (folded.nth(rank).get_attribute("data-more") or "" for rank in (0, 1))
    for iri in (first, second):
        page.touchscreen.tap(*spot(page, iri))
        page.wait_for_url(f"**{iri.rpartition('/')[2]}*")
        at_rest(page)
        page.wait_for_timeout(350)  # two taps closer to each other would be one double tap
    expect(page).to_have_url(re.compile("ouvert=.*ouvert="))
    assert page.locator(".map-drawing a.less").count() == 2
    page.touchscreen.tap(*spot(page, first))
    page.wait_for_url(lambda url: url.count("ouvert=") == 1)
    context.close()


def test_a_code_to_scan_leads_each_telephone_to_the_same_view(desk: BrowserContext, touraine: str) -> None:
    page, seen = alive(desk, touraine, "vue=reseaux&date=2021-04-15&mode=atelier")
    page.keyboard.press("q")
    image = page.locator("#qr img")
    expect(image).to_be_visible()
    at_rest(page)
    box = image.bounding_box()
    assert box is not None
    assert min(box["width"], box["height"]) >= 600
    assert page.evaluate("document.querySelector('#qr img').naturalWidth") > 0
    expect(page.locator("#qr-address")).to_have_text(f"{touraine}/carte?vue=reseaux&date=2021-04-15")
    page.keyboard.press("Escape")
    expect(image).to_be_hidden()
    expect(page).to_have_url(re.compile("mode=atelier"))
    assert seen.words == []


def test_full_screen_is_asked_where_the_browser_allows_it(desk: BrowserContext, touraine: str) -> None:
    page, _ = alive(desk, touraine, "vue=reseaux&mode=atelier")
    page.locator("[data-screen]").click()
    page.wait_for_function("() => document.fullscreenElement === document.documentElement")
    page.keyboard.press("f")
    page.wait_for_function("() => document.fullscreenElement === null")


def test_the_index_of_an_opened_branch_is_one_key_away(desk: BrowserContext, touraine: str) -> None:
    page, seen = alive(desk, touraine, "vue=lieux&mode=atelier&ouvert=https://schema.org/location")
    at_rest(page)
    index = page.locator(".map-index").first
    expect(index).to_be_hidden()
    page.keyboard.press("i")
    expect(index).to_be_visible()
    expect(index.locator("[aria-current]").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(index).to_be_hidden()
    # Where nothing is compared yet, the key leads to the choice of a date and no empty panel covers the drawing.
    page.keyboard.press("c")
    expect(page.locator("#dates select[name=depuis]")).to_be_focused()
    expect(page.locator(".map-side")).to_be_hidden()
    assert seen.words == []
