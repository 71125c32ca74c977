# SPDX-License-Identifier: AGPL-3.0-or-later
"""The referral page: explained answers, nothing typed is lost, and every mistake is told with what to do."""

from __future__ import annotations

import re
from html import unescape

import pytest
from flask.testing import FlaskClient

from tests.graph.referral.worlds import FRENCH_WORDS
from tests.web.test_pages import text_of

ASKED = "/orientation?commune=Chinon&besoin=file-sharing&gratuit=1&date=2021-06-01"


def test_answers_are_people_to_call_and_explained(client: FlaskClient) -> None:
    html = client.get(ASKED).text
    text = text_of(html)
    assert "Partager des fichiers, à Chinon : qui appeler" in text
    assert "1 Atelier Exemple Reprendre la main sur ses fichiers" in " ".join(text.split())
    assert "confirmé en mai 2021" in text
    assert 'aria-label="Rempli\u00a0:"' in html
    assert '<ol class="chain"' in html
    assert "La petite ville des tests (fictive)" in text


def test_each_answer_that_is_paid_is_kept_out_when_free_is_asked(client: FlaskClient) -> None:
    assert "Coopérative Exemple" not in client.get(ASKED).text
    # Nobody gave a way to reach them: known, and not counted.
    html = client.get(ASKED.replace("&gratuit=1", "")).text
    assert "Coopérative Exemple" in html.split("connu, mais sans contact")[1].split("</details>")[0]
    assert 'data-count="1 contact"' in html


def test_the_whole_page_is_in_english_where_it_is_asked_to_be(client: FlaskClient) -> None:
    html = client.get(f"{ASKED}&besoin=backup&outil=GrosMail&lang=en&pourquoi=Coopérative Exemple").text
    text = text_of(html.split("<main")[1])
    for said in (
        "Take your files back",
        "Meets “Share files” exactly.",
        "Free of charge, as asked.",
        "acts for the whole of “CC Chinon, Vienne et Loire”.",
        "22 June 2021",
        "Chinon: nobody is known for “Back up data”.",
        "Example Cooperative is kept out: here is why.",
        "Answers on 1 June 2021.",
    ):
        assert said in text
    reasons = re.findall(r"<span>([^<]+)</span></li>", html)
    assert len(reasons) > 10
    assert not [reason for reason in reasons if FRENCH_WORDS.search(re.sub(r"“[^”]*”", "Name", reason))]


def test_an_online_service_that_was_named_stays_in_the_form(client: FlaskClient) -> None:
    html = client.get("/orientation?commune=Chinon&outil=Nouvelles dates d’Exemple&date=2021-06-01").text
    assert re.search(r'name="outil" value="libre-date-new" checked> Nouvelles dates d’Exemple', html)


def test_a_question_about_a_thing_leads_to_its_card(client: FlaskClient) -> None:
    html = client.get("/orientation?question=Où est le Comptoir Exemple ?&date=2021-06-01").text
    assert 'href="/fiche/organisation/comptoir"' in html.split("n’a pas été compris")[1].split("</form>")[0]


def test_why_not_gives_the_verdicts(client: FlaskClient) -> None:
    text = text_of(client.get(f"{ASKED}&pourquoi=Coopérative Exemple").text)
    assert "Coopérative Exemple est écarté" in text
    unknown = text_of(client.get(f"{ASKED}&pourquoi=zzzzzz").text)
    assert "Aucun acteur ni service de ce nom" in unknown


def test_a_tool_in_use_gets_ways_out(client: FlaskClient) -> None:
    html = client.get("/orientation?commune=Chinon&outil=GrosMail&date=2021-06-01").text
    assert '<table class="exits"' in html
    assert "Plume Exemple" in html


def test_a_closed_instance_is_said_closed_and_not_offered(client: FlaskClient) -> None:
    html = client.get("/orientation?commune=Tours&outil=tool/vite-date&outil=Vite Date Exemple&date=2021-06-01").text
    assert "fermé depuis le 31" in html.replace("\u00a0", " ")
    assert not re.search(r"<h3>\d+\. <a[^>]*>Dates d’Exemple", html)


def test_an_ambiguous_place_gives_choices_and_keeps_the_rest(client: FlaskClient) -> None:
    response = client.get("/orientation?commune=Saint-Martin&besoin=file-sharing&gratuit=1")
    html = response.text
    assert response.status_code == 400
    choices = re.findall(r'name="commune" value="(commune-[^"]+)"', html)
    assert len(choices) > 2
    assert '<input type="hidden" name="besoin" value="file-sharing">' in html
    assert '<input type="hidden" name="gratuit" value="1">' in html
    assert client.get(f"/orientation?commune={choices[0]}&besoin=file-sharing").status_code == 200


