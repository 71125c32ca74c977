# SPDX-License-Identifier: AGPL-3.0-or-later
"""The map's addresses: one view object drawn four times, and clear answers to bad queries."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit, urlunsplit
from xml.etree import ElementTree

import pytest
from flask import Flask
from flask.testing import FlaskClient

from graph.recent import Recent
from tests.applications import application
from tests.conftest import TESTS
from tests.instances import ID
from web.app.recent import all_recent

SVG = "{http://www.w3.org/2000/svg}"
VIEWS = ["reseaux", "reseau", "besoins", "autour", "outils", "territoire", "lieux"]
WAY = "vue=chemin&de=organisation/passerelle&vers=network/trame"


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The small town, served."""
    made = application(tmp_path_factory.mktemp("instance"), [TESTS / "ecosystem.ttl"])
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
    """The drawing in the page, which must be well-formed XML."""
    page = text(client, f"/carte?{query}")
    inline = re.search(r'data-part="drawing">.*?(<svg.*?</svg>)', page, re.S)
    assert inline
    return ElementTree.fromstring(inline.group(1))  # noqa: S314 - our own output


def sheet(client: FlaskClient, query: str) -> ElementTree.Element:
    """The drawing as a file."""
    return ElementTree.fromstring(text(client, f"/carte.svg?{query}"))  # noqa: S314 - our own output


def ranks(svg: ElementTree.Element) -> list[str]:
    return [link.get("data-iri", "") for link in svg.iter(f"{SVG}a") if link.get("data-iri")]


@pytest.mark.parametrize("view", [*(f"vue={slug}" for slug in VIEWS), WAY])
def test_the_same_map_is_drawn_four_times(client: FlaskClient, view: str) -> None:
    query = f"{view}&date=2021-04-15"
    document = json.loads(text(client, f"/carte.json?{query}"))
    page = text(client, f"/carte?{query}")
    svg = sheet(client, query)
    data = json.loads(re.search(r'id="map-data">(.*?)</script>', page, re.S).group(1))  # type: ignore[union-attr]
    outline = re.search(r'id="outline"(.*?)id="outline-sheet"', page, re.S).group(1)  # type: ignore[union-attr]

    nodes = [node["iri"] for node in document["nodes"]]
    assert nodes == ranks(svg) == [node.get("iri", node["id"]) for node in data["nodes"]]
    assert nodes == re.findall(r'<li [^>]*data-iri="([^"]+)"', outline)
    # The canvas draws what the drawing in the page says: the same as in the file.
    inline = re.search(r'data-part="drawing">(.*?)</svg>', page, re.S).group(1)  # type: ignore[union-attr]
    assert nodes == [iri for kind, iri in re.findall(r'class="(node|more)[^"]*"[^>]* data-iri="([^"]+)"', inline)]
    keys = [node["key"] for node in document["nodes"]]
    assert keys == [node["id"] for node in data["nodes"]]
    tree = {(node["parent_key"], node["key"]) for node in document["nodes"] if node["parent"]}
    assert tree == {(edge["from"], edge["to"]) for edge in data["edges"] if edge["role"] == "branch"}
    drawn = {(keys[int(line.get("data-s", ""))], keys[int(line.get("data-o", ""))]) for line in svg.iter(f"{SVG}path")
             if line.get("class", "").startswith("branch")}  # fmt: skip
    assert tree == drawn


def test_the_document_keeps_its_contract(client: FlaskClient) -> None:
    answer = client.get("/carte.json?vue=reseaux&date=2021-04-15")
    document = answer.get_json()
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert {"view", "views", "centre", "date", "dates", "nodes", "edges", "cross_links"} <= set(document)
    kept = {"iri", "label", "kind", "depth", "parent", "x", "y", "angle", "hidden"}
    assert set(document["nodes"][0]) == {*kept, "key", "parent_key", "actors"}
    assert set(document["edges"][0]) == {"s", "p", "o", "text", "name"}
    assert {view["slug"] for view in document["views"]} >= set(VIEWS)
    assert document["date"] == "2021-04-15"
    assert "2021-01-01" in document["dates"]


def test_every_node_of_the_svg_leads_to_a_page(client: FlaskClient) -> None:
    for drawn in (drawing, sheet):
        links = list(drawn(client, "vue=besoins&date=2021-04-15").iter(f"{SVG}a"))
        assert links
        for link in links:
            address = urlsplit(link.get("href", ""))
            assert client.get(urlunsplit(("", "", *address[2:4], ""))).status_code == 200, link.get("href")


