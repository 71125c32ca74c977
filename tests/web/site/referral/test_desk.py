# SPDX-License-Identifier: AGPL-3.0-or-later
"""The desk beyond its answers: steps, names offered, whatever makes no sense, comparing two, why not anybody."""

from __future__ import annotations

import gzip
import re
from html import unescape
from itertools import accumulate, pairwise

import pytest
from flask import Flask
from flask.testing import FlaskClient

from graph.namespaces import RDF
from tests.instances import territories
from tests.web.test_pages import text_of
from web.site.referral.steps import STEPS

DAY = "date=2021-06-01"
ASKED = f"/orientation?commune=Chinon&besoin=file-sharing&{DAY}"
ENTRY = re.compile("Point d’appui|Relais Exemple")


def callers_of(html: str) -> list[str]:
    """Whom the page says to call, in its order."""
    found = html.split('id="answers"')[-1].split('class="callers"')[1:]
    return re.findall(r"<h3><svg.*?</svg>\s*<a[^>]*>([^<]+)</a>", "".join(found), re.DOTALL)


def main_of(html: str) -> str:
    return html.split("<main")[1].split("</main>")[0]


# --- one question at a time ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("step", STEPS)
def test_each_step_asks_one_thing_and_keeps_the_rest(client: FlaskClient, step: str) -> None:
    response = client.get(
        f"/orientation?pas={step}&commune=Chinon&besoin=visio&outil=GrosMail&gratuit=1&public=seniors"
    )
    html = main_of(response.text)
    assert response.status_code == 200
    assert html.count("<h1") == 1
    sent = set(re.findall(r'name="(\w+)" value="([^"]+)"(?: checked)?>', html)) | set(
        re.findall(r'name="(\w+)" maxlength="2000" value="([^"]+)"', html)
    )
    assert {("commune", "Chinon"), ("besoin", "video-meeting"), ("gratuit", "1"), ("public", "seniors")} <= sent
    assert any(name == "outil" for name, _ in sent)


def test_steps_lead_from_one_to_the_next_and_to_the_answers(client: FlaskClient) -> None:
    for step, onward in pairwise(STEPS):
        html = client.get(f"/orientation?pas={step}").text
        assert f'name="pas" value="{onward}"' in html
        assert f"pas={onward}" in html.split("Passer")[0].rpartition("href=")[2]
    last = client.get(f"/orientation?pas={STEPS[-1]}").text
    assert "Voir vers qui l’orienter" in last
    assert 'name="pas"' not in last


def test_a_mistake_brings_back_to_the_step_where_it_was_made(client: FlaskClient) -> None:
    response = client.get("/orientation?pas=besoins&commune=Saint-Martin&gratuit=1")
    text = text_of(response.text)
    assert response.status_code == 400
    assert "Où est l’association" in text
    assert "désigne plusieurs lieux" in text
    assert 'name="gratuit" value="1"' in response.text
    assert client.get("/orientation?pas=zzz").status_code == 400


def test_words_not_understood_go_on_from_step_to_step(client: FlaskClient) -> None:
    html = client.get("/orientation?pas=outils&besoin=xyzzyx&besoin=plughx").text
    assert html.count("n’a pas été compris") == 2
    assert 'name="besoin" value="xyzzyx"' in html
    assert 'name="besoin" value="plughx"' in html


def test_steps_speak_english(client: FlaskClient) -> None:
    assert "What does it need?" in text_of(client.get("/orientation?pas=besoins&lang=en").text)


