# SPDX-License-Identifier: AGPL-3.0-or-later
"""Everybody can use every page: axe with all its rules, and what axe does not see, on the real graph."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect

from graph.entry.gate import Gate
from tests.browser.chromium import BOTH, NEEDED, Screens, faults, probe, served, settled
from tests.conftest import TESTS
from tests.instances import model, settings_in
from tests.siege import LENGTH

pytestmark = [*NEEDED, pytest.mark.long]
# What each visit of a developer checks; the whole list is for `make test-slow`.
SOME = ["/", "/orientation?commune=Tours&besoin=file-sharing", "/fiche/organisation/framasoft", "/carte?vue=besoins"]
# States of pages that no link of the directory leads to.
STATES = [
    "/",
    "/orientation",
    "/orientation?commune=Tours&besoin=file-sharing",
    "/orientation?commune=Saint-Martin&besoin=visio",
    "/orientation/fiche?commune=Tours&besoin=file-sharing",
    "/annuaire",
    "/annuaire?besoin=file-sharing",
    "/annuaire?q=zzzz",
    "/glossaire",
    "/ontologie",
    "/a-propos",
    "/accessibilite",
    "/droits",
    "/recherche",
    "/recherche?q=framasoft",
    "/recherche?q=zzzz",
    "/nulle-part",
    "/fiche/organisation/nulle",
    "/carte?vue=nulle",
    "/carte?vue=autour&centre=organisation/nulle",
    "/carte?date=1800-01-01",
    "/accessibilite?lang=en",
    "/fiche/organisation/framasoft?lang=en",
    "/carte?lang=en",
    "/diagnostic",
    "/couverture",
    "/croisements",
    "/lieu/commune-37261",
    "/lieu/epci-200072981",
    "/recherche?q=tenir+les+comptes+%C3%A0+Tours",
    "/recherche?q=mon+mari+me+frappe",
    "/orientation?besoin=queremos+hacer+una+pagina+para+nuestra+asociacion",
    "/pourquoi-le-libre",
    "/pourquoi-le-libre?lang=en",
    "/classement",
    "/classement/essai?besoin=file-sharing&commune=Tours&poids-cost=5&poids-need=0",
    "/fiche/tool/google-docs",
    "/fiche/tool/nextcloud",
    "/fiche/tool/gmail",
    "/fiche/need/file-sharing",
    "/fiche/need/accounting",
    "/fiche/argument/framasoft-closes",
    "/entre-professionnels",
    "/entrer/rien",
    "/carte?vue=reseaux&choix=network/chatons",
    "/carte?vue=reseaux&depuis=2016-01-01",
    "/carte?vue=besoins&mode=atelier",
    "/carte?vue=reseaux&masque=organisation&masque=network",
    "/carte?vue=lieux&cout=free",
    "/carte?vue=lieux&ouvert=https://schema.org/location",
    "/carte?vue=territoire&lieu=territory/epci-243700754",
    "/carte?vue=lieux&ouvert=territory/epci-243700754",
    "/carte?vue=reseaux&noms=oui",
    "/carte?recit=can-aval-ptca-2021&etape=4",
    "/carte?recit=can-aval-ptca-2021&etape=4&mode=atelier",
    "/recits",
    "/recit/can-aval-ptca-2021?etape=4",
    "/recit/can-aval-ptca-2021?etape=4&mode=atelier",
    "/recit/can-aval-ptca-2021/papier",
    "/carte?vue=reseaux&ouvert=rien",
    "/carte?vue=chemin&de=network/chatons&vers=network/ptca",
    "/carte/partager?vue=reseaux",
    "/carte/integrer?vue=reseaux",
    *(f"/carte?vue={view}" for view in ("reseaux", "reseau", "besoins", "territoire", "outils", "autour")),
]


def paths(address: str) -> Iterator[str]:
    """Every kind of page: the states above, each class of the directory, a card of each kind, the model's pages."""
    yield from STATES
    classes = [f"/annuaire/{cls.slug}" for cls in model().classes if cls.directory and not cls.restricted]
    cards: dict[str, str] = {}
    for path in classes:
        for card, kind in re.findall(r'href="(/fiche/([a-z-]+)/[^"?#]+)"', read(address + path)):
            cards.setdefault(kind, card)
    pages = sorted(set(re.findall(r'href="(/ontologie/[^"?#]+)"', read(address + "/ontologie"))))
    assert len(cards) > 5
    yield from [*classes, *cards.values(), *pages[:2], *pages[-2:]]


def builds(address: str) -> Iterator[str]:
    """A page of each build: lists, cards and maps are built by one template each, of which some are enough."""
    maps = [path for path in STATES if "/carte?" in path]
    rest = [path for path in paths(address) if path not in STATES]
    yield from [*(path for path in STATES if path not in maps), *maps[::4], *rest[::3]]


