# SPDX-License-Identifier: AGPL-3.0-or-later
"""The diagnosis page by page: all is in the address, nothing given is lost, and the end leads to the referral."""

from __future__ import annotations

import html as entities
import re
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient

from graph.diagnosis.questionnaire import MOST_QUESTIONS
from tests.applications import application
from tests.conftest import TESTS
from tests.instances import PREFIXES, write
from tests.web.test_pages import text_of

DIAGNOSIS = TESTS.parent / "data" / "diagnosis"
ADDED = """<id/source/added> a schema:Dataset ; skos:prefLabel "Une question de plus"@fr ;
  dct:license <https://www.etalab.gouv.fr/licence-ouverte-open-licence> .
<id/questionnaire/added> a tis:Questionnaire ; skos:prefLabel "Et chez nous ?"@fr , "And here?"@en ;
  skos:notation "chez-nous" ; schema:position 30 ; tis:impliesNeed need:diagnosis .
<id/question/garden> a tis:Question ; skos:prefLabel "Avez-vous un jardin partagé ?"@fr , "Have you a garden?"@en ;
  skos:notation "jardin" ; schema:position 10 ; tis:inQuestionnaire <id/questionnaire/added> .
<id/answer/garden-yes> a tis:Answer ; skos:prefLabel "Oui, un grand"@fr , "Yes"@en ; skos:notation "oui" ;
  schema:position 10 ; tis:answerTo <id/question/garden> ; tis:impliesNeed need:shared-calendar ;
  tis:impliesTool <id/tool/grosmail> ; tis:readiness <https://w3id.org/tisserand/readiness/try-now> .
<id/answer/garden-no> a tis:Answer ; skos:prefLabel "Non"@fr , "No"@en ; skos:notation "non" ;
  schema:position 20 ; tis:answerTo <id/question/garden> .
"""
NUMERIQUE = "/diagnostic/numerique"
END = (
    f"{NUMERIQUE}?courriel=perso&documents=partout&ensemble=date&ensemble=ecrire&gestion=passe"
    "&visible=bien&precautions=passe&avancer=apprendre"
)