def test_the_file_needs_no_stylesheet_nor_script(client: FlaskClient) -> None:
    answer = client.get("/carte.svg")
    assert answer.mimetype == "image/svg+xml"
    assert answer.headers["Content-Disposition"].startswith("inline;")
    written = answer.get_data(as_text=True)
    assert not re.search(r"<script|<style|var\(|href=\"(?!http)", written)


def test_an_opened_branch_can_be_folded_without_a_script(client: FlaskClient) -> None:
    opened = drawing(client, "vue=reseaux&date=2021-04-15&ouvert=network/trame")
    badge = next(link for link in opened.iter(f"{SVG}a") if "less" in link.get("class", ""))
    assert badge.get("data-more") == ID + "network/trame"
    assert "ouvert" not in badge.get("href", "")
    assert "Refermer\u00a0: La Trame" in "".join(badge.itertext())


def test_a_workshop_starts_with_branches_closed(client: FlaskClient) -> None:
    query = "vue=besoins&date=2021-04-15&mode=atelier"
    closed, opened = drawing(client, query), drawing(client, f"{query}&ouvert=need/work-together")
    badges = [link for link in closed.iter(f"{SVG}a") if "more" in link.get("class", "").split()]
    assert badges
    assert "mode=atelier" in badges[0].get("href", "")
    assert len(ranks(closed)) < len(ranks(opened))
    assert 'class="map-page workshop"' in text(client, f"/carte?{query}")


def test_what_is_chosen_is_lit_without_a_script(client: FlaskClient) -> None:
    query = "vue=reseaux&date=2021-04-15&choix=organisation/passerelle"
    svg = drawing(client, query)
    assert "chosen" in svg.get("class", "").split()
    chosen = [link for link in svg.iter(f"{SVG}a") if "choice" in link.get("class", "").split()]
    assert [link.get("data-iri") for link in chosen] == [ID + "organisation/passerelle"]
    lit = {link.get("data-iri") for link in svg.iter(f"{SVG}a") if "lit" in link.get("class", "").split()}
    assert ID + "network/trame" in lit
    assert lit < set(ranks(svg))
    page = text(client, f"/carte?{query}")
    assert "La Passerelle anime la Trame" in re.search(r'id="card".*?</ul>', page, re.S).group(0)  # type: ignore[union-attr]


def test_every_address_of_a_page_keeps_the_whole_view(client: FlaskClient) -> None:
    kept = {
        "vue": "reseaux", "date": "2021-04-15", "depuis": "2020-06-01", "forme": "rayons", "masque": "service",
        "choix": "organisation/passerelle", "de": "organisation/passerelle", "vers": "network/trame", "mode": "atelier",
        "lang": "fr", "ouvert": "network/trame",
    }  # fmt: skip
    page = text(client, f"/carte?{urlencode(kept)}")
    addresses = [html.unescape(href) for href in re.findall(r'href="(/carte(?:\.\w+)?\?[^"]+)"', page)]
    assert len(addresses) > 30
    asked = [parse_qs(urlsplit(address).query) for address in addresses]
    for query in asked:
        changed = {name for name, value in kept.items() if query.get(name) != [value]}
        # A link changes what it is for: at most the view, what depends on it, and one thing more.
        assert not changed - {*kept, "centre", "par"}
        assert "lang" in query
    whole = [query for query in asked if {name: value[0] for name, value in query.items()} == kept]
    assert len(whole) >= 7  # every file to download, and the page to share


@pytest.mark.parametrize("view", ["reseaux", "reseau", "outils", "territoire"])
def test_every_face_of_a_comparison_tells_the_same(client: FlaskClient, view: str) -> None:
    query = f"vue={view}&date=2021-04-15&depuis=2020-06-01"
    page, outline = text(client, f"/carte?{query}"), text(client, f"/carte.md?{query}")
    listed = re.search(r'class="map-changes".*?</section>', page, re.S)
    assert listed
    told = [html.unescape(said) for said in re.findall(r'data-iri="[^"]+">(.*?)</a> <time', listed.group(0), re.S)]
    assert told
    section = outline.partition("## Ce qui a changé\n\n")[2].partition("\n\n")[0]
    assert [plain(line) for line in section.splitlines()] == [plain(said) for said in told]
    words = {"added": "nouveau", "ended": "terminé", "left": "a quitté", "moved": "déplacé"}
    drawn = [(link.get("data-iri", ""), link.get("class", "")) for link in drawing(client, query).iter(f"{SVG}a")]
    for state, word in words.items():
        shown = sorted(iri for iri, look in drawn if f"s-{state}" in look.split())
        rows = re.findall(rf'class="[^"]*s-{state}\b[^"]*" data-iri="([^"]+)"', page.partition('id="outline"')[2])
        assert sorted(rows) == shown
        items = [line for line in outline.partition("## ")[0].splitlines() if re.search(f"– {word}(,|$)", line)]
        assert len(items) == len(shown)


