# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every page answers, says where its facts come from, and holds nothing that is restricted."""

from __future__ import annotations

import re
import socket
from html import unescape
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests.applications import application
from tests.conftest import TESTS

PAGES = {
    "home": "/",
    "empty referral form": "/orientation",
    "referral": "/orientation?commune=Chinon&besoin=file-sharing&outil=GrosMail&gratuit=1&date=2021-06-01",
    "one question": "/orientation?pas=besoins&commune=Chinon",
    "place alone": "/orientation?commune=Chinon",
    "sheet": "/orientation/fiche?commune=Chinon&besoin=file-sharing&date=2021-06-01",
    "directory": "/annuaire",
    "one kind": "/annuaire/services?cout=free&q=atelier",
    "card of an actor": "/fiche/organisation/atelier",
    "card of a network": "/fiche/network/cercle",
    "card of a tool": "/fiche/tool/grosmail",
    "card of a need": "/fiche/need/file-sharing",
    "card of a plain choice": "/fiche/cost/free",
    "card of a territory": "/fiche/territory/commune-37072",
    "card of a source": "/fiche/source/ecosystem",
    "glossary": "/glossaire",
    "ontology": "/ontologie",
    "search": "/recherche?q=atelier",
    "search without words": "/recherche",
    "about": "/a-propos",
    "in English": "/fiche/organisation/atelier?lang=en",
}


def text_of(html: str) -> str:
    """The visible text of a page, spaces made plain."""
    body = re.sub(r"<(script|style)\b.*?</\1>", " ", html, flags=re.DOTALL)
    return re.sub(r"[\s\u00a0\u202f]+", " ", unescape(re.sub(r"<[^>]+>", " ", body)))


@pytest.mark.parametrize("address", PAGES.values(), ids=PAGES.keys())
def test_a_page_answers_whole(client: FlaskClient, address: str) -> None:
    response = client.get(address)
    html = response.text
    assert response.status_code == 200
    assert html.count("<h1") == 1
    assert 'href="#content"' in html
    assert '<main id="content"' in html
    assert html.rstrip().endswith("</html>")
    assert "{{" not in text_of(html)
    assert "None" not in text_of(html)


@pytest.mark.parametrize("address", PAGES.values(), ids=PAGES.keys())
def test_a_page_has_no_inline_style_or_script_and_calls_nobody(client: FlaskClient, address: str) -> None:
    html = client.get(address).text
    assert not re.search(r"\sstyle=|\son\w+=|<style", html)
    loaded = re.findall(r'<(?:script|img|iframe|source)[^>]*\ssrc="([^"]+)"', html)
    loaded += re.findall(r'<link rel="(?:stylesheet|icon|preload)"[^>]*href="([^"]+)"', html)
    assert loaded
    assert all(item.startswith("/") and not item.startswith("//") for item in loaded)


@pytest.mark.parametrize("address", PAGES.values(), ids=PAGES.keys())
def test_identifiers_of_a_page_are_unique(client: FlaskClient, address: str) -> None:
    found = re.findall(r'\sid="([^"]+)"', client.get(address).text)
    assert len(found) == len(set(found))


@pytest.mark.parametrize(
    "address", [*PAGES.values(), "/api/v1/search?q=discret", "/api/v1/search?q=experte", "/export/touraine.nq"]
)
def test_nothing_restricted_is_public(client: FlaskClient, address: str) -> None:
    answer = client.get(address).text
    assert "collègue experte" not in answer
    assert "Nuage Libre, dans le détail" not in answer
    assert "id/person/" not in answer


@pytest.mark.parametrize("kind", ["person", "competence"])
def test_a_restricted_entity_has_no_card(client: FlaskClient, kind: str) -> None:
    slug = {"person": "expert", "competence": "expert-cloud"}[kind]
    assert client.get(f"/fiche/{kind}/{slug}").status_code == 404
    assert client.get(f"/id/{kind}/{slug}.ttl").status_code == 404


def test_a_card_shows_fields_links_and_sources(client: FlaskClient) -> None:
    text = text_of(client.get("/fiche/organisation/atelier").text)
    assert "bonjour@atelier.example" in text
    assert "Reprendre la main sur ses fichiers" in text  # what links to it
    assert "La petite ville des tests (fictive) , 1er avril 2020" in text  # where that comes from
    assert "Licence Ouverte 2.0" in text


def test_a_missing_field_that_matters_is_said_missing(client: FlaskClient) -> None:
    html = client.get("/fiche/organisation/cooperative").text
    assert "Non renseigné" in html
    assert "Non renseigné" not in client.get("/fiche/need/file-sharing").text


def test_a_membership_is_read_through(client: FlaskClient) -> None:
    """The card of a network lists its members, not the records of their membership."""
    html = client.get("/fiche/network/cercle").text
    assert 'href="/fiche/organisation/relais">Le Relais Exemple</a></h3>' in html
    assert "Le Relais anime le Cercle" not in text_of(html.split("</head>")[1])


