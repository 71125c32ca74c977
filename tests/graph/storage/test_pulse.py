# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whether something can be written is tried for real, now and then; what is derived is read where it cannot be."""

from __future__ import annotations

import errno
import os
import sqlite3
import stat
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import OperationalError

from graph.database import hindrance_of
from graph.errors import Hindrance, StorageError
from graph.storage.journal import Journal
from graph.storage.pulse import ROW, Pulse
from graph.storage.reading import open_for_reading
from tests.instances import BARE, BASE, both, draft, label, model, opened, settings_in, territories
from tests.states import looked_again

LONG = 60.0  # seconds; never reached where nothing is wrong


def _refused(what: str) -> StorageError:
    return StorageError(what, why=Hindrance.AWAY)


def test_a_look_writes_one_row_and_never_another(database: Callable[[Path], str], tmp_path: Path) -> None:
    url = database(tmp_path)
    settings = settings_in(tmp_path, DATABASE_URL=url)
    Journal(url, BASE).close()
    moments = set()
    for _ in range(3):
        with closing(Pulse(settings)) as pulse:
            pulse.feel(LONG)
            pulse.feel(LONG)  # remembered
            assert pulse.hindrance is None
            with pulse._engine.connect() as connection:
                assert connection.scalar(sa.select(sa.func.count()).select_from(ROW)) == 1
                moments.add(connection.scalar(sa.select(ROW.c.at)))
    assert len(moments) == 3


def test_a_database_that_is_gone_is_told_and_not_made_again(tmp_path: Path) -> None:
    opened(tmp_path, ontology=BARE).close()
    file = tmp_path / "journal.sqlite"
    aside = file.rename(tmp_path / "aside.sqlite")
    back: list[bool] = []
    with closing(Pulse(settings_in(tmp_path), lambda: back.append(True))) as pulse:
        pulse.feel(LONG)
        assert pulse.hindrance is Hindrance.AWAY
        assert pulse.since
        assert not file.exists()
        assert back == []
        aside.rename(file)
        looked_again(pulse)
        assert pulse.hindrance is None
        assert pulse.since is None
        assert back


def test_a_place_that_cannot_be_looked_at_is_told(tmp_path: Path) -> None:
    nowhere = tmp_path / ("a" * 300) / "journal.sqlite"
    with closing(Pulse(settings_in(tmp_path, DATABASE_URL=f"sqlite:///{nowhere}"))) as pulse:
        pulse.feel(LONG)
        assert pulse.hindrance is Hindrance.FAILING


def test_a_failure_at_work_is_known_at_once(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with closing(Pulse(settings_in(tmp_path))) as pulse:
        for _ in range(2):
            pulse.note(StorageError("Plein.", why=Hindrance.FULL))
        assert pulse.hindrance is Hindrance.FULL
    assert [record.message for record in caplog.records] == [
        "Rien ne peut être enregistré pour l’instant, le site se lit : Plein."
    ]


def _sqlite(name: str) -> sqlite3.Error:
    error = sqlite3.OperationalError("…")
    error.sqlite_errorname = name
    return error


@pytest.mark.parametrize(
    ("error", "found"),
    [
        (OSError(errno.ENOSPC, "…"), Hindrance.FULL),
        (OSError("IO error: No space left on device: While appending to file"), Hindrance.FULL),
        (OSError(errno.EROFS, "…"), Hindrance.READ_ONLY),
        (OSError(errno.EIO, "…"), Hindrance.FAILING),
        (_sqlite("SQLITE_FULL"), Hindrance.FULL),
        (_sqlite("SQLITE_READONLY_DIRECTORY"), Hindrance.READ_ONLY),
        (_sqlite("SQLITE_IOERR_WRITE"), Hindrance.FAILING),
        (_sqlite("SQLITE_NOTADB"), Hindrance.DAMAGED),
        (OperationalError("", {}, Exception("connection refused")), Hindrance.AWAY),
    ],
    ids=lambda value: str(value)[:40],
)
def test_what_a_failure_comes_to(error: Exception, found: Hindrance) -> None:
    assert hindrance_of(error) is found


def test_what_was_derived_is_read_while_the_journal_is_away(tmp_path: Path) -> None:
    repository = opened(tmp_path, ontology=BARE)
    repository.commit(draft({label("network/1", "Un")}))
    facts, number = both(repository), repository.number
    repository.close()
    settings, refused = settings_in(tmp_path), _refused("La base ne répond pas.")
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    reading = open_for_reading(settings, model(), territories(), refused, ontology=BARE)
    assert both(reading) == facts
    assert reading.number == number
    for write in (lambda: reading.commit(draft({label("network/2", "Deux")})), lambda: reading.undo(1, "x")):
        with pytest.raises(StorageError, match="ne répond pas"):
            write()
    # Nothing was written, nothing is held: the instance opens beside it.
    assert {path: path.read_bytes() for path in before} == before
    again = opened(tmp_path, ontology=BARE)
    assert again.commit(draft({label("network/2", "Deux")}))
    again.close()
    assert both(reading) == facts
    reading.close()


@pytest.mark.parametrize("part", ["meta.json", "full", "public"])
def test_what_is_not_whole_is_not_shown(tmp_path: Path, part: str) -> None:
    repository = opened(tmp_path, ontology=BARE)
    repository.commit(draft({label("network/1", "Un")}))
    repository.close()
    path = tmp_path / "derived" / part
    if path.is_dir():
        for table in path.glob("*.sst"):
            table.unlink()
        (path / "CURRENT").unlink()
    else:
        path.write_text("{}")
    refused = _refused("La base ne répond pas.")
    with pytest.raises(StorageError) as caught:
        open_for_reading(settings_in(tmp_path), model(), territories(), refused, ontology=BARE)
    assert caught.value is refused


def test_the_files_of_an_instance_are_for_its_owner_alone(tmp_path: Path) -> None:
    """Whatever the program that starts it lets others read, and whatever an earlier release left."""
    tmp_path.chmod(0o755)
    before = os.umask(0)
    try:
        repository = opened(tmp_path, ontology=BARE)
        repository.commit(draft({label("network/1", "Un")}))
        made = _open_to_others(tmp_path)
        repository.close()
        for path in tmp_path.rglob("*"):
            path.chmod(0o777 if path.is_dir() else 0o666)
        opened(tmp_path, ontology=BARE).close()
        left = _open_to_others(tmp_path)
    finally:
        os.umask(before)
    # RocksDB makes its files as the process lets it, which the server does not: nobody else enters their folder.
    assert {path for path in made if "derived" not in path.parts} == set()
    assert stat.S_IMODE((tmp_path / "derived").stat().st_mode) == 0o700
    assert {path for path in left if "derived" not in path.parts} == set()


def _open_to_others(folder: Path) -> set[Path]:
    return {path for path in folder.rglob("*") if path.lstat().st_mode & 0o077}
