# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whose right to moderate holds in one place reads and decides what belongs there, and nothing else."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from graph.contributions.proposal import Proposal, ProposedField
from graph.contributions.sender import Sender
from graph.contributions.store import ContributionFate
from graph.contributions.tables import ACCEPTED, WAITING
from graph.entry.roles import Grant
from graph.namespaces import FOAF, SCHEMA, SKOS
from graph.rdf.dataset import text_literal
from tests.web.gated import seal_in, with_account
from tests.web.test_pages import text_of
from web.app.ecosystem import Ecosystem
from web.app.sessions import PATH

PAGE, HISTORY = f"{PATH}/contributions", f"{PATH}/histoire/fiche"
HERE = {"Origin": "http://localhost"}
THEIRS, OTHERS = "organisation/passerelle", "organisation/relais"  # of the network that they moderate, and of another
IN_TOURS = "territory/commune-37261"


@pytest.fixture
def own(app: Flask) -> Ecosystem:
    found: Ecosystem = app.extensions["tisserand"]
    return found


@pytest.fixture
def limited(app: Flask, own: Ecosystem) -> FlaskClient:
    """Somebody who moderates one network."""
    return with_account(app, "reseau@exemple.fr", Grant("moderator", f"{own.repository.base}/id/network/trame"))


def _correction(own: Ecosystem, card: str, page: str = "https://nouveau.example.org/") -> Proposal:
    data = own.repository.full
    iri = f"{data.base}/id/{card}"
    return Proposal(
        "organisation", iri, False, (ProposedField(FOAF.homepage, tuple(data.values(iri, FOAF.homepage)), (page,)),)
    )


def _new(own: Ecosystem, name: str, place: str) -> Proposal:
    base = own.repository.base
    named = ProposedField(SKOS.prefLabel, (), (text_literal(name, "fr"),))
    where = ProposedField(SCHEMA.location, (), (f"{base}/id/{place}",))
    return Proposal("organisation", f"{base}/id/organisation/{name}", True, (named, where))


def _sent(client: FlaskClient, page: str = PAGE, where: str = "", **form: object) -> int:
    """The status of what a form is answered."""
    data = {"jeton": seal_in(client.get(page)), **form}
    return client.post(f"{page}{where}", data=data, headers=HERE).status_code


def test_they_decide_what_is_theirs_and_see_nothing_of_the_rest(own: Ecosystem, limited: FlaskClient) -> None:
    kept = own.contributions
    mine, far, also = (kept.add(_correction(own, card), Sender()) for card in (THEIRS, OTHERS, "organisation/loupe"))
    page = limited.get(PAGE)
    assert re.findall(r"<dt>en attente</dt><dd>(\d+)</dd>", page.text) == ["2"]
    assert "Relais" not in text_of(page.text)
    assert "Derniers changements" not in page.text
    # What is for the whole site is not linked, and says why it is closed.
    assert "Apporter le fichier d’un atelier" not in page.text
    whole = limited.get(f"{PATH}/tri")
    assert (whole.status_code, "vaut pour une partie de ce site" in text_of(whole.text)) == (403, True)
    refused = limited.get(PAGE, query_string={"numero": far})
    assert refused.status_code == 403
    assert "Réservé à qui modère tout le site" in text_of(refused.text)
    for gesture in ("accepter", "regler", "refuser", "tard", "demander", "prendre", "rendre"):
        assert _sent(limited, numero=far, geste=gesture, raison="publicite", question="Quand ?") == 403
    for gesture in ("accepter", "refuser"):
        assert _sent(limited, where="/plusieurs", coche=[mine, far], geste=gesture, raison="publicite") == (
            403 if gesture == "refuser" else 400
        )
    assert [kept.find(number).state for number in (mine, far, also)] == [ACCEPTED, WAITING, WAITING]
    # How long one waits is told of theirs alone.
    assert "attente, le plus souvent" in limited.get(PAGE).text
    assert _sent(limited, where="/defaire", numero=mine) == 303
    kept.decide(far, ContributionFate(ACCEPTED, "modération"))
    assert kept.find(mine).state == WAITING
    assert "attente, le plus souvent" not in limited.get(PAGE).text
    assert "Contributions" in text_of(limited.get(f"{PATH}/mon-compte").text)


def test_something_new_is_theirs_by_the_place_that_it_names(app: Flask, own: Ecosystem) -> None:
    epci = f"{own.repository.base}/id/territory/epci-243700754"
    local = with_account(app, "local@exemple.fr", Grant("moderator", epci))
    here = own.contributions.add(_new(own, "ici", IN_TOURS), Sender())
    there = own.contributions.add(_new(own, "la", "territory/commune-37072"), Sender())
    assert _sent(local, numero=here, geste="accepter", e0="apres", e1="apres") == 303
    assert _sent(local, numero=there, geste="accepter") == 403
    # Nor is it made theirs by adding it to a card of elsewhere.
    again = own.contributions.add(replace(_new(own, "encore", IN_TOURS)), Sender())
    assert _sent(local, numero=again, geste="accepter", avec="organisation/relais") == 403
    assert own.contributions.find(again).state == WAITING


def test_a_change_is_taken_back_on_their_cards_alone(own: Ecosystem, limited: FlaskClient) -> None:
    data, kept = own.repository.full, own.contributions
    mine = kept.add(_correction(own, THEIRS), Sender())
    assert _sent(limited, numero=mine, geste="accepter") == 303
    number, iri = own.repository.number, f"{data.base}/id/{THEIRS}"
    assert data.values(iri, FOAF.homepage) == ["https://nouveau.example.org/"]
    page = limited.get(f"{HISTORY}/{THEIRS}")
    assert "Toute sa semaine" not in page.text
    assert limited.get(f"{HISTORY}/{OTHERS}").status_code == 403
    seal = {"jeton": seal_in(page), "numero": number}
    for card, about in ((OTHERS, ""), (THEIRS, f"{data.base}/id/{OTHERS}")):
        form = {**seal, "fiche": about}
        assert limited.post(f"{HISTORY}/{card}", data=form, headers=HERE).status_code == 403
    assert limited.post(f"{HISTORY}/{THEIRS}", data=seal, headers=HERE).status_code == 303
    assert data.values(iri, FOAF.homepage) != ["https://nouveau.example.org/"]
