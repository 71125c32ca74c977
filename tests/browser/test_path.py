# SPDX-License-Identifier: AGPL-3.0-or-later
"""Under a path, what scripts ask for and where they lead stays under it: words offered, the map, its code, the desk."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser.chromium import NEEDED, served, settled
from tests.browser.stage import alive, opened
from tests.conftest import TESTS
from tests.servers import free_port

pytestmark = NEEDED


@pytest.fixture(scope="module")
def roof(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the small town under a path."""
    port = free_port()
    base = f"http://127.0.0.1:{port}/sous/le-toit"
    with served(tmp_path_factory.mktemp("town"), [TESTS / "ecosystem.ttl"], port=port, BASE_URL=base):
        yield base


def test_scripts_stay_under_the_path(desk: BrowserContext, roof: str) -> None:
    failed: list[str] = []
    desk.on("response", lambda answer: failed.append(answer.url) if answer.status >= 400 else None)
    home, seen = opened(desk, roof)
    home.locator("input[data-suggest]").first.press_sequentially("ateli")
    expect(home.get_by_role("option").first).to_be_visible()
    page, drawn = alive(desk, roof)
    page.locator("[data-map]").first.click()
    settled(page)
    assert urlsplit(page.url).path == "/sous/le-toit/carte"
    page.keyboard.press("a")
    page.locator("[data-qr]").click()
    expect(page.locator("#qr img")).to_be_visible()
    settled(page)
    assert page.evaluate("document.querySelector('#qr img').naturalWidth") > 0
    expect(page.locator("#qr-address")).to_contain_text(f"{roof}/carte?")
    answers, live = opened(desk, f"{roof}/orientation?commune=Chinon")
    answers.locator("summary", has_text="Préciser").first.click()
    answers.locator("input[type=checkbox]").first.check()
    settled(answers)
    asked = [*seen.requests, *drawn.requests, *live.requests]
    assert [address for address in asked if not address.startswith((f"{roof}/", "data:", "blob:"))] == [roof]
    assert any("/carte/vue" in address for address in asked)
    assert [*failed, *seen.words, *drawn.words, *live.words] == []
