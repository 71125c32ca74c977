# SPDX-License-Identifier: AGPL-3.0-or-later
"""What comes late to the map, or not at all: answers nobody waits for, names found later, what a browser refuses."""

from __future__ import annotations

import re

from playwright.sync_api import BrowserContext, Route, expect

from tests.browser.chromium import NEEDED
from tests.browser.stage import alive, at_rest, spot, waited
from tests.instances import ID

pytestmark = NEEDED
PASSERELLE = ID + "organisation/passerelle"


def test_what_is_given_up_on_the_way_changes_nothing(desk: BrowserContext, town: str) -> None:
    page, seen = alive(desk, town)
    held: list[Route] = []
    page.route("**/carte/fiche*", lambda route: held.append(route))
    page.route("**/api/v1/search*", lambda route: held.append(route))
    hint = page.locator("#card").inner_text()
    page.mouse.click(*spot(page, PASSERELLE))
    expect(page).to_have_url(re.compile("choix="))
    page.keyboard.press("Escape")
    expect(page).not_to_have_url(re.compile("choix="))
    page.keyboard.press("/")
    page.keyboard.type("atelier")
    waited(page, held, 2)
    page.keyboard.press("Escape")
    for route in held:
        route.continue_()
    at_rest(page)
    assert page.locator("#card").inner_text() == hint
    expect(page.locator("#matches")).to_be_hidden()
    assert seen.words == []


def test_the_name_pointed_at_stays_so_when_more_is_found(desk: BrowserContext, town: str) -> None:
    page, _ = alive(desk, town)
    held: list[Route] = []
    page.route("**/api/v1/search*", lambda route: held.append(route))
    page.keyboard.press("/")
    page.keyboard.type("a")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    pointed = page.locator("#matches [aria-selected=true]")
    iri = pointed.get_attribute("data-iri") or ""
    expect(page.locator("[name=q][aria-activedescendant]")).to_have_count(1)
    known = page.locator("#matches li[data-iri]").count()
    waited(page, held)[0].continue_()
    page.wait_for_function("known => document.querySelectorAll('#matches li[data-iri]').length > known", arg=known)
    expect(pointed).to_have_attribute("data-iri", iri)
    page.keyboard.press("Enter")
    expect(page.locator("[name=q][aria-activedescendant]")).to_have_count(0)
    expect(page).to_have_url(re.compile(f"choix=[a-z-]+%2F{iri.rpartition('/')[2]}"))


# What browsers do that have had enough of new addresses, for as long as `enough` says.
ENOUGH = """() => {
  const really = history.replaceState.bind(history);
  window.enough = true;
  history.replaceState = (...given) => { if (enough) throw new DOMException("SecurityError"); really(...given); };
}"""


def test_an_address_that_the_browser_refuses_is_written_later(desk: BrowserContext, town: str) -> None:
    page, seen = alive(desk, town)
    page.evaluate(ENOUGH)
    page.mouse.click(*spot(page, PASSERELLE))
    expect(page.locator("#card h2")).to_contain_text("La Passerelle")
    expect(page).not_to_have_url(re.compile("choix="))
    page.evaluate("() => { enough = false; }")
    expect(page).to_have_url(re.compile("choix=organisation%2Fpasserelle"))
    assert seen.words == []


def test_no_link_is_offered_for_copy_where_the_browser_cannot(desk: BrowserContext, town: str) -> None:
    desk.add_init_script("Object.defineProperty(navigator, 'clipboard', { value: undefined });")
    page, seen = alive(desk, town)
    page.locator(".map-share summary").click()
    expect(page.locator(".map-share a", has_text="Partager")).to_be_visible()
    expect(page.locator("[data-copy-link]")).to_be_hidden()
    assert seen.words == []


def test_branches_are_not_said_open_when_they_did_not_come(desk: BrowserContext, touraine: str) -> None:
    page, _ = alive(desk, touraine, "vue=besoins")
    page.route("**/carte/vue?*", lambda route: route.fulfill(status=503, body="plus tard"))
    page.locator("#outline .o-open").click()
    page.locator("#outline li[data-hidden]:not([data-hidden='0'], .o-rest, :has(> .o-fold)) > .o-entry").first.focus()
    said = page.locator("#announcement").inner_text()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#failure")).to_be_visible()
    assert page.locator("#announcement").inner_text() == said
