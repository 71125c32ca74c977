# SPDX-License-Identifier: AGPL-3.0-or-later
"""Under a path an instance says the same as at the root of its host, each address under the path."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.applications import application
from tests.web.app.test_origin import ASKED, PAGES, SLIP, VIEW, squares
from tests.web.conftest import TOWN
from tests.web.gated import secret_of
from web.app.sessions import NAME
from web.app.sessions import PATH as OWN

WEB = Path(__file__).parents[3] / "web"
HOST = "https://ville.example"
PATH = "/sous-le-toit"
MORE = (
    "/orientation", f"/orientation?{ASKED}&pas=besoins", "/orientation/nulle-part", f"/carte/vue?{VIEW}",
    f"/carte?{VIEW}&mode=atelier", "/fiche/network/cercle", "/fiche/tool/grosmail", "/fiche/need/file-sharing",
    "/fiche/territory/commune-37072", "/annuaire/services?q=atelier", "/diagnostic", "/glossaire", "/couverture",
    "/ontologie", "/ontologie.ttl", "/recherche?q=atelier", "/api/v1/search?q=atelier", "/accessibilite", "/bon",
    f"/api/v1/referrals?{ASKED.replace('besoin', 'need')}", "/entre-professionnels", "/sante",
    "/.well-known/void", "/export/touraine.jsonld", "/export/touraine.nq", "/export/touraine.csv", "/Annuaire",
    "/fiche/organisation/atelier?lang=en", "/retours", "/corrections", "/entrer/x",
)  # fmt: skip
TEXTS = ("text/", "json", "xml", "n-quads", "n-triples", "javascript", "svg")
# An address of this site without its path: where one stands in a page or a file, and wherever the host is named, but
# where a script is told the host alone.
PATHLESS = re.compile(
    r"""(?:\b(?:href|src|action|data-[\w-]+)=["']?|\burl\(["']?|"(?:instance|url)":\s*")/(?!sous-le-toit[/"'?#]|/)[^"']*"""
    r"""|(?<!data-room="https://)ville\.example(?!(?:/|%2F)sous-le-toit)[^\s"'<,)]*"""
)
# What is another in each answer or instance: seals, seeds and moments; the squares of a code are read in other tests.
ANOTHER = re.compile(
    r'name="(?:jeton|graine)" value="[^"]*"|"elapsed_ms":[\d.]+|\d{4}-\d\d-\d\dT[\d:.+]+Z?'
    r'|<svg [^>]*viewBox[^>]*class="qr".*?</svg>'
)


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The small town at the root of its host."""
    app = application(tmp_path_factory.mktemp("root"), TOWN, BASE_URL=HOST)
    yield app
    app.extensions["tisserand"].close()


@pytest.fixture(scope="module")
def moved(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The small town under a path."""
    app = application(tmp_path_factory.mktemp("moved"), TOWN, BASE_URL=f"{HOST}{PATH}")
    yield app
    app.extensions["tisserand"].close()


@pytest.fixture
def client(moved: Flask) -> FlaskClient:
    return moved.test_client()


def _plain(text: str) -> str:
    return ANOTHER.sub("", text).replace("%2Fsous-le-toit", "").replace(PATH, "")


@pytest.mark.parametrize("path", dict.fromkeys((*PAGES, *MORE)))
def test_every_address_is_under_the_path_and_nothing_else_changes(root: Flask, client: FlaskClient, path: str) -> None:
    headers = {"Accept-Language": "fr", "Accept": "text/html"}
    here, there = client.get(PATH + path, headers=headers), root.test_client().get(path, headers=headers)
    assert here.status_code == there.status_code
    for name in ("Location", "Link", "Content-Location"):
        said = here.headers.get(name, "")
        assert said.count(f"{PATH}/") == len(re.findall(r"^<?/|ville\.example/", said)), said
        assert said.replace(PATH, "") == there.headers.get(name, "")
    if any(kind in here.mimetype for kind in TEXTS):
        assert PATHLESS.findall(here.text) == []
        if not path.startswith(("/carte/qr.svg", "/carte.svg")):  # which hold a code
            assert _plain(here.text) == _plain(there.text)


@pytest.mark.parametrize("path", ["/annuaire", "/", "/api/v1/search?q=atelier", "/id/organisation/atelier.ttl"])
def test_a_proxy_may_take_the_path_away(client: FlaskClient, path: str) -> None:
    whole, bare = client.get(PATH + path), client.get(path)
    assert whole.status_code == bare.status_code
    assert whole.data == bare.data


def test_addresses_put_right_and_own_pages_stay_under_the_path(moved: Flask, client: FlaskClient) -> None:
    assert client.get(f"{PATH}/ANNUAIRE?q=a").location == f"{PATH}/annuaire?q=a"
    assert client.get(f"{PATH}/favicon.ico").location.startswith(f"{PATH}/static/")
    form = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', client.get(PATH + SLIP).text)
    sent = client.post(f"{PATH}/orientation/bon", data={name: unescape(value) for name, value in form})
    assert sent.status_code == 303
    assert sent.location.startswith(f"{PATH}/bon/")
    slip = client.get(sent.location)
    assert squares(HOST + sent.location.partition("?")[0]) in slip.text
    assert f"ville.example{PATH}/bon" in slip.text


def test_codes_lead_under_the_path(client: FlaskClient) -> None:
    view = f"{HOST}{PATH}/carte?{VIEW}"
    assert squares(view) in client.get(f"{PATH}/carte/qr.svg?{VIEW}").text
    assert f'value="{view}"' in unescape(client.get(f"{PATH}/carte/partager?{VIEW}").text)


def test_data_stay_open_and_the_desk_alone_may_ask_where_one_is(client: FlaskClient) -> None:
    assert client.get(f"{PATH}/api/v1/search?q=a").headers["Access-Control-Allow-Origin"] == "*"
    assert client.get(f"{PATH}/id/organisation/atelier.ttl").headers["Access-Control-Allow-Origin"] == "*"
    assert "geolocation=(self)" in client.get(f"{PATH}/orientation").headers["Permissions-Policy"]
    assert "geolocation=()" in client.get(f"{PATH}/annuaire").headers["Permissions-Policy"]


def test_a_session_is_kept_to_the_site_under_its_path(moved: Flask) -> None:
    secret = secret_of(moved)
    cookie = {"Cookie": f"__Secure-{NAME}={secret}"}
    client = moved.test_client(use_cookies=False)
    assert client.get(PATH + OWN, headers=cookie).status_code == 200
    out = client.post(f"{PATH}{OWN}/sortir", headers={**cookie, "Origin": HOST})
    assert out.location == f"{PATH}/"
    now, earlier = out.headers.getlist("Set-Cookie")
    for forgotten, path in ((now, PATH), (earlier, f"{PATH}{OWN}")):
        assert forgotten.startswith(f"__Secure-{NAME}=;")
        assert f"Path={path};" in forgotten
    assert client.get(PATH + OWN, headers=cookie).status_code == 403


# An address in an attribute, or as a text of an expression, that a template writes by itself from the root of the site.
BY_HAND = re.compile(
    r"""\b(?:href|src|srcset|action|formaction|poster|cite|content|data-[\w-]+)=["']?\s*/(?!/)[^"'\s>]*"""
    r"""|\{[{%][^{}]*?["']/[\w{][^"']*["'](?=[^{}]*[%}]\})"""
)


def test_no_template_writes_an_address_by_hand() -> None:
    """What is written so leads nowhere under a path: `url_for`, or what made the address, knows where it is."""
    assert BY_HAND.search('<a href="/fiche/{{ key }}">') is not None
    assert BY_HAND.search("{{ link('/fiche/' ~ key) }}") is not None
    templates = [*WEB.rglob("*.html"), *WEB.rglob("*.svg"), *WEB.rglob("*.xml"), *WEB.rglob("*.txt")]
    assert len(templates) > 100
    found = {path.name: BY_HAND.findall(path.read_text(encoding="utf-8")) for path in templates}
    assert {name: addresses for name, addresses in found.items() if addresses} == {}
