# SPDX-License-Identifier: AGPL-3.0-or-later
"""A backup is proved before it counts, comes back whole or not at all, and damaged ones are found out."""

from __future__ import annotations

import random
import resource
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa

from graph.backup import Backup, read_backup, restore_backup, write_backup
from graph.backup.archive import unpacked
from graph.backup.making import TABLES, present, put
from graph.backup.parts import PARTS
from graph.backup.restoring import _replace_all, put_back
from graph.backup.trial import _unlike, try_backup
from graph.database import at_one_moment, open_database, rows_of
from graph.errors import BrokenJournal, Conflict, DataError, InvalidInput, StorageError
from graph.slips.tables import SLIPS
from graph.storage.files import write_checked
from graph.storage.journal import CHANGES
from tests.instances import BARE, draft, label, model, opened, settings_in, territories
from tests.noted import note

SEEDS = range(200)


@pytest.fixture
def instance(tmp_path: Path, database: Callable[[Path], str]) -> Path:
    """An instance with three changes, a slip and words, closed."""
    folder = tmp_path / "instance"
    _write(folder, 3)
    note(settings_in(folder), 1)
    return folder


def _write(folder: Path, last: int) -> None:
    repository = opened(folder, ontology=BARE)
    for number in range(repository.number + 1, last + 1):
        repository.commit(draft({label(f"network/{number}", f"Réseau {number} « œ »")}))
    repository.close()


def _sql(folder: Path, statement: str) -> None:
    engine = open_database(settings_in(folder).database_url, sa.MetaData())
    with engine.begin() as connection:
        connection.exec_driver_sql(statement)
    engine.dispose()


@pytest.fixture
def saved(instance: Path, tmp_path: Path) -> Path:
    """A backup of that instance, alone in its folder."""
    (tmp_path / "saved").mkdir()
    write_backup(settings_in(instance), tmp_path / "saved" / "site.tar.gz")
    return tmp_path / "saved" / "site.tar.gz"


# --- made ----------------------------------------------------------------------------------------------------------


def test_what_could_not_be_put_back_is_no_backup(instance: Path, saved: Path) -> None:
    before = saved.read_bytes()
    _sql(instance, "update slips set commune = 'rue de la Paix'")
    with pytest.raises(StorageError, match=r"ne pourrait pas être rétablie.*les bons de la sauvegarde sont"):
        write_backup(settings_in(instance), saved)
    assert list(saved.parent.iterdir()) == [saved]
    assert saved.read_bytes() == before


