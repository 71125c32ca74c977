# SPDX-License-Identifier: AGPL-3.0-or-later
"""Why free software on paper and in a browser: two whole A4 pages in readable letters, on every size of screen."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pypdfium2
import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from tests.browser.chromium import NEEDED, Screens, faults, settled

pytestmark = [*NEEDED, pytest.mark.long]
ADDRESS = "/pourquoi-le-libre"
SMALLEST = 10.45  # points; the browser rounds
EDGE = 30.0  # points that printers leave blank
TEXT, HEIGHT = 1, 842


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    found = browser.new_context(viewport={"width": 1366, "height": 768}, locale="fr-FR", reduced_motion="reduce")
    yield found
    found.close()


def printed(context: BrowserContext, address: str) -> pypdfium2.PdfDocument:
    page = context.new_page()
    page.goto(address)
    settled(page)
    return pypdfium2.PdfDocument(io.BytesIO(page.pdf(prefer_css_page_size=True)))


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_it_prints_on_two_pages_without_a_line_cut(context: BrowserContext, touraine: str, lang: str) -> None:
    document = printed(context, f"{touraine}{ADDRESS}?lang={lang}")
    assert len(document) == 2
    for page in document:
        text = page.get_textpage()
        boxes = [text.get_charbox(index) for index in range(0, text.count_chars(), 5)]
        assert min(bottom for _, bottom, _, top in boxes if top > bottom) >= EDGE
        assert max(top for _, _, _, top in boxes) <= HEIGHT - EDGE
    document.close()


def test_its_letters_can_be_read(context: BrowserContext, touraine: str) -> None:
    document = printed(context, touraine + ADDRESS)
    sizes = [
        item.get_font_size() * abs(item.get_matrix().d)
        for page in document
        for item in page.get_objects(max_depth=5)
        if item.type == TEXT
    ]
    assert len(sizes) > 1000
    assert min(sizes) >= SMALLEST
    document.close()


def test_paper_has_the_code_and_room_to_write_and_no_buttons(context: BrowserContext, touraine: str) -> None:
    page = context.new_page()
    page.goto(touraine + ADDRESS)
    expect(page.get_by_role("button", name="Imprimer")).to_be_visible()
    page.emulate_media(media="print")
    expect(page.locator(".why-free-head .qr")).to_be_visible()
    expect(page.get_by_text("Votre contact, votre rendez-vous")).to_be_visible()
    expect(page.get_by_text("Deux pages à donner")).to_be_hidden()
    expect(page.get_by_text("Framadrop")).to_be_hidden()
    texts = [text for text in page.locator(".leaflet").all_inner_texts() if "L’Autre Brique" in text]
    assert len(texts) >= 1


@pytest.mark.parametrize(("width", "scheme"), [(1366, "light"), (320, "dark")])
def test_nothing_overflows_and_axe_finds_no_fault(screens: Screens, touraine: str, width: int, scheme: str) -> None:
    page = screens(width, scheme)
    page.goto(touraine + ADDRESS)
    page.locator("details.fold summary").first.click()
    for size in (1920, 390, width):
        page.set_viewport_size({"width": size, "height": 800})
        settled(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= size
    assert faults(page) == []


def test_from_a_tool_to_why_to_who_helps(context: BrowserContext, touraine: str) -> None:
    page = context.new_page()
    page.goto(f"{touraine}/fiche/tool/gmail")
    page.locator("main").get_by_role("link", name="Pourquoi le libre").first.click()
    page.wait_for_url("**/pourquoi-le-libre")
    page.get_by_label("L’association est à").fill("Chinon")
    page.get_by_role("button", name="Voir qui aide près d’elle").click()
    page.wait_for_url("**/orientation?**commune=Chinon**")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Chinon")