def plain(said: str) -> str:
    """Words without the signs of Markdown nor the spaces of French."""
    return re.sub(r"[\s\\]|^- ", "", said)


def test_a_piece_of_page_is_the_page_without_its_frame(client: FlaskClient) -> None:
    query = "vue=besoins&date=2021-04-15&choix=organisation/passerelle"
    page, piece = text(client, f"/carte?{query}"), text(client, f"/carte/vue?{query}")
    assert "<html" not in piece
    start, end = page.index('<div class="map"'), page.index("</script>", page.index('id="map-data"'))
    assert piece.strip() == page[start:end].strip() + "</script>"


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("ouvert=need/nothing", "need/nothing"),
        ("choix=network/tramme", "La Trame"),
        ("choix=javascript:alert(1)", "javascript:alert(1)"),
        ("masque=cube", "cube"),
        ("lieu=territory/epci-1", "territory/epci-1"),
        ("public=martiens", "martiens"),
        ("cout=gratis", "gratis"),
        ("de=organisation/nobody", "organisation/nobody"),
        ("vers=http://x y", "http://x y"),
        ("par=need/nothing", "need/nothing"),
        ("date=2021-04-15&depuis=2022-01-01", "date plus ancienne"),
    ],
    ids=[
        "opened",
        "chosen, with a close name",
        "script",
        "masked",
        "place",
        "audience",
        "cost",
        "start",
        "end",
        "between",
        "later date",
    ],
)
def test_a_map_goes_without_what_its_address_gets_wrong_and_says_so(
    client: FlaskClient, query: str, words: str
) -> None:
    page = text(client, f"/carte?vue=reseaux&{query}")
    notice = re.search(r'class="map-notice" role="status">(.*?)</p>', page, re.S)
    assert notice
    assert words in notice.group(1)
    assert page.count('class="node') > 5
    name = query.rpartition("&")[2].partition("=")[0]
    assert f"{name}=" not in "".join(re.findall(r'href="(/carte\.svg[^"]+)"', page))


def test_what_is_sought_is_found_wherever_it_is(client: FlaskClient) -> None:
    def address(query: str) -> str:
        return str(client.get(f"/carte/trouver?{query}").headers["Location"])

    assert "choix=network%2Ftrame" in address("vue=reseaux&date=2021-04-15&q=la+trame")
    elsewhere = address("vue=outils&date=2021-04-15&q=la+trame")
    assert "vue=autour&centre=network%2Ftrame" in elsewhere
    assert "date=2021-04-15" in elsewhere
    assert address("vue=reseaux&q=zzzzzzzz").startswith("/recherche?q=")
    answer = client.get("/carte/trouver?vue=reseaux&choix=network/trame", headers={"Accept": "application/json"})
    assert answer.get_json()["found"] is True
    assert "choix=" in address("vue=reseaux&date=2021-06-01&choix=change-event/accueils")
    assert address("vue=lieux&choix=https://schema.org/location") == "/carte?vue=lieux"


@pytest.mark.parametrize("branch", ["location", "areaServed", "containedInPlace"])
def test_a_branch_that_is_no_thing_has_a_card_without_ways(client: FlaskClient, branch: str) -> None:
    query = f"vue=lieux&choix=https://schema.org/{branch}"
    for address in (f"/carte/fiche?{query}", f"/carte?{query}"):
        assert "map-from" not in text(client, address)


def test_a_code_leads_to_the_view_out_of_the_workshop(client: FlaskClient) -> None:
    answer = client.get("/carte/qr.svg?vue=reseaux&mode=atelier")
    assert answer.mimetype == "image/svg+xml"
    assert ElementTree.fromstring(answer.get_data(as_text=True)).tag == f"{SVG}svg"  # noqa: S314 - our own output
    assert answer.get_data() == client.get("/carte/qr.svg?vue=reseaux").get_data()


def test_the_legend_counts_what_is_drawn_and_what_there_is(client: FlaskClient) -> None:
    page = text(client, "/carte?vue=besoins&date=2021-04-15&mode=atelier")
    counts = re.findall(r'<span class="n">(\d+) sur (\d+)</span>', page)
    assert counts
    assert all(int(drawn) < int(total) for drawn, total in counts)


