# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who may do what: docs/access.md, route by route and method by method, is what the application really does."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from flask import Flask

from graph.entry.roles import Grant
from graph.settings import ROOT
from tests.applications import filled
from tests.web.conftest import TOWN
from tests.web.gated import account_secret, secret_of
from web.app.sessions import NAME
from web.cli._access_page import access_page
from web.cli._french import Refusal

ROUTE = re.compile(r"^\| `([^`]+)` \| ([A-Z, ]+) \| ([^|]+) \|$", re.MULTILINE)
PART = re.compile(r"<(?:(int|any|path)(?:\((?:max=)?(\w+)[^)]*\))?:)?\w+>")
OPEN = {"everybody", "whoever has its link"}
SOMEWHERE = "moderate, at least somewhere"
CAME_IN = OPEN | {"whoever came in"}
WITH_ACCOUNT = CAME_IN | {"whoever has an account"}
# What the matrix names, and who is let in there: said here once more, by hand.
MAY = {
    "nobody": OPEN,
    "who was revoked": OPEN,
    "professional by a link": CAME_IN | {"read"},
    "moderator by a link": CAME_IN | {"read", "moderate", SOMEWHERE},
    "contributor of a network": WITH_ACCOUNT,
    "professional": WITH_ACCOUNT | {"read"},
    "facilitator": WITH_ACCOUNT | {"read", "facilitate"},
    "moderator": WITH_ACCOUNT | {"read", "moderate", SOMEWHERE},
    "moderator of a network": WITH_ACCOUNT | {"read", SOMEWHERE},
    "administrator": WITH_ACCOUNT | {"read", "facilitate", "moderate", SOMEWHERE, "administer"},
}


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    app = filled(tmp_path_factory.mktemp("access"), TOWN)
    app.config.update(API_CALLS_PER_MINUTE=10**9, GUESSES_PER_MINUTE=10**9)
    yield app
    app.extensions["tisserand"].close()


@pytest.fixture(scope="module")
def secrets(app: Flask) -> dict[str, str]:
    """What each shows at the door."""
    here = app.extensions["tisserand"]
    gone = secret_of(app, "administrator")
    here.gate.revoke(here.gate.session(gone).invitation)
    network = f"{here.repository.base}/id/network/cercle"
    given = ("professional", "facilitator", "moderator", "administrator")
    accounts = {who: account_secret(app, f"{who}@exemple.fr", Grant(who)) for who in given}
    for role in ("contributor", "moderator"):
        accounts[f"{role} of a network"] = account_secret(app, f"{role}-limit@exemple.fr", Grant(role, network))
    links = {f"{role} by a link": secret_of(app, role) for role in ("professional", "moderator")}
    return {"nobody": "", "who was revoked": gone, **links, **accounts}


def _address(rule: str) -> str:
    """An address of the rule, whatever its parts name."""
    return PART.sub(lambda part: {"int": "1", "any": part[2] or ""}.get(part[1] or "", "x"), rule)


def _is_let_in(app: Flask, address: str, method: str, secret: str) -> bool:
    """Whether the page would be made; who is refused is also asked for in earnest, and told nothing that is kept."""
    headers = {"Cookie": f"{NAME}={secret}"} if secret else {}
    with app.test_request_context(address, method=method, headers=headers):
        found = app.preprocess_request()
    if found is None or getattr(found, "status_code", 0) == 200:  # a public page that is kept
        return True
    answer = app.test_client(use_cookies=False).open(address, method=method, headers=headers)
    assert answer.status_code == 403, address
    assert answer.headers["Cache-Control"] == "no-store, private", address
    return False


def test_everybody_is_let_in_where_the_matrix_says_so_and_nowhere_else(app: Flask, secrets: dict[str, str]) -> None:
    told = ROUTE.findall((ROOT / "docs" / "access.md").read_text(encoding="utf-8"))
    rules = {(rule.rule, method): rule for rule in app.url_map.iter_rules() for method in rule.methods or ()}
    asked = {(path, method): duty for path, methods, duty in told for method in methods.split(", ")}
    assert asked.keys() == {key for key in rules if key[1] not in {"HEAD", "OPTIONS"}}
    assert secrets.keys() == MAY.keys()
    for (path, method), duty in asked.items():
        address = _address(path)
        assert app.url_map.bind("localhost").match(address, method)[0] == rules[path, method].endpoint
        let_in = {who for who, secret in secrets.items() if _is_let_in(app, address, method, secret)}
        assert let_in == {who for who, duties in MAY.items() if duty in duties}, (method, path)


def test_what_is_not_open_is_never_kept_for_others(app: Flask) -> None:
    told = ROUTE.findall(access_page(app))
    closed = {path for path, _, duty in told if duty not in OPEN}
    assert len(closed) > 30
    kept = {rule.rule for rule in app.url_map.iter_rules() if hasattr(app.view_functions[rule.endpoint], "kept_page")}
    assert not kept & closed


def test_a_page_of_which_nobody_said_who_may_ask_for_it_is_closed(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(app.blueprints["accounts"], "access")
    assert app.test_client().get("/entre-professionnels/comptes").status_code == 500
    with pytest.raises(Refusal, match=r"accounts\.show"):
        access_page(app)
