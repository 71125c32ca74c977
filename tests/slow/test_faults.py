# SPDX-License-Identifier: AGPL-3.0-or-later
"""Faults: kill -9 in a stream of writes, files deleted or truncated anywhere; nothing acknowledged is lost."""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from graph.settings import ROOT
from graph.storage.journal import Journal
from tests.instances import BARE, BASE, both, draft, label, opened, remade
from tests.siege import LENGTH, chance, counted
from tests.slow.writer import content, state

pytestmark = [pytest.mark.slow, pytest.mark.long]
ROUNDS = 10 * LENGTH
# The instance starts afresh now and then to stay small.
AFRESH = 10


def _killed_writer(folder: Path, changes: int, seconds: float) -> int:
    """Lets a writer acknowledge so many changes, kills it so long after, and returns the last number it acknowledged.

    With fewer changes than none it is killed while it starts, that is, while it makes again what the last kill left.
    """
    command = [sys.executable, "-m", "tests.slow.writer", str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as writer:
        assert writer.stdout is not None
        before = [writer.stdout.readline() for _ in range(changes + 1)]
        assert before[:1] in ([], ["ready\n"])
        time.sleep(seconds)
        writer.kill()
        after = [line for line in writer.stdout.read().splitlines(keepends=True) if line.endswith("\n")]
    told = before + after
    numbers = [int(line) for line in told if line.strip().isdigit()]
    return numbers[-1] if numbers else 0


def test_nothing_acknowledged_is_lost_and_nothing_is_half_applied(tmp_path: Path) -> None:
    drawn = chance("killed")
    acknowledged = written = 0
    with counted("writer") as tally:
        for turn in range(ROUNDS):
            if turn % AFRESH == 0:
                shutil.rmtree(tmp_path / "instance", ignore_errors=True)
                written += acknowledged
                acknowledged = 0
            folder = tmp_path / "instance"
            starting = turn % 5 == 0
            changes = -1 if starting else drawn.randint(0, 20)
            pause = drawn.uniform(0.3, 0.8) if starting else drawn.uniform(0.0, 0.02)
            acknowledged = max(acknowledged, _killed_writer(folder, changes, pause))
            acknowledged = _verify(folder, acknowledged)
            tally.round()
    assert written + acknowledged > ROUNDS, "the writers were let write"


def _verify(folder: Path, acknowledged: int) -> int:
    """The journal and the derived datasets are those of a whole number of changes, no less than acknowledged."""
    journal = Journal(f"sqlite:///{folder / 'journal.sqlite'}", BASE) if folder.exists() else None
    if journal is None:
        assert acknowledged == 0
        return 0
    number = journal.last_number()
    for change in journal.read():
        added, removed = content(change.number)
        assert change.added <= added
        assert change.removed <= removed
    journal.close()
    assert number >= acknowledged
    repository = opened(folder, ontology=BARE)
    derived = f"{BASE}/id/source/cog-2026"
    assert {fact for fact in repository.full.facts() if fact.source != derived} == state(number)
    assert both(repository) == remade(folder, ontology=BARE)
    repository.close()
    return number


def test_derived_files_damaged_at_random_come_back_identical(tmp_path: Path) -> None:
    drawn = chance("damaged")
    repository = opened(tmp_path)
    for number in range(1, 8):
        added, removed = content(number)
        repository.commit(draft(added, removed))
    expected = both(repository)
    repository.close()
    with counted("derived") as tally:
        for _ in range(ROUNDS):
            for path in drawn.sample(_files(tmp_path / "derived"), k=drawn.choice((1, 1, 2, 4))):
                _damage(path, drawn)
            repository = opened(tmp_path)
            assert both(repository) == expected
            repository.commit(draft({label("network/last", "Fin")}))
            repository.undo(repository.number, "essais")
            assert both(repository) == expected
            repository.close()
            tally.round()


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file() and path.name not in {"lock", "LOCK"})


def _damage(path: Path, drawn: random.Random) -> None:
    if not path.exists():
        return
    content = path.read_bytes()
    match drawn.choice(("delete", "truncate", "flip", "empty")):
        case "delete":
            path.unlink()
        case "truncate":
            path.write_bytes(content[: drawn.randrange(len(content) + 1)])
        case "flip" if content:
            place = drawn.randrange(len(content))
            path.write_bytes(content[:place] + bytes([content[place] ^ 0x55]) + content[place + 1 :])
        case _:
            path.write_bytes(b"")
