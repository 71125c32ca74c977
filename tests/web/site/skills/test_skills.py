# SPDX-License-Identifier: AGPL-3.0-or-later
"""Skills between professionals: said, shown, fading; a helping hand that shows no address; gone when asked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from graph import clock
from graph.backup import read_backup, restore_backup, write_backup
from graph.backup.parts import Leaving, without_leaving
from graph.entry.roles import Grant
from graph.skills.declaring import SUBJECT, ToldSkill
from graph.skills.fairness import fairly
from graph.skills.hands import KEPT_DAYS, MOST_OF_ONE
from graph.skills.store import KeptSkill
from tests.applications import filled
from tests.instances import DAY, settings_in
from tests.post_office import PostOffice, post_office
from tests.web.cli.conftest import commands_of
from tests.web.conftest import TOWN
from tests.web.gated import entered, with_account
from tests.web.test_pages import text_of
from web.app.sessions import PATH

HERE = {"Origin": "http://localhost"}
KNOWS, ASKS, NAMED = "zqxjeanne@exemple.fr", "zqxpaul@exemple.fr", "Jeanne Zqxmartin"
WORDS = "La mise en page zqxsaute quand on imprime."
MINE, ASK = f"{PATH}/mes-competences", f"{PATH}/coup-de-main"
LINK = re.compile(r"http://localhost:5000(/\S+)")


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PostOffice]:
    with post_office(tmp_path_factory.mktemp("office")) as office:
        yield office


@pytest.fixture
def app(tmp_path: Path, office: PostOffice) -> Iterator[Flask]:
    """The small town, whose mail leaves when it is told to."""
    for path in office.folder.iterdir():
        path.unlink()
    made = filled(tmp_path / "instance", TOWN, SMTP_URL=office.url)
    yield made
    made.extensions["tisserand"].close()
    clock.hold(DAY)


def _of_account(app: Flask, email: str) -> FlaskClient:
    return with_account(app, email, Grant("professional"))


def _sent(client: FlaskClient, address: str, to: str = "", **form: str) -> TestResponse:
    """The answer to the last form of a page."""
    seal = re.findall(r'name="jeton" value="([^"]+)"', client.get(address).text)[-1]
    return client.post(to or address, data={"jeton": seal, **form}, headers=HERE)


def _say(client: FlaskClient, **form: str) -> TestResponse:
    typed = {"q": "Plume Exemple", "niveau": "expert", "reseau": "network/trame", "accord": "1", **form}
    return _sent(client, MINE, **typed)


def _ask(client: FlaskClient, **form: str) -> TestResponse:
    return _sent(client, f"{ASK}?competence=1", ASK, **{"competence": "1", "mots": WORDS, "delai": "soon", **form})


def _mailed(app: Flask, office: PostOffice) -> tuple[str, str, str]:
    """To whom the last letter went, what it says, and where it leads, once all have left."""
    app.extensions["tisserand"].outbox.send_due()
    last = office.received()[-1]
    text = str(last.get_content())
    return str(last["To"]), text, LINK.findall(text)[0]


def _held(folder: Path, *texts: str) -> list[str]:
    files = [path for path in folder.rglob("*") if path.is_file()]
    sought = texts or (KNOWS, ASKS, NAMED, WORDS)
    return [path.name for path in files if any(text.encode() in path.read_bytes() for text in sought)]


@pytest.mark.usefixtures("database")
def test_a_skill_is_said_found_asked_about_and_answered_without_any_address(app: Flask, office: PostOffice) -> None:
    knows, asks, outside = _of_account(app, KNOWS), _of_account(app, ASKS), app.test_client()
    before = app.extensions["tisserand"].repository.number
    assert "Personne n’a encore dit connaître : Nuage Libre" not in text_of(asks.get(f"{PATH}?outil=nuage-libre").text)
    assert "Personne n’a encore dit connaître" in text_of(asks.get(f"{PATH}?domaine=website").text)
    assert _say(knows).status_code == 303
    page = text_of(asks.get(f"{PATH}?outil=plume").text)
    assert "Une personne de La Trame Exemple" in page
    assert KNOWS not in page
    assert "C’est vous" in text_of(knows.get(f"{PATH}?outil=plume").text)
    told = asks.get(f"{PATH}/reponses.json?outil=plume").get_json()["colleagues"]
    assert [(one["level"], one["ask"]) for one in told] == [("expert", f"{ASK}?competence=1")]
    sent = _ask(asks)
    to, letter, link = _mailed(app, office)
    assert (to, WORDS in letter, ASKS in letter) == (KNOWS, True, False)
    assert WORDS in text_of(outside.get(link).text)
    assert outside.post(link, data={"suite": "ouvre"}, headers=HERE).status_code == 400
    assert outside.post(link, headers={"Origin": "https://elsewhere.example"}).status_code == 403
    assert _sent(outside, link, suite="repond", mots="").status_code == 400
    assert _sent(outside, link, suite="regle").status_code == 400, "only whoever asks says that it is settled"
    assert _sent(outside, link, suite="ouvre", mots="Appelez-moi.").status_code == 303
    to, letter, back = _mailed(app, office)
    assert (to, "Appelez-moi." in letter, KNOWS in letter) == (ASKS, True, False)
    assert back == sent.headers["Location"]
    assert KNOWS not in outside.get(back).text
    assert _sent(outside, back, suite="ouvre").status_code == 303
    assert KNOWS in outside.get(back).text
    assert ASKS in outside.get(link).text
    assert _sent(outside, back, suite="regle").status_code == 303
    assert "c’est réglé" in _mailed(app, office)[1]
    assert '<form class="card' not in outside.get(link).text
    assert app.extensions["tisserand"].repository.number == before


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"q": "Zorglub"}, "n’est pas dans la liste"),
        ({"niveau": "dieu"}, "Choisissez un niveau"),
        ({"reseau": "network/zzz"}, "Choisissez un réseau"),
        ({"jusqu": "2020-01-01"}, "Donnez un jour à venir"),
        ({"jusqu": "demain"}, "Donnez un jour à venir"),
        ({"nomme": "1"}, "Écrivez d’abord votre nom"),
        ({"accord": ""}, "Cochez cette case"),
    ],
)  # fmt: skip
def test_what_cannot_be_noted_is_told_and_nothing_is_lost(
    somebody: FlaskClient, typed: dict[str, str], said: str
) -> None:
    answer = _say(somebody, **typed)
    assert answer.status_code == 400
    assert said in text_of(answer.text)
    assert typed.get("q", "Plume Exemple") in answer.text


@pytest.fixture(scope="module")
def somebody(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    made = filled(tmp_path_factory.mktemp("town") / "instance", TOWN)
    yield _of_account(made, KNOWS)
    made.extensions["tisserand"].close()


@pytest.mark.usefixtures("database")
def test_it_fades_is_asked_about_once_and_is_confirmed_by_pressing(app: Flask, office: PostOffice) -> None:
    knows, run = _of_account(app, KNOWS), commands_of(app)
    _say(knows)
    clock.hold(DAY + timedelta(days=340))
    assert "1 personne serait priée" in run("due", "--dry-run").output
    assert "1 personne est priée" in run("due").output
    assert "priée" not in run("due").output
    to, _, link = _mailed(app, office)
    outside = app.test_client()
    assert to == KNOWS
    assert link.startswith("/competence/1-")
    assert "Vous connaissez toujours" in text_of(outside.get(link).text)
    clock.hold(DAY + timedelta(days=370))
    asks = entered(app)
    assert "à confirmer" in text_of(asks.get(f"{PATH}?outil=plume").text)
    clock.hold(DAY + timedelta(days=430))
    assert "Une personne de La Trame" not in text_of(asks.get(f"{PATH}?outil=plume").text)
    assert outside.get(f"{link}0").status_code == outside.get("/competence/2-x").status_code == 404
    assert _sent(outside, link, suite="oui").status_code == 303
    assert "Une personne de La Trame" in text_of(asks.get(f"{PATH}?outil=plume").text)
    assert "C’est retiré" in outside.get(_sent(outside, link, suite="non").headers["Location"]).text
    assert outside.get(link).status_code == 404


def test_limits_hold_and_whoever_came_by_a_link_leaves_an_address(app: Flask, office: PostOffice) -> None:
    knows = _of_account(app, KNOWS)
    _say(knows)
    guest = entered(app)
    assert guest.get(MINE).status_code == 403
    assert "Votre courriel" in text_of(guest.get(f"{ASK}?competence=1").text)
    assert _ask(guest).status_code == 400
    for _ in range(MOST_OF_ONE):
        assert _ask(guest, courriel="zqxguest@exemple.fr").status_code == 303
    late = _ask(guest, courriel="zqxguest@exemple.fr")
    assert (late.status_code, int(late.headers["Retry-After"]) > 3600, WORDS in text_of(late.text)) == (429, True, True)
    link = _mailed(app, office)[2]
    _sent(app.test_client(), link, suite="refuse")
    to, letter, back = _mailed(app, office)
    assert (to, "ne peut pas vous aider" in letter) == ("zqxguest@exemple.fr", True)
    assert "Demander à quelqu’un d’autre" in text_of(app.test_client().get(back).text)
    assert _ask(knows).status_code == 409
    clock.hold(DAY + timedelta(days=8))
    assert "2 demandes entre collègues restent sans réponse" in commands_of(app)("due").output
    clock.hold(DAY + timedelta(days=KEPT_DAYS + 1))
    assert "3 demandes entre collègues sont effacées" in commands_of(app)("due").output
    assert app.test_client().get(link).status_code == 404


def test_nothing_stays_of_whoever_leaves(app: Flask, tmp_path: Path) -> None:
    here, settings = app.extensions["tisserand"], app.extensions["tisserand"].settings
    knows, asks = _of_account(app, KNOWS), _of_account(app, ASKS)
    here.people.change(1, NAMED, "")
    _say(knows, nomme="1")
    assert f"{NAMED}, La Trame Exemple" in text_of(asks.get(f"{PATH}?outil=plume").text)
    _ask(asks)
    here.outbox.send_due()
    taken = _sent(knows, f"{PATH}/mon-compte", f"{PATH}/mon-compte/emporter").get_json()
    assert taken["skills"][0]["subject"] == "tool/plume"
    assert taken["helping_hands"][0]["words"][0]["words"] == WORDS
    write_backup(settings, tmp_path / "kept.tar.gz")
    kept = read_backup(tmp_path / "kept.tar.gz").parts
    counts = {name: len(rows) for name, rows in kept["skills"].items()}
    assert counts == {"skills": 1, "helping_hands": 1, "helping_words": 1}
    for text, left in ((KNOWS, 2), (ASKS, 1), (WORDS, 1), ("Zorglub", 0)):  # what erasing these words would take
        assert without_leaving(kept, Leaving(text=lambda said, text=text: text in said))["skills"].left == left
    _sent(knows, f"{PATH}/mon-compte", f"{PATH}/mon-compte/accord", sujet=SUBJECT)
    assert NAMED not in asks.get(f"{PATH}?outil=plume").text, "who agrees no more is shown no more"
    _say(knows, nomme="1")
    for number in (1, 2):
        assert commands_of(app)("erase", "--account", str(number), "--yes").exit_code == 0
    here.close()
    assert _held(tmp_path / "instance") == []
    restore_backup(settings, tmp_path / "kept.tar.gz", force=True)
    assert _held(tmp_path / "instance") == [], "what is restored brings nobody back"
    other = settings_in(tmp_path / "other")
    restore_backup(other, tmp_path / "kept.tar.gz")
    assert _held(tmp_path / "other") != []


def test_the_one_who_was_asked_most_comes_after_those_who_know_as_much() -> None:
    def one(number: int, level: str, network: str = "", days: int = 100) -> KeptSkill:
        told = ToldSkill("tool/plume", level, network, (), False, DAY + timedelta(days=days))
        return KeptSkill(number, number, told, "", 0)

    levels = {"beginner": 1, "proficient": 2, "expert": 3}
    known = [one(1, "beginner"), one(2, "expert"), one(3, "proficient", "network/trame"), one(4, "expert", days=-3)]

    def order(asked: dict[int, int], mine: tuple[str, ...] = ()) -> list[int]:
        return [skill.number for skill in fairly(known, DAY, levels, mine, asked)]

    assert order({})[:2] == [2, 3]
    assert order({2: 3})[0] == 3
    assert order({2: 1}, ("network/trame",))[0] == 3
    alike = [one(number, "expert") for number in range(5, 10)]
    firsts = {fairly(alike, DAY + timedelta(days=day), levels, (), {})[0].number for day in range(30)}
    assert len(firsts) > 2, "of equals, another comes first from day to day"
