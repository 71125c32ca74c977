# SPDX-License-Identifier: AGPL-3.0-or-later
"""A workshop from its opening to its undoing, as whoever leads it and two telephones, one without script, live it."""

from __future__ import annotations

import re
from contextlib import ExitStack, closing
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from graph.entry.gate import Gate
from tests.browser.chromium import NEEDED, faults, served
from tests.conftest import TESTS
from tests.instances import settings_in
from web.app.sessions import NAME, PATH

pytestmark = [*NEEDED, pytest.mark.long]
TELEPHONE = ViewportSize(width=390, height=844)
MOVES = """() => new MutationObserver(() => {
  if (document.querySelector('[data-moving]')) document.body.dataset.moved = '';
}).observe(document.querySelector('main'), { attributes: true, subtree: true })"""


def _refuse_faults(*pages: Page) -> None:
    """Axe finds nothing wrong, in light and in dark."""
    for page in pages:
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
            assert faults(page) == [], (page.url, scheme)


def _opened(page: Page, address: str) -> str:
    """Opens a workshop from the list, and gives its code."""
    page.goto(f"{address}{PATH}/ateliers")
    page.get_by_label("La question posée à la salle").fill("Qui aide les associations ?")
    page.get_by_label("Avec qui").fill("La Trame")
    for kind in page.locator("input[name=quoi]").all():
        kind.set_checked(kind.get_attribute("value") == "organisation")
    page.get_by_label("Montrer sur le mur, en gris").check()
    page.get_by_role("button", name="Ouvrir la séance").click()
    return page.locator("p.grey strong").inner_text()


def _typed(page: Page, name: str) -> None:
    page.locator("input[name=prefLabel]").fill(name)
    page.get_by_role("button", name="Envoyer au mur").click()


def test_a_room_of_telephones_builds_the_map_that_is_on_the_wall(browser: Browser, tmp_path: Path) -> None:
    with served(tmp_path, [TESTS / "ecosystem.ttl"]) as address, ExitStack() as contexts:
        settings = settings_in(tmp_path)
        with closing(Gate(settings.database_url, settings.secret_key)) as gate:
            secret = gate.enter(gate.invite("facilitator", 7)[1])
        laptop = contexts.enter_context(browser.new_context(viewport={"width": 1920, "height": 1080}, locale="fr-FR"))
        laptop.add_cookies([{"name": NAME, "value": secret, "url": f"{address}{PATH}"}])
        console, wall = laptop.new_page(), laptop.new_page()
        code = _opened(console, address)
        wall.goto(f"{console.url.split('?')[0]}/mur")
        count = wall.locator(".wall-count b")
        expect(count).to_have_text("0")
        expect(wall.locator("#core")).to_contain_text("Trame")
        expect(wall.locator(".wall-around").first).to_be_visible()
        wall.evaluate(MOVES)

        phone, plain = (
            contexts.enter_context(
                browser.new_context(viewport=TELEPHONE, locale="fr-FR", java_script_enabled=script)
            ).new_page()
            for script in (True, False)
        )
        for page in (phone, plain):
            page.goto(f"{address}/atelier")
            page.get_by_label("Code de la séance").fill(code.lower())
            page.get_by_role("button", name="Rejoindre").click()
        # With a script, what is known is shown while one types; it is something else.
        phone.locator("input[name=prefLabel]").press_sequentially("Atelier exempl")
        expect(phone.get_by_role("radio", name="Atelier Exemple")).to_be_visible()
        _refuse_faults(phone)
        _typed(phone, "Zibeline")
        expect(phone.locator(".sendings .state")).to_have_text("envoyé, la personne qui anime relit")
        _typed(phone, "Atelier Exemples")
        # Without, once it is sent.
        _typed(plain, "Atelier Exemple")
        plain.get_by_role("radio", name="Non, c’est autre chose").check()
        plain.get_by_role("button", name="Envoyer au mur").click()
        expect(plain.get_by_role("status").first).to_contain_text("la personne qui anime relit")
        _typed(plain, "Quenouille")

        expect(console.locator(".arrivals > li")).to_have_count(4)
        expect(wall.locator(".wall-name.waits, .wall-around.more").first).to_contain_text("à relire")
        chosen = console.locator(".chosen h3")
        expect(chosen).to_have_text("Zibeline")
        console.keyboard.press("a")
        expect(count).to_have_text("1")
        expect(wall.locator(".wall-name:not(.waits)")).to_have_text("Zibeline")
        expect(wall.locator("body")).to_have_attribute("data-moved", "")
        expect(wall.locator("[data-moving]")).to_have_count(0)
        expect(phone.locator(".sendings .state.yes")).to_have_text("envoyé, au mur")
        expect(chosen).to_have_text("Atelier Exemples")
        _refuse_faults(console, wall)
        console.keyboard.press("m")
        expect(console.get_by_role("status").first).to_have_text("C’est ajouté à la fiche connue, et c’est au mur.")
        expect(count).to_have_text("2")
        console.keyboard.press("p")
        expect(console.get_by_role("status").first).to_have_text("C’est gardé pour plus tard.")
        # Nothing resembles this one: the same key asks which card it is.
        expect(chosen).to_have_text("Quenouille")
        console.keyboard.press("m")
        expect(console.get_by_label("Le nom de la fiche")).to_be_focused()
        console.keyboard.type("Fabrique Exemple")
        console.keyboard.press("Enter")
        expect(count).to_have_text("3")

        console.get_by_role("button", name="Terminer la séance").click()
        expect(wall.locator("#door")).to_have_text("La séance est finie. Merci !")
        console.get_by_role("link", name="Ce qui a été ajouté").click()
        expect(console.locator(".standfirst")).to_have_text(re.compile(r"1\sfiche ajoutée, 2\sfiches corrigées"))
        expect(console.locator(".report-maps figure")).to_have_count(2)
        _refuse_faults(console)
        console.get_by_role("button", name="Défaire toute la séance").click()
        expect(console.get_by_role("status")).to_contain_text("comme avant la séance")
        expect(count).to_have_text("0")
        console.goto(f"{address}{PATH}/ateliers")
        _refuse_faults(console)
