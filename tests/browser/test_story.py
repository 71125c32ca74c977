# SPDX-License-Identifier: AGPL-3.0-or-later
"""The session of a facilitator: a story stepped through, left for the map and come back to, dates compared, a file."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.chromium import NEEDED
from tests.browser.stage import SIZES, at_rest

pytestmark = NEEDED
READ = "/recit/can-aval-ptca-2021"
PLACE = "Tours Métropole Val de Loire"


def filtered(page: Page) -> None:
    """Leaves of the whole territory what is in one intercommunality."""
    before = page.locator("#outline li").count()
    page.locator(".map-filter summary").click()
    page.get_by_label("Intercommunalité").select_option(label=PLACE)
    page.get_by_role("button", name="Filtrer et redessiner").click()
    page.wait_for_url("**lieu=**")
    at_rest(page)
    expect(page.get_by_role("link", name="Tout revoir")).to_be_visible()
    assert 5 < page.locator("#outline li").count() < before


def taken(page: Page, folder: Path) -> Path:
    """Takes the A3 sheet and the page that needs no network; returns where the page is."""
    page.locator(".map-share summary").click()
    page.get_by_role("link", name="Partager, intégrer, citer").click()
    with page.expect_download() as sheet:
        page.get_by_role("link", name="PDF A3").click()
    sheet.value.save_as(folder / "carte.pdf")
    assert (folder / "carte.pdf").read_bytes().startswith(b"%PDF")
    with page.expect_download() as saved:
        page.get_by_role("link", name="Page interactive").click()
    file = folder / saved.value.suggested_filename
    saved.value.save_as(file)
    return file


def read_offline(page: Page, file: Path) -> None:
    """Opens the page from the disk, without network: folds a branch, searches, reads a card and its sources."""
    asked: list[str] = []
    page.context.set_offline(True)
    page.on("request", lambda request: asked.append(request.url))
    page.goto(file.as_uri())
    page.wait_for_selector("body[data-ready]")
    names = page.locator("#tree .name")
    shown = names.count()
    turn = page.locator("#tree [data-turn][aria-expanded=true]").first
    turn.click()
    expect(names).not_to_have_count(shown)
    page.locator("#q").fill("associations de Tours")
    expect(page.locator("#status")).to_contain_text("Trouvés")
    page.keyboard.press("Enter")
    expect(page.locator("#card h2")).to_contain_text("Maison des associations de Tours")
    expect(page.locator("#card")).to_contain_text("Sources")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert asked == [file.as_uri()]


@pytest.mark.slow
def test_the_session_of_a_facilitator_before_a_room(desk: BrowserContext, touraine: str, tmp_path: Path) -> None:
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
    # On the desk again: one intercommunality of the whole territory, to take home.
    page.keyboard.press("Escape")
    page.wait_for_url(lambda url: "mode=" not in url)
    page.get_by_role("link", name="Tout le territoire").click()
    page.wait_for_url("**vue=territoire**")
    at_rest(page)
    filtered(page)
    expect(story).to_be_visible()
    read_offline(page, taken(page, tmp_path))
    expect(page.locator("#stage canvas")).to_be_visible()
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


@pytest.mark.slow
def test_the_session_of_a_facilitator_on_a_telephone(browser: Browser, touraine: str, tmp_path: Path) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="fr-FR", has_touch=True)
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(f"{touraine}{READ}?etape=4")
    expect(page.locator("h1")).to_contain_text("PAVA")
    page.get_by_role("link", name="Ouvrir sur la carte").tap()
    page.wait_for_url("**/carte?**recit=**")
    at_rest(page)
    story = page.locator(".map-story")
    # An actor is searched, its branch opened, and the story is there again.
    page.locator("#q-map").fill("id37")
    expect(page.locator("#matches li").first).to_contain_text("ID37")
    page.keyboard.press("Enter")
    page.wait_for_url("**choix=**id37**")
    at_rest(page)
    expect(page.locator("#card")).to_contain_text("ID37")
    page.locator(".o-close").tap()
    toggle = page.locator("#outline .o-toggle:visible").first
    toggle.tap()
    page.wait_for_url("**ouvert=**")
    at_rest(page)
    story.get_by_role("link", name="Revenir à cette vue").tap()
    at_rest(page)
    expect(story).to_contain_text("vue 4 sur 6")
    page.locator("#dates select[name=depuis]").select_option(index=1)
    page.wait_for_url("**depuis=2**")
    at_rest(page)
    expect(page.locator(".map-changes")).to_be_visible()
    page.locator(".views-choice").tap()
    page.locator("#views").get_by_role("link", name="Tout le territoire").tap()
    page.wait_for_url("**vue=territoire**")
    at_rest(page)
    filtered(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    read_offline(page, taken(page, tmp_path))
    assert errors == []
    context.close()
