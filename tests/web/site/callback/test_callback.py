# SPDX-License-Identifier: AGPL-3.0-or-later
"""Being called back: asked in a form, mailed by a real server, said to be done, and gone from every file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from graph import clock
from graph.backup import read_backup, restore_backup, write_backup
from graph.callbacks.store import DONE_DAYS, KEPT_DAYS, MOST_A_DAY, Callbacks
from graph.clock import DAY as A_DAY
from tests.applications import filled
from tests.instances import DAY, settings_in
from tests.post_office import PostOffice, post_office
from tests.web.cli.conftest import commands_of
from tests.web.conftest import TOWN
from tests.web.test_pages import text_of
from web.app.guard import TRAP
from web.site.callback.desk import ASKED_OF_A_ROOM, desk

ATELIER = "organisation/atelier"
FORM = f"/etre-rappele?acteur={ATELIER}"
HERE = {"Origin": "http://localhost"}
REACH, WORDS = "06 12 34 56 78", "Notre site est en panne depuis lundi."


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PostOffice]:
    with post_office(tmp_path_factory.mktemp("office")) as office:
        yield office


@pytest.fixture
def app(tmp_path: Path, office: PostOffice) -> Iterator[Flask]:
    """The small town, where the workshop calls back, and mail leaves when it is told to."""
    for path in office.folder.iterdir():
        path.unlink()
    made = filled(tmp_path / "instance", (*TOWN, _file()), SMTP_URL=office.url)
    yield made
    made.extensions["tisserand"].close()
    clock.hold(DAY)


def _file() -> Path:
    return Path(__file__).with_name("calls-back.ttl")


def _ask(client: FlaskClient, **typed: str) -> TestResponse:
    """The form filled in and sent, by who agrees."""
    seal = re.findall(r'name="jeton" value="([^"]+)"', client.get(FORM).text)[-1]
    form = {"acteur": ATELIER, "jeton": seal, "joindre": REACH, "nom": "Ana", "mots": WORDS, "accord": "1", **typed}
    return client.post("/etre-rappele", data=form, headers=HERE)


def _mailed(app: Flask, office: PostOffice) -> str:
    """The last letter, once all have left."""
    app.extensions["tisserand"].outbox.send_due()
    return str(office.received()[-1].get_content())


def _held(folder: Path) -> list[str]:
    """The files that spell how to call back, or about what."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return [path.name for path in files if any(text.encode() in path.read_bytes() for text in (REACH, WORDS))]


@pytest.mark.usefixtures("database")
def test_a_request_is_mailed_done_and_gone(app: Flask, office: PostOffice, tmp_path: Path) -> None:
    client, ecosystem = app.test_client(), app.extensions["tisserand"]
    for address in (f"/fiche/{ATELIER}", "/orientation?commune=Chinon&besoin=file-sharing"):
        assert f"/etre-rappele?acteur={ATELIER.replace('/', '%2F')}" in client.get(address).text.replace(
            ATELIER, ATELIER.replace("/", "%2F")
        )
    number = ecosystem.repository.number
    sent = _ask(client)
    assert (sent.status_code, sent.headers["Location"]) == (303, f"/etre-rappele?acteur={ATELIER}&fait=1")
    assert "C’est envoyé" in text_of(client.get(sent.headers["Location"]).text)
    letter = _mailed(app, office)
    assert office.received()[-1]["To"] == "bonjour@atelier.example"
    assert all(text in letter for text in (REACH, WORDS, "Ana"))
    link = re.findall(r"http://localhost:5000(/etre-rappele/\S+)", letter)[0]
    shown = client.get(link)
    assert (REACH in text_of(shown.text), WORDS in text_of(shown.text), shown.headers["Referrer-Policy"]) == (
        True,
        True,
        "same-origin",
    )
    assert "C’est noté" not in text_of(client.get(link).text), "looking does nothing"
    seal = re.findall(r'name="jeton" value="([^"]+)"', shown.text)[-1]
    assert client.post(link, data={"jeton": seal}, headers={"Origin": "https://elsewhere.example"}).status_code == 403
    assert client.post(link, data={"jeton": "x"}, headers=HERE).status_code == 400
    assert client.post(link, data={"jeton": seal}, headers=HERE).status_code == 303
    assert "C’est noté" in text_of(client.get(link).text)
    assert ecosystem.repository.number == number
    clock.hold(DAY + timedelta(days=DONE_DAYS))
    assert client.get(link).status_code == 404
    run = commands_of(app)
    assert run("due", "--dry-run").output == "1 demande de rappel serait effacée.\n"
    assert run("due").output == "1 demande de rappel est effacée.\n"
    assert run("due").output == "Rien n’est à faire.\n"
    ecosystem.close()
    del app.extensions["callbacks"]
    assert _held(tmp_path / "instance") == []


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        ({"joindre": "demain"}, "joindre", "un numéro de téléphone ou une adresse"),
        ({"joindre": "a@b.example\nBcc: c@d.example"}, "joindre", "un numéro de téléphone ou une adresse"),
        ({"nom": "A" * 61}, "nom", "Un prénom suffit"),
        ({"mots": "x" * 301}, "mots", "Deux lignes suffisent"),
        ({"mots": "Voir https://spam.example"}, "mots", "Retirez l’adresse du site"),
        ({"accord": ""}, "accord", "Cochez cette case"),
        ({TRAP: "https://spam.example"}, "", "champ caché"),
        ({"jeton": "x"}, "", "ne vient pas de cette page"),
    ],
    ids=["no reach", "a head", "long name", "long words", "a site", "no consent", "a program", "no seal"],
)  # fmt: skip
def test_what_cannot_be_sent_is_told_beside_its_field_and_nothing_is_lost(
    app: Flask, typed: dict[str, str], field: str, said: str
) -> None:
    client = app.test_client()
    answer = _ask(client, nom="<b>Ana</b>", **typed) if "nom" not in typed else _ask(client, **typed)
    assert answer.status_code == 400
    assert said in text_of(answer.text)
    assert ("aria-invalid" in answer.text) is bool(field)
    assert "<b>Ana" not in answer.text
    assert typed.get("mots", WORDS) in text_of(answer.text)
    assert app.extensions["tisserand"].outbox.counts().waiting == 0