# --- whatever makes no sense still ends with somebody to call --------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "status", "said", "kept"),
    [
        pytest.param("commune=Chinon", 200, "Dites ce qu’elle cherche", "Chinon", id="a place alone"),
        pytest.param("commune=Chinon&gratuit=1", 200, "Dites ce qu’elle cherche", "Chinon", id="conditions alone"),
        pytest.param("commune=Chinon&besoin=xyzzyx", 200, "n’a pas été compris", "xyzzyx", id="unknown words"),
        pytest.param("besoin=xyzzyx", 200, "n’a pas été compris", "xyzzyx", id="unknown words, nowhere"),
        pytest.param("besoin=", 400, "Dites ce que l’association cherche", "", id="nothing at all"),
        pytest.param("commune=Chinonville&besoin=visio", 400, "Vouliez-vous dire", "Chinonville", id="unknown place"),
        pytest.param("commune=37999&besoin=visio", 400, "Sans attendre", "37999", id="unknown postal code"),
        pytest.param("commune=Saint-Martin&besoin=visio", 400, "plusieurs lieux", "Saint-Martin", id="many places"),
        pytest.param("commune=Chinon&besoin=visio&date=hier", 400, "2021-06-01", "visio", id="wrong date"),
        pytest.param("commune=Chinon&besoin=visio&mode=fusee", 400, "fusee", "visio", id="wrong mode"),
        pytest.param("commune=Chinon&besoin=vis%00io", 400, "U+0000", "Chinon", id="control character"),
    ],
)
@pytest.mark.parametrize("path", ["/orientation", "/orientation/reponses"])
def test_somebody_can_be_called(client: FlaskClient, path: str, query: str, status: int, said: str, kept: str) -> None:
    response = client.get(f"{path}?{query}")
    text = text_of(response.text)
    assert response.status_code == status
    assert said in text
    assert ENTRY.search(text)
    if path == "/orientation":
        assert f'value="{kept}"' in response.text


def test_the_place_given_says_who_welcomes(client: FlaskClient) -> None:
    html = client.get(f"/orientation?commune=Chinon&{DAY}").text
    assert "Accueille et oriente" in text_of(html.split('id="welcomes"')[1].split("</section>")[0])
    assert "data-first" not in html


def test_a_need_that_nobody_covers_says_whom_to_tell_and_what_was_tried(client: FlaskClient) -> None:
    html = client.get(f"/orientation?commune=Chinon&besoin=video-publishing&{DAY}").text
    section = text_of(html.split('id="lacking"')[1].split("</section>")[0])
    assert "Peut s’en saisir" in section
    rungs = re.findall(r"<li>([^<]+)</li>", html.split('class="ladder"')[1].split("</ol>")[0])
    assert [rung.split(" :")[0].split("\u00a0:")[0] for rung in rungs] == [
        "Réponse directe", "Par un réseau", "À qui s’adresser d’abord", "Ailleurs", "Qui anime le réseau",
    ]  # fmt: skip
    assert "personne de connu" in rungs[0]


# --- the answers alone -----------------------------------------------------------------------------------------------


def test_the_part_holds_the_same_answers_as_the_page(client: FlaskClient) -> None:
    part, page = client.get(ASKED.replace("?", "/reponses?")).text, client.get(ASKED).text
    names = callers_of(part)
    assert names
    assert names == callers_of(page)
    assert "banner" not in part
    assert 'data-count="' in part


def test_the_field_being_typed_in_is_not_corrected(client: FlaskClient) -> None:
    address = f"/orientation/reponses?commune=Chinon&besoin=xyzzyx&outil=plughx&{DAY}"
    assert client.get(address).text.count("n’a pas été compris") == 2
    typing = client.get(f"{address}&saisie=besoin").text
    assert typing.count("n’a pas été compris") == 1
    assert "plughx" in typing.split("n’a pas été compris")[0]


# --- names offered ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "label"),
    [
        pytest.param("lieux.json?q=chin", "Chinon (37)", id="place"),
        pytest.param("lieux.json?q=37500", "Chinon (37)", id="postal code"),
        pytest.param("mots.json?nature=besoin&q=partager", "Partager des fichiers", id="need"),
        pytest.param("mots.json?nature=besoin&q=visio", "Se réunir à distance", id="another name of a need"),
        pytest.param("mots.json?nature=outil&q=grosm", "GrosMail Exemple", id="tool"),
        pytest.param("mots.json?nature=public&q=senior", "Seniors", id="audience"),
        pytest.param("mots.json?nature=acteur&q=comptoir", "Comptoir Exemple", id="actor"),
    ],
)
def test_names_are_offered_and_what_they_stand_for_is_understood(client: FlaskClient, path: str, label: str) -> None:
    results = client.get(f"/orientation/{path}").json["results"]
    assert any(label in item["label"] for item in results)
    assert len(results) <= 8
    assert all(set(item) <= {"label", "value", "note"} for item in results)


