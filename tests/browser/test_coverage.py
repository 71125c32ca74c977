# SPDX-License-Identifier: AGPL-3.0-or-later
"""The coverage page in a real browser: readable at every width, in light and dark, by keyboard, on paper."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.browser.chromium import BOTH, NEEDED, Screens, faults, served, settled
from tests.conftest import TESTS

pytestmark = [*NEEDED, pytest.mark.slow]
DAY = "date=2021-06-01"
VIEWS = {
    "themes": f"/couverture?{DAY}",
    "needs of a theme": f"/couverture?theme=work-together&{DAY}",
    "themes by commune": f"/couverture?epci=200043081&{DAY}",
    "needs by commune": f"/couverture?theme=work-together&epci=200071587&communes=toutes&{DAY}",
    "in English": f"/couverture?theme=learn&epci=200043081&{DAY}&lang=en",
}


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server of the small town on a free port."""
    with served(tmp_path_factory.mktemp("coverage"), (TESTS / "ecosystem.ttl",)) as found:
        yield found


def opened(browser, url: str, *, width: int = 1366, scheme: str = "light", script: bool = True):  # type: ignore[no-untyped-def]
    """A page, and the list where what its console says wrong comes."""
    context = browser.new_context(
        viewport={"width": width, "height": 800}, color_scheme=scheme, java_script_enabled=script, locale="fr-FR"
    )
    page = context.new_page()
    wrong: list[str] = []
    page.on("console", lambda said: wrong.append(said.text) if said.type in {"error", "warning"} else None)
    page.goto(url, wait_until="load")
    if script:
        settled(page)
    return page, wrong


@pytest.mark.parametrize(("width", "scheme"), BOTH)
@pytest.mark.parametrize("path", VIEWS.values(), ids=VIEWS.keys())
def test_axe_finds_no_fault_at_all(screens: Screens, address: str, path: str, width: int, scheme: str) -> None:
    page = screens(width, scheme)
    page.goto(address + path)
    assert faults(page) == []


@pytest.mark.parametrize(("width", "scheme"), [(1366, "dark"), (390, "light")])
def test_its_boxes_are_told_apart_in_the_other_scheme(screens: Screens, address: str, width: int, scheme: str) -> None:
    page = screens(width, scheme)
    page.goto(address + VIEWS["themes"])
    assert faults(page) == []


@pytest.mark.parametrize("path", VIEWS.values(), ids=VIEWS.keys())
def test_the_page_never_overflows_and_no_box_is_cut(browser, address: str, path: str) -> None:  # type: ignore[no-untyped-def]
    page, wrong = opened(browser, address + path)
    for width in (360, 390, 700, 701, 768, 1024, 1366, 1920):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, width
        cells = "[...document.querySelectorAll('.matrix-table .cell')]"
        cut = f"{cells}.filter(cell => cell.scrollWidth > cell.clientWidth + 1).length"
        assert page.evaluate(cut) == 0, width
    page.context.close()
    assert wrong == []


def test_heads_stay_in_sight_while_the_table_scrolls(browser, address: str) -> None:  # type: ignore[no-untyped-def]
    page, _ = opened(browser, address + VIEWS["needs by commune"])
    page.evaluate("document.querySelector('.matrix-table').scrollTo(900, 400)")
    frame = page.locator(".matrix-table").bounding_box()
    column = page.locator(".matrix-table thead th").nth(12).bounding_box()
    row = page.locator(".matrix-table tbody th").nth(12).bounding_box()
    page.context.close()
    assert abs(column["y"] - frame["y"]) < 4
    assert abs(row["x"] - frame["x"]) < 12


def test_the_keyboard_scrolls_the_table_and_opens_a_box(browser, address: str) -> None:  # type: ignore[no-untyped-def]
    page, _ = opened(browser, address + VIEWS["needs by commune"], script=False)
    page.locator(".matrix-table").focus()
    before = page.locator(".matrix-table tbody td").first.bounding_box()["x"]
    for _ in range(6):
        page.keyboard.press("ArrowRight")
    for _ in range(600):
        if page.locator(".matrix-table tbody td").first.bounding_box()["x"] < before:
            break
        page.wait_for_timeout(50)
    assert page.locator(".matrix-table tbody td").first.bounding_box()["x"] < before
    page.keyboard.press("Tab")
    assert page.locator(":focus").get_attribute("class").startswith("cell")
    assert "\xa0: " in (page.locator(":focus .vh").text_content() or "")
    page.keyboard.press("Enter")
    page.wait_for_url("**/orientation?**")
    page.context.close()


def test_filters_work_without_script(browser, address: str) -> None:  # type: ignore[no-untyped-def]
    page, _ = opened(browser, address + "/couverture", script=False)
    page.select_option("#c-theme", "learn")
    page.fill("#c-date", "2021-06-01")
    page.check("input[name=gratuit]")
    page.get_by_role("button", name="Voir", exact=True).click()
    page.wait_for_url(re.compile("theme=learn"))
    expect(page).to_have_url(re.compile("gratuit=1"))
    assert page.locator(".matrix-table tbody tr").count() == 10
    page.context.close()


def test_a_telephone_reads_a_list_by_need(browser, address: str) -> None:  # type: ignore[no-untyped-def]
    page, _ = opened(browser, address + VIEWS["needs of a theme"], width=390)
    row = page.locator(".matrix-table tbody tr").nth(2)
    assert page.locator(".matrix-table thead").bounding_box()["height"] <= 2
    assert row.locator(".where").first.is_visible()
    lefts = {round(box.bounding_box()["x"]) for box in row.locator("td").all() if box.is_visible()}
    assert len(lefts) <= 2
    assert all(box.bounding_box()["height"] >= 44 for box in row.locator("a.cell").all() if box.is_visible())
    page.context.close()


@pytest.mark.parametrize("path", [VIEWS["themes"], VIEWS["needs of a theme"]], ids=["themes", "needs"])
def test_it_prints_on_a_few_pages_with_its_shapes(browser, address: str, path: str) -> None:  # type: ignore[no-untyped-def]
    page, _ = opened(browser, address + path)
    printed = page.pdf(format="A4", prefer_css_page_size=True, print_background=True)
    page.emulate_media(media="print")
    assert page.locator(".matrix-table .cell svg").first.is_visible()
    assert not page.locator("form").first.is_visible()
    page.context.close()
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", printed)) <= 4
