# SPDX-License-Identifier: AGPL-3.0-or-later
"""Accounts through their pages: coming in by mail, one's own page, rights given and taken, and nothing left behind."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from graph.backup import read_backup, restore_backup, write_backup
from graph.entry.roles import Grant
from graph.keepers.store import Keepers
from graph.mail import Letter
from tests.applications import filled
from tests.web.conftest import TOWN
from tests.web.gated import entered, seal_in, with_account
from web.app.afterwards import settled
from web.app.ecosystem import Ecosystem
from web.app.sessions import PATH

ADDRESS, NAME = "zqx.jeanne@exemple.fr", "Jeanne Zqxmartin"
HERE = {"Origin": "http://localhost"}
MINE, ALL, CODE = f"{PATH}/mon-compte", f"{PATH}/comptes", f"{PATH}/connexion/code"


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    app = filled(tmp_path / "instance", TOWN, FORM_SECONDS="0")
    yield app
    app.extensions["tisserand"].close()


@pytest.fixture
def here(app: Flask) -> Ecosystem:
    found: Ecosystem = app.extensions["tisserand"]
    return found


def _sent(client: FlaskClient, address: str, **form: str) -> TestResponse:
    """The answer to a form, once what it has done behind is done."""
    with client.post(address, data=form, headers=HERE) as response:
        pass
    settled()
    return response


def _letters(here: Ecosystem) -> list[str]:
    paths = sorted((here.settings.instance / "courrier").glob("*.eml"), key=lambda path: path.stat().st_mtime_ns)
    read = (message_from_bytes(path.read_bytes(), policy=policy.default) for path in paths)
    return [message.get_content() for message in read]


def _asked(client: FlaskClient, email: str = ADDRESS) -> TestResponse:
    return _sent(client, "/connexion", courriel=email, jeton=seal_in(client.get("/connexion")))


def _in(app: Flask, email: str = ADDRESS) -> FlaskClient:
    """Somebody who came in by the link that was mailed."""
    client = app.test_client()
    _asked(client, email)
    address = re.findall(r"http://localhost(/connexion/lien/\S+)", _letters(app.extensions["tisserand"])[-1])[0]
    assert client.get(address).status_code == client.get(address).status_code == 200, "opening it uses nothing"
    done = _sent(client, f"{PATH}{address}")
    assert done.status_code == 303
    assert _sent(client, f"{PATH}{address}").status_code == 410
    return client


def test_the_same_is_answered_whatever_the_address(app: Flask, here: Ecosystem) -> None:
    here.people.make(ADDRESS, Grant("professional"))
    answers = []
    for email in (ADDRESS, "personne@exemple.fr"):
        client = app.test_client()
        asked = _asked(client, email)
        page = client.get("/connexion/envoye")
        wrong = _sent(client, CODE, code="12345x")
        cookie = re.sub(r"=[^;]+;", "=;", asked.headers["Set-Cookie"], count=1)
        answers.append((asked.status_code, asked.headers["Location"], re.sub("Expires=[^;]+", "", cookie), page.data))
        answers[-1] += (wrong.status_code, wrong.data)
    assert answers[0] == answers[1]
    assert len(_letters(here)) == 1
    refused = _asked(app.test_client(), "jeanne")
    assert refused.status_code == 400
    assert 'value="jeanne"' in refused.text
    assert 'aria-invalid="true"' in refused.text


def test_a_code_lets_in_where_it_was_asked_for(app: Flask, here: Ecosystem) -> None:
    here.people.make(ADDRESS, Grant("professional"))
    client, other = app.test_client(), app.test_client()
    _asked(client)
    code = re.findall(r"\d{3} \d{3}", _letters(here)[-1])[0]
    assert _sent(other, CODE, code=code).status_code == 400
    done = _sent(client, CODE, code=code)
    assert (done.status_code, done.headers["Location"]) == (303, PATH)
    assert client.get(MINE).status_code == 200


def test_an_invitation_makes_an_account_of_whoever_gives_an_address(app: Flask, here: Ecosystem) -> None:
    token = here.gate.invite("administrator", 7)[1]
    client = app.test_client()
    assert f'action="{PATH}/entrer/{token}"' in client.get(f"/entrer/{token}").text, "where a browser shows a session"
    assert _sent(client, f"/entrer/{token}", courriel="jeanne").status_code == 400, "nothing is used by a mistake"
    assert _sent(client, f"/entrer/{token}", courriel=ADDRESS).headers["Location"] == "/connexion/envoye"
    assert client.get(f"{ALL}").status_code == 200, "the link opened what it opens"
    assert here.people.of_email(ADDRESS) is None
    address = re.findall(r"http://localhost(/connexion/lien/\S+)", _letters(here)[-1])[0]
    _sent(client, f"{PATH}{address}")
    assert client.get(MINE).status_code == client.get(ALL).status_code == 200
    found = here.people.of_email(ADDRESS)
    assert found is not None
    assert here.people.grants(found.number) == (Grant("administrator"),)


def test_a_session_has_a_secret_that_nobody_had_before(app: Flask, here: Ecosystem) -> None:
    here.people.make(ADDRESS, Grant("professional"))
    client = entered(app)
    fixed = client.get_cookie("tisserand-session", path=PATH)
    assert fixed is not None
    _asked(client)
    link = re.findall(r"http://localhost(/connexion/lien/\S+)", _letters(here)[-1])[0]
    _sent(client, re.findall(r'action="(\S+/lien/\S+)"', client.get(link).text)[0])
    now = client.get_cookie("tisserand-session")
    assert client.get_cookie("tisserand-session", path=PATH) is None, "what an earlier release gave is gone"
    assert now is not None
    assert now.value != fixed.value
    assert here.gate.session(fixed.value) is None, "the session that was there before is over"


def test_who_may_not_read_between_professionals_stays_in_and_leaves_when_they_want(app: Flask, here: Ecosystem) -> None:
    number = here.people.make(ADDRESS).number
    client = _in(app)
    refused = client.get(PATH)
    assert (refused.status_code, "Votre compte n’ouvre pas" in refused.text) == (403, True)
    assert client.get(MINE).status_code == 200, "to be refused a page takes nothing away"
    left = _sent(client, f"{PATH}/sortir")
    assert (left.status_code, here.people.sessions(number)) == (303, [])
    assert client.get(MINE).status_code == 403


def test_a_room_behind_one_address_comes_in(app: Flask) -> None:
    for number in range(2 * 40):
        assert _asked(app.test_client(), f"personne{number}@exemple.fr").status_code == 303


def test_rights_are_given_where_they_hold_and_taken_back(app: Flask, here: Ecosystem) -> None:
    here.people.make(ADDRESS, Grant("administrator"))
    client = _in(app)
    assert "Jamais partis, depuis 30 jours : 0" in " ".join(client.get(ALL).text.split())
    here.outbox.queue(Letter(ADDRESS, "Trop tard", "Bonjour", "essai", seconds=-1))
    assert "Jamais partis, depuis 30 jours : 1" in " ".join(client.get(ALL).text.split())
    seal = seal_in(client.get(ALL))
    form = {"courriel": "autre@exemple.fr", "role": "moderator", "jeton": seal}
    unknown = _sent(client, ALL, **form, limite="nulle part")
    assert unknown.status_code == 400
    assert 'value="nulle part"' in unknown.text
    assert _sent(client, ALL, **form, limite="Tours").status_code == 303
    found = here.people.of_email("autre@exemple.fr")
    assert found is not None
    (grant,) = here.people.grants(found.number)
    assert grant.scope.endswith("/id/territory/commune-37261")
    assert "Tours" in client.get(ALL).text
    back = {"role": grant.role, "portee": grant.scope, "jeton": seal}
    assert _sent(client, f"{ALL}/{found.number}/retirer", **back).status_code == 303
    last = _sent(client, f"{ALL}/1/retirer", role="administrator", portee="", jeton=seal)
    assert last.status_code == 409
    assert "Plus personne" in last.text
    assert entered(app, "moderator").get(ALL).status_code == 403
    assert app.test_client().get(ALL).status_code == 403


def test_one_s_own_page_tells_all_and_ends_what_one_wants(app: Flask, here: Ecosystem) -> None:
    number = here.people.make(ADDRESS, Grant("professional")).number
    here.people.consent(number, "yearly", "Je veux bien qu’on me demande.")
    client, telephone = _in(app), _in(app)
    page = client.get(MINE)
    seal = seal_in(page)
    assert "Je veux bien qu’on me demande." in page.text
    assert page.text.index(f"{MINE}/emporter") < page.text.index(f"{MINE}/effacer"), "nobody erases before they take"
    assert _sent(client, MINE, nom=NAME, reseau="PAVA", jeton=seal).status_code == 303
    told = client.post(f"{MINE}/emporter", data={"jeton": seal}, headers=HERE)
    assert (told.json or {})["name"] == NAME
    assert len((told.json or {})["sessions"]) == 2
    (code,) = re.findall(r'name="appareil" value="(\w+)"', client.get(MINE).text)
    _sent(client, f"{MINE}/appareil", appareil=code, jeton=seal)
    assert telephone.get(MINE).status_code == 403
    _sent(client, f"{MINE}/accord", sujet="yearly", jeton=seal)
    assert "Je veux bien" not in client.get(MINE).text
    elsewhere = client.post(MINE, data={"nom": "x", "jeton": seal}, headers={"Origin": "https://ailleurs.example"})
    assert elsewhere.status_code == 403


def _spelt(folder: Path) -> list[str]:
    """The files of an instance that still hold the address or the name."""
    wanted = (ADDRESS.encode(), NAME.encode())
    files = [path for path in folder.rglob("*") if path.is_file()]
    return [path.name for path in files if any(text in path.read_bytes() for text in wanted)]


@pytest.mark.parametrize("by_command", [False, True], ids=["from the page", "by the command"])
def test_of_an_erased_account_no_byte_stays(app: Flask, here: Ecosystem, tmp_path: Path, *, by_command: bool) -> None:
    folder, saved = here.settings.instance, tmp_path / "site.tar.gz"
    number = here.people.make(ADDRESS, Grant("professional")).number
    client = _in(app)
    seal = seal_in(client.get(MINE))
    _sent(client, MINE, nom=NAME, reseau="PAVA", jeton=seal)
    _asked(app.test_client())
    write_backup(here.settings, saved)
    assert _spelt(folder)
    if by_command:
        done = app.test_cli_runner().invoke(args=["erase", "--account", str(number), "--yes"])
        assert done.exit_code == 0, done.output
    else:
        assert "Rien n’est effacé" in _sent(client, f"{MINE}/effacer", sur="", jeton=seal).text
        assert _sent(client, f"{MINE}/effacer", sur="EFFACER", jeton=seal).status_code == 200
    assert _spelt(folder) == []
    assert client.get(MINE).status_code == 403
    assert ADDRESS in str(read_backup(saved).parts["people"])
    here.close()
    restore_backup(here.settings, saved, force=True)
    assert here.people.of_email(ADDRESS) is None


def test_whoever_may_keep_a_card_is_asked_about_it_once_a_year_if_they_tick(app: Flask, here: Ecosystem) -> None:
    card = "organisation/passerelle"
    client = with_account(app, ADDRESS, Grant("contributor", f"{here.repository.base}/id/{card}"))
    with closing(Keepers(here.settings.database_url)) as kept:
        page = client.get(MINE)
        assert f'name="fiche" value="{card}"' in page.text
        for typed in ({"fiche": card}, {"fiche": "organisation/atelier", "tenir": "1"}):
            assert _sent(client, f"{MINE}/fiche", jeton=seal_in(page), **typed).status_code == 400
        assert _sent(client, f"{MINE}/fiche", jeton=seal_in(page), fiche=card, tenir="1").status_code == 303
        assert ["une fois par an" in one.consent for one in kept.of_card(card)] == [True]
        assert "une fois par an" in _sent(client, f"{MINE}/emporter", jeton=seal_in(page)).text
        assert "Ne plus recevoir la question" in client.get(MINE).text
        assert _sent(client, f"{MINE}/fiche", jeton=seal_in(page), fiche=card, arreter="1").status_code == 303
        assert kept.of_card(card) == ()
