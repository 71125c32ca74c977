# SPDX-License-Identifier: AGPL-3.0-or-later
"""From words that nobody understood to words that everybody may type; and nothing of anybody is written on the way."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from html import unescape
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from graph import clock
from graph.contributions.proposal import Proposal
from graph.contributions.sender import Sender
from graph.slips.rule import UNREACHABLE
from tests.instances import DAY
from tests.web.gated import entered
from tests.web.test_pages import text_of
from web.app.sessions import PATH
from web.site.moderation.counts import hear, listener
from web.site.slip.slips import counter

PAGE = f"{PATH}/moderation"
WORDS = "le zigouigoui"
BROWSER = {"User-Agent": "Mozilla/5.0"}
HERE = {"Origin": "http://localhost"}


def visit(app: Flask, address: str, number: int = 0, **headers: str) -> TestResponse:
    """A page as somebody sees it from a network of theirs."""
    client = app.test_client(use_cookies=False)
    return client.get(address, environ_base={"REMOTE_ADDR": f"10.0.{number}.7"}, headers={**BROWSER, **headers})


def typed(app: Flask, words: str = WORDS, people: int = 3) -> None:
    """So many people, each on a network of theirs, type words on each of two days."""
    for days in range(2):
        clock.hold(DAY + timedelta(days=days))
        for number in range(people):
            with app.test_request_context(environ_base={"REMOTE_ADDR": f"10.0.{number}.7"}):
                hear(words, "")


def sent(client: FlaskClient, form: str, **fields: str) -> TestResponse:
    """The page after a gesture of a moderator, sent from the page that they see."""
    page = client.get(PAGE).text
    action = page.split(f'action="{PAGE}/{form}"')[1]
    found = dict(re.findall(r'name="(code|jeton)"\s+value="([^"]*)"', action.split("</form>")[0]))
    return client.post(f"{PAGE}/{form}", data={**found, **fields}, headers=HERE, follow_redirects=True)


def understood(app: Flask) -> bool:
    """Whether the reader knows the words."""
    return "n’a pas été compris" not in text_of(visit(app, f"/orientation?commune=Chinon&question={WORDS}").text)


def test_words_are_accepted_in_one_click_and_understood_at_once_then_taken_back(
    app: Flask, moderator: FlaskClient
) -> None:
    typed(app, people=2)
    for number in (2, 3):
        assert visit(app, f"/orientation?commune=Chinon&question={WORDS}", number).status_code == 200
    assert not understood(app)
    assert f"« {WORDS} »" in text_of(moderator.get(PAGE).text)
    assert "sont compris dès maintenant" in text_of(sent(moderator, "mots", sens="need/newsletter").text)
    assert understood(app)
    assert any(WORDS in hit.matched for hit in app.extensions["tisserand"].search.search(WORDS, 3))
    [made] = [item for item in app.extensions["tisserand"].repository.journal.read() if WORDS in item.header.summary]
    assert re.fullmatch(r"modération, invitation \d+", made.header.author)
    sent(moderator, "mots", geste="retirer", mots=WORDS, sens="need/newsletter")
    assert not understood(app)


def test_where_nothing_is_to_be_read_one_is_led_to_what_else_is_to_do(app: Flask, moderator: FlaskClient) -> None:
    for page, title in ((PAGE, "À relire"), (f"{PATH}/contributions", "Contributions à relire")):
        shown = moderator.get(page)
        assert title in text_of(shown.text)
        for onward in ("tri", "rapprochements"):
            assert f'href="{PATH}/{onward}"' in shown.text.partition("Ce qui est à faire ailleurs")[2], page
    typed(app)
    assert "Ce qui est à faire ailleurs" not in moderator.get(PAGE).text
    here = app.extensions["tisserand"]
    told = Proposal("organisation", f"{here.repository.base}/id/organisation/atelier", False, (), comment="Fermé.")
    here.contributions.add(told, Sender())
    assert "Ce qui est à faire ailleurs" not in moderator.get(f"{PATH}/contributions").text


def test_refused_words_are_never_shown_again(app: Flask, moderator: FlaskClient) -> None:
    typed(app)
    page = sent(moderator, "mots", geste="refuser")
    assert WORDS not in page.text
    typed(app, people=9)
    assert WORDS not in moderator.get(PAGE).text


def test_a_choice_is_counted_once_for_a_network_and_a_day_and_leaves_the_address(app: Flask) -> None:
    page = visit(app, f"/orientation?commune=Chinon&question={WORDS}").text
    choices = [unescape(value) for value in re.findall(r'name="choisi" value="([^"]+)"', page)]
    assert f'name="mots" value="{WORDS}"' in page
    address = f"/orientation/choix?commune=Chinon&mots={WORDS}&choisi={choices[0]}"
    for _ in range(3):
        gone = visit(app, address)
        assert (gone.status_code, gone.headers["Cache-Control"]) == (303, "no-store")
        assert gone.location == f"/orientation?besoin={choices[0].split('/')[1]}&commune=Chinon"
    visit(app, address, **{"User-Agent": "Examplebot/1.0"})
    visit(app, address, 1, **{"Sec-Purpose": "prefetch"})
    for wrong in ("besoin/nothing", "commune/x", "besoin/", "besoin/../x", "tool/plume", ""):
        assert visit(app, f"/orientation/choix?mots={WORDS}&choisi={wrong}", 2).status_code == 303
    with app.app_context():
        rows = {row["chosen"]: row["requests"] for row in listener().counts.rows()["words_heard"]}
    assert rows == {"": 1, choices[0].replace("besoin", "need"): 1}


def test_a_kept_page_counts_each_network(app: Flask) -> None:
    for number in (0, 0, 1, 2):
        visit(app, f"/orientation?commune=Chinon&question={WORDS}", number)
    visit(app, f"/orientation/reponses?question={WORDS}&saisie=question", 3)
    with app.app_context():
        assert [row["requests"] for row in listener().counts.rows()["words_heard"]] == [3]


def test_only_moderators_read_it(app: Flask, client: FlaskClient) -> None:
    typed(app)
    for reader in (client, entered(app)):
        page = reader.get(PAGE)
        assert page.status_code == 403
        assert WORDS not in page.text
        assert reader.post(f"{PAGE}/mots", data={"geste": "refuser"}, headers=HERE).status_code == 403


def test_what_is_sent_wrongly_is_told_and_changes_nothing(app: Flask, moderator: FlaskClient) -> None:
    typed(app)
    number = app.extensions["tisserand"].repository.number
    for fields in ({"jeton": "x"}, {"sens": "need/nothing"}, {"sens": ""}, {"code": "0" * 32, "sens": "need/email"}):
        page = sent(moderator, "mots", **fields)
        assert page.status_code in (400, 404)
        assert f"« {WORDS} »" in text_of(page.text)
    assert moderator.post(f"{PAGE}/mots", headers={"Origin": "https://elsewhere.example"}).status_code == 403
    assert app.extensions["tisserand"].repository.number == number


def test_the_command_lists_accepts_and_refuses(app: Flask) -> None:
    typed(app)
    typed(app, "le bidulotron")
    run = app.test_cli_runner().invoke
    found = {item["words"]: item["code"] for item in json.loads(run(args=["words", "--json"]).output)}
    assert run(args=["words", found[WORDS], "--accept", "need/newsletter"]).output.startswith("Modification ")
    assert "Refusé" in run(args=["words", found["le bidulotron"], "--refuse"]).output
    assert "Aucun mot à relire" in run(args=["words"]).output
    assert run(args=["words", found[WORDS]]).exit_code == 2
    assert "ne sont plus à relire" in run(args=["words", found[WORDS], "--refuse"]).stderr
    assert understood(app)


# --- nothing of anybody -----------------------------------------------------------------------------------------

LETTERS = st.text("bcdfghjklmnpqrstvwxz", min_size=8, max_size=12)
PERSONAL = st.one_of(
    LETTERS.map("{}@exemple.fr".format),
    LETTERS.map("Mme {}".format),
    LETTERS.map("m. {}".format),
    LETTERS.map("je m’appelle {}".format),
    LETTERS.map("12 bis rue {}".format),
    LETTERS.map(lambda name: f"Jeanne {name.title()}"),
    st.from_regex(r"0[1-7]([ .-]?[0-9]{2}){4}", fullmatch=True),
    st.from_regex(r"\+33 ?[1-7]( ?[0-9]{2}){4}", fullmatch=True),
    st.from_regex(r"[1-9][0-9]{2} ?[0-9]{3} ?[0-9]{3}( ?[0-9]{5})?", fullmatch=True),
    st.lists(LETTERS, min_size=9, max_size=12).map(" ".join),
)


def test_what_tells_of_somebody_is_in_no_file(app: Flask, tmp_path: Path) -> None:
    @settings(max_examples=40)
    @given(PERSONAL, st.sampled_from(["{}", "aide pour {}", "{} veut un site"]))
    def never(text: str, sentence: str) -> None:
        typed(app, sentence.format(text))
        written.append(text)

    written: list[str] = []
    never()
    visit(app, f"/orientation?commune=Chinon&question={written[0]}")
    typed(app)
    kept = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert WORDS.encode() in kept  # what is kept would be found here
    assert [text for text in written if text.encode() in kept] == []
    with app.app_context():
        assert len(listener().counts.rows()["words_heard"]) == 1  # nor is it counted


# --- who could not be reached -----------------------------------------------------------------------------------


def order(app: Flask) -> list[str]:
    """Who answers, in order."""
    found = app.test_client().get("/api/v1/referrals?commune=Chinon&need=file-sharing").json
    assert found is not None
    return [item["actor"]["iri"] for item in found["results"]]


def test_somebody_not_reached_is_for_moderators_alone_until_one_says_it(app: Flask, moderator: FlaskClient) -> None:
    card, before = "/fiche/organisation/atelier", order(app)
    asked = visit(app, "/injoignable?acteur=organisation/atelier")
    seal = re.findall(r'name="jeton" value="([^"]+)"', asked.text)[0]
    form = {"acteur": "organisation/atelier", "jeton": seal}
    for _ in range(2):
        done = app.test_client().post("/injoignable", data=form, headers=HERE, follow_redirects=True)
        assert "C’est noté, merci" in text_of(done.text)
    with app.app_context():
        assert counter().slips.unreached(DAY) == {"organisation/atelier": (DAY, 1)}
    assert order(app) == before
    public = [text_of(visit(app, address).text) for address in (card, "/corrections", "/retours")]
    assert not [text for text in public if "injoignable" in text.lower()]
    assert UNREACHABLE not in "".join(fact.p for fact in app.extensions["tisserand"].repository.full.facts())
    assert "Injoignable" in text_of(moderator.get(PAGE).text)
    sent(moderator, "fiches", geste="dire")
    assert order(app) != before
    assert "Atelier Exemple" in text_of(visit(app, "/corrections").text)
    with app.app_context():  # once more, before it is corrected
        counter().slips.add_unreached("organisation/atelier", DAY)
    iri = re.findall(r'name="fiche" value="([^"]+)"', moderator.get(PAGE).text)[0]
    sent(moderator, "fiches", geste="corrige", fiche=iri)
    assert order(app) == before
    with app.app_context():
        assert counter().slips.unreached(DAY) == {}


def test_nobody_unknown_is_not_reached(app: Flask) -> None:
    for path in ("organisation/nothing", "person/camille", "tool/plume", "", "0612345678"):
        assert visit(app, f"/injoignable?acteur={path}").status_code == 404
    refused = app.test_client().post(
        "/injoignable", data={"acteur": "organisation/atelier", "jeton": "x"}, headers=HERE
    )
    assert refused.status_code == 400
