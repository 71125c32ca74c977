# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whatever the field, what is typed is read for what it is: a request, a place, danger, another language."""

from __future__ import annotations

import re
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.web.test_pages import text_of
from web.site.moderation.counts import listener
from web.site.referral.heard import CHOICE, WORDS
from web.site.slip.slips import counter

DANGER = "mon mari me frappe"
PAGES = {
    "the desk": ("/orientation", {"besoin": DANGER}),
    "the place of the desk": ("/orientation", {"commune": DANGER}),
    "the answers beside the form": ("/orientation/reponses", {"besoin": DANGER, "commune": "Tours"}),
    "the search": ("/recherche", {"q": DANGER}),
    "the directory": ("/annuaire", {"q": DANGER}),
}


@pytest.fixture(scope="module")
def visitor(touraine_app: Flask) -> FlaskClient:
    return touraine_app.test_client()


def asked(visitor: FlaskClient, address: str, **query: str) -> str:
    return visitor.get(address, query_string={"lang": "fr", **query}).text


@pytest.mark.parametrize("page", PAGES)
def test_numbers_are_first_on_every_page_and_it_is_not_kept(visitor: FlaskClient, page: str) -> None:
    address, query = PAGES[page]
    for _ in range(2):  # the second time from what would have been kept
        found = visitor.get(address, query_string={"lang": "fr", **query})
        body = found.text.partition("<body")[2]
        assert found.headers["Cache-Control"] == "no-store"
        assert body.index('href="tel:3919"') < body.index("<h1") if "<h1" in body else 'href="tel:3919"' in body
        assert "lue le" in body


def test_the_map_leads_who_is_in_danger_to_the_numbers(visitor: FlaskClient) -> None:
    led = visitor.get("/carte/trouver", query_string={"q": DANGER}, follow_redirects=True)
    assert 'href="tel:3919"' in led.text


def test_nothing_is_counted_of_somebody_in_danger(touraine_app: Flask) -> None:
    person = touraine_app.test_client()
    person.environ_base |= {"HTTP_USER_AGENT": "Mozilla/5.0", "REMOTE_ADDR": "192.0.2.77"}

    def counted(*needs: str) -> list[tuple[str, str, str, int]]:
        person.get("/orientation", query_string={"besoin": needs, "commune": "Tours"})
        with touraine_app.app_context():
            return counter().slips.gaps()

    before = counted(DANGER)
    assert counted("backup", DANGER) == before
    assert counted("backup") != before


def test_words_of_danger_are_no_words_to_learn(touraine_app: Flask) -> None:
    person = touraine_app.test_client()
    person.environ_base |= {"HTTP_USER_AGENT": "Mozilla/5.0", "REMOTE_ADDR": "192.0.2.78"}

    def learnt(words: str) -> int:
        person.get("/orientation", query_string={"besoin": words, "commune": "Tours"})
        person.get("/orientation/choix", query_string={CHOICE: "besoin/backup", WORDS: words})
        with touraine_app.app_context():
            return sum(len(rows) for rows in listener().counts.rows().values())

    before = learnt("hier")
    assert learnt("mon mari me frappe, le zyzomys") == before
    assert learnt("le zyzomys tout cassé") > before


def test_a_project_has_its_answers_and_a_line(visitor: FlaskClient) -> None:
    page = asked(visitor, "/orientation", besoin="nous aidons les femmes victimes de violences, il faut un agenda")
    assert 'class="urgent"' not in page
    assert "Si quelqu’un est en danger" in page


def test_the_api_tells_the_numbers(visitor: FlaskClient) -> None:
    told = visitor.get("/api/v1/referrals", query_string={"need": "j’ai envie de mourir"}).get_json()["urgent"]
    assert (told["sure"], "3114" in [line["number"] for line in told["numbers"]]) == (True, True)
    assert visitor.get("/api/v1/referrals?need=accounting").get_json()["urgent"] is None


def test_insults_find_a_calm_page(visitor: FlaskClient) -> None:
    found = visitor.get("/orientation", query_string={"besoin": "bande de connards", "lang": "fr"})
    assert found.status_code == 200
    assert "n’a pas été compris" in text_of(found.text) or "data-unsure" in found.text


def test_a_sentence_in_the_search_is_a_request(visitor: FlaskClient) -> None:
    html = asked(visitor, "/recherche", q="tenir les comptes à Tours")
    first = re.search(r'<h3><a href="([^"]+)">([^<]+)', html)
    assert first is not None
    assert unescape(first[1]).startswith("/orientation?besoin=tenir+les+comptes")
    assert first[2].startswith("Orienter une association de Tours")
    chips = [unescape(href) for href in re.findall(r'class="noprint" href="([^"]+)"', html)]
    assert "/orientation?besoin=accounting&lang=fr" in chips
    assert any(chip.startswith("/orientation?commune=Tours") and "besoin" not in chip for chip in chips)


def test_a_place_in_the_search_has_a_page(visitor: FlaskClient) -> None:
    html = asked(visitor, "/recherche", q="Saint-Michel-sur-Loire")
    assert 'href="/lieu/commune-37232?lang=fr">Qui agit ici' in html
    assert "Saint-Michel-sur-Loire, aujourd’hui Coteaux-sur-Loire" in text_of(html)


def test_a_sentence_typed_for_a_place_is_read(visitor: FlaskClient) -> None:
    html = asked(visitor, "/orientation", commune="tenir les comptes à Tours")
    assert "Personne de connu à Tours" in text_of(html)
    assert 'value="accounting"' in html
    assert re.search(r'name="commune"[^>]*value="Tours \(37\)"', html) or 'value="Tours (37)"' in html
    assert visitor.get("/orientation?commune=Chinnon").status_code == 400


def test_a_sentence_in_the_search_of_the_map_finds_its_need(visitor: FlaskClient) -> None:
    assert "need%2Faccounting" in visitor.get("/carte/trouver?q=il+faut+tenir+les+comptes").location


def test_another_language_is_said(visitor: FlaskClient) -> None:
    html = asked(visitor, "/orientation", besoin="queremos hacer una pagina web para nuestra asociacion")
    assert "Écrit en espagnol ; nous avons lu" in text_of(html)
    assert 'value="website"' in html
    assert "Nous lisons le français et l’anglais" in asked(visitor, "/orientation", besoin="θέλουμε μια αίθουσα")


def test_other_names_of_parameters_are_taken_and_misspelt_ones_told(visitor: FlaskClient) -> None:
    assert "Vers qui orienter cette association d’Amboise" in text_of(asked(visitor, "/orientation", lieu="Amboise"))
    html = asked(visitor, "/orientation", comune="Amboise", besoin="accounting")
    assert "« comune » n’est pas compris dans cette adresse. Vouliez-vous dire « commune » ?" in text_of(html)
    assert "n’est pas compris dans cette adresse" not in asked(visitor, "/orientation", besoin="accounting")
