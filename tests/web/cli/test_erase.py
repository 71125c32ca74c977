# SPDX-License-Identifier: AGPL-3.0-or-later
"""`flask erase`: nothing of what was erased is left in any file, and nothing brings it back."""

from __future__ import annotations

import gzip
import json
import shutil
import sqlite3
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from flask import Flask

from graph.slips.reference import Slip
from graph.slips.store import Slips
from graph.storage.continuity import refuse_broken
from graph.synonyms.store import WordCounts, counting_key
from tests.applications import application
from tests.instances import PREFIXES, TOWN_TTL, dump, opened, settings_in, write
from tests.web.cli.conftest import Run, commands_of

CANARY = "Zorglub Quintal"
TELEPHONE = "02 47 99 88 77"
GONE = ("zorglub", "02 47 99 88 77", "47998877")
TOWN = (
    TOWN_TTL
    + f"""
<id/network/round> skos:altLabel "{CANARY} et les autres"@fr .
<id/organisation/mill> schema:telephone "+33 2 47 99 88 77" ; skos:altLabel "Chez {CANARY}"@fr .
"""
)
OTHERS = (
    PREFIXES
    + """<id/source/others> a schema:Dataset ; skos:prefLabel "Autre liste"@fr ;
  dct:license <https://www.etalab.gouv.fr/licence-ouverte-open-licence> .
<id/organisation/mill> skos:altLabel "Le moulin de ZORGLUB  quintal"@fr .
"""
)


