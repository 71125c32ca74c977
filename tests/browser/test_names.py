# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is named on the map and on the main pages is named once, and by what it shows: axe with all that it has."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect

from tests.browser.chromium import AXE, NEEDED
from tests.browser.stage import at_rest

pytestmark = NEEDED
# Good practice, and rules that axe still tries out, beside what WCAG asks.
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice", "experimental"]
# Colours take most of the time: they are looked at elsewhere.
RULES = "{'target-size': {enabled: true}, 'color-contrast': {enabled: false}}"
RUN = f"axe.run(document, {{runOnly: {TAGS}, rules: {RULES}, resultTypes: ['violations']}})"
COMPARED = "/carte?vue=reseau&centre=network/can&date=2022-06-01&depuis=2020-12-01"
MAPS = [
    "/carte",
    "/carte?vue=besoins&choix=need/learn",
    COMPARED,
    "/carte?vue=reseaux&mode=atelier&ouvert=network/ptca",
    "/carte?vue=chemin&de=network/chatons&vers=network/ptca&lang=en",
]
PAGES = ["/", "/orientation?commune=Tours&besoin=file-sharing", "/annuaire", "/couverture", "/recherche?q=framasoft"]


def faults(page: Page) -> list[tuple[str, list[str]]]:
    """The rules broken on a page, and where."""
    page.evaluate(AXE)
    found: dict[str, Any] = page.evaluate(RUN)
    return [(fault["id"], [node["html"][:160] for node in fault["nodes"]][:3]) for fault in found["violations"]]


@pytest.mark.parametrize("width", [pytest.param(1366, marks=pytest.mark.slow), 390])
def test_names_are_what_is_shown(browser: Browser, touraine: str, width: int) -> None:
    context = browser.new_context(viewport=ViewportSize(width=width, height=800), locale="fr-FR")
    page, wrong = context.new_page(), {}
    for path in [*MAPS, *PAGES]:
        page.goto(touraine + path)
        if path in MAPS:
            page.wait_for_selector(".outline.alive", state="attached")
            at_rest(page)
        if found := faults(page):
            wrong[path] = found
    context.close()
    assert wrong == {}


def test_the_two_searches_of_the_map_are_told_apart(desk: BrowserContext, touraine: str) -> None:
    page = desk.new_page()
    page.goto(touraine + "/carte")
    expect(page.get_by_role("search")).to_have_count(2)
    expect(page.get_by_role("search", name="Trouver sur la carte")).to_have_count(1)


def test_a_line_of_the_tree_is_named_by_its_words(browser: Browser, touraine: str) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 800}, locale="fr-FR", has_touch=True)
    page = context.new_page()
    page.goto(touraine + COMPARED)
    page.wait_for_selector(".outline.alive")
    ended = page.locator('#outline li[data-iri$="/can-technical-actors"] > [role=treeitem]')
    name = "Groupe des acteurs techniques (CAN) terminé"
    expect(ended).to_have_accessible_name(re.compile(rf"^{re.escape(name)} ?, groupe de travail(, à relire)?$"))
    left = page.locator('#outline li[data-iri$="/asept"] > [role=treeitem]')
    expect(left).to_have_accessible_name(re.compile("^ASEPT a quitté ?, acteur(, à relire)?$"))
    # Folded, it counts what is under it, which is hidden from then on and has no name any more.
    ended.locator(".o-toggle").tap()
    expect(ended).to_have_accessible_name(
        re.compile(rf"^{re.escape(name)} 2 changements à l’intérieur.* \+2 ?, groupe de travail")
    )
    context.close()
