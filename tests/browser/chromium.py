# SPDX-License-Identifier: AGPL-3.0-or-later
"""What browser tests share: Chromium, a served instance, pages at rest, and axe-core with all its rules."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, Response, expect, sync_playwright
from werkzeug.serving import make_server

from graph.model import Model
from tests.applications import application

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

Screens = Callable[[int, str], Page]
# Each page is looked at on a laptop in light and on a telephone in dark: colours and places both come twice.
BOTH = [(1366, "light"), (390, "dark")]
# The same engine without windows, where the system has it: it draws, and runs scripts, at half the cost.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
CHROMIUM = next(filter(None, map(shutil.which, NAMES)), None)
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
NEEDED = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this system")]
AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
PROBES = Path(__file__).with_name("probes.js").read_text(encoding="utf-8")
# Size of targets is new in WCAG 2.2, and rules such as « a name holds the label that is seen » are still tried out: axe
# asks for them only when told. What is right is counted and not described, which would take as long as finding what is
# wrong.
FAULTS = """() => axe.run(document, { resultTypes: ['violations'], rules: Object.fromEntries(
    ['target-size', ...axe.getRules(['experimental']).map(({ ruleId }) => ruleId)]
      .map((id) => [id, { enabled: true }])) })
  .then(({ passes, violations }) => [passes.length, violations.map(({ id, impact, nodes }) =>
    [id, impact, nodes.slice(0, 3).map((node) => node.html.slice(0, 160))])])"""
# How long a state is waited for, in milliseconds: what takes so long on the busiest machine will never come.
PATIENCE = 120_000
expect.set_options(timeout=PATIENCE)
# Done once letters are there, nothing moves nor says that it is on its way, and two frames in a row are painted so.
# What turns without end is there as long as something is awaited, which says so itself.
STILL = """async (patience) => {
  await document.fonts.ready;
  const frame = () => new Promise((done) => requestAnimationFrame(done));
  const ends = (one) => one.playState === 'running' && one.effect?.getComputedTiming().endTime !== Infinity;
  const moves = () => document.querySelector('[data-moving], [aria-busy=true]') ?? document.getAnimations().find(ends);
  const until = performance.now() + patience;
  for (let still = 0; still < 2; still = moves() ? 0 : still + 1) {
    if (performance.now() > until) throw new Error('This page never rests.');
    await frame();
  }
}"""


def _closed(app: WSGIApplication) -> WSGIApplication:
    """The application, each of whose answers is closed once it was written, as servers have to.

    That of werkzeug reads what may still come before it closes an answer; where the browser has gone by then, it never
    does, and what is to be done after the answer is not.
    """

    def parts(body: Iterable[bytes]) -> Iterator[bytes]:
        try:
            yield from body
        finally:
            getattr(body, "close", bool)()

    return lambda environ, start: parts(app(environ, start))


@contextmanager
def served(
    instance: Path,
    data: Sequence[Path],
    *,
    judged: bool = True,
    port: int = 0,
    model: Model | None = None,
    **environment: str,
) -> Iterator[str]:
    """A server on a port (0: a free one), of the project's model or of another; gives its address."""
    app = application(instance, data, judged=judged, **environment)
    if model is not None:
        app.extensions["tisserand"]._model = model
    app.config["API_CALLS_PER_MINUTE"] = 1_000_000  # tests type faster than anybody
    server = make_server("127.0.0.1", port, _closed(app), threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:  # a test that fails must not leave a thread that keeps the tests from ending
        server.shutdown()
        thread.join()
        server.server_close()
        app.extensions["tisserand"].close()


@contextmanager
def launched() -> Iterator[Browser]:
    """A Chromium."""
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        found.on("context", _followed)
        yield found
        found.close()


_coming: WeakKeyDictionary[Page, set[Request]] = WeakKeyDictionary()


def _followed(context: BrowserContext) -> None:
    """Follows what the pages of a context ask, from then on."""
    context.set_default_timeout(PATIENCE)
    context.on("page", _followed_page)


def _followed_page(page: Page) -> None:
    coming = _coming[page] = set()
    page.on("request", lambda request: coming.add(request))
    page.on("requestfinished", lambda request: coming.discard(request))
    page.on("requestfailed", lambda request: coming.discard(request))
    # What a document had on its way when another answers goes with it, and its end is not always told.
    left: set[Request] = set()

    def answered(response: Response) -> None:
        request = response.request
        if request.is_navigation_request() and request.frame == page.main_frame:
            left.update(coming - {request})

    def replaced() -> None:
        coming.difference_update(left)
        left.clear()

    page.on("response", answered)
    page.on("domcontentloaded", replaced)


def settled(page: Page) -> None:
    """Waits until nothing is on its way and nothing moves: what is measured or drawn is then what stays.

    What a script does after a pause of its own is waited for by its own sign, before. Not for pages without scripts,
    which tell nothing of their frames.
    """
    page.wait_for_load_state()
    coming = _coming[page]
    for _ in range(PATIENCE // 20):
        before = len(coming)
        page.evaluate(STILL, PATIENCE)
        if not before and not coming:
            return
        if coming:
            page.wait_for_timeout(20)
    raise AssertionError(f"still on their way: {[request.url for request in coming]}")


def faults(page: Page) -> list[tuple[str, str, list[str]]]:
    """What axe finds wrong on a page, whatever its impact: rule, impact, first elements."""
    settled(page)
    page.evaluate(AXE)
    passes, found = page.evaluate(FAULTS)
    assert passes
    return [(rule, impact, nodes) for rule, impact, nodes in found]


def probe(page: Page, name: str) -> Any:
    """What one of `probes.js` answers."""
    return page.evaluate(f"{PROBES.strip()}.{name}()")
