# SPDX-License-Identifier: AGPL-3.0-or-later
"""The address of the instance is the one chosen for it, whatever a request says; behind proxies, visitors are told
apart."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from html import unescape
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from segno import make_qr

from tests.applications import application
from tests.web.conftest import TOWN
from tests.web.gated import entered
from web.app.origin import LOOPBACK
from web.app.sessions import PATH

Make = Callable[..., Flask]
CHOSEN = "https://ville.example"
EVIL = "evil.example"
CLAIMS = {"Host": EVIL, "X-Forwarded-Host": EVIL, "X-Forwarded-Proto": "gopher", "Forwarded": f"host={EVIL}"}
VIEW = "vue=reseaux&date=2021-04-15&lang=fr"
ASKED = "commune=Chinon&besoin=file-sharing"
SLIP = f"/orientation/bon?{ASKED}&acteur=organisation/atelier&service=service/files-back"
# Whatever holds an address of this site: pages and files of every kind, and addresses that lead on.
PAGES = (
    "/", "/robots.txt", "/sitemap.xml", "/a-propos", "/pourquoi-le-libre", "/pourquoi-le-libre.pdf",
    f"/carte?{VIEW}", f"/carte/partager?{VIEW}", f"/carte/integrer?{VIEW}", f"/carte/qr.svg?{VIEW}",
    f"/carte.json?{VIEW}", f"/carte.md?{VIEW}", f"/carte.mm?{VIEW}", f"/carte.svg?{VIEW}", f"/carte.graphml?{VIEW}",
    f"/orientation?{ASKED}", f"/orientation/fiche?{ASKED}", f"/orientation/dates.ics?{ASKED}", SLIP,
    "/fiche/organisation/atelier", "/fiche/organisation/atelier.ttl", "/id/organisation/atelier", "/export/touraine",
    "/export/touraine.ttl", "/api/v1/openapi.json", "/favicon.ico", "/annuaire", "/carte//partager",
    "/annuaire/", "/nulle-part", "/api/v1/nulle-part", "/api/v1/search?nulle=part",
)  # fmt: skip


@pytest.fixture(scope="module", params=[CHOSEN, ""], ids=["chosen", "not chosen"])
def app(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The small town, served under an address that was chosen for it, or under none."""
    settings = {"BASE_URL": request.param} if request.param else {"PORT": "5017"}
    made = application(tmp_path_factory.mktemp("instance"), TOWN, **settings)
    made.config["API_CALLS_PER_MINUTE"] = 10**6
    yield made
    made.extensions["tisserand"].close()


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Make]:
    """Makes the small town with these settings."""
    with ExitStack() as stack:

        def made(**settings: str) -> Flask:
            app = application(tmp_path, TOWN[:1], **settings)
            stack.callback(app.extensions["tisserand"].close)
            return app

        yield made


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client(use_cookies=False)


def _own(app: Flask) -> str:
    """Where links lead when a stranger's Host came with the request."""
    settings = app.extensions["tisserand"].settings
    return f"http://127.0.0.1:{settings.port}" if settings.base_is_default else str(settings.base_url)


def squares(address: str) -> str:
    """What is drawn of the code of an address."""
    drawn = io.BytesIO()
    make_qr(address, error="l").save(drawn, kind="svg", border=2, omitsize=True, xmldecl=False)
    found = re.search(r' d="([^"]+)"', drawn.getvalue().decode())
    assert found
    return found.group(1)


@pytest.mark.parametrize("path", PAGES)
def test_no_answer_repeats_the_host_that_a_request_claims(client: FlaskClient, path: str) -> None:
    answer = client.get(path, headers=CLAIMS)
    assert EVIL.encode() not in answer.data
    assert EVIL not in str(answer.headers)
    assert EVIL.encode() not in client.get(path, headers={"Accept-Language": "fr"}).data, "nor is it kept"


def test_codes_lead_to_the_address_of_the_instance(app: Flask, client: FlaskClient) -> None:
    own = _own(app)
    view = f"{own}/carte?{VIEW}"
    for path in (f"/carte/qr.svg?{VIEW}&mode=atelier", f"/carte/partager?{VIEW}"):
        assert squares(view) in client.get(path, headers=CLAIMS).text, path
    shared = client.get(f"/carte/partager?{VIEW}", headers=CLAIMS).text
    assert f'value="{view}"' in unescape(shared)


def test_the_code_of_a_slip_leads_to_the_address_of_the_instance(app: Flask, client: FlaskClient) -> None:
    form = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', client.get(SLIP).text)
    sent = client.post("/orientation/bon", data={name: unescape(value) for name, value in form}, headers=CLAIMS)
    assert sent.status_code == 303
    assert sent.location.startswith("/bon/")
    slip = client.get(sent.location, headers=CLAIMS)
    assert squares(_own(app) + sent.location.partition("?")[0]) in slip.text


def test_an_address_that_is_put_right_stays_here(app: Flask, client: FlaskClient) -> None:
    answer = client.get("/carte//partager", headers=CLAIMS)
    assert answer.status_code == 308
    assert answer.location == f"{_own(app)}/carte/partager"