def test_a_kind_is_left_out_without_a_script_and_its_box_brings_it_back(client: FlaskClient) -> None:
    whole, query = "/carte?vue=reseaux&date=2021-04-15", "vue=reseaux&date=2021-04-15&masque=network"
    page = text(client, f"/carte?{query}")
    box = re.search(r'<a id="legend-network" href="([^"]*)" data-map role="checkbox" aria-checked="false"', page)
    assert box
    assert html.unescape(box.group(1)) == whole
    assert not [link for link in drawing(client, query).iter(f"{SVG}a") if "k-network" in link.get("class", "").split()]
    # What hung from a network hangs from what bears it, and nobody is lost.
    before, after = (
        set(re.findall(rf'data-iri="({ID}organisation/[^"]+)"', text(client, it))) for it in (whole, f"/carte?{query}")
    )
    assert before == after


@pytest.mark.parametrize("extension", ["svg", "md", "mm", "graphml", "json", "html"])
def test_every_file_tells_the_filtered_view_and_says_so(client: FlaskClient, extension: str) -> None:
    query = "vue=territoire&date=2021-04-15&masque=service&cout=free"
    whole, filtered = (text(client, f"/carte.{extension}?{it}") for it in ("vue=territoire&date=2021-04-15", query))
    assert "Comptabilité en ligne" not in filtered
    assert "gratuit, sans services" in filtered
    assert "sans services" not in whole


def test_a_filter_without_result_gives_the_nearest_view_and_a_sentence(client: FlaskClient) -> None:
    query = "vue=reseaux&date=2021-04-15&cout=paid&masque=service"
    page = text(client, f"/carte?{query}")
    notice = re.search(r'class="map-notice" role="status">(.*?)</p>', page, re.S)
    assert notice
    assert "elle est montrée sans" in notice.group(1)
    assert page.count('class="node') > 3


def test_all_that_is_filtered_comes_back_by_one_link(client: FlaskClient) -> None:
    page = text(client, "/carte?vue=territoire&date=2021-04-15&masque=service&cout=free")
    again = re.search(r'<a href="([^"]+)" data-map>Tout revoir</a>', page)
    assert again
    assert html.unescape(again.group(1)) == "/carte?vue=territoire&date=2021-04-15"
    assert re.search(r'<option value="free" selected>', page)


def test_a_map_is_made_once_until_the_facts_change(client: FlaskClient, app: Flask) -> None:
    address = "/carte?vue=besoins&date=2021-04-16"
    before = text(client, address)
    maps, pages = all_recent(app)["maps"], all_recent(app)["pages"]
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
        ("forme=cube", 400, "forme"),
        ("mode=cube", 400, "mode"),
        ("depuis=2021-13-01", 400, "date"),
        ("centre=" + "x" * 300, 400, "caractères"),
    ],
    ids=["unknown view", "unknown centre", "script", "not an address", "no such day", "before all", "unknown form",
         "unknown mode", "no such earlier day", "too long"],
)  # fmt: skip
def test_bad_queries_are_answered_clearly(client: FlaskClient, query: str, status: int, words: str) -> None:
    page = text(client, f"/carte?{query}", status)
    assert words in page
    nearest = page.partition("Les cartes les plus proches")[2].partition("</ul>")[0]
    near = re.findall(r'<li><a href="(/carte[^"]*)"', nearest)
    assert len(near) >= 4
    for address in near:
        assert 'class="node' in text(client, html.unescape(address))
    # A script shows this beside the map that it keeps.
    assert words in text(client, f"/carte/vue?{query}", status).partition('class="map-lost"')[2]
    problem = json.loads(text(client, f"/carte.json?{query}", status))
    assert problem["status"] == status
    assert problem["detail"]


def test_data_cannot_leave_their_script_element(client: FlaskClient) -> None:
    from web.site.map.drawing import script_json

    assert "<" not in script_json({"label": "</script><script>alert(1)</script>&\u2028"})


def test_the_library_and_the_font_are_ours_and_kept(client: FlaskClient) -> None:
    for address, kind in (("/carte/vis-network.js", "text/javascript"), ("/static/built/inter.woff2", "font/woff2")):
        answer = client.get(address)
        assert answer.status_code == 200
        assert answer.mimetype == kind
        assert "immutable" in answer.headers["Cache-Control"]
    assert Path("web/app/static/built/inter.woff2").stat().st_size < 90_000
    assert client.get("/carte/natures.css").get_data(as_text=True).startswith(".k-")
