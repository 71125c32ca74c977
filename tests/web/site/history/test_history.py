# SPDX-License-Identifier: AGPL-3.0-or-later
"""The history of a card: any two versions compared, what was not public left out, each change taken back."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from graph.namespaces import DCT, TIS, local_name
from tests.instances import ID
from tests.web.gated import entered
from tests.web.site.news.test_news import LESSON, RESTRICTED, Says, mill
from tests.web.test_pages import text_of
from web.app.sessions import PATH

CARD = "/fiche/organisation/moulin"
INSIDE = f"{PATH}/histoire"
HERE = {"Origin": "http://localhost"}


@pytest.fixture
def visitor(app: Flask) -> FlaskClient:
    return app.test_client()


def read(page: TestResponse) -> str:
    assert page.status_code == 200
    return " ".join(unescape(text_of(plain(page))).split())


def plain(page: TestResponse) -> str:
    return page.text.replace("\xa0", " ").replace("\u202f", " ")


def titles(page: TestResponse) -> list[str]:
    return [unescape(found) for found in re.findall(r"<li><svg class=\"way\".*?<h3>(.*?)</h3>", plain(page), re.DOTALL)]


def act(client: FlaskClient, address: str, **form: object) -> TestResponse:
    """Presses the button of a form with the seal of its page."""
    page = client.get(address)
    seal = re.findall(r'name="jeton" value="([^"]+)"', page.text)[0]
    return client.post(address, data={**form, "jeton": seal}, headers=HERE, follow_redirects=True)


def described(app: Flask) -> set[str]:
    full = app.extensions["tisserand"].repository.full
    return {fact.o.value for fact in full.facts(s=f"{ID}organisation/moulin", p=DCT.description)}


def cost(app: Flask) -> str:
    return local_name(str(app.extensions["tisserand"].repository.full.link(f"{ID}service/lecon", TIS.cost)))


def test_any_two_versions_are_compared(says: Says, visitor: FlaskClient) -> None:
    says(mill(text="Une meule."))
    says(mill("37208", "Deux meules."))
    says(mill("37208", "Trois meules."))
    page = visitor.get(f"{CARD}/histoire")
    assert titles(page) == [
        "Ce qui change : présentation",
        "Ce qui change : présentation et lieu",
        "La fiche arrive sur ce site",
    ]
    last = read(page)
    assert "1 champ a changé. Présentation Avant Un texte qui n’est plus montré Après Trois meules." in last
    whole = read(visitor.get(f"{CARD}/histoire?de=1&a=3"))
    assert "Lieu Avant Tours Après Saint-Avertin" in whole
    assert "meule." not in whole.replace("Trois meules.", "")
    assert f'href="{CARD}/histoire"' in visitor.get(CARD).text
    assert visitor.get(f"{CARD}/histoire?de=x").status_code == 400
    assert visitor.get("/fiche/organisation/rien/histoire").status_code == 404


def test_what_was_restricted_or_taken_back_is_for_moderators(app: Flask, says: Says, visitor: FlaskClient) -> None:
    says(mill())
    number = says(mill("37208"))
    app.extensions["tisserand"].repository.undo(number, "essais")
    says(LESSON.format(cost="free"), mill("37208", "Un secret."), source="closed", right=RESTRICTED)
    assert titles(visitor.get(f"{CARD}/histoire")) == ["La fiche arrive sur ce site"]
    assert visitor.get("/fiche/service/lecon/histoire").status_code == 404
    assert visitor.get(f"{INSIDE}{CARD}").status_code == 403
    assert entered(app).get(f"{INSIDE}{CARD}").status_code == 403
    page = entered(app, "moderator").get(f"{INSIDE}{CARD}")
    assert len(titles(page)) == 4
    assert "Un secret." in read(page)


def test_a_change_is_taken_back_and_so_is_that(app: Flask, says: Says, moderator: FlaskClient) -> None:
    says(mill(text="Un."), LESSON.format(cost="free"))
    number = says(mill(text="Deux."), LESSON.format(cost="paid"))
    form = {"numero": number, "fiche": f"{ID}organisation/moulin"}
    assert "C’est défait." in read(act(moderator, f"{INSIDE}{CARD}", **form))
    assert described(app) == {"Un."}
    assert cost(app) == "paid", "the rest of the change stays"
    assert "C’est défait." in read(act(moderator, INSIDE, numero=number + 1))
    assert described(app) == {"Deux."}
    assert moderator.post(INSIDE, data={"numero": number}, headers={"Origin": "http://a.example"}).status_code == 403
    assert moderator.post(INSIDE, data={"numero": number, "jeton": "x"}, headers=HERE).status_code == 400


def test_an_old_answer_never_comes_back_beside_a_later_one(app: Flask, says: Says, moderator: FlaskClient) -> None:
    says(mill(text="Un."))
    second = says(mill(text="Deux."))
    says(mill(text="Trois."))
    refused = act(moderator, INSIDE, numero=second)
    assert refused.status_code == 409
    assert "« présentation » de « Le Moulin du Lundi » a reçu depuis une autre réponse" in plain(refused)
    assert described(app) == {"Trois."}


def test_a_week_of_one_author_is_taken_back_together(
    app: Flask, tmp_path: Path, says: Says, moderator: FlaskClient
) -> None:
    says(mill(text="Un."), LESSON.format(cost="free"))
    repository = app.extensions["tisserand"].repository
    path = tmp_path / "page.ttl"
    before = path.read_text(encoding="utf-8")
    for text in (before.replace("Un.", "Faux."), before.replace("Un.", "Faux.").replace("/free", "/paid")):
        path.write_text(text, encoding="utf-8")
        last = repository.load([path], "quelqu’un")
    says(mill(text="Trois."), LESSON.format(cost="paid"))
    week = f"{INSIDE}/semaine/{last.number}"
    shown = read(moderator.get(week))
    assert "2 changements de « quelqu’un » en sept jours." in shown
    assert "Ce qui redevient comme avant La leçon du lundi coût" in shown
    assert "Ce qui reste, car changé depuis Le Moulin du Lundi présentation" in shown
    assert f'href="{INSIDE}{CARD}"' in moderator.get(week).text
    numbers = f"{last.number - 1} {last.number}"
    assert act(moderator, week, numeros=str(last.number)).status_code == 409
    done = act(moderator, week, numeros=numbers)
    assert "C’est défait." in read(done)
    assert described(app) == {"Trois."}
    assert cost(app) == "free"
    assert repository.journal.last().summary.startswith("Annulation de 2 modifications de « quelqu’un »")
