# SPDX-License-Identifier: AGPL-3.0-or-later
"""The map as a tree: the same view as the drawing, all of it from the keyboard, and the map itself on a telephone."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from urllib.parse import quote
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, BrowserContext, FloatRect, Locator, Page, ViewportSize, expect

from tests.browser.chromium import NEEDED, faults, probe, settled

pytestmark = NEEDED
WAY = "chemin&de=organisation/autre-brique&vers=organisation/framasoft"
VIEWS = ["reseaux", "reseau", "besoins", "territoire", "outils", "autour", WAY]
TELEPHONE = ViewportSize(width=390, height=844)


@pytest.fixture
def desk(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 1366, "height": 768}, locale="fr-FR", reduced_motion="reduce")
    yield context
    context.close()


@pytest.fixture
def telephone(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(
        viewport=TELEPHONE, has_touch=True, is_mobile=True, locale="fr-FR", reduced_motion="reduce"
    )
    yield context
    context.close()


class OutlineReader(HTMLParser):
    """The nested lists of a page: each node with its parent, and the other nodes that it links to."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.above: list[str] = []
        self.parents: dict[str, str | None] = {}
        self.pairs: set[frozenset[str]] = set()
        self.feed(html[html.index('id="outline"') : html.index('id="outline-sheet"')])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        if tag == "li":
            iri = known.get("data-key", known.get("data-iri"))
            if iri:
                assert iri not in self.parents
                self.parents[iri] = next((one for one in reversed(self.above) if one), None)
            self.above.append(iri or "")
        elif known.get("data-to"):
            self.pairs.add(frozenset((self.above[-1], str(known["data-to"]))))

    def handle_endtag(self, tag: str) -> None:
        if tag == "li":
            self.above.pop()


def read(address: str) -> str:
    with urlopen(address) as answer:
        return str(answer.read().decode())


def drawn(html: str) -> tuple[list[str], set[tuple[str, str]], set[frozenset[str]]]:
    """Nodes in order, branches (parent, child) and other relations of the drawing in a page."""
    svg = html[html.index("<svg xmlns") : html.index("</svg>", html.index("<svg xmlns"))]
    keys = re.findall(r'class="node [^"]*"[^>]*? data-iri="([^"]+)"(?: data-key="([^"]+)")?', svg)
    nodes = [key or iri for iri, key in keys]
    lines = re.findall(r'<path class="(\w+)[^"]*"[^>]*? data-s="(\d+)" data-o="(\d+)"', svg)
    branches = {(nodes[int(s)], nodes[int(o)]) for name, s, o in lines if name == "branch"}
    others = {frozenset((nodes[int(s)], nodes[int(o)])) for name, s, o in lines if name in ("cross", "change")}
    return nodes, branches, others


def compare(address: str, query: str) -> dict[str, object]:
    """Holds the three forms of one view against each other; gives the view as data."""
    document: dict[str, object] = json.loads(read(f"{address}/carte.json?{query}"))
    html = read(f"{address}/carte?{query}")
    outline = OutlineReader(html)
    nodes, branches, others = drawn(html)
    known: list[dict[str, str | None]] = document["nodes"]  # type: ignore[assignment]
    assert [node["key"] for node in known] == nodes == list(outline.parents), query
    parents = {str(node["key"]): node["parent_key"] for node in known}
    assert outline.parents == parents, query
    assert branches == {(parent, iri) for iri, parent in parents.items() if parent}, query
    assert outline.pairs == others, query
    return document