def test_a_name_offered_can_be_asked_for(client: FlaskClient) -> None:
    for nature, text in (("besoin", "visio"), ("outil", "gros"), ("public", "jeunes")):
        for item in client.get(f"/orientation/mots.json?nature={nature}&q={text}").json["results"]:
            html = client.get(f"/orientation?commune=Chinon&besoin=email&{nature}={item['value']}&{DAY}").text
            assert "n’a pas été compris" not in html


def test_the_centres_of_communes_are_served_once_for_a_day(client: FlaskClient) -> None:
    response = client.get("/communes/centres.json")
    assert len(gzip.compress(response.data, 5)) < 250_000
    assert "max-age=86400" in response.headers["Cache-Control"]
    again = client.get("/communes/centres.json", headers={"If-None-Match": response.headers["ETag"]})
    assert again.status_code == 304


def test_every_commune_has_a_centre_and_a_name(client: FlaskClient) -> None:
    packed = client.get("/communes/centres.json").json
    codes = packed["codes"].split()
    degrees = [[step / 1000 for step in accumulate(packed[name])] for name in ("latitudes", "longitudes")]
    centres = dict(zip(codes, zip(*degrees, strict=True), strict=True))
    assert centres["37072"] == pytest.approx([47.17, 0.25], abs=0.05)
    assert centres["41018"] == pytest.approx([47.58, 1.33], abs=0.05)
    known = {territories().by_code("commune", code).key for code in codes}
    assert sum(place.key in known for place in territories().all("commune")) > 34_850
    assert client.get("/communes/37072.json").json == {"label": "Chinon (37)"}
    assert client.get("/communes/37209.json").json == {"label": "Tauxigny-Saint-Bauld (37)"}
    assert client.get("/communes/99999.json").status_code == 404


def test_only_the_desk_may_ask_for_a_position(client: FlaskClient) -> None:
    assert "geolocation=(self)" in client.get("/orientation").headers["Permissions-Policy"]
    for path in ("/", "/annuaire", "/orientation/fiche?besoin=email", "/carte"):
        assert "geolocation=()" in client.get(path).headers["Permissions-Policy"]


# --- comparing two ---------------------------------------------------------------------------------------------------


def ids_of(html: str) -> list[str]:
    return [unescape(found) for found in re.findall(r'name="comparer" value="([^"]+)" form="compare"', html)]


def test_two_answers_have_the_same_lines(client: FlaskClient) -> None:
    ids = ids_of(client.get(ASKED).text)
    html = client.get(f"{ASKED}&comparer={ids[0]}&comparer={ids[1]}").text
    rows = re.findall(r"<tr role=\"row\".*?</tr>", html.split("<tbody")[1] + html.split("<tbody", 2)[2], re.DOTALL)
    assert all(row.count("<td") == 2 for row in rows if 'class="part-row"' not in row)
    names = {text_of(name).replace("Différent :", "").replace("≠", "").strip()
             for name in re.findall(r'<th scope="row".*?</th>', html)}  # fmt: skip
    assert {"Ce que c’est", "Qui appeler", "Territoire couvert", "Coût", "Mode d’accès", "Publics", "Contact",
            "Ouvert aux associations", "Prochaines dates", "Comment on le sait", "Besoin", "Territoire", "Sources",
            "Le chemin dans le réseau"} <= names  # fmt: skip


