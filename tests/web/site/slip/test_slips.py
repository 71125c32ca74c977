# SPDX-License-Identifier: AGPL-3.0-or-later
"""Slips as visitors meet them: noted, printed, found again, marked; refused from elsewhere and to those who guess."""

from __future__ import annotations

import json
import re
import sqlite3
import tarfile
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from html import unescape
from pathlib import Path
from types import SimpleNamespace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from itsdangerous import TimestampSigner
from werkzeug.test import TestResponse

from graph import clock
from graph.backup import restore_backup, write_backup
from graph.readings.referral.slips import unmet_needs
from graph.referral.situation import Query
from graph.slips.number import drawn
from graph.slips.reference import Typed
from graph.slips.store import Slips
from graph.storage.journal import Draft
from tests.applications import application, filled
from tests.graph.slips.test_privacy import PERSONAL
from tests.graph.slips.test_scenario import correction
from tests.instances import DAY, opened, settings_in
from tests.web.conftest import TOWN
from tests.web.gated import entered, secret_of, signed_mark
from tests.web.test_pages import text_of
from web.app import guard
from web.app.guard import MOST_REMEMBERED, TRAP, Visits
from web.app.pages import ecosystem
from web.app.sessions import HOST, NAME
from web.site.referral.gaps import MOST_A_DAY, record_gaps
from web.site.slip.slips import MARKED_OF_A_ROOM, TRIES, TRIES_OF_A_ROOM, counter, references
from web.site.slip.view import FIELDS

ASKED = "/orientation/bon?commune=Chinon&besoin=file-sharing&acteur=organisation/atelier&service=service/files-back"
HERE = {"Origin": "http://localhost"}


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    """The small town, with slips of its own."""
    made = filled(tmp_path, TOWN)
    yield made
    made.extensions["tisserand"].close()
    clock.hold(DAY)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The small town, for tests of what notes nothing."""
    made = filled(tmp_path_factory.mktemp("shared"), TOWN)
    yield made
    made.extensions["tisserand"].close()


@pytest.fixture
def encrypted(tmp_path: Path) -> Iterator[Flask]:
    """The same at an https address of its own, as sites online are."""
    made = application(tmp_path, TOWN, BASE_URL="https://localhost")
    yield made
    made.extensions["tisserand"].close()


def inside(app: Flask) -> FlaskClient:
    """A professional who entered, at an https address."""
    client = app.test_client()
    client.set_cookie(f"{HOST}{NAME}", secret_of(app), path="/", secure=True)
    return client


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A visitor without script nor cookie."""
    return app.test_client(use_cookies=False)


def words(page: TestResponse) -> str:
    """What is read on a page, with plain spaces."""
    return text_of(page.text)


def fields(page: TestResponse) -> dict[str, list[str]]:
    """The hidden fields of the form of a page."""
    return hidden(page.text)


def hidden(html: str) -> dict[str, list[str]]:
    """The hidden fields of a form."""
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', html):
        found.setdefault(name, []).append(value)
    return found


def note(client: FlaskClient, asked: str = ASKED) -> str:
    """The number of a referral that was noted."""
    sent = client.post("/orientation/bon", data=fields(client.get(asked)), headers=HERE)
    assert sent.status_code == 303, sent.text
    return sent.location.split("/bon/")[1].partition("?")[0]


def mark(client: FlaskClient, number: str, outcome: str) -> TestResponse:
    """The page after a mark."""
    seal = fields(client.get(f"/bon/{number}"))["jeton"][0]
    return client.post(f"/bon/{number}", data={"suite": outcome, "jeton": seal}, follow_redirects=True)


def order(client: FlaskClient) -> list[str]:
    """Who answers, in order."""
    found = client.get("/api/v1/referrals?commune=Chinon&need=file-sharing").json["results"]
    return [item["actor"]["iri"].split("/id/")[1] for item in found]


def test_a_referral_is_noted_then_printed_with_its_number_in_large(client: FlaskClient) -> None:
    page = client.get(ASKED)
    assert page.status_code == 200
    assert "Atelier Exemple" in words(page)
    number = note(client)
    shown = client.get(f"/bon/{number}?note=bon")
    assert " ".join((number[:3], number[3:6], number[6:])) in words(shown)
    assert "bonjour@atelier.example" in shown.text
    assert 'class="qr"' in shown.text
    assert (shown.headers["Cache-Control"], shown.headers["X-Robots-Tag"]) == ("no-store", "noindex")
    assert "Set-Cookie" not in shown.headers


