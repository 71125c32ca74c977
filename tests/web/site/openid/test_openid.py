# SPDX-License-Identifier: AGPL-3.0-or-later
"""Coming in through a real provider: who has an account, nobody else, and nothing that was not asked for here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from graph.backup import read_backup, write_backup
from graph.entry.roles import Grant
from graph.people.people import known_of
from tests.applications import filled
from tests.openid_provider import CLIENT, ENCRYPTED, SECRET, UNDER_A_PATH, openid_provider
from tests.web.conftest import TOWN
from tests.web.gated import entered, seal_in
from web.app.ecosystem import Ecosystem
from web.app.provider import BACK
from web.app.sessions import PATH

ADDRESS, SUBJECT = "zqx.jeanne@exemple.fr", "zqx-17"
HERE = {"Origin": "http://localhost"}
MINE, OUT = f"{PATH}/mon-compte", f"{PATH}/sortir"


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    with openid_provider() as found:
        yield found


@pytest.fixture(scope="module")
def app(issuer: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    app = _with_provider(tmp_path_factory.mktemp("openid"), issuer)
    app.extensions["tisserand"].people.make(ADDRESS, Grant("professional"))
    yield app
    app.extensions["tisserand"].close()


def _with_provider(folder: Path, issuer: str, **more: str) -> Flask:
    told = {"OIDC_ISSUER": issuer, "OIDC_CLIENT_ID": CLIENT, "OIDC_CLIENT_SECRET": SECRET, "OIDC_NAME": "ProConnect"}
    return filled(folder, TOWN, FORM_SECONDS="0", **told, **more)


@pytest.fixture
def here(app: Flask) -> Ecosystem:
    found: Ecosystem = app.extensions["tisserand"]
    return found


def _departed(client: FlaskClient, **more: str) -> str:
    """Where a browser is sent."""
    form = {"jeton": seal_in(client.get("/connexion")), **more}
    page = client.post("/connexion/ailleurs", data=form, headers=HERE)
    assert page.status_code == 200
    place = unescape(re.findall(r'content="0;url=([^"]+)"', page.text)[0])
    assert f'href="{place}"' in unescape(page.text), "a link does what the page does by itself"
    return place


def _back(place: str, email: str = ADDRESS, **told: str) -> str:
    """The address at which the provider sends back whoever signs in there."""
    assert requests.get(place, timeout=20).status_code == 200
    form = {"email": email, "sub": SUBJECT, "verified": "yes", "fault": "", **told}
    answer = requests.post(place, data=form, timeout=20, allow_redirects=False)
    assert answer.status_code == 302
    parts = urlsplit(answer.headers["Location"])
    assert (parts.netloc, parts.path) == ("localhost:5000", BACK)
    return f"{parts.path}?{parts.query}"


def _arrived(client: FlaskClient, **told: str) -> TestResponse:
    return client.get(_back(_departed(client), **told))


def _is_in(client: FlaskClient) -> bool:
    return client.get(MINE).status_code == 200


@pytest.mark.parametrize("fault", ["", "jwt"], ids=["userinfo in JSON", "userinfo signed"])
def test_whoever_has_an_account_comes_in_and_leaves_both(app: Flask, here: Ecosystem, fault: str) -> None:
    client = entered(app)
    fixed = client.get_cookie("tisserand-session", path=PATH)
    place = _departed(client)
    asked = {name: values[0] for name, values in parse_qs(urlsplit(place).query).items()}
    assert (asked["scope"], asked["code_challenge_method"]) == ("openid email", "S256")
    assert min(len(asked["state"]), len(asked["nonce"])) >= 32
    back = _back(place, fault=fault)
    done = client.get(back)
    assert (done.status_code, done.headers["Location"]) == (303, PATH)
    assert _is_in(client)
    now = client.get_cookie("tisserand-session")
    assert client.get_cookie("tisserand-session", path=PATH) is None, "what an earlier release gave is gone"
    assert fixed is not None
    assert now is not None
    assert here.gate.session(fixed.value) is None, "the session that was there before is over"
    assert client.get(back).status_code == 403, "an answer serves once"
    assert app.test_client().get(back).status_code == 403, "in the browser that asked"
    left = client.post(OUT, headers=HERE)
    out = unescape(re.findall(r'content="0;url=([^"]+)"', left.text)[0])
    assert requests.get(out, timeout=20, allow_redirects=False).headers["Location"].startswith("http://localhost:5000/")
    assert not _is_in(client)
    assert here.people.proof_to_leave(now.value) == ""


def test_who_opens_an_invitation_may_come_in_there_by_the_provider_instead(app: Flask, here: Ecosystem) -> None:
    client, token = app.test_client(), here.gate.invite("professional", 7)[1]
    page = client.get(f"/entrer/{token}")
    assert "Ou entrer avec ProConnect" in page.text
    assert client.get(_back(_departed(client, jeton=seal_in(page)))).headers["Location"] == PATH
    assert client.get(f"/entrer/{token}").status_code == 200, "what lets in once is still there"


FAULTS = (
    "nonce",
    "expired",
    "audience",
    "issuer",
    "signature",
    "other",
    "jwt for another",
    "jwt by another",
    "refused",
)


@pytest.mark.parametrize("fault", FAULTS)
def test_what_is_no_proof_lets_nobody_in(app: Flask, fault: str) -> None:
    client = app.test_client()
    page = _arrived(client, fault=fault)
    assert page.status_code == 403
    assert "Cette entrée n’a pas abouti" in page.text
    assert "Recevoir le lien" in page.text, "the mailed link is there"
    assert not _is_in(client)


def test_an_answer_to_another_request_lets_nobody_in(app: Flask, issuer: str) -> None:
    client, other = app.test_client(), app.test_client()
    theirs = _back(_departed(other))
    _departed(client)
    for place in (theirs, re.sub(r"state=[^&]+", "state=", theirs), f"{BACK}?code=x&iss=https%3A%2F%2Fx.example"):
        assert client.get(place).status_code == 403
        _departed(client)
    mine = _back(_departed(client))
    assert client.get(f"{mine}&iss=https%3A%2F%2Fx.example").status_code == 403
    assert client.get(f"{_back(_departed(client))}&iss={issuer}").status_code == 303
    assert app.test_client().post("/connexion/ailleurs", headers={"Origin": "https://x.example"}).status_code == 403
    assert app.test_client().post("/connexion/ailleurs", headers=HERE).status_code == 400


def test_who_has_no_account_is_told_whom_to_ask(app: Flask, here: Ecosystem) -> None:
    before = len(here.people.accounts())
    for told, said in (
        ({"email": "inconnu@exemple.fr", "sub": "x"}, "Aucun compte d’ici n’a cette adresse"),
        ({"email": "", "sub": "x"}, "ne nous a donné aucune adresse"),
        ({"verified": "no", "sub": "x"}, "ne sait pas encore si cette adresse est la vôtre"),
        ({"verified": "", "sub": "x"}, "ne nous dit pas si cette adresse est la vôtre"),
    ):
        client = app.test_client()
        page = _arrived(client, **told)
        assert (page.status_code, said in page.text) == (403, True)
        assert not _is_in(client)
    assert len(here.people.accounts()) == before


def test_an_account_is_known_by_its_name_there_and_unlinked_at_will(app: Flask, here: Ecosystem, issuer: str) -> None:
    account = here.people.of_email(ADDRESS)
    assert account is not None
    client = app.test_client()
    assert _arrived(client).status_code == 303
    assert _arrived(app.test_client(), verified="").status_code == 303, "by then it is known by its name there"
    moved = app.test_client()
    assert _arrived(moved, email="autre@exemple.fr").status_code == 303
    assert [(one.issuer, one.subject) for one in here.people.openid_names(account.number)] == [(issuer, SUBJECT)]
    assert "ProConnect" in client.get(MINE).text
    assert known_of(here.people, account.number)["openid"]
    form = {"emetteur": issuer, "jeton": seal_in(client.get(MINE))}
    client.post(f"{MINE}/delier", data=form, headers=HERE)
    assert here.people.openid_names(account.number) == ()
    assert _arrived(app.test_client(), email="autre@exemple.fr").status_code == 403


def test_of_an_erased_account_nothing_stays(tmp_path: Path, issuer: str) -> None:
    app = _with_provider(tmp_path / "instance", issuer, OIDC_ADDRESSES_TRUSTED="1")
    here = app.extensions["tisserand"]
    number = here.people.make(ADDRESS, Grant("professional")).number
    client = app.test_client()
    assert _arrived(client, verified="").status_code == 303, "it was said that its addresses are to be trusted"
    write_backup(here.settings, tmp_path / "site.tar.gz")
    rows = read_backup(tmp_path / "site.tar.gz").parts["people"]
    assert [row["subject"] for row in rows["openid_names"]] == [SUBJECT]
    assert "openid_proofs" not in rows
    assert app.test_cli_runner().invoke(args=["erase", "--account", str(number), "--yes"]).exit_code == 0
    files = [path for path in here.settings.instance.rglob("*") if path.is_file()]
    assert not [
        path.name for path in files if SUBJECT.encode() in path.read_bytes() or b"eyJhbGci" in path.read_bytes()
    ]
    here.close()


@pytest.mark.parametrize("base", [ENCRYPTED, UNDER_A_PATH], ids=["encrypted", "under a path"])
def test_behind_another_server_what_the_browser_keeps_is_for_here_alone(tmp_path: Path, issuer: str, base: str) -> None:
    app = _with_provider(tmp_path / "instance", issuer, BASE_URL=base)
    app.extensions["tisserand"].people.make(ADDRESS, Grant("professional"))
    client, path = app.test_client(), base.removeprefix(ENCRYPTED)
    page = client.get(f"{path}/connexion", base_url=ENCRYPTED)
    assert f'action="{path}/connexion/ailleurs"' in page.text
    form, there = {"jeton": seal_in(page)}, {"Origin": ENCRYPTED}
    left = client.post(f"{path}/connexion/ailleurs", data=form, headers=there, base_url=ENCRYPTED)
    name, where = ("__Secure-", f"{path}{BACK}") if path else ("__Host-", "/")
    assert left.headers["Set-Cookie"].startswith(f"{name}tisserand-depart=")
    assert all(f"; {part}" in left.headers["Set-Cookie"] for part in ("Secure", "HttpOnly", f"Path={where}"))
    place = unescape(re.findall(r'content="0;url=([^"]+)"', left.text)[0])
    sent = requests.post(place, data={"email": ADDRESS, "verified": "yes"}, timeout=20, allow_redirects=False)
    assert sent.headers["Location"].startswith(f"{base}{BACK}?")
    done = client.get(sent.headers["Location"].removeprefix(ENCRYPTED), base_url=ENCRYPTED)
    assert (done.status_code, done.headers["Location"]) == (303, f"{path}{PATH}")
    assert client.get(f"{path}{MINE}", base_url=ENCRYPTED).status_code == 200
    app.extensions["tisserand"].close()


def test_without_a_provider_or_while_it_is_away_one_comes_in_by_mail(tmp_path: Path, town_app: Flask) -> None:
    client = town_app.test_client()
    assert "ailleurs" not in client.get("/connexion").text
    assert client.get(BACK).status_code == client.post("/connexion/ailleurs", headers=HERE).status_code == 404
    app = _with_provider(tmp_path / "instance", "http://127.0.0.1:9")
    client = app.test_client()
    for _ in range(2):
        form = {"jeton": seal_in(client.get("/connexion")), "partage": "1"}
        page = client.post("/connexion/ailleurs", data=form, headers=HERE)
        assert page.status_code == 424
        assert "ne répond pas pour l’instant" in page.text
        assert "Recevoir le lien" in page.text
    app.extensions["tisserand"].close()
