# SPDX-License-Identifier: AGPL-3.0-or-later
"""Walks by chance through the states of the map: nothing breaks, and each step shows what its address gives."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, Page, ViewportSize

from tests.browser.chromium import NEEDED
from tests.browser.stage import SPOT, Seen, at_rest, looked, opened
from tests.siege import LENGTH, chance

pytestmark = [*NEEDED, pytest.mark.slow, pytest.mark.long]
STEPS = 6
STARTS = [
    "vue=reseaux&date=2021-06-01&depuis=2020-12-01",
    "vue=besoins",
    "vue=territoire&date=2021-04-15",
    "vue=outils&mode=atelier",
    "vue=autour&centre=network/can&date=2021-06-01&choix=network/ptca",
    "vue=lieux&ouvert=territory/epci-243700754",
    "recit=can-aval-ptca-2021&etape=4&mode=atelier",
    "vue=chemin&de=organisation/labomedia&vers=network/ptca&date=2021-04-15",
    "vue=reseaux&date=2021-06-01&noms=oui&masque=service",
]
WINDOWS = [(1366, 768), (1920, 1080), (1600, 900), (1024, 768), (390, 844)]
NARROW = 700
# All that is seen, in words, in places and on the canvas; what the outline of a desk has open is nobody's address.
LOOK = """() => {
  const all = (selector, read) => [...document.querySelectorAll(selector)].map(read);
  const words = (element) => element.textContent.replace(/\\s+/g, ' ').trim();
  const of = (element, name) => element.getAttribute(name);
  const narrow = matchMedia('(max-width: 700px)').matches;
  const drawn = document.querySelector('#canvas canvas');
  return {
    title: document.title,
    workshop: document.body.classList.contains('workshop'),
    nodes: all('.map-drawing a.node', (node) => node.dataset.iri + of(node, 'class') + of(node, 'transform')),
    lines: all('.map-drawing path[data-s]', (line) => of(line, 'class') + of(line, 'd')),
    look: of(document.querySelector('.map-drawing svg'), 'class'),
    card: all('#card', (card) => [words(card), card.closest('.o-sheet') !== null, card.checkVisibility()]),
    legend: all('[data-kind]', (box) => words(box) + of(box, 'aria-checked')),
    dates: all('#dates select', (select) => select.value),
    side: all('.map-here, .map-story, .map-ways, .map-changes, .map-index', words),
    outline: all('#outline li', (item) => [item.id, of(item.firstElementChild, 'aria-selected'),
      narrow && [item.checkVisibility(), words(item)]]),
    picture: narrow ? null : drawn?.toDataURL(),
  };
}"""
# The things of a kind that can be touched now, from which one is taken by its rank.
TOUCHED = """([selector, part]) => {
  const found = [...document.querySelectorAll(selector)].filter((one) => one.checkVisibility());
  const one = found[Math.floor(part * found.length)];
  one?.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true }));
  return one !== undefined;
}"""
Act = Callable[["Walk"], bool]


def touching(selector: str) -> Act:
    """Touches one of the links or buttons of a kind, wherever it is scrolled to."""
    return lambda walk: bool(walk.page.evaluate(TOUCHED, [selector, walk.chance.random()]))


def typing(*keys: str) -> Act:
    """Types these keys, with nothing in particular in the focus."""

    def act(walk: Walk) -> bool:
        for key in keys:
            walk.page.evaluate("document.activeElement?.blur()")
            walk.page.keyboard.press(key)
        return True

    return act


def sliding(walk: Walk) -> bool:
    """Moves the slider by a key."""
    if not walk.page.locator("#slider").is_enabled():
        return False
    walk.page.focus("#slider")
    walk.page.keyboard.press(walk.chance.choice(["Home", "End", "ArrowLeft", "ArrowRight"]))
    return True


def comparing(walk: Walk) -> bool:
    """Compares with some earlier day, or with none."""
    days = walk.page.locator("#dates [name=depuis] option")
    if not days.count():
        return False
    index = walk.chance.randrange(days.count())
    walk.page.locator("#dates [name=depuis]").select_option(index=index, force=True)
    return True


def filtering(walk: Walk) -> bool:
    """Filters by a place, a public or a cost: a form that loads a page."""
    form = walk.page.locator(".map-filter form")
    if not form.count():
        return False
    select = form.locator("select").nth(walk.chance.randrange(form.locator("select").count()))
    select.select_option(index=walk.chance.randrange(select.locator("option").count()), force=True)
    with walk.page.expect_navigation():
        form.evaluate("form => form.requestSubmit()")
    return True


def on_canvas(badge: bool) -> Act:
    """Touches a node that is drawn, or its number."""

    def act(walk: Walk) -> bool:
        page = walk.page
        name = "data-more" if badge else "data-iri"
        keys = page.locator(f".map-drawing a[{name}]").evaluate_all(
            "(links, name) => links.map((link) => link.getAttribute(name))", name
        )
        if walk.narrow or not keys:
            return False
        page.mouse.click(*page.evaluate(SPOT, [walk.chance.choice(keys), badge]))
        return True

    return act


def resizing(walk: Walk) -> bool:
    """Gives the window another size."""
    walk.resize(walk.chance.choice([size for size in WINDOWS if size != walk.size]))
    return True


def going(way: str) -> Act:
    """Back or forth in the history, within what was walked."""

    def act(walk: Walk) -> bool:
        if way == "back" and walk.page.evaluate("history.length") <= 2:
            return False
        walk.page.evaluate(f"history.{way}()")
        return True

    return act


ACTS: dict[str, Act] = {
    "another point of view": touching("#views a[data-map], .map-walks a"),
    "a node": on_canvas(badge=False),
    "a number": on_canvas(badge=True),
    "a branch of the outline": touching("#outline .o-toggle, #outline .o-rest a"),
    "a card of the outline": touching("#outline .o-card"),
    "something of the panel": touching(
        ".map-side :is(a[data-map], a[data-iri], a[data-show]), .o-sheet :is(a[data-map], a[data-iri], button)"
    ),
    "a box of the legend": touching("[data-kind]"),
    "the other shape": touching(".map-zoom a.chip"),
    "the workshop": typing("a"),
    "names of relations": typing("m"),
    "the next view of the story": typing("n"),
    "the view before": typing("b"),
    "the day before": typing("["),
    "the day after": typing("]"),
    "nothing chosen": typing("Escape"),
    "recentre": typing("Enter"),
    "turn a branch": typing(" "),
    "walk by arrows": typing("Home", "ArrowRight", "ArrowDown"),
    "larger, then whole": typing("+", "0"),
    "a film, and stop": lambda walk: touching("#play")(walk) and touching("#play")(walk),
    "the slider": sliding,
    "a comparison": comparing,
    "a filter": filtering,
    "another size": resizing,
    "back": going("back"),
    "forth": going("forward"),
}
# What is done more often than its share.
OFTEN = ["another point of view", "a number", "a comparison", "another size", "the workshop", "something of the panel"]


@dataclass
class Walk:
    """A map that somebody uses at random, beside a page that only loads addresses; what went wrong is kept."""

    page: Page
    seen: Seen
    fresh: Page
    chance: random.Random
    size: tuple[int, int] = WINDOWS[0]
    trail: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    @property
    def narrow(self) -> bool:
        """Whether the outline is the map."""
        return self.size[0] <= NARROW

    def resize(self, size: tuple[int, int]) -> None:
        """Both windows have that size."""
        self.size = size
        for page in (self.page, self.fresh):
            page.set_viewport_size(ViewportSize(width=size[0], height=size[1]))

    def step(self) -> None:
        """Does something that can be done, and looks."""
        names = [*ACTS, *OFTEN, *OFTEN]
        for _ in range(30):
            name = self.chance.choice(names)
            if ACTS[name](self):
                self.look(name)
                return
        raise AssertionError("nothing can be done here")

    def look(self, name: str) -> None:
        """The picture is that of a fresh load of the same address, and nothing was said."""
        self.trail.append(f"{name} {self.size[0]}" if name == "another size" else name)
        self.page.bring_to_front()
        at_rest(self.page)
        alive(self.page, self.narrow)
        for _ in range(3):
            address = self.page.url
            self.fresh.bring_to_front()
            self.fresh.goto(address)
            alive(self.fresh, self.narrow)
            expected = looked(self.fresh, LOOK)
            self.page.bring_to_front()
            found = looked(self.page, LOOK, expected)
            if found == expected or self.page.url == address:
                break
        if found != expected:
            # A machine that does much else may have shown the fresh page as it was before its last painting.
            self.fresh.bring_to_front()
            expected = looked(self.fresh, LOOK, found)
            self.page.bring_to_front()
        other = ", ".join(part for part in expected if found[part] != expected[part])
        if other:
            self.wrong.append(f"another {other}: {address}, {self.size}")
        self.wrong += self.seen.words


def alive(page: Page, narrow: bool) -> None:
    """Waits for the map of such a window."""
    page.wait_for_selector(".outline.alive" if narrow else ".map.with-canvas", state="attached")
    at_rest(page)


@pytest.mark.parametrize("query", STARTS)
def test_whatever_is_done_shows_what_its_address_gives(browser: Browser, touraine: str, query: str) -> None:
    for rank in range(LENGTH):
        lot = chance(f"wandering {query} {rank}")
        context = browser.new_context(locale="fr-FR", reduced_motion=lot.choice(["reduce", "no-preference"]))
        page, seen = opened(context, f"{touraine}/carte?{query}")
        walk = Walk(page, seen, context.new_page(), lot)
        walk.resize(lot.choice(WINDOWS))
        walk.look("start")
        while len(walk.trail) <= STEPS and not walk.wrong:
            walk.step()
        context.close()
        assert walk.wrong == [], walk.trail