def test_the_same_form_sent_twice_is_one_slip(app: Flask, client: FlaskClient) -> None:
    form = fields(client.get(ASKED))
    answers = [client.post("/orientation/bon", data=form, headers=HERE).location for _ in range(3)]
    assert len(set(answers)) == 1
    assert note(client) not in answers[0]
    with app.app_context():
        assert len(list(counter().slips.all())) == 2


@pytest.mark.parametrize("name", FIELDS)
def test_a_form_that_was_changed_is_shown_again_and_notes_nothing(app: Flask, client: FlaskClient, name: str) -> None:
    others = {"commune": "Tours", "besoin": "newsletter", "acteur": "organisation/cooperative", "service": "",
              "date": DAY.replace(day=1).isoformat()}  # fmt: skip
    sent = client.post("/orientation/bon", data={**fields(client.get(ASKED)), name: others[name]}, headers=HERE)
    assert sent.status_code == 400
    assert_empty(app)


def assert_empty(app: Flask) -> None:
    """Nothing was noted."""
    with app.app_context():
        assert list(counter().slips.all()) == []


@pytest.mark.parametrize(
    "headers",
    [{"Origin": "https://elsewhere.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"},
     {"Sec-Fetch-Site": "same-site"}],
    ids=str,
)  # fmt: skip
def test_another_site_can_neither_note_nor_mark(app: Flask, client: FlaskClient, headers: dict[str, str]) -> None:
    sent = client.post("/orientation/bon", data=fields(client.get(ASKED)), headers=headers)
    assert sent.status_code == 403
    assert "autre site" in words(sent)
    assert_empty(app)
    number = note(client)
    seal = fields(client.get(f"/bon/{number}"))["jeton"][0]
    assert client.post(f"/bon/{number}", data={"suite": "taken", "jeton": seal}, headers=headers).status_code == 403
    assert client.post(f"/bon/{number}", data={"suite": "taken", "jeton": "x.y.z"}, headers=HERE).status_code == 400
    assert "Ce qui a été noté en dernier" not in client.get(f"/bon/{number}").text


@pytest.mark.parametrize("text", PERSONAL, ids=lambda text: text[:20])
def test_no_parameter_takes_personal_data(shared: Flask, text: str) -> None:
    """Every parameter that is accepted, asked for and sent; and one that is not, whatever its name."""
    client = shared.test_client()
    good = fields(client.get(ASKED))
    number = note(client)
    for name in (*FIELDS, "jeton", "nom", "message"):
        asked = client.get("/orientation/bon", query_string={**good, name: text})
        sent = client.post("/orientation/bon", data={**good, name: text}, headers=HERE)
        # A page leaves out what it does not read; what is sent to be noted may hold nothing else.
        assert asked.status_code in ({400, 404} if name in FIELDS else {200})
        assert name in FIELDS or text not in asked.text
        assert sent.status_code in {400, 404}
        if name in FIELDS[:4] and len(text) < 200 and "@" in text:
            assert "courriel" in words(asked)
            assert text not in asked.text
    for data in ({"suite": text}, {"suite": "taken", "note": text}):
        seal = fields(client.get(f"/bon/{number}"))["jeton"][0]
        assert client.post(f"/bon/{number}", data={"jeton": seal, **data}, headers=HERE).status_code == 400
    assert client.get("/bon", query_string={"numero": text}).status_code == 400
    with shared.app_context():
        assert {kept.slip.actor for kept in counter().slips.all()} == {"organisation/atelier"}
        assert not any(kept.marks for kept in counter().slips.all())


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("/orientation/bon?besoin=file-sharing&acteur=organisation/atelier", "Dites dans quelle commune"),
        ("/orientation/bon?commune=Chinon&acteur=organisation/atelier", "au moins un besoin"),
        ("/orientation/bon?commune=Chinon&besoin=file-sharing", "n’est pas dans l’annuaire"),
        ("/orientation/bon?commune=Chinon&besoin=file-sharing&acteur=organisation/atelier&date=2019-01-01", "douze"),
    ],
)
def test_what_is_missing_is_asked_for(shared: Flask, address: str, said: str) -> None:
    client = shared.test_client()
    page = client.get(address)
    assert page.status_code == 400
    assert said in words(page)
    if "commune" not in address:
        kept = client.get("/orientation/bon", query_string={**fields(page), "commune": "Chinon"})
        assert kept.status_code == 200


