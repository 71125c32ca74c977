# SPDX-License-Identifier: AGPL-3.0-or-later
"""Cards sorted with keys: the next one is there at once, what was said is noted behind it, and undone by a key."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from playwright.sync_api import BrowserContext, expect

from graph.entry.gate import Gate
from tests.browser.chromium import NEEDED, served
from tests.conftest import TESTS
from tests.instances import settings_in
from web.app.sessions import NAME, PATH

pytestmark = NEEDED


def test_a_hundred_cards_pass_by_keys(tmp_path: Path, desk: BrowserContext) -> None:
    with served(tmp_path, [TESTS / "ecosystem.ttl"]) as address:
        settings = settings_in(tmp_path)
        with closing(Gate(settings.database_url, settings.secret_key)) as gate:
            secret = gate.enter(gate.invite("moderator", 7)[1])
        desk.add_cookies([{"name": NAME, "value": secret, "url": f"{address}{PATH}"}])
        page = desk.new_page()
        page.goto(f"{address}{PATH}/tri")
        title, undo = page.locator(".to-judge h2"), page.locator("[data-undo]")
        first, second = title.inner_text(), page.locator("[data-next] span").inner_text()
        page.keyboard.press("1")
        expect(title).to_have_text(second)
        expect(title).to_be_focused()
        expect(undo).to_contain_text(first)
        third = page.locator("[data-next] span").inner_text()
        page.keyboard.press("3")
        page.keyboard.press("1")
        expect(title).to_have_text(third)
        expect(undo).to_contain_text("dit faux")
        page.keyboard.press("z")
        expect(title).to_have_text(second)
        expect(undo).to_contain_text("dit juste")
        page.keyboard.press("2")
        page.keyboard.type("Les horaires 1")
        page.keyboard.press("Enter")
        expect(undo).to_contain_text("à améliorer")
        desk.set_offline(True)
        page.keyboard.press("Space")
        expect(page.locator("[data-lost]")).to_be_visible()
        desk.set_offline(False)
        expect(undo).to_contain_text("passé")
        page.goto(f"{address}{PATH}/tri/a-ameliorer")
        expect(page.locator("q")).to_have_text("Les horaires 1")
