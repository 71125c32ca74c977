# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is new: a sentence a thing with its source and its day, as a page and as feeds; only what always was public."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from html import unescape
from xml.etree import ElementTree

import feedparser
import pytest
from flask import Flask
from flask.testing import FlaskClient

from graph.identity.merges import MergeDesk
from tests.instances import ID
from tests.web.test_pages import text_of

MILL = """<id/organisation/moulin> a org:FormalOrganization ; skos:prefLabel "Le Moulin du Lundi"@fr ;
  schema:location <id/territory/commune-{commune}> ; dct:description "{text}"@fr .
"""
LESSON = """<id/service/lecon> a schema:Service ; skos:prefLabel "La leçon du lundi"@fr ;
  schema:provider <id/organisation/moulin> ; tis:cost <https://w3id.org/tisserand/cost/{cost}> ;
  tis:meetsNeed <https://w3id.org/tisserand/need/video-meeting> .
"""
MEMBER = """<id/membership/moulin> a org:Membership ; skos:prefLabel "Le Moulin y adhère"@fr ;
  org:member <id/organisation/moulin> ; org:organization <id/network/cercle> .
"""
RESTRICTED = "dct:accessRights <http://publications.europa.eu/resource/authority/access-right/RESTRICTED> ;"
Says = Callable[..., int]


@pytest.fixture
def visitor(app: Flask) -> FlaskClient:
    return app.test_client()


def mill(commune: str = "37261", text: str = "Une meule.") -> str:
    return MILL.format(commune=commune, text=text)


def lines(client: FlaskClient, asked: str = "") -> list[str]:
    """The news of the page, each as it is read."""
    page = client.get(f"/actualites{asked}")
    assert page.status_code == 200
    found = re.findall(r"<li>(?:<svg|<span>).*?<time.*?</li>", page.text.partition("bulletin")[2], re.DOTALL)
    return [" ".join(unescape(text_of(item)).replace("\xa0", " ").replace("\u202f", " ").split()) for item in found]


def about(client: FlaskClient, name: str, asked: str = "") -> list[str]:
    return [line.removeprefix(name).strip() for line in lines(client, asked) if line.startswith(name)]


def test_what_was_added_changed_moved_and_ended_is_told_with_its_source(says: Says, visitor: FlaskClient) -> None:
    says(mill(), LESSON.format(cost="free"))
    says(mill("37208"), LESSON.format(cost="free"))
    says(mill("37208", "Deux meules."), LESSON.format(cost="membership"))
    over = LESSON.replace("tis:cost", 'schema:endDate "2026-10-31"^^xsd:date ; tis:cost')
    says(mill("37208", "Deux meules."), over.format(cost="membership"))
    told = [re.sub(r" Page de l’atelier \d.*", "", line) for line in about(visitor, "Le Moulin du Lundi")]
    assert told == ["Acteur · Saint-Avertin", "Récrit : présentation", "Lieu : Saint-Avertin ; avant : Tours"]
    added, changed, ended = (line.partition(" Page de l’atelier ")[0] for line in about(visitor, "La leçon du lundi"))
    assert (added, changed) == ("Service", "Coût : sur adhésion ; avant : gratuit")
    assert ended == "Fin : 31 octobre 2026"


def test_a_file_is_told_by_a_number(visitor: FlaskClient) -> None:
    assert [line for line in lines(visitor) if line.startswith("49 fiches arrivées d’un coup Acteurs : 16")]


def test_news_are_chosen_by_kind_network_place_need_and_day(says: Says, visitor: FlaskClient) -> None:
    says(mill(), LESSON.format(cost="free"), MEMBER)
    name = "La leçon du lundi"
    for asked in ("nature=services", "epci=243700754", "besoin=communicate", "reseau=cercle", "depuis=2026-01-01"):
        assert about(visitor, name, f"?{asked}"), asked
    for asked in ("nature=outils", "epci=200043081", "besoin=learn", "reseau=trame", "depuis=2090-01-01"):
        assert not about(visitor, name, f"?{asked}"), asked
    assert "Rien n’a changé depuis le 1er janvier 2090" in text_of(visitor.get("/actualites?depuis=2090-01-01").text)
    assert text_of(visitor.get("/actualites?depuis=0001-01-01").text).count("depuis le 1er janvier 1900")
    for wrong in ("nature=x", "reseau=x", "epci=x", "besoin=x", "depuis=hier"):
        assert visitor.get(f"/actualites?{wrong}").status_code == 400, wrong


def test_what_was_restricted_undone_or_is_no_more_is_never_told(app: Flask, says: Says, visitor: FlaskClient) -> None:
    before = lines(visitor)
    feed = visitor.get("/actualites.atom")
    says(mill(), right=RESTRICTED)
    assert lines(visitor) == before
    assert visitor.get("/actualites.atom").headers["ETag"] == feed.headers["ETag"]
    says(mill("37208"))
    assert not about(visitor, "Le Moulin du Lundi"), "it was restricted once"
    number = says(LESSON.format(cost="free"), source="other")
    assert about(visitor, "La leçon du lundi")
    app.extensions["tisserand"].repository.undo(number, "essais")
    assert lines(visitor) == before


