# SPDX-License-Identifier: AGPL-3.0-or-later
"""« C’est ma structure »: claimed by who proves an address, decided by a moderator, and nothing of it stays."""

from __future__ import annotations

import re
from collections.abc import Iterator
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
from graph.backup import read_backup, restore_backup, write_backup
from graph.claims.store import KEPT_DAYS, MOST_A_DAY, PROVEN_WITHIN
from graph.entry.roles import CONTRIBUTE, Grant
from graph.keepers.store import Keepers
from tests.applications import filled
from tests.instances import DAY
from tests.web.cli.conftest import commands_of
from tests.web.conftest import TOWN
from tests.web.gated import entered, seal_in
from tests.web.test_pages import text_of
from web.app.afterwards import settled
from web.app.ecosystem import Ecosystem
from web.app.guard import TRAP
from web.app.sessions import PATH
from web.site.claiming.desk import ClaimDesk

CARD = "/fiche/organisation/passerelle"
FORM, LIST = f"{CARD}/ma-structure", f"{PATH}/fiches-demandees"
ADDRESS, ROLE, WORDS = "zqx.jeanne@passerelle.example", "secrétaire zqx", "Voir la page zqx."
HERE = {"Origin": "http://localhost"}


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    app = filled(tmp_path / "instance", TOWN, FORM_SECONDS="0")
    yield app
    app.extensions["tisserand"].close()
    clock.hold(DAY)


@pytest.fixture
def here(app: Flask) -> Ecosystem:
    found: Ecosystem = app.extensions["tisserand"]
    return found


def _sent(client: FlaskClient, address: str, **form: str) -> TestResponse:
    """The answer to a form, once what it has done behind is done."""
    with client.post(address, data=form, headers=HERE) as response:
        pass
    settled()
    return response


def _asked(client: FlaskClient, **typed: str) -> TestResponse:
    seal = seal_in(client.get(FORM))
    return _sent(client, FORM, **{"courriel": ADDRESS, "role": ROLE, "mots": WORDS, "jeton": seal, **typed})


def _letters(here: Ecosystem, to: str = ADDRESS) -> list[str]:
    paths = sorted((here.settings.instance / "courrier").glob("*.eml"), key=lambda path: path.stat().st_mtime_ns)
    read = [message_from_bytes(path.read_bytes(), policy=policy.default) for path in paths]
    return [message.get_content() for message in read if message["To"] == to]


def _claimed(app: Flask, here: Ecosystem, **typed: str) -> None:
    """A claim whose address is proven."""
    client = app.test_client()
    assert _asked(client, **typed).status_code == 303
    link = re.findall(r"http://localhost:5000(/ma-structure/\S+)", _letters(here)[-1])[0]
    page = client.get(link)
    assert (ROLE in page.text, WORDS in page.text, client.get(link).status_code) == (True, True, 200)
    assert client.post(link, data={"jeton": "x"}, headers=HERE).status_code == 400
    assert client.post(link, headers={"Origin": "https://x.example"}).status_code == 403
    assert "Personne n’attend" in entered(app, "moderator").get(LIST).text, "looking at the link does nothing"
    assert _sent(client, link, jeton=seal_in(page)).status_code == 303
    assert "C’est noté" in client.get(link).text


@pytest.mark.usefixtures("database")
def test_a_form_sent_twice_asks_once(app: Flask, here: Ecosystem) -> None:
    client = app.test_client()
    typed = {"courriel": ADDRESS, "role": ROLE, "mots": WORDS, "jeton": seal_in(client.get(FORM))}
    assert [_sent(client, FORM, **typed).status_code for _ in range(2)] == [303, 303]
    assert len(_letters(here)) == 1


@pytest.mark.usefixtures("database")
def test_a_card_without_address_is_claimed_and_kept_by_whoever_it_is_of(app: Flask, here: Ecosystem) -> None:
    client = app.test_client()
    assert f'href="{FORM}"' in client.get(CARD).text
    assert "ma-structure" not in client.get("/fiche/organisation/atelier").text, "it tells its address"
    assert client.get("/fiche/tool/plume/ma-structure").status_code == 404
    other = here.people.make(
        "zqy@exemple.fr", Grant("contributor", f"{here.repository.base}/id/organisation/passerelle")
    )
    with closing(Keepers(here.settings.database_url)) as kept:
        kept.agree("organisation/passerelle", "zqk@exemple.fr", "oui")
    _claimed(app, here)
    assert len(_letters(here, "zqk@exemple.fr")) == 1, "whoever keeps it by mail is told too"
    (told,) = _letters(here, other.email)
    assert ROLE in told
    assert ADDRESS not in told
    moderator = entered(app, "moderator")
    assert "1 fiche demandée" in text_of(moderator.get(f"{PATH}/contributions").text)
    page = moderator.get(LIST)
    assert all(text in page.text for text in (ADDRESS, ROLE, WORDS, "celle du site de la fiche"))
    assert _sent(moderator, f"{LIST}/1/accepter", jeton="x").status_code == 400
    assert _sent(moderator, f"{LIST}/1/accepter", jeton=seal_in(page)).status_code == 303
    assert _sent(moderator, f"{LIST}/1/accepter", jeton=seal_in(page)).status_code == 409, "somebody decided"
    found = here.people.of_email(ADDRESS)
    assert found is not None
    with closing(Keepers(here.settings.database_url)) as kept:
        assert not kept.is_kept("organisation/passerelle", ADDRESS), "what is not ticked is not agreed to"
    (grant,) = here.people.grants(found.number)
    iri = f"{here.repository.base}/id/organisation/passerelle"
    assert (grant, grant.may(CONTRIBUTE), grant.may(CONTRIBUTE, {iri})) == (Grant("contributor", iri), False, True)
    assert f"{CARD}/corriger" in _letters(here)[-1]
    assert app.test_client().get(LIST).status_code == entered(app).get(LIST).status_code == 403


