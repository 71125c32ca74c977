# SPDX-License-Identifier: AGPL-3.0-or-later
"""A form in the browser: what resembles it is shown while one types; a draft stays on the device until it is sent."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, expect

pytestmark = pytest.mark.browser
WIDTHS = (1366, 390)


def test_a_draft_survives_and_what_resembles_is_shown(town: str, desk: BrowserContext) -> None:
    page = desk.new_page()
    page.goto(f"{town}/contribuer/organisation")
    page.set_viewport_size({"width": WIDTHS[1], "height": 800})
    expect(page.locator("[data-kept]")).to_be_hidden()
    page.get_by_label("Nom obligatoire").fill("Atelier exemple")
    expect(page.get_by_role("heading", name="Déjà connu")).to_be_visible()
    expect(page.locator("[data-kept]")).to_be_visible()
    page.reload()
    expect(page.get_by_label("Nom obligatoire")).to_have_value("Atelier exemple")
    desk.set_offline(True)
    page.get_by_role("button", name="Envoyer", exact=True).last.click()
    expect(page.locator("[data-offline]")).to_be_visible()
    desk.set_offline(False)
    page.get_by_role("button", name="Envoyer", exact=True).last.click()
    page.get_by_text("Non, c’est autre chose").check()
    page.get_by_role("button", name="Envoyer", exact=True).last.click()
    expect(page.get_by_role("heading", name="Merci")).to_be_visible()
    page.goto(f"{town}/contribuer/organisation")
    expect(page.get_by_label("Nom obligatoire")).to_have_value("")
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_what_was_wrong_is_said_no_more_once_it_is_changed(town: str, desk: BrowserContext) -> None:
    page = desk.new_page()
    page.goto(f"{town}/contribuer/service")
    page.get_by_role("button", name="Envoyer", exact=True).last.click()
    name, provider, problems = (
        page.locator("[name=prefLabel]"),
        page.locator("[name=provider]"),
        page.locator(".problem"),
    )
    expect(problems).to_have_count(2)
    for field, left in ((name, 1), (provider, 0)):
        expect(field).to_have_attribute("aria-invalid", "true")
        field.press_sequentially("Un")
        expect(problems).to_have_count(left)
        assert field.get_attribute("aria-invalid") is None
        assert (field.get_attribute("aria-describedby") or "").endswith("-help")
        expect(page.get_by_role("heading", name="2 champs à corriger")).to_have_count(left)
    page.get_by_role("button", name="Envoyer", exact=True).last.click()
    expect(page.get_by_role("heading", name="Merci").or_(page.locator(".summary-of-wrong, .alike"))).to_be_visible()
