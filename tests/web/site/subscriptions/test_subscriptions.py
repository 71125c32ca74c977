# SPDX-License-Identifier: AGPL-3.0-or-later
"""News by mail: asked, confirmed by a button, mailed once and only what is public, stopped at a word."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from graph import clock
from graph.backup import read_backup, restore_backup, write_backup
from graph.entry.roles import Grant
from graph.erasure.accounts import erase_account
from graph.readings.news import ADDED, Bulletin, BulletinItem
from graph.readings.news.mailed import MOST_LINES, MailedNews
from graph.subscriptions.order import MONTH, NewsOrder
from graph.subscriptions.store import MOST_LETTERS, PENDING_DAYS, Subscription, Subscriptions
from tests.applications import filled
from tests.instances import DAY
from tests.post_office import PostOffice, post_office
from tests.web.cli.conftest import commands_of
from tests.web.conftest import TOWN
from tests.web.test_pages import text_of
from web.app.afterwards import settled
from web.app.guard import TRAP
from web.site.subscriptions.desk import ASKED_OF_A_ROOM, desk

FORM, HERE, ADDRESS = "/actualites/courriel", {"Origin": "http://localhost"}, "ana.zibeline@moulin.example"
ONE_CLICK = {"List-Unsubscribe": "One-Click"}
MILL = """<id/organisation/moulin> a org:FormalOrganization ; skos:prefLabel "Le Moulin du Lundi"@fr ;
  schema:location <id/territory/commune-37261> .
