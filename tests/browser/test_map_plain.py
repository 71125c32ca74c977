# SPDX-License-Identifier: AGPL-3.0-or-later
"""The map without a script, on paper, and for those who do not see it: everything is there too."""

from __future__ import annotations

import io
import re

import pypdfium2
import pytest
from playwright.sync_api import Browser, BrowserContext, ViewportSize, expect

from tests.browser.chromium import NEEDED, faults
from tests.browser.stage import alive, at_rest, opened

pytestmark = [*NEEDED, pytest.mark.slow]


def test_without_a_script_everything_is_there(browser: Browser, town: str) -> None:
    context = browser.new_context(viewport={"width": 1366, "height": 768}, java_script_enabled=False, locale="fr-FR")
    page, seen = opened(context, f"{town}/carte?vue=reseaux&date=2021-04-15")
    assert page.locator(".map-drawing a.node").count() == page.locator("#outline [data-iri]").count()
    page.select_option("#map-date", index=0)
    page.click(".time-apply")
    expect(page).to_have_url(re.compile("date=20"))
    page.goto(f"{town}/carte?vue=reseaux&date=2021-04-15")
    page.select_option("[name=depuis]", index=1)
    page.click(".time-apply")
    expect(page).to_have_url(re.compile("depuis=20"))
    assert page.locator(".map-changes").count() == 1
    page.fill("#q-map", "passerelle")
    page.click(".map-search button")
    expect(page).to_have_url(re.compile("choix=organisation%2Fpasserelle"))
    expect(page.locator("#card h2")).to_contain_text("La Passerelle")
    expect(page.locator(".map-drawing a.choice")).to_contain_text("La Passerelle")
    page.locator("[data-kind]").first.click()
    expect(page).to_have_url(re.compile("masque="))
    page.goto(f"{town}/carte?vue=reseaux&date=2021-04-15")
    page.locator(".map-drawing a.node").nth(2).click()
    expect(page).to_have_url(re.compile("/fiche/"))
    assert seen.words == []
    context.close()


def test_on_paper_there_is_the_drawing_then_the_outline(desk: BrowserContext, touraine: str) -> None:
    page, _ = alive(desk, touraine, "vue=besoins")
    at_rest(page)
    pdf = pypdfium2.PdfDocument(io.BytesIO(page.pdf(prefer_css_page_size=True, print_background=True)))
    width, height = pdf[0].get_size()
    assert width > height
    texts = [pdf[rank].get_textpage().get_text_range() for rank in range(len(pdf))]
    label = "Communiquer"
    assert "Services par besoin" in texts[0]
    assert label in texts[0]
    assert label in texts[1]
    assert len(texts) <= 7
    # Lines of the drawing, not a picture of them.
    kinds = [item.type for item in pdf[0].get_objects()]
    assert kinds.count(pypdfium2.raw.FPDF_PAGEOBJ_PATH) > 40
    assert kinds.count(pypdfium2.raw.FPDF_PAGEOBJ_IMAGE) == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    "query",
    [
        "vue=reseaux&date=2021-04-15&depuis=2020-01-01&choix=network/ptca",
        "vue=besoins&masque=service",
        "vue=outils&forme=rayons",
        "vue=reseaux&mode=atelier",
        "vue=reseaux&ouvert=network/nothing&choix=network/nobody",
    ],
    ids=["compared and chosen", "masked", "ring", "workshop", "with notices"],
)
def test_axe_finds_no_serious_fault(browser: Browser, touraine: str, scheme: str, query: str) -> None:
    size = ViewportSize(width=1366, height=768)
    context = browser.new_context(viewport=size, color_scheme=scheme, locale="fr-FR", bypass_csp=True)  # type: ignore[arg-type]
    page, _ = alive(context, touraine, query)
    at_rest(page)
    assert [fault for fault in faults(page) if fault[1] in {"serious", "critical"}] == []
    context.close()