@pytest.mark.parametrize(
    ("typed", "status", "said"),
    [
        ("K7M 2RX 4F2", 400, "faute de frappe"),
        ("K7M", 400, "neuf signes"),
        ("K7M 2RX 4FO", 400, "« O » ne sert dans aucun numéro"),
        (drawn(b"x", "y"), 404, "Aucun bon ne porte le numéro"),
    ],
)
def test_a_wrong_number_is_told_what_is_wrong(shared: Flask, typed: str, status: int, said: str) -> None:
    client = shared.test_client()
    for page in (client.get("/bon", query_string={"numero": typed}), client.get(f"/bon/{typed}")):
        assert (page.status_code, said in words(page)) == (status, True)


def test_a_number_is_found_however_it_is_typed(client: FlaskClient) -> None:
    number = note(client)
    found = client.get("/bon", query_string={"numero": f" {number[:3].lower()}-{number[3:]} "})
    assert (found.status_code, found.location) == (303, f"/bon/{number}")


# Behind one address, as a school, a town hall or a workshop is.
ROOM = {"REMOTE_ADDR": "192.0.2.1"}


@pytest.fixture
def stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tries come back with time: none passes, however slow the machine."""
    monkeypatch.setattr(guard, "time", SimpleNamespace(monotonic=lambda: 0.0))


def guess(client: FlaskClient, seed: object) -> int:
    """The status of a number that has the form of one and is nobody's."""
    return client.get(f"/bon/{drawn(b'guess', str(seed))}", environ_base=ROOM).status_code


@pytest.mark.usefixtures("stopped")
def test_forty_people_behind_one_address_may_each_be_wrong_three_times(app: Flask, client: FlaskClient) -> None:
    number = note(client)
    people = [app.test_client() for _ in range(40)]
    for turn in range(3):
        for rank, person in enumerate(people):
            assert guess(person, f"{turn} {rank}") == 404
            assert person.get("/bon/K7M2RX4F2", environ_base=ROOM).status_code == 400, "a slip of the pen costs nothing"
    assert {person.get(f"/bon/{number}", environ_base=ROOM).status_code for person in people} == {200}


@pytest.mark.usefixtures("stopped")
def test_who_guesses_is_stopped_whatever_they_throw_away(app: Flask, client: FlaskClient) -> None:
    number = note(client)
    tried = [guess(app.test_client(), seed) for seed in range(TRIES_OF_A_ROOM + 1)]
    assert tried == [404] * TRIES_OF_A_ROOM + [429]
    refused = app.test_client().get(f"/bon/{number}", environ_base=ROOM)
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) > 0
    assert client.get(f"/bon/{number}", environ_base={"REMOTE_ADDR": "192.0.2.7"}).status_code == 200


@pytest.mark.usefixtures("stopped")
def test_who_entered_is_counted_alone(encrypted: Flask) -> None:
    """Their own wrong numbers lock nobody else, and nobody else's lock them."""
    number = note(encrypted.test_client())
    one, other, stranger = inside(encrypted), inside(encrypted), encrypted.test_client()
    assert [guess(one, seed) for seed in range(TRIES + 1)] == [404] * TRIES + [429]
    assert [guess(person, "x") for person in (other, stranger)] == [404, 404]
    assert [guess(stranger, seed) for seed in range(TRIES_OF_A_ROOM)] == [404] * (TRIES_OF_A_ROOM - 1) + [429]
    assert other.get(f"/bon/{number}", environ_base=ROOM).status_code == 200
    assert stranger.get(f"/bon/{number}", environ_base=ROOM).status_code == 429
    made_up = encrypted.test_client()
    made_up.set_cookie(f"{HOST}{NAME}", "made-up", path="/", secure=True)
    assert guess(made_up, "z") == 429, "a cookie that opens nothing is nobody"


