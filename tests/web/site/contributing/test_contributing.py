# SPDX-License-Identifier: AGPL-3.0-or-later
"""Anybody adds, corrects or reports without script: what is sent waits under a number, and nothing typed is lost."""

from __future__ import annotations

import json
import re
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from graph.contributions.proposal import Proposal
from graph.contributions.sender import ACCOUNT, Sender
from graph.contributions.store import ContributionFate
from graph.contributions.tables import ACCEPTED, ASKED
from graph.entry.roles import Grant
from graph.identity.merges import MergeDesk
from graph.namespaces import DCT, SCHEMA, SKOS
from tests.web.test_pages import text_of
from web.app.sessions import NAME
from web.site.contributing.limits import OWN

SERVICE, CARD = "/contribuer/service", "/fiche/organisation/atelier"
NEW = {"prefLabel": "Les Brodeuses de Bléré", "worksOn": "email", "areaServed": "Bléré"}
TYPED = {"prefLabel": "Broder un drapeau", "provider": "Atelier Exemple", "areaServed": "Bléré"}


def hidden(page: TestResponse) -> dict[str, str]:
    """What a form holds that nobody sees."""
    found = re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page.text)
    return {name: unescape(value) for name, value in found}


def sent(client: FlaskClient, address: str, page: TestResponse | None = None, **typed: str) -> TestResponse:
    """What answers a form that was opened, then sent with that in it."""
    return client.post(address, data={**hidden(page or client.get(address)), **typed})


def thanked(answer: TestResponse) -> str:
    """Where an answer leads, without the way back to what was sent."""
    return re.sub(r"&(?:quoi|suite)=[^&]*", "", answer.location)


def proposals(app: Flask) -> list[Proposal]:
    """What waits to be read again."""
    with app.app_context():
        return [one.proposal for one in app.extensions["tisserand"].contributions.open() if one.proposal]


def visitor(app: Flask, address: str = "127.0.0.1") -> FlaskClient:
    client = app.test_client()
    client.environ_base["REMOTE_ADDR"] = address
    return client


def test_each_thing_to_add_has_its_form_and_the_short_one_opens_the_whole(app: Flask) -> None:
    client = visitor(app)
    links = re.findall(r'href="(/contribuer/[a-z]+)"', client.get("/contribuer").text)
    assert len(set(links)) == 11
    for link in sorted(set(links)):
        short, whole = client.get(link).text, client.get(f"{link}?complet=oui").text
        names = [set(re.findall(r'id="f-(\w+)-field"', page)) for page in (short, whole)]
        assert names[0] - {"prefLabel"} <= names[1], link
        assert len(names[0]) < len(names[1])
        for page in (short, whole):
            found = re.findall(r'\sid="([^"]+)"', page)
            assert len(found) == len(set(found)), link
            assert page.count("<h1") == 1
    begun = client.get("/contribuer/training").text
    assert re.search(r'value="training" checked', begun)
    opened = sent(client, SERVICE, **TYPED, entier="1").text
    assert "Atelier Exemple" in opened
    assert "f-description-field" in opened


def test_three_lines_are_enough_and_wait_under_a_number(app: Flask) -> None:
    client = visitor(app)
    page = client.get(f"{SERVICE}?depuis=/couverture&besoin=file-sharing")
    answer = sent(client, SERVICE, page, **TYPED, meetsNeed="file-sharing", openToAssociations="oui")
    assert (answer.status_code, thanked(answer)) == (303, "/contribuer/merci?numero=1")
    assert "porte le numéro 1" in text_of(client.get(answer.location).text)
    again = sent(client, SERVICE, page, **TYPED, meetsNeed="file-sharing", openToAssociations="oui")
    assert thanked(again) == thanked(answer)
    [proposal] = proposals(app)
    said = {field.property for field in proposal.fields}
    assert {SKOS.prefLabel, SCHEMA.provider, SCHEMA.areaServed} <= said
    assert (proposal.kind, proposal.is_new, proposal.page) == ("service", True, "/couverture")
    assert "Broder un drapeau" not in client.get("/recherche?q=drapeau").text
    assert "Le plus souvent" not in client.get(answer.location).text  # nothing was read yet: nothing is known


def test_what_is_wrong_is_told_beside_its_field_and_all_is_kept(app: Flask) -> None:
    client = visitor(app)
    hostile = '"><script>alert(1)</script>'
    page = sent(client, SERVICE, complet="1", description=hostile, homepage="javascript:alert(1)", areaServed="Zzzz-zz")
    text = text_of(page.text)
    assert page.status_code == 400
    assert "4 champs à corriger" in text
    assert "Rien de ce que vous avez écrit n’est perdu" in text
    assert hostile not in page.text
    assert "&lt;script&gt;" in page.text
    assert 'value="javascript:alert(1)"' in page.text
    assert 'href="#f-homepage-field"' in page.text
    assert not proposals(app)
    english = client.post(f"{SERVICE}?lang=en", data=hidden(page)).text
    assert "This field has to be filled in." in english


