# SPDX-License-Identifier: AGPL-3.0-or-later
"""Backups made while others write are each of one moment; a restore that is killed leaves one state or the other."""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from graph.backup import Backup, read_backup, restore_backup, write_backup
from graph.backup.making import present
from graph.backup.trial import try_backup
from graph.settings import ROOT
from tests.instances import BARE, both, draft, model, opened, remade, settings_in, territories
from tests.noted import note
from tests.siege import LENGTH, chance, counted
from tests.slow.writer import content, state

pytestmark = [pytest.mark.slow, pytest.mark.long]
ROUNDS = 3 * LENGTH
POINTS = 16 * LENGTH


def _held(folder: Path) -> Backup:
    """All that an instance keeps, without the moment at which it was asked."""
    return replace(present(settings_in(folder)), created="")


def _lived(folder: Path, first: int, last: int) -> None:
    """So many changes, and as many slips."""
    repository = opened(folder, ontology=BARE)
    for number in range(first, last + 1):
        added, removed = content(number)
        repository.commit(draft(added, removed))
    repository.close()
    note(settings_in(folder), *range(first, last + 1))


def test_a_restore_that_is_killed_leaves_the_former_state_or_the_saved_one(tmp_path: Path) -> None:
    before, saved, copies = tmp_path / "before", tmp_path / "saved.tar.gz", tmp_path / "copies"
    _lived(before, 1, 4)
    write_backup(settings_in(before), saved)
    then = _held(before)
    _lived(before, 5, 7)
    now = _held(before)
    expected = {7: (now, remade(before, ontology=BARE)), 4: (then, ([], []))}
    copies.mkdir()
    drawn = chance("restored")
    # All over, and closer where the transaction ends and the head is noted.
    points = [drawn.random() if turn % 2 else 1 - drawn.random() ** 3 / 3 for turn in range(POINTS)]
    command = [sys.executable, "-m", "tests.slow.restorer", str(before), str(saved), str(copies)]
    subprocess.run([*command, *(f"{point:.6f}" for point in points)], cwd=ROOT, check=True, capture_output=True)
    expected[4] = (then, remade(copies / "whole", ontology=BARE))
    found: list[int] = []
    with counted("restores") as tally:
        for rank in range(POINTS):
            folder = copies / str(rank)
            held = _held(folder)
            repository = opened(folder, ontology=BARE)
            assert (held, both(repository)) == expected[repository.number], f"killed at {points[rank]}"
            found.append(repository.number)
            # It goes on from there, and can be saved.
            added, removed = content(repository.number + 1)
            assert repository.commit(draft(added, removed))
            repository.close()
            write_backup(settings_in(folder), folder / "again.tar.gz")
            shutil.rmtree(folder)
            tally.round()
    assert set(found) == {4, 7}, "some were killed before, others after"


def test_each_backup_made_under_load_restores_what_was_there(tmp_path: Path) -> None:
    folder = tmp_path / "instance"
    command = [sys.executable, "-m", "tests.slow.writer", str(folder), "slips"]
    numbers = []
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as writer:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "ready\n"
        for turn in range(ROUNDS):
            last = numbers[-1] if numbers else 0
            assert any(int(line) > last for line in writer.stdout), "the writer went on meanwhile"
            saved = write_backup(settings_in(folder), tmp_path / f"{turn}.tar.gz")
            numbers.append(saved.number)
            # A slip is given after each change, before the next: what is saved is of one moment.
            assert saved.number - 1 <= saved.slip_count <= saved.number
        trial = try_backup(settings_in(folder), saved, model(), territories(), BARE)
        assert trial.faults == ()
        assert trial.compared
        writer.kill()
    assert sorted(set(numbers)) == numbers
    with counted("backups") as tally:
        for turn, number in enumerate(numbers):
            other = tmp_path / f"restored-{turn}"
            backup, _ = restore_backup(settings_in(other), tmp_path / f"{turn}.tar.gz")
            assert backup == read_backup(tmp_path / f"{turn}.tar.gz")
            assert _held(other) == replace(backup, created="")
            repository = opened(other, ontology=BARE)
            derived = f"{repository.base}/id/source/cog-2026"
            assert {fact for fact in repository.full.facts() if fact.source != derived} == state(number)
            assert both(repository) == remade(other, ontology=BARE)
            repository.close()
            shutil.rmtree(other)
            tally.round()