def told_of(client: FlaskClient) -> dict[str, str]:
    """What everybody reads: answers as a page and as data, the lists and figures, the card of who is questioned."""
    pages = {
        "page": "/orientation?commune=Chinon&besoin=file-sharing",
        "api": "/api/v1/referrals?commune=Chinon&need=file-sharing",
        "card": "/fiche/organisation/atelier",
        "corrections": "/corrections",
        "export": "/export/touraine.nq",
        "why": "/orientation?commune=Chinon&besoin=file-sharing&pourquoi=organisation/atelier",
    }
    return {name: re.sub(r'("elapsed_ms":)[\d.]+', r"\g<1>0", client.get(path).text) for name, path in pages.items()}


def test_a_stranger_with_six_slips_changes_no_rank_and_puts_no_name_anywhere(app: Flask, client: FlaskClient) -> None:
    before = told_of(client)
    assert order(client)[0] == "organisation/atelier"
    actors = ("organisation/atelier", "organisation/cooperative", "organisation/nuage")
    for rank in range(6):
        number = note(client, ASKED.partition("&acteur")[0] + f"&acteur={actors[rank % 3]}")
        page = mark(client, number, "unreachable")
        assert "ne se lit qu’avec votre numéro" in words(page)
        # Who holds the slip sees what was said of it, and nobody else does.
        assert "Injoignable" in words(client.get(f"/bon/{number}")).split("Ce qui a été noté en dernier")[1][:40]
    assert told_of(client) == before
    listed = words(client.get("/corrections"))
    assert "Rien à vérifier" in listed
    assert "ils sont anonymes" in listed
    assert not [name for name in ("Atelier", "Coopérative", "Nuage") if name in listed]


def test_what_is_published_of_marks_does_not_tell_of_whom_they_are(app: Flask, client: FlaskClient) -> None:
    colleague = entered(app)
    for _ in range(6):
        signed_mark(colleague, note(client), "unreachable")
    [row] = client.get("/api/v1/outcomes").json["outcomes"]
    assert set(row) == {"year", "outcome", "count", "others"}
    figures = words(client.get("/retours")).split("Ce qui s’est passé")[1].split("Demandé, et sans réponse")[0]
    assert "Injoignable" in figures
    for name in ("Atelier", "Partager des fichiers", "Chinon"):
        assert name not in figures


def test_whoever_keeps_the_site_reads_what_marks_question(app: Flask, client: FlaskClient) -> None:
    runner = app.test_cli_runner()
    assert "Aucune fiche à vérifier" in runner.invoke(args=["correct"]).output
    mark(client, note(client), "unreachable")
    [item] = json.loads(runner.invoke(args=["correct", "--json"]).output)
    assert item["label"] == "Atelier Exemple : signalé injoignable"
    assert "Vérifié : Atelier Exemple" in runner.invoke(args=["correct", item["code"].lower()]).output
    assert json.loads(runner.invoke(args=["correct", "--json"]).output) == []
    assert runner.invoke(args=["correct", item["code"]]).exit_code == 1


# Seconds: more than a busy machine ever takes to send a form.
AT_LEAST = 60


class EarlierSigner(TimestampSigner):
    """Signs as this site did a little more than a minute ago."""

    def get_timestamp(self) -> int:
        """Whole seconds."""
        return super().get_timestamp() - AT_LEAST - 1


def earlier(app: Flask, content: str) -> str:
    """The seal of a form that was opened long enough ago."""
    return EarlierSigner(app.config["SECRET_KEY"], salt=f"slip {content}").sign("read").decode()


CONTENT = f"file-sharing|commune-37072|organisation/atelier|service/files-back|{DAY}"


