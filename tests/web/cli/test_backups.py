# SPDX-License-Identifier: AGPL-3.0-or-later
"""Backups from the command line: tried, piped, dated, encrypted; one French line for each thing that goes wrong."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pyrage
import pytest

from tests.applications import application
from tests.instances import TOWN_TTL, write
from tests.web.cli.conftest import Run, commands_of


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """The commands of an instance with one change."""
    found = commands_of(application(tmp_path / "instance", []))
    assert found("load", write(tmp_path)).exit_code == 0
    return found


def test_a_backup_is_tried_against_the_site_it_was_made_of(run: Run, tmp_path: Path) -> None:
    saved = tmp_path / "saved.tar.gz"
    made = run("backup", "--verify", saved)
    assert made.exit_code == 0
    assert "Sauvegardé dans" in made.output
    assert "identique à ce site à la modification 1 (1 modification, 13 faits ;" in made.output
    run("load", write(tmp_path, TOWN_TTL.replace("La Ronde", "La Grande Ronde")))
    content = saved.read_bytes()
    again = run("backup", "--verify", saved)
    assert again.exit_code == 0
    assert "Sauvegardé" not in again.output
    assert "identique à ce site à la modification 1" in again.output
    assert again.output.endswith("Depuis, ce site a 1 modification de plus.\n")
    assert saved.read_bytes() == content, "an older backup is tried, never made again"
    elsewhere = commands_of(application(tmp_path / "other", []))
    assert elsewhere("restore", saved).exit_code == 0
    elsewhere("load", write(tmp_path, TOWN_TTL.replace("Le Moulin", "Le Vieux Moulin")))
    elsewhere("backup", tmp_path / "other.tar.gz")
    other = run("backup", "--verify", tmp_path / "other.tar.gz")
    assert other.exit_code == 1
    assert other.output == "Différent — La modification 2 de la sauvegarde n’est pas celle de ce site.\n"


def test_a_good_backup_is_known_where_the_journal_is_refused(run: Run, tmp_path: Path) -> None:
    saved = tmp_path / "saved.tar.gz"
    run("backup", saved)
    with closing(sqlite3.connect(tmp_path / "instance" / "journal.sqlite")) as database:
        database.execute("update changes set author = 'autre'")
        database.commit()
    tried = run("backup", "--verify", saved)
    assert tried.exit_code == 2
    assert "Essayé : rétabli dans un dossier à part, entier à la modification 1" in tried.stdout
    assert "a été altéré" in tried.stderr
    content = saved.read_bytes()
    assert run("backup", saved).exit_code == 2
    assert saved.read_bytes() == content


def test_a_backup_goes_through_other_programs(run: Run, tmp_path: Path) -> None:
    sent = run("backup", "-")
    assert sent.exit_code == 0
    assert sent.stderr == "Sauvegardé : 1 modification, 13 faits.\n"
    assert "identique" in run("backup", "--verify", "-", given=sent.stdout_bytes).output
    other = commands_of(application(tmp_path / "other", []))
    assert "Rétabli : 1 modification" in other("restore", "-", given=sent.stdout_bytes).output
    refused = other("restore", "-", given=sent.stdout_bytes[:-200])
    assert refused.exit_code == 1
    assert refused.stderr.startswith("Erreur : entrée : ce n’est pas une sauvegarde de Tisserand, ou elle est abîmée")


def test_dated_and_encrypted_backups_are_read_with_the_key(run: Run, tmp_path: Path) -> None:
    folder, key = tmp_path / "backups", tmp_path / "key.txt"
    folder.mkdir()
    identity = pyrage.x25519.Identity.generate()
    key.write_text(str(identity), encoding="ascii")
    made = run("backup", "--rotate", "--verify", "--to", identity.to_public(), folder)
    assert made.exit_code == 0
    (path,) = folder.iterdir()
    assert path.name.startswith("localhost-5000-")
    assert path.name.endswith(".tar.gz.age")
    assert path.stat().st_mode & 0o777 == 0o600
    assert "c’est son contenu qui est essayé" in made.output
    assert "--identity" in run("backup", "--verify", folder).stderr
    assert "identique" in run("backup", "--verify", "--identity", key, folder).output
    other = commands_of(application(tmp_path / "other", []))
    assert "est chiffrée" in other("restore", path).stderr
    assert "Rétabli : 1 modification" in other("restore", "--identity", key, path).output


def test_a_folder_is_not_taken_for_a_file(run: Run, tmp_path: Path) -> None:
    assert "--rotate" in run("backup", tmp_path).stderr
    assert "--rotate" in run("backup", "--verify", tmp_path).stderr


def test_a_site_is_not_replaced_by_its_backup(run: Run, tmp_path: Path) -> None:
    place = tmp_path / "instance" / "journal.sqlite"
    content = place.read_bytes()
    assert "est la base de ce site" in run("backup", place).stderr
    assert place.read_bytes() == content