def read(address: str) -> str:
    with urlopen(address) as answer:
        return str(answer.read().decode())


def shown(page: Page, address: str) -> None:
    """The page at rest, its map alive."""
    page.goto(address, wait_until="load")
    if "/carte?" in address and page.locator("#outline").count():
        page.wait_for_selector(".outline.alive", state="attached")
    settled(page)


@pytest.fixture
def still(browser: Browser) -> Iterator[BrowserContext]:
    """A laptop that moves nothing and lets tests add styles."""
    context = browser.new_context(
        viewport={"width": 1366, "height": 768}, locale="fr-FR", reduced_motion="reduce", bypass_csp=True
    )
    yield context
    context.close()


def wrong_at(page: Page, addresses: Iterable[str]) -> dict[str, object]:
    """What axe finds on each of these pages, where it finds something."""
    wrong: dict[str, object] = {}
    for address in addresses:
        shown(page, address)
        if found := faults(page):
            wrong[address] = found
    return wrong


@pytest.mark.slow
@pytest.mark.parametrize(("width", "scheme"), BOTH)
def test_axe_finds_no_fault_on_any_page(screens: Screens, touraine: str, width: int, scheme: str) -> None:
    """Every kind of page, each colour of both schemes, and each width at which something is placed otherwise; on a
    telephone, a page of each build."""
    which = paths if (width, scheme) == BOTH[0] or LENGTH > 1 else builds
    assert wrong_at(screens(width, scheme), (touraine + path for path in which(touraine))) == {}


@pytest.mark.slow
@pytest.mark.parametrize(("width", "scheme"), [(1366, "dark"), (390, "light")])
def test_axe_finds_no_fault_in_the_other_scheme(screens: Screens, touraine: str, width: int, scheme: str) -> None:
    """Colours are taken from two lists by the same names: some pages of each kind show that none is mistaken."""
    some = [path for path in (*SOME, *STATES[::8]) if "lang=en" not in path]
    assert wrong_at(screens(width, scheme), (touraine + path for path in some)) == {}


@pytest.mark.parametrize(("path", "width", "scheme"), [(path, *BOTH[rank % 2]) for rank, path in enumerate(SOME)])
def test_axe_finds_no_fault(screens: Screens, touraine: str, path: str, width: int, scheme: str) -> None:
    """One page of each build; `make test-slow` goes through all."""
    assert wrong_at(screens(width, scheme), [touraine + path]) == {}


@pytest.mark.slow
def test_axe_finds_no_fault_in_what_opens(browser: Browser, touraine: str) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 800}, has_touch=True, locale="fr-FR")
    page = context.new_page()
    shown(page, f"{touraine}/carte?vue=reseaux")
    page.locator(".views-choice").tap()
    assert faults(page) == []
    page.keyboard.press("Escape")
    page.locator("#outline .o-card").first.tap()
    expect(page.locator("#outline-sheet a", has_text="Voir la fiche")).to_be_visible()
    assert faults(page) == []
    context.close()


@pytest.mark.slow
def test_axe_finds_no_fault_in_the_panels_of_a_workshop(desk: BrowserContext, touraine: str) -> None:
    page = desk.new_page()
    shown(page, f"{touraine}/carte?vue=reseaux&date=2022-01-01&depuis=2020-01-01&mode=atelier")
    for key in "plc/":
        page.evaluate("document.activeElement?.blur()")
        page.keyboard.press(key)
        expect(page.locator("#map[data-open]")).to_be_attached()
        assert faults(page) == [], key


@pytest.mark.slow
@pytest.mark.parametrize(("width", "scheme"), BOTH)
def test_axe_finds_no_fault_where_a_story_is_made(screens: Screens, tmp_path: Path, width: int, scheme: str) -> None:
    page = screens(width, scheme)
    with served(tmp_path, [TESTS / "ecosystem.ttl"]) as address:
        settings = settings_in(tmp_path)
        gate = Gate(settings.database_url, settings.secret_key)
        page.goto(f"{address}/entrer/{gate.invite('facilitator', 7)[1]}")
        gate.close()
        assert faults(page) == []
        page.locator("main form button").click()
        desk = f"{address}/entre-professionnels/recits"
        assert wrong_at(page, [desk, f"{desk}/ajouter?vue=reseaux"]) == {}
        # Nothing is said of the view: the form comes back with what is missing.
        page.get_by_label("Titre du nouveau récit").fill("Un essai")
        page.get_by_role("button", name="Ajouter", exact=True).click()
        expect(page.get_by_role("alert")).to_be_visible()
        assert faults(page) == []
        page.get_by_label("Titre de la vue").fill("Au début")
        page.get_by_label("Ce que cette vue raconte").fill("Deux réseaux.")
        page.get_by_label("D’où le savez-vous ?").fill("Compte rendu de juin")
        page.get_by_role("button", name="Ajouter", exact=True).click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Un essai")
        assert faults(page) == []
        assert wrong_at(page, [desk, f"{desk}/ajouter?vue=reseaux"]) == {}
        page.goto("about:blank")


