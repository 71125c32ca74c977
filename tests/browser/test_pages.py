# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pages in a real browser: nothing overflows, nothing is blocked, axe finds no fault, and the keyboard is enough."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from werkzeug.serving import make_server

from app import create_app
from tests.conftest import TESTS
from tests.instances import PREFIXES, settings_in, write

playwright = pytest.importorskip("playwright.sync_api")
axe_module = pytest.importorskip("axe_core_python.sync_playwright")
CHROMIUM = next((path for path in ("/usr/bin/chromium", "/usr/bin/chromium-browser") if Path(path).exists()), None)
pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="the system has no Chromium")]
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
MENTION = """<id/source/mention> a prov:Bundle ; skos:prefLabel "Une mention"@fr ;
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
    "error": "/nulle-part",
}


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server of the small town on a free port."""
    folder = tmp_path_factory.mktemp("browser")
    more = write(folder, PREFIXES + MENTION, "mention.ttl")
    app = create_app(settings_in(folder), data=(TESTS / "ecosystem.ttl", more))
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()
    app.extensions["tisserand"].close()


@pytest.fixture(scope="module")
def browser() -> Iterator[object]:
    """One Chromium for the module."""
    with playwright.sync_playwright() as driver:
        found = driver.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        yield found
        found.close()


def opened(browser, url: str, *, width: int = 1366, scheme: str = "light", script: bool = True):  # type: ignore[no-untyped-def]
    """A page and the list where its console errors come; requests elsewhere are errors too."""
    context = browser.new_context(
        viewport={"width": width, "height": 800}, color_scheme=scheme, java_script_enabled=script, locale="fr-FR"
    )
    page = context.new_page()
    faults: list[str] = []
    page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    page.on(
        "request", lambda sent: None if sent.url.startswith(url.rsplit("/", 1)[0][:21]) else faults.append(sent.url)
    )
    page.goto(url, wait_until="load")
    return page, faults


@pytest.mark.parametrize("width", [390, 1366])
@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES.keys())
def test_axe_finds_no_serious_fault(browser, address: str, path: str, width: int) -> None:  # type: ignore[no-untyped-def]
    page, _ = opened(browser, address + path, width=width, scheme="dark" if width == 390 else "light")
    found = axe_module.Axe().run(page)
    page.context.close()
    assert found["passes"]
    serious = [
        (fault["id"], [node["html"][:160] for node in fault["nodes"]][:3])
        for fault in found["violations"]
        if fault["impact"] in {"serious", "critical"}
    ]
    assert serious == []


@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES.keys())
def test_nothing_overflows_or_is_blocked(browser, address: str, path: str) -> None:  # type: ignore[no-untyped-def]
    page, faults = opened(browser, address + path)
    for width in (390, 768, 1366, 1920):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.context.close()
    expected = 1 if path in (PAGES["choices"], PAGES["error"]) else 0  # the answer's own status is told in the console
    assert [fault for fault in faults if "Failed to load resource" not in fault] == []
    assert len(faults) <= expected


def test_the_keyboard_and_no_script_are_enough_to_be_referred(browser, address: str) -> None:  # type: ignore[no-untyped-def]
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
    assert page.locator("article.reponse").count() >= 1
    page.context.close()


def test_an_acronym_opens_in_place(browser, address: str) -> None:  # type: ignore[no-untyped-def]
    page, _ = opened(browser, f"{address}/fiche/organisation/neighbour", script=False)
    assert page.locator("button.sigle").count() == 1
    page.locator("button.sigle").click()
    assert page.locator(".infobulle:popover-open").count() == 1
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
def test_the_sheet_prints_on_one_page(browser, address: str, asked: str) -> None:  # type: ignore[no-untyped-def]
    page, _ = opened(browser, f"{address}/orientation/fiche?commune=Chinon&date=2021-06-01&{asked}")
    printed = page.pdf(format="A4", prefer_css_page_size=True)
    page.context.close()
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", printed)) == 1


def test_a_printed_answer_keeps_its_path(browser, address: str) -> None:  # type: ignore[no-untyped-def]
    page, _ = opened(browser, address + PAGES["referral"], width=390)
    assert not page.locator(".chaine").first.is_visible()
    page.emulate_media(media="print")
    assert page.locator(".chaine").first.is_visible()
    page.context.close()
