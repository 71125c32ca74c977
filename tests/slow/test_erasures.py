# SPDX-License-Identifier: AGPL-3.0-or-later
"""An erasure that is killed leaves the former state or the new one, and is finished by asking for it again."""

from __future__ import annotations

import shutil
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from graph.backup import write_backup
from graph.erasure.erasing import erase
from graph.erasure.finding import find
from graph.erasure.wanted import wanted
from graph.settings import ROOT
from tests.instances import BARE, BASE, both, draft, label, model, opened, remade, settings_in
from tests.siege import LEAKED, LENGTH, chance, counted

pytestmark = [pytest.mark.slow, pytest.mark.long]
POINTS = 12 * LENGTH
WORDS = "Zorglub Quintal"


def test_an_erasure_that_is_killed_leaves_a_whole_state(tmp_path: Path) -> None:
    before, copies = tmp_path / "before", tmp_path / "copies"
    with closing(opened(before, ontology=BARE)) as repository:
        for number in range(4):
            more = label(f"network/{number}", f"Chez {WORDS} {number % 2}")
            repository.commit(draft({label(f"network/{number}", f"Le lieu {number}"), more}))
        held = both(repository)
    write_backup(settings_in(before), before / "avant-restauration-20260101-000000-000000.tar.gz")
    copies.mkdir()
    drawn = chance("erased")
    # All over, and closer where the transaction ends and the head is noted.
    points = [drawn.random() if turn % 2 else 1 - drawn.random() ** 3 / 3 for turn in range(POINTS)]
    command = [sys.executable, "-m", "tests.slow.eraser", str(before), str(copies), WORDS]
    subprocess.run([*command, *(f"{point:.6f}" for point in points)], cwd=ROOT, check=True, capture_output=True)
    expected = {4: held, 5: remade(copies / "whole", ontology=BARE)}
    assert expected[5] != held
    with counted("erasures") as tally:
        for rank in range(POINTS):
            folder = copies / str(rank)
            with closing(opened(folder, ontology=BARE)) as repository:
                assert both(repository) == expected[repository.number], f"killed at {points[rank]}"
            finds = find(settings_in(folder), model(), wanted([WORDS], BASE), lambda _: True)
            erase(settings_in(folder), finds, "essais")
            with closing(opened(folder, ontology=BARE)) as repository:
                assert both(repository) == expected[5]
            spelt = [path for path in folder.rglob("*") if path.is_file() and b"Zorglub" in path.read_bytes()]
            with tally.looking_for(LEAKED):
                assert spelt == []
            shutil.rmtree(folder)
            tally.round()