@pytest.mark.parametrize("decision", ["accepter", "refuser"])
def test_the_yearly_question_is_agreed_to_with_the_claim_and_begins_once_it_is_accepted(
    app: Flask, here: Ecosystem, decision: str
) -> None:
    shown = app.test_client().get(FORM).text
    consent = re.findall(r'name="tenir" value="1"> <span>([^<]+)</span>', shown)[0]
    assert "une fois par an" in consent
    kept_wrong = _asked(app.test_client(), courriel="x", tenir="1").text
    assert 'name="tenir" value="1" checked' in kept_wrong, "nothing typed is lost"
    _claimed(app, here, tenir="1")
    clock.hold(DAY + timedelta(days=3))
    moderator = entered(app, "moderator")
    page = moderator.get(LIST)
    assert "la personne l’a coché" in page.text
    with closing(Keepers(here.settings.database_url)) as keepers:
        assert keepers.of_card("organisation/passerelle") == (), "not before somebody said that the card is theirs"
        said = {"raison": "Non."} if decision == "refuser" else {}
        assert _sent(moderator, f"{LIST}/1/{decision}", jeton=seal_in(page), **said).status_code == 303
        found = keepers.of_card("organisation/passerelle")
    told = [(one.email, one.consent, one.agreed_on) for one in found]
    assert told == ([(ADDRESS, unescape(consent).replace("\u202f", " "), DAY)] if decision == "accepter" else [])


def test_a_refusal_says_why_and_forgets(app: Flask, here: Ecosystem) -> None:
    _claimed(app, here)
    moderator = entered(app, "moderator")
    seal = seal_in(moderator.get(LIST))
    empty = _sent(moderator, f"{LIST}/1/refuser", jeton=seal, raison=" ")
    assert (empty.status_code, "Écrivez pourquoi" in empty.text) == (400, True)
    long = _sent(moderator, f"{LIST}/1/refuser", jeton=seal, raison="mot " * 200)
    assert (long.status_code, "mot mot" in long.text) == (400, True)
    assert _sent(moderator, f"{LIST}/1/refuser", jeton=seal, raison="Nous ne vous trouvons pas.").status_code == 303
    assert "Nous ne vous trouvons pas." in _letters(here)[-1]
    assert "Personne n’attend" in moderator.get(LIST).text
    assert here.people.of_email(ADDRESS) is None


def test_the_same_is_answered_and_an_address_is_written_to_a_few_times(app: Flask, here: Ecosystem) -> None:
    here.people.make("connue@exemple.fr", Grant("professional"))
    answers = []
    for email in ("connue@exemple.fr", "inconnue@exemple.fr", *[ADDRESS] * (MOST_A_DAY + 1)):
        done = _asked(app.test_client(), courriel=email)
        answers.append((done.status_code, done.headers["Location"], done.headers.get("Set-Cookie")))
    assert set(answers) == {(303, "/ma-structure/envoye", None)}
    assert len(_letters(here)) == MOST_A_DAY
    client = app.test_client()
    for typed, said in (
        ({"courriel": "jeanne"}, "pas complète"),
        ({"role": " "}, "ce que vous y faites"),
        ({"mots": "x" * 501}, "Quelques lignes suffisent"),
        ({TRAP: "x"}, "champ caché"),
    ):
        page = _asked(client, **typed)
        assert (page.status_code, said in page.text) == (400, True)
        assert next(iter(typed.values()))[:300] in page.text, "nothing typed is lost"


@pytest.mark.usefixtures("database")
def test_claims_are_forgotten_in_time(app: Flask, here: Ecosystem) -> None:
    _claimed(app, here)
    _asked(app.test_client(), courriel="autre@exemple.fr")
    run = commands_of(app)
    clock.hold(DAY + timedelta(days=PROVEN_WITHIN))
    assert "1 demande de fiche est effacée." in run("due").output
    assert app.test_client().get("/ma-structure/x").status_code == 410
    assert ADDRESS in entered(app, "moderator").get(LIST).text
    clock.hold(DAY + timedelta(days=KEPT_DAYS))
    assert "1 demande de fiche serait effacée." in run("due", "--dry-run").output
    assert "Personne n’attend" in entered(app, "moderator").get(LIST).text
    run("due")
    assert _spelt(here.settings.instance / "journal.sqlite") == []


def _spelt(*paths: Path) -> list[str]:
    wanted = (ADDRESS.encode(), ROLE.encode(), WORDS.encode())
    return [path.name for path in paths if path.is_file() and any(text in path.read_bytes() for text in wanted)]


@pytest.mark.parametrize("by_account", [True, False], ids=["an account", "an address"])
def test_a_claim_is_erased_with_the_person(app: Flask, here: Ecosystem, tmp_path: Path, *, by_account: bool) -> None:
    saved = tmp_path / "site.tar.gz"
    _claimed(app, here)
    write_backup(here.settings, saved)
    assert [row["email"] for row in read_backup(saved).parts["claims"]["card_claims"]] == [ADDRESS]
    words = ("--account", str(here.people.make(ADDRESS).number)) if by_account else (ADDRESS,)
    if not by_account:
        here.close()
        app.extensions["claims"] = ClaimDesk()
    done = app.test_cli_runner().invoke(args=["erase", *words, "--yes"])
    assert done.exit_code == 0, done.output
    assert _spelt(*here.settings.instance.rglob("*")) == []
    here.close()
    restore_backup(here.settings, saved, force=True)
    app.extensions["claims"] = ClaimDesk()
    assert "Personne n’attend" in entered(app, "moderator").get(LIST).text
