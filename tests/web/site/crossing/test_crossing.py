# SPDX-License-Identifier: AGPL-3.0-or-later
"""The page of a crossing and its files: the same counts everywhere, restricted sources only between professionals."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest
from flask import Flask
from flask.testing import FlaskClient

from graph.settings import ROOT
from tests.applications import filled
from tests.instances import PREFIXES, write
from tests.web.gated import entered
from web.app.sessions import NAME, PATH

THEIR_MAP = """<id/source/their-map> a schema:Dataset ; skos:prefLabel "Leur carte"@fr ;
  tis:deliveredOn "2026-11-02"^^xsd:date ;
  dct:license <https://www.etalab.gouv.fr/licence-ouverte-open-licence> .
<id/organisation/comptoir> a org:FormalOrganization ; skos:prefLabel "Comptoir de Chinon"@fr ;
  schema:location <id/territory/commune-37072> ; schema:telephone "+33 2 00 00 00 99" .
<id/organisation/their-workshop> a org:FormalOrganization ; skos:prefLabel "Association Atelier Exemple"@fr ;
  schema:location <id/territory/commune-37072> ; schema:email "bonjour@atelier.example" .
<id/organisation/their-footbridge> a org:FormalOrganization ; skos:prefLabel "La Passerelle d’exemple"@fr ;
  schema:location <id/territory/commune-37261> ; schema:address "3 rue de la Gare, 37000 Tours" .
<id/organisation/lime-hall> a org:FormalOrganization ; skos:prefLabel "=SALLE(1) <b>Tilleuls</b>"@fr ;
  schema:location <id/territory/commune-37027> .
"""
SECRET = """<id/source/secret-list> a schema:Dataset ; skos:prefLabel "Liste d’entre nous"@fr ;
  tis:deliveredOn "2026-11-03"^^xsd:date ;
  dct:accessRights <http://publications.europa.eu/resource/authority/access-right/RESTRICTED> ;
  dct:license <https://www.etalab.gouv.fr/licence-ouverte-open-licence> .
<id/organisation/hidden> a org:FormalOrganization ; skos:prefLabel "Guichet discret"@fr ;
  schema:location <id/territory/commune-37261> .
"""
ASKED = "de=their-map&lang=fr"


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The small town, another map of it, and a list that stays between professionals."""
    folder = tmp_path_factory.mktemp("crossing")
    made = filled(folder / "instance", [ROOT / "tests" / "ecosystem.ttl"])
    ecosystem = made.extensions["tisserand"]
    ecosystem.prepare()
    files = [write(folder, PREFIXES + text, f"{name}.ttl") for name, text in (("map", THEIR_MAP), ("secret", SECRET))]
    ecosystem.repository.load(files, "essais")
    yield made
    ecosystem.close()


@pytest.fixture
def visitor(app: Flask) -> FlaskClient:
    return app.test_client()