def test_words_not_understood_come_back_with_suggestions(client: FlaskClient) -> None:
    html = client.get("/orientation?commune=Chinon&besoin=fichier+partag&date=2021-06-01").text
    assert "n’a pas été compris" in html or "Partager des fichiers" in html
    odd = client.get("/orientation?commune=Chinon&besoin=xyzzyx&date=2021-06-01").text
    assert "n’a pas été compris" in odd
    assert 'value="xyzzyx"' in odd


@pytest.mark.parametrize(
    ("query", "said"),
    [
        pytest.param("besoin=", "Dites ce que l’association cherche", id="nothing asked"),
        pytest.param("commune=Chinnonville&besoin=visio", "Chinnonville", id="unknown commune"),
        pytest.param("commune=Chinon&besoin=visio&date=hier", "2021-06-01", id="wrong date"),
        pytest.param("besoin=" + "a" * 10_000, "2000 au plus", id="ten thousand characters"),
        pytest.param("besoin=vis%00io", "U+0000", id="control character"),
        pytest.param("besoin=vis%E2%80%AEio", "U+202E", id="bidirectional character"),
        pytest.param("besoin=visio&mode=teleportation", "teleportation", id="unknown mode"),
        pytest.param("&".join(["besoin=visio"] * 30), "20 au plus", id="thirty needs"),
    ],
)
def test_a_mistake_is_told_on_the_form(client: FlaskClient, query: str, said: str) -> None:
    response = client.get(f"/orientation?{query}")
    text = text_of(response.text)
    assert 400 <= response.status_code < 500
    assert said in text
    assert "L’association cherche à" in text


def test_what_was_typed_is_in_the_form_again(client: FlaskClient) -> None:
    html = client.get("/orientation?commune=Chinon&besoin=visio&outil=GrosMail&date=hier&gratuit=1").text
    assert 'name="commune" maxlength="2000" value="Chinon"' in html
    assert 'name="question" maxlength="2000" value="visio"' in html
    assert 'name="outil" value="GrosMail" checked' in html
    assert 'name="gratuit" value="1" checked' in html


def test_typed_markup_stays_text(client: FlaskClient) -> None:
    html = client.get('/orientation?besoin=<img src=x onerror=alert(1)>"&commune=Chinon').text
    assert "<img" not in html


def test_the_text_to_copy_names_who_to_call(client: FlaskClient) -> None:
    html = client.get(ASKED).text
    copied = re.search(r"<textarea[^>]*>(.*?)</textarea>", html, re.DOTALL)
    assert copied is not None
    assert "bonjour@atelier.example" in copied[1]
    assert "/orientation?" in copied[1]


def test_the_sheet_is_one_list_of_addresses(client: FlaskClient) -> None:
    html = client.get(ASKED.replace("/orientation", "/orientation/fiche")).text
    assert html.count('<span class="rank">') <= 4
    assert "bonjour@atelier.example" in html


def test_the_day_asked_changes_the_answer(client: FlaskClient) -> None:
    before = client.get("/orientation?commune=Tours&outil=Vite Date Exemple&date=2021-01-15").text
    after = client.get("/orientation?commune=Tours&outil=Vite Date Exemple&date=2021-06-01").text
    assert "fermé depuis" not in before
    assert "fermé depuis" in after


def test_places_are_suggested(client: FlaskClient) -> None:
    found = client.get("/orientation/lieux.json?q=chin").json
    assert any("Chinon" in place["label"] for place in found["results"])


def chains_of(html: str) -> list[str]:
    """Each chain of a page as one line of text."""
    return [text_of(chain).strip() for chain in re.findall(r'<ol class="chain".*?</ol>', html, re.DOTALL)]


def test_a_chain_reads_from_the_need_to_the_actor_and_then_to_the_place(client: FlaskClient) -> None:
    first, *others = chains_of(client.get(ASKED).text)
    assert re.match(r"Partager des fichiers a pour réponse Reprendre la main sur ses fichiers est proposé par ", first)
    assert any(re.search(r"couvre .*Chinon", chain) for chain in (first, *others))
    assert not any(re.search(r"fait partie de", chain) for chain in (first, *others))


def test_what_only_ties_is_read_through_in_a_chain(client: FlaskClient) -> None:
    """An alternative says that one tool may take the place of another: the chain goes from tool to tool."""
    html = client.get("/orientation?commune=Chinon&outil=GrosMail&date=2021-06-01").text
    assert any(re.match(r"GrosMail Exemple a pour alternative Plume Exemple", chain) for chain in chains_of(html))
    assert "à la place de" not in " ".join(chains_of(html))


