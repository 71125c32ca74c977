# SPDX-License-Identifier: AGPL-3.0-or-later
"""Ways between two things of the map: chosen with a click or a key, read as sentences, lit and numbered."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.chromium import NEEDED
from tests.browser.stage import alive, at_rest, opened, spot, state
from tests.instances import BASE

pytestmark = NEEDED
START, END = f"{BASE}/id/organisation/autre-brique", f"{BASE}/id/organisation/drjscs"
MAP = "vue=reseaux&date=2021-04-15"


def lit(page: Page) -> list[str]:
    """The labels of the nodes numbered along the way, in order."""
    found: list[str] = page.evaluate(
        """() => [...document.querySelectorAll('.map-drawing g.step')]
             .sort((one, two) => one.textContent - two.textContent)
             .map((step) => document.querySelectorAll('.map-drawing a.node')[step.dataset.s].dataset.iri)"""
    )
    return found


def test_two_clicks_light_the_way_between_two_nodes(desk: BrowserContext, touraine: str) -> None:
    page, seen = alive(desk, touraine, MAP)
    for iri, link in ((START, "[data-from]"), (END, "[data-to]")):
        page.mouse.click(*spot(page, iri))
        page.locator(f"#card {link}").click()
        page.wait_for_url("**vers=*" if link == "[data-to]" else "**de=*")
        at_rest(page)
    steps = lit(page)
    assert (steps[0], steps[-1]) == (START, END)
    assert page.locator(".map-drawing path.way").count() == len(steps) - 1
    assert page.locator(".ways .lit .way-steps > li").count() == len(steps)
    expect(page.locator(".map-ways")).to_contain_text("L’Autre Brique")
    assert parse_qs(urlsplit(page.url).query)["de"] == ["organisation/autre-brique"]
    assert seen.words == []


def test_two_keys_do_the_same(desk: BrowserContext, touraine: str) -> None:
    page, _ = alive(desk, touraine, MAP)
    for iri, key in ((START, "d"), (END, "v")):
        page.mouse.click(*spot(page, iri))
        expect(page.locator(f"#card [data-{'from' if key == 'd' else 'to'}]")).to_be_visible()
        page.focus("#canvas")
        page.keyboard.press(key)
        page.wait_for_url("**vers=*" if key == "v" else "**de=*")
        at_rest(page)
    assert (lit(page)[0], lit(page)[-1]) == (START, END)


@pytest.mark.parametrize(
    ("start", "end"),
    [("organisation/asept", "organisation/framasoft"), ("tool/nextcloud", "network/ptca")],
    ids=["eight steps", "six steps"],
)
def test_a_map_of_the_ways_alone_shows_every_step(desk: BrowserContext, touraine: str, start: str, end: str) -> None:
    page, seen = alive(desk, touraine, f"vue=chemin&de={start}&vers={end}")
    steps = page.locator(".ways .lit .way-steps > li").count()
    assert len(lit(page)) == steps > 3
    made = state(page)
    page.reload()
    page.wait_for_selector(".map.with-canvas")
    assert state(page) == made
    page.locator(".map-ways a", has_text="Oublier le chemin").click()
    page.wait_for_url("**vue=autour*")
    assert seen.words == []


def test_another_way_is_lit_by_its_link_and_named_in_the_address(desk: BrowserContext, touraine: str) -> None:
    page, _ = alive(desk, touraine, "vue=chemin&de=organisation/autre-brique&vers=organisation/framasoft")
    others = page.locator(".ways > li:not(.lit) > a")
    assert others.count() >= 1
    before = lit(page)
    others.first.click()
    page.wait_for_url("**par=*")
    at_rest(page)
    assert lit(page) != before
    assert (lit(page)[0], lit(page)[-1]) == (before[0], before[-1])


def test_one_is_asked_for_both_ends_by_their_names(desk: BrowserContext, touraine: str) -> None:
    page, seen = opened(desk, f"{touraine}/carte?vue=reseaux")
    page.locator(".map-head .chips a", has_text="Entre deux fiches").click()
    page.wait_for_url("**vue=chemin*")
    page.fill("[name=de]", "L’Autre Brique")
    page.fill("[name=vers]", "Framasoft")
    page.press("[name=vers]", "Enter")
    page.wait_for_selector(".map.with-canvas")
    expect(page.locator("h1")).to_have_text(re.compile(r"^De «\sL’Autre Brique\s» à «\sFramasoft\s»$"))
    assert lit(page)
    assert seen.words == []
