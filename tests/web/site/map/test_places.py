# SPDX-License-Identifier: AGPL-3.0-or-later
"""A thing that stands at several places of a map, and long branches, as pages show them."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from tests.applications import application
from tests.graph.mindmaps.test_counts import CROWD, TWO_THEMES
from tests.graph.mindmaps.towns import WORDS
from tests.instances import TOWN_TTL, write

NEED = "https://w3id.org/tisserand/need/"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    """A crowd that answers one need, and an actor who answers two."""
    folder = tmp_path_factory.mktemp("instance")
    made = application(folder, [write(folder, TOWN_TTL + WORDS + CROWD + TWO_THEMES)], judged=False)
    yield made.test_client()
    made.extensions["tisserand"].close()


def page(client: FlaskClient, query: str) -> str:
    answer = client.get(f"/carte?vue=territoire&{query}", headers={"Accept-Language": "fr"})
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def test_choosing_one_place_lights_all_and_the_card_names_them(client: FlaskClient) -> None:
    html = page(client, "choix=organisation/o&ouvert=organisation/o")
    chosen = re.findall(r'<a [^>]*class="node [^"]*\bchoice\b[^"]*" data-iri="([^"]+)"(?: data-key="([^"]+)")?', html)
    assert len({iri for iri, _ in chosen}) == 1
    assert [key.partition("|")[2] for _, key in chosen] == ["", f"{NEED}work-together"]
    assert "Sur cette carte, sous" in html
    assert "aussi sous «" in html.replace("\u202f", " ").replace("\u00a0", " ")


def test_a_place_is_opened_by_its_own_address(client: FlaskClient) -> None:
    answer = client.get("/carte.json?vue=territoire&ouvert=organisation/o|need/work-together").get_json()
    place = next(node for node in answer["nodes"] if node["key"].endswith(f"|{NEED}work-together"))
    assert [node["iri"].rpartition("/")[2] for node in answer["nodes"] if node["parent_key"] == place["key"]] == [
        "files"
    ]
    assert place["parent"] == place["parent_key"] == f"{NEED}work-together"


def test_a_long_branch_is_walked_page_by_page_forward_and_back(client: FlaskClient) -> None:
    first = page(client, "ouvert=need/communicate")
    steps = re.search(r'class="map-steps">(.*?)</ol>', first, re.S)
    assert steps
    links = re.findall(r'href="([^"]+)" data-map( aria-current="true")?>([^<]+)</a>', steps[1])
    assert [name for *_, name in links] == ["Abri", "atelier 37", "Écho 14", "Éveil 52"]
    assert [bool(shown) for _, shown, _ in links] == [True, False, False, False]
    assert "Les suivants" in first
    assert "Les précédents" not in first
    there = client.get(links[2][0].replace("&amp;", "&"), headers={"Accept-Language": "fr"}).get_data(as_text=True)
    assert "Écho 14" in there
    assert "Les précédents" in there
