# SPDX-License-Identifier: AGPL-3.0-or-later
"""Why free software: everything on the page is in the data, with its source; two pages of PDF; words for sharing."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest
from flask import Flask
from flask.testing import FlaskClient

from exports.handouts import Handout, HandoutPage, HandoutSection, HandoutTable, Note, render
from exports.maps import Fonts
from graph.settings import ROOT
from tests.applications import application
from tests.web.test_pages import text_of
from web.app.fonts import printed_font

A4 = (595, 842)


@pytest.fixture(scope="module")
def real_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The application with the project's own data."""
    app = application(tmp_path_factory.mktemp("touraine"), [ROOT / "data"])
    yield app
    app.extensions["tisserand"].close()


@pytest.fixture
def real(real_app: Flask) -> FlaskClient:
    return real_app.test_client()


def pages_of(pdf: bytes) -> list[str]:
    """The text of each page."""
    document = pypdfium2.PdfDocument(io.BytesIO(pdf))
    texts = []
    for page in document:
        assert (round(page.get_width()), round(page.get_height())) == A4
        texts.append(re.sub(r"\s+", " ", page.get_textpage().get_text_range()))
    document.close()
    return texts


def test_the_page_goes_from_why_to_how_to_tools_to_people_to_readings(real: FlaskClient) -> None:
    html = real.get("/pourquoi-le-libre").text
    places = [html.index(f'id="{part}"') for part in ("why", "how", "questions", "first-tools", "nearby", "readings")]
    assert places == sorted(places)
    text = text_of(html)
    for said in ("Rien n’oblige à tout changer", "Un choix éclairé, pas un camp", "Du lien, plutôt que chacun devant",
                 "La bataille du libre", "Rencontrer les associations de Tours"):  # fmt: skip
        assert said in text
    assert "Compte rendu de l’atelier du 4 février 2021 : parler du libre" in text


def test_a_point_leads_to_its_card_which_tells_its_source(real: FlaskClient) -> None:
    html = real.get("/pourquoi-le-libre").text
    cards = re.findall(r'href="(/fiche/argument/[\w-]+)"', html)
    assert len(cards) == len(set(cards)) >= 15
    text = text_of(real.get(cards[0]).text)
    assert "Compte rendu de l’atelier du 4 février 2021 : parler du libre" in text


def test_questions_are_answered_with_facts_only(real: FlaskClient) -> None:
    text = text_of(real.get("/pourquoi-le-libre").text)
    assert "Framadrop (2021)" in text
    assert "Framindmap" in text.split("À confirmer")[1].split("Fermés, ou dits fermés")[0]
    assert "Framaboard (fermeture annoncée pour le 6 juillet 2021)" in text.split("Fermés, ou dits fermés")[1]
    assert "Quels services l’atelier visait-il" in text  # what nobody said stays a question


def test_who_answers_from_afar_is_not_said_near(real: FlaskClient) -> None:
    near = real.get("/pourquoi-le-libre").text.split('id="nearby"')[1]
    assert "Framasoft" not in near.split("En ligne, de partout en France")[0]
    assert "L’Autre Brique" in near


def test_the_handout_is_two_pages(real: FlaskClient) -> None:
    response = real.get("/pourquoi-le-libre.pdf")
    assert response.mimetype == "application/pdf"
    first, second = pages_of(response.data)
    assert "Pourquoi le libre" in first
    assert "Comment s’y prendre" in first
    assert "Votre contact, votre rendez-vous" in second
    assert "L’Autre Brique" in second
    assert real.get("/pourquoi-le-libre.pdf").data == response.data
    unchanged = real.get("/pourquoi-le-libre.pdf", headers={"If-None-Match": response.headers["ETag"]})
    assert unchanged.status_code == 304


def test_letters_of_the_handout_can_be_read(real: FlaskClient) -> None:
    document = pypdfium2.PdfDocument(io.BytesIO(real.get("/pourquoi-le-libre.pdf").data))
    for page in document:
        sizes = {
            round(item.get_font_size(), 1) for item in page.get_objects() if isinstance(item, pypdfium2.PdfTextObj)
        }
        assert sizes
        assert min(sizes) >= 10.5
    document.close()


def test_an_address_and_words_for_sharing(real: FlaskClient) -> None:
    html = real.get("/pourquoi-le-libre?utm_source=x").text
    assert '<link rel="canonical" href="http://localhost/pourquoi-le-libre">' in html
    assert 'property="og:title" content="Pourquoi le libre' in html
    assert 'hreflang="en" href="http://localhost/pourquoi-le-libre?lang=en"' in html


def test_in_english(real: FlaskClient) -> None:
    html = real.get("/pourquoi-le-libre?lang=en").text
    assert "An informed choice, not a side" in html
    assert '<link rel="canonical" href="http://localhost/pourquoi-le-libre?lang=en">' in html
    assert "An informed choice" in pages_of(real.get("/pourquoi-le-libre.pdf?lang=en").data)[0]


def test_where_nothing_is_said_the_page_still_helps(client: FlaskClient) -> None:
    """The small town has no argument and no questionnaire."""
    response = client.get("/pourquoi-le-libre")
    assert response.status_code == 200
    text = text_of(response.text)
    assert "Avec qui, près d’ici" in text
    assert len(pages_of(client.get("/pourquoi-le-libre.pdf").data)) == 2


def test_a_parameter_that_means_nothing_to_the_file_is_named(client: FlaskClient) -> None:
    assert client.get("/pourquoi-le-libre.pdf?papier=a3").status_code == 400
    assert client.get("/pourquoi-le-libre.pdf?utm_source=lettre").status_code == 200


def long_handout(count: int) -> Handout:
    notes = tuple(Note(f"Point {number}", "Des mots qui prennent de la place. " * 6) for number in range(count))
    table = HandoutTable(("Un", "Deux"), (("a", "<b>non</b> & oui"),), (0.5, 0.5))
    sections = (
        HandoutSection("Long", notes=notes, columns=2, spare=1),
        HandoutSection("Court", table=table, lines=("Nom :", "")),
    )
    fonts = Fonts(Path(printed_font(400)), Path(printed_font(600)))
    page = HandoutPage(sections)
    return Handout(
        "Titre", "Phrase.", "Pour", "https://exemple.org/", "Voir", "Pied", "fr", (page, page), (), None, fonts
    )


@pytest.mark.parametrize("count", [0, 1, 3, 60])
def test_what_does_not_fit_is_left_out_and_never_makes_a_page(count: int) -> None:
    first, second = pages_of(render(long_handout(count)))
    for page in (first, second):
        assert "<b>non</b> & oui" in page
        assert "Nom :" in page.replace("\u00a0", " ")
    assert ("Point 0" in first) == (count > 0)
    assert "Point 59" not in first
