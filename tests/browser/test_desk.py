# SPDX-License-Identifier: AGPL-3.0-or-later
"""The advisor's desk in a real browser: answers that follow, names offered, one's own commune, comparing, no script."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from tests.browser.chromium import BOTH, NEEDED, Screens, faults
from tests.browser.stage import Seen, opened, waited

pytestmark = NEEDED
DAY = "date=2021-06-01"
ASKED = f"/orientation?commune=Chinon&besoin=file-sharing&{DAY}"
CHINON = {"latitude": 47.167, "longitude": 0.243}
BLOIS = {"latitude": 47.586, "longitude": 1.336}
MERGED_SINCE = {"latitude": 47.441, "longitude": 1.37}
REUNION = {"latitude": -20.93, "longitude": 55.45}
BRUSSELS = {"latitude": 50.847, "longitude": 4.353}
AT_SEA = {"latitude": 45.8, "longitude": -1.9}


@pytest.fixture
def phone(browser: Browser) -> Iterator[BrowserContext]:
    """A telephone."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="fr-FR", has_touch=True)
    yield context
    context.close()


def asks(page: Page, name: str, *values: str) -> None:
    """Waits for an address that asks just these values by one name: it is written once the typing stops."""
    page.wait_for_url(lambda url: parse_qs(urlsplit(url).query).get(name, []) == list(values))


def at(context: BrowserContext, town: str, path: str) -> tuple[Page, Seen]:
    return opened(context, town + path)


def test_answers_follow_what_is_typed_and_the_field_keeps_the_focus(desk: BrowserContext, town: str) -> None:
    page, seen = at(desk, town, ASKED)
    before = len([url for url in seen.requests if "/orientation?" in url])
    length = page.evaluate("history.length")
    page.get_by_text("Préciser").click()
    field = page.get_by_label("Elle utilise déjà : Gmail, Doodle…")
    field.press_sequentially("GrosMail", delay=15)
    expect(page.locator("#sortir-1")).to_contain_text("GrosMail")
    expect(field).to_be_focused()
    expect(page.locator("[data-live-status]")).to_have_text(re.compile(r"^\d+ contacts?$"))
    page.wait_for_url("**outil=GrosMail*")
    asks(page, "commune", "Chinon")
    assert page.evaluate("history.length") == length
    assert len([url for url in seen.requests if "/orientation?" in url]) == before
    assert not seen.words


def test_a_page_left_and_come_back_to_asks_what_its_address_says(desk: BrowserContext, town: str) -> None:
    page, _ = at(desk, town, ASKED)
    page.get_by_text("Préciser").click()
    page.get_by_label("gratuite").check()
    page.wait_for_url("**gratuit=1**")
    page.locator(".caller h3 a").first.click()
    page.wait_for_url("**/fiche/**")
    page.go_back()
    page.wait_for_url("**gratuit=1**")
    expect(page.get_by_label("gratuite")).to_be_checked()
    asks(page, "question", "Partager des fichiers")


def test_on_a_first_visit_answers_come_below_the_request(desk: BrowserContext, town: str) -> None:
    page, seen = at(desk, town, "/orientation")
    page.locator("#f-commune").fill("Chinon")
    expect(page.locator("#welcomes")).to_be_visible()
    page.locator("#f-question").press_sequentially("fichiers")
    expect(page.locator("[data-first] .caller").first).to_be_visible()
    expect(page.locator("#f-question")).to_be_focused()
    asks(page, "commune", "Chinon")
    assert not seen.words


@pytest.mark.parametrize("script", ["referral/script", "suggest"])
def test_what_was_typed_before_a_script_came_is_answered_too(desk: BrowserContext, town: str, script: str) -> None:
    page = desk.new_page()
    held: list[Route] = []
    page.route(f"**/static/**/{script}.js", lambda route: held.append(route))
    page.goto(f"{town}/orientation", wait_until="commit")
    page.locator("#f-commune").press_sequentially("Chin")
    for route in waited(page, held):
        route.continue_()
    expect(page.locator("#f-commune[role=combobox]")).to_be_focused()
    expect(page.get_by_role("option").first).to_contain_text("Chinon")
    page.keyboard.type("on")
    expect(page.locator("#welcomes")).to_be_visible()
    asks(page, "commune", "Chinon")