def test_an_answer_far_down_the_list_is_compared_too(touraine_app: Flask) -> None:
    client, asked = touraine_app.test_client(), "/orientation?besoin=senior-workshops&commune=37261"
    html = client.get(f"{asked}&suite=60").text
    near = ids_of(client.get(asked).text)
    far = next(item for item in ids_of(html) if item not in near)
    form = html.split('<form id="compare"')[1].split("</form>")[0]
    fields = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form)
    compared = client.get("/orientation", query_string=[*fields, ("comparer", near[0]), ("comparer", far)])
    assert (compared.status_code, compared.text.count('class="comparison')) == (200, 1)


def test_a_difference_is_a_sign_and_a_word_and_only_where_there_is_one(client: FlaskClient) -> None:
    ids = ids_of(client.get(ASKED).text)
    html = client.get(f"{ASKED}&comparer={ids[0]}&comparer={ids[1]}").text
    for row in re.findall(r'<tr role="row"[^>]*>.*?</tr>', html, re.DOTALL):
        cells = [text_of(cell).split(" :", 1)[-1] for cell in re.findall(r"<td.*?</td>", row, re.DOTALL)]
        if len(cells) == 2 and 'class="differs"' in row:
            assert "≠" in row
            assert "Différent" in row
    told = re.search(r"(\d+) lignes? diff", text_of(html))
    assert told is not None
    assert int(told[1]) == html.count('class="differs"')


@pytest.mark.parametrize(
    ("chosen", "said"),
    [
        pytest.param(["@0"], "deux réponses à la fois", id="one"),
        pytest.param(["@0", "@1", "@2"], "deux réponses à la fois", id="three"),
        pytest.param(["@0", "service/nowhere"], "n’est pas parmi celles-ci", id="not an answer"),
    ],
)
def test_what_cannot_be_compared_is_said_above_the_answers(client: FlaskClient, chosen: list[str], said: str) -> None:
    ids = ids_of(client.get(f"{ASKED}&outil=GrosMail").text)
    wanted = [ids[int(item[1:])] if item[0] == "@" else item for item in chosen]
    response = client.get(f"{ASKED}&outil=GrosMail&" + "&".join(f"comparer={item}" for item in wanted))
    assert response.status_code == 400
    assert said in text_of(response.text)
    assert f'value="{ids[0]}" form="compare" checked' in response.text


# --- why not anybody -------------------------------------------------------------------------------------------------


def test_why_not_answers_for_every_actor_of_the_directory(client: FlaskClient, town_app: Flask) -> None:
    ecosystem = town_app.extensions["tisserand"]
    data, classes = ecosystem.repository.public, ecosystem.model
    kinds = ("organisation", "network", "working-group", "service", "instance")
    asked = 0
    for kind in kinds:
        for iri in data.subjects(RDF.type, classes.kind(kind).iri):
            name = data.label(iri)
            for said in (name, f"{kind}/{iri.rpartition('/')[2]}"):
                html = client.get(f"{ASKED}&pourquoi={said}").text.split('id="pourquoi"')[1].split("</section>")[0]
                assert "<h3>" in html, said
                assert "n’est connu ici" not in html, said
            asked += 1
    assert asked > 20


def test_why_not_says_what_a_name_is_when_it_is_no_actor(client: FlaskClient) -> None:
    text = text_of(client.get(f"{ASKED}&pourquoi=GrosMail Exemple").text.split('id="pourquoi"')[1])
    assert "GrosMail Exemple" in text
    assert "que d’un acteur" in text


def test_why_not_offers_the_others_of_a_like_name(client: FlaskClient) -> None:
    html = client.get(f"{ASKED}&pourquoi=Exemple").text.split('id="pourquoi"')[1]
    others = re.findall(r'name="pourquoi" value="([^"]+)">', html)
    assert others
    assert all(client.get(f"{ASKED}&pourquoi={other}").status_code == 200 for other in others)


# --- facts and their sources -----------------------------------------------------------------------------------------


def test_each_fact_of_an_answer_has_its_source(client: FlaskClient) -> None:
    card = client.get(ASKED).text.split('<li class="caller')[1]
    facts = re.findall(r"<li>(.*?)</li>", card.split('class="sources"')[1].split("</ul>")[0], re.DOTALL)
    stated = [fact for fact in facts if not fact.startswith("Confirmé")]
    assert len(stated) >= 3
    assert all("—" in fact and "</a>" in fact for fact in stated)