def test_what_only_a_program_sends_is_refused_and_a_person_loses_nothing(app: Flask, client: FlaskClient) -> None:
    """At once, or with the field that nobody sees: at each of the three forms; what was chosen and the seal stay."""
    app.config["FORM_SECONDS"] = AT_LEAST
    number = drawn_slip(app)
    forms = (
        ("/orientation/bon", ASKED, {}, CONTENT),
        (f"/bon/{number}", f"/bon/{number}", {"suite": "taken"}, number),
        (f"/bon/{number}", f"/bon/{number}", {"suite": "taken", "numero": number}, number),
        ("/injoignable", "/injoignable?acteur=organisation/atelier", {}, "organisation/atelier"),
    )
    for address, page, chosen, content in forms:
        shown = client.get(page)
        assert shown.text.count(f'name="{TRAP}"') == 1
        assert re.search(rf'aria-hidden="true"><label>[^<]+<input type="text" name="{TRAP}"\s+value="" tabindex="-1" '
                         r'autocomplete="off">', shown.text), address  # fmt: skip
        form = {**fields(shown), **chosen}
        before = counted(app)
        quick = client.post(address, data=form, headers=HERE)
        assert (quick.status_code, "très vite" in words(quick)) == (400, True)
        again = fields(quick)
        assert again["jeton"] == form["jeton"]
        assert {name: again.get(name) for name in FIELDS} == {name: form.get(name) for name in FIELDS}
        calm = {**form, "jeton": earlier(app, content)}
        trapped = client.post(address, data={**calm, TRAP: "https://buy.example"}, headers=HERE)
        assert (trapped.status_code, "Un champ caché" in words(trapped)) == (400, True)
        assert "buy.example" not in trapped.text
        assert counted(app) == before
        assert client.post(address, data=calm, headers=HERE).status_code == 303
        with app.app_context():
            counter().slips.mark(number, "no-answer", DAY)


def drawn_slip(app: Flask) -> str:
    """The number of a slip."""
    with app.test_request_context():
        return counter().slips.give(
            references().slip(Typed(("file-sharing",), "Chinon", "organisation/atelier"), DAY), "s"
        )


def counted(app: Flask) -> tuple[int, ...]:
    """How many of everything."""
    with app.app_context():
        return tuple(len(rows) for rows in counter().slips.rows().values())


@pytest.mark.usefixtures("stopped")
def test_marks_of_a_visitor_are_bounded_by_the_hour(client: FlaskClient) -> None:
    number = note(client)
    form = {"suite": "taken", "jeton": fields(client.get(f"/bon/{number}"))["jeton"][0]}
    answers = [client.post(f"/bon/{number}", data=form, headers=HERE) for _ in range(MARKED_OF_A_ROOM + 1)]
    assert {answer.status_code for answer in answers[:-1]} == {303}
    assert (answers[-1].status_code, int(answers[-1].headers["Retry-After"]) > 0) == (429, True)
    other = client.post(f"/bon/{number}", data=form, headers=HERE, environ_base={"REMOTE_ADDR": "192.0.2.7"})
    assert other.status_code == 303


def test_a_mark_can_be_taken_back(client: FlaskClient) -> None:
    number = note(client)
    mark(client, number, "unreachable")
    page = mark(client, number, "taken")
    assert "Pris en charge" in words(page)
    assert "Ce qui avait été dit avant" in words(page)


def test_an_instance_of_yesterday_starts_and_says_no_more_what_strangers_marked(shared: Flask, tmp_path: Path) -> None:
    repository = opened(tmp_path, on_disk=False)
    repository.load(list(TOWN), "essais")
    facts = correction("orientation-outcomes")
    source = f"{repository.base}/id/source/orientation-outcomes"
    repository.commit(Draft("retours", "outcome", "Corrections", source, frozenset(), facts))
    assert any("signalé injoignable" in str(fact.o) for fact in repository.public.facts(source=source))
    repository.close()
    with closing(sqlite3.connect(tmp_path / "journal.sqlite")) as database:
        database.execute("DROP TABLE migrations")  # releases before steps were noted had none
    app = application(tmp_path, TOWN)
    found, expected = told_of(app.test_client()), told_of(shared.test_client())
    app.extensions["tisserand"].close()
    assert found["api"] == expected["api"]
    assert found["corrections"] == expected["corrections"]
    assert not [name for name, text in found.items() if "signalé injoignable" in text.casefold()]


def test_figures_are_a_page_and_a_document_of_what_professionals_told(app: Flask, client: FlaskClient) -> None:
    assert "Pas encore assez de retours" in words(client.get("/retours"))
    colleague, told = entered(app), []
    for _ in range(5):
        assert client.get("/api/v1/outcomes").json == {"least": 5, "outcomes": [], "unanswered": []}
        mark(client, note(client), "taken")
        told.append(note(client))
        signed_mark(colleague, told[-1], "taken")
        mark(client, told[-1], "unreachable")
    [row] = client.get("/api/v1/outcomes").json["outcomes"]
    assert (row["count"], row["outcome"]["label"], row["others"]) == (5, "Pris en charge", None)
    assert "5 orientations suivies" in words(client.get("/retours"))
    document = client.get("/api/v1/openapi.json").json
    assert set(document["components"]["schemas"]["Outcomes"]["required"]) == {"least", "outcomes", "unanswered"}
    assert "/outcomes" in document["paths"]


