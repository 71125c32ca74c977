# SPDX-License-Identifier: AGPL-3.0-or-later
"""Contributions come back with a backup; what is erased leaves them, and a former backup does not bring it back."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from graph import clock
from graph.backup.making import write_backup
from graph.backup.restoring import restore_backup
from graph.contributions.sender import Sender
from graph.contributions.store import ContributionFate
from graph.contributions.tables import FORGOTTEN, REFUSED, WAITING
from graph.erasure.erasing import erase
from graph.erasure.finding import find
from graph.erasure.wanted import wanted
from tests.graph.contributions.proposals import correction, newcomer, report, store
from tests.instances import BARE, BASE, DAY, model, opened, settings_in, write

CANARY = "zorglub"


@pytest.mark.usefixtures("database")
def test_a_word_that_is_erased_is_nowhere_and_does_not_come_back(tmp_path: Path) -> None:
    clock.hold(DAY)
    settings, saved = settings_in(tmp_path), tmp_path.parent / f"{tmp_path.name}.tar.gz"
    with closing(opened(tmp_path, ontology=BARE)) as repository:
        repository.load([write(tmp_path)], "essais")
    with store(tmp_path) as kept:
        for proposal in (report(f"Chez {CANARY} dit non"), correction(), newcomer(f"Atelier {CANARY}")):
            kept.add(proposal, Sender())
        kept.decide(2, ContributionFate(REFUSED, "modération, invitation 3", reason=f"Demandé à {CANARY}"))
    write_backup(settings, saved)
    with closing(opened(tmp_path, on_disk=False, ontology=BARE)):
        finds = find(settings, model(), wanted([CANARY], BASE), lambda _: False)
    assert finds.parts["contributions"] == 3
    erase(settings, finds, "essais")
    holders = [path for path in tmp_path.rglob("*") if path.is_file() and CANARY.encode() in path.read_bytes().lower()]
    assert holders == []
    with store(tmp_path) as kept:
        kept.add(correction(), Sender())
    restore_backup(settings, saved, force=True)
    with store(tmp_path) as kept:
        assert [row["state"] for row in kept.rows()["contributions"]] == [FORGOTTEN] * 3
    saved.unlink()


def test_what_waits_comes_back_with_a_backup(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    for folder in (one, other):
        folder.mkdir()
    with closing(opened(one, ontology=BARE)) as repository:
        repository.load([write(tmp_path)], "essais")
    with store(one) as kept:
        kept.add(correction(), Sender())
    write_backup(settings_in(one), tmp_path / "saved.tar.gz")
    restore_backup(settings_in(other), tmp_path / "saved.tar.gz")
    with store(other) as kept:
        assert [(found.state, found.proposal) for found in kept.open()] == [(WAITING, correction())]
