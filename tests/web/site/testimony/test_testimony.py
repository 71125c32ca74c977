# SPDX-License-Identifier: AGPL-3.0-or-later
"""Two professionals are heard by everybody; a thousand strangers by moderators alone, who take them back at once."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from html import unescape
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from graph.slips.corrections import corrections
from graph.slips.waves import MANY
from tests.applications import filled
from tests.instances import DAY
from tests.web.conftest import TOWN
from tests.web.gated import entered, seal_in, signed_mark, signed_unreached
from tests.web.site.moderation.test_moderation import order, sent
from tests.web.site.slip.test_slips import note
from tests.web.test_pages import text_of
from web.app.sessions import PATH
from web.site.slip.slips import counter

ACTOR = "organisation/atelier"


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    """The small town, with slips of its own."""
    made = filled(tmp_path, TOWN)
    yield made
    made.extensions["tisserand"].close()


def moderator(app: Flask) -> FlaskClient:
    """Somebody who came in by a link for moderators."""
    return entered(app, "moderator")


def test_two_professionals_are_heard_and_one_is_not_nor_one_whose_link_was_cancelled(app: Flask) -> None:
    gone, first, second = entered(app), entered(app), entered(app)
    before = order(app)
    public = app.test_client()
    assert "Rien ne change encore" in text_of(signed_unreached(gone, ACTOR).text)
    app.extensions["tisserand"].gate.revoke(1)
    for _ in range(2):
        assert "Rien ne change encore" in text_of(signed_unreached(first, ACTOR).text)
    assert order(app) == before
    assert "2 (2 professionnels l’ont dit)" in text_of(moderator(app).get(f"{PATH}/moderation").text)
    assert "au moins deux à le dire" in text_of(signed_mark(second, note(public), "unreachable").text)
    assert order(app) != before
    assert "Signalé injoignable le" in text_of(public.get("/corrections").text)
    assert "Dit par plusieurs professionnels" in text_of(public.get(f"/fiche/source/professionals-{DAY}").text)
    *_, made = app.extensions["tisserand"].repository.journal.read()
    assert made.header.author == "professionnels, invitations 2, 3"
    run = app.test_cli_runner().invoke
    [item] = json.loads(run(args=["correct", "--json"]).output)
    assert item["public"]
    assert "dit à tout le monde" in run(args=["correct"]).output
    assert "Vérifié : Atelier Exemple" in run(args=["correct", item["code"]]).output
    assert run(args=["correct", "--public"]).exit_code == 2
    app.extensions["tisserand"].repository.catch_up()
    assert order(app) == before


def test_those_who_agree_at_the_same_moment_are_heard_once(app: Flask) -> None:
    clients = [entered(app) for _ in range(6)]
    forms = [{"acteur": ACTOR, "jeton": seal_in(one.get(f"{PATH}/injoignable?acteur={ACTOR}"))} for one in clients]
    with ThreadPoolExecutor(len(clients)) as pool:
        sent = pool.map(lambda one, form: one.post(f"{PATH}/injoignable", data=form).location, clients, forms)
        told = [location.rpartition("=")[2] for location in sent]
    assert (told.count("dit"), {*told} - {"dit", "deja", "note"}) == (1, set())
    assert "était déjà « à vérifier »" in text_of(signed_unreached(entered(app), ACTOR).text)
    assert len(corrections(app.extensions["tisserand"].repository.public)) == 1


def test_answers_between_professionals_lead_to_saying_it(app: Flask) -> None:
    page = entered(app).get(f"{PATH}?outil=plume")
    addresses = [unescape(found) for found in re.findall(rf'href="({PATH}/injoignable[^"]+)"', page.text)]
    assert addresses
    assert {entered(app).get(address).status_code for address in addresses} == {200}


def test_without_a_session_one_is_told_where_to_say_it(app: Flask) -> None:
    client = app.test_client()
    number = note(client)
    for address, instead in (
        (f"{PATH}/injoignable?acteur={ACTOR}", f"/injoignable?acteur={ACTOR}"),
        (f"{PATH}/bon/{number}", f"/bon/{number}"),
    ):
        assert f'href="{address}"' in client.get(instead).text
        for page in (client.get(address), client.post(address)):
            assert page.status_code == 403
            assert f'href="{instead}"' in page.text
    with app.app_context():
        assert not counter().slips.find(number).marks


def test_what_is_sent_wrongly_is_told_and_notes_nothing(app: Flask) -> None:
    client = entered(app)
    number = note(app.test_client())
    seal = seal_in(client.get(f"{PATH}/bon/{number}"))
    for address, form, status in (
        ("injoignable", {"acteur": ACTOR, "jeton": "x"}, 400),
        ("injoignable", {"acteur": "person/camille", "jeton": "x"}, 404),
        (f"bon/{number}", {"suite": "taken", "jeton": "x"}, 400),
        (f"bon/{number}", {"suite": "jeanne@exemple.fr", "jeton": seal}, 400),
        ("bon/K7M2RX4F2", {"suite": "taken", "jeton": seal}, 400),
    ):
        page = client.post(f"{PATH}/{address}", data=form, headers={"Origin": "http://localhost"})
        assert page.status_code == status
        assert "exemple.fr" not in page.text
    other = client.post(f"{PATH}/bon/{number}", data={"suite": "taken", "jeton": seal}, headers={"Origin": "null"})
    assert other.status_code == 403
    with app.app_context():
        assert not counter().slips.find(number).marks
        assert counter().slips.signed_unreached(DAY) == {}


def test_a_wave_is_an_alarm_for_moderators_taken_back_and_given_back(app: Flask) -> None:
    with app.app_context():
        for actor in (ACTOR, "organisation/cooperative"):
            for _ in range(MANY):
                counter().slips.add_unreached(actor, DAY, f"{DAY}T09:30")
    page, run = moderator(app), app.test_cli_runner().invoke
    alarm = text_of(page.get(f"{PATH}/moderation").text)
    assert f"{2 * MANY} signalements anonymes, 2 fiches : 10 décembre 2026, 10:30" in alarm  # 9:30 in UTC
    assert "vague de signalements : 40 en tout, 2 fiches" in run(args=["correct"]).output
    [wave] = json.loads(run(args=["withdraw", "--json"]).output)
    assert (wave["code"], wave["reports"], wave["decision"]) == (f"{DAY}T09:30", 2 * MANY, "")
    assert "ces signalements ne comptent plus" in text_of(sent(page, "vagues", geste="retirer").text)
    assert "0 fiche signalée" in text_of(page.get(f"{PATH}/moderation").text)
    assert "Rendu" in run(args=["withdraw", wave["code"], "--undo"]).output
    assert "2 fiches signalées" in text_of(page.get(f"{PATH}/moderation").text)
    assert "Retiré : 40 en tout" in run(args=["withdraw", wave["code"]]).output
    assert "retirée" in run(args=["withdraw"]).output
    assert "de nouveau à relire" in text_of(sent(page, "vagues", geste="retablir").text)
    assert "chaque fiche est à relire" in text_of(sent(page, "vagues", geste="garder").text)
    assert "Une vague de signalements" not in text_of(page.get(f"{PATH}/moderation").text)
    assert run(args=["withdraw", "2021-01-01T00:00"]).exit_code == 1
    assert run(args=["withdraw", "--undo"]).exit_code == 2


def test_a_report_bears_the_minute_at_which_it_was_sent(app: Flask) -> None:
    client = app.test_client()
    number = note(client)
    seal = seal_in(client.get(f"/bon/{number}"))
    client.post(f"/bon/{number}", data={"suite": "unreachable", "jeton": seal})
    form = {"acteur": ACTOR, "jeton": seal_in(client.get(f"/injoignable?acteur={ACTOR}"))}
    client.post("/injoignable", data=form)
    with app.app_context():
        noted = [report.minute for report in counter().slips.reports(DAY)]
    assert len(noted) == 2
    assert all(re.fullmatch(rf"{DAY}T\d\d:\d\d", minute) for minute in noted)