def ask(app: Flask, agent: str, address: str = "192.0.2.1", day: str = "") -> None:
    """A request that nobody can answer, as the referral records it."""
    where = {"REMOTE_ADDR": address}
    with app.test_request_context("/orientation", headers={"User-Agent": agent}, environ_base=where):
        situation = ecosystem().public.situation(Query(commune="Tours", needs=("video-meeting",), date=day))
        referral = ecosystem().referral.answer(situation)
        assert referral.gaps
        gaps = unmet_needs(referral)
        assert gaps
        record_gaps(gaps)


def test_gaps_are_counted_once_a_day_for_each_visitor_and_never_for_robots(app: Flask) -> None:
    for agent, address, day in (
        ("Mozilla/5.0", "192.0.2.1", ""), ("Mozilla/5.1", "192.0.2.1", ""), ("Mozilla/5.0", "192.0.2.2", ""),
        ("Googlebot/2.1", "192.0.2.3", ""), ("", "192.0.2.4", ""), ("Mozilla/5.0", "192.0.2.5", "2019-01-01"),
    ):  # fmt: skip
        ask(app, agent, address, day)
    with app.app_context():
        assert counter().slips.gaps() == [("video-meeting", "commune-37261", f"{DAY:%Y-%m}", 2)]
        assert b"192.0.2" not in b"".join(counter().visits._seen)
    clock.hold(DAY + timedelta(days=1))
    for number in range(9):
        ask(app, "Mozilla/5.0", f"192.0.2.{number}")
    with app.app_context():
        # On another day each counts again; from however many addresses, three times in all.
        assert counter().slips.gaps()[0][3] == 2 + MOST_A_DAY


def test_who_fills_what_is_remembered_is_not_counted_again(app: Flask) -> None:
    with app.test_request_context(environ_base={"REMOTE_ADDR": "192.0.2.9"}):
        visits = Visits()
        assert [visits.is_new("x") for _ in range(2)] == [True, False]
        assert sum(visits.is_new(str(number)) for number in range(MOST_REMEMBERED + 5)) == MOST_REMEMBERED - 1
        assert not visits.is_new("x")


def test_slips_and_gaps_are_saved_and_restored(app: Flask, client: FlaskClient, tmp_path: Path) -> None:
    number = note(client)
    mark(client, number, "unreachable")
    ask(app, "Mozilla/5.0")
    file, other = tmp_path / "saved.tar.gz", tmp_path / "other"
    saved = write_backup(settings_in(tmp_path), file)
    assert saved.slip_count == 1
    restored, _ = restore_backup(settings_in(other), file)
    assert restored.parts == saved.parts
    slips = Slips(settings_in(other).database_url)
    kept = slips.find(number)
    assert (kept.last and kept.last.outcome, len(slips.gaps())) == ("unreachable", 1)
    slips.close()
    assert b"jeton" not in file.read_bytes()


