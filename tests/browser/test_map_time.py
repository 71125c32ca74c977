# SPDX-License-Identifier: AGPL-3.0-or-later
"""The map in time: a slider over the dates that exist, what changed between two of them, the film of all."""

from __future__ import annotations

import re
from datetime import date
from itertools import pairwise

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.chromium import NEEDED
from tests.browser.stage import alive, at_rest, state

pytestmark = NEEDED
# The least contrast of what is struck out, over the frame that it stands in or the ground; 0 where some is faded.
STRUCK = """() => {
  const light = (colour) => {
    const parts = colour.match(/[\\d.]+/g).slice(0, 3).map((part) => part / 255);
    const [red, green, blue] = parts.map((it) => (it <= 0.03928 ? it / 12.92 : ((it + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const svg = document.querySelector(".map-drawing svg");
  const found = [...svg.querySelectorAll(".node.s-ended text")].map((text) => {
    for (let above = text; above !== svg; above = above.parentElement)
      if (getComputedStyle(above).opacity < 1) return 0;
    const frame = getComputedStyle(text.parentElement.querySelector("rect")).fill;
    const bare = frame === "none" || /, 0\\)$/.test(frame);
    const tones = [getComputedStyle(text).fill, bare ? getComputedStyle(svg).backgroundColor : frame].map(light);
    return (Math.max(...tones) + 0.05) / (Math.min(...tones) + 0.05);
  });
  return Math.min(...found);
}"""
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
def test_the_slider_keeps_real_distances_and_goes_from_date_to_date(
    desk: BrowserContext, touraine: str, query: str, told: str
) -> None:
    page, _ = alive(desk, touraine, query)
    days = page.locator("#map-date option").evaluate_all("all => all.map(day => day.value)")
    assert days == sorted(days)
    first, *_, last = (date.fromisoformat(day) for day in days)
    slider = page.locator("#slider")
    assert slider.get_attribute("max") == str((last - first).days)
    places = page.locator(".marks line:not(.year)").evaluate_all(
        "all => all.map(mark => parseFloat(mark.getAttribute('x1')))"
    )
    away = [100 * (date.fromisoformat(day) - first).days / (last - first).days for day in days]
    assert places == pytest.approx(away, abs=0.01)
    years = page.locator(".marks text").all_text_contents()
    assert years
    assert all(first.year <= int(year) <= last.year for year in years)
    boxes = [box for text in page.locator(".marks text").all() if (box := text.bounding_box())]
    assert all(one["x"] + one["width"] <= two["x"] for one, two in pairwise(boxes))
    assert slider.get_attribute("aria-valuetext") == told
    slider.focus()
    for key, index in (("ArrowRight", 1), ("ArrowRight", 2), ("ArrowLeft", 1)):
        at = days.index(re.findall(r"date=([-0-9]+)", page.url)[0])
        page.keyboard.press(key)
        page.wait_for_url(lambda url, at=at, key=key: f"date={days[at + (1 if key == 'ArrowRight' else -1)]}" in url)
        assert slider.input_value() == str((date.fromisoformat(days[days.index("2020-01-01") + index]) - first).days)
    # A finger that lets go anywhere goes to the nearest date.
    slider.evaluate("range => { range.value = 1; range.dispatchEvent(new Event('change')); }")
    page.wait_for_url(f"**date={days[0]}*")
    choice = page.locator("#dates [name=depuis]")
    if choice.count():
        assert choice.evaluate("one => one.clientWidth >= one.scrollWidth")


def test_two_dates_are_compared_on_a_telephone_and_in_a_workshop(browser: Browser, touraine: str) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="fr-FR")
    page = context.new_page()
    page.goto(f"{touraine}/carte?vue=reseaux&date=2022-01-01")
    page.locator(".time.live").wait_for()
    page.select_option("[name=depuis]", "2020-01-01")
    page.wait_for_url("**depuis=2020-01-01*")
    for part in ("#slider", "#earlier", "#later", ".map-changes", ".map-badges"):
        expect(page.locator(part)).to_be_visible()
    can = page.locator("#outline li.closed", has=page.locator("> .o-entry .o-word", has_text=re.compile("^CAN$")))
    expect(can.locator("> .o-entry .o-within")).to_contain_text("changements à l’intérieur")
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    page.set_viewport_size({"width": 1920, "height": 1080})
    page.goto(f"{touraine}/carte?vue=reseaux&date=2022-01-01&depuis=2020-01-01&mode=atelier")
    expect(page.locator("#dates [name=depuis]")).to_be_visible()
    expect(page.locator(".map-drawing .sign.s-change").first).to_be_attached()
    context.close()


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
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        assert page.evaluate(STRUCK) >= 4.5
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
