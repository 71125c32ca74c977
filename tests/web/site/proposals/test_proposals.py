# SPDX-License-Identifier: AGPL-3.0-or-later
"""What another site proposes waits to be read as any visitor’s does, and is followed by its mark."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from graph.contributions.desk import ContributionDesk
from graph.contributions.tables import LONGEST_PROPOSAL
from graph.namespaces import DCT, SKOS
from web.site.contributing.limits import OWN

PATH = "/api/v1/proposals"
CARD = "organisation/atelier"
FROM = "https://ailleurs.example/fiche/organisation/atelier"


def document(app: Flask, **said: Any) -> dict[str, Any]:
    """A correction of a card, as another site writes it."""
    base = app.extensions["tisserand"].repository.base
    told = {"property": DCT.description, "before": [], "after": [{"value": "Ouvert le lundi.", "language": "fr"}]}
    around = {"kind": "organisation", "is_new": False, "others": [], "seen_at": 12, "comment": "Vu sur place.",
              "page": "/fiche/x", "from": FROM}  # fmt: skip
    return {"subject": f"{base}/id/{CARD}", "fields": [told], **around, **said}


def sent(client: FlaskClient, asked: dict[str, Any] | str, **headers: str) -> TestResponse:
    text = asked if isinstance(asked, str) else json.dumps(asked)
    return client.post(PATH, data=text, content_type="application/json", headers=headers)


def followed(client: FlaskClient, answer: TestResponse) -> dict[str, Any]:
    found = client.get(answer.json["follow"].partition("5000")[2])
    assert found.status_code == 200
    told: dict[str, Any] = found.json
    return told


def test_a_proposal_waits_then_its_fate_is_told(app: Flask) -> None:
    client, here = app.test_client(), app.extensions["tisserand"]
    desk = ContributionDesk(here.contributions, here.repository)
    first = sent(client, document(app))
    assert (first.status_code, first.json["state"]) == (201, "waiting")
    assert sent(client, document(app)).json["number"] == first.json["number"], "sent twice, it waits once"
    kept = here.contributions.find(first.json["number"])
    assert (kept.sender.kind, kept.proposal.page, kept.proposal.seen_at) == ("visitor", FROM, 0)
    assert "Ouvert le lundi" not in client.get(f"/fiche/{CARD}").text
    desk.accept(kept.number, kept.proposal, "modération, invitation 1")
    assert followed(client, first)["state"] == "accepted"
    assert "Ouvert le lundi" in client.get(f"/fiche/{CARD}").text
    second = sent(client, document(app, fields=[], comment="C’est fermé."))
    desk.refuse(second.json["number"], "modération, invitation 1", "Nous avons appelé.")
    assert (followed(client, second)["state"], followed(client, second)["reason"]) == ("refused", "Nous avons appelé.")
    again = sent(client, document(app, fields=[], comment="C’est fermé."))
    assert (again.status_code, "Nous avons appelé" in again.json["detail"]) == (409, True)


def test_what_cannot_be_taken_is_told(app: Flask) -> None:
    client, here = app.test_client(), app.extensions["tisserand"]
    base = here.repository.base
    ended = {
        "property": "https://schema.org/endDate",
        "before": [],
        "after": [{"value": "x" * 30_000, "language": "fr"}],
    }
    label = {"property": str(SKOS.prefLabel), "before": [{"value": "Atelier Exemple", "language": "fr"}], "after": []}
    wrong: list[tuple[dict[str, Any] | str, int]] = [
        ("{", 400),
        ("[]", 400),
        (document(app, is_new=True), 400),
        (document(app, subject=f"{base}/id/organisation/nobody"), 404),
        (document(app, subject="https://elsewhere.example/id/organisation/atelier"), 404),
        (document(app, fields=[], comment=""), 400),
        (document(app, fields=[ended]), 400),
        (document(app, fields=[label]), 400),
        (document(app, fields=[{**ended, "property": "http://purl.org/dc/terms/accessRights"}]), 400),
        (document(app, comment="x" * (LONGEST_PROPOSAL + 1)), 413),
    ]
    for asked, status in wrong:
        answer = sent(client, asked)
        assert (answer.status_code, answer.mimetype) == (status, "application/problem+json"), asked
        assert answer.json["detail"]
    assert sent(client, document(app), Origin="https://elsewhere.example").status_code == 403
    assert here.contributions.count_open() == 0
    for _ in range(OWN):
        assert sent(client, document(app)).status_code == 201
    late = sent(client, document(app))
    assert (late.status_code, int(late.headers["Retry-After"]) > 0) == (429, True)


@pytest.mark.parametrize("mark", ["1", "1-x", f"1-{'0' * 32}"])
def test_a_mark_of_nobody_follows_nothing(app: Flask, mark: str) -> None:
    assert app.test_client().get(f"{PATH}?follow={mark}").status_code == 404