def test_the_same_form_asks_once_and_too_many_wait(app: Flask) -> None:
    client, outbox = app.test_client(), app.extensions["tisserand"].outbox
    seal = re.findall(r'name="jeton" value="([^"]+)"', client.get(FORM).text)[-1]
    for _ in range(3):
        assert _ask(client, jeton=seal).status_code == 303
    assert outbox.counts().waiting == 1
    with app.test_request_context(environ_base={"REMOTE_ADDR": "127.0.0.1"}):
        for _ in range(ASKED_OF_A_ROOM):
            desk().asked.spend()
    late = _ask(client)
    assert (late.status_code, int(late.headers["Retry-After"]) > 0) == (429, True)
    assert WORDS in text_of(late.text)
    for number in range(MOST_A_DAY):
        last = client.post(
            "/etre-rappele",
            data={"acteur": ATELIER, "jeton": re.findall(r'name="jeton" value="([^"]+)"', client.get(FORM).text)[-1],
                  "joindre": REACH, "nom": "", "mots": WORDS, "accord": "1"},
            headers=HERE, environ_base={"REMOTE_ADDR": f"192.0.2.{number}"},
        )  # fmt: skip
    assert (last.status_code, int(last.headers["Retry-After"]) > 3600) == (429, True)
    assert outbox.counts().waiting == MOST_A_DAY


def test_who_did_not_say_so_is_not_asked_and_where_nothing_leaves_nobody_is(app: Flask, tmp_path: Path) -> None:
    client = app.test_client()
    assert '<form class="section-list"' not in client.get("/etre-rappele?acteur=organisation/comptoir").text
    assert "etre-rappele" not in client.get("/fiche/organisation/comptoir").text
    silenced = _ask(client, acteur="organisation/comptoir")
    assert (silenced.status_code, "C’est envoyé" in text_of(silenced.text)) == (409, False), "no letter, no thanks"
    assert client.get("/etre-rappele?acteur=organisation/nobody").status_code == 404
    assert client.get("/etre-rappele/nobody").status_code == 404
    silent = filled(tmp_path / "silent", (*TOWN, _file()))
    assert "etre-rappele" not in silent.test_client().get(f"/fiche/{ATELIER}").text
    assert "ne rappelle pas depuis ce site" in text_of(silent.test_client().get(FORM).text)
    silent.extensions["tisserand"].close()


def test_backups_hold_it_erasures_find_it_and_what_is_restored_leaves_in_its_time(app: Flask, tmp_path: Path) -> None:
    _ask(app.test_client())
    ecosystem, settings = app.extensions["tisserand"], app.extensions["tisserand"].settings
    write_backup(settings, tmp_path / "backup.tar.gz")
    kept = read_backup(tmp_path / "backup.tar.gz")
    assert [row["reach"] for row in kept.parts["callbacks"]["callbacks"]] == [REACH]
    assert "letters" not in kept.parts
    ecosystem.close()
    told = commands_of(app)("erase", REACH, "--yes").output
    assert "1 × demande de rappel" in told
    assert "1 × courriel en attente" in told
    ecosystem.close()
    assert _held(tmp_path / "instance") == []
    restore_backup(settings, tmp_path / "backup.tar.gz", force=True)
    with closing(Callbacks(settings.database_url)) as callbacks:
        now = int(clock.now().timestamp())
        assert callbacks.old(now + KEPT_DAYS * A_DAY) == 0, "what was erased does not come back"
    other = settings_in(tmp_path / "other")
    restore_backup(other, tmp_path / "backup.tar.gz")
    with closing(Callbacks(other.database_url)) as callbacks:
        assert callbacks.old(now) == 0
        assert callbacks.purge(now + KEPT_DAYS * A_DAY) == 1
