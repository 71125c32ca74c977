# SPDX-License-Identifier: AGPL-3.0-or-later
"""The map's addresses: one view object drawn four times, and clear answers to bad queries."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from xml.etree import ElementTree

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import create_app
from tests.conftest import TESTS
from tests.instances import ID, settings_in
from web.recent import Recent

SVG = "{http://www.w3.org/2000/svg}"
VIEWS = ["reseaux", "besoins", "autour", "outils", "territoire"]


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The small town, served."""
    made = create_app(settings_in(tmp_path_factory.mktemp("instance")), data=[TESTS / "ecosystem.ttl"])
    yield made
    made.extensions["tisserand"].close()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def text(client: FlaskClient, address: str, status: int = 200) -> str:
    answer = client.get(address, headers={"Accept-Language": "fr"})
    assert answer.status_code == status, answer.get_data(as_text=True)[:400]
    return answer.get_data(as_text=True)


def drawing(client: FlaskClient, query: str) -> ElementTree.Element:
    """The SVG, which must be well-formed XML."""
    return ElementTree.fromstring(text(client, f"/carte.svg?{query}"))  # noqa: S314 - our own output


def ranks(svg: ElementTree.Element) -> list[str]:
    return [link.get("data-iri", "") for link in svg.iter(f"{SVG}a") if link.get("data-iri")]


@pytest.mark.parametrize("view", VIEWS)
def test_the_same_map_is_drawn_four_times(client: FlaskClient, view: str) -> None:
    query = f"vue={view}&date=2021-04-15"
    document = json.loads(text(client, f"/carte.json?{query}"))
    page = text(client, f"/carte?{query}")
    svg = drawing(client, query)
    data = json.loads(re.search(r'id="carte-donnees">(.*?)</script>', page, re.S).group(1))  # type: ignore[union-attr]
    outline = re.search(r'<details class="carte-plan">(.*?)</details>', page, re.S).group(1)  # type: ignore[union-attr]

    nodes = [node["iri"] for node in document["nodes"]]
    assert nodes == ranks(svg) == [node["id"] for node in data["nodes"]]
    assert nodes == re.findall(r'data-iri="([^"]+)"', outline)
    tree = {(node["parent"], node["iri"]) for node in document["nodes"] if node["parent"]}
    assert tree == {(edge["from"], edge["to"]) for edge in data["edges"] if edge["role"] == "branch"}
    drawn = {(nodes[int(line.get("data-s", ""))], nodes[int(line.get("data-o", ""))]) for line in svg.iter(f"{SVG}path")
             if line.get("class", "").startswith("branch")}  # fmt: skip
    assert tree == drawn


def test_the_document_keeps_its_contract(client: FlaskClient) -> None:
    answer = client.get("/carte.json?vue=reseaux&date=2021-04-15")
    document = answer.get_json()
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert {"view", "views", "centre", "date", "dates", "nodes", "edges", "cross_links"} <= set(document)
    assert set(document["nodes"][0]) == {"iri", "label", "kind", "depth", "parent", "x", "y", "angle", "hidden"}
    assert set(document["edges"][0]) == {"s", "p", "o", "text"}
    assert {view["slug"] for view in document["views"]} == set(VIEWS)
    assert document["date"] == "2021-04-15"
    assert "2021-01-01" in document["dates"]


def test_every_node_of_the_svg_leads_to_a_page(client: FlaskClient) -> None:
    svg = drawing(client, "vue=besoins&date=2021-04-15")
    for link in svg.iter(f"{SVG}a"):
        assert client.get(link.get("href", "")).status_code == 200, link.get("href")


def test_the_svg_brings_its_styles_and_may_apply_only_them(client: FlaskClient) -> None:
    answer = client.get("/carte.svg")
    assert answer.mimetype == "image/svg+xml"
    assert "style-src 'sha256-" in answer.headers["Content-Security-Policy"]
    assert "prefers-color-scheme" in answer.get_data(as_text=True)
    assert "<script" not in answer.get_data(as_text=True)


def test_a_narrow_drawing_folds(client: FlaskClient) -> None:
    wide = ranks(drawing(client, "vue=besoins&date=2021-04-15"))
    narrow = drawing(client, "vue=besoins&date=2021-04-15&cadre=etroit")
    assert set(ranks(narrow)) < set(wide)
    width = float(narrow.get("viewBox", "").split()[2])
    assert width < 460
    assert any(link.get("data-more") for link in narrow.iter(f"{SVG}a"))