def test_browsers_stay_encrypted_where_the_address_is(app: Flask, client: FlaskClient) -> None:
    """On pages, files, redirections and refusals; never without https, which a room has not either (below)."""
    encrypted = not app.extensions["tisserand"].settings.base_is_default
    for path in ("/", "/carte.json", "/annuaire/", "/nulle-part", "/api/v1/nulle-part", "/static/built/inter.woff2"):
        said = client.get(path).headers.get("Strict-Transport-Security", "")
        assert (re.fullmatch(r"max-age=\d{8}", said) is not None) is encrypted, path
        assert bool(said) is encrypted, path


def test_what_a_proxy_was_asked_without_encryption_says_nothing_of_it(make: Make) -> None:
    client = make(TRUSTED_PROXIES="1", BASE_URL=CHOSEN).test_client()
    for forwarded, told in (("http", False), ("https", True), ("https, http", False), ("http, https", True)):
        answer = client.get("/accessibilite", headers={"X-Forwarded-Proto": forwarded})
        assert ("Strict-Transport-Security" in answer.headers) is told, forwarded


def test_a_form_from_the_host_that_it_claims_is_from_elsewhere(app: Flask, client: FlaskClient) -> None:
    """A name that leads to this machine without being its own (DNS rebinding) makes Origin and Host agree."""
    for scheme in ("http", "https"):
        sent = client.post("/orientation/bon", data={}, headers={**CLAIMS, "Origin": f"{scheme}://{EVIL}"})
        assert sent.status_code == 403
        assert "autre site" in sent.text
    inside = entered(app)
    left = inside.post(f"{PATH}/sortir", headers={**CLAIMS, "Origin": f"http://{EVIL}"})
    assert left.status_code == 403


@pytest.mark.parametrize("origin", ["http://[", "null", "", "http://", "http://evil.example@localhost"])
def test_an_origin_without_sense_is_from_elsewhere(client: FlaskClient, origin: str) -> None:
    assert client.post("/orientation/bon", data={}, headers={"Origin": origin}).status_code == 403


@pytest.mark.parametrize("host", ["localhost", "localhost:5017", "127.0.0.1:5017", "[::1]:5017", "LOCALHOST:8080"])
def test_whoever_keeps_the_instance_may_use_it_from_its_own_machine(client: FlaskClient, host: str) -> None:
    form = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', client.get(SLIP).text)
    fields = {name: unescape(value) for name, value in form}
    sent = client.post(
        "/orientation/bon", data=fields, headers={"Host": host, "Origin": f"http://{host.lower()}"}
    )  # fmt: skip
    assert sent.status_code == 303
    other = client.post("/orientation/bon", data=fields, headers={"Host": host, "Origin": "http://localhost:1"})
    assert other.status_code == 403, "another program of that machine is another site"


def test_the_address_that_was_not_chosen_is_the_one_visited_on_its_own_machine(app: Flask, client: FlaskClient) -> None:
    chosen = not app.extensions["tisserand"].settings.base_is_default
    for host in ("localhost:5017", "127.0.0.1:8080"):
        robots = client.get("/robots.txt", headers={"Host": host}).text
        assert f"Sitemap: {CHOSEN if chosen else f'http://{host}'}/sitemap.xml" in robots


@pytest.mark.parametrize(
    "host",
    ["localhost.evil.example", "127.0.0.1.evil.example", "localhost:80@evil", "evil#localhost", "127.0.0.1\n", "0"],
)
def test_what_only_looks_like_this_machine_is_not(host: str) -> None:
    assert not LOOPBACK.fullmatch(host)


@pytest.mark.parametrize(
    ("base", "origin"),
    [("https://café.example", "https://xn--caf-dma.example"), ("https://Ville.example:443", "https://ville.example")],
)
def test_an_address_with_accents_or_its_usual_port_is_known_as_browsers_say_it(
    make: Make, base: str, origin: str
) -> None:
    client = make(BASE_URL=base).test_client()
    for said, own in ((origin, True), ("https://ville.example:8443", False)):
        sent = client.post("/orientation/bon", data={}, headers={"Origin": said})
        assert sent.status_code == (400 if own else 403), "the form is empty"
        assert ("autre site" in sent.text) is not own


# --- a room with telephones -----------------------------------------------------------------------------------------

ROOM = "192.168.1.20:5017"
NEIGHBOUR = "192.168.1.21:5017"


