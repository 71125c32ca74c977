# SPDX-License-Identifier: AGPL-3.0-or-later
"""What comes late to the map: an answer nobody waits for any more, and names found after one was pointed at."""

from __future__ import annotations

import re

from playwright.sync_api import BrowserContext, Route, expect

from tests.browser.chromium import NEEDED
from tests.browser.stage import alive, at_rest, spot
from tests.instances import ID

pytestmark = NEEDED
PASSERELLE = ID + "organisation/passerelle"


def test_what_is_given_up_on_the_way_changes_nothing(desk: BrowserContext, town: str) -> None:
    page, seen = alive(desk, town)
    held: list[Route] = []
    page.route("**/carte/fiche*", lambda route: held.append(route))
    page.route("**/api/v1/search*", lambda route: held.append(route))
    hint = page.locator("#fiche").inner_text()
    page.mouse.click(*spot(page, PASSERELLE))
    expect(page).to_have_url(re.compile("choix="))
    page.keyboard.press("Escape")
    expect(page).not_to_have_url(re.compile("choix="))
    page.keyboard.press("/")
    page.keyboard.type("atelier")
    page.wait_for_timeout(400)
    page.keyboard.press("Escape")
    assert len(held) >= 2
    for route in held:
        route.continue_()
    at_rest(page)
    assert page.locator("#fiche").inner_text() == hint
    expect(page.locator("#trouves")).to_be_hidden()
    assert seen.words == []


def test_the_name_pointed_at_stays_so_when_more_is_found(desk: BrowserContext, town: str) -> None:
    page, _ = alive(desk, town)
    held: list[Route] = []
    page.route("**/api/v1/search*", lambda route: held.append(route))
    page.keyboard.press("/")
    page.keyboard.type("a")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    pointed = page.locator("#trouves [aria-selected=true]")
    iri = pointed.get_attribute("data-iri") or ""
    page.wait_for_timeout(400)
    known = page.locator("#trouves li[data-iri]").count()
    held[0].continue_()
    page.wait_for_function("known => document.querySelectorAll('#trouves li[data-iri]').length > known", arg=known)
    expect(pointed).to_have_attribute("data-iri", iri)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(f"choix=[a-z]+%2F{iri.rpartition('/')[2]}"))
