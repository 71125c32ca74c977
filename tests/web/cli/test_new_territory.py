# SPDX-License-Identifier: AGPL-3.0-or-later
"""A territory made by the command: from nothing to actors on the map, and nothing of another territory on its pages."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
from flask import Flask

from graph.folders import DATA
from tests.applications import application
from tests.instances import DAY
from tests.made_territories import fill, made, served
from tests.web.test_leaks import Followed, _crawled

pytestmark = pytest.mark.long

# Chissay-en-Touraine is a commune of Loir-et-Cher.
FOREIGN = re.compile(
    r"(?<!-en-)touraine|\bTours\b|indre-et-loire|chinon|\b37\d{3}\b|Futuretic|\bPTCA\b|network/can\b", re.IGNORECASE
)
# Of addresses that the same code answers, how many to follow: with parameters, without.
FEW = Followed(1, 2, ("/id/", "/fiche/"))
TEXTS = ("text/", "application/json", "image/svg+xml")
ASIDE = ("/static/", "/communes/centres.json")


@pytest.fixture(scope="module")
def loir_et_cher(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """A territory of one département, its table filled in and loaded."""
    folder = tmp_path_factory.mktemp("instance")
    app = served(folder, made(folder, "41").name)
    table = fill(folder / "territories" / "loir-et-cher" / "acteurs.xlsx")
    result = app.test_cli_runner().invoke(args=["load", str(table)])
    assert result.exit_code == 0, result.output
    yield app
    app.extensions["tisserand"].close()


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """A territory over two départements, with no actor yet."""
    folder = tmp_path_factory.mktemp("instance")
    app = served(folder, made(folder, "41", "Loiret").name)
    yield app
    app.extensions["tisserand"].close()


@pytest.fixture(scope="module")
def dense(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """Another over two, of few communes each, all of which are surveyed quickly."""
    folder = tmp_path_factory.mktemp("instance")
    app = served(folder, made(folder, "93", "94").name)
    yield app
    app.extensions["tisserand"].close()


def _foreign(app: Flask, commune: str, departement: str) -> dict[str, Counter[str]]:
    rules = [rule.rule for rule in app.url_map.iter_rules() if not rule.arguments and "GET" in (rule.methods or ())]
    start = [rule for rule in rules if not rule.startswith(ASIDE)]
    start += ["/?lang=en", f"/orientation?commune={commune}&besoin=file-sharing"]
    start += [f"/couverture?departement={departement}"]
    answers = _crawled(app, start, FEW)
    assert len(answers) > 60
    assert not [address for address, answer in answers.items() if answer.status >= 500]
    read = {
        address: answer
        for address, answer in answers.items()
        if answer.mimetype.startswith(TEXTS) and not address.startswith(ASIDE)
    }
    found = {address: Counter(FOREIGN.findall(answer.body.decode())) for address, answer in read.items()}
    return {address: words for address, words in found.items() if words}


@pytest.mark.slow
def test_no_page_of_a_new_territory_shows_another_one(loir_et_cher: Flask) -> None:
    assert _foreign(loir_et_cher, "Blois", "41") == {}


@pytest.mark.slow
def test_no_page_of_a_territory_over_two_departements_shows_another_one(dense: Flask) -> None:
    assert _foreign(dense, "Créteil", "94") == {}


def test_ten_actors_are_on_the_map_in_the_referral_and_in_its_pdf(loir_et_cher: Flask) -> None:
    client = loir_et_cher.test_client()
    assert "associations de Loir-et-Cher" in client.get("/").text
    assert "associations of Loir-et-Cher" in client.get("/?lang=en").text
    assert 'placeholder="Blois, 41000…"' in client.get("/").text
    directory = client.get("/annuaire/acteurs").text
    assert all(f"Atelier n° {number}" in directory.replace("\xa0", " ") for number in range(1, 10))
    on_map = client.get(f"/carte.json?vue=territoire&date={DAY}").text
    assert "organisation/atelier-n-1" in on_map
    referral = client.get("/api/v1/referrals?commune=Vendôme&need=file-sharing").json
    assert referral is not None
    assert referral["results"][0]["actor"]["label"] == "Atelier n° 6"
    sheet = client.get("/orientation/fiche.pdf?commune=Blois&besoin=file-sharing")
    assert sheet.status_code == 200
    assert sheet.data.startswith(b"%PDF")


@pytest.mark.slow
def test_coverage_says_that_there_are_several_departements_and_lets_one_choose(two: Flask, loir_et_cher: Flask) -> None:
    client = two.test_client()
    # A theme of today's table is a part of what the tests before had made.
    asked = {"theme": "equip", "date": str(DAY)}
    first = client.get("/couverture", query_string=asked).text
    assert "plusieurs départements" in first
    assert '<span class="chip active" aria-current="page">Loir-et-Cher</span>' in first
    link = re.search(r'<a class="chip" href="([^"]*)">Loiret</a>', first)
    assert link is not None
    second = client.get(unescape(link[1])).text
    assert "<title>Couverture – Loiret – Tisserand</title>" in second
    assert '<span class="chip active" aria-current="page">Loiret</span>' in second
    back = re.search(r'<a class="chip" href="([^"]*)">Loir-et-Cher</a>', second)
    assert back is not None
    home = urlsplit(unescape(back[1]))
    assert (home.path, dict(parse_qsl(home.query))) == ("/couverture", asked)
    assert "plusieurs départements" not in loir_et_cher.test_client().get("/couverture").text


def test_the_area_is_that_of_the_territory(loir_et_cher: Flask, two: Flask) -> None:
    def outside(app: Flask, commune: str) -> list[str]:
        found = app.test_client().get(f"/api/v1/referrals?commune={commune}&need=file-sharing").json
        assert found is not None
        return [text for text in found["missing"] if text.startswith("Ces informations portent sur")]

    assert outside(loir_et_cher, "Blois") == []
    assert outside(loir_et_cher, "Orléans") != []
    assert outside(two, "Blois") == outside(two, "Orléans") == []
    assert outside(two, "Lille") == [
        "Ces informations portent sur « Loir-et-Cher » et « Loiret », qui ne contiennent pas Lille : "
        "voici le plus proche."
    ]


def test_exports_bear_the_name_of_the_territory(loir_et_cher: Flask) -> None:
    client = loir_et_cher.test_client()
    turtle = client.get("/export/loir-et-cher.ttl").text
    assert turtle.startswith("# Tisserand en Loir-et-Cher. Données : Licence Ouverte 2.0")
    assert "Le numérique associatif en Loir-et-Cher" in turtle
    assert client.get("/export/loir-et-cher").status_code == 303
    assert client.get("/export/touraine.ttl").status_code == 404


def test_what_the_file_says_of_who_answers_is_on_the_page_about_it(tmp_path: Path) -> None:
    file = made(tmp_path, "41") / "territory.ttl"
    text = (
        file.read_text(encoding="utf-8")
        .replace("  # schema:email", "  schema:email")
        .replace("  # tis:legal", "  tis:legal")
    )
    file.write_text(text.replace('inLanguage "fr"', 'inLanguage "en"'), encoding="utf-8")
    app = served(tmp_path, "loir-et-cher")
    page = app.test_client().get("/a-propos")
    assert page.headers["Content-Language"] == "en"
    assert "mailto:contact@exemple.org" in page.text
    assert "Ce site est publié par" in page.text
    assert "à compléter" not in app.test_client().get("/a-propos?lang=fr").text
    app.extensions["tisserand"].close()


def test_one_instance_keeps_each_territory_apart(tmp_path: Path) -> None:
    """Loading into a territory that was made leaves the journal of the instance as it is."""
    table = fill(made(tmp_path, "41") / "acteurs.xlsx")
    app = served(tmp_path, "loir-et-cher")
    assert app.test_cli_runner().invoke(args=["load", str(table)]).exit_code == 0
    app.extensions["tisserand"].close()
    assert not (tmp_path / "journal.sqlite").exists()
    assert (table.parent / "journal.sqlite").exists()


def test_an_instance_of_yesterday_starts_unchanged(tmp_path: Path) -> None:
    """Its journal holds the facts of the territory that the data name; nobody chose one."""
    before = application(tmp_path, [DATA]).extensions["tisserand"]
    stamp = before.repository.public_stamp
    before.close()
    after = application(tmp_path, None).extensions["tisserand"]
    assert after.settings.instance == tmp_path
    assert after.repository.number == 1
    assert after.repository.public_stamp == stamp
    after.close()
