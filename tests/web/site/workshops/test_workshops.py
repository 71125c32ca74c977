# SPDX-License-Identifier: AGPL-3.0-or-later
"""A room of telephones adds what it knows; its facilitator decides of that and of nothing else; the wall grows."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from graph.contributions.proposal import Proposal, ProposedField
from graph.contributions.sender import Sender
from graph.identity.merges import MergeDesk
from graph.namespaces import ORG, SCHEMA, SKOS
from graph.rdf.dataset import text_literal
from graph.workshops.workshop import Workshop
from tests.web.gated import entered, seal_in
from tests.web.test_pages import text_of
from web.app.sessions import PATH
from web.site.room import desk as room_desk

PAGE = f"{PATH}/ateliers"
HERE = {"Origin": "http://localhost"}
JSON = {**HERE, "Accept": "application/json"}
CANARY = "Zibeline"


@pytest.fixture
def facilitator(app: Flask) -> FlaskClient:
    """Somebody who came in by a link for facilitators."""
    return entered(app, "facilitator")


def opened(app: Flask, facilitator: FlaskClient, **more: str) -> Workshop:
    """A workshop that gathers organisations and services."""
    data = {"jeton": seal_in(facilitator.get(PAGE)), "titre": "Qui aide ?", "quoi": ["organisation", "service"], **more}
    answer = facilitator.post(PAGE, data=data, headers=HERE)
    assert answer.status_code == 303, text_of(answer.text)
    number = int(re.findall(r"/ateliers/(\d+)", answer.location)[0])
    found: Workshop = app.extensions[room_desk.NAME].kept.find(number)
    return found


def sent(app: Flask, workshop: Workshop, name: str, headers: dict[str, str] = HERE, **more: str) -> TestResponse:
    """What answers a telephone that sends the name of an organisation."""
    telephone = app.test_client()
    seal = seal_in(telephone.get(f"/atelier/{workshop.code}?quoi=organisation"))
    data = {"jeton": seal, "quoi": "organisation", "prefLabel": name, **more}
    return telephone.post(f"/atelier/{workshop.code}", data=data, headers=headers)


def acted(facilitator: FlaskClient, workshop: Workshop, gesture: str) -> TestResponse:
    """The console after one of its buttons."""
    page = f"{PAGE}/{workshop.number}"
    data = {"jeton": seal_in(facilitator.get(page)), "geste": gesture}
    return facilitator.post(page, data=data, headers=HERE, follow_redirects=True)


def wall(facilitator: FlaskClient, workshop: Workshop) -> str:
    """What the room reads."""
    return text_of(facilitator.get(f"{PAGE}/{workshop.number}/mur").text)


def test_what_a_telephone_sends_is_read_then_on_the_wall_and_taken_back(app: Flask, facilitator: FlaskClient) -> None:
    workshop = opened(app, facilitator)
    assert "Le premier ajout apparaîtra sur la carte" in wall(facilitator, workshop)
    wrong = sent(app, workshop, "", prenom="Ana")
    assert wrong.status_code == 400
    assert 'value="Ana"' in wrong.text
    assert "la personne qui anime relit" in text_of(
        app.test_client().get(sent(app, workshop, CANARY, prenom="Ana").location).text
    )
    console = text_of(facilitator.get(f"{PAGE}/{workshop.number}").text)
    assert CANARY in console
    assert "Ana" in console
    assert CANARY not in wall(facilitator, workshop)
    done = text_of(acted(facilitator, workshop, "accepter:1").text)
    assert "au mur" in done
    shown = wall(facilitator, workshop)
    assert CANARY in shown
    assert "1 ajout depuis" in shown.replace("\xa0", " ").replace("\u202f", " ")
    assert "Ana" not in shown
    last = app.extensions["tisserand"].repository.journal.last()
    assert re.fullmatch(r"animation, invitation \d+", last.author)
    acted(facilitator, workshop, "defaire")
    assert CANARY not in wall(facilitator, workshop)
    acted(facilitator, workshop, "refuser:1")
    again = sent(app, workshop, CANARY, JSON, envoi="a-9")
    assert again.status_code == 409
    assert "n’a pas été retenue" in again.json["said"]


def test_twice_counts_once_and_what_became_of_it_is_told(app: Flask, facilitator: FlaskClient) -> None:
    workshop = opened(app, facilitator, gris="1")
    for _ in range(2):
        answer = sent(app, workshop, CANARY, JSON, envoi="a-1", appareil="phone")
        assert answer.json == {"state": "to-read", "said": "envoyé, la personne qui anime relit"}
    assert f"{CANARY} (à relire)" in wall(facilitator, workshop)
    merged = acted(facilitator, workshop, "accepter:1:organisation/atelier")
    assert "ajouté à la fiche connue" in text_of(merged.text)
    asked = app.test_client().post(f"/atelier/{workshop.code}/etats", data={"envoi": ["a-1", "a-2"]}, headers=HERE)
    assert {token: one["state"] for token, one in asked.json["sendings"].items()} == {"a-1": "on-wall"}
    known = f"{PAGE}/{workshop.number}"
    ended = facilitator.post(f"{known}/finir", data={"jeton": seal_in(facilitator.get(known))}, headers=HERE)
    assert ended.status_code == 303
    assert sent_late(app, workshop, "a-1").json["state"] == "on-wall"
    assert sent_late(app, workshop, "a-2").json["over"]
    assert "Cette séance est finie" in text_of(app.test_client().get(f"/atelier/{workshop.code}").text)


def sent_late(app: Flask, workshop: Workshop, token: str) -> TestResponse:
    """What answers a telephone that comes back after the end."""
    data = {"quoi": "organisation", "prefLabel": CANARY, "envoi": token}
    return app.test_client().post(f"/atelier/{workshop.code}", data=data, headers=JSON)


def test_read_afterwards_it_is_on_the_wall_at_once_unless_it_looks_known(app: Flask, facilitator: FlaskClient) -> None:
    workshop = opened(app, facilitator, relire="apres")
    assert sent(app, workshop, CANARY, JSON, envoi="a-1").json["state"] == "on-wall"
    assert sent(app, workshop, "Atelier Exemple", JSON, envoi="a-2").json["state"] == "to-read"
    assert CANARY in wall(facilitator, workshop)
    assert app.extensions["tisserand"].repository.journal.last().author == f"atelier, séance {workshop.number}"


def test_whoever_facilitates_takes_a_workshop_over_and_decides_of_it_alone(
    app: Flask, facilitator: FlaskClient
) -> None:
    mine, back = opened(app, facilitator), entered(app, "facilitator")
    sent(app, mine, CANARY, JSON, envoi="a-1")
    page = f"{PAGE}/{mine.number}"
    assert f'href="{page}"' in back.get(PAGE).text
    assert "C’est au mur" in text_of(acted(back, mine, "accepter:1").text)
    assert entered(app, "professional").get(page).status_code == 403
    repository = app.extensions["tisserand"].repository
    repository.undo(repository.number, "ailleurs")
    assert "retiré depuis" in text_of(back.get(page).text)
    told = app.test_client().post(f"/atelier/{mine.code}/etats", data={"envoi": "a-1"}, headers=HERE)
    assert told.json["sendings"]["a-1"] == {"state": "undone", "said": "envoyé, retiré du mur depuis"}
    acted(back, mine, "defaire:1")
    assert "C’est au mur" in text_of(acted(back, mine, "accepter:1").text)
    assert CANARY in wall(back, mine)
    name = ProposedField(SKOS.prefLabel, (), (text_literal("Ailleurs", "fr"),))
    base = app.extensions["tisserand"].repository.base
    proposal = Proposal("organisation", f"{base}/id/organisation/ailleurs", True, (name,))
    elsewhere = app.extensions["tisserand"].contributions.add(proposal, Sender())
    assert acted(facilitator, mine, f"accepter:{elsewhere}").status_code == 404
    assert acted(facilitator, mine, "accepter:x").status_code == 400


def test_a_code_is_forgiven_small_letters_and_a_wrong_one_is_told(app: Flask, facilitator: FlaskClient) -> None:
    workshop, telephone = opened(app, facilitator), app.test_client()
    found = telephone.get("/atelier", query_string={"code": f" {workshop.code.lower()} "})
    assert found.location.endswith(f"/atelier/{workshop.code}")
    for wrong in ("/atelier?code=aeio", "/atelier/aeio"):
        answer = telephone.get(wrong)
        assert answer.status_code == 404
        assert "Aucune séance n’a ce code" in text_of(answer.text)


def test_a_room_behind_one_address_is_never_refused_and_a_program_is(
    app: Flask, facilitator: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    workshop = opened(app, facilitator)
    monkeypatch.setattr(room_desk, "OF_TELEPHONE", 3)
    answers = [sent(app, workshop, "", JSON, envoi=f"a-{n}", appareil=f"phone-{n}").status_code for n in range(10)]
    assert set(answers) == {400}
    program = [sent(app, workshop, "", JSON, envoi=f"b-{n}", appareil="one") for n in range(4)]
    assert [answer.status_code for answer in program] == [400, 400, 400, 429]
    assert int(program[-1].headers["Retry-After"]) > 0


def test_what_is_typed_on_a_telephone_is_compared_with_what_is_known(app: Flask, facilitator: FlaskClient) -> None:
    workshop, telephone = opened(app, facilitator, relire="apres"), app.test_client()

    def asked(name: str) -> str:
        data = {"quoi": "organisation", "prefLabel": name}
        return telephone.post(f"/atelier/{workshop.code}/connus", data=data, headers=HERE).text

    assert 'value="organisation/atelier"' in asked("Atelier exemple")
    assert "Déjà connu ?" not in asked(CANARY)
    answer = sent(app, workshop, "Atelier Exemple", JSON, envoi="a-1", connu="organisation/atelier", worksOn="website")
    assert answer.json["state"] == "to-read", "what changes a known card is read before anything else"
    console = facilitator.get(f"{PAGE}/{workshop.number}")
    assert "Réunir avec" not in text_of(console.text)
    assert "C’est au mur" in text_of(acted(facilitator, workshop, "accepter:1").text)
    data = app.extensions["tisserand"].repository.public
    assert len([one for one in data.instances(ORG.FormalOrganization) if data.label(one) == "Atelier Exemple"]) == 1
    assert "Atelier Exemple" in wall(facilitator, workshop)


def test_without_a_script_a_look_alike_is_asked_about_once(app: Flask, facilitator: FlaskClient) -> None:
    workshop = opened(app, facilitator)
    again = sent(app, workshop, "Atelier Exemple")
    assert again.status_code == 200
    assert "Déjà connu ?" in text_of(again.text)
    assert 'value="Atelier Exemple"' in again.text, "nothing typed is lost"
    assert sent(app, workshop, "Atelier Exemple", connu="").status_code == 303


def test_what_would_bear_the_address_of_a_known_card_says_nothing_of_it(app: Flask, facilitator: FlaskClient) -> None:
    workshop = opened(app, facilitator)
    # Its proposed address is that of the card « Atelier Exemple », whose name is another.
    sent(app, workshop, "Atelier", JSON, envoi="a-1", worksOn="website")
    console = text_of(facilitator.get(f"{PAGE}/{workshop.number}").text).replace("\xa0", " ")
    assert "Avoir un site internet" in console
    assert "Atelier Exemple ·" not in console


def test_an_addition_is_joined_to_a_card_by_its_name(app: Flask, facilitator: FlaskClient) -> None:
    workshop = opened(app, facilitator)
    sent(app, workshop, CANARY, JSON, envoi="a-1", worksOn="website", location="Tours")
    page = f"{PAGE}/{workshop.number}"
    for name, told in (("", "Écrivez le nom"), ("Nulle part", "Aucune fiche de cette nature")):
        data = {"jeton": seal_in(facilitator.get(page)), "geste": "reunir:1", "avec": name}
        assert told in text_of(facilitator.post(page, data=data, headers=HERE).text)
    data = {"jeton": seal_in(facilitator.get(page)), "geste": "reunir:1", "avec": " atelier  exemple "}
    joined = facilitator.post(page, data=data, headers=HERE, follow_redirects=True)
    assert "ajouté à la fiche connue" in text_of(joined.text)
    data = app.extensions["tisserand"].repository.public
    known, place = f"{data.base}/id/organisation/atelier", f"{data.base}/id/territory/commune-37072"
    assert (data.label(known), data.texts(known, SKOS.altLabel)) == ("Atelier Exemple", [CANARY]), "no name is lost"
    assert data.links(known, SCHEMA.location) == [place], "where it was said to be stays"


def test_what_is_merged_since_is_told_as_what_it_became(app: Flask, facilitator: FlaskClient) -> None:
    workshop = opened(app, facilitator)
    sent(app, workshop, CANARY, JSON, envoi="a-1", worksOn="website")
    acted(facilitator, workshop, "accepter:1")
    here = app.extensions["tisserand"]
    made = f"{here.repository.base}/id/organisation/{CANARY.lower()}"
    assert made in here.repository.public
    known = f"{here.repository.base}/id/organisation/atelier"
    MergeDesk(here.repository, here.model).merge(known, made, "modération")
    console = text_of(facilitator.get(f"{PAGE}/{workshop.number}").text)
    assert "réuni depuis avec « Atelier Exemple »" in console.replace("\xa0", " ")
    assert "retiré depuis" not in console
    told = app.test_client().post(f"/atelier/{workshop.code}/etats", data={"envoi": "a-1"}, headers=HERE)
    said = told.json["sendings"]["a-1"]
    assert (said["state"], said["said"].replace("\xa0", " ")) == (
        "on-wall", "envoyé, au mur, dans la fiche « Atelier Exemple »",
    )  # fmt: skip
    assert "1 ajout depuis" in wall(facilitator, workshop).replace("\xa0", " ").replace("\u202f", " ")
    report = text_of(facilitator.get(f"{PAGE}/{workshop.number}/bilan").text).replace("\xa0", " ")
    assert "0 fiche ajoutée, 1 fiche corrigée" in report