@pytest.mark.parametrize("view", VIEWS)
def test_the_tree_is_the_same_view_as_the_drawing_and_the_data(touraine: str, view: str) -> None:
    document = compare(touraine, f"vue={view}")
    nodes: list[dict[str, object]] = document["nodes"]  # type: ignore[assignment]
    dates: list[str] = document["dates"]  # type: ignore[assignment]
    kinds = sorted({str(node["kind"]) for node in nodes if node["kind"]})
    folded = [quote(str(node["key"]), safe="") for node in nodes if node["hidden"]]
    for iri in [*folded[:4], *folded[-2:]]:
        compare(touraine, f"vue={view}&ouvert={iri}")
    compare(touraine, f"vue={view}&" + "&".join(f"ouvert={iri}" for iri in folded[:5]))
    for day in (dates[0], dates[len(dates) // 2]) if dates else ():
        compare(touraine, f"vue={view}&date={day}")
        compare(touraine, f"vue={view}&depuis={day}")
    compare(touraine, f"vue={view}&masque={kinds[0]}&choix={quote(str(nodes[-1]['iri']), safe='')}")
    compare(touraine, f"vue={view}&mode=atelier")


def alive(context: BrowserContext, address: str) -> Page:
    page = context.new_page()
    page.words = []  # type: ignore[attr-defined]
    page.on("console", lambda said: page.words.append(said.text))  # type: ignore[attr-defined]
    page.on("pageerror", lambda error: page.words.append(str(error)))  # type: ignore[attr-defined]
    page.goto(address)
    page.wait_for_selector(".outline.alive")
    return page


def item(page: Page, name: str) -> Locator:
    return page.locator(f'#outline li[data-iri$="/{name}"] > [role=treeitem]')


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.querySelector?.('.o-word')?.textContent ?? ''"))


def into_the_tree(page: Page) -> None:
    page.locator("#outline [role=treeitem][tabindex='0']").focus()


def test_the_tree_tells_levels_places_and_sizes(desk: BrowserContext, touraine: str) -> None:
    page = alive(desk, f"{touraine}/carte?vue=besoins")
    assert probe(page, "mute") == []
    assert page.locator("#outline [role=tree]").get_attribute("aria-labelledby") == "outline-title"
    assert page.locator("#outline [role=treeitem][tabindex='0']").count() == 1
    assert page.locator("#outline [aria-current=location]").count() == 1
    assert page.words == []  # type: ignore[attr-defined]


def test_arrows_home_end_and_letters_walk_the_tree(desk: BrowserContext, touraine: str) -> None:
    page = alive(desk, f"{touraine}/carte?vue=besoins")
    into_the_tree(page)
    page.keyboard.press("ArrowRight")
    first = focused(page)
    page.keyboard.press("ArrowLeft")
    assert page.evaluate("document.activeElement.ariaExpanded") == "false"
    page.keyboard.press("ArrowDown")
    second = focused(page)
    assert second not in ("", first)
    page.keyboard.press("ArrowUp")
    assert focused(page) == first
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.ariaExpanded") == "true"
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowLeft")
    assert focused(page) == first
    page.keyboard.press("End")
    assert page.evaluate("document.activeElement.closest('li').nextElementSibling") is None
    page.keyboard.press("Home")
    assert page.evaluate("document.activeElement.ariaLevel") == "1"
    # « Être visible » without its accent; letters which are keys of the map elsewhere are letters here.
    page.keyboard.type("etre vi")
    assert focused(page) == "Être visible"
    page.wait_for_timeout(800)  # the pause after which letters begin another word
    page.keyboard.press("f")
    assert focused(page).lower().startswith("f")
    assert page.words == []  # type: ignore[attr-defined]


def test_an_asterisk_opens_the_branches_around(desk: BrowserContext, touraine: str) -> None:
    page = alive(desk, f"{touraine}/carte?vue=reseaux")
    into_the_tree(page)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowLeft")
    expect(page.locator("#outline [aria-level='2'][aria-expanded=false]")).not_to_have_count(0)
    page.keyboard.press("*")
    folded = page.locator("#outline li:has([role=group]) > [aria-level='2'][aria-expanded=false]")
    expect(folded).to_have_count(0)


def test_space_selects_and_enter_reads_the_card(desk: BrowserContext, touraine: str) -> None:
    page = alive(desk, f"{touraine}/carte?vue=reseaux")
    network = item(page, "network/chatons")
    network.focus()
    page.keyboard.press("Space")
    expect(network).to_have_attribute("aria-selected", "true")
    expect(page.locator("#announcement")).to_contain_text("CHATONS")
    expect(page).to_have_url(re.compile("choix=network%2Fchatons"))
    assert focused(page) == "CHATONS"
    page.keyboard.press("Enter")
    expect(page.locator("#card h2")).to_contain_text("CHATONS")
    assert page.evaluate("document.activeElement.id") == "card"
    page.keyboard.press("Escape")
    expect(network).to_have_attribute("aria-selected", "false")
    expect(page).not_to_have_url(re.compile("choix"))
    assert page.words == []  # type: ignore[attr-defined]


def test_shift_and_enter_recentre_the_map(desk: BrowserContext, touraine: str) -> None:
    page = alive(desk, f"{touraine}/carte?vue=reseaux")
    item(page, "network/chatons").focus()
    page.keyboard.press("Shift+Enter")
    page.wait_for_url("**vue=autour*")
    here = page.locator("#outline li:has(> [aria-current=location])")
    expect(here).to_have_attribute("data-iri", re.compile("network/chatons$"))


def test_a_cross_link_is_followed_and_one_comes_back(desk: BrowserContext, touraine: str) -> None:
    page = alive(desk, f"{touraine}/carte?vue=reseaux")
    start = page.locator("#outline li[data-iri] > [role=treeitem]:has(.o-also)").first
    name = start.locator(".o-word").first.text_content() or "?"
    described = start.get_attribute("aria-describedby")
    assert page.locator(f'[id="{described}"]').text_content()
    start.focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    link = page.locator(":focus")
    goal = page.locator(f'#outline li[data-iri="{link.get_attribute("data-to")}"] > [role=treeitem]')
    page.keyboard.press("Enter")
    expect(goal).to_be_focused()
    expect(page.locator("#announcement")).to_contain_text("Lien suivi")
    expect(goal).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Backspace")
    assert focused(page) == name
    expect(page.locator("#announcement")).to_contain_text(f"Revenu à : {name}")
    assert page.words == []  # type: ignore[attr-defined]


def test_the_server_opens_more_and_takes_it_back(desk: BrowserContext, touraine: str) -> None:
    page = alive(desk, f"{touraine}/carte?vue=besoins")
    before = page.locator("#outline li[data-iri]").count()
    more = page.locator("#outline .o-rest:not(.o-less)").first
    iri = more.locator("a").get_attribute("data-more")
    own = page.locator(f'#outline li[data-iri="{iri}"] li[data-iri]')
    first = own.count()
    more.locator("[role=treeitem]").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**ouvert=*")
    owner = page.locator(f'#outline li[data-iri="{iri}"]')
    expect(owner.locator("> [role=treeitem]")).to_be_focused()
    expect(page.locator("#announcement")).to_contain_text("de plus")
    assert own.count() > first  # elsewhere, others may have made room for them
    less = owner.locator(".o-less").last
    less.locator("[role=treeitem]").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "ouvert" not in url)
    expect(page.locator("#outline li[data-iri]")).to_have_count(before)
    assert page.words == []  # type: ignore[attr-defined]


def place(shown: Locator) -> FloatRect:
    """Where something stands in the window."""
    found = shown.bounding_box()
    assert found is not None
    return found


def test_the_drawer_shows_itself_to_the_keyboard_and_to_the_mouse(desk: BrowserContext, touraine: str) -> None:
    page = alive(desk, f"{touraine}/carte?vue=reseaux")
    corps = page.locator("#outline .o-body")
    assert place(corps)["x"] + place(corps)["width"] < 0
    into_the_tree(page)
    assert place(corps)["x"] > 0
    assert place(corps)["width"] > 300
    page.evaluate("document.activeElement.blur()")
    page.locator("#outline .o-open").click()
    expect(page.locator("#outline .o-open")).to_have_attribute("aria-expanded", "true")
    assert focused(page) == "Réseaux"


def test_closed_the_drawer_is_still_there_for_screen_readers(desk: BrowserContext, touraine: str) -> None:
    page = alive(desk, f"{touraine}/carte?vue=reseaux")
    session = desk.new_cdp_session(page)
    session.send("Accessibility.enable")
    told = session.send("Accessibility.getFullAXTree")["nodes"]
    items = [node["name"]["value"] for node in told if node.get("role", {}).get("value") == "treeitem"]
    drawn = page.locator("#outline li[data-iri]")
    assert place(page.locator("#outline .o-body"))["x"] < 0
    assert len(items) >= drawn.count() > 20
    assert "PTCA" in " ".join(items)


def test_without_a_script_all_is_unfolded_and_leads_somewhere(browser: Browser, touraine: str) -> None:
    context = browser.new_context(viewport=TELEPHONE, java_script_enabled=False, locale="fr-FR")
    page = context.new_page()
    page.goto(f"{touraine}/carte?vue=besoins")
    items = page.locator("#outline li[data-iri]")
    assert items.count() > 30
    assert all(items.nth(index).is_visible() for index in range(items.count()))
    assert page.locator("#outline [role=treeitem]").count() == 0
    page.locator("#outline .o-rest a").first.click()
    expect(page).to_have_url(re.compile("ouvert="))
    assert page.locator("#outline li[data-iri]").count() > 30
    page.locator("#outline .o-name[href*='/fiche/']").last.click()
    expect(page).not_to_have_url(re.compile("/carte"))
    context.close()


def test_paper_gets_the_whole_tree(telephone: BrowserContext, touraine: str) -> None:
    page = alive(telephone, f"{touraine}/carte?vue=reseaux")
    page.emulate_media(media="print")
    items = page.locator("#outline li[data-iri]")
    assert all(items.nth(index).is_visible() for index in range(items.count()))
    assert not page.locator("#outline .o-toggle").first.is_visible()


def asked_of_the_server(page: Page) -> list[str]:
    found: list[str] = []
    page.on("request", lambda request: found.append(request.url) if "/carte" in request.url else None)
    return found


def test_a_telephone_opens_and_folds_branches_without_the_network(telephone: BrowserContext, touraine: str) -> None:
    page = alive(telephone, f"{touraine}/carte?vue=reseaux")
    assert not any("vis-network" in url for url in page.evaluate("performance.getEntries().map((one) => one.name)"))
    first, second = (page.locator("#outline [aria-level='2'][aria-expanded]").nth(index) for index in (0, 1))
    expect(first).to_have_attribute("aria-expanded", "true")
    expect(second).to_have_attribute("aria-expanded", "false")
    assert not page.locator("#outline [role=group] [role=group] [role=group] li").first.is_visible()
    requests = asked_of_the_server(page)
    second.locator("> .o-row .o-name").tap()
    expect(second).to_have_attribute("aria-expanded", "true")
    expect(page).to_have_url(re.compile("ouvert=.*ouvert="))
    first.locator("> .o-row .o-toggle").tap()
    second.locator("> .o-row .o-toggle").tap()
    expect(page).to_have_url(re.compile("ouvert=rien$"))
    assert requests == []
    page.reload()
    expect(page.locator("#outline [aria-level='2'][aria-expanded=true]")).to_have_count(0)
    assert page.words == []  # type: ignore[attr-defined]


def test_a_telephone_shows_every_step_of_a_path(telephone: BrowserContext, touraine: str) -> None:
    ends = "de=organisation/autre-brique&vers=organisation/framasoft"
    page = alive(telephone, f"{touraine}/carte?vue=chemin&{ends}")
    steps = page.locator("#outline .o-text", has_text=re.compile("étape \\d du chemin"))
    assert steps.count() >= 3
    for index in range(steps.count()):
        expect(steps.nth(index)).to_be_visible()


def test_a_telephone_shows_a_card_in_a_sheet(telephone: BrowserContext, touraine: str) -> None:
    page = alive(telephone, f"{touraine}/carte?vue=reseaux")
    theme = page.locator("#outline [aria-level='2'][aria-expanded=true]").first
    theme.locator("> .o-row .o-card").tap()
    sheet = page.locator("#outline-sheet")
    expect(sheet).to_be_visible()
    expect(sheet).to_be_focused()
    expect(sheet.locator("a", has_text="Voir la fiche")).to_be_visible()
    expect(page).to_have_url(re.compile("choix="))
    box, row = sheet.bounding_box(), theme.locator("> .o-row").bounding_box()
    assert box is not None
    assert row is not None
    assert row["y"] + row["height"] <= box["y"]
    sheet.locator(".o-close").tap()
    expect(sheet).to_be_hidden()
    expect(theme).to_be_focused()
    expect(page).not_to_have_url(re.compile("choix"))
    leaf = page.locator("#outline [role=treeitem]:not([aria-expanded]):visible").last
    leaf.locator(".o-name").tap()
    expect(sheet).to_be_visible()
    page.reload()
    page.wait_for_selector(".outline.alive")
    expect(sheet).to_be_visible()
    expect(sheet.locator("a", has_text="Voir la fiche")).to_be_visible()
    assert page.words == []  # type: ignore[attr-defined]


def test_a_telephone_asks_the_server_for_the_rest(telephone: BrowserContext, touraine: str) -> None:
    page = alive(telephone, f"{touraine}/carte?vue=besoins")
    folded = page.locator("#outline li[data-hidden]:visible").last
    iri = folded.get_attribute("data-iri")
    folded.locator("> .o-entry .o-toggle").tap()
    page.wait_for_url("**ouvert=*")
    opened = page.locator(f'#outline li[data-iri="{iri}"]')
    expect(opened.locator("> [role=treeitem]")).to_have_attribute("aria-expanded", "true")
    expect(opened.locator("li[data-iri]").first).to_be_visible()
    assert page.words == []  # type: ignore[attr-defined]


@pytest.mark.parametrize("width", [320, 390])
@pytest.mark.parametrize("view", ["reseaux", "besoins", "outils"])
def test_a_thumb_can_use_the_map_of_a_telephone(browser: Browser, touraine: str, view: str, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 640}, has_touch=True, locale="fr-FR")
    page = alive(context, f"{touraine}/carte?vue={view}")
    settled(page)
    assert probe(page, "small") == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    settled(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()


def test_the_header_of_a_telephone_stays_and_changes_the_point_of_view(
    telephone: BrowserContext, touraine: str
) -> None:
    page = alive(telephone, f"{touraine}/carte?vue=outils")
    page.mouse.wheel(0, 900)
    page.wait_for_function("() => scrollY > 300")
    settled(page)
    header = page.locator(".map-head").bounding_box()
    assert header is not None
    assert header["y"] <= 1
    assert header["height"] < 90
    page.locator(".views-choice").tap()
    page.locator("#views a", has_text="Services par besoin").tap()
    page.wait_for_url("**vue=besoins*")
    expect(page.locator("#outline [aria-level='1'] .o-word").first).to_contain_text("Besoins")
    expect(page.locator("#views")).to_be_hidden()


def test_branches_unfold_smoothly_unless_one_asks_for_stillness(browser: Browser, touraine: str) -> None:
    for motion, moving in (("no-preference", True), ("reduce", False)):
        context = browser.new_context(viewport=TELEPHONE, locale="fr-FR", reduced_motion=motion)  # type: ignore[arg-type]
        page = alive(context, f"{touraine}/carte?vue=reseaux")
        page.wait_for_selector(".outline.animated")
        page.evaluate(
            "addEventListener('transitionrun', ({ propertyName }) => { (window.run ??= []).push(propertyName); })"
        )
        page.locator("#outline [aria-level='2'][aria-expanded=false] > .o-row .o-toggle").first.click()
        if moving:
            page.wait_for_function("() => window.run?.includes('grid-template-rows')")
        settled(page)
        assert ("grid-template-rows" in page.evaluate("window.run ?? []")) is moving
        context.close()


def test_a_kind_that_is_left_out_comes_back_with_its_box(desk: BrowserContext, touraine: str) -> None:
    page = alive(desk, f"{touraine}/carte?vue=reseaux&masque=organisation")
    actors = page.locator("#outline .k-organisation")
    expect(actors).to_have_count(0)
    page.locator('[data-kind="organisation"]').click()
    expect(actors).not_to_have_count(0)
    assert faults(page) == []