# --- what was typed, and how it was understood -----------------------------------------------------------------------

SENTENCE = "partager les fichiers et envoyer une newsletter avec GrosMail, gratuitement, aux perroquets"


def chips_of(html: str) -> list[str]:
    """What the page says it read: the kind, the name and the words of each chip."""
    return [
        " ".join(text_of(chip).split()) for chip in re.findall(r'<li class="reading"[^>]*>(.*?)</li>', html, re.DOTALL)
    ]


def names_of(html: str) -> list[str]:
    """What the page says it understood, by name."""
    return [unescape(name) for name in re.findall(r'<li class="reading"[^>]*>.*?<b>([^<]+)</b>', html, re.DOTALL)]


def test_the_page_says_how_a_sentence_was_understood_and_what_was_left(client: FlaskClient) -> None:
    html = client.get("/orientation", query_string={"commune": "Chinon", "besoin": SENTENCE}).text
    kinds = [chip.split(" : ")[0] for chip in chips_of(html)]
    assert kinds == ["Besoin", "Besoin", "Outil", "Coût", "Lieu"]
    assert any("Lu dans « envoyer une newsletter »" in chip for chip in chips_of(html))
    assert "Laissé de côté : « perroquets »" in text_of(html)
    assert 'id="sortir-1"' in html  # the tool typed in the field of needs has its ways out
    # What was only read in the sentence is not asked again beside it.
    assert not re.findall(r'name="(besoin|outil|gratuit)" value="([^"]+)" checked', html)
    assert f'name="question" maxlength="2000" value="{SENTENCE}"' in html
    assert "n’a pas été compris" not in html


def test_each_thing_read_can_be_taken_back(client: FlaskClient) -> None:
    html = client.get("/orientation", query_string={"commune": "Chinon", "besoin": SENTENCE}).text
    names = names_of(html)
    assert len(names) == 5
    for place, name in enumerate(names):
        links = re.findall(r'<a class="noprint" href="([^"]+)"', html)
        less = client.get(unescape(links[place]))
        assert less.status_code == 200
        assert names_of(less.text) == [other for other in names if other != name]


def test_what_was_chosen_is_told_by_its_name_and_read_in_no_words(client: FlaskClient) -> None:
    for typed in ("file-sharing", "Partager des fichiers"):
        html = client.get("/orientation", query_string={"commune": "Chinon", "besoin": typed}).text
        assert names_of(html) == ["Partager des fichiers", "Chinon"]
        assert "Lu dans" not in html
        assert 'name="question" maxlength="2000" value="Partager des fichiers"' in html


def test_a_step_says_how_it_was_understood_too(client: FlaskClient) -> None:
    html = client.get("/orientation?pas=outils&besoin=une newsletter à Chinon").text
    assert [chip.split(" : ")[0] for chip in chips_of(html)] == ["Besoin", "Lieu"]


def test_it_is_said_in_english(client: FlaskClient) -> None:
    html = client.get("/orientation?lang=en&commune=Chinon&besoin=leave GrosMail and share files with parrots").text
    assert "Understood as" in html
    assert [chip.split(": ")[0] for chip in chips_of(html)] == ["Need", "Tool", "Place"]
    assert "Left aside: “parrots”" in text_of(html)


def test_the_last_word_being_typed_is_not_left_aside_yet(client: FlaskClient) -> None:
    address = f"/orientation/reponses?commune=Chinon&besoin=newsletter perroq&{DAY}"
    assert "« perroq »" in text_of(client.get(address).text)
    assert "« perroq »" not in text_of(client.get(f"{address}&saisie=besoin").text)


