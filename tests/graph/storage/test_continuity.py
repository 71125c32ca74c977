# SPDX-License-Identifier: AGPL-3.0-or-later
"""A journal that lost changes is never taken for a new one: nothing derived is wiped, and the person is told."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa

from graph.backup import restore_backup, write_backup
from graph.database import open_database
from graph.errors import BrokenJournal
from graph.migrations.chained_changes import chain
from graph.rescue import ALL, rescue
from graph.settings import ROOT
from graph.slips.store import Slips
from graph.storage import continuity
from graph.storage.continuity import refuse_broken
from graph.storage.head import FILE, Extent, head_in, keep_head, noted_in
from graph.storage.publication import PublicationLog
from tests.instances import BARE, both, draft, label, model, opened, settings_in, territories
from tests.postgresql import PASSWORD
from tests.states import until
from web.app.ecosystem import Ecosystem

JOURNAL = "journal.sqlite"


@pytest.fixture
def instance(tmp_path: Path, database: Callable[[Path], str]) -> Path:
    """An instance with four changes, closed, and a backup of it in `saved.tar.gz` beside it."""
    folder = tmp_path / "instance"
    repository = opened(folder, ontology=BARE)
    for number in range(1, 5):
        repository.commit(draft({label(f"network/{number}", f"Réseau {number}")}))
    repository.close()
    write_backup(settings_in(folder), tmp_path / "saved.tar.gz")
    return folder


def _sql(instance: Path, *statements: str) -> list[tuple[object, ...]]:
    """Has the database of an instance do something behind its back; what it answers to the last statement."""
    rows: list[tuple[object, ...]] = []
    engine = open_database(settings_in(instance).database_url, sa.MetaData())
    with engine.begin() as connection:
        for statement in statements:
            answer = connection.exec_driver_sql(statement)
            rows = [tuple(row) for row in answer] if answer.returns_rows else []
    engine.dispose()
    return rows


def _is_file(instance: Path) -> bool:
    return settings_in(instance).database_url.startswith("sqlite")


def _empty(instance: Path) -> None:
    _sql(instance, "delete from changes")


def _delete_whole(instance: Path) -> None:
    if not _is_file(instance):
        [(schema,)] = _sql(instance, "select current_schema()")
        _sql(instance, f"drop schema {schema} cascade", f"create schema {schema}")
    for path in instance.glob(f"{JOURNAL}*"):
        path.unlink()


def _empty_file(instance: Path) -> None:
    _delete_whole(instance)
    if _is_file(instance):
        (instance / JOURNAL).write_bytes(b"")


def _drop_table(instance: Path) -> None:
    _sql(instance, "drop table changes")


def _delete_last(instance: Path) -> None:
    _sql(instance, "delete from changes where number = 4")


def _delete_middle(instance: Path) -> None:
    _sql(instance, "delete from changes where number in (2, 3)")


def _delete_first(instance: Path) -> None:
    _sql(instance, "delete from changes where number = 1")


def _another_last(instance: Path) -> None:
    _sql(instance, "update changes set at = '2001-01-01T00:00:00+00:00', summary = 'autre' where number = 4")


def _forget_all(instance: Path) -> None:
    shutil.rmtree(instance / "derived")
    (instance / FILE).unlink()


def _close_the_gap(instance: Path) -> None:
    _sql(instance, "delete from changes where number = 2", "update changes set number = number - 1 where number > 2")
    _forget_all(instance)


DAMAGES: list[tuple[Callable[[Path], None], str]] = [
    (_empty, "est vide, alors que ce site en a connu 4 modifications, la dernière le"),
    (_delete_whole, "est vide, alors que ce site en a connu 4 modifications"),
    (_empty_file, "est vide, alors que ce site en a connu 4 modifications"),
    (_drop_table, "est vide, alors que ce site en a connu 4 modifications"),
    (_delete_last, "s’arrête à la modification 3, alors que ce site en a connu 4 modifications"),
    (_delete_middle, r"a 2 modifications jusqu’à la 4 : il en manque \(numéros 2, 3\)"),
    (_delete_first, r"a 3 modifications jusqu’à la 4 : il en manque \(numéro 1\)"),
    (_another_last, "sa modification 4 en est une autre que celle du"),
    (_close_the_gap, "ne compte pas les faits"),
]  # fmt: skip
NAMES = [damage.__name__.strip("_").replace("_", " ") for damage, _ in DAMAGES]


def _derived(instance: Path) -> dict[str, bytes]:
    files = (path for path in (instance / "derived").rglob("*") if path.is_file() and path.name.lower() != "lock")
    return {str(path): path.read_bytes() for path in files}


@pytest.mark.parametrize(("damage", "words"), DAMAGES, ids=NAMES)
def test_an_instance_whose_journal_lost_changes_does_not_start(
    instance: Path, damage: Callable[[Path], None], words: str
) -> None:
    damage(instance)
    before = _derived(instance)
    ecosystem = Ecosystem(settings_in(instance), data=(ROOT / "tests" / "ecosystem.ttl",))
    ecosystem._model, ecosystem._territories = model(), territories()
    for _ in range(2):
        with pytest.raises(BrokenJournal, match=words) as caught:
            ecosystem.prepare()
    place = str(instance / JOURNAL) if _is_file(instance) else ":***@127.0.0.1:"
    assert place in caught.value.message
    assert PASSWORD not in caught.value.message
    assert "flask --app app restore FICHIER" in caught.value.message
    assert _derived(instance) == before, "what knows more than the journal is kept"
    assert ("load",) not in _sql(instance, "select kind from changes")


@pytest.mark.parametrize(("damage", "words"), DAMAGES, ids=NAMES)
def test_no_backup_is_made_of_it(instance: Path, damage: Callable[[Path], None], words: str, tmp_path: Path) -> None:
    damage(instance)
    with pytest.raises(BrokenJournal, match=words):
        write_backup(settings_in(instance), tmp_path / "broken.tar.gz")
    assert not (tmp_path / "broken.tar.gz").exists()


@pytest.mark.parametrize(("damage", "words"), DAMAGES, ids=NAMES)
def test_a_backup_brings_it_back(instance: Path, damage: Callable[[Path], None], words: str, tmp_path: Path) -> None:
    damage(instance)
    with pytest.raises(BrokenJournal, match=words) as caught:
        refuse_broken(settings_in(instance))
    restore_backup(settings_in(instance), tmp_path / "saved.tar.gz", force="--force" in caught.value.message)
    repository = opened(instance, ontology=BARE)
    assert repository.number == 4
    repository.close()


def test_slips_that_outlived_their_journal_are_set_aside_by_a_restore(instance: Path, tmp_path: Path) -> None:
    _note_a_slip(instance)
    _empty(instance)
    _, kept = restore_backup(settings_in(instance), tmp_path / "saved.tar.gz")
    assert kept is not None
    restored, _ = restore_backup(settings_in(tmp_path / "other"), kept)
    assert restored.slip_count == 1


def _note_a_slip(instance: Path) -> None:
    slips = Slips(settings_in(instance).database_url)
    slip = {"number": "2" * 9, "day": "2026-05-04", "commune": "commune-37261", "actor": "network/1", "service": ""}
    slips.replace_all({**slips.rows(), "slips": [slip]})
    slips.close()


@pytest.fixture(params=["slips", "publication"])
def alone(instance: Path, request: pytest.FixtureRequest) -> Path:
    """Neither journal nor derived state, and yet something that came of them in the same database."""
    if request.param == "slips":
        _note_a_slip(instance)
    else:
        publication = PublicationLog(settings_in(instance).database_url)
        publication.see("1-1")
        publication.close()
    _empty(instance)
    _forget_all(instance)
    return instance


def test_what_the_same_database_keeps_tells_of_a_lost_journal_too(alone: Path) -> None:
    with pytest.raises(BrokenJournal, match="la même base garde ce qui en venait"):
        opened(alone, ontology=BARE)


def test_a_rebuild_before_the_first_change_does_not_stop_the_first_start(tmp_path: Path) -> None:
    first = Ecosystem(settings_in(tmp_path), data=())
    first.repository.rebuild()
    first.close()
    second = Ecosystem(settings_in(tmp_path), data=(ROOT / "tests" / "ecosystem.ttl",))
    assert second.repository.number == 1
    assert second.published is not None
    second.close()


def test_a_derived_state_of_before_is_taken_and_completed(instance: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = instance / "derived" / "meta.json"
    meta = json.loads(path.read_text())
    del meta["journal"]
    path.write_text(json.dumps(meta))
    opened(instance, ontology=BARE).close()
    assert caplog.text == ""
    assert noted_in(instance).changes == 4
    path.write_text(json.dumps(meta))
    (instance / FILE).unlink()
    _delete_last(instance)
    with pytest.raises(BrokenJournal, match="s’arrête à la modification 3"):
        opened(instance, ontology=BARE)


@pytest.mark.parametrize("note", [{"changes": 9}, {"number": 9}, {"at": "2001"}, {"sum": ""}, {"sum": None}])
def test_a_damaged_note_is_no_proof_against_the_journal(instance: Path, note: dict[str, object]) -> None:
    path = instance / "derived" / "meta.json"
    meta = json.loads(path.read_text())
    path.write_text(json.dumps({**meta, "journal": {**meta["journal"], **note}}))
    repository = opened(instance, ontology=BARE)
    assert repository.number == 4
    repository.close()


def test_a_process_at_work_keeps_what_it_knows_when_the_journal_is_lost(instance: Path) -> None:
    repository = opened(instance, ontology=BARE)
    before = both(repository)
    _delete_last(instance)
    with pytest.raises(BrokenJournal, match="ne suit plus la modification 4"):
        repository.catch_up()
    with pytest.raises(BrokenJournal):
        repository.commit(draft({label("network/5", "Réseau 5")}))
    assert both(repository) == before
    repository.close()
    assert _sql(instance, "select max(number) from changes") == [(3,)]


def test_a_process_at_work_does_not_jump_over_a_gap(instance: Path) -> None:
    repository = opened(instance, ontology=BARE)
    command = opened(instance, on_disk=False, ontology=BARE)
    for number in (5, 6):
        command.commit(draft({label(f"network/{number}", f"Réseau {number}")}))
    command.close()
    _sql(instance, "delete from changes where number = 5")
    with pytest.raises(BrokenJournal):
        repository.catch_up()
    assert repository.number == 4
    repository.close()


def test_the_day_of_the_last_change_is_told_in_words(instance: Path) -> None:
    _delete_whole(instance)
    with pytest.raises(BrokenJournal, match=r"la dernière le .* 20\d\d"):
        refuse_broken(settings_in(instance))


def _alter_a_fact(instance: Path) -> None:
    _sql(instance, "update changes set added = replace(added, 'seau 2', 'seau 7') where number = 2")


def _alter_an_author(instance: Path) -> None:
    _sql(instance, "update changes set author = 'autre' where number = 3")


def _flip_a_bit(instance: Path, bit: int = 1) -> None:
    """One bit of one byte of one name, in the file itself where there is one."""
    if not _is_file(instance):
        return _alter_a_fact(instance)
    content = (instance / JOURNAL).read_bytes()
    place = content.index("Réseau 2".encode()) + 4
    (instance / JOURNAL).write_bytes(content[:place] + bytes([content[place] ^ bit]) + content[place + 1 :])


def _flip_what_no_text_holds(instance: Path) -> None:
    _flip_a_bit(instance, 0x80)


def _swap(instance: Path) -> None:
    _sql(
        instance,
        "update changes set number = 9 where number = 2",
        "update changes set number = 2 where number = 3",
        "update changes set number = 3 where number = 9",
    )


def _write_all_again(instance: Path) -> None:
    _alter_a_fact(instance)
    engine = open_database(settings_in(instance).database_url, sa.MetaData())
    with engine.begin() as connection:
        chain(connection)
    engine.dispose()


def _older_copy(instance: Path) -> None:
    _delete_last(instance)
    shutil.rmtree(instance / "derived")


ALTERED: list[tuple[Callable[[Path], None], str]] = [
    (_alter_a_fact, "a été altéré : la modification 2 n’est plus ce qui a été écrit"),
    (_alter_an_author, "a été altéré : la modification 3 n’est plus ce qui a été écrit"),
    (_flip_a_bit, "a été altéré : la modification 2 n’est plus ce qui a été écrit"),
    (_flip_what_no_text_holds, "la modification 2 ne se lit plus|la modification 2 n’est plus ce qui"),
    (_swap, "a été altéré : la modification 2 ne suit pas la 1"),
    (_write_all_again, "n’est pas celui de ce site : sa modification 4 en est une autre"),
    (_older_copy, "s’arrête à la modification 3, alors que ce site en a connu 4"),
]  # fmt: skip


@pytest.mark.parametrize(("alter", "words"), ALTERED, ids=[alter.__name__.strip("_") for alter, _ in ALTERED])
def test_an_altered_journal_is_refused_and_what_was_shown_is_saved(
    instance: Path, alter: Callable[[Path], None], words: str, tmp_path: Path
) -> None:
    alter(instance)
    before = _derived(instance)
    with pytest.raises(BrokenJournal, match=words) as caught:
        opened(instance, ontology=BARE)
    assert "flask --app app rescue DOSSIER" in caught.value.message
    with pytest.raises(BrokenJournal, match=words):
        write_backup(settings_in(instance), tmp_path / "broken.tar.gz")
    saved = rescue(settings_in(instance), tmp_path / "rescued")
    expected = 3 if alter is _older_copy else 4
    assert (saved.facts, saved.number, saved.shown) == (expected, expected, expected == 4)
    assert "Réseau 2" in (tmp_path / "rescued" / ALL).read_text("utf-8")
    assert _derived(instance) == before, "it can be saved again"
    _, kept = restore_backup(settings_in(instance), tmp_path / "saved.tar.gz", force=True)
    assert kept is not None
    assert kept.is_file()
    assert head_in(instance).number == 4
    opened(instance, ontology=BARE).close()


def test_the_sound_beginning_is_saved_when_nothing_derived_is_left(instance: Path, tmp_path: Path) -> None:
    _alter_an_author(instance)
    shutil.rmtree(instance / "derived")
    saved = rescue(settings_in(instance), tmp_path / "rescued")
    assert (saved.facts, saved.sources, saved.number, saved.shown) == (2, 1, 2, False)


@pytest.mark.parametrize("late", [None, "", Extent(2, 2)], ids=["none", "broken", "old"])
def test_a_head_that_is_late_stops_nothing(instance: Path, late: Extent | str | None) -> None:
    """The process may have died between the change and its head: the journal is then ahead, or the head absent."""
    known, path = head_in(instance), instance / FILE
    _forget_all(instance)
    if isinstance(late, Extent):
        keep_head(instance, late)
    elif late is not None:
        path.write_text(late)
    repository = opened(instance, ontology=BARE)
    assert head_in(instance) == known
    repository.commit(draft({label("network/5", "Réseau 5")}))
    assert head_in(instance).number == 5
    repository.close()


def test_what_a_start_leaves_unread_is_read_behind_the_site(instance: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(continuity, "AT_ONCE", 0)
    _alter_a_fact(instance)
    repository = opened(instance, ontology=BARE)
    repository.watch(pause=0)
    until(lambda: repository.fault is not None)
    with pytest.raises(BrokenJournal, match="la modification 2 n’est plus ce qui a été écrit"):
        repository.commit(draft({label("network/5", "Réseau 5")}))
    repository.close()
    with pytest.raises(BrokenJournal, match="la modification 2 n’est plus"):
        refuse_broken(settings_in(instance), to_the_first=True)


def test_a_change_by_another_process_is_taken_only_as_it_was_written(instance: Path) -> None:
    repository = opened(instance, ontology=BARE)
    command = opened(instance, on_disk=False, ontology=BARE)
    command.commit(draft({label("network/5", "Réseau 5")}))
    command.close()
    _sql(instance, "update changes set added = replace(added, 'seau 5', 'seau 7') where number = 5")
    with pytest.raises(BrokenJournal, match="ne suit plus la modification 4"):
        repository.catch_up()
    before = both(repository)
    with pytest.raises(BrokenJournal, match="la modification 5 n’est plus"):
        repository.rebuild()
    assert both(repository) == before, "what is derived is not wiped for a journal that cannot make it again"
    repository.close()