def test_an_acronym_is_explained_once_in_running_text_only(client: FlaskClient) -> None:
    html = client.get("/fiche/acronym/lce").text
    assert html.count('popovertarget="sigle-lce"') <= 1
    assert "<h1>LCE</h1>" in html


def test_the_card_embeds_its_own_data_escaped(client: FlaskClient) -> None:
    html = client.get("/fiche/organisation/atelier").text
    embedded = re.search(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    assert embedded is not None
    assert "<" not in embedded[1]
    assert "bonjour@atelier.example" in embedded[1]


def test_the_home_page_counts_what_the_dataset_holds(client: FlaskClient, dataset) -> None:  # type: ignore[no-untyped-def]
    count = len(dataset.instances("https://schema.org/Service"))
    text = text_of(client.get("/").text)
    assert f"{count} services" in text
    assert "Le groupe des accueils rejoint la Trame" in text


def test_facets_follow_each_other(client: FlaskClient) -> None:
    """The count beside a choice is the number of entries that choosing it gives."""
    html = client.get("/annuaire/services?besoin=file-sharing").text
    counts = dict(re.findall(r'name="cout" value="([\w-]+)".*?class="n">(\d+)<', html))
    assert {slug for slug, count in counts.items() if int(count)} == {"free", "paid", "membership"}
    for slug, count in counts.items():
        chosen = text_of(client.get(f"/annuaire/services?besoin=file-sharing&cout={slug}").text)
        assert f" {count} fiche" in chosen


def test_a_facet_holds_what_is_narrower(client: FlaskClient) -> None:
    parent = client.get("/fiche/need/file-sharing").text
    broader = re.search(r'href="/fiche/need/([\w-]+)"', parent)
    assert broader is not None
    html = client.get(f"/annuaire/services?besoin={broader[1]}").text
    assert "Reprendre la main sur ses fichiers" in text_of(html)


def test_pages_of_results_do_not_overlap(client: FlaskClient) -> None:
    def rows(page: int) -> set[str]:
        html = client.get(f"/annuaire?page={page}").text
        return set(re.findall(r'<h3><a href="([^"]+)"', html))

    first, second = rows(1), rows(2)
    assert len(first) == 20
    assert second
    assert not first & second


def test_english_is_kept_from_page_to_page(client: FlaskClient) -> None:
    html = client.get("/?lang=en").text
    assert '<html lang="en">' in html
    assert 'href="/annuaire?lang=en"' in html
    french = client.get("/", headers={"Accept-Language": "en;q=0.2, fr"}).text
    assert '<html lang="fr">' in french
    assert "networks" in client.get("/ontologie", headers={"Accept-Language": "en"}).text


def test_health_says_what_is_served(client: FlaskClient) -> None:
    health = client.get("/sante").json
    assert health["status"] == "ok"
    assert health["triples"] > 1000
    assert health["last_change"]["number"] == 1
    assert health["freshness"]["latest"] == "2021-05-24"
    assert health["mirror"] is None
    assert health["shipped"]["at"]
    assert health["shipped"]["kept"] == 0


def test_health_says_that_a_copy_elsewhere_is_late(tmp_path: Path) -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        store = f"http://me:s3cret@127.0.0.1:{silent.getsockname()[1]}/store"
        app = application(tmp_path, [TESTS / "ecosystem.ttl"], STORE=store)
        health = app.test_client().get("/sante")
        silent.close()  # whoever was waiting there is let go
        app.extensions["tisserand"].close()
    assert health.status_code == 200
    assert health.json["status"] == "ok"
    assert health.json["mirror"]["late"] > 0
    assert health.json["mirror"]["since"]
    assert "s3cret" not in health.text


def test_a_proprietary_tool_shows_what_may_replace_it(client: FlaskClient) -> None:
    html = client.get("/fiche/tool/grosmail").text
    assert "Ce qui peut le remplacer" in html
    assert "Plume Exemple" in html.split('class="exits"')[1].split("</table>")[0]
    assert "Est-ce pour cette association" not in html


def test_a_free_tool_says_for_whom_where_and_what_is_closed(client: FlaskClient) -> None:
    text = text_of(client.get("/fiche/tool/libre-date").text)
    assert "Est-ce pour cette association" in text
    assert "fermé depuis le 31 mars 2021" in text
    assert "n’est jamais conseillé" in text


def test_free_tools_can_be_filtered(client: FlaskClient) -> None:
    everything = text_of(client.get("/annuaire/outils").text)
    free = client.get("/annuaire/outils?libre=1").text
    assert "GrosMail Exemple" in everything
    assert "GrosMail Exemple" not in free
    assert "Plume Exemple" in free


@pytest.mark.parametrize("query", ["nature=zzz", "besoin=zzz", "libre=2", "territoire=ici"])
def test_a_choice_that_no_filter_has_is_refused_by_name(client: FlaskClient, query: str) -> None:
    response = client.get(f"/annuaire?{query}")
    assert response.status_code == 400
    assert f"« {query.partition('=')[2]} »" in text_of(response.text)


def test_a_choice_that_leads_to_nothing_is_not_wrong(client: FlaskClient) -> None:
    assert client.get("/annuaire?nature=reseaux&libre=1").status_code == 200
