# SPDX-License-Identifier: AGPL-3.0-or-later
"""The page of a tool and of a need stands alone: what it is, ways out, services with dates, people, and sharing."""

from __future__ import annotations

import re
from html import unescape
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient

from graph.settings import ROOT
from tests.web.site.why_free.test_why_free import real, real_app
from tests.web.test_pages import text_of

__all__ = ["real", "real_app"]
SPACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def meta(html: str, name: str) -> str:
    """What a page says of itself under a name."""
    found = re.search(rf'<meta (?:name|property)="{name}" content="([^"]*)"', html)
    assert found, name
    return unescape(found[1])


def section(html: str, title: str) -> str:
    """The text of the section of that title."""
    return text_of(html.split(f"<h2>{title}</h2>")[1].split("</section>")[0])


def test_a_proprietary_tool_says_what_may_replace_it_at_once(client: FlaskClient) -> None:
    html = client.get("/fiche/tool/grosmail").text
    assert "À la place de GrosMail Exemple, une association peut essayer Plume Exemple" in text_of(html)
    assert "par quel outil libre le remplacer" in html.split("</title>")[0]
    assert "Plume Exemple" in meta(html, "description")
    assert "Outil propriétaire" in html
    services = section(html, "Où les trouver")
    assert "Boîtes Pigeon d’Exemple" in services
    assert "ouvert" in services


def test_a_free_tool_says_since_when_each_service_is_open_or_closed(client: FlaskClient) -> None:
    services = section(client.get("/fiche/tool/libre-date").text, "Où le trouver")
    assert "fermé depuis le 31 mars 2021" in services
    assert re.search(
        r"depuis (janvier|février|mars|avril|mai|juin|juillet|août|[a-zé]+) 20\d\d|ouverture non datée", services
    )


def test_a_service_whose_end_nobody_knows_is_said_to_be_confirmed(real: FlaskClient) -> None:
    html = real.get("/fiche/tool/wisemapping").text
    services = section(html, "Où le trouver")
    assert "Framindmap" in services
    assert "à confirmer" in services


def test_a_service_that_was_said_to_close_is_no_longer_open(real: FlaskClient) -> None:
    services = section(real.get("/fiche/tool/grav").text, "Où le trouver")
    assert "Framasite" in services
    assert "fermeture annoncée pour le 6 juillet 2021" in services
    assert "n’est jamais conseillé" in services
    # Neither its own card nor the need it met says otherwise.
    assert "fermeture annoncée pour le 6 juillet 2021" in text_of(real.get("/fiche/instance/framasite").text)
    assert "Framasite" not in section(real.get("/fiche/need/website").text, "Qui y répond")


def test_who_knows_the_tool_comes_before_who_helps_in_general(client: FlaskClient, real: FlaskClient) -> None:
    known = section(client.get("/fiche/tool/plume").text, "Qui aide près d’ici")
    assert "Atelier" in known
    assert "Personne n’est encore connu" not in known
    general = section(real.get("/fiche/tool/gmail").text, "Qui aide près d’ici")
    assert "Personne n’est encore connu pour cet outil précis" in general
    assert "L’Autre Brique" in general


def test_a_tool_gives_a_reason_with_its_source_and_something_to_read(real: FlaskClient) -> None:
    html = real.get("/fiche/tool/gmail").text
    assert "L’idée est d’aller vers le libre, pas de tout changer d’un coup" in text_of(html)
    assert 'href="/fiche/argument/begin-small"' in html
    assert 'href="/fiche/resource/small-steps-video"' in html
    assert 'href="/pourquoi-le-libre"' in html


def test_a_need_says_who_answers_and_which_tools_serve(client: FlaskClient) -> None:
    html = client.get("/fiche/need/file-sharing").text
    assert "Reprendre la main sur ses fichiers" in section(html, "Qui y répond")
    assert 'name="besoin" value="file-sharing"' in html
    assert "Qui y répond" not in client.get("/fiche/cost/free").text
    assert 'href="/orientation?besoin=file-sharing"' in html  # and no other need beside it


def test_a_need_gives_its_words_its_question_and_its_neighbours(real: FlaskClient) -> None:
    html = real.get("/fiche/need/file-sharing").text
    text = text_of(html)
    for said in (
        "dossier partagé",
        "Où sont les documents de votre association",
        "Travailler à plusieurs",
        "Nextcloud",
    ):
        assert said in text
    assert 'href="/diagnostic/numerique"' in html


