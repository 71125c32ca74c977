# SPDX-License-Identifier: AGPL-3.0-or-later
"""What answers is counted as an answer; what is beside the need, or about to close, says so wherever it is named."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from itertools import product
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import create_app
from tests.conftest import TESTS
from tests.instances import settings_in
from tests.web.site.referral.test_take_away import pdf_of, plain
from tests.web.test_pages import text_of

LEAVING = """
@prefix dct: <http://purl.org/dc/terms/> .
@prefix schema: <https://schema.org/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix tis: <https://w3id.org/tisserand/ontology#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

<id/source/leaving> a schema:Dataset ; skos:prefLabel "Ce qui ferme (fictif)"@fr, "What closes (fictional)"@en ;
  dct:license <https://www.etalab.gouv.fr/licence-ouverte-open-licence> ;
  dct:issued "2021-05-01"^^xsd:date ;
  tis:rank 5 ;
  dct:accessRights <http://publications.europa.eu/resource/authority/access-right/PUBLIC> .
<id/service/files-back> tis:announcedEnd "2021-07-01"^^xsd:date .
<id/instance/pigeon-box> tis:announcedEnd "2021-07-01"^^xsd:date .
"""
ASKED = "commune=Chinon&besoin=file-sharing&date=2021-06-01"
WARNING = "Fermeture annoncée pour le 1er juillet 2021 : à éviter pour commencer."
LEFT = "Reprendre la main sur ses fichiers"
ACCOUNTS = "commune=37072&besoin=accounting&outil=gmail"
CARD = re.compile(r'<article class="card answer">.*?</article>', re.DOTALL)
SECTION = re.compile(r'<section class="group" id="([a-z-]+)">(.*?)</section>', re.DOTALL)


@pytest.fixture(scope="module")
def leaving(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The small town, where a service and an online service were announced to close."""
    folder = tmp_path_factory.mktemp("leaving")
    file = folder / "leaving.ttl"
    file.write_text(LEAVING, encoding="utf-8")
    app = create_app(settings_in(folder), data=(TESTS / "ecosystem.ttl", file))
    yield app
    app.extensions["tisserand"].close()


def groups_of(html: str) -> dict[str, list[str]]:
    """The cards of answers, as text, by group, in the order of the page."""
    cards = {kind: CARD.findall(inside) for kind, inside in SECTION.findall(html)}
    return {kind: list(map(text_of, found)) for kind, found in cards.items() if found}


def headline(html: str) -> str:
    """The sentence under the title."""
    return text_of(html.split('<p class="standfirst">')[1].split("</p>")[0])


def mail_of(html: str) -> str:
    """The text of the mail that the page prepares."""
    address = unescape(re.search(r'href="(mailto:\?[^"]+)"', html)[1])  # type: ignore[index]
    return parse_qs(urlsplit(address).query)["body"][0].replace("\u202f", " ").replace("\u00a0", " ")


def copied(html: str) -> str:
    """The text that the page gives to copy."""
    return text_of(re.search(r"<textarea[^>]*>(.*?)</textarea>", html, re.DOTALL)[1])  # type: ignore[index]


def test_what_is_announced_to_close_comes_last_and_says_so_on_every_face(leaving: Flask) -> None:
    client = leaving.test_client()
    html = client.get(f"/orientation?{ASKED}").text
    groups = groups_of(html)
    assert list(groups)[-1] == "closing"
    assert [LEFT in card and WARNING in card for card in groups["closing"]] == [True]
    assert not [card for kind, cards in groups.items() if kind != "closing" for card in cards if LEFT in card]
    assert headline(html) == "2 pistes pour « Partager des fichiers », au 1er juin 2021 ; 1 autre doit fermer."
    for text in (copied(html), mail_of(html)):
        line = next(line for line in re.split(r"(?=\b\d+\. )", text) if LEFT in line)
        assert WARNING in line
    pdf = pdf_of(client, ASKED)
    assert (plain(LEFT) in pdf) <= (plain(WARNING) in pdf)
    last = client.get("/api/v1/referrals?commune=Chinon&need=file-sharing&date=2021-06-01").json["results"][-1]
    assert (last["service"]["label"], last["closing"]) == (LEFT, "2021-07-01")
    assert WARNING in [reason["text"] for reason in last["reasons"]]


def test_what_is_announced_to_close_says_so_when_it_is_compared(leaving: Flask) -> None:
    client = leaving.test_client()
    ids = re.findall(r'name="comparer" value="([^"]+)"', client.get(f"/orientation?{ASKED}").text)
    shown = client.get(f"/orientation?{ASKED}&comparer={ids[0]}&comparer=service/files-back").text
    assert WARNING in text_of(shown)


def test_once_its_day_has_gone_by_it_is_nowhere_recommended(leaving: Flask) -> None:
    client = leaving.test_client()
    html = client.get("/orientation?commune=Chinon&besoin=file-sharing").text
    assert LEFT not in "".join(card for cards in groups_of(html).values() for card in cards)
    need = client.get("/fiche/need/file-sharing").text
    assert LEFT not in text_of(need.split("<h2>Qui y répond</h2>")[1].split("</section>")[0])
    tool = client.get("/fiche/tool/pigeon").text.split("<h2>Où le trouver</h2>")[1].split("</section>")[0]
    assert "fermeture annoncée pour le 1er juillet 2021" in text_of(tool)
    assert 'class="state no"' in tool
    # Its own card stays, and says so.
    assert "fermeture annoncée pour le 1er juillet 2021" in text_of(client.get("/fiche/service/files-back").text)


def test_who_helps_with_the_tool_only_is_neither_counted_nor_called_an_answer(real: FlaskClient) -> None:
    html = real.get(f"/orientation?{ACCOUNTS}").text
    groups = groups_of(html)
    assert "direct" not in groups
    assert "Peuvent aider à côté" in text_of(html)
    need = "« Tenir la comptabilité »"
    assert headline(html).strip() == f"Personne d’ici n’est encore connu pour {need}. Voici qui aide pour Gmail."
    assert all(f"Ne traite pas {need}." in card for card in groups["beside"])
    for text in (copied(html), mail_of(html)):
        assert "Peuvent aider à côté" in text
        assert f"Ne traite pas {need}." in text
    assert plain(f"Ne traite pas {need}.") in pdf_of(real, ACCOUNTS)


@pytest.mark.parametrize("world", ["town", "real"])
def test_the_headline_counts_the_direct_answers_and_none_of_them_says_no(
    world: str, client: FlaskClient, real: FlaskClient
) -> None:
    here = real if world == "real" else client
    needs = ("", "&besoin=file-sharing", "&besoin=email", "&besoin=website&besoin=file-sharing", "&besoin=newsletter")
    tools = ("", "&outil=gmail&outil=doodle") if world == "real" else ("", "&outil=GrosMail")
    for need, tool, place in product(needs, tools, ("37072", "37261")):
        if need or tool:
            html = here.get(f"/orientation?commune={place}{need}{tool}&date=2021-06-01").text
            groups = groups_of(html)
            direct, linked = groups.get("direct", []), groups.get("indirect", [])
            assert not [card for card in direct if "Ne traite" in card], (need, tool, place)
            counted = re.match(r"\s*(\d+) piste", headline(html))
            expected = len(direct) or len(linked) or (len(groups.get("closing", [])) if need or tool else 0)
            assert (int(counted[1]) if counted else 0) == expected, (need, tool, place)


@pytest.fixture
def real(touraine_app: Flask) -> FlaskClient:
    """A visitor of the project’s own data."""
    return touraine_app.test_client()