def page(client: FlaskClient, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    return answer.text.replace("\u00a0", " ").replace("\u202f", " ")


def test_page_table_picture_and_json_tell_the_same_counts(visitor: FlaskClient) -> None:
    found = visitor.get("/api/v1/crossing?source=their-map&lang=fr").json["counts"]
    assert found == {"only_theirs": 1, "perhaps": 1, "both": 2, "differing": 1, "only_ours": found["only_ours"]}
    text = page(visitor, f"/croisements?{ASKED}")
    for count, said in ((1, "seulement chez eux"), (1, "peut-être les mêmes"), (2, "chez les deux")):
        assert f"<b>{count}</b><strong>{said}</strong>" in text
    rows = list(csv.DictReader(io.StringIO(visitor.get(f"/croisements.csv?{ASKED}").text.removeprefix("\ufeff"))))
    where = [row["où"] for row in rows]
    assert {name: where.count(name) for name in set(where)} == {
        "seulement chez eux": 1,
        "à regarder": 1,
        "pas d’accord": 1,
        "chez les deux": 1,
        "seulement chez nous": found["only_ours"],
    }
    picture = ElementTree.fromstring(visitor.get(f"/croisements.svg?{ASKED}").text)  # noqa: S314 - our own
    drawn = [item.get("class") for item in picture.iter() if item.tag.endswith(("circle", "path"))]
    assert drawn.count("theirs") == drawn.count("perhaps") == drawn.count("apart") == drawn.count("both") == 1
    assert drawn.count("ours") == found["only_ours"]


def test_a_disagreement_stands_with_who_says_what(visitor: FlaskClient) -> None:
    text = page(visitor, f"/croisements?{ASKED}").split('id="apart"')[1].split("</section>")[0]
    for said in ("Le Comptoir Exemple", "téléphone", "02 00 00 00 99", "02 00 00 00 01", "Leur carte", "Demander"):
        assert said in text
    # Who confirmed the card in 2021 knew nothing of a list that was brought later, and that nobody dated.
    assert text.count("jamais confirmé") == text.count("confirmé en mai 2021") == 1


def test_the_day_on_which_somebody_brought_a_list_is_not_its_own(visitor: FlaskClient) -> None:
    assert "Eux : Leur carte. Nous" in page(visitor, f"/croisements?{ASKED}")


def test_who_moderates_goes_from_a_pair_to_where_it_is_settled(app: Flask) -> None:
    gate, moderator = app.extensions["tisserand"].gate, app.test_client()
    moderator.set_cookie(NAME, gate.enter(gate.invite("moderator", 7)[1]), path=PATH)
    address = f"{PATH}/croisements?{ASKED}"
    settled = f"{PATH}/rapprochements?un=organisation/passerelle&amp;autre=organisation/their-footbridge"
    assert settled in page(moderator, address)
    assert settled not in page(entered(app), address)


def test_it_says_how_it_was_sought(visitor: FlaskClient) -> None:
    assert "veut dire : pas trouvé chez nous" in page(visitor, f"/croisements?{ASKED}")


def test_names_are_neither_run_by_a_page_nor_by_a_spreadsheet(visitor: FlaskClient) -> None:
    assert "&lt;b&gt;Tilleuls" in page(visitor, f"/croisements?{ASKED}")
    rows = csv.DictReader(io.StringIO(visitor.get(f"/croisements.csv?{ASKED}").text.removeprefix("\ufeff")))
    assert next(rows)["nom_chez_eux"].startswith("'=SALLE")


def test_a_place_limits_all_of_it(visitor: FlaskClient) -> None:
    text = page(visitor, f"/croisements?{ASKED}&territoire=Chinon")
    assert "Tout ce qu’ils ont a été trouvé chez nous." in text
    assert "Passerelle" not in text.split('id="apart"')[0].split('class="crossed-signs"')[1]


WRONG = {
    "no source": ("de=zzz", "Aucune source à croiser ne s’appelle « zzz » : choisissez dans la liste."),
    "no place": ("de=their-map&territoire=Zzz", "Aucun lieu ne s’appelle « Zzz »."),
    "twice the same": ("de=their-map&avec=their-map", "C’est deux fois la même source : croisez-la avec une autre"),
    "no kind": ("de=their-map&nature=zzz", "« zzz » n’est pas une valeur de « nature »."),
}


@pytest.mark.parametrize(("query", "told"), WRONG.values(), ids=WRONG)
def test_what_is_not_understood_is_told(visitor: FlaskClient, query: str, told: str) -> None:
    assert told in page(visitor, f"/croisements?{query}&lang=fr", 400)


def test_what_stays_between_professionals_is_crossed_there_alone(app: Flask, visitor: FlaskClient) -> None:
    address = f"{PATH}/croisements?de=secret-list&lang=fr"
    assert "Guichet discret" in page(entered(app), address)
    page(visitor, address, 403)
    page(visitor, "/croisements?de=secret-list&lang=fr", 400)
    for public in ("/croisements?lang=fr", "/croisements.csv?lang=fr", "/api/v1/crossing?lang=fr"):
        text = page(visitor, public)
        assert "entre nous" not in text
        assert "Guichet discret" not in text
    inside = entered(app).get(f"{PATH}/croisements/tableau.csv?de=secret-list&lang=fr")
    assert "Guichet discret" in inside.text
    assert inside.headers["Cache-Control"] == "no-store, private"
    assert entered(app).get(f"{PATH}/croisements/image.svg?de=secret-list").status_code == 200


def test_the_command_tells_the_same_as_the_api(app: Flask, visitor: FlaskClient, tmp_path: Path) -> None:
    table = tmp_path / "crossing.csv"
    told = app.test_cli_runner().invoke(args=["cross", "their-map", "--public", "--json", "--csv", str(table)])
    assert told.exit_code == 0, told.output
    document = visitor.get("/api/v1/crossing?source=their-map&limit=20&lang=fr").json
    assert json.loads(told.stdout) == document
    assert table.read_bytes() == visitor.get(f"/croisements.csv?{ASKED}").data
