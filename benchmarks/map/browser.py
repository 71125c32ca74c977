# SPDX-License-Identifier: AGPL-3.0-or-later
"""A browser that times a page from its address to its drawing, weighs it, and says what it asked for."""

from __future__ import annotations

import gzip
import math
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Error, Page, ViewportSize, sync_playwright

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
# No GPU, no word to anybody: what is asked of another host fails at once, as on a machine without a network.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-proxy-server",
    "--enable-precise-memory-info",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]
DESK = ViewportSize(width=1920, height=1080)
# Milliseconds since the navigation began, told once what is drawn has been painted: after the frame, in its own task.
CLOCK = """(() => {
  const told = new Set(), drawn = new WeakSet(), seen = { frames: 0, drawn: 0, changed: false, alive: false };
  window.benchmark = seen;
  const tell = (name) => {
    if (told.has(name)) return;
    told.add(name);
    if (name === "alive") seen.alive = true;
    const later = new MessageChannel();
    later.port1.onmessage = () => console.debug(`measured ${name} ${performance.now()}`);
    later.port2.postMessage(0);
  };
  const { clearRect } = CanvasRenderingContext2D.prototype;
  CanvasRenderingContext2D.prototype.clearRect = function (...area) {
    drawn.add(this.canvas);
    if (this.canvas.isConnected) seen.changed = true;
    return clearRect.apply(this, area);
  };
  const shown = (item) => item.checkVisibility({ opacityProperty: true, visibilityProperty: true });
  const frame = () => {
    seen.frames += 1;
    if (seen.changed) { seen.drawn += 1; seen.changed = false; }
    const svg = document.querySelector(".map-drawing svg");
    const whole = svg && (document.readyState !== "loading" || svg.closest("section, main").nextElementSibling);
    if (whole && svg.querySelector("a.node text") && shown(svg)) tell("readable");
    const canvas = document.querySelector("#canvas canvas");
    if (canvas?.width && drawn.has(canvas) && shown(canvas)) tell("alive");
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
  let network;
  Object.defineProperty(window, "network", { configurable: true, get: () => network, set: (made) => {
    network = made;
    let settled = !made.physics.options.enabled;
    made.on("stabilizationIterationsDone", () => { settled = true; });
    made.on("afterDrawing", () => { if (settled) { tell("readable"); tell("alive"); } });
  } });
})();"""
# Text of the scripts of a page itself, data left out: what a page without a node would carry.
INLINE = "() => [...document.scripts].filter((it) => !it.src && !it.type.includes('json')).map((it) => it.text)"


@dataclass
class PageLog:
    """What a page said, asked and was refused."""

    words: list[str] = field(default_factory=list)
    hosts: list[str] = field(default_factory=list)
    scripts: dict[str, bytes] = field(default_factory=dict)
    refused: int = 0

    @property
    def script_bytes(self) -> int:
        """Bytes of its scripts, each under gzip."""
        return sum(len(gzip.compress(body, 6)) for body in self.scripts.values())


@contextmanager
def chromium() -> Iterator[Browser]:
    """The system's browser, without a window."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()


def fresh(browser: Browser, size: ViewportSize = DESK, *, script: str = CLOCK) -> BrowserContext:
    """A profile that has never been anywhere; `script` runs before those of its pages."""
    phone = size["width"] <= 700
    context = browser.new_context(viewport=size, locale="fr-FR", has_touch=phone, is_mobile=phone)
    context.add_init_script(script)
    return context


def opened(context: BrowserContext, address: str, limit: float = 120.0) -> tuple[Page, dict[str, float]]:
    """The page once it is readable and alive, and the milliseconds to each; infinite beyond the limit (seconds)."""
    page, told = context.new_page(), dict.fromkeys(("readable", "alive"), math.inf)

    def note(text: str) -> None:
        if text.startswith("measured "):
            name, _, milliseconds = text.removeprefix("measured ").partition(" ")
            told[name] = float(milliseconds)

    page.on("console", lambda message: note(message.text))
    page.goto(address, wait_until="commit")
    until = time.monotonic() + limit
    while math.inf in told.values() and time.monotonic() < until:
        page.wait_for_timeout(20)
    return page, told


def drawing_times(browser: Browser, address: str, limit: float = 120.0) -> dict[str, float]:
    """Milliseconds from the start of the navigation to a readable drawing, and to one that answers; a new profile."""
    context = fresh(browser)
    _, told = opened(context, address, limit)
    context.close()
    return told


def heap(browser: Browser, address: str) -> float:
    """Bytes that scripts hold once the page is alive and what is not used any more is swept away."""
    context = fresh(browser)
    page, _ = opened(context, address)
    page.wait_for_timeout(500)
    session = context.new_cdp_session(page)
    session.send("HeapProfiler.enable")
    for _ in range(3):
        session.send("HeapProfiler.collectGarbage")
    used = float(session.send("Runtime.getHeapUsage")["usedSize"])
    context.close()
    return used


def visited(browser: Browser, address: str, wait: int = 1500) -> PageLog:
    """What a page says, loads and is refused in the time (milliseconds) after it has loaded."""
    context, seen = fresh(browser, script="0"), PageLog()
    page, own = context.new_page(), urlsplit(address).netloc
    page.on("request", lambda request: _asked(seen, request.url, own))
    page.on("console", lambda message: seen.words.append(message.text))
    page.on("pageerror", lambda error: seen.words.append(str(error)))
    page.expose_binding("refused", lambda _source: setattr(seen, "refused", seen.refused + 1))
    page.add_init_script("addEventListener('securitypolicyviolation', () => window.refused())")
    found = []
    page.on("response", lambda response: found.append(response))
    page.goto(address)
    page.wait_for_timeout(wait)
    for response in found:
        if response.request.resource_type == "script":
            seen.scripts[response.url] = _body(response)
    for rank, text in enumerate(page.evaluate(INLINE)):
        seen.scripts[f"inline {rank}"] = text.encode()
    context.close()
    return seen


def _body(response: object) -> bytes:
    try:
        return bytes(response.body())  # type: ignore[attr-defined]
    except Error:
        return b""


def _asked(seen: PageLog, url: str, own: str) -> None:
    host = urlsplit(url).netloc
    if host and host != own:
        seen.hosts.append(host)