def test_the_address_of_a_page_left_alone_stays_whole(desk: BrowserContext, town: str) -> None:
    page, _ = at(desk, town, f"{ASKED}&pourquoi=organisation/mill")
    expect(page.locator("#f-question[role=combobox]")).to_be_visible()
    page.wait_for_timeout(400)
    asks(page, "pourquoi", "organisation/mill")


def test_keys_are_answered_one_request_at_a_time(desk: BrowserContext, town: str) -> None:
    page, _ = at(desk, town, ASKED)
    held: list[Route] = []
    page.route("**/orientation/reponses*", lambda route: held.append(route))
    page.get_by_text("Préciser").click()
    field = page.get_by_label("Elle utilise déjà : Gmail, Doodle…")
    field.press_sequentially("G")
    waited(page, held)
    field.press_sequentially("rosMail")
    expect(field).to_have_value("GrosMail")
    assert len(held) == 1, "the keys that follow wait for the answer to the first"
    held[0].continue_()
    waited(page, held, 2)[1].continue_()
    expect(page.locator("#sortir-1")).to_contain_text("GrosMail")
    assert len(held) == 2, "and are answered together"


def test_words_half_typed_are_not_said_wrong_yet(desk: BrowserContext, town: str) -> None:
    page, _ = at(desk, town, ASKED)
    page.locator("#f-question").fill("")
    page.locator("#f-question").press_sequentially("xyzzyx")
    page.wait_for_url("**question=xyzzyx**")
    expect(page.get_by_text("» n’a pas été compris")).to_have_count(0)
    page.locator("#f-question").press("Tab")
    expect(page.get_by_text("» n’a pas été compris")).to_be_visible()


def test_a_name_is_chosen_with_the_keyboard_and_becomes_a_chip(desk: BrowserContext, town: str) -> None:
    page, _ = at(desk, town, ASKED)
    page.get_by_text("Préciser").click()
    field = page.locator("#f-outil")
    expect(field).to_have_attribute("role", "combobox")
    field.press_sequentially("grosm")
    listed = page.locator("#f-outil-suggestions")
    expect(listed.get_by_role("option").first).to_be_visible()
    expect(field).to_have_attribute("aria-expanded", "true")
    expect(page.locator("#f-outil ~ [role=status]")).to_have_text(re.compile(r"^\d+ propositions?$"))
    field.press("ArrowDown")
    active = field.get_attribute("aria-activedescendant")
    expect(page.locator(f"#{active}")).to_have_attribute("aria-selected", "true")
    field.press("Enter")
    chip = page.locator("[data-chips=outil] input[value=grosmail]")
    expect(chip).to_be_checked()
    expect(field).to_have_value("")
    expect(field).to_be_focused()
    page.wait_for_url("**outil=grosmail**")
    chip.uncheck()
    expect(page).not_to_have_url(re.compile("grosmail"))


def test_escape_closes_the_names_and_keeps_what_was_typed(desk: BrowserContext, town: str) -> None:
    page, _ = at(desk, town, "/orientation")
    field = page.locator("#f-question")
    field.press_sequentially("visio")
    expect(page.locator("#f-question-suggestions")).to_be_visible()
    field.press("Escape")
    expect(page.locator("#f-question-suggestions")).to_be_hidden()
    expect(field).to_have_value("visio")


def test_a_postal_code_offers_its_communes(desk: BrowserContext, town: str) -> None:
    page, _ = at(desk, town, "/orientation")
    field = page.locator("#f-commune")
    field.press_sequentially("37500")
    page.locator("#f-commune-suggestions").get_by_text("Chinon (37)").click()
    expect(field).to_have_value("Chinon (37)")
    page.wait_for_url("**commune=Chinon**")
    expect(page.locator("#answers h1")).to_contain_text("Chinon")


