# SPDX-License-Identifier: AGPL-3.0-or-later
"""Changes made and undone in any order: each undoing is exact or refused, and undone from the last all is as before."""

from __future__ import annotations

import random
from contextlib import closing
from pathlib import Path

import pytest

from graph.errors import Conflict, InvalidInput
from graph.storage.repository import Repository
from tests.graph.storage.test_repository import FACTS
from tests.instances import BARE, both, draft, opened, remade
from tests.siege import LENGTH, chance, counted

pytestmark = pytest.mark.slow
ROUNDS = 25 * LENGTH


def test_any_sequence_of_undoing_is_exact(tmp_path: Path) -> None:
    drawn = chance("undoing")
    with counted("undoing") as tally:
        for turn in range(ROUNDS):
            folder = tmp_path / str(turn)
            with closing(opened(folder, on_disk=False, ontology=BARE)) as repository:
                _sequence(repository, drawn)
                assert both(repository) == remade(folder, ontology=BARE)
            tally.round()


def _sequence(repository: Repository, drawn: random.Random) -> None:
    """Changes and undoings by chance, then those of the last ones, one after the other, back to a state of before."""
    states = {repository.number: both(repository)}
    for _ in range(drawn.randint(2, 7)):
        before = both(repository)
        if repository.number and drawn.random() < 0.4:
            number = drawn.randint(1, repository.number)
            try:
                undone = repository.undo(number, "essais")
            except (Conflict, InvalidInput):
                assert both(repository) == before
            else:
                assert undone.added <= repository.journal.get(number).removed
                assert undone.removed <= repository.journal.get(number).added
        else:
            some = [set(drawn.sample(FACTS, drawn.randint(0, 6))) for _ in range(2)]
            repository.commit(draft(*some))
        states[repository.number] = both(repository)
    last, back = repository.number, drawn.randint(0, repository.number)
    for number in range(last, back, -1):
        repository.undo(number, "essais")
        assert both(repository) == states[number - 1]