# The spacing that readers may set (WCAG 1.4.12).
SPACED = """*{line-height:1.5!important;letter-spacing:.12em!important;word-spacing:.16em!important}
p{margin-bottom:2em!important}"""
WIDE = "document.documentElement.scrollWidth"


def structure(page: Page, address: str) -> list[str]:
    """What is wrong with the build and the reflow of one page."""
    page.set_viewport_size({"width": 1366, "height": 768})
    shown(page, address)
    order = probe(page, "order")
    wanted = {"main": 1, "title": True, "lang": "en" if "lang=en" in address else "fr", "first": 1, "skips": False}
    wrong = [f"{name}: {order[name]}" for name, value in wanted.items() if order[name] != value]
    if page.evaluate("document.getAnimations().length"):
        wrong.append("moves")
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    if page.evaluate(WIDE) > 1366:
        wrong.append("overflows with text twice as large")
    page.evaluate("document.documentElement.style.fontSize = ''")
    page.set_viewport_size({"width": 320, "height": 640})
    settled(page)
    if page.evaluate(WIDE) > 320:
        wrong.append("overflows at 320 pixels")
    page.add_style_tag(content=SPACED)
    if page.evaluate(WIDE) > 320:
        wrong.append("overflows with text spaced")
    return [*wrong, *(f"cut: {text}" for text in probe(page, "cut"))]


@pytest.mark.parametrize("path", SOME)
def test_a_page_is_well_built_and_reflows(still: BrowserContext, touraine: str, path: str) -> None:
    assert structure(still.new_page(), touraine + path) == []


@pytest.mark.slow
def test_every_page_is_well_built_and_reflows(still: BrowserContext, touraine: str) -> None:
    page = still.new_page()
    found = {path: structure(page, touraine + path) for path in paths(touraine) if "/integrer" not in path}
    assert {path: wrong for path, wrong in found.items() if wrong} == {}


def stops(page: Page, most: int) -> list[str]:
    """What is wrong along the Tab key."""
    wrong = []
    for _ in range(most):
        page.keyboard.press("Tab")
        stop = probe(page, "stop")
        if stop is None:
            break
        if not stop["ring"]:
            wrong.append(f"no ring: {stop['name']}")
        if not stop["seen"]:
            wrong.append(f"hidden: {stop['name']}")
    return wrong


@pytest.mark.slow
@pytest.mark.parametrize("path", SOME)
def test_every_stop_of_the_keyboard_shows_on_a_telephone(browser: Browser, touraine: str, path: str) -> None:
    context = browser.new_context(
        viewport={"width": 390, "height": 640}, locale="fr-FR", reduced_motion="reduce", color_scheme="dark"
    )
    page = context.new_page()
    shown(page, touraine + path)
    assert stops(page, 70) == []
    context.close()


@pytest.mark.slow
def test_every_stop_of_every_page_shows(still: BrowserContext, touraine: str) -> None:
    page, wrong = still.new_page(), {}
    for path in builds(touraine):
        shown(page, touraine + path)
        if found := stops(page, 70):
            wrong[path] = found
    assert wrong == {}


@pytest.mark.slow
def test_the_skip_link_leads_to_the_content(still: BrowserContext, touraine: str) -> None:
    page = still.new_page()
    for path in SOME:
        shown(page, touraine + path)
        page.keyboard.press("Tab")
        assert page.locator(":focus").inner_text() == "Aller au contenu"
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "content"
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.closest('main') !== null")


@pytest.mark.slow
def test_titles_tell_pages_apart(still: BrowserContext, touraine: str) -> None:
    page, titles = still.new_page(), {}
    for path in STATES:
        if not re.search(
            r"nulle|1800|integrer|lang=en|[?&](q|besoin|commune|choix|depuis|mode|masque|ouvert|lieu|noms|recit)=", path
        ):
            page.goto(touraine + path)
            titles.setdefault(page.title(), []).append(path)
    assert {title: same for title, same in titles.items() if len(same) > 1} == {}


