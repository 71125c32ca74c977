# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whoever leaves an address is answered by mail, and asked; it is nowhere else, and leaves in its time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from graph import clock
from graph.backup.archive import read_backup
from graph.backup.making import write_backup
from graph.clock import DAY
from graph.contributions.replies import KEPT_DAYS, Replies, forget_replies_to
from graph.contributions.tables import ASKED, WAITING
from tests.web.site.contributing.test_contributing import CARD, SERVICE, TYPED, hidden, sent, visitor
from tests.web.site.contributions.test_contributions import acted
from tests.web.test_pages import text_of

EMAIL = "lise@exemple.fr"


def letters(app: Flask) -> Iterator[tuple[str, str, str]]:
    """To whom, on what, and what is said, of each letter that was written."""
    for path in sorted(
        app.extensions["tisserand"].settings.instance.rglob("*.eml"), key=lambda one: one.stat().st_mtime_ns
    ):
        found = message_from_bytes(path.read_bytes(), policy=policy.default)
        body = found.get_body()
        assert body is not None
        yield str(found["To"]), str(found["Subject"]), body.get_content()


@pytest.fixture
def number(app: Flask) -> int:
    """The number of a contribution of which somebody wants to hear."""
    wrong = sent(visitor(app), SERVICE, **TYPED, courriel="lise")
    assert (wrong.status_code, "contact@association.fr" in wrong.text, 'value="lise"' in wrong.text) == (
        400,
        True,
        True,
    )
    answer = sent(visitor(app), SERVICE, **TYPED, courriel=EMAIL)
    assert answer.location.startswith("/contribuer/merci?numero=1&reponse=1")
    assert "nous vous l’écrirons" in text_of(visitor(app).get(answer.location).text)
    return 1


def test_a_question_is_answered_then_what_is_online_is_told(app: Flask, moderator: FlaskClient, number: int) -> None:
    acted(moderator, number, "demander", question="Depuis quand ?")
    [(to, subject, text)] = letters(app)
    assert (to, subject, "> Depuis quand ?" in text) == (EMAIL, "Une question sur votre contribution", True)
    assert TYPED["prefLabel"] not in text, "what is not public is not in a letter"
    link = "/contribuer/reponse/" + re.findall(r"/contribuer/reponse/(\S+)", text)[0]
    page = visitor(app).get(link)
    kept = app.extensions["tisserand"].contributions
    assert ("Depuis quand" in page.text, kept.find(number).state) == (True, ASKED)
    assert visitor(app).post(link, data={**hidden(page), "reponse": " "}).status_code == 400
    assert visitor(app).post(link, data={**hidden(page), "reponse": "Depuis mars."}).status_code == 303
    assert "lira votre réponse" in text_of(visitor(app).get(link).text)
    shown = moderator.get("/entre-professionnels/contributions").text
    assert kept.find(number).state == WAITING
    assert ("Depuis mars." in shown, "Depuis quand" in shown, EMAIL in shown) == (True, True, False)
    acted(moderator, number, "accepter")
    *_, (_, subject, text) = letters(app)
    assert subject == "Votre contribution est en ligne"
    assert visitor(app).get(re.findall(r"/fiche/service/\S+", text)[0]).status_code == 200
    assert visitor(app).get(link).status_code == 404


def test_a_refusal_is_told_and_the_address_leaves(
    app: Flask, moderator: FlaskClient, number: int, tmp_path: Path
) -> None:
    acted(moderator, number, "refuser", mot="Cela existe déjà.")
    [(_, subject, text)] = letters(app)
    assert (subject, "> Cela existe déjà." in text) == ("Votre contribution n’a pas été retenue", True)
    settings = app.extensions["tisserand"].settings
    write_backup(settings, tmp_path / "backup.tar.gz")
    assert [row["email"] for row in read_backup(tmp_path / "backup.tar.gz").parts["replies"]["replies"]] == [EMAIL]
    assert EMAIL not in repr(app.extensions["tisserand"].contributions.rows())
    with closing(Replies(settings.database_url)) as replies:
        now = int(clock.now().timestamp())
        assert (replies.old(now), replies.purge(now + KEPT_DAYS * DAY + 1)) == (0, 1)
        replies.keep(7, EMAIL)
    assert forget_replies_to(settings.database_url, EMAIL.upper()) == 1


def test_where_no_address_is_left_nothing_leaves(app: Flask, moderator: FlaskClient) -> None:
    sent(visitor(app), f"{CARD}/signaler", quoi="faux", message="Le numéro ne répond plus.")
    assert "n’a pas laissé d’adresse" in text_of(moderator.get("/entre-professionnels/contributions").text)
    acted(moderator, 1, "regler")
    assert list(letters(app)) == []
    assert visitor(app).get("/contribuer/reponse/x").status_code == 404
