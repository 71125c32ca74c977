# SPDX-License-Identifier: AGPL-3.0-or-later
"""A session is of who came in, from the moment they did until they leave: whichever way in, wherever the site is."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from email import message_from_bytes, policy
from html import unescape
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from graph.entry.roles import Grant
from tests.applications import filled
from tests.web.conftest import TOWN
from tests.web.gated import account_secret, entered, seal_in, secret_of
from web.app.afterwards import settled
from web.app.sessions import NAME, PATH

ADDRESS = "zqx.jeanne@exemple.fr"
MINE, CARD = f"{PATH}/mon-compte", "/fiche/organisation/atelier"
PLAIN, UNDER_A_PATH = "http://127.0.0.1:5000", "https://ville.example/sous-le-toit"


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    app = filled(tmp_path_factory.mktemp("signed-in"), TOWN, FORM_SECONDS="0")
    app.config.update(GUESSES_PER_MINUTE=10**9)
    yield app
    app.extensions["tisserand"].close()


def _post(client: FlaskClient, address: str, base: str = "http://localhost", **form: str) -> int:
    with client.post(address, data=form, headers={"Origin": base}, base_url=base) as answer:
        status = answer.status_code
    settled()
    return status


def _letter(app: Flask) -> str:
    folder = app.extensions["tisserand"].settings.instance / "courrier"
    last = max(folder.glob("*.eml"), key=lambda path: path.stat().st_mtime_ns)
    return str(message_from_bytes(last.read_bytes(), policy=policy.default).get_content())


def _asked(app: Flask, client: FlaskClient) -> str:
    """The letter of whoever asked to come in, an account of whom is made anew."""
    people = app.extensions["tisserand"].people
    known = people.of_email(ADDRESS)
    if known:
        people.erase(known.number)
    people.make(ADDRESS, Grant("professional"))
    assert _post(client, "/connexion", courriel=ADDRESS, jeton=seal_in(client.get("/connexion"))) == 303
    return _letter(app)


def _by_mail(app: Flask, client: FlaskClient) -> None:
    link = re.findall(r"http://localhost(/connexion/lien/\S+)", _asked(app, client))[0]
    assert _post(client, f"{PATH}{link}") == 303


def _by_code(app: Flask, client: FlaskClient) -> None:
    code = re.findall(r"\d{3} \d{3}", _asked(app, client))[0]
    assert _post(client, f"{PATH}/connexion/code", code=code) == 303


def _by_invitation(app: Flask, client: FlaskClient) -> None:
    assert _post(client, f"{PATH}/entrer/{app.extensions['tisserand'].gate.invite('professional', 7)[1]}") == 303


# By a provider: tests/web/site/openid, with a real one.
WAYS: dict[str, Callable[[Flask, FlaskClient], None]] = {
    "a mailed link": _by_mail,
    "six digits": _by_code,
    "an invitation": _by_invitation,
}


def _opens(app: Flask, secret: str, page: str = PATH) -> bool:
    headers = {"Cookie": f"{NAME}={secret}"}
    return app.test_client(use_cookies=False).get(page, headers=headers).status_code == 200


@pytest.mark.parametrize("planted", ["of an attacker", "made up"])
@pytest.mark.parametrize("way", WAYS)
def test_whoever_comes_in_has_a_session_that_nobody_knew(app: Flask, way: str, planted: str) -> None:
    """Session fixation: what was in the browser before opens nothing afterwards, nor do the seals of before."""
    client = app.test_client()
    secret = secret_of(app, "moderator") if planted == "of an attacker" else "compte.fixed"
    for path in ("/", PATH):
        client.set_cookie(NAME, secret, path=path)
    WAYS[way](app, client)
    shown = client.get_cookie(NAME)
    assert shown is not None
    assert client.get_cookie(NAME, path=PATH) is None, "no longer shown before the new one"
    assert shown.value != secret
    assert (_opens(app, shown.value), _opens(app, secret)) == (True, False)


def test_a_seal_of_before_signing_in_does_nothing_for_the_account(app: Flask) -> None:
    client = app.test_client()
    before = seal_in(client.get("/connexion"))
    _by_mail(app, client)
    assert _post(client, MINE, nom="Volé", jeton=before) == 400
    assert "Volé" not in client.get(MINE).text


@pytest.mark.parametrize("way", WAYS)
def test_leaving_ends_the_session_on_the_server(app: Flask, way: str) -> None:
    client = app.test_client()
    WAYS[way](app, client)
    copied = client.get_cookie(NAME)
    assert copied is not None
    assert _opens(app, copied.value)
    assert _post(client, f"{PATH}/sortir") == 303
    assert (client.get_cookie(NAME), _opens(app, copied.value)) == (None, False)


def test_what_is_taken_away_is_felt_at_the_next_request(app: Flask) -> None:
    here = app.extensions["tisserand"]
    grant, pages = Grant("moderator"), (f"{PATH}/contributions", MINE)
    secret = account_secret(app, "retire@exemple.fr", Grant("moderator"))
    account_secret(app, "reste@exemple.fr", Grant("moderator"))
    number = here.people.of_email("retire@exemple.fr").number
    assert [_opens(app, secret, page) for page in pages] == [True, True]
    here.people.take_back(number, grant)
    assert [_opens(app, secret, page) for page in pages] == [False, True], "the right, not the session"
    here.people.give(number, grant)
    assert _opens(app, secret, pages[0])
    [device] = here.people.sessions(number)
    here.people.end(number, device.code)
    assert not _opens(app, secret, MINE)
    invited = entered(app, "moderator").get_cookie(NAME, path=PATH)
    assert invited is not None
    assert _opens(app, invited.value)
    here.gate.revoke(here.gate.session(invited.value).invitation)
    assert not _opens(app, invited.value)


@pytest.mark.parametrize("base", [PLAIN, UNDER_A_PATH], ids=["plain http", "under a path behind another server"])
def test_whoever_may_write_is_known_where_one_writes(tmp_path: Path, base: str) -> None:
    """The whole way through a browser's own cookies: coming in, then correcting one's own card outside those pages."""
    app = filled(tmp_path, TOWN, FORM_SECONDS="0", BASE_URL=base)
    here, client, root = app.extensions["tisserand"], app.test_client(), base.partition("//")[2].partition("/")[2]
    host, start = base.removesuffix(f"/{root}"), f"/{root}".rstrip("/")
    own = Grant("contributor", f"{here.repository.base}/id/organisation/atelier")
    here.people.make(ADDRESS, own)
    ticket = here.people.ticket(here.people.ask(), ADDRESS)
    assert ticket is not None
    assert _post(client, f"{start}{PATH}/connexion/lien/{ticket[1].link}", host) == 303
    page = client.get(f"{start}{CARD}/corriger?complet=1", base_url=host).text
    form = {
        name: unescape(value)
        for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page)
    }
    told = {"complet": "1", "prefLabel": "Atelier Exemple", "description": "Dit par la structure elle-même."}
    address = f"{start}{CARD}/corriger"
    sent = client.post(address, data={**form, **told}, headers={"Origin": host}, base_url=host)
    assert sent.status_code == 303
    assert sent.headers["Location"].endswith("fiche=organisation/atelier"), "online at once"
    assert sent.headers["Location"].startswith(f"{start}/contribuer/merci")
    shown = app.test_client().get(f"{start}{CARD}", base_url=host)
    assert "Dit par la structure elle-même." in shown.text
    assert client.get(f"{start}{MINE}", base_url=host).status_code == 200
    here.close()
