# SPDX-License-Identifier: AGPL-3.0-or-later
"""No address that a request brings leads out of this site: not by a redirection, nor by a link that is made of it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import quote, urljoin, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from graph.entry.roles import Grant
from tests.applications import filled
from tests.web.app.test_access import _address
from tests.web.conftest import TOWN
from tests.web.gated import with_account
from web.app.rights import routes
from web.app.sessions import PATH

WEB = Path(__file__).parents[3] / "web"
EVIL = "ailleurs.example"
# How somebody writes another site, for whoever takes the beginning of an address for a path or a host.
TRIES = (
    f"//{EVIL}",
    f"https://{EVIL}",
    f"/\\{EVIL}",
    f"\\\\{EVIL}",
    f"javascript:alert('{EVIL}')",
    f"%2F%2F{EVIL}",
    f"/%5C{EVIL}",
    f"/\t/{EVIL}",
    f"/x\r\nLocation: https://{EVIL}",
    f"https:{EVIL}",
    f"http://localhost@{EVIL}",
)
# Names by which sites are told where to go on, whether or not ours knows them.
USUAL = {"suivant", "next", "retour", "from", "page", "url", "depuis", "redirect", "continue", "return_to", "ensuite"}
TARGET = re.compile(r"""\b(?:href|src|action|formaction|poster)=(?:"([^"]*)"|'([^']*)')""")
REFRESH = re.compile(r"""http-equiv=["']?refresh["']?[^>]*content=["'][^"']*url=([^"']*)""", re.IGNORECASE)
CARD = "organisation/atelier"


def _names() -> set[str]:
    """Every parameter that some page reads: the texts given to `reads`, `Parameters`, or asked of a form."""
    found = set(USUAL)
    for path in WEB.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            called = getattr(node, "func", None)
            name = getattr(called, "id", getattr(called, "attr", ""))
            if isinstance(node, ast.Call) and name in {"reads", "Parameters", "text", "get", "getlist", "choice"}:
                texts = (one for part in node.args for one in ast.walk(part) if isinstance(one, ast.Constant))
                found |= {str(one.value) for one in texts if isinstance(one.value, str)}
    return {name for name in found if re.fullmatch(r"[a-z][a-z_-]{0,30}", name)}


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    app = filled(tmp_path_factory.mktemp("onward"), TOWN)
    app.config.update(API_CALLS_PER_MINUTE=10**9, GUESSES_PER_MINUTE=10**9)
    yield app
    app.extensions["tisserand"].close()


@pytest.fixture(scope="module")
def inside(app: Flask) -> FlaskClient:
    """Whoever may ask for every page: what only they see leads nowhere else either."""
    return with_account(app, "tout@exemple.fr", Grant("administrator"))


def _leaves(address: str) -> bool:
    """Whether a browser would leave the site by an address, which it reads as WHATWG says: tabs and ends of lines
    are nothing, a backslash is a slash."""
    read = re.sub(r"[\t\r\n]", "", unescape(address)).strip().replace("\\", "/")
    if EVIL not in read:  # not made of what was brought
        return False
    scheme = read.partition(":")[0].lower()
    return (
        scheme in {"javascript", "data", "vbscript"} or urlsplit(urljoin("http://localhost/a/b", read)).hostname == EVIL
    )


def _ways_out(answer: TestResponse) -> list[str]:
    """The addresses by which an answer leads out of the site."""
    led = [answer.headers.get("Location", ""), answer.headers.get("Refresh", ""), answer.headers.get("Link", "")]
    text = answer.text if answer.mimetype in {"text/html", "image/svg+xml"} else ""
    led += [quoted or other for quoted, other in TARGET.findall(text)] + REFRESH.findall(text)
    return [one for one in led if _leaves(one)]


def test_the_judge_knows_what_leads_out() -> None:
    led = (f"//{EVIL}", f"/\\{EVIL}", f"/\t/{EVIL}", f"https://{EVIL}/x", f"JavaScript:'{EVIL}'", f"&#47;/{EVIL}")
    assert all(map(_leaves, led))
    assert not any(
        map(_leaves, (f"/recherche?q=//{EVIL}", f"/x/{quote(f'//{EVIL}', safe='')}", "https://other.example"))
    )


def test_no_address_that_is_brought_leads_out(app: Flask, inside: FlaskClient) -> None:
    """Each page is asked with each of its own parameters, and with all that any page reads at once."""
    out: dict[tuple[str, str], list[str]] = {}
    asked, everything = 0, sorted(_names())
    assert len(everything) > 100
    for turn, route in enumerate(routes(app)):
        if "GET" not in route.methods or route.rule.startswith("/static"):
            continue
        address = _address(route.rule.replace("<kind>/<slug>", CARD).replace("<kind>/<path:slug>", CARD))
        own = sorted(getattr(app.view_functions[route.endpoint], "reads", USUAL))
        evil = [TRIES[(turn + step) % len(TRIES)] for step in range(len(own) + 1)]
        tried = [*({name: bad} for name, bad in zip(own, evil, strict=False)), dict.fromkeys(everything, evil[-1])]
        for query in tried:
            answer = inside.get(address, query_string=query, headers={"Referer": evil[-1].strip().split("\r")[0]})
            asked += 1
            if found := _ways_out(answer):
                out[route.rule, str(query)[:120]] = found
            answer.close()
    assert out == {}
    assert asked > 300


@pytest.mark.parametrize("evil", TRIES)
def test_no_form_leads_out_by_what_is_sent_with_it(app: Flask, inside: FlaskClient, evil: str) -> None:
    """Forms that are right but for where they say to go on: the pages of thanks, of the queue, of who comes in."""
    sent = dict.fromkeys(sorted(_names() - {"jeton"}), evil)
    headers = {"Origin": "http://localhost", "Referer": evil.split("\r")[0]}
    out = {}
    for route in routes(app):
        if "POST" in route.methods and route.endpoint not in {"account.erase", "professionals.out"}:
            address = _address(route.rule.replace("<kind>/<slug>", CARD).replace("<kind>/<path:slug>", CARD))
            if route.duty is not None and evil in TRIES[::4]:
                with inside.post(address, data=sent, headers=headers) as answer:
                    if found := _ways_out(answer):
                        out[route.rule] = found
    assert out == {}
    page = inside.get(f"/fiche/{CARD}/signaler", query_string={"depuis": evil})
    seals = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page.text))
    form = {name: unescape(value) for name, value in seals.items()} | {"quoi": "faux", "message": f"Vu : {evil[:9]}"}
    done = inside.post(f"/fiche/{CARD}/signaler", data=form, headers=headers)
    assert _ways_out(done) == []
    if done.status_code == 303:
        assert urlsplit(done.headers["Location"]).hostname in {None, "localhost"}
        assert _ways_out(inside.get(done.headers["Location"])) == []
    waiting = inside.get(f"{PATH}/contributions")
    assert _ways_out(waiting) == [], "who reads it again is not led out either"


@pytest.mark.parametrize(
    "path", [f"//{EVIL}", f"/\\{EVIL}", f"//{EVIL}/%2e%2e", f"/%09/{EVIL}", f"/%2F{EVIL}", f"/annuaire//{EVIL}//"]
)
def test_no_path_that_is_put_right_leads_out(inside: FlaskClient, path: str) -> None:
    answer = inside.get(f"http://localhost{path}")
    assert _ways_out(answer) == []
    assert urlsplit(answer.headers.get("Location", "")).hostname in {None, "localhost"}
    assert not answer.headers.get("Location", "").replace("\\", "/").startswith("//")
