# SPDX-License-Identifier: AGPL-3.0-or-later
"""A site whose database is away is read, says so on each page, gives back what it cannot write, and then resumes."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from graph.errors import BrokenJournal, Hindrance, StorageError
from tests.applications import application, filled
from tests.instances import draft, label, opened
from tests.states import looked_again
from tests.web.conftest import TOWN
from tests.web.site.slip.test_slips import ASKED, HERE, fields, words
from web.app.errors import problem_of, respond

READ = ("/", "/glossaire", "/annuaire", "/orientation?commune=Chinon&besoin=file-sharing", "/nulle-part")
SAID = "Rien ne peut être enregistré pour l’instant."


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    """An instance whose database is in a folder of its own, which is away."""
    folder, base = tmp_path / "instance", tmp_path / "base"
    filled(folder, TOWN)
    base.mkdir()
    for path in folder.glob("journal.sqlite*"):
        path.rename(base / path.name)
    made = application(folder, TOWN, DATABASE_URL=f"sqlite:///{base / 'journal.sqlite'}")
    _go_away(tmp_path)
    yield made
    made.extensions["tisserand"].close()


def _go_away(folder: Path) -> None:
    (folder / "base").rename(folder / "away")


def _come_back(app: Flask, folder: Path) -> None:
    """The database is there again, and somebody has looked since."""
    (folder / "away").rename(folder / "base")
    looked_again(app.extensions["tisserand"].pulse)


def _banner(client: FlaskClient) -> list[bool]:
    return [SAID in words(client.get(address)) for address in READ]


def test_what_was_derived_is_read_until_the_database_is_back(
    app: Flask, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    client, ecosystem = app.test_client(use_cookies=False), app.extensions["tisserand"]
    assert _banner(client) == [True] * len(READ)
    health = client.get("/sante")
    assert (health.status_code, health.json["status"]) == (200, "degraded")
    assert health.json["writing"] == {"possible": False, "why": "unreachable", "since": health.json["writing"]["since"]}
    assert health.json["triples"] == len(ecosystem.repository.public)
    form = fields(client.get(ASKED))

    refused = client.post("/orientation/bon", data=form, headers=HERE)
    assert refused.status_code == 503
    assert "Rien ne peut être enregistré" in words(refused)
    assert fields(refused) == form
    elsewhere = client.post("/orientation/bon", data=form, headers={"Origin": "https://elsewhere.example"})
    assert fields(elsewhere) == {}
    assert len([message for message in caplog.messages if "le site se lit" in message]) == 1

    _come_back(app, tmp_path)
    assert _banner(client) == [False] * len(READ)
    assert client.post("/orientation/bon", data=fields(refused), headers=HERE).status_code == 303
    assert ecosystem.repository.commit(draft({label("organisation/later", "Plus tard")}))
    health = client.get("/sante").json
    assert (health["status"], health["writing"]["possible"]) == ("ok", True)


def test_what_was_written_meanwhile_is_taken_in(app: Flask, tmp_path: Path) -> None:
    client, away = app.test_client(use_cookies=False), f"sqlite:///{tmp_path / 'away' / 'journal.sqlite'}"
    assert client.get("/fiche/organisation/meanwhile").status_code == 404
    beside = opened(tmp_path / "beside", on_disk=False, DATABASE_URL=away)
    assert beside.commit(draft({label("organisation/meanwhile", "Entre-temps")}))
    beside.close()
    _come_back(app, tmp_path)
    assert "Entre-temps" in client.get("/fiche/organisation/meanwhile").text
    assert app.extensions["tisserand"].hindrance is None


def test_a_journal_that_comes_back_altered_is_refused_and_what_was_derived_is_read(app: Flask, tmp_path: Path) -> None:
    client = app.test_client(use_cookies=False)
    assert client.get("/glossaire").status_code == 200
    with closing(sqlite3.connect(tmp_path / "away" / "journal.sqlite")) as journal:
        journal.execute("update changes set summary = 'autre chose'")
        journal.commit()
    _come_back(app, tmp_path)
    page = client.get("/glossaire")
    assert page.status_code == 200
    assert "le journal de ce site est abîmé" in words(page)
    health = client.get("/sante").json
    assert (health["status"], health["writing"]["why"]) == ("degraded", "damaged")


def test_a_database_that_leaves_at_work_is_told_and_forgotten_once_it_is_back(app: Flask, tmp_path: Path) -> None:
    (tmp_path / "away").rename(tmp_path / "base")
    client, ecosystem = app.test_client(use_cookies=False), app.extensions["tisserand"]
    assert _banner(client) == [False] * len(READ)
    form = fields(client.get(ASKED))
    _go_away(tmp_path)
    assert client.post("/orientation/bon", data=form, headers=HERE).status_code == 503
    assert _banner(client) == [True] * len(READ)
    _come_back(app, tmp_path)
    assert _banner(client) == [False] * len(READ)
    assert client.post("/orientation/bon", data=form, headers=HERE).status_code == 303
    # A journal that was altered waits for somebody.
    ecosystem.repository.refuse(BrokenJournal("Le journal a été altéré."))
    assert "le journal de ce site est abîmé" in words(client.get("/glossaire"))
    assert client.get("/sante").json["writing"]["why"] == "damaged"


def test_what_is_written_by_hand_is_given_back_to_be_read(app: Flask) -> None:
    text = "Une phrase, que <personne> ne doit perdre.\nEt une autre."
    with app.test_request_context("/essai", method="POST", data={"mot": text, "jeton": "j"}, headers=HERE):
        refused = respond(problem_of(StorageError("Plein.", why=Hindrance.FULL)))
    assert refused.status_code == 503
    assert "Une phrase, que &lt;personne&gt; ne doit perdre.\nEt une autre.</textarea>" in refused.get_data(
        as_text=True
    )
