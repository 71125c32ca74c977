# SPDX-License-Identifier: AGPL-3.0-or-later
"""Files for people: cut to what the directory shows, or to licences, each with a mark of its own."""

from __future__ import annotations

import io
import re
import zipfile
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from python_calamine import load_workbook

from exports import formats
from graph.namespaces import SKOS
from tests.instances import ID
from tests.web.test_pages import text_of

EXTENSIONS = "ods xlsx csv csv.zip point-virgule.zip mednum.csv data-inclusion.json gogocarto.json hsds.json hsds.zip"
CUT = {f"/export/touraine.{extension}" for extension in EXTENSIONS.split()}


def _rows(client: FlaskClient, address: str) -> dict[str, int]:
    """How many things each sheet has."""
    book = load_workbook(io.BytesIO(client.get(address).data))
    return {name: len(book.get_sheet_by_name(name).to_python()) - 1 for name in book.sheet_names}


@pytest.mark.parametrize(
    "query",
    [
        "",
        "?q=atelier",
        "?besoin=email",
        "?nature=reseaux",
        "?nature=reseaux&q=cercle",
        "?public=associations&cout=free",
        f"?nature=acteurs&territoire={ID}territory/commune-37072",
    ],
)
def test_what_the_directory_shows_is_taken_away(query: str, client: FlaskClient) -> None:
    page = client.get(f"/annuaire{query}").text
    shown = int(re.findall(r"(\d+) fiche", text_of(page.partition("</h1>")[2]))[0])
    links = [unescape(link) for link in re.findall(r'href="(/export/[^"]+)"', page)]
    assert {link.split("?")[0] for link in links} >= CUT
    if query:
        sheets = _rows(client, next(link for link in links if ".ods" in link))
        assert sum(sheets.values()) - sheets["À propos"] == shown > 0


def test_a_kind_of_the_directory_is_a_sheet(client: FlaskClient) -> None:
    links = re.findall(r'href="(/export/touraine\.xlsx[^"]*)"', client.get("/annuaire/reseaux").text)
    assert list(_rows(client, unescape(links[0]))) == ["Réseaux", "À propos"]


def test_each_choice_has_a_mark_of_its_own(client: FlaskClient) -> None:
    addresses = ["/export/touraine.csv", "/export/touraine.csv?licence=cc0", "/export/touraine.csv?besoin=email"]
    answers = [client.get(address) for address in addresses]
    assert len({answer.headers["ETag"] for answer in answers}) == len(addresses)
    for address, answer in zip(addresses, answers, strict=True):
        again = client.get(address, headers={"If-None-Match": answer.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b"")
    assert "/export/touraine?licence=cc0#dataset" in " ".join(answers[1].headers.getlist("Link"))


def test_a_zip_is_not_compressed_again(client: FlaskClient) -> None:
    head = {"Accept-Encoding": "gzip"}
    answers = {name: client.get(f"/export/touraine.{name}", headers=head) for name in ("ods", "hsds.zip", "hsds.json")}
    assert {name: answer.headers.get("Content-Encoding") for name, answer in answers.items()} == {
        "ods": None, "hsds.zip": None, "hsds.json": "gzip",
    }  # fmt: skip
    assert answers["ods"].headers["Content-Disposition"] == 'attachment; filename="touraine.ods"'


@pytest.mark.parametrize(
    ("address", "said"),
    [
        pytest.param("/export/touraine.ttl?besoin=email", "« besoin »", id="a filter of what is no table"),
        pytest.param("/export/touraine.ods?besoin=fusee", "« fusee »", id="a need that nobody has"),
        pytest.param("/export/touraine.nq?licence=odlb", "odbl", id="a licence written otherwise"),
        pytest.param("/export/questions/members-of-networks.csv?licence=odlb", "odbl", id="a question"),
        pytest.param("/export/?licence=odlb", "odbl", id="the page"),
    ],
)
def test_a_choice_that_is_none_is_told(address: str, said: str, client: FlaskClient) -> None:
    answer = client.get(address)
    assert answer.status_code == 400
    assert said in unescape(answer.text)


def test_licences_are_chosen_on_the_page(client: FlaskClient) -> None:
    page = client.get("/export/?licence=odbl").text
    assert "ODbL 1.0" in text_of(page)
    links = re.findall(r'href="(/export/touraine\.[^"]+)"', page)
    assert len(links) > 10
    assert all(link.endswith("licence=odbl") for link in links)
    assert "licence=" not in " ".join(re.findall(r'href="(/export/touraine\.[^"]+)"', client.get("/export/").text))
    to = client.get("/export/touraine?licence=odbl", headers={"Accept": "text/turtle"})
    assert to.headers["Location"] == "/export/touraine.ttl?licence=odbl"
    assert "organisation/" not in client.get(to.headers["Location"]).text


@pytest.mark.parametrize("extension", [export.extension for export in formats() if not export.text])
def test_what_is_packed_holds_nothing_restricted(extension: str, town_app: Flask, client: FlaskClient) -> None:
    repository = town_app.extensions["tisserand"].repository
    hidden = set(repository.full.facts()) - set(repository.public.facts())
    secrets = {fact.o.value for fact in hidden if fact.p == SKOS.prefLabel and not isinstance(fact.o, str)}
    secrets |= {fact.s.partition("/id/")[2] for fact in hidden}
    assert len(secrets) > 8
    with zipfile.ZipFile(io.BytesIO(client.get(f"/export/touraine.{extension}?licence=toutes").data)) as archive:
        said = "".join(archive.read(name).decode() for name in archive.namelist())
    assert "atelier" in said.lower()
    assert not [secret for secret in secrets if secret in said]