def test_what_may_be_somebodys_own_is_asked_then_taken_out_or_kept(app: Flask) -> None:
    client, typed = visitor(app), {**TYPED, "complet": "1", "description": "Appeler le 06 39 98 12 34 avant."}
    asked = sent(client, SERVICE, **typed)
    [out, keep] = re.findall(r'name="doute" value="([^"]+)"', asked.text)
    without = sent(client, SERVICE, asked, **typed, doute=out)
    assert "Appeler le avant." in without.text
    assert not proposals(app)
    assert sent(client, SERVICE, asked, **typed, doute=keep).status_code == 303


def test_what_is_known_becomes_a_correction(app: Flask) -> None:
    client, address = visitor(app), "/contribuer/organisation"
    typed = {"prefLabel": "Atelier exemple", "areaServed": "Bléré"}
    page = sent(client, address, **typed)
    assert "Déjà connu ?" in text_of(page.text)
    assert "organisation/atelier" in re.findall(r'name="connu" value="([^"]+)"', page.text)
    assert "Déjà connu ?" in client.post(f"{address}/connus", data=typed).text
    chosen = sent(client, address, page, **typed, connu="organisation/atelier")
    assert f'action="{CARD}/corriger"' in chosen.text
    assert 'value="Bléré"' in chosen.text
    assert sent(client, address, page, **typed, autre="1").status_code == 303


def test_a_correction_says_only_what_differs(app: Flask) -> None:
    client = visitor(app)
    assert f'href="{CARD}/corriger"' in client.get(CARD).text
    page = client.get(f"{CARD}/corriger")
    fields = re.findall(r'<input type="(?:text|email|tel)"[^>]*? name="(\w+)" value="([^"]*)"', page.text)
    areas = re.findall(r'<textarea[^>]* name="(\w+)"[^>]*>\n?([^<]*)</textarea>', page.text)
    ticked = re.findall(r'name="(\w+)" value="([^"]+)" checked', page.text)
    given: dict[str, list[str]] = {name: [value] for name, value in hidden(page).items()}
    for name, value in (*fields, *areas, *ticked):
        given.setdefault(name, []).append(unescape(value).strip())
    same = client.post(f"{CARD}/corriger", data=given)
    assert same.status_code == 400
    assert "Vous n’avez rien changé" in text_of(same.text)
    changed = client.post(f"{CARD}/corriger", data={**given, "description": ["Tout autre chose."]})
    assert changed.status_code == 303
    [proposal] = proposals(app)
    assert [field.property for field in proposal.fields] == [DCT.description]
    assert not proposal.is_new


def test_a_report_says_which_card_and_from_where(app: Flask) -> None:
    client = visitor(app)
    page = client.get(f"{CARD}/signaler?depuis=/carte")
    assert sent(client, f"{CARD}/signaler", page, quoi="fini").status_code == 400
    assert sent(client, f"{CARD}/signaler", page, quoi="fini", message="Fermé.").status_code == 303
    [proposal] = proposals(app)
    assert (proposal.subject.rpartition("/")[2], proposal.page, proposal.fields) == ("atelier", "/carte", ())
    assert "Fermé." in proposal.comment


@pytest.mark.parametrize(
    ("address", "status"),
    [("/contribuer/person", 404), ("/fiche/person/expert/corriger", 404), ("/fiche/tool/rien/signaler", 404)],
)
def test_what_has_no_form_is_told(app: Flask, address: str, status: int) -> None:
    assert visitor(app).get(address).status_code == status


def test_a_form_of_another_site_or_of_nobody_keeps_nothing(app: Flask) -> None:
    client = visitor(app)
    page = client.get(SERVICE)
    elsewhere = client.post(SERVICE, data={**hidden(page), **TYPED}, headers={"Origin": "https://ailleurs.example"})
    assert elsewhere.status_code == 403
    for changed in ({"jeton": "x"}, {"vu": "{}"}, {"site_web": "x"}):
        answer = client.post(SERVICE, data={**hidden(page), **TYPED, **changed})
        assert answer.status_code == 400
        assert "Broder un drapeau" in answer.text
    assert not proposals(app)


def test_who_sends_too_much_waits_and_loses_nothing(app: Flask) -> None:
    client = visitor(app, "192.0.2.7")
    for number in range(OWN):
        answer = sent(client, f"{CARD}/signaler", quoi="faux", message=f"Erreur {number} de cette fiche")
        assert answer.status_code == 303
    late = sent(client, SERVICE, **TYPED)
    assert late.status_code == 429
    assert int(late.headers["Retry-After"]) > 0
    assert "Broder un drapeau" in late.text


