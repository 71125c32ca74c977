# SPDX-License-Identifier: AGPL-3.0-or-later
"""A facilitator makes a story from the map; nobody else can, nothing typed is lost, and each change can be undone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.applications import filled
from tests.web.conftest import TOWN
from tests.web.gated import entered
from web.app.sessions import PATH

DESK = f"{PATH}/recits"
ADD = f"{DESK}/ajouter?vue=reseaux&date=2021-06-01"
HERE = {"Origin": "http://localhost"}
TOLD = {"titre": "Au début", "texte": "Deux réseaux.\nIls se parlent.", "passage": "Compte rendu de juin"}
HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    """The small town, to be written to."""
    made = filled(tmp_path, TOWN)
    yield made
    made.extensions["tisserand"].close()


@pytest.fixture
def facilitator(app: Flask) -> FlaskClient:
    """Somebody who came in by a link for facilitators."""
    return entered(app, "facilitator")


def sent(client: FlaskClient, page: str, to: str = "", **fields: str) -> TestResponse:
    """What answers a form of a page."""
    seal = re.findall(r'name="jeton"\s+value="([^"]*)"', client.get(page).text)[0]
    return client.post(to or page, data={"jeton": seal, **fields}, headers=HERE, follow_redirects=True)


def begun(client: FlaskClient, **fields: str) -> str:
    """The address of a new story with one view."""
    answer = sent(client, ADD, nouveau="Mon récit", recit="", **(TOLD | fields))
    assert answer.status_code == 200, answer.text
    return answer.request.path


def views(client: FlaskClient, page: str) -> list[str]:
    """The titles of the views of a story, in order."""
    return [unescape(found) for found in re.findall(r"<h3>\d+\.[\s\u00a0]*([^<]*?)\s*<a", client.get(page).text)]


def names(client: FlaskClient, page: str) -> list[tuple[str, str]]:
    """The views of a story as its forms name them, each with its mark."""
    text = client.get(page).text
    found = re.findall(r'name="vue"\s+value="([^"]*)"', text)
    return list(zip(found, re.findall(r'name="etat" value="([^"]*)"', text), strict=True))


def test_a_story_is_made_from_the_map_and_read_by_everybody_once_published(
    app: Flask, facilitator: FlaskClient
) -> None:
    page = begun(facilitator)
    assert "La vue est dans le récit" in facilitator.get(f"{page}?fait=ajoutee").text
    visitor, address = app.test_client(), "/recit/mon-recit"
    assert visitor.get(address).status_code == 404
    assert "Mon récit" not in visitor.get("/recits").text
    assert "Deux réseaux" not in visitor.get("/export/").text
    sent(facilitator, page, geste="publier")
    read = visitor.get(f"{address}?lang=fr")
    assert read.status_code == 200
    assert "Ils se parlent." in read.text
    assert "Compte rendu de juin" in read.text
    assert "date=2021-06-01" in unescape(read.text)
    sent(facilitator, page, geste="depublier")
    assert visitor.get(address).status_code == 404


def test_views_are_moved_reworded_removed_and_all_of_it_is_undone(app: Flask, facilitator: FlaskClient) -> None:
    page = begun(facilitator)
    for title in ("Ensuite", "À la fin"):
        sent(facilitator, ADD, recit="mon-recit", **(TOLD | {"titre": title}))
    assert views(facilitator, page) == ["Au début", "Ensuite", "À la fin"]
    (first, mark), _, (last, _) = names(facilitator, page)
    sent(facilitator, page, geste="monter", vue=last)
    assert views(facilitator, page) == ["Au début", "À la fin", "Ensuite"]
    sent(facilitator, page, geste="ecrire", vue=first, etat=mark, **(TOLD | {"titre": "D’abord"}))
    sent(facilitator, page, geste="retirer", vue=last)
    assert views(facilitator, page) == ["D’abord", "Ensuite"]
    sent(facilitator, page, geste="nommer", titre="Notre récit")
    repository = app.extensions["tisserand"].repository
    last_number = repository.number
    for number in range(last_number, last_number - 3, -1):
        repository.undo(number, "essai")
    assert views(facilitator, page) == ["Au début", "À la fin", "Ensuite"]
    assert "Mon récit" in facilitator.get(page).text


def test_nobody_else_may(app: Flask, facilitator: FlaskClient) -> None:
    page = begun(facilitator)
    for other in (app.test_client(), entered(app)):
        for address in (DESK, ADD, page):
            assert other.get(address).status_code == 403
            assert other.post(address, data=TOLD, headers=HERE).status_code == 403
    # A form of another site, and one that was not opened here.
    seal = re.findall(r'name="jeton"\s+value="([^"]*)"', facilitator.get(ADD).text)[0]
    fields = {"jeton": seal, "recit": "mon-recit", **TOLD}
    assert facilitator.post(ADD, data=fields, headers={"Origin": "https://example.org"}).status_code == 403
    assert facilitator.post(ADD, data=fields | {"jeton": "x"}, headers=HERE).status_code == 400
    assert views(facilitator, page) == ["Au début"]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"texte": ""}, "Écrivez au moins une phrase"),
        ({"texte": "é" * 10_000}, "caractères"),
        ({"titre": ""}, "Donnez un titre"),
        ({"recit": "", "nouveau": ""}, "Donnez un titre"),
        ({"recit": "nulle-part"}, "n’existe pas"),
    ],
)
def test_bad_input_is_told_and_nothing_typed_is_lost(
    facilitator: FlaskClient, fields: dict[str, str], said: str
) -> None:
    page = begun(facilitator)
    given = {"recit": "mon-recit", **TOLD} | fields
    answer = sent(facilitator, ADD, **given)
    assert answer.status_code in (400, 404)
    shown = unescape(answer.text)
    assert said in shown.replace("\u202f", " ")
    for name in ("titre", "texte", "passage"):
        assert given[name] in shown
    assert views(facilitator, page) == ["Au début"]


def test_hostile_words_are_words(app: Flask, facilitator: FlaskClient) -> None:
    page = begun(facilitator, titre=HOSTILE, texte=HOSTILE, passage=HOSTILE)
    sent(facilitator, page, geste="publier")
    for address in ("/recit/mon-recit", "/recit/mon-recit/papier", page):
        client = facilitator if address == page else app.test_client()
        text = client.get(address).text
        assert "<script>alert" not in text
        assert "<img src=x" not in text


def test_two_at_once_lose_nothing(facilitator: FlaskClient) -> None:
    page = begun(facilitator)
    ((view, mark),) = names(facilitator, page)
    sent(facilitator, page, geste="ecrire", vue=view, etat=mark, **(TOLD | {"texte": "Celui d’une autre."}))
    answer = sent(facilitator, page, geste="ecrire", vue=view, etat=mark, **(TOLD | {"texte": "Le mien."}))
    assert answer.status_code == 409
    assert "pendant que vous écriviez" in answer.text
    assert "Le mien." in answer.text
    # What was typed can be sent again as it is.
    ((_, now),) = names(facilitator, page)
    sent(facilitator, page, geste="ecrire", vue=view, etat=now, **(TOLD | {"texte": "Le mien."}))
    assert "Le mien." in facilitator.get(page).text
    sent(facilitator, page, geste="retirer", vue=view)
    gone = sent(facilitator, page, geste="retirer", vue=view)
    assert gone.status_code == 409
    assert "n’est plus dans le récit" in gone.text


def test_a_view_around_what_is_gone_is_told(facilitator: FlaskClient) -> None:
    answer = facilitator.get(f"{DESK}/ajouter?vue=autour&centre=network/nulle-part&lang=fr")
    assert answer.status_code == 404
    assert "nulle-part" in answer.text
    assert 'name="texte"' in answer.text
