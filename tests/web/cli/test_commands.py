# SPDX-License-Identifier: AGPL-3.0-or-later
"""The command line: what each command does, and one French line for each thing that goes wrong."""

from __future__ import annotations

import json
import os
import re
import sqlite3
import subprocess
import sys
import tarfile
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from graph.backup import FILES, packed, read_backup
from graph.settings import ROOT
from tests.applications import application
from tests.instances import BARE, ID, TOWN_TTL, both, opened, write
from tests.made_territories import fill, made, served
from tests.web.cli.conftest import Run

CORRECTED = TOWN_TTL.replace("La Ronde", "La Grande Ronde")


@pytest.fixture
def town(tmp_path: Path) -> Path:
    return write(tmp_path)


def test_load_says_what_changed(run: Run, town: Path) -> None:
    assert "Modification 1 : 13 faits ajoutés, 0 retiré." in run("load", town).output
    assert "Rien à changer" in run("load", town).output


def test_load_refuses_with_the_line_and_loads_nothing(run: Run, tmp_path: Path) -> None:
    result = run("load", write(tmp_path, TOWN_TTL + "<id/network/x> foaf:homepage <javascript:alert(1)> ."))
    assert result.exit_code == 1
    assert result.stderr.count("\n") == 1
    assert f"ligne {TOWN_TTL.count(chr(10)) + 1}" in result.stderr
    assert run("history").output == "Le journal est vide.\n"


def test_history_shows_the_latest_first(run: Run, town: Path, tmp_path: Path) -> None:
    run("load", town, "--author", "Moi")
    run("load", write(tmp_path, CORRECTED))
    lines = run("history").output.splitlines()
    assert [line.split()[0] for line in lines] == ["2", "1"]
    assert "Moi : Chargement de 1 fichier" in lines[1]
    (last,) = json.loads(run("history", "--json", "--limit", 1).output)
    assert (last["number"], last["added_count"], last["removed_count"]) == (2, 1, 1)


def test_undo_takes_a_change_back(run: Run, town: Path, tmp_path: Path) -> None:
    run("load", town)
    run("load", write(tmp_path, CORRECTED))
    assert "Modification 3" in run("undo", 2).output
    assert "La Ronde" in run("search", "la ronde").output
    refused = run("undo", 2)
    assert refused.exit_code == 1
    assert "rien à annuler" in refused.stderr


def test_undo_of_an_unknown_change_is_said(run: Run) -> None:
    result = run("undo", 7)
    assert (result.exit_code, result.stderr) == (1, "Erreur : Le journal n’a pas de modification 7.\n")


def test_commands_write_beside_an_open_repository(run: Run, town: Path, app: Flask) -> None:
    server = app.extensions["tisserand"]
    assert server.repository.number == 1, "the application opened its own data"
    run("load", town)
    assert server.repository.catch_up() == 1
    assert server.repository.public.label(f"{ID}network/round") == "La Ronde"
    server.close()


