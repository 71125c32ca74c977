# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sources between professionals: restricted ones are listed with what they describe; nobody else sees that page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.applications import filled
from tests.instances import write
from tests.web.conftest import TOWN
from tests.web.gated import entered
from tests.web.site.merging.test_merging import MAP, SECRET
from tests.web.test_pages import text_of
from web.app.sessions import PATH

PAGE = f"{PATH}/sources"
PERSON = '<id/person/map-smith> a foaf:Person ; skos:prefLabel "Camille Exemple"@fr .\n'


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    """The small town, a map that anybody may see, and one for professionals, which names somebody."""
    made = filled(tmp_path / "instance", TOWN)
    repository = made.extensions["tisserand"].repository
    secret = SECRET.replace("La carte d’à côté", "La carte gardée") + PERSON
    repository.load([write(tmp_path, MAP, "map.ttl"), write(tmp_path, secret, "closed.ttl")], "essais")
    yield made
    made.extensions["tisserand"].close()


@pytest.fixture
def professional(app: Flask) -> FlaskClient:
    return entered(app)


def _line(page: str, name: str) -> str:
    """What the list says of a source."""
    found = re.search(rf">{name}</a>(.*?)</li>", unescape(page), re.DOTALL)
    assert found is not None, name
    return " ".join(text_of(found[1]).replace("\xa0", " ").replace("\u202f", " ").split())


def test_every_source_is_listed_with_what_it_may_be_used_for(professional: FlaskClient) -> None:
    page = professional.get(PAGE).text
    opened, closed = _line(page, "La carte d’à côté"), _line(page, "La carte gardée")
    assert opened.startswith("Publique · Licence Ouverte 2.0 · date : 1er mars 2020")
    assert closed.startswith("Entre professionnels seulement · Licence Ouverte 2.0")
    assert opened.endswith("acteurs (1), services (1)")
    assert closed.endswith("acteurs (1), services (1)"), "people are asked for otherwise"


def test_what_a_source_describes_leads_to_the_cards_that_there_are(professional: FlaskClient) -> None:
    opened, closed = (unescape(professional.get(f"{PAGE}/{slug}").text) for slug in ("map", "closed"))
    assert 'href="/fiche/organisation/map-comptoir"' in opened
    assert "Réparer ensemble" in closed
    assert "/fiche/organisation/closed" not in closed
    assert "Camille" not in closed
    assert professional.get(f"{PAGE}/nowhere").status_code == 404


def test_only_those_who_entered_see_it(app: Flask) -> None:
    visitor = app.test_client()
    for address in (PAGE, f"{PAGE}/closed", f"{PAGE}/nowhere"):
        assert visitor.get(address).status_code == 403
        assert "gardée" not in visitor.get(address).text
    assert PAGE in entered(app, "moderator").get(PATH).text
