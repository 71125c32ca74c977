# SPDX-License-Identifier: AGPL-3.0-or-later
"""A second file that renames, ends and moves an actor: one answer everywhere, the other one on its card and told."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from graph.settings import ROOT
from tests.applications import filled
from tests.instances import ID, PREFIXES, write

COUNTER = ID + "organisation/comptoir"
SECOND = """<id/source/second> a schema:Dataset ; skos:prefLabel "Une seconde source"@fr ;
  dct:license <https://www.etalab.gouv.fr/licence-ouverte-open-licence> .
<id/organisation/comptoir> a org:FormalOrganization ; skos:prefLabel "AAA Guichet"@fr ;
  schema:endDate "2024-12-31"^^xsd:date ;
  schema:location <id/territory/commune-37261> ;
  schema:telephone "+33 2 00 00 00 99" .
"""
SHOWN, OTHER = "Le Comptoir Exemple", "AAA Guichet"


@pytest.fixture(scope="module")
def disputed_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The small town, and the second file loaded beside it while it is served."""
    folder = tmp_path_factory.mktemp("disputed")
    app = filled(folder / "instance", [ROOT / "tests" / "ecosystem.ttl"])
    ecosystem = app.extensions["tisserand"]
    ecosystem.prepare()
    ecosystem.repository.load([write(folder, PREFIXES + SECOND, "second.ttl")], "essais")
    yield app
    ecosystem.close()


@pytest.fixture
def visitor(disputed_app: Flask) -> FlaskClient:
    return disputed_app.test_client()


def page(visitor: FlaskClient, path: str) -> str:
    answer = visitor.get(path)
    assert answer.status_code == 200
    return answer.get_data(as_text=True).replace("\u00a0", " ")


def test_its_card_shows_one_answer_and_the_other_source(visitor: FlaskClient) -> None:
    text = page(visitor, "/fiche/organisation/comptoir?lang=fr")
    head, rest = text.split("<h2>Autre source</h2>")
    assert f"<h1>{SHOWN}</h1>" in head
    assert OTHER not in head
    assert "2024" not in head.split("<h1>")[1]
    other = rest.split("</section>")[0]
    for said in (OTHER, "31 décembre 2024", "Tours", "02 00 00 00 99", "Une seconde source", "sans date"):
        assert said in other
    assert other.count('class="disputed"') == 4
    assert "Nous affichons la première réponse, car " in other


def test_each_disagreement_is_a_line_of_the_page_of_corrections(visitor: FlaskClient) -> None:
    text = page(visitor, "/corrections?lang=fr")
    assert "4 réponses que deux sources ne donnent pas de la même façon" in text
    assert text.count('href="/fiche/organisation/comptoir?lang=fr#other-source"') == 4
    assert "2024" in text
    assert "Aucune fiche signalée" in text


@pytest.mark.parametrize(
    "path",
    [
        "/annuaire/acteurs", "/carte?vue=territoire", "/carte.json?vue=territoire", "/couverture",
        "/orientation?commune=Chinon&besoin=general-support", "/api/v1/neighbours?id=organisation/comptoir",
        "/api/v1/referrals?commune=Chinon&need=general-support", "/export/touraine.csv",
    ],
)  # fmt: skip
def test_no_page_shows_the_other_answer(visitor: FlaskClient, path: str) -> None:
    text = page(visitor, path)
    assert OTHER not in text
    assert "00 00 00 99" not in text


def test_it_is_referred_to_as_before(disputed_app: Flask, tmp_path: Path) -> None:
    alone = filled(tmp_path, [ROOT / "tests" / "ecosystem.ttl"])
    asked = "/api/v1/referrals?commune=Chinon&need=general-support&lang=fr"
    answers = []
    for app in (alone, disputed_app):
        document = app.test_client().get(asked).get_json()
        answers.append([(item["provider"], item["contact"], item["closing"]) for item in document["results"]])
    alone.extensions["tisserand"].close()
    assert answers[0] == answers[1]
    assert SHOWN in json.dumps(answers[1], ensure_ascii=False)


def test_the_other_name_finds_it(visitor: FlaskClient) -> None:
    (first, *_) = visitor.get("/api/v1/search?q=AAA+Guichet&lang=fr").get_json()["results"]
    assert (first["iri"], first["label"], first["matched"]) == (COUNTER, SHOWN, OTHER)


def test_the_api_tells_both_answers(visitor: FlaskClient) -> None:
    found = visitor.get("/api/v1/disagreements?id=organisation/comptoir&lang=fr").get_json()["disagreements"]
    name = next(item for item in found if item["label"] == "nom")
    assert name["thing"] == {"iri": COUNTER, "label": SHOWN}
    assert (name["shown"]["values"], name["other"]["values"]) == ([SHOWN], [OTHER])
    assert (name["shown"]["date"], name["other"]["date"]) == ("2020-04-01", None)
    assert found == visitor.get("/api/v1/disagreements?lang=fr").get_json()["disagreements"]
    assert visitor.get("/api/v1/disagreements?id=").status_code == 404
    end = next(item for item in found if item["label"] == "fin")
    assert (end["shown"]["values"], end["other"]["values"]) == ([], ["2024-12-31"])


