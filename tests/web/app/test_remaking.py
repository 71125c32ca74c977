# SPDX-License-Identifier: AGPL-3.0-or-later
"""While many read, a page of a moment before is given and made again behind; what is withdrawn leaves at once."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from graph.namespaces import ORG, RDF, SKOS
from graph.rdf.dataset import Fact, text_literal
from graph.storage.journal import Change, Draft
from tests.applications import filled
from tests.conftest import TESTS
from tests.instances import DAY
from tests.web.app.test_kept_pages import made
from web.app import kept_pages, remaking
from web.app.recent import all_recent
from web.site.slip.slips import counter

pytestmark = pytest.mark.long
SHORT, LONG = 0.0, 1e6  # a while that is over, and one that lasts as long as a test does
SHRUBS = ("Aubépine", "Bourdaine", "Cornouiller")
ASKED = "/orientation?commune=Tours&besoin=video-meeting"


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """An application at work, whose pages are made again when the test says."""
    app = filled(tmp_path, [TESTS / "ecosystem.ttl"])
    monkeypatch.setattr(kept_pages, "A_WHILE", LONG)
    app.extensions[kept_pages.ASKED] = deque(maxlen=1)
    monkeypatch.setattr(kept_pages, "A_MOMENT", LONG)
    monkeypatch.setattr(remaking, "DUE", 0.0)
    ecosystem = app.extensions["tisserand"]
    _ = ecosystem.repository
    ecosystem.attending = True
    ecosystem.after_changes = lambda: None
    yield app
    ecosystem.close()


def added(app: Flask, name: str) -> Change:
    """The change by which an organisation comes in."""
    ecosystem = app.extensions["tisserand"]
    base = ecosystem.settings.base_url
    iri, source = f"{base}/id/organisation/{name.lower()}", f"{base}/id/source/town"
    said = ((RDF.type, ORG.FormalOrganization), (SKOS.prefLabel, text_literal(name, "fr")))
    facts = frozenset(Fact(iri, path, value, source) for path, value in said)
    change: Change = ecosystem.repository.commit(Draft("essais", "edit", "essai", "", frozenset(), facts))
    return change


def many_write(app: Flask, *names: str) -> list[Change]:
    return [added(app, name) for name in names]


def shown(client: FlaskClient, **headers: str) -> str:
    return client.get(
        "/annuaire/acteurs", headers={name.replace("_", "-"): said for name, said in headers.items()}
    ).text


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def test_a_page_of_a_moment_before_is_given_and_made_again_behind(app: Flask, client: FlaskClient) -> None:
    before = shown(client)
    assert "Aubépine" not in before
    many_write(app, *SHRUBS)
    with made(app) as pages:
        assert shown(client) == before
    assert pages == []
    with made(app) as pages:
        assert app.extensions["remaking"].round() == 1
    assert pages == ["directory/show.html"]
    with made(app) as pages:
        assert all(name in shown(client) for name in SHRUBS)
    assert pages == []
    assert app.extensions["remaking"].round() is None, "what is current is left"


def test_what_is_withdrawn_leaves_every_page_at_once(app: Flask, client: FlaskClient) -> None:
    first, *_ = many_write(app, *SHRUBS)
    assert "Aubépine" in shown(client)
    app.extensions["tisserand"].repository.undo(first.number, "essais")
    assert "Aubépine" not in shown(client)
    many_write(app, "Daphné", "Érable", "Fusain")
    assert "Aubépine" not in shown(client)


@pytest.mark.parametrize("asks", [{"Cache_Control": "no-cache"}, {"Cache_Control": "max-age=0"},
                                  {"Sec_Fetch_Dest": "empty"}])  # fmt: skip
def test_who_reloads_or_follows_is_given_what_is_so_now(app: Flask, client: FlaskClient, asks: dict[str, str]) -> None:
    shown(client)
    many_write(app, *SHRUBS)
    assert "Aubépine" not in shown(client)
    assert "Aubépine" in shown(client, **asks)


def test_where_few_read_a_change_shows_at_once(app: Flask, client: FlaskClient) -> None:
    shown(client)
    app.extensions[kept_pages.ASKED] = deque(maxlen=3)
    added(app, "Aubépine")
    assert "Aubépine" in shown(client)
    added(app, "Bourdaine")
    assert "Bourdaine" in shown(client)
    added(app, "Cornouiller")
    assert "Cornouiller" not in shown(client), "the third page of this while: they are many"


def test_the_card_that_changed_is_never_of_a_moment_before(app: Flask, client: FlaskClient) -> None:
    first, other = client.get("/glossaire"), client.get("/fiche/tool/plume")
    many_write(app, *SHRUBS)
    ecosystem = app.extensions["tisserand"]
    base = ecosystem.settings.base_url
    card = "tool/plume"
    said = Fact(f"{base}/id/{card}", SKOS.altLabel, text_literal("Plumeau", "fr"), f"{base}/id/source/town")
    ecosystem.repository.commit(Draft("essais", "edit", "essai", "", frozenset(), frozenset({said})))
    assert "Plumeau" not in other.text
    assert "Plumeau" in client.get(f"/fiche/{card}").text
    assert client.get("/glossaire").data == first.data


def test_a_page_is_made_again_once_it_is_soon_too_late_to_be_given(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown(client)
    monkeypatch.setattr(remaking, "DUE", 0.5)
    many_write(app, *SHRUBS)
    assert app.extensions["remaking"].round() == 0, "what comes meanwhile is taken in at once"
    monkeypatch.setattr(remaking, "DUE", 0.0)
    assert app.extensions["remaking"].round() == 1


def test_where_no_longer_many_read_who_asks_has_the_page_made(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown(client)
    many_write(app, *SHRUBS)
    monkeypatch.setattr(kept_pages, "A_WHILE", SHORT)
    assert app.extensions["remaking"].round() is None
    assert "Aubépine" in shown(client)


def test_once_the_moment_is_over_the_page_is_made_for_who_asks(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown(client)
    many_write(app, *SHRUBS)
    monkeypatch.setattr(kept_pages, "A_MOMENT", SHORT)
    assert "Aubépine" in shown(client)


def test_what_nobody_asked_for_lately_is_not_made_again(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown(client)
    many_write(app, *SHRUBS)
    monkeypatch.setattr(remaking, "LATELY", SHORT)
    assert app.extensions["remaking"].round() is None


def test_a_page_that_is_made_again_counts_nobody_and_keeps_nothing_of_who_asked(app: Flask) -> None:
    client = app.test_client()
    client.get(ASKED, headers={"User-Agent": "Mozilla/5.0"}, environ_base={"REMOTE_ADDR": "192.0.2.1"})
    many_write(app, *SHRUBS)
    assert app.extensions["remaking"].round() == 1
    with app.app_context():
        assert counter().slips.gaps() == [("video-meeting", "commune-37261", f"{DAY:%Y-%m}", 1)]
    kept = all_recent(app)["pages"].all()
    assert "192.0.2.1" not in str([page.asked_by for page in kept])
    assert "Mozilla" not in str([page.asked_by for page in kept])
