# SPDX-License-Identifier: AGPL-3.0-or-later
"""The search of every page: it knows the communes of France as well as what bears a name here."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import unquote_plus

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.web.test_pages import text_of


@pytest.fixture(scope="module")
def visitor(touraine_app: Flask) -> FlaskClient:
    return touraine_app.test_client()


def results(visitor: FlaskClient, words: str, lang: str = "fr") -> list[tuple[str, str]]:
    """What is found: its title and its address, in order."""
    html = visitor.get("/recherche", query_string={"q": words, "lang": lang}).text.partition("<main")[2]
    links = re.findall(r'<h3><a[^>]*?href="([^"]+)"[^>]*>(.*?)</a>', html)
    return [(text_of(title).strip(), unescape(address)) for address, title in links]


@pytest.mark.parametrize(
    ("words", "title", "code"),
    [
        ("Amboise", "Orienter une association d’Amboise (37)", "37003"),
        ("amboise", "Orienter une association d’Amboise (37)", "37003"),
        ("à Amboise", "Orienter une association d’Amboise (37)", "37003"),
        ("Saint-Pierre-des-Corps", "Orienter une association de Saint-Pierre-des-Corps (37)", "37233"),
        ("St Pierre des Corps", "Orienter une association de Saint-Pierre-des-Corps (37)", "37233"),
        ("Chinon", "Orienter une association de Chinon (37)", "37072"),
        ("37500", "Orienter une association de Chinon (37)", "37072"),
        ("Tours", "Orienter une association de Tours (37)", "37261"),
        ("le mans", "Orienter une association du Mans (72)", "72181"),
        ("Indre-et-Loire", "Orienter une association d’Indre-et-Loire (37)", "37"),
    ],
)
def test_a_place_is_the_first_result(visitor: FlaskClient, words: str, title: str, code: str) -> None:
    found = results(visitor, words)
    assert found[0] == (title, f"/orientation?commune={code}&lang=fr")
    page = visitor.get("/recherche", query_string={"q": words}).text
    assert "Rien ne porte ce nom" not in page
    assert "/orientation?besoin=" not in page
    assert visitor.get(found[0][1]).status_code == 200


def test_every_choice_leads_to_a_desk_that_knows_the_place(visitor: FlaskClient) -> None:
    found = results(visitor, "37500")
    assert len(found) > 6
    for title, address in found[:7]:
        place = title.removeprefix("Orienter une association de ").removeprefix("Orienter une association d’")
        desk = visitor.get(address)
        assert desk.status_code == 200
        assert place.partition(" (")[0] in text_of(desk.text)


def test_several_places_of_one_name_are_choices_home_first(visitor: FlaskClient) -> None:
    found = results(visitor, "Saint-Cyr")
    assert found[0][0] == "Orienter une association de Saint-Cyr-sur-Loire (37)"
    assert {title for title, _ in found} > {"Orienter une association de Saint-Cyr (07)"}


def test_a_name_of_here_comes_before_a_commune_far_away(visitor: FlaskClient) -> None:
    titles = [title for title, _ in results(visitor, "don")]
    assert titles[0] == "Recevoir des paiements et des dons"
    assert titles[-1] == "Orienter une association de Don (59)"


@pytest.mark.parametrize("words", ["Amboisse", "Chinnon", "saint pierre des cor"])
def test_a_misspelt_place_is_asked_about(visitor: FlaskClient, words: str) -> None:
    page = text_of(visitor.get("/recherche", query_string={"q": words}).text)
    assert "Orienter une association d" in page
    assert "/orientation?commune=" in results(visitor, words)[0][1]


@pytest.mark.parametrize("words", ["zzzz", "déclaration en préfecture", "libre", "sur", "nextcloud à la maison"])
def test_other_words_go_to_the_desk_as_they_are(visitor: FlaskClient, words: str) -> None:
    page = visitor.get("/recherche", query_string={"q": words}).text
    assert "/orientation?commune=" not in page
    link = re.search(r'href="/orientation\?besoin=([^"]*)"', page)
    assert link is not None
    assert unquote_plus(link[1]) == words
    assert visitor.get(f"/orientation?besoin={link[1]}").status_code == 200


@pytest.mark.parametrize("form", ["sondage", "sondages", "SONDAGES"])
def test_a_plural_names_the_same(visitor: FlaskClient, form: str) -> None:
    assert {title for title, _ in results(visitor, form)} == {title for title, _ in results(visitor, "sondage")}


CARDS = (
    "http://localhost/fiche/need/website",
    "https://LOCALHOST/fiche/need/website?lang=en#sources",
    "http://localhost:5000/id/need/website",
    "http://localhost:5000/id/need/website.ttl",
    "http://localhost/fiche/need/website/",
)
NO_CARDS = (
    "http://localhost/",
    "http://localhost/annuaire",
    "http://localhost/fiche/need/nothing-of-the-sort",
    "http://localhost/fiche/",
    "http://localhost/id/need/%5B",
)


@pytest.mark.parametrize("address", CARDS)
def test_an_address_of_here_leads_to_its_card(visitor: FlaskClient, address: str) -> None:
    page = visitor.get("/recherche", query_string={"q": address}).text
    assert 'href="/fiche/need/website"' in page
    assert "/importer" not in page


@pytest.mark.parametrize("address", NO_CARDS)
def test_an_address_of_here_that_is_no_card_is_not_to_be_brought(visitor: FlaskClient, address: str) -> None:
    page = visitor.get("/recherche", query_string={"q": address}).text
    assert "Elle est de ce site" in text_of(page)
    assert "/importer" not in page


def test_in_english(visitor: FlaskClient) -> None:
    assert results(visitor, "Chinon", "en")[0] == (
        "Find help for an association in Chinon (37)", "/orientation?commune=37072&lang=en",
    )  # fmt: skip
    assert "A place in France" in visitor.get("/recherche?q=Chinon&lang=en").text


def test_the_search_of_the_map_leads_to_the_place_too(visitor: FlaskClient) -> None:
    led = visitor.get("/carte/trouver?vue=reseaux&q=Amboise", follow_redirects=True)
    assert "Orienter une association d’Amboise (37)" in text_of(led.text)