def test_a_reason_that_the_card_shows_already_is_not_said_again(client: FlaskClient) -> None:
    html = client.get(ASKED).text
    card = html.split('<li class="caller')[1]
    reasons = re.findall(r"<span>([^<]+)</span></li>", card)
    assert reasons
    assert not [text for text in reasons if text.startswith(("Confirmé", "Dit en", "Lu à"))]
    assert not [text for text in reasons if "s’en charge directement" in text]


def test_that_addresses_are_old_is_said_once(client: FlaskClient) -> None:
    lead = '<p class="lead">'
    assert "appelez avant d’orienter" not in client.get(ASKED).text
    later = client.get(ASKED.replace("2021-06-01", "2031-06-01")).text
    assert later.split(lead)[1].count("appelez avant d’orienter") == 1


def test_where_nobody_answers_it_is_said_first(client: FlaskClient) -> None:
    text = text_of(client.get("/orientation?commune=Chinon&besoin=video-publishing&date=2021-06-01").text)
    assert "Personne de connu à Chinon" in text
    assert "Pour « Publier des vidéos et du son », personne n’est connu ici." in text


def test_a_need_shows_free_tools_and_no_other(client: FlaskClient, dataset) -> None:  # type: ignore[no-untyped-def]
    html = client.get("/orientation?commune=Chinon&besoin=file-sharing&date=2021-06-01").text
    shown = re.findall(r'href="/fiche/tool/([\w-]+)"', html.split('id="tools"')[1].split("</section>")[0])
    assert shown
    free = "https://w3id.org/tisserand/ontology#freeSoftware"
    assert all(dataset.flag(f"http://localhost:5000/id/tool/{slug}", free) for slug in shown)


def test_a_name_that_is_no_need_leads_to_its_card(client: FlaskClient) -> None:
    html = client.get("/orientation?commune=Chinon&besoin=Coopérative Exemple&date=2021-06-01").text
    assert 'href="/fiche/organisation/cooperative"' in html.split("n’a pas été compris")[1].split("</form>")[0]


def test_a_colleague_asks_among_professionals(client: FlaskClient) -> None:
    html = client.get(f"{ASKED}&professionnel=1").text
    assert "à qui demander, entre professionnels" in html
    assert 'name="professionnel" value="1" checked' in html
    assert "collègue experte" not in html  # the public side holds no person, whoever asks


def test_the_sheet_bears_a_code_that_leads_back_to_the_answers(client: FlaskClient) -> None:
    html = client.get(ASKED.replace("/orientation", "/orientation/fiche")).text
    assert re.search(r'<svg[^>]*class="qr"[^>]*><path ', html)
    long = "&".join(f"besoin={'visio ' * 30}{n}" for n in range(12))
    assert 'class="qr"' not in client.get(f"/orientation/fiche?commune=Chinon&{long}").text


@pytest.mark.parametrize(
    "asked", ["commune=Chinon&besoin=file-sharing", "commune=Tours&outil=GrosMail", "besoin=email"]
)
def test_the_path_of_an_answer_opens_on_the_map(client: FlaskClient, asked: str) -> None:
    page = client.get(f"/orientation?{asked}&date=2021-06-01").text
    found = [unescape(address) for address in re.findall(r'href="(/carte\?vue=chemin[^"]+)"', page)]
    assert found
    for address in found:
        assert client.get(address).status_code == 200, address


def test_a_letter_is_answered_kept_in_its_field_and_not_given_to_others(client: FlaskClient) -> None:
    letter = f"Nous voudrions partager nos fichiers, à Loches. {'Nous chantons le jeudi soir. ' * 60}".strip()
    html = unescape(client.get("/orientation", query_string={"question": letter, "date": "2021-06-01"}).text)
    assert f'name="question" maxlength="2000" value="{letter}"' in html
    assert "artager des fichiers, à Loches" in text_of(html)
    given = re.search(r'id="url" readonly value="([^"]+)"', html)
    assert given
    assert given[1].endswith("/orientation?besoin=file-sharing&commune=commune-37132&date=2021-06-01")
    chips = re.findall(r'<a class="noprint" href="([^"]+)" title="Retirer">', html)
    assert len(chips) == 2
    assert all(len(address) < 100 for address in chips)
    assert "n’a pas été compris" not in client.get(given[1]).text


def test_a_sentence_typed_for_a_place_moves_to_its_field(client: FlaskClient) -> None:
    html = unescape(client.get("/orientation", query_string={"commune": "à Loches, partager des fichiers"}).text)
    assert 'name="question" maxlength="2000" value="à Loches, partager des fichiers"' in html
    assert 'name="commune" maxlength="2000" value="Loches (37)"' in html
    asked = client.get("/orientation", query_string={"commune": "St Germain, partager des fichiers"})
    assert asked.status_code == 400
    html = unescape(asked.text)
    assert "« St Germain » désigne plusieurs lieux" in text_of(html)
    assert 'type="hidden" name="question" value="St Germain, partager des fichiers"' in html
