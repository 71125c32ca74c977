# SPDX-License-Identifier: AGPL-3.0-or-later
"""The search of the map compares texts as the server does, and finds what the header's search finds."""

from __future__ import annotations

import json
import urllib.request
from urllib.parse import quote

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from graph.model import Model
from graph.rdf.dataset import Dataset
from graph.text.folding import fold, roots
from tests.browser.chromium import NEEDED
from tests.spellings import DIFFERENT, SAME

pytestmark = NEEDED
FOLDED = """async (texts) => {
  const { fold, roots } = await import("/static/map/scripts/folding.js");
  return texts.map((text) => [fold(text), roots(text)]);
}"""


def test_the_script_folds_as_the_server_does(desk: BrowserContext, town: str, dataset: Dataset, model: Model) -> None:
    page = desk.new_page()
    page.goto(town + "/a-propos")
    said = [fact.o.value for fact in dataset.facts() if not isinstance(fact.o, str)]
    texts = [text for pair in (*SAME, *DIFFERENT) for text in pair] + [text for text in said if len(text) < 300]
    assert len(texts) > 500
    told = page.evaluate(FOLDED, texts)
    wrong = {text: found for text, found in zip(texts, told, strict=True) if found != [fold(text), roots(text)]}
    assert wrong == {}


@pytest.fixture
def drawn(desk: BrowserContext, town: str) -> Page:
    page = desk.new_page()
    page.goto(town + "/carte?vue=outils")
    page.wait_for_selector(".map.with-canvas", state="attached")
    return page


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        pytest.param("NUAGES LIBRES", "Nuage Libre Exemple", id="plural and capitals"),
        pytest.param("dates d'exemple", "Dates d’Exemple", id="straight apostrophe"),
        pytest.param("exemple plume", "Plume Exemple", id="another order"),
        pytest.param("grosmel", "GrosMail Exemple", id="a name that is not shown"),
        pytest.param("pigoen exemple", "Pigeon Exemple", id="misspelt"),
    ],
)
def test_what_the_header_finds_is_found_on_the_map(drawn: Page, town: str, typed: str, name: str) -> None:
    with urllib.request.urlopen(f"{town}/api/v1/search?q={quote(typed)}&limit=30") as answer:
        assert name in [hit["label"] for hit in json.load(answer)["results"]]
    drawn.fill(".map-search input[name=q]", typed)
    expect(drawn.locator("#matches li[data-iri] span", has_text=name).first).to_be_visible()