@pytest.fixture(scope="module")
def life(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An instance with a life: changes, an undo, backups beside it, words typed, what a restore set aside, a log."""
    folder = tmp_path_factory.mktemp("life")
    app = application(folder / "instance", [])
    run, settings = commands_of(app), app.extensions["tisserand"].settings
    run("load", write(folder, TOWN), "--author", CANARY)
    run("backup", folder / "first.tar.gz")
    run("load", write(folder, OTHERS, "others.ttl"))
    run("load", write(folder, TOWN.replace("+33 2 47 99 88 77", "02 47 00 00 00")))
    run("undo", 3)
    run("backup", folder / "second.tar.gz")
    run("restore", folder / "second.tar.gz", "--force")
    words = WordCounts(settings.database_url, counting_key(settings.secret_key))
    for day in (1, 2):
        for _ in range(4):
            words.hear("chez zorglub quintal", "", date(2026, 12, day), first_today=True)
    assert len(words.heard()) == 1
    words.close()
    (settings.instance / "errors.log").write_text(f"une ligne\nune autre pour {CANARY}\n", encoding="utf-8")
    _opened(app)
    return folder


@pytest.fixture
def lived(life: Path, tmp_path: Path) -> Path:
    """The folder of an instance of its own with that life; its backups are beside it."""
    shutil.copytree(life, tmp_path, dirs_exist_ok=True)
    return tmp_path / "instance"


@pytest.fixture
def app(lived: Path) -> Iterator[Flask]:
    app = application(lived, [])
    yield app
    app.extensions["tisserand"].close()


def _opened(app: Flask) -> None:
    """A start of the site: what is derived is written."""
    ecosystem = app.extensions["tisserand"]
    assert ecosystem.repository.number
    ecosystem.close()


def _holding(folder: Path) -> list[str]:
    """The files that spell one of the words, unpacked where they are packed."""
    found = []
    for path in sorted(folder.rglob("*")):
        content = path.read_bytes() if path.is_file() else b""
        content = gzip.decompress(content) if content[:2] == b"\x1f\x8b" else content
        if any(word.encode() in content.lower() for word in GONE):
            found.append(path.name)
    return found


def test_no_byte_is_left_of_words_that_are_erased(run: Run, app: Flask, lived: Path, tmp_path: Path) -> None:
    assert len(_holding(lived)) >= 4, "else this would prove little"
    assert run("erase", CANARY, TELEPHONE, "--yes").exit_code == 0
    assert _holding(lived) == []
    _opened(app)
    assert _holding(lived) == []
    assert run("check").exit_code == 0, "the chain holds, and so do the facts"
    header = json.loads(run("history", "--json", "--limit", 1).output)[0]
    assert (header["kind"], header["number"]) == ("erase", 5)
    assert "Effacé : 4 faits, dans 4 modifications" in header["summary"]
    assert "(1 fait effacé)" in run("history").output
    # What was said besides is all there.
    assert "Le Moulin" in run("search", "moulin").output


def test_a_backup_made_before_is_erased_again_when_it_is_restored(run: Run, lived: Path, tmp_path: Path) -> None:
    run("erase", CANARY, TELEPHONE, "--yes")
    restored = run("restore", tmp_path / "first.tar.gz", "--force")
    assert restored.exit_code == 0, restored.stderr
    assert _holding(lived) == []
    assert run("check").exit_code == 0
    refuse_broken(settings_in(lived), to_the_first=True)
    # And by another instance, which takes a later backup first.
    run("backup", tmp_path / "later.tar.gz")
    other = application(tmp_path / "other", []).test_cli_runner()
    for name in ("later", "second"):
        assert other.invoke(args=["restore", str(tmp_path / f"{name}.tar.gz"), "--force"]).exit_code == 0
    assert _holding(tmp_path / "other") == []


def test_an_erasure_that_was_cut_short_is_finished_by_asking_again(run: Run, lived: Path, tmp_path: Path) -> None:
    run("erase", CANARY, TELEPHONE, "--yes")
    database = sqlite3.connect(lived / "journal.sqlite", isolation_level=None)
    for statement in ("pragma secure_delete=off", "create table x (said text)"):
        database.execute(statement)
    database.execute("insert into x values (?)", [CANARY])
    database.execute("drop table x")
    database.close()
    assert _holding(lived) == ["journal.sqlite"], "no row says it, its file does"
    again = run("erase", CANARY, "--yes")
    assert again.exit_code == 0
    assert "Les fichiers de la base seront réécrits" in again.output
    assert _holding(lived) == []
    assert "Rien de tel" in run("erase", CANARY, "--yes").stderr


def test_a_file_that_refuses_keeps_no_other_from_being_cleaned(run: Run, lived: Path, tmp_path: Path) -> None:
    unwritable = lived / f"{'a' * 251}.log"  # beside which no longer name can be
    unwritable.write_text(CANARY)
    (lived / "broken.gz").write_bytes(gzip.compress(CANARY.encode())[:12] + b"not deflated at all")
    copy = tmp_path / "copies" / "public" / "notes.txt"
    copy.parent.mkdir(parents=True)
    copy.write_text(CANARY)
    done = run("erase", CANARY, TELEPHONE, "--yes", "--backups", copy.parent.parent)
    assert done.exit_code == 0, done.stderr
    for path in (unwritable, lived / "broken.gz"):
        assert f"À corriger vous-même : {path}." in done.output
    assert CANARY not in (lived / "errors.log").read_text()
    assert f"Autre fichier qui le garde : {copy}." in done.output, "whatever its folder is called"


def test_a_thing_leaves_with_what_cannot_be_without_it(run: Run, lived: Path, app: Flask, tmp_path: Path) -> None:
    shutil.copy(tmp_path / "first.tar.gz", tmp_path / "localhost-5000-2026-11-02-101010.tar.gz")
    history = run("history", "--json").output
    shown = run("erase", "organisation/mill", "--show", "--backups", tmp_path)
    assert "Fiches retirées : membership/mill-round, organisation/mill" in shown.output
    assert f"Sauvegarde qui le garde : {tmp_path / 'first.tar.gz'} (du " in shown.output
    assert "), tant que ce fichier existe." in shown.output
    assert "localhost-5000-2026-11-02-101010.tar.gz" in shown.output
    assert "jusqu’à la première sauvegarde que « backup --rotate » fera à partir du 1er novembre 2027" in shown.output
    assert "s’il en fait une chaque mois d’ici là" in shown.output
    assert run("history", "--json").output == history
    assert _spelling(lived, "organisation/mill")
    settings = app.extensions["tisserand"].settings
    slips = Slips(settings.database_url)
    day = date(2026, 12, 10)
    number = slips.give(Slip(("website",), "commune-37261", "organisation/mill", "", day), "essai")
    slips.mark(number, "taken", day, invitation=1)
    assert len(slips.tally()) == 1
    run("erase", "organisation/mill", "--yes")
    assert slips.tally() == []
    slips.close()
    assert _spelling(lived, "organisation/mill") == []
    assert run("check").exit_code == 0
    visitor = app.test_client()
    for path in ("/id/organisation/mill", "/fiche/organisation/mill", "/id/membership/mill-round"):
        page = visitor.get(path, headers={"Accept": "text/html"})
        assert page.status_code == 410
        assert "a été retirée de ce site le" in page.text
    for accepted in ("text/turtle", "application/json"):
        problem = visitor.get("/id/organisation/mill", headers={"Accept": accepted})
        assert (problem.status_code, problem.mimetype) == (410, "application/problem+json")
    assert visitor.get("/id/organisation/mill.ttl").status_code == 410
    assert visitor.get("/id/organisation/mille").status_code == 404


def test_what_nobody_saw_is_answered_as_before(run: Run, app: Flask, tmp_path: Path) -> None:
    person = '<id/person/xqwv> a foaf:Person ; skos:prefLabel "Xqwv"@fr .\n'
    assert run("load", write(tmp_path, OTHERS + person)).exit_code == 0
    assert run("erase", "person/xqwv", "--yes").exit_code == 0
    visitor = app.test_client()
    answers = [visitor.get(f"/id/person/{name}.ttl") for name in ("xqwv", "xqwu")]
    told = [{**answer.get_json(), "instance": ""} for answer in answers]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert told[0] == told[1]


@pytest.mark.slow
def test_an_older_backup_is_tried_as_it_would_be_put_back(run: Run, lived: Path, tmp_path: Path) -> None:
    run("erase", CANARY, TELEPHONE, "--yes")
    tried = run("backup", tmp_path / "first.tar.gz", "--verify")
    assert tried.exit_code == 0, tried.output
    assert "Elle date d’avant un effacement" in tried.output
    assert run("backup", tmp_path / "later.tar.gz", "--verify").exit_code == 0


def _spelling(folder: Path, text: str) -> list[str]:
    return [path.name for path in folder.rglob("*") if path.is_file() and text.encode() in path.read_bytes()]


def test_nothing_brings_it_back(run: Run, lived: Path, tmp_path: Path) -> None:
    before = opened(lived)
    expected = dump(before.full)
    before.close()
    run("erase", CANARY, TELEPHONE, "--yes")
    refused = run("undo", 5)
    assert refused.exit_code == 1
    assert "est un effacement" in refused.stderr
    told = run("load", tmp_path / "others.ttl")
    assert "Rien à changer" in told.output
    assert run("undo", 3).exit_code == 1, "what it would take back is erased"
    assert _holding(lived) == []
    # Unless somebody means it.
    run("load", tmp_path / "others.ttl", "--force")
    assert _holding(lived)
    after = opened(lived)
    assert set(dump(after.full)) < set(expected)
    after.close()


def test_nothing_is_erased_without_a_word(run: Run, app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    history = run("history").output
    monkeypatch.setattr("graph.storage.files.PATIENCE", 0.1)
    assert app.extensions["tisserand"].repository.number == 4
    at_work = run("erase", CANARY, "--yes")
    assert at_work.exit_code == 1
    assert "Un autre programme (le serveur ?) se sert déjà" in at_work.stderr
    app.extensions["tisserand"].close()
    for asked, said in (("ab", "trop court"), ("personne ici", "Rien de tel"), ("organisation/nobody", "Rien de tel")):
        nothing = run("erase", asked, "--yes")
        assert (nothing.exit_code, nothing.stderr.count("\n")) == (1, 1)
        assert said in nothing.stderr
    refused = run("erase", CANARY, given="oui\n")
    assert refused.exit_code == 1
    assert "Rien n’est effacé" in refused.stderr
    unasked = run("erase", "-", given=f"{CANARY}\n")
    assert (unasked.exit_code, "ajoutez --yes" in unasked.stderr) == (1, True)
    assert run("history").output == history
    quiet = run("erase", "-", "--yes", given=f"{CANARY}\n")
    assert quiet.exit_code == 0, quiet.stderr