def test_my_commune_is_found_here_and_my_position_goes_nowhere(browser: Browser, town: str) -> None:
    context = browser.new_context(locale="fr-FR", permissions=["geolocation"], geolocation=CHINON)
    page, seen = opened(context, f"{town}/orientation")
    page.get_by_role("button", name="Autour de moi").click()
    expect(page.locator("#f-commune")).to_have_value("Chinon (37)")
    expect(page.get_by_text("À peu près : Chinon (37).")).to_be_visible()
    expect(page.locator("#answers h1")).to_contain_text("Chinon")
    digits = ("47.16", "47,16", "0.243", "0,243")
    assert not [url for url in seen.requests if any(text in url for text in digits)]
    assert not [url for url in seen.requests if not url.startswith(town)]
    context.close()


@pytest.mark.parametrize(
    ("where", "name"),
    [
        pytest.param(BLOIS, "Blois (41)", id="out of the area"),
        pytest.param(MERGED_SINCE, "Le Controis-en-Sologne (41)", id="in a former commune"),
        pytest.param(REUNION, "Saint-Denis (974)", id="overseas"),
    ],
)
def test_my_commune_is_found_wherever_i_am(browser: Browser, town: str, where: dict[str, float], name: str) -> None:
    context = browser.new_context(locale="fr-FR", permissions=["geolocation"], geolocation=where)
    page, _ = opened(context, f"{town}/orientation")
    page.get_by_role("button", name="Autour de moi").click()
    expect(page.locator("#f-commune")).to_have_value(name)
    context.close()


@pytest.mark.parametrize(
    ("granted", "where", "said"),
    [
        pytest.param([], CHINON, "La position n’a pas été donnée", id="refused"),
        pytest.param(["geolocation"], BRUSSELS, "Aucune commune connue ici n’est proche", id="abroad"),
        pytest.param(["geolocation"], AT_SEA, "Aucune commune connue ici n’est proche", id="at sea"),
        pytest.param(["geolocation"], None, "Cet appareil ne sait pas où il est", id="not known"),
    ],
)
def test_what_keeps_my_commune_from_being_found_is_said(
    browser: Browser, town: str, granted: list[str], where: dict[str, float] | None, said: str
) -> None:
    context = browser.new_context(locale="fr-FR", permissions=granted)
    if where:
        context.set_geolocation(where)  # type: ignore[arg-type]
    page, _ = opened(context, f"{town}/orientation")
    if where is None:
        # The one thing that no browser can be told to lack: its sensor.
        page.evaluate("() => { navigator.geolocation.getCurrentPosition = (found, lost) => lost({ code: 2 }); }")
    page.get_by_role("button", name="Autour de moi").click()
    expect(page.locator("[data-locate-note]")).to_contain_text(said)
    expect(page.locator("#f-commune")).to_have_value("")
    context.close()


def test_only_the_desk_may_ask_where_one_is(desk: BrowserContext, town: str) -> None:
    page = desk.new_page()
    for path, allowed in (("/orientation", True), (ASKED, True), ("/annuaire", False), ("/", False)):
        answer = page.goto(town + path)
        assert answer is not None
        assert ("geolocation=(self)" in answer.headers["permissions-policy"]) is allowed


def test_two_answers_are_ticked_then_compared(desk: BrowserContext, town: str) -> None:
    page, seen = at(desk, town, ASKED)
    for fold in page.locator(".caller-why").all()[:2]:
        fold.locator("summary").first.click()
        fold.get_by_role("checkbox", name=re.compile("^Comparer")).check()
    page.get_by_role("button", name="Comparer les deux").click()
    page.wait_for_url("**comparer=**")
    expect(page).to_have_url(re.compile("comparer=.+comparer="))
    table = page.get_by_role("table")
    expect(table.get_by_role("columnheader")).to_have_count(2)
    expect(page.get_by_text("Différent :").first).to_be_attached()
    page.get_by_role("link", name="Revenir aux réponses").click()
    expect(page.locator(".caller").first).to_be_visible()
    assert not seen.words


