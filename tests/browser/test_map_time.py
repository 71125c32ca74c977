# SPDX-License-Identifier: AGPL-3.0-or-later
"""The map in time: a slider over the dates that exist, what changed between two of them, the film of all."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.chromium import NEEDED
from tests.browser.stage import alive, at_rest, state

pytestmark = NEEDED
STORY = "vue=reseaux&date=2020-01-01"


def words(page: Page) -> str:
    """What is drawn, in one line, shown or not."""
    at_rest(page)
    return " | ".join(page.locator(".map-drawing a.node > title").all_text_contents())


def test_one_slider_tells_the_story_of_the_networks(desk: BrowserContext, touraine: str) -> None:
    page, seen = alive(desk, touraine, STORY)
    before = words(page)
    assert "Groupe des acteurs techniques (CAN)" in before
    assert "Numérique libre et associations" not in before
    assert page.locator(".map-drawing .theme.empty", has_text="PTCA").count() == 1
    assert "DDCS" in before
    page.focus("#slider")
    page.keyboard.press("End")
    page.wait_for_url(lambda url: "date=2020-01-01" not in url)
    after = words(page)
    assert "Groupe des acteurs techniques (CAN)" not in after
    assert "Numérique libre et associations" in after
    assert "DRJSCS" in after
    assert page.evaluate("document.activeElement.id") == "slider"
    assert seen.words == []


@pytest.mark.parametrize(
    ("query", "told"),
    [
        (STORY, "2020"),  # the year is all that is known of what began then
        ("vue=outils&date=2020-01-01", "1er\u00a0janvier 2020"),
        ("vue=outils&date=2020-01-01&mode=atelier", "1er\u00a0janvier 2020"),
    ],
)
def test_the_slider_knows_only_dates_that_exist_and_names_years(
    desk: BrowserContext, touraine: str, query: str, told: str
) -> None:
    page, _ = alive(desk, touraine, query)
    days = page.locator("#map-date option").evaluate_all("all => all.map(day => day.value)")
    assert days == sorted(days)
    assert page.locator(".marks line").count() == len(days)
    assert page.locator("#slider").get_attribute("max") == str(len(days) - 1)
    years = page.locator(".marks text").all_text_contents()
    assert years
    assert all(any(day.startswith(year) for day in days) for year in years)
    boxes = [box for text in page.locator(".marks text").all() if (box := text.bounding_box())]
    assert all(one["x"] + one["width"] <= two["x"] for one, two in pairwise(boxes))
    assert page.locator("#slider").get_attribute("aria-valuetext") == told


def test_a_comparison_is_told_by_signs_shapes_and_words(desk: BrowserContext, touraine: str) -> None:
    page, seen = alive(desk, touraine, "vue=reseaux&date=2022-01-01")
    page.select_option("[name=depuis]", "2020-01-01")
    page.wait_for_url("**depuis=2020-01-01*")
    at_rest(page)
    for name, sign in (("added", "+"), ("ended", "†"), ("left", "−"), ("moved", "↗")):
        nodes, signs = page.locator(f".map-drawing a.s-{name}"), page.locator(f".map-drawing g.sign.s-{name}")
        assert nodes.count() == signs.count() > 0
        assert set(signs.all_text_contents()) == {sign}
    ended = page.locator(".map-drawing a.s-ended").first
    assert ended.locator("rect").evaluate("rect => getComputedStyle(rect).strokeDasharray") != "none"
    assert "line-through" in ended.locator("text").evaluate("text => getComputedStyle(text).textDecorationLine")
    assert page.locator(".map-drawing path.change").count() == page.locator(".map-drawing path.head").count() > 0
    expect(page.locator(".map-badges")).to_contain_text("terminé depuis")
    changes = page.locator(".map-changes li")
    expect(page.locator(".map-changes h2")).to_contain_text("2020 → après 2021")
    changes.filter(has_text="CLAAC").locator("a").first.click()
    expect(page.locator("#card h2")).to_be_visible()
    expect(page).to_have_url(re.compile("depuis=2020-01-01"))
    expect(page).to_have_url(re.compile("choix="))
    assert seen.words == []


def test_an_earlier_date_ends_the_comparison(desk: BrowserContext, touraine: str) -> None:
    page, _ = alive(desk, touraine, "vue=reseaux&date=2021-04-15&depuis=2021-01-01")
    page.focus("#slider")
    page.keyboard.press("Home")
    page.wait_for_url(lambda url: "date=2021-04-15" not in url)
    expect(page).not_to_have_url(re.compile("depuis"))
    expect(page.locator(".map-changes")).to_have_count(0)


def test_the_film_goes_from_date_to_date_and_stops_when_told(desk: BrowserContext, touraine: str) -> None:
    page, _ = alive(desk, touraine, STORY)
    first = state(page)
    page.locator("#play").click()
    page.wait_for_url(lambda url: "date=2020-01-01" not in url)
    assert state(page) != first
    page.keyboard.press("Escape")
    at_rest(page)
    stopped = page.url
    page.wait_for_timeout(2200)
    assert page.url == stopped
    expect(page.locator("#play")).to_contain_text("Dérouler le temps")