def test_a_backup_from_before_slips_is_restored_and_leaves_them(
    app: Flask, client: FlaskClient, tmp_path: Path
) -> None:
    number = note(client)
    file, old = tmp_path / "saved.tar.gz", tmp_path / "old.tar.gz"
    write_backup(settings_in(tmp_path), file)
    with tarfile.open(file) as archive, tarfile.open(old, "w:gz") as written:
        for member in archive.getmembers()[:2]:
            content = archive.extractfile(member)
            assert content is not None
            if member.name == "manifest.json":
                manifest = json.loads(content.read())
                manifest["sha256"] = {"journal.jsonl": manifest["sha256"]["journal.jsonl"]}
                del manifest["slips"]
                (tmp_path / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
                written.add(tmp_path / "manifest.json", "manifest.json")
            else:
                written.addfile(member, content)
    app.extensions["tisserand"].close()
    restored, _ = restore_backup(settings_in(tmp_path), old, force=True)
    assert "slips" not in restored.parts
    slips = Slips(settings_in(tmp_path).database_url)
    assert slips.find(number).number == number
    slips.close()


def test_the_pages_speak_english(client: FlaskClient) -> None:
    number = note(client)
    for address in (ASKED, f"/bon/{number}", "/bon", "/corrections", "/retours", "/orientation/bon"):
        page = client.get(address, query_string=None, headers={"Accept-Language": "en"})
        assert page.headers["Content-Language"] == "en"
        assert not re.search(r"\b(bon d’orientation|besoin|numéro|retours)\b", words(page).lower()), address


def noting(page: TestResponse) -> list[str]:
    """The addresses that a page of answers gives to note them."""
    return [unescape(found) for found in re.findall(r'href="(/orientation/bon[^"]+)"', page.text)]


def test_each_answer_leads_to_a_slip_about_what_it_meets(client: FlaskClient) -> None:
    page = client.get("/orientation?commune=Chinon&besoin=file-sharing&besoin=video-meeting")
    addresses = noting(page)
    assert len(addresses) == page.text.count('<div class="caller-more">') > 1
    whole = next(found for found in addresses if "service/files-back" in found)
    assert "besoin=file-sharing" in whole
    assert "video-meeting" not in whole
    for address in addresses:
        asked = fields(client.get(address))
        assert asked["commune"]
        assert client.post("/orientation/bon", data=asked, headers=HERE).status_code == 303


def test_a_tool_alone_is_noted_as_the_wish_to_leave_it(client: FlaskClient) -> None:
    assert all("besoin=" in found for found in noting(client.get("/orientation?commune=Chinon&outil=Gmail")))
    assert noting(client.get("/orientation?commune=Chinon&besoin=file-sharing&date=2021-06-01")) == []
    assert noting(client.get("/orientation?besoin=file-sharing")) == []


def test_a_request_without_answer_is_counted_when_it_is_whole(app: Flask, client: FlaskClient) -> None:
    seen = {"User-Agent": "Mozilla/5.0"}
    client.get("/orientation/reponses?commune=Tours&besoin=video-meeting&saisie=need", headers=seen)
    with app.app_context():
        assert counter().slips.gaps() == []
    client.get("/orientation?commune=Tours&besoin=video-meeting", headers=seen)
    with app.app_context():
        assert [gap[0] for gap in counter().slips.gaps()] == ["video-meeting"]


# --- those of which nothing came yet ----------------------------------------------------------------------------------


def test_the_slips_of_some_numbers_without_news_are_listed_and_each_can_be_told_of(client: FlaskClient) -> None:
    waiting, over = note(client), note(client, ASKED.replace("Chinon", "Tours"))
    mark(client, over, "taken")
    address = f"/bon/suivi?numero={waiting}, {over.lower()}"
    page = client.get(address)
    assert (page.status_code, page.headers["Cache-Control"]) == (200, "no-store")
    assert re.findall(r'data-number="(\w+)"', page.text) == [waiting]
    assert "1 orientation attend des nouvelles" in words(page)
    # « Toujours pas de nouvelles » leads back to the list, where it is said.
    again = client.post(f"/bon/{waiting}", data=fields(page), headers=HERE, follow_redirects=True)
    assert re.findall(r'data-number="(\w+)"', again.text) == [waiting]
    assert "« Sans réponse », dit le" in again.text.replace("\N{NO-BREAK SPACE}", " ").replace("\u202f", " ")
    mark(client, waiting, "not-for-me")
    assert "quelqu’un a dit la suite" in words(client.get(address))


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Donnez les numéros de vos bons"),
        ("K7M 2RX", "Un numéro de bon a neuf signes"),
        ("a" * 250, "250 caractères"),
        ("jeanne@exemple.fr", "Un numéro de bon a neuf signes"),
    ],
    ids=["nothing", "half a number", "too long", "an address"],
)
def test_what_is_no_number_is_said_and_nothing_personal_is_repeated(shared: Flask, typed: str, said: str) -> None:
    page = shared.test_client().get("/bon/suivi", query_string={"numero": typed})
    assert page.status_code == (400 if typed else 200)
    assert said in words(page)
    assert "jeanne@" not in page.text
    assert ('value="K7M 2RX"' in page.text) == (typed == "K7M 2RX")