def signed_in(app: Flask, *grants: Grant) -> FlaskClient:
    """Somebody with an account, on an encrypted site: their cookie comes with every page."""
    people, client = app.extensions["tisserand"].people, visitor(app)
    people.make("zqx@exemple.fr", *grants)
    ticket = people.ticket(people.ask(), "zqx@exemple.fr")
    client.set_cookie(NAME, people.enter_by_link(ticket[1].link, "ordinateur"))
    return client


def test_who_may_contribute_everywhere_is_online_at_once(app: Flask) -> None:
    client, here = signed_in(app, Grant("moderator")), app.extensions["tisserand"]
    answer = sent(client, SERVICE, **TYPED, autre="1")
    assert answer.location == "/contribuer/merci?numero=1&fiche=service/broder-un-drapeau"
    page = client.get(answer.location).text
    assert "Merci, c’est en ligne" in text_of(page)
    assert "Broder un drapeau" in page
    assert "Broder un drapeau" in client.get("/fiche/service/broder-un-drapeau").text
    assert here.repository.journal.last().author == "modération, compte n° 1"
    assert thanked(sent(client, SERVICE, **TYPED, autre="1")) == answer.location, "a button pressed twice"
    assert (here.contributions.count_open(), here.contributions.find(1).state) == (0, ACCEPTED)
    waits = sent(
        client, SERVICE, **{**TYPED, "prefLabel": "Coudre"}, autre="1", commentaire="À relire, s’il vous plaît."
    )
    assert thanked(waits) == "/contribuer/merci?numero=2"
    assert "Rien n’est encore en ligne" in text_of(client.get(waits.location).text)
    assert here.contributions.find(2).sender == Sender(ACCOUNT, 1)


@pytest.mark.parametrize("limit", ["organisation/atelier", "territory/departement-37"])
def test_who_may_contribute_for_some_cards_waits_for_others(app: Flask, limit: str) -> None:
    base = app.extensions["tisserand"].repository.base
    client = signed_in(app, Grant("contributor", f"{base}/id/{limit}"))
    filled = {"complet": "1", "prefLabel": "Atelier Exemple", "description": "Tout autre chose."}
    assert sent(client, f"{CARD}/corriger", **filled).location.endswith("fiche=organisation/atelier")
    assert "Tout autre chose." in client.get(CARD).text
    assert thanked(sent(client, SERVICE, **TYPED, autre="1")) == "/contribuer/merci?numero=2"
    client.set_cookie(NAME, "fausse")
    other = sent(client, SERVICE, **{**TYPED, "prefLabel": "Coudre"}, autre="1")
    assert thanked(other) == "/contribuer/merci?numero=3"


def test_a_merged_card_is_corrected_where_it_is_read(app: Flask) -> None:
    here = app.extensions["tisserand"]
    base = here.repository.base
    kept, merged = f"{base}/id/organisation/atelier", f"{base}/id/organisation/relais"
    MergeDesk(here.repository, here.model).merge(kept, merged, "essais")
    client = visitor(app)
    for form in ("corriger", "signaler"):
        page = client.get(f"/fiche/organisation/relais/{form}")
        assert f'action="{CARD}/{form}"' in page.text
    assert sent(client, "/fiche/organisation/relais/signaler", page, quoi="fini", message="Fermé.").status_code == 303


def test_hostile_forms_break_nothing_and_lose_nothing(app: Flask) -> None:
    client = visitor(app)
    page = client.get(SERVICE)
    seen = json.loads(hidden(page)["vu"])
    for changed in ({"seen_at": float("inf")}, {"page": "\ud800"}, {"page": "a" * 90_000}):
        answer = client.post(SERVICE, data={**hidden(page), **TYPED, "vu": json.dumps({**seen, **changed})})
        assert answer.status_code == 400
        assert "Broder un drapeau" in answer.text
        assert hidden(answer)["vu"] == hidden(page)["vu"], "nobody has a form of their own sealed"
    for typed in ({"commentaire": "é" * 100_000}, {"prefLabel": "\U0001f9f5" * 1_000}, {"provider": "\u202eAtelier"}):
        answer = sent(client, SERVICE, **{**TYPED, **typed})
        assert answer.status_code == 400, typed
    told = sent(client, f"{CARD}/signaler", quoi="faux", message="é" * 3_000)
    assert (told.status_code, "Gardez l’essentiel" in told.text, "é" * 3_000 in told.text) == (400, True, True)
    for address in ("/contribuer/merci?numero=1&fiche=a b<>", "/contribuer/merci?fiche=person/expert"):
        assert "Rien n’est encore en ligne" in text_of(client.get(address).text)
    assert not proposals(app)


