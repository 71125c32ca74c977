# SPDX-License-Identifier: AGPL-3.0-or-later
"""A card kept right by a mailed link: the same answer to all, one card only, online at once, confirmed, forgotten."""

from __future__ import annotations

import re
from contextlib import closing
from datetime import timedelta
from email import message_from_bytes, policy
from html import unescape
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from graph import clock
from graph.backup import restore_backup, write_backup
from graph.identity.merges import MergeDesk
from graph.keepers.store import EDIT_DAYS, MOST_A_DAY, OPENS, Keepers
from graph.keepers.tables import ASKING, EDIT, YEARLY
from graph.mail.post import FOLDER
from graph.namespaces import TIS
from tests.instances import DAY
from tests.web.gated import entered
from tests.web.test_pages import text_of
from web.app.afterwards import settled
from web.app.sessions import PATH

CARD = "organisation/atelier"
ASK = f"/fiche/{CARD}/lien"
ADDRESS = "bonjour@atelier.example"
HERE = {"Origin": "http://localhost"}


def _seal(page: str) -> str:
    return re.findall(r'name="jeton" value="([^"]+)"', page)[-1]


def _press(client: FlaskClient, address: str, shown: str = "", **typed: str) -> TestResponse:
    """The button of a page, pressed."""
    seal = _seal(client.get(shown or address).text)
    response = client.post(address, data={"jeton": seal, **typed}, headers=HERE)
    response.close()
    settled()
    return response


def _letters(folder: Path) -> list[tuple[str, str]]:
    """To whom each letter goes, and what it says, in the order in which they left."""
    files = sorted((folder / FOLDER).glob("*"), key=lambda path: path.stat().st_mtime_ns)
    read = [message_from_bytes(path.read_bytes(), policy=policy.default) for path in files]
    return [(str(one["To"]), one.get_content()) for one in read]


def _link(client: FlaskClient, folder: Path) -> str:
    """A link that was asked for and mailed."""
    _press(client, ASK)
    return re.findall(r"http://localhost:5000(/toujours-exact/\S+)", _letters(folder)[-1][1])[0]


def _form(client: FlaskClient, address: str) -> dict[str, list[str]]:
    """A form as a browser would send it back."""
    page = client.get(address).text.rpartition('<form class="asking')[2]
    found: dict[str, list[str]] = {}
    for tag in re.findall(r"<input[^>]*>", page):
        name, value = (re.search(rf'{key}="([^"]*)"', tag) for key in ("name", "value"))
        plain = not re.search(r'type="(?:checkbox|radio)"', tag) or " checked" in tag
        if name and plain and name[1] != "site_web":
            found.setdefault(name[1], []).append(unescape(value[1]) if value else "")
    for name, text in re.findall(r'<textarea[^>]*name="([^"]*)"[^>]*>([^<]*)</textarea>', page):
        found.setdefault(name, []).append(unescape(text).strip("\n"))
    return found


def _corrected(client: FlaskClient, link: str, **typed: str) -> TestResponse:
    form = _form(client, f"{link}/corriger")
    form |= {name: [value] for name, value in typed.items()}
    return client.post(f"{link}/corriger", data=form, headers=HERE)


@pytest.mark.usefixtures("database")
def test_a_link_is_mailed_and_says_all_is_right(app: Flask, tmp_path: Path) -> None:
    client, repository = app.test_client(), app.extensions["tisserand"].repository
    assert ASK in client.get(f"/fiche/{CARD}").text
    link, number = _link(client, tmp_path), repository.number
    assert [to for to, _ in _letters(tmp_path)] == [ADDRESS]
    shown = client.get(link)
    assert "est-elle toujours exacte" in text_of(shown.text)
    assert "22 juin 2021, déjà passé" in text_of(shown.text)
    assert shown.headers["Referrer-Policy"] == "same-origin"
    assert (
        client.post(link, data={"jeton": _seal(shown.text)}, headers={"Origin": "https://x.example"}).status_code == 403
    )
    assert client.post(link, data={"jeton": "x"}, headers=HERE).status_code == 400
    assert repository.number == number, "looking does nothing"
    assert _press(client, link).headers["Location"].endswith("fait=exact")
    change = repository.journal.get(repository.number)
    assert (change.header.author, change.header.kind) == ("lien de fiche n° 1", "confirmation")
    assert ADDRESS not in repr(change)
    iri = f"{repository.base}/id/{CARD}"
    assert repository.public.day(iri, TIS.confirmedOn) == clock.today()
    assert repository.public.link(iri, TIS.confirmedBy) == iri
    offered = {fact.s for fact in change.added} - {iri}
    assert offered, "what it offers is confirmed with it"
    assert "confirmé le" in text_of(client.get(f"/fiche/{CARD}").text)