@pytest.fixture(params=["", CHOSEN, f"{CHOSEN}/sous-le-toit"], ids=["not chosen", "chosen", "under a path"])
def room(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    """The small town, served to a room."""
    chosen = {"BASE_URL": request.param} if request.param else {}
    app = application(tmp_path, TOWN, LAN="1", HOST="192.168.1.20", PORT="5017", **chosen)
    yield app
    app.extensions["tisserand"].close()


def test_codes_lead_the_room_to_the_network_that_it_is_on(room: Flask) -> None:
    client, path = room.test_client(), room.extensions["tisserand"].settings.path
    address = f"http://{ROOM}{path}/carte?{VIEW}"
    for host in (ROOM, "127.0.0.1:5017", NEIGHBOUR, EVIL):
        headers = {"Host": host}
        for where in (f"/carte/qr.svg?{VIEW}&mode=atelier", f"/carte/partager?{VIEW}"):
            assert squares(address) in client.get(path + where, headers=headers).text, (host, where)
        page = client.get(f"{path}/carte?{VIEW}", headers=headers).text
        assert f'data-room="http://{ROOM}"' in page


def test_what_goes_home_names_the_address_that_was_chosen(room: Flask) -> None:
    """An address of the room would be dead by the evening."""
    settings = room.extensions["tisserand"].settings
    shared = room.test_client().get(f"{settings.path}/carte/partager?{VIEW}", headers={"Host": ROOM}).text
    origin = f"http://{ROOM}" if settings.base_is_default else CHOSEN
    assert f'value="{origin}{settings.path}/carte?{VIEW}"' in unescape(shared)
    card = room.test_client().get(f"{settings.path}/fiche/organisation/atelier.ttl", headers={"Host": ROOM}).text
    assert ROOM not in card


def test_the_room_stays_where_it_came(room: Flask) -> None:
    path = room.extensions["tisserand"].settings.path
    answer = room.test_client().get(f"{path}/carte//partager", headers={"Host": ROOM})
    assert answer.location == f"http://{ROOM}{path}/carte/partager"
    assert "Strict-Transport-Security" not in answer.headers, "it has no https"
    assert "upgrade-insecure-requests" not in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("host", "origin", "own"),
    [
        (ROOM, f"http://{ROOM}", True), (ROOM, f"http://{NEIGHBOUR}", False), (ROOM, "http://192.168.1.20", False),
        (NEIGHBOUR, f"http://{NEIGHBOUR}", False), ("localhost:5017", "http://localhost:5017", True),
    ],
)  # fmt: skip
def test_forms_are_taken_from_the_room_and_from_nobody_else(room: Flask, host: str, origin: str, own: bool) -> None:
    path = room.extensions["tisserand"].settings.path
    sent = room.test_client().post(f"{path}/orientation/bon", data={}, headers={"Host": host, "Origin": origin})
    assert sent.status_code == (400 if own else 403), "the form is empty"
    assert ("autre site" not in sent.text) is own


def test_without_a_room_its_addresses_are_nothing_here(make: Make) -> None:
    client = make(HOST="0.0.0.0", PORT="5017").test_client()  # noqa: S104
    sent = client.post("/orientation/bon", data={}, headers={"Host": ROOM, "Origin": f"http://{ROOM}"})
    assert "autre site" in sent.text
    assert ROOM not in client.get(f"/carte/partager?{VIEW}", headers={"Host": ROOM}).text


# --- who the visitor is ---------------------------------------------------------------------------------------------


def _statuses(app: Flask, forwarded: list[str]) -> list[int]:
    """What calls by these visitors, two to each allowance, are answered; all come through one machine."""
    app.config["API_CALLS_PER_MINUTE"] = 2
    client = app.test_client()
    return [client.get("/api/v1/search?q=x", headers={"X-Forwarded-For": one}).status_code for one in forwarded]


def test_without_trusted_proxies_a_forwarded_address_is_not_believed(make: Make) -> None:
    spoofed = [f"192.0.2.{rank}" for rank in range(4)]
    assert _statuses(make(), spoofed) == [200, 200, 429, 429]


def test_behind_a_proxy_each_visitor_has_an_allowance(make: Make) -> None:
    """The proxy adds what it saw at the end; what stands before was sent by the visitor."""
    forwarded = ["192.0.2.1", "192.0.2.2", "192.0.2.1", "10.0.0.1, 192.0.2.1", "10.0.0.2, 192.0.2.2", "192.0.2.2"]
    assert _statuses(make(TRUSTED_PROXIES="1", BASE_URL=CHOSEN), forwarded) == [200, 200, 200, 429, 200, 429]


def test_behind_two_proxies_the_first_saw_the_visitor(make: Make) -> None:
    forwarded = [f"10.0.0.{rank}, 192.0.2.1, 198.51.100.{rank}" for rank in range(3)]
    assert _statuses(make(TRUSTED_PROXIES="2", BASE_URL=CHOSEN), forwarded) == [200, 200, 429]


def test_a_household_is_one_visitor(make: Make) -> None:
    six = ["2001:db8::1", "2001:db8::2", "2001:db8:0:0:ffff::3", "2001:db8:0:1::1"]
    forwarded = [*six, "::ffff:192.0.2.1", "192.0.2.1", "192.0.2.1", "::ffff:192.0.2.2"]
    found = _statuses(make(TRUSTED_PROXIES="1", BASE_URL=CHOSEN), forwarded)
    assert found == [200, 200, 429, 200, 200, 200, 429, 200]