def test_one_question_at_a_time_with_a_thumb_and_no_script(browser: Browser, town: str) -> None:
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, locale="fr-FR", has_touch=True, java_script_enabled=False
    )
    page = context.new_page()
    page.goto(f"{town}/orientation?pas=ou")
    page.locator("#f-commune").fill("Chinon")
    page.get_by_role("button", name="Continuer").tap()
    page.get_by_label("Travailler à plusieurs").check()
    page.get_by_role("button", name="Continuer").tap()
    page.get_by_role("link", name="Question précédente").tap()
    assert page.get_by_label("Travailler à plusieurs").is_checked()
    page.get_by_role("button", name="Continuer").tap()
    page.get_by_role("link", name="Passer").tap()
    page.get_by_role("link", name="Passer").tap()
    page.get_by_label("gratuite").check()
    page.get_by_role("button", name="Voir vers qui l’orienter").tap()
    page.wait_for_url("**gratuit=1**")
    asks(page, "besoin", "work-together")
    asks(page, "pas")
    assert page.locator(".caller").count() > 0
    context.close()


def test_everything_is_done_without_a_script(browser: Browser, town: str) -> None:
    context = browser.new_context(locale="fr-FR", java_script_enabled=False)
    page = context.new_page()
    page.goto(town + ASKED)
    assert page.get_by_role("button", name="Autour de moi").count() == 0
    assert page.locator("[data-live-status]").is_hidden()
    page.locator("#f-question").fill("visio, partager des fichiers")
    page.get_by_role("button", name="Trouver").click()
    assert page.locator(".reading").count() == 3
    assert page.locator(".calls-line").count() == 2
    page.locator(".caller-why summary").first.click()
    page.get_by_role("checkbox", name=re.compile("^Comparer")).nth(0).check()
    page.get_by_role("button", name="Comparer les deux").click()
    assert "On compare deux réponses à la fois" in page.get_by_role("alert").inner_text()
    assert page.get_by_role("checkbox", name=re.compile("^Comparer"), include_hidden=True).nth(0).is_checked()
    context.close()


STATES = {
    "step": "/orientation?pas=besoins&commune=Chinon",
    "step at fault": "/orientation?pas=besoins&commune=Saint-Martin",
    "place alone": "/orientation?commune=Chinon",
    "unknown place": "/orientation?commune=Chinonville&besoin=visio",
    "words not understood": "/orientation?commune=Chinon&besoin=xyzzyx",
    "why not": f"{ASKED}&pourquoi=Atelier",
    "compared": f"{ASKED}&comparer=@1&comparer=@2",
    "sheet": ASKED.replace("/orientation", "/orientation/fiche"),
}


