# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pages in a real browser: nothing overflows, nothing is blocked, axe finds no fault, and the keyboard is enough."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, ViewportSize

from tests.browser.chromium import BOTH, NEEDED, Screens, faults, served, settled
from tests.conftest import TESTS
from tests.instances import PREFIXES, write

pytestmark = [*NEEDED, pytest.mark.slow]
MENTION = """<id/source/mention> a schema:Dataset ; skos:prefLabel "Une mention"@fr ;
  dct:license <https://www.etalab.gouv.fr/licence-ouverte-open-licence> .
<id/organisation/neighbour> a org:FormalOrganization ; skos:prefLabel "Le Voisin"@fr ;
  dct:description "Un membre du LCE, comme d’autres membres du LCE."@fr .
"""
PAGES = {
    "home": "/",
    "form": "/orientation",
    "referral": "/orientation?commune=Chinon&besoin=file-sharing&outil=GrosMail&date=2021-06-01&pourquoi=Club",
    "choices": "/orientation?commune=Saint-Martin&besoin=visio",
    "sheet": "/orientation/fiche?commune=Chinon&besoin=file-sharing&date=2021-06-01",
    "directory": "/annuaire?besoin=file-sharing",
    "card": "/fiche/organisation/atelier",
    "network": "/fiche/network/cercle",
    "glossary": "/glossaire",
    "ontology": "/ontologie",
    "search": "/recherche?q=atelier",
    "about": "/a-propos",
    "accessibility": "/accessibilite",
    "rights": "/droits",
    "error": "/nulle-part",
}


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server of the small town, and of a page that mentions acronyms."""
    folder = tmp_path_factory.mktemp("browser")
    more = write(folder, PREFIXES + MENTION, "mention.ttl")
    with served(folder, (TESTS / "ecosystem.ttl", more)) as found:
        yield found


def opened(
    browser: Browser, url: str, *, width: int = 1366, scheme: str = "light", script: bool = True
) -> tuple[Page, list[str]]:
    """A page and the list where its console errors come; requests elsewhere are errors too."""
    context = browser.new_context(
        viewport=ViewportSize(width=width, height=800),
        color_scheme=scheme,  # type: ignore[arg-type]
        java_script_enabled=script,
        locale="fr-FR",
    )
    page = context.new_page()
    wrong: list[str] = []
    page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
    page.on("request", lambda sent: None if sent.url.startswith(url.rsplit("/", 1)[0][:21]) else wrong.append(sent.url))
    page.goto(url, wait_until="load")
    if script:
        settled(page)
    return page, wrong


@pytest.mark.parametrize(("width", "scheme"), BOTH)
@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES.keys())
def test_axe_finds_no_fault(screens: Screens, address: str, path: str, width: int, scheme: str) -> None:
    page = screens(width, scheme)
    page.goto(address + path)
    assert faults(page) == []


@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES.keys())
def test_nothing_overflows_or_is_blocked(browser: Browser, address: str, path: str) -> None:
    page, wrong = opened(browser, address + path)
    for width in (390, 768, 1366, 1920):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.context.close()
    expected = 1 if path in (PAGES["choices"], PAGES["error"]) else 0  # the answer's own status is told in the console
    assert [fault for fault in wrong if "Failed to load resource" not in fault] == []
    assert len(wrong) <= expected


def test_the_keyboard_and_no_script_are_enough_to_be_referred(browser: Browser, address: str) -> None:
    page, _ = opened(browser, f"{address}/", script=False)
    page.keyboard.press("Tab")
    assert page.locator(":focus").inner_text() == "Aller au contenu"
    page.locator("#commune").focus()
    page.keyboard.type("Chinon")
    page.keyboard.press("Tab")
    page.keyboard.type("partager des fichiers")
    page.keyboard.press("Enter")
    page.wait_for_url("**/orientation?**")
    assert "Chinon" in page.locator("h1").inner_text()
    assert page.locator("[data-first] h3, #welcomes h3").count() >= 1
    page.context.close()


def test_an_acronym_opens_in_place(browser: Browser, address: str) -> None:
    page, _ = opened(browser, f"{address}/fiche/organisation/neighbour", script=False)
    assert page.locator("button.acronym").count() == 1
    page.locator("button.acronym").click()
    assert page.locator(".tooltip:popover-open").count() == 1
    page.context.close()


@pytest.mark.parametrize(
    "asked",
    [
        "besoin=file-sharing",
        "besoin=file-sharing&outil=GrosMail",
        "besoin=file-sharing&besoin=website&besoin=visio&outil=GrosMail&public=seniors&gratuit=1",
        "besoin=accounting",
    ],
)
def test_the_sheet_prints_on_one_page(browser: Browser, address: str, asked: str) -> None:
    page, _ = opened(browser, f"{address}/orientation/fiche?commune=Chinon&date=2021-06-01&{asked}")
    printed = page.pdf(format="A4", prefer_css_page_size=True)
    page.context.close()
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", printed)) == 1


def test_a_printed_answer_keeps_its_path(browser: Browser, address: str) -> None:
    page, _ = opened(browser, address + PAGES["referral"], width=390)
    assert not page.locator(".chain").first.is_visible()
    page.emulate_media(media="print")
    assert page.locator(".chain").first.is_visible()
    page.context.close()