@pytest.mark.parametrize(
    "typed", [SENTENCE, "GrosMail", "passer aux logiciels libres", "la compta pour nos jeunes, à distance"]
)
def test_the_page_the_api_and_a_question_understand_alike(client: FlaskClient, typed: str) -> None:
    asked = [
        client.get("/api/v1/referrals", query_string={"commune": "Chinon", name: typed}).json["situation"]
        for name in ("need", "question", "tool")
    ]
    readings = [[(one["kind"], one["iri"]) for one in situation["readings"]] for situation in asked]
    if typed != "GrosMail":  # the whole name of a tool, in the field of tools, is chosen rather than read
        assert readings[0] == readings[2]
    assert readings[0] == readings[1] != []
    html = client.get("/orientation", query_string={"commune": "Chinon", "besoin": typed}).text
    assert len(chips_of(html)) == len(readings[0]) + 1  # and the place
    assert {words["query"] for words in asked[0]["unresolved"]} == {
        words["query"] for words in asked[1]["unresolved"] if words["aside"]
    }


@pytest.mark.parametrize("typed", ["37072", "commune-37072"])
def test_the_field_shows_the_name_of_a_place_asked_for_by_its_code(client: FlaskClient, typed: str) -> None:
    page = client.get("/orientation", query_string={"commune": typed, "besoin": "email"}).text
    assert re.search(r'name="commune"[^>]*value="Chinon \(37\)"', page)


def test_what_a_person_typed_stays_as_typed(client: FlaskClient) -> None:
    page = client.get("/orientation", query_string={"commune": "chinon", "besoin": "email"}).text
    assert re.search(r'name="commune"[^>]*value="chinon"', page)


# --- another language ------------------------------------------------------------------------------------------------


def test_what_was_read_of_another_language_is_said_on_each_face(client: FlaskClient) -> None:
    typed = "Necesitamos una sala para reunirnos"
    html = client.get(f"/orientation?commune=Chinon&besoin={typed}&{DAY}").text
    said = "Écrit en espagnol ; nous avons lu : salle, réunion."
    assert said in text_of(html).replace("\u202f", " ").replace("\u00a0", " ")
    assert f'value="{typed}"' in html
    assert "peut-être" in html
    assert 'id="tongue"' not in html
    assert "Written in Spanish; we read: room, meeting." in client.get(f"/orientation?besoin={typed}&lang=en").text
    situation = client.get(f"/api/v1/referrals?commune=Chinon&question={typed}&{DAY}").json["situation"]
    assert situation["glosses"] == [{"language": "es", "query": typed, "words": ["salle", "réunion"], "text": said}]
    assert not any(reading["sure"] for reading in situation["readings"])
    assert 'id="tongue"' in client.get("/orientation?besoin=meine Tochter ist krank&lang=fr").text


def test_each_thing_understood_can_be_changed_in_one_click(client: FlaskClient) -> None:
    """Read in words or chosen: only « free of charge » has nothing in its place."""
    for asked in ("question=quitter+GrosMail+pour+seniors,+à+distance,+à+Chinon", "besoin=file-sharing&outil=grosmail"
                  "&public=seniors&mode=remote&commune=Chinon"):  # fmt: skip
        chips = client.get(f"/orientation?{asked}&gratuit=1&{DAY}").text.split('<li class="reading"')[1:]
        offered = {
            re.sub(r"\s+", " ", text_of(chip)).split(" : ")[0].strip(" >"): re.findall(
                r'<li><a rel="nofollow" href="([^"]+)"', chip
            )
            for chip in chips
        }
        assert {kind for kind, links in offered.items() if not links} == {"Coût"}, offered
        for links in offered.values():
            for link in links[:1]:
                assert client.get(unescape(link), follow_redirects=True).status_code == 200, link


def test_who_can_come_in_is_said_by_programs_and_on_paper_as_on_the_page(client: FlaskClient) -> None:
    parts = client.get(f"/api/v1/referrals?commune=Chinon&need=file-sharing&{DAY}").json["by_need"]
    told = [caller for part in parts for caller in (*part["callers"], *part["near"], *part["ways"])]
    assert told
    assert all(caller["accessible"] in (None, True, False) and caller["languages"] == [] for caller in told)
