# SPDX-License-Identifier: AGPL-3.0-or-later
"""One card of another site comes by its address, says where it was read, and offers its corrections there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import unquote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from graph.contributions.proposal import Proposal, ProposedField
from graph.contributions.sender import Sender
from graph.deliveries import known_cards
from graph.deliveries.giving_back import card_there, written_for
from graph.namespaces import DCT, SCHEMA
from graph.rdf.dataset import text_literal
from tests.applications import filled
from tests.instances import PREFIXES
from tests.sites import HTML, OtherSite, ServedPage, publish, service, serving
from tests.web.conftest import TOWN
from tests.web.gated import seal_in
from tests.web.test_pages import text_of
from web.app.afterwards import settled
from web.app.sessions import NAME, PATH

PAGE = f"{PATH}/importer"
HERE = {"Origin": "http://localhost"}
CATALOGUE = f"""{PREFIXES}@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix vcard: <http://www.w3.org/2006/vcard/ns#> .
<#catalogue> dcat:contactPoint <#contact> . <#contact> vcard:hasEmail <mailto:bonjour@village.example.org> .
"""


@pytest.fixture
def site() -> Iterator[OtherSite]:
    with serving() as found:
        publish(found, service(found.base))
        found.pages["/.well-known/void"] = ServedPage(CATALOGUE)
        yield found


@pytest.fixture
def app(tmp_path: Path, site: OtherSite) -> Iterator[Flask]:
    """The small town, which may read that site alone."""
    made = filled(tmp_path, TOWN, FETCH_ALLOWED=site.base.removeprefix("http://"))
    yield made
    made.extensions["tisserand"].close()


@pytest.fixture
def moderator(app: Flask) -> FlaskClient:
    gate, client = app.extensions["tisserand"].gate, app.test_client()
    client.set_cookie(NAME, gate.enter(gate.invite("moderator", 7)[1]), path=PATH)
    return client


def sent(client: FlaskClient, address: str, **form: str) -> TestResponse:
    """What a form answers."""
    return client.post(address, data={"jeton": seal_in(client.get(PAGE)), **form}, headers=HERE)


def read(client: FlaskClient, address: str) -> TestResponse:
    """A page once the file was read."""
    for _ in range(40):
        page = client.get(address, follow_redirects=True)
        if "se recharge seule" not in page.text:
            return page
    raise AssertionError("the file is still being read")


def test_a_card_comes_by_its_address_and_is_followed(app: Flask, moderator: FlaskClient, site: OtherSite) -> None:
    there, public = f"{site.base}/fiche/service/help", app.test_client()
    asked = public.get("/recherche", query_string={"q": there}).text
    link = unescape(re.findall(r'href="(/importer\?[^"]+)"', asked)[0])
    assert there in text_of(moderator.get(link, follow_redirects=True).text + link) or there in unquote(link)
    brought = sent(moderator, PAGE, adresse=there)
    assert brought.status_code == 303, text_of(brought.text)
    shown = text_of(read(moderator, brought.location).text)
    for words in ("Une fiche d’un autre site", "Aide de la Forge", "pas encore ici", "« La Forge » entre aussi"):
        assert words in shown
    written = sent(moderator, f"{brought.location}/integrer")
    assert "fait=integre" in written.location, text_of(written.text)
    found = public.get("/recherche", query_string={"q": f"{site.base}/id/service/help"})
    assert "est ici" in text_of(found.text)
    host = site.base.removeprefix("http://")
    slug = re.findall(r'href="/fiche/service/([^"?]+)"', found.text)[0]
    card = public.get(f"/fiche/service/{slug}")
    told = text_of(card.text)
    for words in (f"Fiche lue chez {host}", "Lue le 10 décembre 2026", "dit par : Le village", "La Forge"):
        assert words in told
    assert f'href="{there}"' in card.text
    mail = unquote(unescape(re.findall(r'href="(mailto:bonjour@village[^"]+)"', card.text)[0]))
    for words in (f"{site.base}/id/service/help dit", "- Nom : Aide de la Forge", f"/id/service/{slug}"):
        assert words in mail.replace("\xa0", " ").replace("\u202f", " ")
    assert "Seul son nom est ici" in text_of(public.get(f"/fiche/organisation/{slug.replace('aide-de-', '')}").text)
    answers = public.get("/api/v1/referrals", query_string={"commune": "Tours", "need": "Tenir la comptabilité"})
    assert "Aide de la Forge" in {one["service"]["label"] for one in answers.json["results"] if one["service"]}
    around = public.get("/carte.json", query_string={"vue": "autour", "centre": f"service/{slug}"})
    assert "La Forge" in {node["label"] for node in around.json["nodes"]}
    # It is followed by a button, and by a command.
    listed = moderator.get(f"{PAGE}/ailleurs")
    assert "Aide de la Forge" in text_of(listed.text)
    again = sent(moderator, f"{PAGE}/ailleurs", fiche=f"{site.base}/id/service/help")
    assert again.location.endswith("fait=pareille")
    site.pages["/fiche/service/help"] = ServedPage("Oups", HTML, 500)
    missed = sent(moderator, f"{PAGE}/ailleurs", fiche=f"{site.base}/id/service/help")
    assert (missed.status_code, "500" in text_of(missed.text)) == (400, True)
    assert sent(moderator, f"{PAGE}/ailleurs", fiche="https://other.example.org/").status_code == 404
    site.pages["/fiche/service/help"] = ServedPage(status=410)
    assert sent(moderator, f"{PAGE}/ailleurs", fiche=f"{site.base}/id/service/help").location.endswith("fait=partie")
    assert "Elle n’y est plus, depuis le 10 décembre 2026" in text_of(public.get(f"/fiche/service/{slug}").text)
    assert "n’est plus là-bas" in text_of(moderator.get(f"{PAGE}/ailleurs?fait=partie").text)
    runner = app.test_cli_runner()
    assert runner.invoke(args=["refresh"]).exit_code == 2
    assert runner.invoke(args=["refresh", "https://other.example.org/"]).exit_code == 1
    gone = runner.invoke(args=["refresh", "--all", "--json"])
    assert '"fate": "gone"' in gone.output, gone.stderr


def test_what_nobody_says_is_asked(moderator: FlaskClient, site: OtherSite) -> None:
    """What may be done with it, where its page does not tell; whose a file is, where it is no card."""
    page = '<html><script type="application/ld+json">{"@context": "https://schema.org", "@type": "Organization", '
    site.pages["/page"] = ServedPage(f'{page}"name": "Le Phare"}}</script>', HTML)
    brought = sent(moderator, PAGE, adresse=f"{site.base}/page")
    asked = read(moderator, brought.location)
    assert "Que peut-on faire de ce fichier" in text_of(asked.text)
    assert sent(moderator, brought.location, **{"o-licence": "etalab-2.0"}).location.endswith("/apercu")
    assert "Le Phare" in text_of(read(moderator, f"{brought.location}/apercu").text)
    site.pages["/list.csv"] = ServedPage("Nom;Commune\nLe Phare;Tours\n", "text/csv")
    refused = sent(moderator, PAGE, adresse=f"{site.base}/list.csv")
    assert (refused.status_code, "De qui vient" in text_of(refused.text)) == (400, True)


def test_a_correction_of_such_a_card_is_sent_there_or_told_why_not(
    app: Flask, moderator: FlaskClient, site: OtherSite
) -> None:
    brought = sent(moderator, PAGE, adresse=f"{site.base}/fiche/service/help")
    read(moderator, brought.location)
    sent(moderator, f"{brought.location}/integrer")
    here, queue = app.extensions["tisserand"], f"{PATH}/contributions"
    (card,) = (one for one in known_cards(here.repository.full) if "/service/" in one.thing)
    words = ProposedField(str(DCT.description), (), (text_literal("Le mardi aussi.", "fr"),))
    linked = ProposedField(str(SCHEMA.provider), (), (f"{here.repository.base}/id/organisation/atelier",))
    number = here.contributions.add(Proposal("service", card.thing, False, (words, linked)), Sender())
    shown = moderator.get(queue)
    assert f"Cette fiche vient de {site.base.removeprefix('http://')}" in text_of(shown.text)
    form = {"numero": str(number), "geste": "envoyer", "jeton": seal_in(shown)}
    with moderator.post(queue, data=form, headers=HERE) as answer:
        assert answer.status_code == 303
    settled()
    after = moderator.get(queue).text
    assert "ne prend pas encore les corrections" in text_of(after)
    assert f"{site.base}/fiche/service/help/corriger" in after
    there = card_there(here.repository.full, card.thing)
    proposal = here.contributions.find(number).proposal
    assert there is not None
    document = written_for(there, here.repository.full, proposal)
    assert [one["property"] for one in document["fields"]] == [str(DCT.description)]
    assert "/id/organisation/atelier" in document["comment"], "a card that they do not know is told in words"