@pytest.fixture
def little_room() -> Iterator[None]:
    """No file may grow over a few bytes, as on a disk that is full."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (16, hard))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_without_room_the_former_file_stays(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    path = tmp_path / "site.tar.gz"
    path.write_bytes(b"the former one, whole")
    request.getfixturevalue("little_room")
    with pytest.raises(StorageError, match="ne peut pas être écrite"):
        put(path, b"the new one, " * 10)
    assert path.read_bytes() == b"the former one, whole"
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_takes_its_name_once_what_the_disk_gives_back_was_looked_at(tmp_path: Path) -> None:
    path = tmp_path / "site.tar.gz"
    given: list[tuple[bytes, bool]] = []
    write_checked(path, b"content", lambda content: given.append((content, path.exists())))
    assert given == [(b"content", False)]
    assert path.stat().st_mode & 0o777 == 0o600

    def refuse(content: bytes) -> None:
        raise ArithmeticError(content)

    with pytest.raises(ArithmeticError):
        write_checked(path, b"another", refuse)
    assert (list(tmp_path.iterdir()), path.read_bytes()) == ([path], b"content")


def test_a_damaged_file_is_refused_or_says_the_same(saved: Path) -> None:
    content, expected = saved.read_bytes(), read_backup(saved)
    refused = 0
    for seed in SEEDS:
        drawn = random.Random(seed)
        place = drawn.randrange(len(content))
        damaged = {
            0: content[:place],
            1: content[:place] + bytes([content[place] ^ 1 << drawn.randrange(8)]) + content[place + 1 :],
            2: content[:place] + drawn.randbytes(20) + content[place + 20 :],
        }[seed % 3]
        try:
            found = unpacked(damaged, "abîmée")
        except DataError:
            refused += 1
        else:  # a few bytes say when the file was packed, and by which system: nothing is lost with them
            assert found == expected
    assert refused > len(SEEDS) * 0.9


def test_what_is_saved_is_of_one_moment(instance: Path) -> None:
    """Somebody writes after the first table was read: the others are read as they were."""
    settings = settings_in(instance)
    before = _held(instance)
    slips = before.parts["slips"]
    with at_one_moment(settings.database_url, *TABLES) as connection:
        assert rows_of(connection, CHANGES) == list(before.rows)
        _write(instance, 4)
        note(settings, 2)
        assert {name: rows_of(connection, SLIPS.metadata.tables[name]) for name in slips} == slips
    assert (_held(instance).number, _held(instance).slip_count) == (4, 2)


# --- put back ------------------------------------------------------------------------------------------------------


def _held(folder: Path) -> Backup:
    """All that an instance keeps, without the moment at which it was asked."""
    return replace(present(settings_in(folder)), created="")


def test_what_cannot_be_put_back_to_its_end_changes_nothing(instance: Path, saved: Path) -> None:
    _write(instance, 5)
    before, backup = _held(instance), read_backup(saved)
    words = {**backup.parts["words"], "words_known": [{"digest": "none", "words": "", "refused": 0}]}
    wrong = replace(backup, parts={**backup.parts, "words": words})
    with pytest.raises(InvalidInput):
        put_back(settings_in(instance), wrong, force=True)
    assert _held(instance) == before
    repository = opened(instance, ontology=BARE)
    assert repository.number == 5
    repository.close()


def test_what_somebody_wrote_meanwhile_is_not_replaced(instance: Path, saved: Path) -> None:
    _write(instance, 4)
    before = _held(instance)
    with pytest.raises(Conflict, match="Quelqu’un a écrit"):
        _replace_all(settings_in(instance), read_backup(saved), 3)
    assert _held(instance) == before


def test_all_of_it_is_put_back(instance: Path, saved: Path, tmp_path: Path) -> None:
    before = _held(instance)
    _write(instance, 5)
    note(settings_in(instance), 2)
    cut_short = instance / ".avant-restauration-20260101-000000-000000.tar.gz.1234"
    cut_short.write_text("not whole")
    _, kept = restore_backup(settings_in(instance), saved, force=True)
    assert _held(instance) == before
    assert not cut_short.exists()
    assert kept is not None
    assert kept.stat().st_mode & 0o777 == 0o600
    assert (read_backup(kept).number, read_backup(kept).slip_count) == (5, 2)


def test_what_finds_no_room_aside_is_not_replaced(instance: Path, saved: Path) -> None:
    drawn = random.Random(0)
    repository = opened(instance, ontology=BARE)
    repository.commit(draft({label(f"network/a{number}", drawn.randbytes(900).hex()) for number in range(200)}))
    repository.close()
    before, backup, held = set(instance.iterdir()), read_backup(saved), _held(instance)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, hard))  # the database opens, a copy of it does not fit
    try:
        with pytest.raises(StorageError, match="avant-restauration"):
            put_back(settings_in(instance), backup, force=True)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert set(instance.iterdir()) == before
    assert _held(instance) == held


def test_a_site_with_changes_is_not_replaced_unasked(instance: Path, saved: Path) -> None:
    with pytest.raises(Conflict, match="déjà 3 modifications"):
        restore_backup(settings_in(instance), saved)


# --- tried ---------------------------------------------------------------------------------------------------------


def _tried(instance: Path, path: Path) -> tuple[list[str], list[str], bool]:
    """What a trial finds wrong, what it tells, and whether the site could be compared."""
    found = try_backup(settings_in(instance), read_backup(path), model(), territories(), BARE)
    return list(found.faults), list(found.since), found.compared


def test_a_trial_compares_with_the_site_at_the_change_that_was_saved(instance: Path, saved: Path) -> None:
    before = _held(instance)
    assert _tried(instance, saved) == ([], [], True)
    _write(instance, 5)
    note(settings_in(instance), 2)
    assert _tried(instance, saved) == (
        [],
        [
            "Depuis, ce site a 2 modifications de plus.",
            "Bons d’orientation : 1 dans la sauvegarde, 2 aujourd’hui.",
            "Depuis, le compte des mots a changé.",
        ],
        True,
    )
    assert _held(instance).rows[:3] == before.rows, "nothing of the site is changed"


def test_a_trial_tells_what_did_not_come_back(instance: Path) -> None:
    held = _held(instance)
    parts = [part for part in PARTS if part.in_files]
    lost = replace(held, rows=held.rows[1:], shipped=({"source": "autre"},), parts={part.name: {} for part in parts})
    assert [" ".join(fault.split(",")[1].split()[:2]) for fault in _unlike(held, lost)] == [
        "le journal", "ce qui", *(" ".join(part.told.split()[:2]) for part in parts),
    ]  # fmt: skip
    assert list(_unlike(held, held)) == []


def test_a_trial_tells_the_backup_of_another_site(instance: Path, saved: Path, tmp_path: Path) -> None:
    _write(tmp_path / "other", 4)
    faults, _, _ = _tried(tmp_path / "other", saved)
    assert faults == ["La modification 1 de la sauvegarde n’est pas celle de ce site."]
    write_backup(settings_in(tmp_path / "other"), tmp_path / "longer.tar.gz")
    faults, _, _ = _tried(instance, tmp_path / "longer.tar.gz")
    assert faults[0] == "Ce site s’arrête à la modification 3 ; la sauvegarde va jusqu’à la 4."
    assert _tried(tmp_path / "none", saved) == (
        [],
        ["Ce site-ci est vide : il n’y avait rien à quoi la comparer."],
        False,
    )


def test_a_trial_says_which_backup_is_good_when_the_site_is_refused(instance: Path, saved: Path) -> None:
    _sql(instance, "update changes set author = 'quelqu’un' where number = 2")
    found = try_backup(settings_in(instance), read_backup(saved), model(), territories(), BARE)
    assert (found.faults, found.compared) == ((), False)
    assert isinstance(found.refused, BrokenJournal)
    assert found.public > 3
