# SPDX-License-Identifier: AGPL-3.0-or-later
"""The session of a facilitator: a story stepped through, left for the map and come back to, dates compared, a file."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from tests.browser.chromium import NEEDED
from tests.browser.stage import at_rest

pytestmark = NEEDED
READ = "/recit/can-aval-ptca-2021"
# The sizes of the texts that are seen, in pixels.
SIZES = """(root) => [...document.querySelectorAll(`${root} *`)]
  .filter((one) => one.checkVisibility({ visibilityProperty: true }) && !one.closest('.vh, svg, select, .map-here')
    && [...one.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim()))
  .map((one) => parseFloat(getComputedStyle(one).fontSize))"""


@pytest.mark.slow
def test_the_session_of_a_facilitator_before_a_room(desk: BrowserContext, touraine: str) -> None:
    page = desk.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(f"{touraine}/recits?lang=fr")
    page.get_by_role("link", name=re.compile("Montrer à une salle")).click()
    for key, rank in (("", 1), (" ", 2), ("PageDown", 3), ("ArrowRight", 4), ("ArrowLeft", 3), (" ", 4)):
        if key:
            page.keyboard.press(key)
        expect(page.locator(".story-step")).to_contain_text(f"vue {rank} sur 6")
        page.wait_for_load_state()
    expect(page.locator("h1")).to_contain_text("PAVA")
    assert min(page.evaluate(SIZES, ".story-told")) >= 18
    # The merger, on the map itself.
    page.keyboard.press("c")
    page.wait_for_url("**/carte?**mode=atelier**")
    at_rest(page)
    story = page.locator(".map-story")
    expect(story).to_be_visible()
    expect(story).to_contain_text("vue 4 sur 6")
    assert min(page.evaluate(SIZES, ".map-side")) >= 18
    page.keyboard.press("n")
    expect(story).to_contain_text("vue 5 sur 6")
    page.keyboard.press("b")
    expect(story).to_contain_text("vue 4 sur 6")
    # An actor is searched, its branch opened; the story is one key away.
    page.keyboard.press("/")
    expect(page.locator("#q-map")).to_be_focused()
    page.keyboard.type("id37")
    expect(page.locator("#matches li").first).to_contain_text("ID37")
    page.keyboard.press("Enter")
    page.wait_for_url("**choix=**id37**")
    at_rest(page)
    expect(story).to_be_visible()
    page.keyboard.press("r")
    expect(story).to_be_hidden()
    page.keyboard.press("r")
    page.locator(".map-story a", has_text="Revenir à cette vue").click()
    at_rest(page)
    # Two dates are compared, and the sheet taken.
    page.keyboard.press("c")
    since = page.locator("#dates select[name=depuis]")
    expect(since).to_be_focused()
    since.select_option(index=1)
    page.wait_for_url("**depuis=2**")
    at_rest(page)
    page.keyboard.press("p")
    expect(page.locator("#views")).to_be_visible()
    page.keyboard.press("l")
    expect(page.locator(".map-legends")).to_be_visible()
    expect(page.locator("#views")).to_be_hidden()
    assert min(page.evaluate(SIZES, ".map-side")) >= 18
    page.keyboard.press("Escape")
    expect(page.locator(".map-legends")).to_be_hidden()
    expect(page).to_have_url(re.compile("mode=atelier"))
    sheet = page.request.get(page.url.replace("/carte?", "/carte.pdf?") + "&papier=a3")
    assert sheet.ok
    assert sheet.body().startswith(b"%PDF")
    assert errors == []


def test_a_telephone_reads_the_story_and_follows_it_on_the_map(browser: Browser, touraine: str) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="fr-FR", has_touch=True)
    page = context.new_page()
    page.goto(f"{touraine}{READ}")
    for rank in range(2, 7):
        page.get_by_role("link", name="Suivante").tap()
        expect(page.locator(".story-step")).to_contain_text(f"vue {rank} sur 6")
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        expect(page.locator(".story-outline a").first).to_be_visible()
    page.get_by_role("link", name="Ouvrir sur la carte").tap()
    page.wait_for_url("**/carte?**recit=**")
    expect(page.locator(".map-story")).to_contain_text("vue 6 sur 6")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.get_by_role("link", name="Lire le récit").tap()
    page.wait_for_url("**/recit/**etape=6**")
    context.close()
