# SPDX-License-Identifier: AGPL-3.0-or-later
"""How answers are ranked is told with its reasons; other weights are tried beside today’s, and nothing is kept."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import create_app
from graph.errors import SettingsError
from graph.referral.bench import load_criteria
from graph.settings import ROOT, Settings
from tests.instances import settings_in
from tests.web.conftest import TOWN
from tests.web.test_pages import text_of
from web.site.ranking.view import ALLOWANCE

ASKED = {"besoin": "file-sharing", "commune": "Tours"}
COST = """@prefix criterion: <https://w3id.org/tisserand/criterion/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix tis: <https://w3id.org/tisserand/ontology#> .
criterion:cost tis:weight {weight} ; rdfs:comment "Ici, presque personne ne peut payer."@fr .
"""


@pytest.fixture
def visitor(touraine_app: Flask) -> FlaskClient:
    """Somebody with as many trials as tests need."""
    touraine_app.config["WEIGHT_TRIALS_PER_MINUTE"] = 10_000
    return touraine_app.test_client()


def lists(html: str) -> list[list[tuple[str, ...]]]:
    """The two lists: of each answer, its rank, the name and where it moved."""
    found = re.findall(r'<ol class="trial-list">(.*?)</ol>', html, re.DOTALL)
    return [[read(row) for row in part.split('<span class="trial-rank">')[1:]] for part in found]


def read(row: str) -> tuple[str, ...]:
    """Of one answer: its rank, the name and where it moved."""
    name = text_of(re.findall(r"<a [^>]*>(.*?)</a>", row, re.DOTALL)[0]).strip()
    return row.partition("<")[0], name, "".join(re.findall(r'aria-hidden="true">([↑↓] \d+)', row))


def test_every_weight_is_on_the_page_with_its_reason(client: FlaskClient) -> None:
    for lang in ("fr", "en"):
        said = text_of(client.get(f"/classement?lang={lang}").text)
        for criterion in load_criteria():
            for text in (criterion.told.reason, criterion.told.example):
                assert plain(text(lang)) in plain(said)
    assert "le même pour tout le monde ce jour-là" in plain(text_of(client.get("/classement?lang=fr").text))


def plain(text: str) -> str:
    """Without what typography changes."""
    return re.sub(r"[\s«»“”]+", " ", unescape(text))


def test_the_api_says_the_same(client: FlaskClient) -> None:
    found = client.get("/api/v1/criteria").json
    assert [(one["criterion"], one["weight"], one["reason"]) for one in found["criteria"]] == [
        (item.slug, item.weight, item.told.reason.fr) for item in load_criteria()
    ]
    assert not any(one["own"] for one in found["criteria"])


def test_today_is_on_both_sides_where_nothing_was_changed(visitor: FlaskClient) -> None:
    html = visitor.get("/classement/essai", query_string=ASKED).text
    today, tried = lists(html)
    assert today == tried
    assert len(today) > 3
    assert "rien ne change" in text_of(html)


def test_what_moves_is_said_and_the_file_to_copy_holds_what_changed(visitor: FlaskClient) -> None:
    html = visitor.get("/classement/essai", query_string={**ASKED, "poids-need": "1", "poids-cost": "4,5"}).text
    today, tried = lists(html)
    assert today != tried
    ranks = {}
    for rank, name, _ in today:
        ranks.setdefault(name, []).append(int(rank))
    for rank, name, move in tried:
        if move:
            sign, steps = move.split()
            assert int(rank) + (int(steps) if sign == "↑" else -int(steps)) in ranks[name]
    assert any(move for *_, move in tried)
    copied = unescape(re.findall(r"<pre[^>]*><code>(.*?)</code>", html, re.DOTALL)[0])
    assert re.findall(r"criterion:(\S+) tis:weight (\S+) ;", copied) == [("need", "1.0"), ("cost", "4.5")]


@pytest.mark.parametrize(
    ("asked", "said", "kept"),
    [
        ({**ASKED, "poids-cost": "beaucoup"}, "Le poids de « coût » est un nombre de 0 à 5", 'value="beaucoup"'),
        ({**ASKED, "poids-cost": "9"}, "comme 2,5, pas « 9 »", 'value="9"'),
        ({"commune": "Tours", "poids-cost": "3"}, "Dites ce qui est cherché", 'value="Tours"'),
        ({**ASKED, "commune": "Chinnon"}, "Vouliez-vous dire", 'value="Chinnon"'),
        ({**ASKED, "besoin": "x" * 300}, "200", 'value="Tours"'),
    ],
    ids=["a word", "too much", "nothing asked", "a place", "too long"],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(
    visitor: FlaskClient, asked: dict[str, str], said: str, kept: str
) -> None:
    answer = visitor.get("/classement/essai", query_string={**asked, "lang": "fr"})
    assert answer.status_code in (400, 404)
    assert plain(said) in plain(text_of(answer.text))
    assert kept in answer.text


def test_a_weight_of_nothing_everywhere_still_answers(visitor: FlaskClient) -> None:
    nothing = {f"poids-{item.slug}": "0" for item in load_criteria()}
    answer = visitor.get("/classement/essai", query_string={**ASKED, **nothing})
    assert answer.status_code == 200
    assert len(lists(answer.text)[1]) > 3


def test_trials_are_counted(touraine_app: Flask) -> None:
    touraine_app.config["WEIGHT_TRIALS_PER_MINUTE"] = 1
    touraine_app.extensions[ALLOWANCE]._left.clear()
    client = touraine_app.test_client()
    answers = [client.get("/classement/essai", query_string=ASKED) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 429]
    assert int(answers[1].headers["Retry-After"]) > 0
    assert client.get("/classement/essai").status_code == 200  # the form alone costs nothing
    touraine_app.config["WEIGHT_TRIALS_PER_MINUTE"] = 10_000


def test_a_territory_has_its_own_weights(tmp_path: Path) -> None:
    settings = weighing(tmp_path, "3.5")
    app = create_app(settings, data=TOWN)
    client = app.test_client()
    said = plain(text_of(client.get("/classement?lang=fr").text))
    assert "3,5 sur 5 Ici, presque personne ne peut payer. Choisi pour ce territoire ; ailleurs, 2." in said
    cost = next(one for one in client.get("/api/v1/criteria").json["criteria"] if one["criterion"] == "cost")
    assert (cost["weight"], cost["shipped_weight"], cost["own"]) == (3.5, 2.0, True)
    weights = {item.slug: item.weight for item in app.extensions["tisserand"].referral.index.criteria}
    assert weights["cost"] == 3.5
    app.extensions["tisserand"].close()


def test_a_fault_of_a_territory_is_told_at_start(tmp_path: Path) -> None:
    settings = weighing(tmp_path, "12")
    app = create_app(settings, data=TOWN)
    with pytest.raises(SettingsError, match=r"weights.ttl : le poids de « cost »"):
        _ = app.extensions["tisserand"].criteria
    app.extensions["tisserand"].close()


def weighing(folder: Path, weight: str) -> Settings:
    """An instance of a territory which gives the cost this weight."""
    own = folder / "here"
    own.mkdir()
    shutil.copyfile(ROOT / "data" / "touraine" / "territory.ttl", own / "territory.ttl")
    (own / "weights.ttl").write_text(COST.format(weight=weight), encoding="utf-8")
    return replace(settings_in(folder / "instance"), territory=own)