def test_a_correction_by_link_is_online_at_once_and_the_rest_is_confirmed(app: Flask, tmp_path: Path) -> None:
    client, ecosystem = app.test_client(), app.extensions["tisserand"]
    link = _link(client, tmp_path)
    sent = _corrected(client, link, note="Ouvert aussi le samedi matin.", reste="1", tenir="1")
    assert sent.headers["Location"] == f"{link}?fait=envoye"
    assert "Ouvert aussi le samedi matin" in text_of(client.get(f"/fiche/{CARD}").text)
    with closing(Keepers(ecosystem.settings.database_url)) as kept:
        (keeper,) = kept.of_card(CARD)
    assert (keeper.email, "une fois par an" in keeper.consent) == (ADDRESS, True)
    headers = list(ecosystem.repository.journal.headers())[:4]
    assert {header.author for header in headers if header.kind in ("contribution", "confirmation")} == {
        "lien de fiche n° 1"
    }
    waiting = _corrected(client, link, note="Autre chose.", commentaire="Voyez avec moi.")
    assert waiting.headers["Location"] == f"{link}?fait=relu", "a word to who reads it asks for just that"


def test_the_answer_is_the_same_whether_the_address_is_known(app: Flask, tmp_path: Path) -> None:
    client = app.test_client()
    unknown = "/fiche/organisation/comptoir/lien"
    answers = [_press(client, address) for address in (ASK, unknown)]
    assert [answer.status_code for answer in answers] == [303, 303]
    pages = [text_of(client.get(f"{address}?fait=1").text) for address in (ASK, unknown)]
    assert all("Si une adresse est connue" in page for page in pages)
    assert [to for to, _ in _letters(tmp_path)] == [ADDRESS]
    for _ in range(MOST_A_DAY + 1):
        _press(client, ASK)
    assert len(_letters(tmp_path)) == MOST_A_DAY, "nobody floods an address"


def test_an_old_link_keeps_what_was_typed_and_leads_to_a_new_one(app: Flask, tmp_path: Path) -> None:
    client = app.test_client()
    link = _link(client, tmp_path)
    form = _form(client, f"{link}/corriger") | {"note": ["Ouvert le samedi."]}
    clock.hold(DAY + timedelta(days=EDIT_DAYS))
    late = client.post(f"{link}/corriger", data=form, headers=HERE)
    assert (late.status_code, "Ouvert le samedi." in late.text, f"/fiche/{CARD}/corriger" in late.text) == (
        400,
        True,
        True,
    )
    closed = client.get(link)
    assert (closed.status_code, ASK in closed.text) == (410, True)
    assert client.get("/toujours-exact/x").status_code == 410


@pytest.mark.usefixtures("database")
def test_an_address_is_forgotten_and_no_backup_brings_it_back(app: Flask, tmp_path: Path) -> None:
    client, settings = app.test_client(), app.extensions["tisserand"].settings
    link = _link(client, tmp_path)
    assert _press(client, f"{link}/accord").headers["Location"] == f"{link}?fait=accord"
    write_backup(settings, tmp_path / "before.tar.gz")
    with closing(Keepers(settings.database_url)) as kept:
        assert kept.is_kept(CARD, ADDRESS)
        assert _press(client, f"{link}/ne-plus-ecrire").status_code == 200
        assert kept.of_card(CARD) == ()
    assert client.get(link).status_code == 410
    app.extensions["tisserand"].close()
    restore_backup(settings, tmp_path / "before.tar.gz", force=True)
    with closing(Keepers(settings.database_url)) as kept:
        assert kept.of_card(CARD) == ()


