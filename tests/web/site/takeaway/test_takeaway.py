# SPDX-License-Identifier: AGPL-3.0-or-later
"""Taking a view away: names, headers, errors, the frame for other sites and the page to share."""

from __future__ import annotations

import base64
import hashlib
import html
import io
import json
import re
from collections.abc import Iterator
from urllib.parse import urlsplit
from xml.etree.ElementTree import fromstring

import networkx
import pypdfium2
import pytest
from flask import Flask, request
from flask.testing import FlaskClient

from exports.maps import map_formats
from tests.applications import application
from tests.conftest import TESTS
from web.app.pages import ecosystem, reader
from web.app.parameters import Parameters
from web.site.map.drawing import script_json
from web.site.map.page import MapPage
from web.site.map.query import NAMES, read_query
from web.site.takeaway import one_file
from web.site.takeaway.page import links

EXTENSIONS = [item.extension for item in map_formats()]
VIEW = "vue=reseaux&date=2021-04-15"
FRENCH = {"Accept-Language": "fr"}


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The small town, served under its public address."""
    made = application(tmp_path_factory.mktemp("instance"), [TESTS / "ecosystem.ttl"], BASE_URL="https://ville.example")
    yield made
    made.extensions["tisserand"].close()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.mark.parametrize("extension", EXTENSIONS)
def test_a_file_is_named_after_its_view_and_its_date(client: FlaskClient, extension: str) -> None:
    answer = client.get(f"/carte.{extension}?{VIEW}", headers=FRENCH)
    assert answer.status_code == 200
    name = f"tisserand-reseaux-2021-04-15.{extension}"
    shown = "inline" if extension == "svg" else "attachment"
    assert answer.headers["Content-Disposition"] == f'{shown}; filename="{name}"'
    assert answer.mimetype == next(item.media_type for item in map_formats() if item.extension == extension)
    assert answer.headers["Cache-Control"] == "no-cache"
    assert "Accept-Language" in answer.headers["Vary"]


@pytest.mark.parametrize("extension", EXTENSIONS)
def test_a_file_that_did_not_change_is_not_sent_again(client: FlaskClient, extension: str) -> None:
    address = f"/carte.{extension}?{VIEW}"
    mark = client.get(address, headers=FRENCH).headers["ETag"]
    again = client.get(address, headers={**FRENCH, "If-None-Match": mark})
    assert again.status_code == 304
    assert client.get(f"{address}&ouvert=rien", headers=FRENCH).headers["ETag"] != mark


@pytest.mark.parametrize("extension", EXTENSIONS)
@pytest.mark.parametrize(
    ("query", "status", "said"),
    [("vue=inconnue", 400, "inconnue"), ("centre=network/zzyzx", 404, "zzyzx"), ("date=2021-02-30", 400, "2021-02-30"),
     ("vu=reseaux", 400, "vue"), ("forme=carree", 400, "carree")],
    ids=["unknown view", "unknown centre", "impossible date", "misspelt parameter", "unknown form"],
)  # fmt: skip
def test_what_is_wrong_is_told_with_the_nearest_views(
    client: FlaskClient, extension: str, query: str, status: int, said: str
) -> None:
    answer = client.get(f"/carte.{extension}?{query}", headers={**FRENCH, "Accept": "text/html"})
    assert answer.status_code == status
    assert said in answer.text
    assert "Content-Disposition" not in answer.headers
    assert re.search(r'href="/carte\?', answer.text)
    assert re.search(r'href="/carte\?', client.get(f"/carte/integrer?{query}", headers=FRENCH).text)


def test_a_program_is_told_as_a_program(client: FlaskClient) -> None:
    answer = client.get("/carte.pdf?vue=inconnue", headers={"Accept": "application/json"})
    assert answer.mimetype == "application/problem+json"
    assert answer.get_json()["parameter"] == "vue"


def test_paper_is_a_choice_of_the_pdf_alone(client: FlaskClient) -> None:
    sizes = {}
    for paper in ("", "&papier=a4", "&papier=a3"):
        document = pypdfium2.PdfDocument(client.get(f"/carte.pdf?{VIEW}{paper}").data)
        sizes[paper] = tuple(round(side) for side in document[0].get_size())
        document.close()
    assert sizes == {"": (842, 595), "&papier=a4": (842, 595), "&papier=a3": (1191, 842)}
    assert client.get("/carte.pdf?papier=a5", headers=FRENCH).status_code == 400
    assert client.get("/carte.png?papier=a3", headers=FRENCH).status_code == 400


def test_an_unknown_format_names_those_that_exist(client: FlaskClient) -> None:
    answer = client.get("/carte.docx", headers=FRENCH)
    assert answer.status_code == 404
    assert "carte.pdf" in answer.text


def test_files_lead_to_the_public_address(client: FlaskClient) -> None:
    text = client.get(f"/carte.md?{VIEW}", headers=FRENCH).text
    assert "<https://ville.example/carte?vue=reseaux&date=2021-04-15>" in text
    assert "](https://ville.example/fiche/network/" in text
    assert "https://ville.example/fiche/source/ecosystem" in text


def test_files_hold_what_the_page_shows(client: FlaskClient) -> None:
    document = client.get(f"/carte.json?{VIEW}", headers=FRENCH).get_json()
    shown = [node["label"] for node in document["nodes"]]
    graph = networkx.read_graphml(io.BytesIO(client.get(f"/carte.graphml?{VIEW}", headers=FRENCH).data))
    assert set(graph) >= {node["iri"] for node in document["nodes"]}
    root = fromstring(client.get(f"/carte.mm?{VIEW}", headers=FRENCH).data)  # noqa: S314 - our own file
    held = [str(node.get("TEXT")) for node in root.iter("node")]
    assert [label for label in held if label in shown] == shown
    assert len(held) == len(graph)
    # What somebody opened, or not, changes what is folded in a file, not what it holds.
    shut = fromstring(client.get(f"/carte.mm?{VIEW}&ouvert=rien&mode=atelier", headers=FRENCH).data)  # noqa: S314
    assert [node.get("TEXT") for node in shut.iter("node")] == held
    folds = [[node.get("FOLDED") for node in one.iter("node")].count("true") for one in (root, shut)]
    assert folds[0] < folds[1]


def test_the_frame_is_open_to_every_site_and_only_it(client: FlaskClient) -> None:
    policy = client.get(f"/carte/integrer?{VIEW}").headers["Content-Security-Policy"]
    assert "frame-ancestors *" in policy
    assert "default-src 'none'" in policy
    for path in ("/carte", "/carte/partager", "/", "/carte.pdf"):
        headers = client.get(f"{path}?{VIEW}" if path != "/" else path).headers
        assert "frame-ancestors 'self'" in headers["Content-Security-Policy"], path
    assert "X-Frame-Options" not in client.get(f"/carte/integrer?{VIEW}").headers


def test_the_frame_works_without_a_script(client: FlaskClient) -> None:
    text = client.get(f"/carte/integrer?{VIEW}", headers=FRENCH).text
    assert "<script" not in text
    assert '<base target="_blank">' in text
    assert "Ouvrir dans Tisserand" in text
    assert "15\u00a0avril 2021" in text
    addresses = {html.unescape(found) for found in re.findall(r'href="(/[^"]*)"', text)}
    cards = {address for address in addresses if address.startswith("/fiche/")}
    assert len(cards) > 8
    for address in addresses:
        with client.get(address) as answer:
            assert answer.status_code == 200, address


def test_branches_unfold_inside_the_frame(client: FlaskClient) -> None:
    text = client.get("/carte/integrer?vue=besoins&date=2021-04-15&ouvert=rien&mode=atelier", headers=FRENCH).text
    badges = re.findall(r'<a target="_self" class="more[^>]*href="([^"]+)"', text)
    assert badges
    assert all(urlsplit(address).path == "/carte/integrer" for address in badges)
    assert text.count('class="more ') == len(badges)


def test_the_page_to_share_offers_every_file_the_frame_and_the_code(client: FlaskClient) -> None:
    text = client.get(f"/carte/partager?{VIEW}&lang=fr", headers=FRENCH).text
    for extension in EXTENSIONS:
        assert f"/carte.{extension}?vue=reseaux" in text, extension
    assert "papier=a3" in text
    assert 'value="https://ville.example/carte?vue=reseaux&amp;date=2021-04-15&amp;lang=fr"' in text
    snippet = html.unescape(re.search(r"<textarea[^>]*>(.*?)</textarea>", text, re.S).group(1))  # type: ignore[union-attr]
    frame = re.search(r'src="([^"]+)"', snippet).group(1)  # type: ignore[union-attr]
    parts = urlsplit(html.unescape(frame))
    assert (parts.scheme, parts.netloc, parts.path) == ("https", "ville.example", "/carte/integrer")
    assert client.get(f"{parts.path}?{parts.query}").status_code == 200
    assert 'class="qr"' in text
    assert "frame-src 'self'" in client.get("/carte/partager").headers["Content-Security-Policy"]
    assert re.search(r'<iframe src="/carte/integrer\?[^"]*"', text)


def test_links_for_the_map_page_are_whole_views(app: Flask, client: FlaskClient) -> None:
    with app.test_request_context(f"/carte?{VIEW}&masque=network"):
        parameters = Parameters(request.args, NAMES)
        found = links(MapPage(reader(), read_query(reader(), ecosystem(), parameters)))
    assert [label for label, _ in found][:3] == ["PDF A4", "PDF A3", "PNG"]
    for label, address in found:
        assert "masque=network" in address, label
        assert client.get(address).status_code == 200, label


def test_files_are_in_the_language_asked(client: FlaskClient) -> None:
    english = client.get(f"/carte.md?{VIEW}&lang=en").text
    assert "As of 15 April 2021" in english
    assert "lang=en" in english
    assert "État au" in client.get(f"/carte.md?{VIEW}", headers=FRENCH).text


def test_restricted_facts_are_in_no_file(client: FlaskClient) -> None:
    for extension in EXTENSIONS:
        assert b"collegue" not in client.get(f"/carte.{extension}?{VIEW}").data


def test_one_file_holds_the_whole_view_under_a_policy_of_its_own(client: FlaskClient) -> None:
    answer = client.get(f"/carte.html?{VIEW}", headers=FRENCH)
    assert answer.headers["Content-Disposition"] == 'attachment; filename="tisserand-reseaux-2021-04-15.html"'
    text, policy = answer.text, answer.headers["Content-Security-Policy"]
    stated = re.search(r'http-equiv="Content-Security-Policy" content="([^"]+)"', text)
    assert stated is not None
    assert policy == f"{html.unescape(stated[1])}; frame-ancestors 'none'"
    for name in ("script", "style"):
        allowed = re.search(rf"{name}-src ([^;]+)", policy)
        assert allowed is not None
        inside = re.findall(rf"<{name}>(.*?)</{name}>", text, re.S)
        digests = [base64.b64encode(hashlib.sha256(one.encode()).digest()).decode() for one in inside]
        assert allowed[1].split() == [f"'sha256-{digest}'" for digest in digests]
    assert not re.search(r'(?:src|href)="(?!https?:)', text)
    data = json.loads(re.search(r'id="data">(.*?)</script>', text, re.S)[1])  # type: ignore[index]
    root = fromstring(client.get(f"/carte.mm?{VIEW}", headers=FRENCH).data)  # noqa: S314 - our own file
    assert [node["label"] for node in data["nodes"]] == [node.get("TEXT") for node in root.iter("node")]
    assert len(data["edges"]) == len(data["nodes"]) - 1
    assert "15\u00a0avril 2021" in text
    assert "https://ville.example/carte?vue=reseaux" in text
    assert b"collegue" not in answer.data
    assert 'lang="en"' in client.get(f"/carte.html?{VIEW}&lang=en").text


def test_one_file_is_not_ended_by_what_people_write(app: Flask) -> None:
    with app.test_request_context():
        assert "</" not in str(script_json({"label": "</script><script>alert(1)</script><!--"}))
        for hazard in ("a</ScRipt>b", "<!-- x"):
            with pytest.raises(ValueError, match="would end its element"):
                one_file._element("script", hazard)