def test_only_the_name_that_was_meant_takes_the_place_of_what_was_typed(app: Flask) -> None:
    typed: dict[str, object] = {
        **hidden(visitor(app).get(SERVICE)),
        **TYPED,
        "provider": ["Le Relais du coin", "Atelier exempl"],
    }
    named = visitor(app).post(SERVICE, data={**typed, "nomme": "provider:1:Atelier Exemple"})
    assert re.findall(r'name="provider" value="([^"]+)"', named.text) == ["Le Relais du coin", "Atelier Exemple"]


def test_what_was_just_sent_is_completed_and_not_sent_twice(app: Flask) -> None:
    client = visitor(app)
    thanks = client.get(sent(client, "/contribuer/organisation", **NEW, courriel="moi@exemple.fr").location)
    [whole] = re.findall(r'href="(/contribuer/organisation/suite/[^"]+)"', thanks.text)
    shown = client.get(whole)
    assert (shown.headers["Cache-Control"], shown.headers["Referrer-Policy"]) == ("no-store", "same-origin")
    for text in ("Les Brodeuses de Bléré", "Bléré", "ce formulaire remplace le premier"):
        assert text in unescape(shown.text), text
    checked = re.findall(r'name="worksOn" value="([^"]+)" checked', shown.text)
    assert checked == ["email"]
    wrong = sent(client, whole, shown, **NEW, telephone="02")
    assert (wrong.status_code, f'action="{whole}"' in wrong.text) == (400, True)
    answer = sent(client, whole, shown, **NEW, telephone="02 47 00 00 00")
    assert thanked(answer) == "/contribuer/merci?numero=2&reponse=1", "it is answered where the first was to be"
    [proposal] = proposals(app)
    said = {field.property: [getattr(term, "value", term) for term in field.after] for field in proposal.fields}
    assert said[SKOS.prefLabel] == ["Les Brodeuses de Bléré"]
    assert SCHEMA.telephone in said
    # What is gone, of somebody else, or being read opens nothing and loses nothing.
    for address in (whole, whole.replace("/1.", "/2."), whole.replace("/1.", "/1.x"), whole.replace("/1.", "/x.")):
        assert client.get(address).status_code == 410, address
    [whole] = re.findall(r'href="(/contribuer/organisation/suite/[^"]+)"', client.get(answer.location).text)
    shown = client.get(whole)
    app.extensions["tisserand"].contributions.decide(2, ContributionFate(ASKED, "modération, compte n° 1", "Où ?"))
    assert client.get(whole).status_code == 409
    late = sent(client, whole, shown, **NEW, telephone="02 47 00 00 01")
    assert (late.status_code, "02 47 00 00 01" in late.text) == (409, True)
    assert "/suite/" not in client.get(answer.location).text
    assert [one.number for one in app.extensions["tisserand"].contributions.open()] == [2]


def test_what_is_made_on_the_way_has_its_name_where_it_is_completed(app: Flask) -> None:
    client = visitor(app)
    thanks = sent(client, SERVICE, **{**TYPED, "provider": "Une Maison Inconnue"}, autre="1").location
    [whole] = re.findall(r'href="(/contribuer/service/suite/[^"]+)"', client.get(thanks).text)
    assert 'value="Une Maison Inconnue"' in client.get(whole).text


@pytest.mark.parametrize("name", ["=1+1", "@SOMME(A1)", "?!", "…"])
def test_a_name_that_is_none_is_asked_about_beside_its_field(app: Flask, name: str) -> None:
    client, typed = visitor(app), {**NEW, "prefLabel": name}
    page = client.get("/contribuer/organisation")
    asked = sent(client, "/contribuer/organisation", page, **typed)
    field = unescape(asked.text).partition('id="f-prefLabel-field"')[2].partition('id="f-worksOn-field"')[0]
    assert "est-ce bien son nom" in field
    assert (proposals(app), f'value="garder:prefLabel:{name}"' in field) == ([], True)
    emptied = sent(client, "/contribuer/organisation", page, **typed, doute=f"retirer:prefLabel:{name}")
    assert re.search(r'name="prefLabel" value=""', emptied.text)
    kept = sent(client, "/contribuer/organisation", page, **typed, doute=f"garder:prefLabel:{name}")
    assert kept.status_code == 303, "some are called so"
    on_the_way = sent(client, SERVICE, **{**TYPED, "provider": name}, autre="1")
    assert f'value="garder:provider:{name}"' in unescape(on_the_way.text)


@pytest.mark.parametrize("name", ["+ de liens", "@home", "C’est +", "L’atelier n° 1", "1901", "été", "東京"])
def test_a_strange_name_is_a_name(app: Flask, name: str) -> None:
    assert sent(visitor(app), "/contribuer/organisation", **{**NEW, "prefLabel": name}).status_code == 303