def test_what_is_done_again_is_told_and_a_week_taken_back_is_not(app: Flask, says: Says, visitor: FlaskClient) -> None:
    repository = app.extensions["tisserand"].repository
    says(mill())
    number = says(LESSON.format(cost="free"), source="other")
    repository.undo(number, "essais")
    assert not about(visitor, "La leçon du lundi")
    repository.undo(number + 1, "essais")
    told = about(visitor, "La leçon du lundi")
    assert len(told) == 1
    history = visitor.get("/fiche/service/lecon/histoire").text
    wrong = {says(LESSON.format(cost=cost), source="other") for cost in ("paid", "membership")}
    assert len(about(visitor, "La leçon du lundi")) > 1
    repository.take_back(wrong, "essais", "Une semaine")
    assert about(visitor, "La leçon du lundi") == told
    assert history.count("<h3>") == visitor.get("/fiche/service/lecon/histoire").text.count("<h3>") == 1


def test_a_text_that_was_withdrawn_is_not_repeated(says: Says, visitor: FlaskClient) -> None:
    says(mill(text="Appelez Camille au 06 12 34 56 78."))
    says(mill(text="Appelez."))
    for address in ("/actualites", "/actualites.atom", "/actualites.json"):
        assert "Camille" not in visitor.get(address).text
    assert about(visitor, "Le Moulin du Lundi")[1].startswith("Récrit : présentation")


def test_two_cards_that_became_one_are_told_once(app: Flask, says: Says, visitor: FlaskClient) -> None:
    says(mill(), mill().replace("moulin", "moulin-2").replace("Le Moulin", "Moulin"))
    eco = app.extensions["tisserand"]
    MergeDesk(eco.repository, eco.model).merge(f"{ID}organisation/moulin", f"{ID}organisation/moulin-2", "essais")
    told = about(visitor, "Le Moulin du Lundi")
    assert len(told) == 2, "what joined another card was not added"
    assert told[1].startswith("Réunie avec la fiche « Moulin du Lundi »")


def test_feeds_are_what_readers_of_news_read(says: Says, visitor: FlaskClient) -> None:
    says(mill("37208"))
    says(mill("37261", "A & B < C"))
    answer = visitor.get("/actualites.atom?nature=acteurs")
    assert answer.mimetype == "application/atom+xml"
    read = feedparser.parse(answer.data)
    assert (read.bozo, read.version) == (0, "atom10")
    assert read.feed.title == "Ce qui a changé\xa0: Touraine"
    assert read.entries[0].title == "Déplacé\xa0: Le Moulin du Lundi"
    assert read.entries[0].link.endswith("/fiche/organisation/moulin")
    _assert_by_the_rules(answer.data)
    as_json = json.loads(visitor.get("/actualites.json?nature=acteurs").text)
    assert as_json["version"] == "https://jsonfeed.org/version/1.1"
    assert as_json["feed_url"].endswith("/actualites.json?nature=acteurs")
    assert [item["id"] for item in as_json["items"]] == [entry.id for entry in read.entries]
    assert {"id", "url", "title", "content_text", "date_published", "tags"} == {*as_json["items"][0]}
    same = visitor.get("/actualites.atom?nature=acteurs", headers={"If-None-Match": answer.headers["ETag"]})
    assert same.status_code == 304


def _assert_by_the_rules(feed: bytes) -> None:
    """RFC 4287: what a feed and each entry must have, once; identifiers are IRIs, each one another; dates RFC 3339."""
    atom = "{http://www.w3.org/2005/Atom}"
    root = ElementTree.fromstring(feed)  # noqa: S314 - our own
    assert root.tag == f"{atom}feed"
    entries = root.findall(f"{atom}entry")
    for part in (root, *entries):
        for name in ("id", "title", "updated"):
            assert len(part.findall(f"{atom}{name}")) == 1, name
        moment = part.findtext(f"{atom}updated", "")
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", moment)
        assert part.findtext(f"{atom}id", "").startswith("urn:uuid:")
    assert root.find(f"{atom}author/{atom}name") is not None
    links = [link.get("rel") for link in root.findall(f"{atom}link")]
    assert sorted(map(str, links)) == ["alternate", "self"]
    assert len({entry.findtext(f"{atom}id") for entry in entries}) == len(entries) > 1
    assert all(entry.find(f"{atom}link[@rel='alternate']") is not None for entry in entries)


def test_every_page_leads_to_the_news(visitor: FlaskClient) -> None:
    home = visitor.get("/").text
    assert 'href="/actualites"' in home
    assert 'type="application/atom+xml"' in home
    english = visitor.get("/actualites?lang=en").text
    assert "What has changed since" in english
