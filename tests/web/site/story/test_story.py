# SPDX-License-Identifier: AGPL-3.0-or-later
"""Stories as pages, as data and on paper; whatever became of what a view names, there is a map and a sentence."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from graph.rdf.dataset import Dataset
from graph.stories.told import Story, story_named
from tests.web.test_pages import text_of
from web.app.pages import reader
from web.site.story.page import shown_view

SLUG = "can-aval-ptca-2021"
READ = f"/recit/{SLUG}"


@pytest.fixture
def client(touraine_app: Flask) -> FlaskClient:
    """A visitor of the real data."""
    return touraine_app.test_client()


@pytest.mark.slow
def test_each_view_shows_its_map_its_sentences_and_the_way_on(client: FlaskClient) -> None:
    document = client.get(f"{READ}.json?lang=fr").json
    assert document is not None
    views = document["views"]
    assert len(views) <= 6
    for rank, view in enumerate(views, 1):
        page = client.get(f"{READ}?etape={rank}&lang=fr").text
        said = text_of(page)
        assert f"vue {rank} sur {len(views)}" in said.replace("\u00a0", " ")
        assert "<svg" in page
        assert view["notices"] == []
        for sentence in view["sentences"]:
            assert sentence["source"]["label"] in said
        assert ('rel="next"' in page) == (rank < len(views))
        assert ('rel="prev"' in page) == (rank > 1)
        # The same view on the map itself, which tells the story beside it.
        assert 'class="map-story"' in client.get(view["map"].partition("localhost")[2]).text
    paper = client.get(f"{READ}/papier?lang=fr").text
    assert paper.count('class="story-map"') == len(views)
    text = client.get(f"{READ}.md?lang=fr").text
    assert all(view["title"] in text and view["map"] in text for view in views)


@pytest.mark.parametrize(
    ("asked", "shown"), [("99", "vue 6 sur 6"), ("0", "vue 1 sur 6"), ("deux", "vue 1 sur 6"), ("", "vue 1 sur 6")]
)
def test_a_step_that_is_not_there_leads_to_the_nearest(client: FlaskClient, asked: str, shown: str) -> None:
    answer = client.get(f"{READ}?etape={asked}&lang=fr")
    said = text_of(answer.text).replace("\u00a0", " ")
    assert answer.status_code == 200
    assert shown in said
    assert ("Ce récit a 6 vues" in said) == bool(asked)


def test_a_story_that_is_not_there_is_told(client: FlaskClient) -> None:
    answer = client.get("/recit/rien?lang=fr")
    assert answer.status_code == 404
    assert "Aucun récit ne s’appelle" in answer.text
    said = text_of(client.get("/carte?vue=reseaux&recit=rien&lang=fr").text)
    assert "Aucun récit ne s’appelle" in said


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("vue=partout", "partout"),
        ("vue=autour&centre=network%2Fnulle-part", "nulle-part"),
        ("vue=reseaux&date=0001-01-01", "1900"),
        ("vue=reseaux&date=hier", "hier"),
        ("vue=reseaux&ouvert=network%2Fnulle-part", "nulle-part"),
        ("vue=chemin", ""),
        ("n’importe quoi", ""),
        ("", ""),
    ],
)
def test_a_view_that_exists_no_more_is_the_nearest_one_with_a_sentence(
    touraine_app: Flask, query: str, said: str
) -> None:
    with touraine_app.test_request_context("/?lang=fr"):
        story = broken(reader().dataset, query)
        one = shown_view(story, 1)
        assert len(one.page.mindmap.nodes) > 1
        assert "<svg" in one.picture
        assert said in " ".join(one.notices)
        assert bool(one.notices) == bool(said)


def broken(dataset: Dataset, query: str) -> Story:
    """The story that ships, its first view another one."""
    story = story_named(dataset, SLUG)
    assert story is not None
    return replace(story, views=(replace(story.views[0], query=query), *story.views[1:]))


def test_stories_are_led_to(client: FlaskClient) -> None:
    for page in ("/", "/carte?vue=reseaux"):
        assert 'href="/recits' in client.get(page).text
    assert f'href="{READ}' in client.get("/recits").text