def test_a_moderator_sees_how_many_keep_a_card_asks_an_address_and_closes_its_links(app: Flask, tmp_path: Path) -> None:
    client, page = entered(app, "moderator"), f"{PATH}/tenue/fiche/{CARD}"
    link = _link(app.test_client(), tmp_path)
    assert page in client.get(f"{PATH}/histoire/fiche/{CARD}").text
    wrong = _press(client, f"{page}/adresse", page, courriel="demain")
    assert (wrong.status_code, 'value="demain"' in wrong.text) == (400, True)
    assert _press(client, f"{page}/adresse", page, courriel="Elle@atelier.example").status_code == 303
    to, text = _letters(tmp_path)[-1]
    assert (to, "nous a donné votre adresse" in text) == ("elle@atelier.example", True)
    asked = re.findall(r"http://localhost:5000(/toujours-exact/\S+/accord)", text)[0]
    assert _press(app.test_client(), asked).status_code == 303
    shown = client.get(page).text
    assert ("1 personne a accepté" in text_of(shown), "elle@" in shown) == (True, False)
    assert _press(client, f"{page}/liens", page).status_code == 303
    assert {app.test_client().get(one).status_code for one in (link, asked)} == {410}
    assert entered(app).get(page).status_code == 403


def test_closing_the_links_of_a_card_closes_those_of_the_cards_that_became_it(app: Flask, tmp_path: Path) -> None:
    here, page = app.extensions["tisserand"], f"{PATH}/tenue/fiche/{CARD}"
    start, other = f"{here.repository.base}/id/", "organisation/comptoir"
    merges, visitor = MergeDesk(here.repository, here.model), app.test_client()
    with closing(Keepers(here.settings.database_url)) as kept:
        links = [f"/toujours-exact/{kept.link(card, 'zqx@exemple.fr')}" for card in (CARD, other)]
        apart = entered(app, "moderator")
        assert _press(apart, f"{page}/liens", page).status_code == 303
        assert [visitor.get(one).status_code for one in links] == [410, 200], "another card is another card"
        merges.merge(start + CARD, start + other, "essais")
        assert visitor.get(links[1]).status_code == 200, "it opens the card that is read instead"
        links += [f"/toujours-exact/{kept.link(CARD, 'zqx@exemple.fr')}"]
        assert _press(apart, f"{page}/liens", page).status_code == 303
        assert [visitor.get(one).status_code for one in links] == [410] * 3


def test_letters_are_in_the_language_in_which_one_agreed(app: Flask, tmp_path: Path) -> None:
    client, spoken = app.test_client(), {**HERE, "Accept-Language": "en"}
    link = _link(client, tmp_path)
    assert "Quelqu’un a demandé" in _letters(tmp_path)[-1][1], "French to whoever chose nothing"
    page = client.get(f"{link}/accord", headers=spoken).text
    assert client.post(f"{link}/accord", data={"jeton": _seal(page)}, headers=spoken).status_code == 303
    with closing(Keepers(app.extensions["tisserand"].settings.database_url)) as kept:
        (one,) = kept.of_card(CARD)
    assert (one.language, "once a year" in one.consent) == ("en", True)
    _press(client, ASK)
    assert "Somebody asked, on our site" in _letters(tmp_path)[-1][1]


def test_a_link_that_asks_is_known_by_its_kind_however_long_it_opens(tmp_path: Path) -> None:
    with closing(Keepers(f"sqlite:///{tmp_path / 'kept.sqlite'}")) as kept:
        told = {kind: kept.find(kept.link(CARD, ADDRESS, kind)).asking for kind in OPENS}
    assert told == {EDIT: False, ASKING: True, YEARLY: False}
