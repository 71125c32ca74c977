# SPDX-License-Identifier: AGPL-3.0-or-later
"""The page of a commune and of an intercommunality: who acts there, from where, and what leads to it."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from graph import clock
from graph.coverage import cell
from graph.coverage.cell import COVERED, TOOL_ONLY
from graph.coverage.survey import SurveyTerms, survey
from graph.entity import Reader
from graph.readings.local import CLOSE, COUNTRYWIDE, HERE, NEAR, NOBODY, TOOL, local_reading
from tests.web.test_pages import text_of


@pytest.fixture(scope="module")
def visitor(touraine_app: Flask) -> FlaskClient:
    return touraine_app.test_client()


def test_a_commune_says_who_acts_there_and_what_it_was(visitor: FlaskClient) -> None:
    html = visitor.get("/lieu/commune-37232?lang=fr").text
    page = text_of(html)
    assert "Réunit depuis 2017 : Ingrandes-de-Touraine, Saint-Michel-sur-Loire et Saint-Patrice." in page
    assert "Personne n’est encore connu sur place." in page
    assert 'href="tel:' in html
    assert re.search(r"Joué-lès-Tours, à 2\d km", page)
    assert 'name="commune" value="37232"' in html
    assert 'href="/lieu/epci-200072981?lang=fr"' in html
    assert "vue=autour&amp;centre=territory" in html


def test_only_people_and_organisations_answer_for_a_place(visitor: FlaskClient) -> None:
    html = visitor.get("/lieu/commune-37261?lang=fr").text
    page = text_of(html)
    assert re.search(r"\d+ acteurs sont sur place, \d+ viennent ou répondent d’ailleurs\.", page)
    assert re.search(r"Pour \d+ besoins sur \d+, personne ne répond, dont \d+ où un outil existe\.", page)
    assert 'class="cell tool"' in html
    assert "Orienter une association d’ici" in page


def test_an_intercommunality_leads_to_its_communes(visitor: FlaskClient) -> None:
    html = visitor.get("/lieu/epci-200072981?lang=fr").text
    assert "28 communes" in text_of(html)
    assert 'href="/lieu/commune-37232?lang=fr"' in html


@pytest.mark.parametrize("text", ["commune-37227", "Coteaux-sur-Loire", "Saint-Michel-sur-Loire"])
def test_other_names_and_former_codes_lead_to_the_page(visitor: FlaskClient, text: str) -> None:
    found = visitor.get(f"/lieu/{text}")
    assert (found.status_code, found.location) == (301, "/lieu/commune-37232")


def test_what_has_no_page_is_said(visitor: FlaskClient) -> None:
    assert "Seules les communes" in text_of(visitor.get("/lieu/departement-37?lang=fr").text)
    unknown = visitor.get("/lieu/Zzzz?lang=fr")
    assert (unknown.status_code, "Aucun lieu ne s’appelle « Zzzz »" in text_of(unknown.text)) == (400, True)


def test_places_of_the_area_are_listed_for_search_engines(visitor: FlaskClient) -> None:
    listed = visitor.get("/sitemap.xml").text
    assert "/lieu/commune-37232<" in listed
    assert "/lieu/epci-200072981<" in listed
    assert "/lieu/commune-75056<" not in listed


def test_in_english(visitor: FlaskClient) -> None:
    page = text_of(visitor.get("/lieu/commune-37232?lang=en").text)
    assert "Brings together since 2017: Ingrandes-de-Touraine, Saint-Michel-sur-Loire and Saint-Patrice." in page
    assert "Nobody is known on site yet." in page


def test_a_need_finds_there_what_its_coverage_says(touraine_app: Flask) -> None:
    here = touraine_app.extensions["tisserand"]
    engine, place = here.referral, here.territories.resolve("commune-37261")
    day = clock.today()
    told = local_reading(Reader(here.repository.public, here.model, "fr"), engine, place, day)
    matrix = survey(engine, SurveyTerms(day), [place])
    cells = {need.iri: row[0] for need, row in zip(matrix.needs, matrix.rows, strict=True)}
    lines = {line.need.iri: line for theme in told.themes for line in theme.needs}
    assert lines.keys() == cells.keys()
    states = {COVERED: {HERE, NEAR, COUNTRYWIDE}, TOOL_ONLY: {TOOL}, cell.NEAR: {CLOSE}}
    for iri, line in lines.items():
        assert line.state in states.get(cells[iri].state, {NOBODY}), iri
        assert line.count == len(cells[iri].actors), iri
    assert {line.state for line in lines.values()} >= {HERE, TOOL, CLOSE, NOBODY}
