# SPDX-License-Identifier: AGPL-3.0-or-later
"""The power is cut: all that was not synced is lost, in part or torn; nothing acknowledged is, and all is whole."""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from graph.backup import read_backup, write_backup
from graph.backup.making import present
from graph.settings import ROOT
from tests.instances import BARE, both, draft, opened, remade, settings_in
from tests.siege import LENGTH, chance, counted
from tests.slow.cut_disk import CutDisk, events_of
from tests.slow.cut_writer import DERIVED, LINES, SAVED, TOLD
from tests.slow.noted_disk import Event, is_bound
from tests.slow.writer import content, state

pytestmark = [pytest.mark.slow, pytest.mark.long]
CUTS = 6 * LENGTH
CHANGES = 12


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Event]]:
    """Where an instance lived, and all that it had its disk do."""
    if not is_bound():
        pytest.skip("this Python brings its own SQLite, whose writings cannot be noted")
    folder = tmp_path_factory.mktemp("lived")
    (folder / "instance").mkdir()
    command = [sys.executable, "-m", "tests.slow.cut_writer", folder / "instance", folder / "notes", str(CHANGES)]
    subprocess.run(command, cwd=ROOT, check=True)
    return folder, events_of(folder / "notes")


def test_nothing_acknowledged_is_lost_when_the_power_is_cut(lived: tuple[Path, list[Event]], tmp_path: Path) -> None:
    folder, events = lived
    drawn, short = chance("cut"), 0
    moments = sorted(drawn.randrange(len(events)) for _ in range(CUTS))
    disk, done = CutDisk(), 0
    with counted("cuts") as tally:
        for turn, moment in enumerate(moments):
            for event in events[done : moment + 1]:
                disk.follow(event)
            done = moment + 1
            left = tmp_path / str(turn)
            left.mkdir()
            _derived(folder, left, disk.acknowledged.get("change", 0), drawn)
            short += disk.left_in(left, (folder / "instance").resolve(), drawn)
            _verify(left, disk.acknowledged, (folder / "instance" / "secret_key").read_bytes())
            shutil.rmtree(left)
            tally.round()
    assert short > CUTS / 2, "the power was cut while something was being written"


def _derived(folder: Path, left: Path, reached: int, drawn: random.Random) -> None:
    """What is derived as it was at a moment before, some of its files cut short: nobody waits for them."""
    copies = [number for number in range(3, reached + 1, 3) if (folder / f"{DERIVED}-{number}").exists()]
    if copies and drawn.random() < 0.8:
        shutil.copytree(folder / f"{DERIVED}-{drawn.choice(copies)}", left / "derived")
        for path in sorted((left / "derived").rglob("*")):
            if path.is_file() and drawn.random() < 0.1:
                path.write_bytes(path.read_bytes()[: drawn.randrange(path.stat().st_size + 1)])


def _verify(folder: Path, acknowledged: dict[str, int], secret: bytes) -> None:
    """All is that of a whole number of changes, no less than acknowledged."""
    if acknowledged:
        assert (folder / "secret_key").read_bytes() == secret
    with closing(opened(folder, ontology=BARE)) as repository:
        number = repository.number
        assert number >= acknowledged.get("change", 0)
        derived = f"{repository.base}/id/source/cog-2026"
        assert {fact for fact in repository.full.facts() if fact.source != derived} == state(number)
        assert both(repository) == remade(folder, ontology=BARE)
        held = present(settings_in(folder))
        assert max(acknowledged.get("slip", 0), number - 1) <= held.slip_count <= number
        if saved := acknowledged.get(SAVED):
            assert read_backup(folder / SAVED / f"{saved}.tar.gz").number == saved
        for path in (folder / SAVED).glob("[0-9]*.tar.gz"):
            assert read_backup(path).number == int(path.name.partition(".")[0])
        told = (folder / TOLD).read_bytes() if TOLD in acknowledged or (folder / TOLD).exists() else b"0" * LINES
        assert int(told[: len(told) // LINES]) >= acknowledged.get(TOLD, 0)
        assert told == told[: len(told) // LINES] * LINES
        # It goes on from there, and can be saved.
        added, removed = content(number + 1)
        assert repository.commit(draft(added, removed))
    write_backup(settings_in(folder), folder / "again.tar.gz")
