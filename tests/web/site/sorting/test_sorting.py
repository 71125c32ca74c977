# SPDX-License-Identifier: AGPL-3.0-or-later
"""A moderator sorts cards: right, to be improved, wrong, passed; each is told honestly, and taken back."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from html import unescape

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from graph import clock
from graph.contributions.verdicts_erasing import without_verdicts
from graph.namespaces import TIS
from graph.readings.sorting import A_ROUND, pace
from tests.web.test_pages import text_of
from web.app.sessions import PATH

PAGE = f"{PATH}/tri"
HERE = {"Origin": "http://localhost"}


def cards(page: TestResponse) -> list[str]:
    """The keys of the cards that an answer holds, in order."""
    return [unescape(key) for key in re.findall(r'data-card="([^"]+)"', page.text)]


def judged(client: FlaskClient, verdict: str, card: str = "", where: str = "", **fields: str) -> TestResponse:
    """What answers a verdict, sent from the page that is seen."""
    seal = re.findall(r'name="jeton" value="([^"]+)"', client.get(f"{PAGE}{where}").text)[0]
    data = {"jeton": seal, "verdict": verdict, "fiche": card, **fields}
    kept = {name: value for name, value in data.items() if value}
    return client.post(f"{PAGE}{where}", data=kept, headers=HERE)


def test_a_card_said_right_is_read_again_and_confirmed_by_nobody(app: Flask, moderator: FlaskClient) -> None:
    repository = app.extensions["tisserand"].repository
    first, second, *_ = cards(moderator.get(PAGE))
    iri, before = f"{repository.base}/id/{first}", moderator.get(f"/fiche/{first}").text
    answer = judged(moderator, "juste", first, suite="1")
    assert (answer.status_code, cards(answer)[0]) == (200, second)
    assert "1 fiche vue" in text_of(answer.text)
    assert repository.public.day(iri, TIS.reviewedOn) == clock.today()
    assert repository.public.link(iri, TIS.confirmedBy) is None
    last = repository.journal.last()
    assert (last.kind, bool(re.fullmatch(r"modération, invitation \d+", last.author))) == ("review", True)
    shown = text_of(moderator.get(f"/fiche/{first}").text)
    assert "relu par la modération en" in shown
    assert shown.count("confirmé par") == text_of(before).count("confirmé par")
    assert "relue, sans changement" in text_of(moderator.get(f"/fiche/{first}/histoire").text)
    assert first not in moderator.get("/actualites").text.partition('<main id="content"')[2]
    back = judged(moderator, "defaire")
    assert unescape(back.location).endswith(f"fiche={first}&fait=defait#card")
    assert cards(moderator.get(back.location))[0] == first
    assert repository.public.day(iri, TIS.reviewedOn) is None


def test_what_is_wrong_waits_among_contributions_and_what_is_to_improve_in_a_list(
    app: Flask, moderator: FlaskClient
) -> None:
    kept = app.extensions["tisserand"].contributions
    first, second, third, *_ = cards(moderator.get(PAGE))
    asked = moderator.get(PAGE, query_string={"demande": "faux", "fiche": second})
    assert cards(asked)[0] == second
    assert re.search(r'id="panel-faux"[^>]*action="[^"]*">', asked.text)
    wrong = judged(moderator, "autre", second)
    assert (wrong.status_code, "ce qui est faux" in text_of(wrong.text)) == (400, True)
    judged(moderator, "ferme", first, mot="Vu en passant.")
    [waits] = kept.open()
    assert waits.proposal.comment == "C’est fermé, ou cela n’existe plus : Vu en passant."
    judged(moderator, "ameliorer", second, mot="Les horaires manquent.")
    judged(moderator, "passer", third)
    assert not {first, second, third} & set(cards(moderator.get(PAGE)))
    listed = moderator.get(f"{PAGE}/a-ameliorer")
    assert "Les horaires manquent." in listed.text
    judged(moderator, "defaire")
    number = re.findall(r'name="numero"\s+value="(\d+)"', listed.text)[0]
    assert judged(moderator, "", where="/a-ameliorer", numero=number).status_code == 303
    assert judged(moderator, "defaire").status_code == 303
    assert (kept.count_open(), judged(moderator, "defaire").status_code) == (0, 404)
    assert {first, second, third} <= set(cards(moderator.get(PAGE)))


def test_only_moderators_sort_and_only_what_is_asked_for(app: Flask, moderator: FlaskClient) -> None:
    assert app.test_client().get(PAGE).status_code == 403
    assert app.test_client().post(PAGE, data={"verdict": "juste"}, headers=HERE).status_code == 403
    assert judged(moderator, "juste", "organisation/inconnue").status_code == 404
    assert judged(moderator, "juste", cards(moderator.get(PAGE))[0], jeton="x").status_code == 400
    assert moderator.get(PAGE, query_string={"lieu": "x"}).status_code == 400
    services = cards(moderator.get(PAGE, query_string={"nature": "services"}))
    assert services
    assert all(key.startswith("service/") for key in services)


def test_a_pace_leaves_pauses_out() -> None:
    start = datetime(2021, 6, 1, 9, tzinfo=UTC)
    given = [start + timedelta(seconds=seconds) for seconds in (0, 6, 12, 3600, 3606)]
    found = pace(given, 95)
    assert (found.seen, found.of, found.seconds, found.minutes) == (5, A_ROUND, 6.0, 10)
    assert pace(given[:1], 2).minutes == 0


def test_what_is_erased_leaves_verdicts_too() -> None:
    row = {"number": 1, "card": "organisation/moulin", "words": "", "given": 5}
    kept, places = without_verdicts(
        {"verdicts": [row, {**row, "number": 2, "card": "tool/plume", "words": "dit par Léa"}]},
        lambda text: "Léa" in text, lambda path: path == "organisation/moulin", lambda *_: False,
    )  # fmt: skip
    assert kept == {"verdicts": []}
    assert places == {("verdict", "1", "5"), ("verdict", "2", "5")}
