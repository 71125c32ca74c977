# SPDX-License-Identifier: AGPL-3.0-or-later
"""The table of a siege is counted by what ran: rounds, faults by kind, and rows that nothing ran."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.siege import LEAKED, NOTES, ROWS, SiegeTally, counted, table


@pytest.fixture
def notes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where rounds are noted."""
    path = tmp_path / "notes"
    monkeypatch.setenv(NOTES, str(path))
    return path


def _line(notes: Path, name: str) -> list[str]:
    rank = list(ROWS).index(name)
    return [cell.strip() for cell in table(notes.read_text().splitlines())[2 + rank].split("|")[3:-1]]


def _leaks(tally: SiegeTally) -> None:
    tally.round()
    with tally.looking_for(LEAKED):
        raise AssertionError


def test_rounds_of_several_processes_are_added(notes: Path) -> None:
    for _ in range(2):
        with counted("cuts") as tally:
            tally.round(60)
    assert _line(notes, "cuts") == ["120 cuts", "120", "0", "0", "", "", ""]


def test_a_row_that_nothing_ran_says_so(notes: Path) -> None:
    with counted("cuts"):
        pass
    assert _line(notes, "links")[2] == "not run"
    assert _line(notes, "cuts")[2] == "not run"


def test_what_fails_is_a_fault_of_its_kind_and_still_fails(notes: Path) -> None:
    with pytest.raises(AssertionError), counted("erasures") as tally:
        _leaks(tally)
    with pytest.raises(KeyError), counted("cuts"):
        raise KeyError
    with pytest.raises(AssertionError), counted("cuts"):
        raise AssertionError
    assert _line(notes, "erasures") == ["2 kills", "200", "", "0", "1", "", ""]
    assert _line(notes, "cuts") == ["2 cuts", "120", "1", "0", "", "1", ""]