def test_rebuild_is_refused_while_the_server_holds_the_files(
    run: Run, town: Path, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("graph.storage.files.PATIENCE", 0.1)
    run("load", town)
    assert app.extensions["tisserand"].repository.number == 1
    result = run("rebuild")
    assert result.exit_code == 1
    assert "Un autre programme" in result.stderr
    app.extensions["tisserand"].close()
    assert "Refait depuis le journal" in run("rebuild").output


def test_a_backup_restores_the_same_facts_elsewhere(run: Run, town: Path, tmp_path: Path) -> None:
    run("load", town)
    assert "1 modification, 13 faits" in run("backup", tmp_path / "saved.tar.gz").output
    other = application(tmp_path / "other", [ROOT / "data"]).test_cli_runner()
    assert "Rétabli : 1 modification," in other.invoke(args=["restore", str(tmp_path / "saved.tar.gz")]).output
    one, two = opened(tmp_path / "instance"), opened(tmp_path / "other")
    assert both(one) == both(two)
    one.close()
    two.close()


def test_a_backup_has_the_journal_and_no_secret(run: Run, town: Path, tmp_path: Path) -> None:
    run("load", town)
    run("backup", tmp_path / "saved.tar.gz")
    assert (tmp_path / "saved.tar.gz").stat().st_mode & 0o077 == 0
    with tarfile.open(tmp_path / "saved.tar.gz") as archive:
        assert archive.getnames() == ["manifest.json", *FILES]


def test_restore_needs_force_and_keeps_the_former_state(run: Run, town: Path, tmp_path: Path) -> None:
    run("load", town)
    run("backup", tmp_path / "saved.tar.gz")
    run("load", write(tmp_path, CORRECTED))
    refused = run("restore", tmp_path / "saved.tar.gz")
    assert refused.exit_code == 1
    assert "--force" in refused.stderr
    assert len(json.loads(run("history", "--json").output)) == 2
    restored = run("restore", "--force", tmp_path / "saved.tar.gz").output
    assert "L’état d’avant est dans" in restored
    assert "Le journal s’arrête désormais à la modification 1 : ce site en avait connu 2." in restored
    assert len(json.loads(run("history", "--json").output)) == 1
    (kept,) = (tmp_path / "instance").glob("avant-restauration-*.tar.gz")
    run("restore", "--force", kept)
    assert len(json.loads(run("history", "--json").output)) == 2


@pytest.mark.parametrize("damage", ["cut", "flipped", "other", "absent"])
def test_a_damaged_backup_replaces_nothing(run: Run, town: Path, tmp_path: Path, damage: str) -> None:
    run("load", town)
    path = tmp_path / "saved.tar.gz"
    run("backup", path)
    content = path.read_bytes()
    flipped = bytes([*content[:200], content[200] ^ 1, *content[201:]])
    path.write_bytes({"cut": content[: len(content) // 2], "flipped": flipped}.get(damage, b"something else"))
    if damage == "absent":
        path.unlink()
    result = run("restore", "--force", path)
    assert result.exit_code == 1
    assert result.stderr.count("\n") == 1
    assert len(json.loads(run("history", "--json").output)) == 1


def test_a_backup_whose_changes_do_not_follow_is_refused(run: Run, tmp_path: Path) -> None:
    run("load", write(tmp_path))
    run("load", write(tmp_path, CORRECTED))
    saved = tmp_path / "saved.tar.gz"
    run("backup", saved)
    backup = read_backup(saved)
    rows = backup.rows
    for kept, words in (
        (rows[1:], "la modification 1 de la sauvegarde manque"),
        ((rows[0], {**rows[1], "author": "autre"}), "le journal de la sauvegarde a été altéré : la modification 2 "),
    ):
        saved.write_bytes(packed(replace(backup, rows=kept)))
        result = run("restore", "--force", saved)
        assert result.exit_code == 1
        assert words in result.stderr


def test_export_writes_a_file_whole(run: Run, town: Path, tmp_path: Path) -> None:
    run("load", town)
    assert "La Ronde" in run("export", "ttl").output
    assert "La Ronde" not in run("export", "ttl", "--licence", "cc0").output
    assert "etalab-2.0" in run("export", "ttl", "--licence", "etalab").stderr
    result = run("export", "nq", "-o", tmp_path / "town.nq")
    assert result.exit_code == 0
    assert "BASE_URL" in result.stderr, "IRIs are provisional while nobody chose the base"
    assert "La Ronde" in (tmp_path / "town.nq").read_text(encoding="utf-8")
    assert run("export", "nq", "-o", tmp_path).exit_code == 1


def test_an_unknown_format_names_the_known_ones(run: Run) -> None:
    result = run("export", "docx")
    assert result.exit_code == 1
    assert "ttl" in result.stderr


def test_search_and_refer_answer_from_the_data_while_the_journal_is_empty(run: Run) -> None:
    found = json.loads(run("search", "--json", "mail").output)
    assert found
    assert set(found[0]) == {"iri", "label", "kind", "matched", "score"}
    document = json.loads(run("refer", "--commune", "Tours", "--need", "email", "--json").stdout)
    assert document["situation"]["commune"]["code"] == "37261"
    assert document["results"]
    (part,) = document["by_need"]
    told = run("refer", "--commune", "Tours", "--need", "email").output
    assert all(text in told for text in part["missing"])
    assert part["ways"]
    assert all(f"– {caller['actor']['label']}" in told for caller in part["ways"])


def test_refer_says_what_it_did_not_understand(run: Run) -> None:
    ambiguous = run("refer", "--commune", "Saint-Denis", "--need", "email")
    assert ambiguous.exit_code == 1
    assert "Peut-être" in ambiguous.stderr
    assert run("refer").exit_code == 1


def test_refer_reads_a_sentence_and_says_how(run: Run) -> None:
    told = run("refer", "--commune", "Chinon", "--need", "une newsletter et GrosMail, aux perroquets").output
    assert "« newsletter » : compris comme Envoyer une lettre d’information." in told
    assert "« GrosMail » : compris comme GrosMail Exemple." in told
    assert "« perroquets » a été laissé de côté." in told
    assert "compris comme" not in run("refer", "--commune", "Chinon", "--need", "file-sharing").output


def test_search_without_an_answer_says_so(run: Run) -> None:
    assert "Rien ne porte ce nom" in run("search", "zzzzqqqq").output


@pytest.mark.parametrize("command", ["history", "check", "invitations"])
def test_an_instance_of_a_later_release_is_refused_in_one_line(run: Run, app: Flask, command: str) -> None:
    run("invitations")
    with closing(sqlite3.connect(app.extensions["tisserand"].settings.instance / "journal.sqlite")) as database:
        database.execute("insert into migrations values (999, 'tables', 'de demain', '2099-01-01')")
        database.commit()
    refused = run(command)
    assert refused.exit_code == 1
    assert refused.stderr.startswith("Erreur : Ce site vient d’une version plus récente de Tisserand")
    assert refused.stderr.count("\n") == 1


def test_check_lists_what_people_corrected_in_what_ships(run: Run, tmp_path: Path) -> None:
    run("load")
    shipped = (ROOT / "tests" / "ecosystem.ttl").read_text(encoding="utf-8")
    name = '"La Passerelle Exemple"@fr'
    assert shipped.count(name) == 1
    run("load", write(tmp_path, shipped.replace(name, '"La Passerelle"@fr')))
    told = run("check").output
    assert "Gardé d’ici — tests/ecosystem.ttl : 1 fait livré non repris, 1 fait d’ici (id/organisation/" in told
    run("load")
    assert "Gardé d’ici" not in run("check").output


def test_check_fails_on_a_violation_and_passes_without(run: Run, town: Path) -> None:
    passed = run("check", town)
    assert passed.exit_code == 0, passed.output
    assert "0 faute, 0 remarque" in passed.output
    wrong = run("check", write(town.parent, CORRECTED.replace('"Le Moulin"@fr', '"The Mill"@en')))
    assert wrong.exit_code == 1
    assert "Faute" in wrong.output
    assert "1 faute" in wrong.output


TABLES = [
    ("nom;lieu\nLa Ronde;Blois\n", None),
    ("nom;modifié le\nLa Ronde;hier\n", "ligne 2 : colonne « modifié le » : "),
    ("nom;couleur\nLa Ronde;bleu\n", "ligne 1 : la colonne « couleur » n’est pas connue"),
    ("nom;début;fin\nLa Ronde;2021-06-01;2020-06-01\n", "ligne 2 : "),
]


@pytest.mark.parametrize(("text", "fault"), TABLES, ids=["right", "a cell", "a column", "a rule of the model"])
def test_check_says_of_a_table_what_loading_it_would(run: Run, tmp_path: Path, text: str, fault: str | None) -> None:
    table = tmp_path / "acteurs.csv"
    table.write_text(text, encoding="utf-8")
    checked, number = run("check", table), run("history").output
    assert (checked.exit_code, "Faute" in checked.output) == ((1, True) if fault else (0, False))
    assert f"acteurs.csv, {fault}" in checked.output if fault else "0 faute" in checked.output
    # Checking loads nothing.
    assert run("history").output == number
    loaded = run("load", table)
    assert (loaded.exit_code != 0) == (fault is not None)
    if fault:
        told = loaded.stderr.removeprefix("Erreur : ").strip()
        assert f"Faute — {told}" in checked.output


@pytest.mark.slow  # the whole check, twice
def test_check_reads_the_table_of_the_territory(tmp_path: Path) -> None:
    app = served(tmp_path, made(tmp_path, "41").name)
    runner, table = app.test_cli_runner(), tmp_path / "territories" / "loir-et-cher" / "acteurs.xlsx"
    empty = runner.invoke(args=["check"])
    assert empty.exit_code == 0, empty.output
    fill(table, [{"nom": "La Ronde"}, {"nom": "Le Pré", "lieu": "Atlantide"}])
    wrong = runner.invoke(args=["check"])
    assert wrong.exit_code == 1
    assert "Faute — acteurs.xlsx, ligne 3 : colonne « lieu » : " in wrong.output
    assert "1 faute" in wrong.output
    app.extensions["tisserand"].close()


MISUSES = [
    (["undo"], "il manque N"), (["undo", "x"], "valeur donnée pour N"),
    (["load", "--nothing"], "l’option « --nothing » n’existe pas"),
    (["backup"], "il manque FICHIER"), (["search"], "il manque MOTS"), (["history", "--limit", "0"], "ne convient pas"),
    (["export", "ttl", "-o"], "attend une valeur"), (["rebuild", "now"], "ne se comprend pas"),
]  # fmt: skip


@pytest.mark.parametrize(("arguments", "message"), MISUSES, ids=[" ".join(arguments) for arguments, _ in MISUSES])
def test_a_badly_written_command_is_one_french_line(run: Run, arguments: list[str], message: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert result.stderr.startswith("Erreur : ")
    assert message in result.stderr
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize(
    "name",
    [
        "load",
        "history",
        "undo",
        "rebuild",
        "backup",
        "restore",
        "rescue",
        "export",
        "refer",
        "search",
        "check",
        "ask",
        "invite",
        "invitations",
        "revoke",
        "correct",
        "docs",
    ],
)
def test_help_is_in_french(run: Run, name: str) -> None:
    output = run(name, "--help").output
    assert output.startswith("Usage : ")
    assert "\nOptions :\n" in output
    assert "Affiche cette aide." in output
    assert "Show this message" not in output
    assert not re.search(r"default:|<=x|x>=|required\]|Commands|ARGS|FILES", output)


def test_the_help_of_a_command_of_commands_is_in_french(run: Run) -> None:
    output = run("territory", "--help").output
    assert "COMMANDE" in output
    assert "\nCommandes :\n  new  Fait le dossier" in output


def test_a_wrong_setting_is_one_line_even_from_the_shell(tmp_path: Path) -> None:
    environment = {**os.environ, "INSTANCE": str(tmp_path), "PORT": "x"}
    command = [sys.executable, "-m", "flask", "--app", "app", "history"]
    result = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert result.returncode == 1
    assert result.stderr == "Erreur : PORT : « x » n’est pas un numéro de port (1 à 65535).\n"


def test_a_server_of_mail_that_cannot_be_read_is_told_without_its_password(tmp_path: Path) -> None:
    environment = {**os.environ, "INSTANCE": str(tmp_path), "SMTP_URL": "smtp://me:s3cret@mail.example?always"}
    command = [sys.executable, "-m", "flask", "--app", "app", "history"]
    result = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert result.returncode == 1
    assert result.stderr.startswith("Erreur : SMTP_URL : cette adresse ne se lit pas.")
    assert "s3cret" not in result.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ["load", "TOWN"], ["history"], ["undo", "1"], ["check"], ["backup", "BROKEN"], ["rebuild"], ["correct"],
        ["search", "ronde"], ["refer", "--need", "email"], ["export", "ttl"],
    ],
    ids=lambda arguments: arguments[0],
)  # fmt: skip
def test_every_command_tells_of_a_journal_that_lost_changes(
    run: Run, town: Path, tmp_path: Path, arguments: list[str]
) -> None:
    _served_once(run, town, tmp_path / "instance")
    names = {"TOWN": str(town), "BROKEN": str(tmp_path / "broken.tar.gz")}
    result = run(*(names.get(argument, argument) for argument in arguments))
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.count("\n") == 1
    assert "est vide, alors que ce site en a connu 1 modification," in result.stderr
    assert not (tmp_path / "broken.tar.gz").exists()


def _served_once(run: Run, town: Path, instance: Path) -> None:
    """An instance that was served from one change, and lost it since."""
    run("load", town)
    opened(instance, ontology=BARE).close()
    with closing(sqlite3.connect(instance / "journal.sqlite")) as database, database:
        database.execute("delete from changes")


def test_files_are_checked_and_a_backup_restored_all_the_same(run: Run, town: Path, tmp_path: Path) -> None:
    run("load", town)
    run("backup", tmp_path / "saved.tar.gz")
    _served_once(run, town, tmp_path / "instance")
    assert "0 faute" in run("check", town).output
    assert run("restore", tmp_path / "saved.tar.gz").exit_code == 0
    assert run("history").exit_code == 0


def test_an_altered_change_is_named_and_what_was_shown_is_taken_up_elsewhere(
    run: Run, town: Path, tmp_path: Path
) -> None:
    run("load", town)
    shown = opened(tmp_path / "instance")
    expected = both(shown)
    shown.close()
    with closing(sqlite3.connect(tmp_path / "instance" / "journal.sqlite")) as database, database:
        database.execute("update changes set added = replace(added, 'La Ronde', 'Le Rond')")
    refused = run("check")
    assert refused.exit_code == 2
    assert "a été altéré : la modification 1 n’est plus ce qui a été écrit. Rien n’a été effacé" in refused.stderr
    saved = run("rescue", tmp_path / "rescued")
    assert "13 faits de 1 source, tels que le site les montrait, à la modification 1." in saved.stdout
    assert run("rescue", tmp_path / "rescued").exit_code == 1
    elsewhere = application(tmp_path / "other", []).test_cli_runner()
    assert "13 faits ajoutés" in elsewhere.invoke(args=["load", str(tmp_path / "rescued")]).output
    taken = opened(tmp_path / "other")
    assert both(taken) == expected
    taken.close()
