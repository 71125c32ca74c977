# SPDX-License-Identifier: AGPL-3.0-or-later
"""Hundreds of hostile slips and marks, from one address or from fifty, move nothing that anybody reads."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from graph.database import open_database
from graph.namespaces import ORG
from graph.slips.tables import TABLES
from tests.applications import application
from tests.siege import LENGTH
from tests.web.conftest import TOWN
from tests.web.gated import entered, seal_in, signed_mark
from web.app.pages import ecosystem
from web.app.recent import all_recent
from web.site.slip.slips import counter

pytestmark = pytest.mark.slow
# A thousand and more by `make siege`.
MANY, ADDRESSES = 400 * LENGTH, 50
BROWSER = {"User-Agent": "Mozilla/5.0", "Origin": "http://localhost"}
OUTCOMES = ("unreachable", "not-for-me", "taken", "no-answer")


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    """The small town behind a proxy, where professionals have told enough for figures to be published."""
    made = application(tmp_path, TOWN, TRUSTED_PROXIES="1")
    made.config["API_CALLS_PER_MINUTE"] = 10**9
    colleague = entered(made)
    for rank, (actor, need) in enumerate(asked(made)[:12]):
        number = noted(made, actor, need, f"203.0.113.{rank}")
        assert number
        signed_mark(colleague, number, OUTCOMES[2])
    yield made
    made.extensions["tisserand"].close()


def asked(app: Flask) -> list[tuple[str, str]]:
    """Each actor with each need."""
    with app.test_request_context():
        data, model = ecosystem().public.dataset, ecosystem().model
        needs = [choice.slug for choice in model.scheme("need").choices]
        actors = sorted(iri.split("/id/")[1] for iri in data.instances(ORG.FormalOrganization))
    return [(actor, need) for need in needs for actor in actors if actor.startswith("organisation/")]


def noted(app: Flask, actor: str, need: str, address: str) -> str:
    """The number of a slip that a stranger of an address noted, "" where they may note no more."""
    client, headers = app.test_client(use_cookies=False), said_to_be(address)
    query = {"commune": "Chinon", "besoin": need, "acteur": actor}
    page = client.get("/orientation/bon", query_string=query, headers=headers)
    form = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page.text))
    sent = client.post("/orientation/bon", data=form, headers=headers)
    assert sent.status_code in (303, 429)
    return sent.location.split("/bon/")[1].partition("?")[0] if sent.status_code == 303 else ""


def said_to_be(address: str) -> dict[str, str]:
    """Who sends it: the proxy adds the true address to what a stranger claims."""
    return {**BROWSER, "X-Forwarded-For": f"10.9.8.7, 192.0.2.{len(address)}, {address}"}


def attacked(app: Flask, address: Callable[[int], str]) -> tuple[int, int]:
    """How many slips and reports were taken of so many slips, each marked, and as many « unreachable »."""
    client, pairs, slips, reports = app.test_client(use_cookies=False), asked(app), 0, 0
    for rank in range(MANY):
        actor, need = pairs[rank % len(pairs)]
        headers = said_to_be(address(rank))
        number = noted(app, actor, need, address(rank))
        if number:
            slips += 1
            form = {"suite": OUTCOMES[rank % 2], "jeton": seal_in(client.get(f"/bon/{number}", headers=headers))}
            reports += client.post(f"/bon/{number}", data=form, headers=headers).status_code == 303
        form = {"acteur": actor, "jeton": seal_in(client.get(f"/injoignable?acteur={actor}", headers=headers))}
        reports += client.post("/injoignable", data=form, headers=headers).status_code == 303
    return slips, reports


def read(app: Flask) -> dict[str, bytes]:
    """Everything that strangers and programs read: answers to every need, cards, coverage, map, figures, files."""
    client = app.test_client(use_cookies=False)
    pairs = asked(app)
    addresses = [f"/fiche/{actor}" for actor in {actor for actor, _ in pairs}]
    for need in {need for _, need in pairs}:
        addresses += [f"/api/v1/referrals?commune=Chinon&need={need}", f"/orientation?commune=Chinon&besoin={need}"]
    addresses += ["/couverture", "/couverture.json", "/corrections", "/retours", "/api/v1/outcomes", "/annuaire", "/"]
    addresses += [f"/carte.json?vue={view}" for view in ("reseaux", "besoins", "outils", "territoire")]
    listed = client.get("/export/").text
    addresses += sorted(set(re.findall(r'href="(/export/[^"?]+\.[a-z]+)"', listed)))
    found = {}
    for address in addresses:
        answer = client.get(address, headers={"X-Forwarded-For": "198.51.100.200"})  # no browser: gaps are not counted
        assert answer.status_code in (200, 404), address
        found[address] = re.sub(rb'"elapsed_ms": ?[\d.]+', b"", answer.data)
    assert len([address for address in found if address.startswith("/export/")]) > 5
    return found


@pytest.mark.parametrize(
    ("address", "addresses"),
    [
        pytest.param(lambda rank: "198.51.100.7", 1, id="one address"),
        pytest.param(lambda rank: f"198.51.{rank % ADDRESSES}.7", ADDRESSES, id="fifty addresses"),
    ],
)
def test_nothing_that_anybody_reads_moves(app: Flask, address: Callable[[int], str], addresses: int) -> None:
    before, repository = read(app), app.extensions["tisserand"].repository
    number, pages = repository.number, {name: len(kept) for name, kept in all_recent(app).items()}
    assert b'"count": 12' in before["/api/v1/outcomes"] or b'"count":12' in before["/api/v1/outcomes"]
    with app.app_context():
        stamp, size = counter().slips.stamp(), disk(app)
    slips, reports = attacked(app, address)
    assert slips == MANY if addresses > 1 else 0 < slips < MANY
    # Nothing is journaled; what pages remember is still there; figures are not even counted again.
    assert repository.number == number
    assert {name: len(kept) for name, kept in all_recent(app).items() if name in pages} == pages
    with app.app_context():
        assert counter().slips.stamp() == stamp
    assert (disk(app) - size) / (slips + reports) < 2_000
    assert read(app) == before
    alarm = app.test_cli_runner().invoke(args=["correct"]).output
    assert alarm.count("Alerte, vague de signalements") == 1
    code = alarm.split("flask withdraw ")[1].split()[0]
    assert app.test_cli_runner().invoke(args=["withdraw", code]).exit_code == 0
    assert app.test_cli_runner().invoke(args=["correct"]).output == "Aucune fiche à vérifier.\n"


def disk(app: Flask) -> int:
    """Bytes of the database, once all is written where it stays."""
    url = app.extensions["tisserand"].settings.database_url
    with closing(open_database(url, TABLES).raw_connection()) as connection:
        connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return sum(path.stat().st_size for path in Path(sa.make_url(url).database or "").parent.glob("journal.sqlite*"))
