# SPDX-License-Identifier: AGPL-3.0-or-later
"""Drags a drawing as a hand does and counts the frames in which it was painted anew.

A mouse tells its place some 125 times a second and does not wait for the page to answer: so does this one, which is why
it speaks to the browser from a loop of its own instead of asking one move after the other.
"""

from __future__ import annotations

import asyncio
import math
import threading
from dataclasses import dataclass
from typing import Any

from playwright.async_api import CDPSession, Page, async_playwright

from benchmarks.map.browser import CHROMIUM, CLOCK, DESK, FLAGS

EVERY = 0.008  # seconds between two moves
READY = "() => benchmark.alive"
START = "Object.assign(benchmark, { frames: 0, drawn: 0, changed: false, start: performance.now() })"
DRAWN = "[benchmark.drawn, (performance.now() - benchmark.start) / 1000]"


@dataclass(frozen=True)
class Pan:
    """Painted frames a second, and milliseconds of the page's own thread for each, whatever else the machine does."""

    rate: float
    cost: float


def pan(address: str, stage: str, seconds: float = 3.0) -> Pan:
    """What it takes to drag the element `stage` with the mouse from a corner without a node."""
    found: list[Pan] = []
    # The benchmark itself already runs inside the loop of its own browser.
    thread = threading.Thread(target=lambda: found.append(asyncio.run(_panned(address, stage, seconds))))
    thread.start()
    thread.join()
    return found[0]


async def _panned(address: str, stage: str, seconds: float) -> Pan:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = await browser.new_page(viewport=DESK, locale="fr-FR")
        await page.add_init_script(CLOCK)
        await page.goto(address)
        await page.wait_for_function(READY)
        await page.wait_for_timeout(400)
        box = await page.locator(stage).first.bounding_box()
        assert box, "nothing to pan"
        found = await _dragged(page, (box["x"] + 12, box["y"] + 12), seconds)
        await browser.close()
        return found


async def _dragged(page: Page, corner: tuple[float, float], seconds: float) -> Pan:
    hand = await page.context.new_cdp_session(page)
    x, y = corner
    await _mouse(hand, "mouseMoved", x, y, buttons=0)
    await _mouse(hand, "mousePressed", x, y, buttons=1)
    await hand.send("Performance.enable", {"timeDomain": "threadTicks"})
    await page.evaluate(START)
    before = await _busy(hand)
    sent = []
    for step in range(int(seconds / EVERY)):
        at = x + 200 * (1 - math.cos(step / 40)), y + 150 * abs(math.sin(step / 40))
        sent.append(asyncio.ensure_future(_mouse(hand, "mouseMoved", *at, buttons=1)))
        await asyncio.sleep(EVERY)
    frames, took = await page.evaluate(DRAWN)
    cost = (await _busy(hand) - before) * 1000 / max(1, frames)
    await asyncio.gather(*sent)
    return Pan(frames / took, cost)


async def _busy(hand: CDPSession) -> float:
    """Seconds of processor time that the page's main thread has taken."""
    told = await hand.send("Performance.getMetrics")
    return float(next(metric["value"] for metric in told["metrics"] if metric["name"] == "TaskDuration"))


async def _mouse(hand: CDPSession, kind: str, x: float, y: float, *, buttons: int) -> Any:
    told = {"type": kind, "x": x, "y": y, "buttons": buttons, "button": "left" if buttons else "none", "clickCount": 1}
    return await hand.send("Input.dispatchMouseEvent", told)
