# SPDX-License-Identifier: AGPL-3.0-or-later
"""The labels of each contender on the screens that matter: a projector, a laptop, a telephone; then a workshop."""

from __future__ import annotations

from collections.abc import Iterator

from playwright.sync_api import Browser, Page, ViewportSize

from benchmarks.map.browser import CLOCK, DESK, fresh, opened
from benchmarks.map.ecosystem import Tangle
from benchmarks.map.labels import CANVAS, RECORDER, SVG, TREE, Labels, labels
from benchmarks.synthetic import ID
from graph.mindmaps import perspectives

SCREENS = {
    "1920×1080": DESK,
    "1366×768": ViewportSize(width=1366, height=768),
    "390×844": ViewportSize(width=390, height=844),
}
LIBRARY = "**/*map*.js*"


def views(found: Tangle) -> Iterator[str]:
    """The address of every perspective over a graph, of one as a ring, and of the one where all networks are opened."""
    ends = [iri.removeprefix(ID) for iri in found.edges[0]]
    for view in perspectives():
        between = f"&de={ends[0]}&vers={ends[1]}" if view.slug == "chemin" else ""
        yield f"/carte?vue={view.slug}{between}"
    yield "/carte?vue=territoire&forme=rayons"
    networks = [iri.removeprefix(ID) for iri in found.nodes if iri.startswith(f"{ID}network/")]
    yield "/carte?vue=reseaux" + "".join(f"&ouvert={iri}" for iri in networks[:12])


def ours_on(browser: Browser, address: str, size: ViewportSize) -> Labels:
    """The labels of our map on a screen: of the canvas and of the drawing under it; the outline on a telephone."""
    if size["width"] <= 700:
        return _outline(browser, address, size)
    context = fresh(browser, size, script=CLOCK)
    context.add_init_script(RECORDER)
    page, _ = opened(context, address)
    page.wait_for_timeout(300)
    canvas = labels(page, CANVAS)
    context.close()
    drawing = _drawing(browser, address, size)
    # Lines that follow each other on the ground may be told together, or apart; a larger screen has room for more.
    more = abs(len(canvas.shown) - len(drawing.shown))
    assert more <= 2 or size == DESK, f"{address}: the canvas shows other labels"
    return max(canvas, drawing, key=lambda one: len(one.pairs))


def _drawing(browser: Browser, address: str, size: ViewportSize) -> Labels:
    """What the first paint shows, before any script runs."""
    context = fresh(browser, size, script="0")
    context.route(LIBRARY, lambda route: route.abort())
    page = context.new_page()
    page.goto(address)
    found = labels(page, SVG)
    context.close()
    return found


def _outline(browser: Browser, address: str, size: ViewportSize) -> Labels:
    context = fresh(browser, size, script="0")
    page = context.new_page()
    page.goto(address)
    page.wait_for_timeout(300)
    found = labels(page, TREE)
    assert found.shown, f"{address}: no outline on a telephone"
    context.close()
    return found


def workshop(browser: Browser, address: str, found: Tangle) -> Iterator[Labels]:
    """Every perspective in workshop mode on a projector."""
    for query in list(views(found))[:-2]:
        yield ours_on(browser, f"{address}{query}&mode=atelier", DESK)


def theirs_on(browser: Browser, address: str) -> dict[str, Labels]:
    """The labels of a pyvis page on every screen, its view fitted to each after the layout has ended."""
    context = fresh(browser, DESK, script=CLOCK)
    context.add_init_script(RECORDER)
    page, _ = opened(context, address, 60)
    page.evaluate("network.stopSimulation()")
    found = {screen: _fitted(page, size) for screen, size in SCREENS.items()}
    context.close()
    return found


def _fitted(page: Page, size: ViewportSize) -> Labels:
    page.set_viewport_size(size)
    page.wait_for_timeout(500)
    page.evaluate("network.fit({ animation: false }); network.redraw()")
    page.wait_for_timeout(300)
    return labels(page, CANVAS)