@pytest.fixture(scope="module")
def asking(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The small town with the questionnaires, and one more written by a facilitator."""
    folder = tmp_path_factory.mktemp("diagnosis")
    more = write(folder, PREFIXES + "@prefix need: <https://w3id.org/tisserand/need/> .\n" + ADDED, "added.ttl")
    app = application(folder, (TESTS / "ecosystem.ttl", TESTS / "ecosystem-catalogue.ttl", DIAGNOSIS, more))
    yield app
    app.extensions["tisserand"].close()


@pytest.fixture
def visitor(asking: Flask) -> FlaskClient:
    return asking.test_client()


def links(html: str) -> list[str]:
    return [entities.unescape(href) for href in re.findall(r'href="(/diagnostic[^"]*)"', html)]


def ticked(html: str, name: str) -> list[str]:
    return re.findall(rf'name="{name}" value="([^"]+)" checked', html)


def test_the_index_lists_the_questionnaires_in_order(visitor: FlaskClient) -> None:
    html = visitor.get("/diagnostic").text
    titles = [text_of(title).strip() for title in re.findall(r"<h2>(.*?)</h2>", html)]
    assert [title.replace("\u202f", " ") for title in titles] == [
        "Où en est votre association avec le numérique ?",
        "Passer au libre ?",
        "Et chez nous ?",
    ]
    assert "8 questions au plus" in text_of(html)


def test_without_questionnaire_the_index_says_so(client: FlaskClient) -> None:
    text = text_of(client.get("/diagnostic").text)
    assert "Aucun diagnostic n’est chargé ici" in text
    assert client.get(NUMERIQUE).status_code == 404


def test_a_question_is_asked_alone_with_its_place(visitor: FlaskClient) -> None:
    html = visitor.get(NUMERIQUE).text
    assert "Question 1 sur 8" in text_of(html)
    assert html.count("<fieldset") == 1
    assert 'name="courriel" value="perso"' in html
    assert "Je ne sais pas, passer la question" in html
    assert 'name="courriel" value="passe" formnovalidate' in html


def test_one_question_after_the_other_leads_to_the_end(visitor: FlaskClient) -> None:
    html, seen = visitor.get(NUMERIQUE).text, 0
    while 'name="apres"' in html:
        seen += 1
        assert seen <= MOST_QUESTIONS
        form = html.split('<form class="questionnaire"')[1].split("</form>")[0]
        kept = re.findall(r'type="hidden" name="([^"]+)" value="([^"]+)"', form)
        name, value = re.findall(r'<input type="(?:radio|checkbox)" name="([^"]+)" value="([^"]+)"', form)[0]
        answer = visitor.get(NUMERIQUE, query_string=[*kept, (name, value)], follow_redirects=True)
        assert answer.status_code == 200
        assert "apres=" not in answer.request.url
        html = answer.text
    assert seen == 7  # who has no shared space is not asked which one
    assert "besoins ressortent de vos réponses" in text_of(html)


def test_leaving_a_question_without_answer_skips_it(visitor: FlaskClient) -> None:
    response = visitor.get(f"{NUMERIQUE}?courriel=perso&apres=documents")
    assert response.status_code == 302
    assert response.location == f"{NUMERIQUE}?courriel=perso&documents=passe"


def test_a_condition_asks_one_question_more(visitor: FlaskClient) -> None:
    text = text_of(visitor.get(f"{NUMERIQUE}?courriel=perso&documents=en-ligne").text)
    assert "Cet espace en ligne" in text
    assert "Question 3 sur 8" in text
    assert "Question 3 sur 7" in text_of(visitor.get(f"{NUMERIQUE}?courriel=perso&documents=papier").text)


def test_an_earlier_question_can_be_answered_again_and_keeps_the_later_ones(visitor: FlaskClient) -> None:
    html = visitor.get(f"{NUMERIQUE}?courriel=perso&documents=papier&ensemble=date&etape=documents").text
    assert "Où sont les documents" in text_of(html.split("<h1>")[1].split("</h1>")[0])
    assert 'value="papier" checked' in html
    assert '<input type="hidden" name="ensemble" value="date">' in html
    moved = visitor.get(f"{NUMERIQUE}?courriel=perso&documents=en-ligne&ensemble=date&apres=documents")
    assert moved.location == f"{NUMERIQUE}?courriel=perso&documents=en-ligne&ensemble=date"


def test_answers_that_no_longer_make_sense_go_quietly_when_one_changes_its_mind(visitor: FlaskClient) -> None:
    moved = visitor.get(f"{NUMERIQUE}?courriel=perso&documents=papier&espace=google&apres=documents")
    assert moved.location == f"{NUMERIQUE}?courriel=perso&documents=papier"


@pytest.mark.parametrize(
    ("query", "says"),
    [
        pytest.param("documents=zzz", "« zzz » n’est pas une réponse", id="unknown answer"),
        pytest.param("documents=papier&documents=partout", "a reçu deux réponses", id="two answers"),
        pytest.param("documents=papier&espace=google", "mise de côté", id="question not asked"),
        pytest.param("etape=nulle-part", "ne fait pas partie du diagnostic", id="unknown step"),
        pytest.param("ensemble=" + "a" * 5000, "200 au plus", id="five thousand characters"),
        pytest.param("&".join(["ensemble=date"] * 30), "20 au plus", id="thirty times the same"),
        pytest.param("ensemble=da%00te", "U+0000", id="control character"),
        pytest.param("etape=bilan&etape=documents", "gardez une seule valeur", id="two steps"),
    ],
)
def test_a_mistake_is_told_and_the_other_answers_are_kept(visitor: FlaskClient, query: str, says: str) -> None:
    response = visitor.get(f"{NUMERIQUE}?courriel=une-personne&{query}")
    text = text_of(response.text)
    assert response.status_code == 400
    assert says in text
    assert "Vos autres réponses sont gardées" in text
    kept = '<input type="hidden" name="courriel" value="une-personne">'
    assert kept in response.text or 'value="une-personne" checked' in response.text


def test_typed_markup_stays_text(visitor: FlaskClient) -> None:
    html = visitor.get(f"{NUMERIQUE}?courriel=<img src=x onerror=alert(1)>").text
    assert "<img" not in html


def test_an_unknown_questionnaire_names_those_that_exist(visitor: FlaskClient) -> None:
    response = visitor.get("/diagnostic/jardinage")
    assert response.status_code == 404
    assert "Aucun diagnostic ne s’appelle" in text_of(response.text)
    assert "/diagnostic/libre" in response.text


def test_the_end_gives_each_need_with_the_answer_that_implied_it(visitor: FlaskClient) -> None:
    text = text_of(visitor.get(END).text).replace("\u202f", " ")
    assert "Partager une boîte de courriels parce que vous avez répondu « Chacun écrit avec son adresse" in text
    assert "Le premier petit pas" in text
    assert "lire à deux pendant un mois" in text


def test_the_end_says_what_was_left_aside_and_how_to_come_back(visitor: FlaskClient) -> None:
    html = visitor.get(END).text
    silent = html.split("Ce dont vous n’avez rien dit")[1]
    assert "Gérer l’association" in silent
    assert any("etape=gestion" in link for link in links(silent))


def test_one_may_stop_early(visitor: FlaskClient) -> None:
    asking = visitor.get(f"{NUMERIQUE}?courriel=perso").text
    early = next(link for link in links(asking) if "etape=bilan" in link)
    html = visitor.get(early).text
    assert "1 besoin ressort de vos réponses" in text_of(html)
    assert "Il reste 6 questions" in text_of(html)


def test_needs_are_corrected_and_the_page_keeps_them(visitor: FlaskClient) -> None:
    asked = f"{END}&etape=bilan&revu=1&besoin=polls&besoin=tenir la comptabilité&suite=bilan"
    html = visitor.get(asked).text
    assert ticked(html, "besoin") == ["polls", "accounting"]
    assert 'name="besoin" value="shared-mailbox">' in html  # unticked, still in sight
    assert "ajouté par vous" in text_of(html)


def test_words_not_understood_are_told_with_what_may_be_meant(visitor: FlaskClient) -> None:
    html = visitor.get(f"{END}&revu=1&besoin=polls&besoin=partager fichié&suite=bilan").text
    assert ticked(html, "besoin")[0] == "polls"
    assert "n’a pas été compris" in html or "file-sharing" in ticked(html, "besoin")


def test_the_end_leads_to_the_referral_with_everything_filled_in(visitor: FlaskClient) -> None:
    html = visitor.get(END).text
    needs = [("besoin", slug) for slug in ticked(html, "besoin")]
    audiences = [("public", slug) for slug in ticked(html, "public")]
    sent = [*needs, *audiences, ("commune", "Chinon"), ("revu", "1"), ("suite", "orientation"), ("besoin", "")]
    response = visitor.get(NUMERIQUE, query_string=[*_pairs(END), *sent])
    assert response.status_code == 302
    query = parse_qs(urlsplit(response.location).query)
    assert urlsplit(response.location).path == "/orientation"
    assert query["besoin"] == [slug for _, slug in needs]
    assert query["public"] == ["digital-beginners"]
    assert query["commune"] == ["Chinon"]
    assert visitor.get(response.location).status_code == 200


def test_a_referral_for_nothing_is_refused_kindly(visitor: FlaskClient) -> None:
    response = visitor.get(f"{END}&revu=1&suite=orientation")
    assert response.status_code == 400
    assert "Gardez ou ajoutez au moins un besoin" in text_of(response.text)


def test_a_question_added_as_turtle_shows_on_the_page(visitor: FlaskClient) -> None:
    html = visitor.get("/diagnostic/chez-nous").text
    assert "Avez-vous un jardin partagé" in html
    end = text_of(visitor.get("/diagnostic/chez-nous?jardin=oui").text)
    assert "Partager un agenda" in end


def test_the_tool_to_begin_with_comes_from_the_catalogue(visitor: FlaskClient) -> None:
    html = visitor.get("/diagnostic/chez-nous?jardin=oui").text
    text = text_of(html)
    assert "Vous pouvez essayer, en petit" in text
    assert ticked(html, "outil") == ["grosmail"]
    begin = text.split("Par quel outil commencer")[1]
    assert "Plume Exemple" in begin.split("à la place de")[0]
    assert "GrosMail Exemple" in begin.split("à la place de")[1][:40]


def test_no_tool_is_proposed_to_who_does_not_speak_of_changing(visitor: FlaskClient) -> None:
    assert "Par quel outil commencer" not in text_of(visitor.get(f"{NUMERIQUE}?visible=facebook&etape=bilan").text)


def test_readiness_is_said_kindly(visitor: FlaskClient) -> None:
    text = text_of(visitor.get("/diagnostic/libre?envie=personne&frein=temps&etape=bilan").text)
    assert "Rien ne presse" in text
    assert "ce n’est pas un échec" in text


def test_the_diagnosis_speaks_english(visitor: FlaskClient) -> None:
    html = visitor.get(f"{NUMERIQUE}?lang=en").text
    text = text_of(html.split("<main")[1])
    assert "How does your association write" in text
    assert "Question 1 of 8" in text
    assert not set(re.findall(r"\w+", text.lower())) & {"réponses", "besoin", "passer", "vous"}
    end = text_of(visitor.get(f"{END}&lang=en").text.split("<main")[1])
    assert "because you answered" in end
    assert not set(re.findall(r"\w+", end.lower())) & {"réponses", "besoin", "vous", "parce"}
    wrong = text_of(visitor.get(f"{NUMERIQUE}?courriel=zzz&lang=en").text)
    assert "is not an answer to" in wrong


def test_nothing_is_stored(visitor: FlaskClient) -> None:
    response = visitor.get(END)
    assert "Set-Cookie" not in response.headers


def _pairs(url: str) -> list[tuple[str, str]]:
    return [(name, value) for name, values in parse_qs(urlsplit(url).query).items() for value in values]
