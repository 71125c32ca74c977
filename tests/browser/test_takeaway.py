# SPDX-License-Identifier: AGPL-3.0-or-later
"""The frame and the page to share in a real browser: on another site, without a script, on a telephone."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.chromium import NEEDED, faults, served
from tests.conftest import TESTS

pytestmark = NEEDED
VIEW = "vue=reseaux&date=2021-04-15"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(tmp_path_factory.mktemp("instance"), [TESTS / "ecosystem.ttl"]) as found:
        yield found


@pytest.fixture(scope="module")
def elsewhere(address: str) -> Iterator[str]:
    """Another site, which shows the frame and then the map itself."""
    page = (
        "<!DOCTYPE html><title>Ailleurs</title>"
        f"<iframe id=open src='{address}/carte/integrer?{VIEW}' width=1000 height=600></iframe>"
        f"<iframe id=shut src='{address}/carte?{VIEW}' width=1000 height=600></iframe>"
    ).encode()

    class Site(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(page)

        def log_message(self, *_: object) -> None:
            """Nothing on the terminal."""

    server = HTTPServer(("127.0.0.1", 0), Site)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://localhost:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_another_site_may_show_the_frame_and_nothing_else(browser: Browser, elsewhere: str) -> None:
    context = browser.new_context(viewport={"width": 1200, "height": 1300}, locale="fr-FR")
    page = context.new_page()
    page.goto(elsewhere, wait_until="networkidle")
    frame = page.frame_locator("#open")
    expect(frame.get_by_text("Ouvrir dans Tisserand")).to_be_visible()
    assert page.frame_locator("#shut").locator("svg").count() == 0
    with context.expect_page() as opened:
        frame.locator("svg a.node[href*='/fiche/']").first.click()
    opened.value.wait_for_load_state()
    assert "/fiche/" in opened.value.url
    assert page.url.startswith(elsewhere)
    context.close()


def test_the_frame_needs_no_script(browser: Browser, address: str) -> None:
    context = browser.new_context(viewport={"width": 1000, "height": 600}, locale="fr-FR", java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/carte/integrer?{VIEW}")
    expect(page.locator("svg.mindmap")).to_be_visible()
    expect(page.locator(".embedded-outline")).to_be_hidden()
    context.close()


def test_a_narrow_frame_shows_the_outline_without_scrolling_sideways(browser: Browser, address: str) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 560}, locale="fr-FR")
    page = context.new_page()
    page.goto(f"{address}/carte/integrer?{VIEW}")
    expect(page.locator("svg.mindmap")).to_be_hidden()
    expect(page.locator(".embedded-outline")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["/carte/partager", "/carte/integrer"])
def test_the_pages_follow_the_accessibility_rules(browser: Browser, address: str, path: str, scheme: str) -> None:
    context = browser.new_context(viewport={"width": 1366, "height": 768}, locale="fr-FR", color_scheme=scheme)  # type: ignore[arg-type]
    page = context.new_page()
    words: list[str] = []
    page.on("console", lambda message: words.append(message.text))
    page.goto(f"{address}{path}?{VIEW}")
    assert faults(page) == []
    assert words == []
    context.close()


def test_the_link_and_the_code_are_copied(browser: Browser, address: str) -> None:
    context = browser.new_context(locale="fr-FR", permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(f"{address}/carte/partager?{VIEW}")
    page.get_by_role("button", name="Copier", exact=True).click()
    assert page.evaluate("navigator.clipboard.readText()") == f"{address}/carte?{VIEW}"
    page.get_by_role("button", name="Copier le code").click()
    assert page.evaluate("navigator.clipboard.readText()").startswith("<iframe src=")
    context.close()


def test_a_file_is_saved_under_its_name(browser: Browser, address: str, tmp_path: Path) -> None:
    context = browser.new_context(locale="fr-FR")
    page = context.new_page()
    page.goto(f"{address}/carte/partager?{VIEW}")
    with page.expect_download() as saved:
        page.get_by_role("link", name="PDF A3").click()
    assert saved.value.suggested_filename == "tisserand-reseaux-2021-04-15.pdf"
    saved.value.save_as(tmp_path / "carte.pdf")
    assert (tmp_path / "carte.pdf").read_bytes().startswith(b"%PDF")
    context.close()


def test_the_map_opens_from_a_stick_without_network(browser: Browser, address: str, tmp_path: Path) -> None:
    context = browser.new_context(viewport={"width": 1366, "height": 768}, locale="fr-FR", reduced_motion="reduce")
    page = context.new_page()
    words: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: words.append(message.text))
    page.on("pageerror", lambda error: words.append(str(error)))
    page.goto(f"{address}/carte/partager?vue=territoire&date=2021-04-15")
    with page.expect_download() as saved:
        page.get_by_role("link", name="Page interactive").click()
    file = tmp_path / saved.value.suggested_filename
    saved.value.save_as(file)
    context.set_offline(True)
    page.on("request", lambda request: asked.append(request.url))
    page.goto(file.as_uri())
    page.wait_for_selector("body[data-ready] #stage canvas")
    page.keyboard.press("/")
    page.keyboard.type("nuage libre")
    expect(page.locator("#status")).to_contain_text("Trouvés")
    page.keyboard.press("Enter")
    expect(page.locator("#card h2")).to_contain_text("Nuage Libre")
    expect(page.locator("#card")).to_contain_text("Sources")
    expect(page.locator("#tree .chosen")).to_have_count(1)
    names = page.locator("#tree .name")
    shown = names.count()
    turn = page.locator("#tree [data-turn]").first
    turn.focus()
    page.keyboard.press("ArrowLeft" if turn.get_attribute("aria-expanded") == "true" else "ArrowRight")
    expect(names).not_to_have_count(shown, timeout=5000)
    assert faults(page) == []
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert words == []
    assert asked == [file.as_uri()]
    context.close()