"""
HIDDEN = """<id/organisation/cache> a org:FormalOrganization ; skos:prefLabel "Zibeline cachée"@fr .
"""
RESTRICTED = "dct:accessRights <http://publications.europa.eu/resource/authority/access-right/RESTRICTED> ;"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PostOffice]:
    with post_office(tmp_path_factory.mktemp("office")) as office:
        yield office


@pytest.fixture
def app(tmp_path: Path, office: PostOffice) -> Iterator[Flask]:
    """The small town, from which mail leaves when it is told to."""
    for path in office.folder.iterdir():
        path.unlink()
    made = filled(tmp_path / "instance", TOWN, SMTP_URL=office.url, FORM_SECONDS="0")
    yield made
    made.extensions["tisserand"].close()
    clock.hold(DAY)


def _seal(html: str) -> str:
    return re.findall(r'name="jeton" value="([^"]+)"', html)[-1]


def _posted(client: FlaskClient, address: str, **form: str) -> TestResponse:
    """The answer to a form, once what it has done behind is done."""
    with client.post(address, data=form, headers=HERE) as response:
        pass
    settled()
    return response


def _asked(client: FlaskClient, **typed: str) -> TestResponse:
    form = {"jeton": _seal(client.get("/actualites").text), "courriel": ADDRESS, "rythme": "semaine", **typed}
    return _posted(client, FORM, **form)


def _mailed(app: Flask, office: PostOffice) -> list[str]:
    """What was mailed, once all has left."""
    app.extensions["tisserand"].outbox.send_due()
    return [str(letter.get_content()) for letter in office.received()]


def _link(letter: str) -> str:
    """The page of a subscription, as its letter says it."""
    return re.findall(r"http://localhost:5000(/actualites/courriel/[\w-]+)", letter)[-1]


def _confirmed(app: Flask, office: PostOffice) -> str:
    """Somebody asked and said yes: their page."""
    client = app.test_client()
    _asked(client)
    page = _link(_mailed(app, office)[-1])
    assert _posted(client, page, rythme="semaine", jeton=_seal(client.get(page).text)).status_code == 303
    return page


@pytest.mark.usefixtures("database")
def test_what_changed_is_mailed_once_to_whoever_said_yes(
    app: Flask, office: PostOffice, says: Callable[..., int]
) -> None:
    client, here = app.test_client(), app.extensions["tisserand"]
    assert 'name="nature" value="acteurs"' in client.get("/actualites?nature=acteurs").text
    sent = _asked(client, nature="acteurs")
    assert (sent.status_code, sent.headers["Location"]) == (303, f"{FORM}?fait=1")
    assert "Regardez votre courriel" in text_of(client.get(sent.headers["Location"]).text)
    page = _link(_mailed(app, office)[-1])
    shown = client.get(page)
    assert "Confirmez votre demande" in text_of(shown.text)
    assert "Confirmez votre demande" in text_of(client.get(page).text), "looking does nothing"
    assert client.post(page, data={"rythme": "mois", "jeton": "x"}, headers=HERE).status_code == 400
    other = {"Origin": "https://elsewhere.example"}
    assert client.post(page, data={"rythme": "mois", "jeton": _seal(shown.text)}, headers=other).status_code == 403
    assert _posted(client, page, rythme="semaine", jeton=_seal(shown.text)).status_code == 303
    says(HIDDEN, right=RESTRICTED, source="secret")
    says(MILL)
    run, days = commands_of(app), 7
    assert run("due").output == "Rien n’est à faire.\n"
    clock.hold(DAY + timedelta(days=days))
    assert run("due", "--dry-run").output == "1 courriel de nouvelles serait écrit.\n"
    with closing(Subscriptions(here.settings.database_url)) as kept:
        seen = kept.due(int(clock.now().timestamp()))
        assert [one.email for one in seen] == [ADDRESS]
        assert run("due").output == "1 courriel de nouvelles est écrit.\n1 courriel est parti.\n"
        assert not kept.settle(seen[0], 0, 0, lambda _: pytest.fail("another process did it"))
    assert run("due").output == "Rien n’est à faire.\n"
    letter = office.received()[-1]
    text = str(letter.get_content())
    assert "Ajouté : Le Moulin du Lundi" in text
    assert "http://localhost:5000/fiche/organisation/moulin" in text
    assert "Zibeline" not in text
    assert letter["List-Unsubscribe"] == f"<http://localhost:5000{page}/arret>"
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    clock.hold(DAY + timedelta(days=2 * days))
    assert run("due").output == "Rien n’est à faire.\n", "nothing changed, nothing is mailed"
    assert len(office.received()) == 2


@pytest.mark.usefixtures("database")
def test_one_click_stops_it_for_good(app: Flask, office: PostOffice, tmp_path: Path) -> None:
    page, settings = _confirmed(app, office), app.extensions["tisserand"].settings
    write_backup(settings, tmp_path / "backup.tar.gz")
    assert [row["email"] for row in read_backup(tmp_path / "backup.tar.gz").parts["subscriptions"]["subscriptions"]]
    stranger = app.test_client(use_cookies=False)
    assert "Arrêter" in text_of(stranger.get(f"{page}/arret").text)
    assert stranger.get(page).status_code == 200, "looking stops nothing"
    elsewhere = {"Origin": "https://mail.example"}
    assert stranger.post(f"{page}/arret", headers=elsewhere).status_code == 403
    for _ in range(2):  # a program of mail may press twice
        assert stranger.post(f"{page}/arret", data=ONE_CLICK, headers=elsewhere).status_code == 200
    assert stranger.get(page).status_code == 404
    app.extensions["tisserand"].close()
    restore_backup(settings, tmp_path / "backup.tar.gz", force=True)
    with closing(Subscriptions(settings.database_url)) as kept:
        assert kept.all_of(ADDRESS) == (), "what was stopped does not come back"


def test_the_same_is_answered_whoever_has_the_address_and_few_letters_leave(app: Flask, office: PostOffice) -> None:
    _confirmed(app, office)
    client = app.test_client()
    known, unknown = _asked(client), _asked(client, courriel="autre@moulin.example")
    assert (known.status_code, known.headers["Location"]) == (unknown.status_code, unknown.headers["Location"])
    letters = _mailed(app, office)
    assert "C’est déjà le cas" in letters[-2]
    for _ in range(2 * MOST_LETTERS):
        _asked(client)
    assert len(_mailed(app, office)) == MOST_LETTERS + 1
    run = commands_of(app)
    clock.hold(DAY + timedelta(days=PENDING_DAYS))
    assert "1 adresse jamais confirmée est effacée.\n" in run("due").output
    with app.test_request_context(environ_base={"REMOTE_ADDR": "127.0.0.1"}):
        for _ in range(ASKED_OF_A_ROOM):
            desk().asked.spend()
    late = _asked(client)
    assert (late.status_code, int(late.headers["Retry-After"]) > 0) == (429, True)
    assert ADDRESS in late.text


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"courriel": "ana"}, "Cette adresse n’est pas complète"),
        ({"courriel": f"{ADDRESS}\nBcc: b@c.example"}, ""),
        ({"rythme": "jour"}, "Choisissez : chaque semaine"),
        ({"nature": "inconnue"}, "n’est pas dans la liste"),
        ({TRAP: "x"}, "champ caché"),
        ({"jeton": "x"}, "ne vient pas de cette page"),
    ],
    ids=["no address", "a head", "no rhythm", "no such kind", "a program", "no seal"],
)
def test_what_is_wrong_is_told_and_nothing_leaves(app: Flask, typed: dict[str, str], said: str) -> None:
    answer = _asked(app.test_client(), **typed)
    assert answer.status_code == 400
    assert said in text_of(answer.text)
    assert app.extensions["tisserand"].outbox.counts().waiting == 0


def test_erasing_an_account_or_an_address_leaves_nothing_of_it(app: Flask, office: PostOffice, tmp_path: Path) -> None:
    _confirmed(app, office)
    here = app.extensions["tisserand"]
    number = here.people.make(ADDRESS, Grant("professional")).number
    assert erase_account(here.settings, number) == ()
    _confirmed(app, office)
    here.close()
    del app.extensions["subscriptions"]
    assert "1 × abonnement" in commands_of(app)("erase", ADDRESS, "--yes").output
    files = [path for path in (tmp_path / "instance").rglob("*") if path.is_file()]
    assert [path.name for path in files if ADDRESS.encode() in path.read_bytes()] == []


def test_a_long_letter_says_where_the_rest_is() -> None:
    items = tuple(BulletinItem(ADDED, clock.now(), None, "Détail", (), ()) for _ in range(3 * MOST_LINES))
    one = Subscription("s", ADDRESS, NewsOrder(rhythm=MONTH, need="email"), "", 0, 0, 0, 0, 0)
    text = MailedNews(Bulletin(DAY, items), (), "https://here.example").letter(one).text
    assert text.count("Détail") * 3 <= MOST_LINES
    assert "https://here.example/actualites?depuis=1970-01-01&besoin=email" in text
