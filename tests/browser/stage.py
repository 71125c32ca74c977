# SPDX-License-Identifier: AGPL-3.0-or-later
"""How tests look at the map: open a view, point at what is painted, and read the whole state of the stage."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import BrowserContext, Page, Route

from tests.browser.chromium import PATIENCE, settled

# Where the middle of a node, or its badge, is on the screen, from the drawing under the canvas.
SPOT = """([iri, badge]) => {
  const holder = document.getElementById('canvas').getBoundingClientRect();
  const svg = document.querySelector('.map-drawing svg');
  const [left, top, width, height] = svg.getAttribute('viewBox').split(' ').map(Number);
  const item = svg.querySelector(`a[${badge ? 'data-more' : 'data-iri'}="${CSS.escape(iri)}"]`);
  const rect = item.querySelector('rect');
  const [x, y, a = 0] = item.getAttribute('transform').match(/-?[\\d.]+/g).map(Number);
  const [l, t, w, h] = ['x', 'y', 'width', 'height'].map((name) => Number(rect.getAttribute(name)));
  const turn = a * Math.PI / 180, [dx, dy] = [l + w / 2, t + h / 2];
  const largest = JSON.parse(document.getElementById('map-data').textContent).largest;
  const scale = Math.min(largest, holder.width / width, holder.height / height);
  return [holder.x + holder.width / 2 + (x + dx * Math.cos(turn) - dy * Math.sin(turn) - left - width / 2) * scale,
          holder.y + holder.height / 2 + (y + dx * Math.sin(turn) + dy * Math.cos(turn) - top - height / 2) * scale];
}"""
# All that a view says of itself, and the picture on the canvas.
STATE = """() => {
  const all = (selector, read) => [...document.querySelectorAll(selector)].map(read);
  const of = (element, name) => element.getAttribute(name);
  return {
    title: document.title,
    nodes: all('.map-drawing a.node', (node) => node.dataset.iri + of(node, 'class') + of(node, 'transform')),
    lines: all('.map-drawing path[data-s]', (line) => line.getAttribute('class') + line.getAttribute('d')),
    look: document.querySelector('.map-drawing svg').getAttribute('class'),
    card: document.querySelector('#card').innerText.trim(),
    legend: all('[data-kind]', (box) => box.innerText + box.getAttribute('aria-checked')),
    date: document.querySelector('#dates select').value,
    ways: all('.map-ways', (section) => section.innerText),
    changes: all('.map-changes', (section) => section.innerText),
    picture: document.querySelector('#canvas canvas')?.toDataURL(),
  };
}"""
# The sizes of the texts that are seen, in pixels.
SIZES = """(root) => [...document.querySelectorAll(`${root} *`)]
  .filter((one) => one.checkVisibility({ visibilityProperty: true }) && !one.closest('.vh, svg, select, .map-here')
    && [...one.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim()))
  .map((one) => parseFloat(getComputedStyle(one).fontSize))"""
# The size in pixels of every text of the drawing on the screen, badges too.
TEXTS = """() => [...document.querySelectorAll('.map-drawing svg text')].map((text) => {
  const { a, b } = text.getScreenCTM();
  return parseFloat(getComputedStyle(text).fontSize) * Math.hypot(a, b);
})"""


@dataclass
class Seen:
    """What a page said and asked."""

    words: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)


def opened(context: BrowserContext, address: str) -> tuple[Page, Seen]:
    """A page, and what it says from then on."""
    page, seen = context.new_page(), Seen()
    page.on("console", lambda message: seen.words.append(message.text))
    page.on("pageerror", lambda error: seen.words.append(str(error)))
    page.on("request", lambda request: seen.requests.append(request.url))
    page.goto(address)
    return page, seen


def alive(context: BrowserContext, address: str, query: str = "vue=reseaux&date=2021-04-15") -> tuple[Page, Seen]:
    """A map that moves."""
    page, seen = opened(context, f"{address}/carte?{query}")
    page.wait_for_selector(".map.with-canvas")
    return page, seen


def spot(page: Page, iri: str, *, badge: bool = False) -> tuple[float, float]:
    """Where a node is on the screen at fit."""
    x, y = page.evaluate(SPOT, [iri, badge])
    return x, y


def waited(page: Page, held: list[Route], count: int = 1) -> list[Route]:
    """The requests held back, once there are so many; a script may come late to ask."""
    for _ in range(PATIENCE // 50):
        if len(held) >= count:
            return held
        page.wait_for_timeout(50)
    raise AssertionError(f"{len(held)} requests instead of {count}")


def at_rest(page: Page) -> None:
    """Waits for the last answer and the last movement."""
    settled(page)


def looked(page: Page, script: str, expected: dict[str, Any] | None = None) -> dict[str, Any]:
    """What a script reads of a page at rest; once it is what is expected, where it may come late."""
    found: dict[str, Any] = {}
    for _ in range(120):
        at_rest(page)
        page.mouse.move(2, 2)
        page.evaluate("document.activeElement?.blur()")
        before, found = found, page.evaluate(script)
        if found == (before if expected is None else expected):
            break
        page.wait_for_timeout(50)
    return found


def state(page: Page) -> dict[str, Any]:
    """The whole state of a view at rest, the canvas as it is painted."""
    page.mouse.move(2, 2)
    page.evaluate("document.activeElement?.blur()")
    at_rest(page)
    found: dict[str, Any] = page.evaluate(STATE)
    for _ in range(20):
        page.wait_for_timeout(100)
        at_rest(page)
        before, found = found, page.evaluate(STATE)
        if before == found:
            break
    return found
