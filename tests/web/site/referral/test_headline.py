# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is counted can be called; a gap, a guess and what is about to close say so on every face."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from itertools import product
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.applications import application
from tests.conftest import TESTS
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
ROW = re.compile(r'<li class="caller[^"]*">.*?<details', re.DOTALL)


@pytest.fixture(scope="module")
def leaving(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The small town, where a service and an online service were announced to close."""
    folder = tmp_path_factory.mktemp("leaving")
    file = folder / "leaving.ttl"
    file.write_text(LEAVING, encoding="utf-8")
    app = application(folder, (TESTS / "ecosystem.ttl", file))
    yield app
    app.extensions["tisserand"].close()


def callers_of(html: str) -> list[str]:
    """Each who is told, as text, in the order of the page: name, services, how it is known, contacts, where."""
    return [" ".join(text_of(row).split()) for row in ROW.findall(html)]


def headline(html: str) -> str:
    """What is said under the title."""
    return " ".join(text_of(html.split('<p class="lead">')[1].split("</p>")[0]).split())


def mail_of(html: str) -> str:
    """The text of the mail that the page prepares."""
    address = unescape(re.search(r'href="(mailto:\?[^"]+)"', html)[1])  # type: ignore[index]
    return parse_qs(urlsplit(address).query)["body"][0].replace("\u202f", " ").replace("\u00a0", " ")


def copied(html: str) -> str:
    """The text that the page gives to copy."""
    return text_of(re.search(r"<textarea[^>]*>(.*?)</textarea>", html, re.DOTALL)[1])  # type: ignore[index]


def test_what_is_announced_to_close_comes_apart_and_says_so_on_every_face(leaving: Flask) -> None:
    client = leaving.test_client()
    html = client.get(f"/orientation?{ASKED}").text
    callers = callers_of(html)
    assert [LEFT in caller and WARNING in caller for caller in callers][-1:] == [True]
    assert not [caller for caller in callers[:-1] if LEFT in caller]
    assert 'id="leaving"' in html
    assert headline(html).startswith("1 acteur connu, mais sans contact.")
    for text in (copied(html), mail_of(html)):
        line = next(line for line in re.split(r"(?=– )", text) if LEFT in line or WARNING in line)
        assert line
        assert WARNING in text
    asked = "/api/v1/referrals?commune=Chinon&need=file-sharing&date=2021-06-01"
    (part,) = client.get(asked).json["by_need"]
    assert [caller["doubts"][0] for caller in part["leaving"]] == [WARNING]
    assert LEFT not in str(part["callers"])
    last = client.get(asked).json["results"][-1]
    assert (last["service"]["label"], last["closing"]) == (LEFT, "2021-07-01")


def test_what_is_announced_to_close_says_so_when_it_is_compared(leaving: Flask) -> None:
    client = leaving.test_client()
    ids = re.findall(r'name="comparer" value="([^"]+)"', client.get(f"/orientation?{ASKED}").text)
    shown = client.get(f"/orientation?{ASKED}&comparer={ids[0]}&comparer=service/files-back").text
    assert WARNING in text_of(shown)


def test_once_its_day_has_gone_by_it_is_nowhere_recommended(leaving: Flask) -> None:
    client = leaving.test_client()
    html = client.get("/orientation?commune=Chinon&besoin=file-sharing").text
    assert LEFT not in "".join(callers_of(html))
    need = client.get("/fiche/need/file-sharing").text
    assert LEFT not in text_of(need.split("<h2>Qui y répond</h2>")[1].split("</section>")[0])
    tool = client.get("/fiche/tool/pigeon").text.split("<h2>Où le trouver</h2>")[1].split("</section>")[0]
    assert "fermeture annoncée pour le 1er juillet 2021" in text_of(tool)
    assert 'class="state no"' in tool
    # Its own card stays, and says so.
    assert "fermeture annoncée pour le 1er juillet 2021" in text_of(client.get("/fiche/service/files-back").text)


def test_who_helps_with_the_tool_only_answers_for_the_tool_and_not_for_the_need(real: FlaskClient) -> None:
    html = real.get(f"/orientation?{ACCOUNTS}").text
    need = "« Tenir la comptabilité »"
    assert headline(html).startswith(f"Personne n’est connu à Chinon pour {need}.")
    first, second = html.split('<div class="calls-line')[1:3]
    assert "Personne n’est connu" in first
    assert '<span class="rank"' not in first
    assert '<span class="rank"' in second
    for text in (copied(html), mail_of(html)):
        assert f"Personne n’est connu à Chinon pour {need}." in text
    assert plain(f"Personne n’est connu à Chinon pour {need}.") in pdf_of(real, ACCOUNTS)
    asked = ACCOUNTS.replace("besoin=", "need=").replace("outil=", "tool=")
    parts = real.get(f"/api/v1/referrals?{asked}").json["by_need"]
    assert [(part["gap"], bool(part["callers"])) for part in parts] == [(True, False), (False, True)]


def _is_guessed(client: FlaskClient, words: str) -> bool:
    parts = client.get("/api/v1/referrals", query_string={"commune": "Chinon", "question": words}).json["by_need"]
    return [part["sure"] for part in parts] == [False]


def test_a_guess_is_told_as_a_guess_on_every_face(client: FlaskClient) -> None:
    asked = next(words for words in ("docs communs", "bricole de fichiers") if _is_guessed(client, words))
    query = f"commune=Chinon&question={asked}"
    html = client.get(f"/orientation?{query}").text
    title = text_of(re.search(r"<h1[^>]*>(.*?)</h1>", html)[1])  # type: ignore[index]
    assert title.startswith("Si nous avons bien compris")
    assert "peut-être" in html
    for text in (copied(html), mail_of(html)):
        assert "Si nous avons bien compris" in text
    assert plain("Si nous avons bien compris") in pdf_of(client, query)


@pytest.mark.parametrize("world", ["town", "real"])
def test_what_is_counted_can_be_called_and_does_the_very_thing(
    world: str, client: FlaskClient, real: FlaskClient
) -> None:
    here = real if world == "real" else client
    needs = ("", "&besoin=file-sharing", "&besoin=email", "&besoin=newsletter", "&besoin=digital-basics")
    tools = ("", "&outil=gmail") if world == "real" else ("", "&outil=GrosMail")
    counted = 0
    for need, tool, place in product(needs, tools, ("37072", "37261")):
        if bool(need) != bool(tool):
            html = here.get(f"/orientation?commune={place}{need}{tool}&date=2021-06-01&suite=200").text
            ranked = [caller for caller in ROW.findall(html) if not caller.startswith('<li class="caller way-on"')]
            told = re.match(r"(\d+) contact", headline(html))
            assert (int(told[1]) if told else 0) == len(ranked), (need, tool, place)
            assert all(re.search(r'class="(?:number|written)" href="(?:tel:|mailto:|https?:)', row) for row in ranked)
            counted += len(ranked)
    assert counted > 0


@pytest.fixture
def real(touraine_app: Flask) -> FlaskClient:
    """A visitor of the project’s own data."""
    return touraine_app.test_client()