def test_a_gap_is_said_and_somebody_is_named_still(real: FlaskClient) -> None:
    answer = section(real.get("/fiche/need/accounting").text, "Qui y répond")
    assert "Personne n’est encore connu pour cela par ici" in answer
    assert "CRIB d’Indre-et-Loire" in answer


@pytest.mark.parametrize("path", ["tool/grosmail", "tool/plume", "need/file-sharing", "organisation/atelier"])
def test_a_card_can_be_shared(client: FlaskClient, path: str) -> None:
    html = client.get(f"/fiche/{path}?utm_source=lettre").text
    address = f"http://localhost/fiche/{path}"
    assert f'<link rel="canonical" href="{address}">' in html
    assert meta(html, "og:url") == address
    assert meta(html, "og:title")
    assert 20 <= len(meta(html, "og:description")) <= 161
    picture = meta(html, "og:image")
    assert picture.startswith("http://localhost/carte.png?vue=autour&centre=")
    assert html.count('rel="canonical"') == 1


def test_the_picture_to_share_is_one(client: FlaskClient) -> None:
    picture = meta(client.get("/fiche/tool/plume").text, "og:image").removeprefix("http://localhost")
    response = client.get(picture)
    assert response.mimetype == "image/png"
    assert response.data.startswith(b"\x89PNG")


def test_what_is_on_no_map_has_no_picture(client: FlaskClient) -> None:
    assert "og:image" not in client.get("/fiche/source/ecosystem").text


def test_the_list_of_pages_holds_public_pages_that_answer(client: FlaskClient) -> None:
    response = client.get("/sitemap.xml")
    assert response.mimetype == "application/xml"
    pages = ElementTree.fromstring(response.text).findall(f"{SPACE}url")  # noqa: S314 - made here
    addresses = [page.findtext(f"{SPACE}loc") or "" for page in pages]
    assert len(addresses) == len(set(addresses)) > 100
    paths = [address.removeprefix("http://localhost") for address in addresses]
    assert {"/", "/pourquoi-le-libre", "/fiche/tool/plume", "/fiche/need/file-sharing"} <= set(paths)
    assert not [path for path in paths if "/person/" in path or "expert" in path]
    for path in paths[::9]:
        assert client.get(path).status_code == 200, path


def test_a_page_has_a_day_only_where_all_its_sources_have_one(client: FlaskClient, real: FlaskClient) -> None:
    town = client.get("/sitemap.xml").text
    assert "/fiche/organisation/atelier</loc><lastmod>2020-04-01</lastmod>" in town
    pages = real.get("/sitemap.xml").text
    assert "/fiche/organisation/autre-brique</loc><lastmod>2021-02-04</lastmod>" in pages
    assert "/fiche/tool/gmail</loc></url>" in pages  # the editors' source has no day


def test_robots_are_told_what_repeats(client: FlaskClient) -> None:
    text = client.get("/robots.txt").text
    assert "Sitemap: http://localhost/sitemap.xml" in text
    assert "Disallow: /recherche" in text
    assert "Disallow: /fiche" not in text
    closed = re.findall(r"Disallow: (\S+)", text)
    listed = re.findall(r"<loc>http://localhost([^<]+)</loc>", client.get("/sitemap.xml").text)
    assert not [path for path in listed for start in closed if path.startswith(start)]


def test_every_tool_and_need_of_the_project_has_a_page(real: FlaskClient) -> None:
    listed = re.findall(r"<loc>http://localhost(/fiche/(?:tool|need)/[^<]+)</loc>", real.get("/sitemap.xml").text)
    assert len(listed) > 250
    files = (ROOT / "data" / "tools").glob("*.ttl")
    tools = re.compile(r"^<id/tool/([\w-]+)> a schema:SoftwareApplication", re.MULTILINE)
    described = {slug for path in files for slug in tools.findall(path.read_text(encoding="utf-8"))}
    assert {f"/fiche/tool/{slug}" for slug in described} <= set(listed)
    titles = set()
    for path in listed[::5]:
        response = real.get(path)
        assert response.status_code == 200, path
        titles.add(response.text.split("<title>")[1].split("</title>")[0])
    assert len(titles) == len(listed[::5])
