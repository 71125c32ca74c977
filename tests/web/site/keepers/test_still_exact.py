# SPDX-License-Identifier: AGPL-3.0-or-later
"""« Toujours exact ? »: asked once a year, reminded twice, written once by two at once; then silence shows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask

from graph import clock
from graph.keepers.store import HANDOVER, GivenAgreement, Keeper, Keepers
from graph.keepers.turns import MOST_CARDS, asked_on, begins, due_letters
from graph.namespaces import TIS
from tests.applications import filled
from tests.instances import DAY
from tests.post_office import PostOffice, post_office
from tests.web.cli.conftest import commands_of
from tests.web.conftest import TOWN
from tests.web.site.keepers.test_keepers import ADDRESS, CARD, _press
from tests.web.test_pages import text_of

A_MONTH = timedelta(days=31)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[PostOffice]:
    with post_office(tmp_path / "office") as office:
        yield office


@pytest.fixture
def app(tmp_path: Path, office: PostOffice) -> Iterator[Flask]:
    """The small town, whose letters leave."""
    made = filled(tmp_path / "instance", TOWN, SMTP_URL=office.url)
    yield made
    made.extensions["tisserand"].close()
    clock.hold(DAY)


@pytest.fixture
def kept(app: Flask) -> Iterator[Keepers]:
    """Those who keep cards: one, who agreed."""
    with closing(Keepers(app.extensions["tisserand"].settings.database_url)) as keepers:
        keepers.agree(CARD, ADDRESS, "oui")
        yield keepers


def _turn() -> date:
    """The next day on which the card is asked about, once its keeper was left alone for long enough."""
    days = (DAY + timedelta(days=91 + number) for number in range(366))
    return next(day for day in days if asked_on(CARD, day) == day)


def _keeper(number: int, card: str, **told: int) -> Keeper:
    blank = dict.fromkeys(("asked", "agreed", "began", "letters", "last", "answered"), 0)
    return Keeper(number=number, email=ADDRESS, card=card, consent="", **{**blank, **told})


@pytest.mark.usefixtures("database")
def test_a_year_of_questions_until_somebody_answers(app: Flask, kept: Keepers, office: PostOffice) -> None:
    client, run, repository = app.test_client(), commands_of(app), app.extensions["tisserand"].repository
    assert run("due").output == "Rien n’est à faire.\n", "who has just agreed is left alone"
    turn = _turn()
    clock.hold(turn)
    assert f"Partirait, « toujours exact ? » : {CARD}." in run("due", "--dry-run").output
    assert office.received() == []
    stale = kept.all()
    for place, told in enumerate(("Toujours exact ?", "Rappel", "Rappel")):
        clock.hold(turn + place * A_MONTH)
        assert "1 courriel « toujours exact ? » est écrit." in run("due").output
        assert "toujours exact" not in run("due").output, "done twice, it is done once"
        assert str(office.received()[-1]["Subject"]).startswith(told)
        assert len(office.received()) == place + 1
    assert not kept.note_letter(stale, lambda one: True, lambda connection, made: None), "another had written it"
    last = office.received()[-1]
    text = str(last.get_content())
    assert (last["To"], "Atelier Exemple" in text, "Nous n’avons pas encore eu votre réponse" in text) == (
        ADDRESS,
        True,
        True,
    )
    clock.hold(turn + 3 * A_MONTH)
    assert f"Sans réponse après deux rappels : {CARD}." in run("due").output
    assert "Sans réponse" not in run("due").output
    repository = app.extensions["tisserand"].repository
    repository.catch_up()
    iri = f"{repository.base}/id/{CARD}"
    assert repository.public.day(iri, TIS.unansweredSince) == turn
    assert "sans réponse depuis le" in text_of(client.get(f"/fiche/{CARD}").text)
    link = re.findall(r"http://localhost:5000(/toujours-exact/[\w-]+)\s", text)[0]
    assert _press(client, link).headers["Location"].endswith("fait=exact")
    assert repository.public.day(iri, TIS.unansweredSince) is None
    assert run("due").output == "Rien n’est à faire.\n"


def test_whoever_agreed_in_english_is_asked_in_english(app: Flask, kept: Keepers, office: PostOffice) -> None:
    kept.forget_address(ADDRESS)
    kept.agree(CARD, ADDRESS, GivenAgreement("yes", "en"))
    clock.hold(_turn())
    commands_of(app)("due")
    [letter] = office.received()
    text = str(letter.get_content())
    assert str(letter["Subject"]).startswith("Still right? The entry")
    assert ("Yes, everything is right:" in text, "Oui, tout est exact" in text) == (True, False)


def test_one_letter_a_month_to_a_person_whatever_they_keep() -> None:
    now = int(datetime(2027, 7, 1, tzinfo=UTC).timestamp())
    cards = [_keeper(number, f"organisation/{number}") for number in range(40)]
    [asked] = due_letters(cards, now)
    assert len(asked) == MOST_CARDS
    lately = [*cards[:-1], _keeper(40, "organisation/40", last=now - 86_400, began=now - 86_400, letters=1)]
    assert due_letters(lately, now) == []
    assert not begins(_keeper(1, CARD, answered=now - 86_400), now)
    days = {asked_on(f"organisation/{number}", date(2027, 12, 31)).month for number in range(99)}
    assert len(days) == 12, "cards are spread over the year"


@pytest.mark.usefixtures("database")
def test_whoever_leaves_names_the_next_who_has_to_agree(app: Flask, kept: Keepers, office: PostOffice) -> None:
    client, link = app.test_client(), f"/toujours-exact/{kept.link(CARD, ADDRESS)}"
    wrong = _press(client, f"{link}/passer-la-main", courriel="demain")
    assert (wrong.status_code, 'value="demain"' in wrong.text) == (400, True)
    assert _press(client, f"{link}/passer-la-main", courriel="Suite@atelier.example").status_code == 200
    assert (kept.of_card(CARD), client.get(link).status_code) == ((), 410)
    app.extensions["tisserand"].outbox.send_due()
    [letter] = office.received()
    text = str(letter.get_content())
    assert (letter["To"], "pour que vous preniez la suite" in text) == ("suite@atelier.example", True)
    agree = re.findall(r"http://localhost:5000(/toujours-exact/\S+/accord)", text)[0]
    early = client.get(agree.removesuffix("/accord"))
    assert (early.status_code, early.headers["Location"]) == (303, agree), "nothing opens before they agree"
    assert client.get(agree.replace("/accord", "/corriger")).status_code == 303
    assert _press(client, agree).status_code == 303
    assert client.get(agree.removesuffix("/accord")).status_code == 200
    assert [one.email for one in kept.of_card(CARD)] == ["suite@atelier.example"]
    assert not kept.ask(CARD, "suite@atelier.example", HANDOVER)
