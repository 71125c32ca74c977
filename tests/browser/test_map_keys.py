# SPDX-License-Identifier: AGPL-3.0-or-later
"""The map from the keyboard: arrows go where they point and reach everything, each key of the help does its work."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.chromium import NEEDED
from tests.browser.stage import alive, at_rest

pytestmark = NEEDED
KEYS = ["ArrowRight", "ArrowLeft", "ArrowDown", "ArrowUp"]
# Where each arrow leads from each node, by the map's own rule, on the places of the drawing.
WALKS = """async (keys) => {
  const { View } = await import('/static/map/scripts/model.js');
  const { towards } = await import('/static/map/scripts/keys.js');
  const data = JSON.parse(document.getElementById('map-data').textContent);
  const view = new View(document.getElementById('map'), data, location.href);
  const step = (node, next) => next && [next.id, next.middle[0] - node.middle[0], next.middle[1] - node.middle[1]];
  const steps = {};
  for (const node of view.nodes.values()) {
    steps[node.id] = keys.map((key) => step(node, towards(view.nodes.values(), node, key)));
  }
  return { centre: view.centre, steps };
}"""


@pytest.mark.parametrize("form", ["arbre", "rayons"])
@pytest.mark.parametrize("view", ["reseaux", "besoins", "outils", "territoire", "autour"])
def test_arrows_go_where_they_point_and_reach_every_node(
    desk: BrowserContext, touraine: str, view: str, form: str
) -> None:
    page, _ = alive(desk, touraine, f"vue={view}&forme={form}")
    walks: dict[str, Any] = page.evaluate(WALKS, KEYS)
    reached, waiting = {walks["centre"]}, [walks["centre"]]
    while waiting:
        for key, step in zip(KEYS, walks["steps"][waiting.pop()], strict=True):
            if step is None:
                continue
            iri, dx, dy = step
            assert {"ArrowRight": dx, "ArrowLeft": -dx, "ArrowDown": dy, "ArrowUp": -dy}[key] > 0
            if iri not in reached:
                reached.add(iri)
                waiting.append(iri)
    assert reached == set(walks["steps"])


def test_the_keyboard_walks_the_tree_and_recentres(desk: BrowserContext, town: str) -> None:
    page, _ = alive(desk, town)
    page.focus("#canvas")
    page.keyboard.press("ArrowRight")
    first = page.locator("#announcement").inner_text()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#announcement")).not_to_have_text(first)
    page.keyboard.press("Home")
    expect(page.locator(".map-drawing a.choice.centre")).to_have_count(1)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    page.wait_for_url("**vue=autour*")


def test_the_help_lists_keys_that_all_do_something(desk: BrowserContext, touraine: str) -> None:
    page, seen = alive(desk, touraine, "vue=besoins")
    page.keyboard.press("?")
    # Read from its title; and a key pressed as soon as it is closed is not one typed into its last field.
    expect(page.locator("#help-title")).to_be_focused()
    assert page.locator("#help kbd").count() >= 14
    page.keyboard.press("Escape")
    expect(page.locator("#help")).to_be_hidden()
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "q-map"
    page.keyboard.press("Escape")
    page.keyboard.press("q")
    expect(page.locator("#qr img")).to_be_visible()
    page.keyboard.press("Escape")
    date = page.locator("#map-day").inner_text()
    page.keyboard.press("[")
    page.wait_for_url("**date=*")
    expect(page.locator("#map-day")).not_to_have_text(date)
    page.keyboard.press("]")
    expect(page.locator("#map-day")).to_have_text(date)
    assert seen.words == []


def scale(page: Page) -> float:
    """How large the canvas is drawn, from the width of what it paints black on a row of pixels."""
    picture: str = page.evaluate("document.querySelector('#canvas canvas').toDataURL()")
    return float(hash(picture))


def test_zoom_keys_and_space_change_the_picture(desk: BrowserContext, touraine: str) -> None:
    page, _ = alive(desk, touraine, "vue=besoins")
    page.focus("#canvas")
    at_rest(page)
    whole = scale(page)
    page.keyboard.press("+")
    at_rest(page)
    assert scale(page) != whole
    page.keyboard.press("0")
    at_rest(page)
    assert scale(page) == whole
    folded = page.locator(".map-drawing a.more").first.get_attribute("data-more")
    page.keyboard.press("/")
    label = page.locator(f'.map-drawing a.node[data-iri="{folded}"] title').text_content() or ""
    page.keyboard.type(label.partition(" (")[0])
    page.keyboard.press("Enter")
    at_rest(page)
    page.keyboard.press(" ")
    page.wait_for_url("**ouvert=*")
