# SPDX-License-Identifier: AGPL-3.0-or-later
"""The diagnosis in a real browser: keyboard alone, no script, going back, one printed page, and no fault for axe."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.chromium import BOTH, NEEDED, Screens, faults, served, settled
from tests.conftest import TESTS

pytestmark = [*NEEDED, pytest.mark.slow]
DATA = TESTS.parent / "data"
END = (
    "/diagnostic/numerique?courriel=perso&documents=partout&ensemble=date&ensemble=visio&gestion=passe"
    "&visible=facebook&precautions=perdre&precautions=acces&avancer=apprendre&avancer=libre"
)
FREE = (
    "/diagnostic/libre?pourquoi=valeurs&pourquoi=fermeture&pourquoi=cout&outils=gmail&outils=doodle&outils=zoom"
    "&outils=bureautique&outils=facebook&outils=autre&envie=une&temps=une-fois&equipe=difficile&heberger=tout-pret"
    "&debut=genant"
)
PAGES = {
    "index": "/diagnostic",
    "first question": "/diagnostic/numerique",
    "several answers": "/diagnostic/libre?pourquoi=valeurs",
    "mistake": "/diagnostic/numerique?courriel=perso&documents=zzz",
    "end": END,
    "free software": FREE,
}


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server of the facts of the project on a free port."""
    with served(tmp_path_factory.mktemp("diagnosis"), (DATA,)) as found:
        yield found


def opened(browser: Browser, url: str, *, width: int = 1366, scheme: str = "light", script: bool = True) -> Page:
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


@pytest.mark.parametrize(("width", "scheme"), BOTH)
@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES.keys())
def test_axe_finds_no_fault(screens: Screens, address: str, path: str, width: int, scheme: str) -> None:
    page = screens(width, scheme)
    page.goto(address + path)
    page.evaluate("document.querySelectorAll('details').forEach((fold) => { fold.open = true; })")
    assert faults(page) == []


@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES.keys())
def test_nothing_overflows_and_targets_are_large_enough(browser: Browser, address: str, path: str) -> None:
    page = opened(browser, address + path)
    for width in (320, 390, 768, 1366, 1920):
        page.set_viewport_size({"width": width, "height": 768})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    small = page.evaluate(
        """() => [...document.querySelectorAll('main :is(button, .button, .choices label, .knots a)')]
             .filter((item) => item.offsetParent && item.offsetHeight < 28).map((item) => item.outerHTML)"""
    )
    page.context.close()
    assert small == []


def test_the_question_and_its_buttons_are_seen_at_once_on_a_laptop(browser: Browser, address: str) -> None:
    for path in ("/diagnostic/numerique", "/diagnostic/libre?pourquoi=valeurs"):
        page = opened(browser, address + path)
        box = page.locator("form.questionnaire button.primary").bounding_box()
        page.context.close()
        assert box is not None
        assert box["y"] + box["height"] <= 768


def test_keyboard_alone_without_script_from_the_first_question_to_the_referral(browser: Browser, address: str) -> None:
    page = opened(browser, f"{address}/diagnostic/numerique", script=False)
    questions = 0
    while page.locator("form.questionnaire").count():
        questions += 1
        assert questions <= 8
        page.locator("form.questionnaire input:not([type=hidden])").first.focus()
        page.keyboard.press("Space")
        with page.expect_navigation():
            page.keyboard.press("Enter")
    assert questions == 7
    assert "besoins ressortent" in page.locator("h1").inner_text()
    first = page.locator("input[name=besoin][type=checkbox]").first
    unticked = first.get_attribute("value")
    first.focus()
    page.keyboard.press("Space")
    page.locator("#b-need").focus()
    page.keyboard.type("tenir la comptabilité")
    page.keyboard.press("Enter")
    page.wait_for_url("**revu=1**")
    assert page.locator("input[name=besoin][value=accounting]").is_checked()
    assert not page.locator(f"input[name=besoin][value={unticked}]").is_checked()
    page.locator("#b-commune").focus()
    page.keyboard.type("Chinon")
    page.locator("button[value=orientation]").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/orientation?**")
    assert "Chinon" in page.locator("h1").inner_text()
    expect(page).to_have_url(re.compile("besoin=accounting"))
    expect(page).not_to_have_url(re.compile(f"besoin={unticked}"))
    page.context.close()


def test_going_back_gives_the_earlier_question_and_forgets_nothing(browser: Browser, address: str) -> None:
    page = opened(browser, f"{address}/diagnostic/numerique", script=False)
    page.get_by_text("Chacun écrit avec son adresse").click()
    page.get_by_role("button", name="Continuer").click()
    page.wait_for_url("**courriel=perso")
    page.get_by_role("button", name="Je ne sais pas").click()
    page.wait_for_url("**documents=passe")
    page.go_back()
    assert "Où sont les documents" in page.locator("h1").inner_text()
    page.go_forward()
    page.get_by_role("link", name="Question précédente").click()
    assert "Où sont les documents" in page.locator("h1").inner_text()
    page.get_by_text("Surtout sur papier").click()
    page.get_by_role("button", name="Continuer").click()
    page.wait_for_url("**documents=papier")
    expect(page).to_have_url(re.compile("courriel=perso"))
    expect(page).not_to_have_url(re.compile("documents=passe"))
    page.context.close()


def test_a_single_question_asks_for_an_answer_or_to_be_skipped(browser: Browser, address: str) -> None:
    page = opened(browser, f"{address}/diagnostic/numerique", script=False)
    page.get_by_role("button", name="Continuer").click()
    expect(page).to_have_url(re.compile("/diagnostic/numerique$"))
    page.get_by_role("button", name="Je ne sais pas").click()
    page.wait_for_url("**courriel=passe")
    page.context.close()


@pytest.mark.parametrize("path", [END, FREE], ids=["digital life", "free software"])
def test_the_end_prints_on_one_page(browser: Browser, address: str, path: str) -> None:
    page = opened(browser, address + path)
    printed = page.pdf(format="A4", prefer_css_page_size=True)
    page.emulate_media(media="print")
    assert not page.locator("button[value=orientation]").is_visible()
    assert page.get_by_text("parce que vous avez répondu").first.is_visible()
    page.context.close()
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", printed)) == 1