def test_an_opened_branch_can_be_folded_without_a_script(client: FlaskClient) -> None:
    opened = drawing(client, "vue=reseaux&date=2021-04-15&ouvert=network/trame")
    badge = next(link for link in opened.iter(f"{SVG}a") if "less" in link.get("class", ""))
    assert badge.get("data-more") == ID + "network/trame"
    assert "ouvert" not in badge.get("href", "")
    assert "Refermer : La Trame" in "".join(badge.itertext())
    narrow = drawing(client, "vue=reseaux&date=2021-04-15&cadre=etroit")
    first = next(link for link in narrow.iter(f"{SVG}a") if "less" in link.get("class", ""))
    assert first.get("href", "").endswith("ouvert=rien")
    closed = drawing(client, "vue=reseaux&date=2021-04-15&cadre=etroit&ouvert=rien")
    assert set(ranks(closed)) < set(ranks(narrow))


def test_a_kind_can_be_dimmed_without_a_script(client: FlaskClient) -> None:
    page = text(client, "/carte?vue=reseaux&date=2021-04-15&masque=network")
    assert re.search(r'href="[^"]*date=2021-04-15" role="checkbox" aria-checked="false" data-kind="network"', page)
    svg = drawing(client, "vue=reseaux&date=2021-04-15&masque=network")
    assert "m-network" in svg.get("class", "").split()
    assert ".m-network .node.k-network" in text(client, "/carte/natures.css")


def test_a_map_is_made_once_until_the_facts_change(client: FlaskClient, app: Flask) -> None:
    address = "/carte?vue=besoins&date=2021-04-16"
    before = text(client, address)
    maps, pages = app.extensions["maps"], app.extensions["map-pages"]
    made = len(maps), len(pages)
    assert text(client, address) == before
    assert (len(maps), len(pages)) == made
    assert text(client, f"{address}&lang=en") != before
    assert len(pages) == made[1] + 1


def test_only_the_last_results_are_kept() -> None:
    kept, made = Recent(2), []

    def remembered(key: int) -> int:
        made.append(key)
        return key

    for key in (1, 2, 1, 3, 1, 2):
        assert kept.get(key, partial(remembered, key)) == key
    assert made == [1, 2, 3, 2]
    assert len(kept) == 2


def test_links_of_the_map_keep_its_date_and_view(client: FlaskClient) -> None:
    page = text(client, "/carte?vue=autour&centre=organisation/passerelle&date=2021-04-15")
    assert "vue=besoins&amp;date=2021-04-15" in page
    assert "Autour d’une fiche – La Passerelle" in page
    assert 'name="centre" value="organisation/passerelle"' in page


def test_the_centre_can_be_opened(client: FlaskClient) -> None:
    page = text(client, "/carte?vue=reseaux&ouvert=http://www.w3.org/ns/org%23OrganizationalCollaboration")
    assert "La Trame" in page


def test_the_panel_tells_the_relations_in_sentences(client: FlaskClient) -> None:
    panel = text(client, "/carte/fiche?vue=reseaux&date=2021-04-15&centre=organisation/passerelle")
    assert "La Passerelle anime la Trame" in panel
    assert "vue=autour&amp;centre=organisation%2Fpasserelle&amp;date=2021-04-15" in panel
    assert f'data-iri="{ID}network/trame"' in panel


@pytest.mark.parametrize(
    ("query", "status", "words"),
    [
        ("vue=besoin", 400, "Services par besoin"),
        ("centre=organisation/nobody", 404, "rien ne porte cet identifiant"),
        ("centre=javascript:alert(1)", 404, "rien ne porte cet identifiant"),
        ("centre=http://x y", 404, "rien ne porte cet identifiant"),
        ("date=2021-13-01", 400, "date"),
        ("date=0021-01-01", 400, "date"),
        ("ouvert=need/nothing", 404, "rien ne porte cet identifiant"),
        ("forme=cube", 400, "forme"),
        ("masque=cube", 400, "légende"),
        ("vues=reseaux", 400, "vue"),
        ("centre=" + "x" * 300, 400, "caractères"),
    ],
    ids=["unknown view", "unknown centre", "script", "not an address", "no such day", "before all", "nothing to open",
         "unknown form", "unknown kind", "unknown parameter", "too long"],
)  # fmt: skip
def test_bad_queries_are_answered_clearly(client: FlaskClient, query: str, status: int, words: str) -> None:
    page = text(client, f"/carte?{query}", status)
    assert words in page
    problem = json.loads(text(client, f"/carte.json?{query}", status))
    assert problem["status"] == status
    assert problem["detail"]


def test_data_cannot_leave_their_script_element(client: FlaskClient) -> None:
    from web.drawing import script_json

    assert "<" not in script_json({"label": "</script><script>alert(1)</script>&\u2028"})


def test_the_library_and_the_font_are_ours_and_kept(client: FlaskClient) -> None:
    for address, kind in (("/carte/vis-network.js", "text/javascript"), ("/static/built/inter.woff2", "font/woff2")):
        answer = client.get(address)
        assert answer.status_code == 200
        assert answer.mimetype == kind
        assert "immutable" in answer.headers["Cache-Control"]
    assert Path("web/static/built/inter.woff2").stat().st_size < 90_000
    assert client.get("/carte/natures.css").get_data(as_text=True).startswith(".k-")
