# SPDX-License-Identifier: AGPL-3.0-or-later
"""A journal that somebody or something damaged, by chance: it is told in French, or nothing of it was touched."""

from __future__ import annotations

import random
import shutil
import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest

from graph.errors import TisserandError
from graph.storage.continuity import refuse_broken
from tests.instances import BARE, both, draft, opened, settings_in
from tests.siege import LENGTH, chance, counted
from tests.slow.writer import content

pytestmark = pytest.mark.slow
ROUNDS = 6 * LENGTH
CHANGES, OLDER = 8, 5
JOURNAL = "journal.sqlite"
COLUMNS = ("at", "author", "kind", "summary", "source", "removed", "added", "salt", "content", "link")


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An instance with a few changes, closed; `older`, beside it, is its journal of some changes ago."""
    folder = tmp_path_factory.mktemp("whole") / "instance"
    for first, last in ((1, OLDER), (OLDER + 1, CHANGES)):
        with closing(opened(folder, ontology=BARE)) as repository:
            for number in range(first, last + 1):
                repository.commit(draft(*content(number)))
        with closing(sqlite3.connect(folder / JOURNAL)) as database:
            database.execute("pragma wal_checkpoint(truncate)")
        if last == OLDER:
            shutil.copyfile(folder / JOURNAL, folder.parent / "older")
    return folder


def _rows(path: Path, drawn: random.Random) -> None:
    """Rows gone, moved, or otherwise than they were written."""
    number, other = drawn.sample(range(1, CHANGES + 1), 2)
    column = drawn.choice(COLUMNS)
    with closing(sqlite3.connect(path)) as database, database:
        match drawn.randrange(4):
            case 0:
                database.execute("delete from changes where number = ?", (number,))
            case 1:
                database.execute(f"update changes set {column} = {column} || 'x' where number = ?", (number,))  # noqa: S608
            case 2:
                database.execute("update changes set total = total + 1 where number = ?", (number,))
            case _:
                for row, place in ((number, -1), (other, number), (-1, other)):
                    database.execute("update changes set number = ? where number = ?", (place, row))


def _bytes(path: Path, drawn: random.Random) -> None:
    """A few bytes that turned, or the end missing."""
    found = bytearray(path.read_bytes())
    if drawn.random() < 0.3:
        del found[drawn.randrange(len(found)) :]
    else:
        for _ in range(drawn.choice((1, 1, 4, 64))):
            found[drawn.randrange(len(found))] ^= 1 << drawn.randrange(8)
    path.write_bytes(bytes(found))


def _older(path: Path, drawn: random.Random) -> None:
    """The journal of some changes ago, or none any more."""
    if drawn.random() < 0.3:
        path.unlink()
    else:
        shutil.copyfile(path.parent.parent / "older", path)


def _copied(whole: Path, folder: Path) -> Path:
    shutil.copytree(whole, folder / "instance")
    shutil.copyfile(whole.parent / "older", folder / "older")
    return folder / "instance"


def test_no_damage_to_a_journal_is_silent(whole: Path, tmp_path: Path) -> None:
    drawn, kinds = chance("journal"), Counter[str]()
    with closing(opened(whole, ontology=BARE)) as repository:
        expected = both(repository)
    with counted("journal") as tally:
        for turn in range(ROUNDS):
            instance = _copied(whole, tmp_path / str(turn))
            damage = drawn.choice((_rows, _bytes, _bytes, _older))
            damage(instance / JOURNAL, drawn)
            told = _told(instance, expected)
            kinds[f"{damage.__name__.strip('_')}, {'told' if told else 'nothing touched'}"] += 1
            assert told or damage is _bytes, "what changed a row is found"
            shutil.rmtree(tmp_path / str(turn))
            tally.round()
    print(dict(kinds))


def _told(instance: Path, expected: tuple[list[str], list[str]]) -> str:
    """What is said of it, "" where everything is as it was; what is derived is never wiped because of it."""
    before = sorted((instance / "derived").rglob("*.sst"))
    told = ""
    try:
        refuse_broken(settings_in(instance), to_the_first=True)
        with closing(opened(instance, ontology=BARE)) as repository:
            assert both(repository) == expected
            assert repository.number == CHANGES
            assert [change.number for change in repository.journal.read()] == [*range(1, CHANGES + 1)]
    except TisserandError as error:
        told = str(error.message)
    assert not told or "ournal" in told or "base" in told, told
    assert not told or before == sorted((instance / "derived").rglob("*.sst")), "nothing derived was wiped"
    return told
