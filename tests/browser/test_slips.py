# SPDX-License-Identifier: AGPL-3.0-or-later
"""Slips in a real browser: without script from noting to marking, on a small paper, and for everyone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pypdfium2
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.chromium import NEEDED, faults, served, settled
from tests.conftest import TESTS

pytestmark = NEEDED
ASKED = "/orientation/bon?commune=Chinon&besoin=file-sharing&acteur=organisation/atelier&service=service/files-back"


@dataclass(frozen=True)
class SlipTown:
    """A served town where slips were noted and marked: its address and the number of one."""

    address: str
    number: str


@pytest.fixture(scope="module")
def place(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SlipTown]:
    """The town after some work at the desk, all of it by hand in a browser without script."""
    with served(tmp_path_factory.mktemp("slips"), [TESTS / "ecosystem.ttl"]) as address:
        page = opened(browser, address + ASKED, script=False)
        for outcome in ("Pris en charge",) * 9 + ("Ce n’est pas pour moi",) * 5 + ("Injoignable",):
            page.goto(address + ASKED)
            page.get_by_role("button", name="Noter cette orientation").click()
            expect(page.get_by_role("status")).to_contain_text("L’orientation est notée")
            page.get_by_role("button", name=outcome).click()
            expect(page.get_by_role("status")).to_contain_text("C’est noté, merci")
        number = re.findall(r"/bon/(\w+)", page.url)[0]
        page.context.close()
        yield SlipTown(address, number)


def opened(browser: Browser, url: str, *, width: int = 1366, scheme: str = "light", script: bool = True) -> Page:
    """A page at a size, light or dark."""
    context = browser.new_context(
        viewport={"width": width, "height": 768},
        color_scheme="dark" if scheme == "dark" else "light",
        java_script_enabled=script,
        locale="fr-FR",
    )
    page = context.new_page()
    page.goto(url, wait_until="load")
    if script:
        settled(page)
    return page


def paths(place: SlipTown) -> list[str]:
    """Every page of slips, filled."""
    return [
        *(ASKED, "/orientation/bon", "/orientation/bon?besoin=file-sharing", f"/bon/{place.number}", "/bon"),
        *("/bon/suivi", "/bon/suivi?numero=K7M", f"/bon/suivi?numero={place.number}"),
        *("/bon?numero=K7M", "/corrections", "/retours", "/fiche/organisation/atelier"),
    ]


@pytest.mark.slow
@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1366, "light")])
def test_axe_finds_no_fault(browser: Browser, place: SlipTown, width: int, scheme: str) -> None:
    page = opened(browser, place.address, width=width, scheme=scheme)
    wrong = {}
    for path in paths(place):
        page.goto(place.address + path)
        page.evaluate("document.querySelectorAll('details').forEach((fold) => { fold.open = true; })")
        if found := faults(page):
            wrong[path] = found
    page.context.close()
    assert wrong == {}


def test_nothing_overflows(browser: Browser, place: SlipTown) -> None:
    page = opened(browser, place.address)
    for path in paths(place):
        page.goto(place.address + path)
        settled(page)
        for width in (320, 390, 768, 1366, 1920):
            page.set_viewport_size({"width": width, "height": 768})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    page.context.close()


def test_a_slip_prints_on_one_small_sheet(browser: Browser, place: SlipTown, tmp_path: Path) -> None:
    page = opened(browser, f"{place.address}/bon/{place.number}")
    page.pdf(path=tmp_path / "slip.pdf", prefer_css_page_size=True)
    page.context.close()
    printed = pypdfium2.PdfDocument(tmp_path / "slip.pdf")
    text = printed[0].get_textpage().get_text_range()
    width, height = printed[0].get_size()
    pages = len(printed)
    printed.close()
    assert (pages, round(width / 72 * 25.4), round(height / 72 * 25.4)) == (1, 105, 148)
    for written in (place.number[:3], "Atelier Exemple", "bonjour@atelier.example", "Chinon", "/bon"):
        assert written in text
    assert "Que s’est-il passé" not in text


def test_a_wrong_number_keeps_the_hand_on_the_keyboard(browser: Browser, place: SlipTown) -> None:
    page = opened(browser, f"{place.address}/bon")
    page.get_by_label("Numéro du bon").fill(place.number[:-1] + ("2" if place.number[-1] != "2" else "3"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("faute de frappe")
    page.get_by_label("Numéro du bon").fill(place.number.lower())
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Bon d’orientation")).to_be_visible()
    page.context.close()


def test_a_browser_that_was_asked_to_keeps_numbers_and_the_desk_reminds_of_old_ones(
    browser: Browser, place: SlipTown
) -> None:
    page = opened(browser, place.address + ASKED)
    page.get_by_role("button", name="Noter cette orientation").click()
    number = re.findall(r"/bon/(\w+)", page.url)[0]
    page.get_by_role("button", name="Garder ce numéro sur cet appareil").click()
    page.get_by_role("link", name="Vos orientations sans nouvelles").click()
    expect(page.locator(f"[data-number='{number}']")).to_contain_text("Atelier Exemple")
    assert faults(page) == []
    page.goto(place.address + "/orientation")
    expect(page.locator("[data-waiting]")).to_be_hidden()
    page.evaluate("(number) => localStorage.setItem('bons', JSON.stringify({ [number]: '2020-01-01' }))", number)
    page.reload()
    page.locator("[data-waiting] a").click()
    page.get_by_role("link", name="Dire ce qui s’est passé").click()
    page.get_by_role("button", name="Pris en charge").click()
    expect(page.get_by_role("status")).to_contain_text("C’est noté, merci")
    assert page.evaluate("localStorage.getItem('bons')") == "{}"
    page.context.close()