@pytest.mark.slow
def test_colours_of_the_system_leave_the_map_readable(browser: Browser, touraine: str) -> None:
    for width, scheme in ((390, "dark"), (1366, "light")):
        context = browser.new_context(
            viewport=ViewportSize(width=width, height=768), forced_colors="active", color_scheme=scheme, locale="fr-FR"
        )  # type: ignore[arg-type]
        page = context.new_page()
        shown(page, f"{touraine}/carte?vue=besoins")
        # Which colours are drawn is the system's choice, which axe does not see.
        assert [fault for fault in faults(page) if fault[0] != "color-contrast"] == []
        assert probe(page, "bare") == 0
        ground = "getComputedStyle(document.querySelector('.map-drawing svg')).forcedColorAdjust"
        assert page.evaluate(ground) == "none"
        context.close()


@pytest.mark.slow
def test_nothing_is_told_by_colour_alone(still: BrowserContext, touraine: str) -> None:
    page = still.new_page()
    shown(page, f"{touraine}/carte?vue=territoire")
    for line in page.locator(".map-legend li").all():
        assert line.locator("svg use").count() == 1
        assert line.inner_text().strip()
    # In the tree every node but the centre says its kind in words.
    silent = page.evaluate(
        "() => [...document.querySelectorAll('#outline li[class*=k-]:not(.o-centre) > .o-entry .o-name')]"
        ".filter((name) => !name.querySelector('.vh')?.textContent.trim()).length"
    )
    assert silent == 0


@pytest.mark.slow
def test_french_words_are_marked_on_an_english_page(still: BrowserContext, touraine: str) -> None:
    page = still.new_page()
    page.goto(f"{touraine}/fiche/organisation/maison-des-associations-tours?lang=en")
    assert page.locator("html").get_attribute("lang") == "en"
    assert page.locator('main [lang="fr"]').first.inner_text() == "Maison des associations"  # another name
    page.goto(f"{touraine}/fiche/organisation/maison-des-associations-tours?lang=fr")
    assert page.locator('main [lang="fr"]').count() == 0


@pytest.mark.slow
def test_single_keys_can_be_turned_off(still: BrowserContext, touraine: str) -> None:
    page = still.new_page()
    page.goto(f"{touraine}/accessibilite")
    page.locator("main h1").click()
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "q-banner"
    page.locator("[data-keys]").uncheck()
    page.reload()
    assert not page.locator("[data-keys]").is_checked()
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") != "q-banner"
    shown(page, f"{touraine}/carte?vue=reseaux")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") not in ("q-map", "q-banner")


def tab_to(page: Page, selector: str, most: int = 90) -> None:
    """Presses Tab until that is focused; fails when it is not within reach."""
    for _ in range(most):
        if page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the Tab key does not lead to {selector}")


@pytest.mark.slow
def test_a_whole_journey_on_the_keyboard(still: BrowserContext, touraine: str) -> None:
    page = still.new_page()
    page.goto(f"{touraine}/")
    page.keyboard.press("/")
    expect(page.locator("#q-banner")).to_be_focused()
    page.keyboard.type("autre brique")
    page.keyboard.press("Enter")
    page.wait_for_url("**/recherche?**")
    tab_to(page, "main h3 a")
    assert "L’Autre Brique" in page.locator(":focus").inner_text()
    page.keyboard.press("Enter")
    page.wait_for_url("**/fiche/organisation/**")
    tab_to(page, 'main a[href^="/carte"]')
    page.keyboard.press("Enter")
    page.wait_for_url("**/carte?vue=autour**")
    page.wait_for_selector(".outline.alive")
    # The actor in the tree, a thing that it is linked to otherwise, and back.
    tab_to(page, "#outline [role=treeitem]")
    assert "L’Autre Brique" in page.locator(":focus .o-word").first.inner_text()
    said = page.locator("#announcement")
    linked = page.evaluate("document.querySelector('#outline [role=treeitem]:has(> .o-also)').id")
    while not page.evaluate("(id) => document.activeElement.id === id", linked):
        page.keyboard.press("ArrowDown")
    start = page.locator(":focus .o-word").first.inner_text()
    page.keyboard.press("Space")
    expect(said).to_contain_text(start)
    page.keyboard.press("Tab")
    followed = page.locator(":focus").inner_text()
    page.keyboard.press("Enter")
    expect(said).to_contain_text("Lien suivi")
    assert followed in page.locator(":focus .o-word").first.inner_text()
    page.keyboard.press("Backspace")
    expect(said).to_contain_text(f"Revenu à : {start}")
    # Another date, told and kept in the address.
    tab_to(page, "#slider")
    page.keyboard.press("ArrowLeft")
    page.wait_for_url("**date=20*")
    expect(said).to_contain_text("L’Autre Brique")
    expect(page.locator("#slider")).to_be_focused()
    # The map to take away.
    tab_to(page, ".map-share summary", most=200)
    page.keyboard.press("Enter")
    tab_to(page, '.map-menu a[download="carte.svg"]')
    with page.expect_download() as taken:
        page.keyboard.press("Enter")
    assert taken.value.suggested_filename.endswith(".svg")
