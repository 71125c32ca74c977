# SPDX-License-Identifier: AGPL-3.0-or-later
"""Dear pages have a price: who asks for too much is told when to come back; what is kept, and the rest, is never."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask, template_rendered
from flask.testing import FlaskClient

from exports._studio import Bounds, Done, Studio
from tests.applications import application
from tests.conftest import TESTS
from tests.states import until
from web.app import dear
from web.app.dear import Budget, House, Turns
from web.app.server import OPTIONS

ROOM = 40
FRENCH = {"Accept-Language": "fr", "Accept": "text/html"}
CHEAP = ["/glossaire", "/annuaire", "/accessibilite"]
DEAR = [
    "/carte", "/carte/vue", "/carte.json", "/carte.pdf", "/carte.png", "/carte.html", "/carte.mm", "/couverture",
    "/couverture.csv", "/couverture.svg", "/api/v1/coverage", "/export/touraine.ttl", "/orientation/fiche.pdf",
    "/export/questions/members-of-networks.csv", "/pourquoi-le-libre.pdf", "/carte/integrer",
    "/croisements", "/croisements.csv", "/croisements.svg", "/api/v1/crossing",
]  # fmt: skip


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    made = application(tmp_path_factory.mktemp("dear"), [TESTS / "ecosystem.ttl"])
    yield made
    made.extensions["tisserand"].close()


@pytest.fixture
def app(shared: Flask) -> Flask:
    """The small town, of which nobody has asked anything yet."""
    shared.extensions["dear"] = House(shared)
    return shared


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def test_views_say_that_they_are_dear(app: Flask) -> None:
    adapter = app.url_map.bind("localhost")
    views = {address: app.view_functions[adapter.match(address)[0]] for address in (*DEAR, *CHEAP)}
    assert {address for address, view in views.items() if getattr(view, "dear", False)} == set(DEAR)


def test_who_spent_too_much_is_told_when_to_come_back(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    kept = ["/carte?vue=reseaux", "/carte.md?vue=reseaux", "/orientation/fiche.pdf?commune=37261&besoin=website"]
    for address in kept:
        assert client.get(address, headers=FRENCH).status_code == 200
    monkeypatch.setitem(client.application.config, "DEAR_SECONDS", 1e-9)
    client.application.extensions["dear"].own.spend("127.0.0.1", 60.0)
    page = client.get("/carte?vue=outils", headers=FRENCH)
    assert page.status_code == 503
    assert 200 < int(page.headers["Retry-After"]) < 300
    assert f"Réessayez dans {page.headers['Retry-After']}" in page.text.replace("\u00a0", " ")
    problem = client.get("/carte.json?vue=outils")
    assert (problem.status_code, problem.mimetype) == (503, "application/problem+json")
    assert problem.headers["Retry-After"]
    assert "en même temps" in problem.get_json()["detail"]
    assert "number" not in problem.get_json()
    assert not caplog.records, "whoever asks without a pause does not fill the log"
    # What is kept, what is cheap, and what others ask for.
    assert [client.get(address, headers=FRENCH).status_code for address in (*kept, *CHEAP)] == [200] * 6
    elsewhere = client.get("/carte?vue=outils", headers=FRENCH, environ_base={"REMOTE_ADDR": "192.0.2.7"})
    assert elsewhere.status_code == 200


def test_what_was_spent_comes_back() -> None:
    quick = Budget(lambda: 10.0, 1e9)
    quick.spend("a", 1e6)
    until(lambda: quick.wait("a") == 0.0)
    slow = Budget(lambda: 10.0, 0.01)
    slow.spend("a", 12.0)
    assert 100 < slow.wait("a") < 202
    assert slow.wait("b") == 0.0


def test_everybody_together_has_a_budget_too(client: FlaskClient) -> None:
    client.application.extensions["dear"].all.spend(dear.EVERYBODY, 10**10)
    assert client.get("/carte?vue=besoins&date=2021-04-02", headers=FRENCH).status_code == 503


def test_only_so_many_are_made_at_once(client: FlaskClient) -> None:
    house: House = client.application.extensions["dear"]
    house.here = Turns(house.room, patience=0.0)
    assert client.get("/carte.json?vue=reseaux").status_code == 200
    house.here.take()
    assert [client.get(address).status_code for address in ("/carte.json?vue=besoins", *CHEAP)] == [503, 200, 200, 200]
    house.here.leave()
    assert client.get("/carte.json?vue=besoins").status_code == 200


def test_whoever_waits_for_a_turn_or_for_a_drawing_waits_in_one_room(client: FlaskClient) -> None:
    """As many threads stand for them."""
    house: House = client.application.extensions["dear"]
    for turns in (house.here, house.studio):
        turns.take()
        for _ in range(dear.WAITING):
            house.room.acquire()
        answer = client.get("/carte.pdf?vue=reseaux&date=2021-04-05", headers=FRENCH)
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, str(int(dear.PATIENCE / 2) + 1))
        house.room.release(dear.WAITING)
        turns.leave()


class Counting(Studio):
    """The process that draws, which knows how often it was asked."""

    asked = 0

    def do(self, work: Callable[..., bytes], *given: object) -> Done:
        """The same, counted."""
        self.asked += 1
        return super().do(work, *given)


def test_a_room_that_opens_one_link_has_it_made_once(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    counting = Counting(Bounds(memory=300_000_000, seconds=60.0, idle=60.0))
    monkeypatch.setattr(dear, "STUDIO", counting)
    made: list[str | None] = []

    def note(_app: Flask, template: object, **_: object) -> None:
        made.append(getattr(template, "name", None))

    def ask(address: str) -> tuple[int, bytes]:
        answer = app.test_client().get(address, headers=FRENCH)
        return answer.status_code, answer.data

    with template_rendered.connected_to(note, app), ThreadPoolExecutor(ROOM) as room:
        pages = set(room.map(ask, ["/carte?vue=reseaux&date=2021-04-03"] * ROOM))
        files = set(room.map(ask, ["/carte.pdf?vue=reseaux&date=2021-04-03"] * ROOM))
    assert [(status, data[:5]) for status, data in pages] == [(200, b"<!DOC")]
    assert [(status, data[:5]) for status, data in files] == [(200, b"%PDF-")]
    assert (made.count("map/show.html"), counting.asked) == (1, 1)
    counting.close()


def test_a_picture_that_is_too_much_is_refused_and_harms_nobody(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    small = Studio(Bounds(memory=70_000_000, seconds=60.0, idle=60.0))
    monkeypatch.setattr(dear, "STUDIO", small)
    answer = client.get("/carte.png?vue=reseaux&date=2021-04-04", headers=FRENCH)
    assert answer.status_code == 503
    assert "plus petite" in answer.text
    assert client.get("/carte.pdf?vue=reseaux&date=2021-04-04", headers=FRENCH).status_code == 200
    small.close()


def test_the_server_has_a_thread_for_all_who_wait() -> None:
    assert OPTIONS["threads"] == dear.THREADS