@pytest.mark.slow
@pytest.mark.parametrize(("width", "scheme"), BOTH)
@pytest.mark.parametrize("path", STATES.values(), ids=STATES.keys())
def test_axe_finds_no_fault(screens: Screens, town: str, path: str, width: int, scheme: str) -> None:
    page = screens(width, scheme)
    if "@1" in path:
        page.goto(town + ASKED)
        ids = page.locator("[name=comparer]").evaluate_all("boxes => boxes.map((box) => box.value)")
        path = path.replace("@1", ids[0]).replace("@2", ids[1])
    page.goto(town + path)
    page.evaluate("document.querySelectorAll('details').forEach((fold) => { fold.open = true; })")
    assert faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_axe_finds_no_fault_while_names_are_offered_and_answers_come(desk: BrowserContext, town: str) -> None:
    page, _ = at(desk, town, "/orientation")
    page.locator("#f-commune").press_sequentially("Chin")
    expect(page.get_by_role("option").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    assert faults(page) == []
    page.keyboard.press("Enter")
    expect(page.locator("#welcomes")).to_be_visible()
    assert faults(page) == []


def test_the_sheet_prints_on_one_page(desk: BrowserContext, town: str) -> None:
    page, _ = at(desk, town, ASKED.replace("/orientation", "/orientation/fiche"))
    printed = page.pdf(format="A4", prefer_css_page_size=True, print_background=True)
    assert len(re.findall(rb"/Type\s*/Page[^s]", printed)) == 1


def test_on_a_telephone_the_comparison_stays_within_the_screen(phone: BrowserContext, town: str) -> None:
    page, _ = at(phone, town, ASKED)
    ids = page.locator("[name=comparer]").evaluate_all("boxes => boxes.map((box) => box.value)")
    page.goto(f"{town}{ASKED}&comparer={ids[0]}&comparer={ids[1]}")
    cells = page.locator(".comparison tbody tr:not(.part-row) td").evaluate_all(
        "cells => cells.map((cell) => cell.getBoundingClientRect()).map(({ left, right }) => [left, right])"
    )
    assert cells
    assert all(left >= 0 and right <= 390 for left, right in cells)


def test_a_sentence_typed_in_the_field_of_needs_is_read_as_it_is_typed(desk: BrowserContext, town: str) -> None:
    page, seen = at(desk, town, "/orientation?commune=Chinon&besoin=email&date=2021-06-01")
    page.locator("#f-question").fill("")
    page.locator("#f-question").press_sequentially("quitter GrosMail, une newsletter ", delay=5)
    said = page.get_by_role("region", name="Compris comme")
    expect(said.locator(".reading")).to_have_count(3)
    expect(said).to_contain_text("Envoyer une lettre d’information")
    expect(page.locator("#sortir-1")).to_contain_text("GrosMail")
    expect(page.locator("#f-question")).to_be_focused()
    assert not seen.words
    assert faults(page) == []


def test_enter_on_the_home_page_reads_a_sentence_and_each_thing_can_be_taken_back(
    desk: BrowserContext, town: str
) -> None:
    page, _ = at(desk, town, "/")
    page.get_by_label("Elle est à").fill("Chinon")
    page.get_by_label("Elle cherche à").press_sequentially("GrosMail et une newsletter aux perroquets")
    page.keyboard.press("Enter")
    said = page.get_by_role("region", name="Compris comme")
    expect(said.locator(".reading")).to_have_count(3)
    expect(said).to_contain_text("Laissé de côté : « perroquets »")
    said.get_by_role("link", name="Retirer : GrosMail Exemple").click()
    page.wait_for_url(lambda url: "besoin=newsletter" in url and "outil" not in url)
    expect(page.get_by_label("L’association cherche à")).to_have_value("Envoyer une lettre d’information")


SEEN = """(selector) => [...document.querySelectorAll(selector)].filter((link) => {
  const { top, bottom, width } = link.getBoundingClientRect();
  return width > 0 && top >= 0 && bottom <= innerHeight;
}).map((link) => link.textContent.trim())"""
THREE = "/orientation?commune=Tours&besoin=accounting&besoin=digital-basics&besoin=backup&lang=fr"


def test_whom_to_call_is_seen_without_moving_the_page(browser: Browser, touraine: str) -> None:
    """At 1366 × 768, on the project’s own data: the names and the contacts of the first three of each need."""
    context = browser.new_context(viewport={"width": 1366, "height": 768}, locale="fr-FR")
    page = context.new_page()
    page.goto(f"{touraine}/orientation?commune=Tours&besoin=digital-basics&lang=fr")
    assert len(page.evaluate(SEEN, "[data-first] h3 a")) == 3
    assert len(page.evaluate(SEEN, "[data-first] :is(.number, .written)")) == 3
    page.goto(touraine + THREE)
    told = page.locator("[data-first] .call").count()
    assert told >= 5
    assert len(page.evaluate(SEEN, "[data-first] .call h3 a")) == told
    assert len(page.evaluate(SEEN, "[data-first] :is(.number, .written)")) == told
    assert len(page.evaluate(SEEN, ".answer-head h1, .lead .gap-told")) == 2
    assert page.evaluate("document.documentElement.scrollHeight") <= 3 * 768
    context.close()
