# SPDX-License-Identifier: AGPL-3.0-or-later
"""Relations of a map: named where it is asked, all counted, and held by the Network of pyvis with their look."""

from __future__ import annotations

import json
import re
from itertools import combinations
from typing import Any
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient
from pyvis.network import Network

from graph import colours

SVG = "{http://www.w3.org/2000/svg}"
VIEWS = ["vue=reseaux&date=2021-04-15", "vue=besoins", "vue=outils", "vue=territoire&forme=rayons&ecran=f1920"]


def network(client: FlaskClient, query: str) -> dict[str, Any]:
    """What the page gives to vis-network."""
    found = re.search(r'id="map-data">(.*?)</script>', client.get(f"/carte?{query}").get_data(as_text=True), re.DOTALL)
    assert found
    data: dict[str, Any] = json.loads(found[1])
    return data


def drawing(client: FlaskClient, query: str) -> ElementTree.Element:
    """The drawing of the page."""
    found = re.search(r"<svg [^>]*class=\"mindmap.*?</svg>", client.get(f"/carte?{query}").get_data(as_text=True), re.S)
    assert found
    return ElementTree.fromstring(found[0])  # noqa: S314 - our own page


@pytest.mark.parametrize("query", VIEWS)
def test_pyvis_alone_holds_the_same_network_with_its_look(client: FlaskClient, query: str) -> None:
    data = network(client, query)
    alone = Network(directed=True, cdn_resources="local")
    alone.nodes, alone.edges = data["nodes"], data["edges"]
    alone.set_options(json.dumps(data["options"]))
    nodes, edges, *_, options = alone.get_network_data()
    assert json.loads(options)["physics"] is False
    own = {tone.light for tone in colours.of_maps().values()} | set(colours.branches())
    assert {edge["color"]["color"] for edge in edges} <= own
    for node in nodes:
        assert node["color"]["background"]
        assert node["color"]["border"]
        assert node["font"]["color"] in own
        assert node["font"]["size"] >= 20
    assert all(edge["width"] > 0 and edge["title"] for edge in edges)
    assert all(edge.get("dashes") for edge in edges if edge["role"] == "cross" and "kind" not in edge)


@pytest.mark.parametrize("query", VIEWS)
def test_names_are_written_when_asked_and_touch_nothing(client: FlaskClient, query: str) -> None:
    assert drawing(client, query).findall(f"{SVG}text[@class='said']") == []
    root = drawing(client, f"{query}&noms=oui")
    names = root.findall(f"{SVG}text[@class='said']")
    assert names
    spots = []
    for name in names:
        rows = [(float(row.get("x", 0)), float(row.get("y", 0))) for row in name.findall(f"{SVG}tspan")]
        spots.append((rows[0][0], rows[0][1] - 16, rows[-1][1]))
    for (x, top, foot), (other, above, under) in combinations(spots, 2):
        assert abs(x - other) > 20 or foot < above + 1 or under < top + 1
    called = {edge.get("label") for edge in network(client, query)["edges"]} - {None}
    written = {" ".join("".join(row.itertext()) for row in name) for name in names}
    assert any(text.replace("\xa0", " ") in {one.replace("\xa0", " ") for one in called} for text in written)


def test_several_relations_between_two_things_are_one_line_with_their_number(client: FlaskClient) -> None:
    query = "vue=reseaux&date=2021-04-15"
    document = client.get(f"/carte.json?{query}").get_json()
    pairs: dict[frozenset[str], set[tuple[str, str, str]]] = {}
    for edge in (*document["edges"], *document["cross_links"]):
        pairs.setdefault(frozenset((edge["s"], edge["o"])), set()).add((edge["p"], edge["s"], edge["text"]))
    several = {ends: said for ends, said in pairs.items() if len(said) > 1}
    assert several
    titles = [edge["title"].split("\n") for edge in network(client, query)["edges"]]
    for said in several.values():
        texts = {text for _, _, text in said}
        assert any(texts <= set(title) for title in titles) or len(texts) == 1
    numbers = ["".join(text.itertext()) for text in drawing(client, query).findall(f"{SVG}g[@class='count']/{SVG}text")]
    assert sorted(map(int, numbers)) == sorted(len(title) for title in titles if len(title) > 1)
    outline = client.get(f"/carte.md?{query}").get_data(as_text=True)
    for edge in document["cross_links"]:
        assert re.sub(r"\W", "", edge["text"]) in re.sub(r"\W", "", outline)