def test_exports_keep_both_each_with_its_source(visitor: FlaskClient) -> None:
    quads = visitor.get("/id/organisation/comptoir.nq").get_data(as_text=True).splitlines()
    names = [line for line in quads if "prefLabel" in line and line.startswith(f"<{COUNTER}>") and "@fr" in line]
    assert any(f'"{SHOWN}"@fr <{ID}source/ecosystem>' in line for line in names)
    assert any(f'"{OTHER}"@fr <{ID}source/second>' in line for line in names)


def test_loading_names_the_other_source_and_what_is_shown(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    ecosystem = filled(tmp_path / "instance", [ROOT / "tests" / "ecosystem.ttl"]).extensions["tisserand"]
    path = write(tmp_path, PREFIXES + SECOND, "second.ttl")
    with caplog.at_level(logging.WARNING, "tisserand"):
        ecosystem.repository.load([path], "essais")
    told = [record.getMessage() for record in caplog.records]
    lines = {words: next(text for text in told if words in text) for words in (", nom :", ", fin :", ", lieu :")}
    first = (PREFIXES + SECOND[: SECOND.index("<id/org")]).count("\n") + 1
    assert (
        f"second.ttl, ligne {first} : « {SHOWN} » (id/organisation/comptoir), nom : on affiche « {SHOWN} »"
        in (lines[", nom :"])
    )
    assert "source « La petite ville des tests (fictive) », 1er avril 2020" in lines[", nom :"]
    assert f"ligne {first + 1} : " in lines[", fin :"]
    assert "on n’affiche pas « 31 décembre 2024 »" in lines[", fin :"]
    assert "« Chinon »" in lines[", lieu :"]
    assert "« Tours »" in lines[", lieu :"]
    caplog.clear()
    assert ecosystem.repository.load([path], "essais") is None
    assert caplog.records == [], "told once"
    ecosystem.close()


def test_a_source_that_is_given_a_rank_is_believed_at_once(tmp_path: Path) -> None:
    app = filled(tmp_path / "instance", [ROOT / "tests" / "ecosystem.ttl"])
    ecosystem, visitor = app.extensions["tisserand"], app.test_client()
    ecosystem.prepare()
    ecosystem.repository.load([write(tmp_path, PREFIXES + SECOND, "second.ttl")], "essais")
    assert f"<h1>{SHOWN}</h1>" in page(visitor, "/fiche/organisation/comptoir?lang=fr")
    ranked = SECOND.replace("dct:license", "tis:rank 1 ; dct:license", 1)
    ecosystem.repository.load([write(tmp_path, PREFIXES + ranked, "second.ttl")], "essais")
    assert f"<h1>{OTHER}</h1>" in page(visitor, "/fiche/organisation/comptoir?lang=fr")
    (first, *_) = visitor.get("/api/v1/search?q=AAA+Guichet&lang=fr").get_json()["results"]
    assert (first["label"], first["matched"]) == (OTHER, OTHER)
    results = visitor.get("/api/v1/referrals?commune=Chinon&need=general-support&lang=fr").get_json()["results"]
    assert COUNTER not in {item["provider"]["iri"] for item in results}, "it closed in 2024"
    ecosystem.repository.undo(3, "essais")
    assert f"<h1>{SHOWN}</h1>" in page(visitor, "/fiche/organisation/comptoir?lang=fr")
    ecosystem.close()


def test_a_commune_keeps_its_official_name(tmp_path: Path) -> None:
    app = filled(tmp_path / "instance", [ROOT / "tests" / "ecosystem.ttl"])
    text = SECOND[: SECOND.index("<id/org")].replace(
        "dct:license", 'dct:issued "2026-12-01"^^xsd:date ; dct:license', 1
    )
    text += '<id/territory/commune-37072> skos:prefLabel "AAA Chinon"@fr .'
    repository = app.extensions["tisserand"].repository
    repository.load([write(tmp_path, PREFIXES + text, "second.ttl")], "essais")
    assert repository.public.label(ID + "territory/commune-37072") == "Chinon"
    app.extensions["tisserand"].close()


def test_check_remarks_it_and_finds_no_fault(disputed_app: Flask) -> None:
    ecosystem = disputed_app.extensions["tisserand"]
    from graph.validation import validate_data

    found = validate_data(
        ecosystem.repository.full, ecosystem.model, known=ecosystem.repository.background.is_territory
    )
    assert not [finding for finding in found if finding.is_violation]
    assert len([finding for finding in found if "autre source" in finding.message]) == 4


def test_a_page_where_sources_agree_says_nothing_of_it(client: FlaskClient) -> None:
    assert "Autre source" not in page(client, "/fiche/organisation/atelier?lang=fr")
    assert "deux sources" not in page(client, "/corrections?lang=fr")
