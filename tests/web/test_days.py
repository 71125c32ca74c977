# SPDX-License-Identifier: AGPL-3.0-or-later
"""Months and years that are all that is known, on pages and in what leaves: followed everywhere, no day made up."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from html import unescape

import networkx
import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.applications import application
from tests.conftest import TESTS
from tests.instances import PREFIXES, write

YEARS = """@prefix need: <https://w3id.org/tisserand/need/> .
<id/source/years> a schema:Dataset ; skos:prefLabel "Des années"@fr ; dct:issued "2020"^^xsd:gYear ;
  dct:license <https://www.etalab.gouv.fr/licence-ouverte-open-licence> .
<id/organisation/years> a org:FormalOrganization ; skos:prefLabel "La Maison des années"@fr ;
  schema:startDate "2019-04"^^xsd:gYearMonth .
<id/service/until-2020> a schema:Service ; skos:prefLabel "Fabriquer A"@fr ;
  schema:endDate "2020"^^xsd:gYear .
<id/service/until-march> a schema:Service ; skos:prefLabel "Fabriquer B"@fr ;
  schema:endDate "2021-03"^^xsd:gYearMonth .
<id/service/from-2030> a schema:Service ; skos:prefLabel "Fabriquer C"@fr ;
  schema:startDate "2030"^^xsd:gYear .
<id/service/from-april> a schema:Service ; skos:prefLabel "Fabriquer D"@fr ;
  schema:startDate "2031-04"^^xsd:gYearMonth .
<id/tool/quill> a schema:SoftwareApplication ; skos:prefLabel "Plumeau"@fr ; tis:freeSoftware true .
<id/instance/closed> a schema:WebApplication ; skos:prefLabel "plumeau.example"@fr ; tis:instanceOf <id/tool/quill> ;
  schema:provider <id/organisation/years> ; schema:startDate "2015"^^xsd:gYear ;
  schema:endDate "2020-11"^^xsd:gYearMonth .
<id/event/some-day> a schema:Event ; skos:prefLabel "Une rencontre"@fr ;
  schema:organizer <id/organisation/years> ; schema:startDate "2026-06"^^xsd:gYearMonth .
"""
OFFERED = "".join(
    f"<id/service/{name}> schema:provider <id/organisation/years> ; tis:meetsNeed need:fab-making ;\n"
    "  schema:areaServed <id/territory/commune-37072> ; tis:openToAssociations true .\n"
    for name in ("until-2020", "until-march", "from-2030", "from-april")
)


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    folder = tmp_path_factory.mktemp("years")
    years = write(folder, PREFIXES + YEARS + OFFERED, "years.ttl")
    app = application(folder / "instance", (TESTS / "ecosystem.ttl", years))
    yield app
    app.extensions["tisserand"].close()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def text(client: FlaskClient, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return unescape(response.text).replace("\u00a0", " ").replace("\u202f", " ")


ASKED = "/api/v1/referrals?commune=Chinon&need=fab-making&limit=50&date="


@pytest.mark.parametrize(
    ("day", "offered"),
    [
        ("2020-12-31", {"until-2020", "until-march"}),
        ("2021-01-01", {"until-march"}),
        ("2021-03-31", {"until-march"}),
        ("2021-04-01", set()),
        ("2026-06-01", set()),
        ("2029-12-31", set()),
        ("2030-01-01", {"from-2030"}),
        ("2031-03-31", {"from-2030"}),
        ("2031-04-01", {"from-2030", "from-april"}),
    ],
)
def test_what_is_over_or_not_begun_is_not_recommended(client: FlaskClient, day: str, offered: set[str]) -> None:
    results = client.get(ASKED + day).json["results"]
    services = {result["service"]["iri"].rsplit("/", 1)[1] for result in results if result["service"]}
    assert services & {"until-2020", "until-march", "from-2030", "from-april"} == offered


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("/fiche/service/until-2020", ["jusqu’en 2020", "Fin 2020"]),
        ("/fiche/service/until-march", ["jusqu’en 2021", "Fin mars 2021"]),
        ("/fiche/service/from-2030", ["à partir de 2030", "Début 2030"]),
        ("/fiche/service/from-april", ["à partir d’avril 2031", "Début avril 2031"]),
        ("/fiche/organisation/years", ["depuis 2019", "Début avril 2019"]),
        ("/fiche/instance/closed", ["2015 – 2020", "Début 2015", "Fin novembre 2020"]),
        ("/fiche/source/years", ["Source Des années 2020 ", "Des années , 2020 · Licence"]),
        ("/fiche/tool/quill", ["fermé depuis novembre 2020", "2015 – novembre 2020"]),
        ("/fiche/event/some-day", ["Une rencontre juin 2026 "]),
    ],
)
def test_a_card_says_what_is_known_and_no_day(client: FlaskClient, address: str, said: list[str]) -> None:
    page = " ".join(_words(text(client, address)).split())
    for words in said:
        assert words in page
    for made_up in ("1er janvier", "31 décembre", "31 mars", "30 novembre", "1er avril", "1er juin", "Depuis le 2"):
        assert made_up not in page


def _words(page: str) -> str:
    return re.sub(r"<[^>]*>", " ", page)


def test_the_reasons_say_until_when(client: FlaskClient) -> None:
    told = json.dumps(client.get(ASKED + "2020-06-01").json, ensure_ascii=False)
    assert "Valable jusqu’en 2020." in told
    assert "Valable jusqu’en mars 2021." in told
    assert "31 décembre" not in told
    english = json.dumps(client.get(ASKED + "2020-06-01&lang=en").json, ensure_ascii=False)
    assert "Valid until March 2021." in english


def test_a_calendar_has_no_day_for_what_has_none(client: FlaskClient) -> None:
    assert client.get("/fiche/event/some-day.ics?date=2026-01-01").status_code == 404


def test_exports_write_what_was_said(client: FlaskClient) -> None:
    turtle = client.get("/export/touraine.ttl").text
    assert '"2020"^^xsd:gYear' in turtle
    assert '"2021-03"^^xsd:gYearMonth' in turtle
    rows = list(csv.reader(io.StringIO(client.get("/export/touraine.csv").text)))
    assert any("2030" in row for row in rows)
    graph = networkx.parse_graphml(client.get("/export/touraine.graphml").text)
    nodes = {str(iri).rsplit("/", 1)[1]: node for iri, node in graph.nodes(data=True)}
    assert (nodes["until-march"]["start"], nodes["until-march"]["end"]) == ("", "2021-03")
    assert (nodes["from-2030"]["start"], nodes["from-2030"]["end"]) == ("2030", "")


def test_the_map_is_drawn_at_any_date(client: FlaskClient) -> None:
    answer = client.get("/carte.json?vue=autour&centre=organisation/years&date=2020-12-31").json
    labels = {node["label"] for node in answer["nodes"]}
    assert "Fabriquer A" in labels
    assert "Fabriquer C" not in labels
    assert {"2021-01-01", "2021-04-01", "2030-01-01", "2031-04-01"} <= set(answer["dates"])
